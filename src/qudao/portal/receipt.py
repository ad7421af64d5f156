"""The receipt of a report: when it was received, what is due now, what it proves and what it does not."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.customers.models import Registration, Visit
from qudao.kit import clock
from qudao.portal import because
from qudao.portal.customers import signed_in
from qudao.portal.promise import promise
from qudao.portal.qr import code_of
from qudao.portal.state import state_of
from qudao.programmes.content import policy_of


def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The receipt of one of the reader's own registrations."""
    rows = Registration.objects.visible_to(signed_in(request))
    row = get_object_or_404(rows.select_related("project", "policy", "partner", "reported_by", "filed_by__user"), public_id=public_id)
    now = clock.now()
    address = request.build_absolute_uri(reverse("verify", args=[row.number]))
    policy = policy_of(row.policy)
    return render(
        request,
        "portal/customers/receipt.html",
        {
            "row": row,
            "now": now,
            "policy": policy,
            "is_pre": row.stage == Registration.Stage.PRE,
            "promise": promise(policy, at=row.protected_from or row.received_at, local=row.local, planned_visit_on=row.planned_visit_on),
            "state": state_of(row, visits_of(row), has_letter=row.letters.exists(), now=now),
            "reasons": because.of(row),
            "is_refused": row.status == Registration.Status.REFUSED,
            "advice": advice(row),
            "is_repeated": _is_repeated(row),
            "regulation": policy.regulation.en if because.language() == "en" else policy.regulation.zh,
            "address": address,
            "code": code_of(address),
        },
    )


def visits_of(row: Registration) -> list[Visit]:
    """The visits that the desk recorded under this registration, the first one first."""
    return list(row.visits.order_by("at", "pk"))


def advice(row: Registration) -> str:
    """What to do about a refusal, by the reason that decided."""
    code = row.reasons[0]["code"] if row.reasons else ""
    return {
        "undeclared": _("重新提交，提交即作声明。"),
        "incomplete_name": _("补上客户姓名，重新报备。"),
        "incomplete_identifier": _("补上客户电话，重新报备。"),
        "incomplete_company": _("补上购买公司的全称或特征名称，重新报备。"),
        "incomplete_phone": _("补上客户电话，重新预报备。"),
        "suspended": _("合作恢复以前不能报备。请联系渠道经理。"),
        "wrong_filer": _("请贵司的指定备案人重新提交。"),
        "late_pre_report": _("把到访改到明天以后，今天重新预报备。"),
        "late_local": _("这次到访按自然到访处理。下次先报备，满一小时后再带客。"),
        "late_remote": _("这次到访按自然到访处理。下次在到访前一天报备。"),
        "late_after_visit": _("客户已经先到访过。如果记录有误，请联系案场后台。"),
    }.get(code, _("改正以后可以重新报备；优先时间从新的一次收到时算起。"))


def _is_repeated(row: Registration) -> bool:
    return any(reason["code"] == "repeated" for reason in row.reasons)
