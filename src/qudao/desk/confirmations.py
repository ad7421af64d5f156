"""Who has confirmed the policies in force and to come, who is open, and which partner names nobody who answers for keeping them (CO-31)."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.desk.asking import found, page_of, signed_in, text
from qudao.desk.policies import DOTS, title_of
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.partners.actions.set_compliance_contact import set_compliance_contact
from qudao.partners.confirmations import Addressee, addressees
from qudao.partners.models import Partner, PartnerQuerySet, Person
from qudao.programmes.models import PolicyVersion
from qudao.programmes.told import current_versions, every_months
from qudao.programmes.words import standing_name


@dataclass(frozen=True, slots=True)
class Row:
    """A version in force or to come, and how far its addressees are."""

    version: PolicyVersion
    title: str
    standing: str
    dot: str
    every_months: int
    told: int
    still_open: list[Addressee]

    @property
    def confirmed(self) -> int:
        return self.told - len(self.still_open)

    @property
    def share_bp(self) -> int:
        return self.confirmed * 10_000 // max(self.told, 1)


def confirmations(request: HttpRequest) -> HttpResponse:
    """Policy by policy, and partner by partner."""
    return _page(request)


def compliance_contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of the partner's people answers for it from now on."""
    partner = found(Partner.objects.visible_to(signed_in(request)), public_id)
    wanted = text(request.POST, "person", 36)
    person = next((one for one in partner.people.select_related("user") if str(one.public_id) == wanted), None)
    try:
        set_compliance_contact(partner=partner, person=person, by=signed_in(request), at=clock.now())
    except Refused:  # its only reason
        return _page(request, problem=_("请选择%(partner)s的一位在职人员。") % {"partner": partner.name}, status=422)
    messages.success(request, _("已记下%(partner)s的合规联系人。") % {"partner": partner.name})
    return HttpResponseRedirect(reverse("desk:confirmations") + "#contacts", status=303)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    policies = _policies()
    without = Partner.objects.without_compliance_contact()
    shown = {
        "policies": policies,
        "still_open": sum(len(row.still_open) for row in policies),
        "rows": page_of(request, _partners(without)),
        "incomplete": without.count(),
        "problem": problem,
        "menu": "policies",
    }
    return render(request, "desk/policies/confirmations.html", shown, status=status)


def _policies() -> list[Row]:
    now, found = clock.now(), []
    for one in current_versions(at=now):
        version, told = one.version, addressees(one.version, at=now)
        still_open = [row for row in told if row.state.is_open]
        name, dot = standing_name(one.standing), DOTS[one.standing]
        found.append(Row(version, title_of(version.policy), name, dot, every_months(version), len(told), still_open))
    return found


def _partners(without: PartnerQuerySet) -> QuerySet[Partner]:
    """All of them, incomplete ones first, with who works there."""
    present = Person.objects.filter(left_on__isnull=True, user__is_active=True).select_related("user").order_by("user__name")
    rows = Partner.objects.annotate(is_complete=~Q(pk__in=without.values("pk"))).order_by("is_complete", "name")
    return rows.select_related("compliance_contact__user").prefetch_related(Prefetch("people", present, to_attr="present"))
