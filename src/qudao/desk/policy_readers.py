"""Who was to know of a version, who has read it, who confirmed it, and who is still open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.desk.asking import signed_in
from qudao.desk.policy_version import one_of, show, version_page
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.partners.confirmations import addressees
from qudao.programmes.actions.confirm_policy import confirm_policy
from qudao.programmes.models import PolicyVersion
from qudao.programmes.words import message


def readers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The addressees of an approved version, open ones first."""
    one = one_of(request, public_id)
    rows = addressees(one, at=clock.now()) if one.status == PolicyVersion.Status.APPROVED else []
    still_open = sum(row.state.is_open for row in rows)
    confirmed = len(rows) - still_open
    about = {
        "rows": rows,
        "read": sum(row.state.read_at is not None for row in rows),
        "confirmed": confirmed,
        "still_open": still_open,
        "share_bp": confirmed * 10_000 // max(len(rows), 1),
    }
    return show(request, one, "readers", about)


def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of our own people knows it, whom the policy binds too."""
    one = one_of(request, public_id)
    try:
        confirm_policy(version=one, by=signed_in(request), at=clock.now())
    except Refused as refused:
        return version_page(request, one, problem=message(refused), status=422)
    messages.success(request, _("已确认知悉。"))
    return HttpResponseRedirect(reverse("desk:version", args=[public_id]), status=303)
