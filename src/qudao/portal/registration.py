"""One registration: its timeline, and what its partner can do about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.customers.actions.request_extension import request_extension as ask_for_extension
from qudao.customers.actions.send_visit_message import send_visit_message as send
from qudao.customers.models import Extension, Registration, Visit
from qudao.customers.report import LONGEST, plain
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.portal import because, distribution_steps, intercompany_steps, refusals
from qudao.portal.customers import signed_in
from qudao.portal.life import Life, Step
from qudao.portal.next_step import may_extend, next_step
from qudao.portal.receipt import visits_of
from qudao.portal.state import state_of
from qudao.programmes.content import policy_of
from qudao.rules.window import DistributionTerms


def timeline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Reported, visited, papers, protected, deal: where it stands and what to do next."""
    row, now = own(request, public_id), clock.now()
    letter = row.letters.order_by("-issued_at", "-pk").first()
    visits = visits_of(row)
    state = state_of(row, visits, has_letter=letter is not None, now=now)
    policy = policy_of(row.policy)
    life = Life(row, state, tuple(visits), tuple(row.extensions.order_by("requested_at", "pk")), policy, now)
    shown = {
        "row": row,
        "now": now,
        "state": state,
        "policy": policy,
        "reason": because.in_short(row, state.code),
        "reasons": because.of(row),
        "next": next_step(life, letter),
        "steps": steps_of(life),
    }
    return render(request, "portal/customers/detail.html", shown)


def steps_of(life: Life) -> list[Step]:
    """The timeline under the regulation that governs the registration."""
    terms = life.policy.protection
    return distribution_steps.steps(life, terms) if isinstance(terms, DistributionTerms) else intercompany_steps.steps(life, terms)


def send_visit_message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The partner's report on arrival (微信报备), sent on the day of the visit."""
    visit = get_object_or_404(Visit.objects.visible_to(signed_in(request)).select_related("registration"), public_id=public_id)
    back = reverse("portal:registration", args=[visit.registration.public_id]) if visit.registration else reverse("portal:list")
    try:
        send(visit=visit, by=signed_in(request), at=clock.now())
    except Refused as refused:
        return _refused(request, back, refused)
    messages.success(request, _("到访报备已发送。"))
    return HttpResponseRedirect(back, status=303)


def request_extension(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask to protect a bulk customer longer."""
    row, now = own(request, public_id), clock.now()
    grounds, problem = _grounds(request)
    status = 422 if problem else 200
    if request.method == "POST" and not problem:
        try:
            extension = ask_for_extension(registration=row, grounds=grounds, by=signed_in(request), at=now)
        except Refused as refused:
            problem, status = refusals.message(refused), 409
        else:
            _tell(request, extension, row)
            return HttpResponseRedirect(reverse("portal:registration", args=[row.public_id]), status=303)
    return _extension_page(request, row, {"now": now, "grounds": request.POST.get("grounds", ""), "problem": problem}, status)


def _grounds(request: HttpRequest) -> tuple[str, str]:
    """Why he asks, in plain text, and what is wrong with it."""
    if request.method != "POST":
        return "", ""
    try:
        grounds = plain(request.POST, "grounds")
    except ValueError as wrong:
        return "", str(wrong)
    return grounds, "" if grounds else _("请写明理由，最多 %(longest)s 个字。") % {"longest": LONGEST["grounds"]}


def _extension_page(request: HttpRequest, row: Registration, shown: dict[str, object], status: int) -> HttpResponse:
    now = clock.now()
    visits = visits_of(row)
    state = state_of(row, visits, has_letter=row.letters.exists(), now=now)
    life = Life(row, state, tuple(visits), tuple(row.extensions.order_by("requested_at", "pk")), policy_of(row.policy), now)
    about = {
        "row": row,
        "state": state,
        "longest": LONGEST["grounds"],
        "may": may_extend(life),
    }
    return render(request, "portal/customers/extension.html", {**about, **shown}, status=status)


def _tell(request: HttpRequest, extension: Extension, row: Registration) -> None:
    """What became of the request: received, or refused by the regulation itself."""
    if not extension.refusal:
        messages.success(request, _("延期申请已收到，等我司决定。"))
        return
    for reason in because.sentences(extension.refusal, row.policy.reference):
        messages.error(request, reason.text + _("。"))


def _refused(request: HttpRequest, back: str, error: Refused) -> HttpResponse:
    """A page that says why, with the way back; nothing was done."""
    return render(request, "portal/refused.html", {"why": refusals.message(error), "back": back}, status=409)


def own(request: HttpRequest, public_id: UUID) -> Registration:
    """One of the reader's own registrations; another partner's is as absent as one that never was."""
    rows = Registration.objects.visible_to(signed_in(request)).select_related("project", "policy", "partner", "reported_by", "filed_by__user")
    return get_object_or_404(rows, public_id=public_id)
