"""The receipt of a report: when it was received, what is due now, what it proves and what it does not."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from qudao.customers.models import Registration, Visit
from qudao.kit import clock
from qudao.policies.load import load
from qudao.portal import because
from qudao.portal.customers import signed_in
from qudao.portal.promise import promise
from qudao.portal.qr import code_of
from qudao.portal.state import state_of


def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The receipt of one of the reader's own registrations."""
    rows = Registration.objects.visible_to(signed_in(request))
    row = get_object_or_404(rows.select_related("project", "policy", "partner", "reported_by", "filed_by__user"), public_id=public_id)
    now = clock.now()
    address = request.build_absolute_uri(reverse("verify", args=[row.number]))
    policy = load(row.policy.pack)
    return render(
        request,
        "portal/customers/receipt.html",
        {
            "row": row,
            "now": now,
            "policy": policy,
            "is_pre": row.stage == Registration.Stage.PRE,
            "promise": promise(policy, at=row.received_at, local=row.local, planned_visit_on=row.planned_visit_on),
            "state": state_of(row, visits_of(row), has_letter=row.letters.exists(), now=now),
            "reasons": because.of(row),
            "is_refused": row.status == Registration.Status.REFUSED,
            "is_repeated": _is_repeated(row),
            "regulation": policy.regulation.en if because.language() == "en" else policy.regulation.zh,
            "address": address,
            "code": code_of(address),
        },
    )


def visits_of(row: Registration) -> list[Visit]:
    """The visits that the desk recorded under this registration, the first one first."""
    return list(row.visits.order_by("at", "pk"))


def _is_repeated(row: Registration) -> bool:
    return any(reason["code"] == "repeated" for reason in row.reasons)
