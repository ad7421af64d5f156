"""One version of a policy: the articles beside the terms that execute them, its changes, its check, its approval, its files."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qudao.decide.sentences import sentence
from qudao.desk.asking import found, language, signed_in, text
from qudao.desk.policies import DOTS, title_of, today_of
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import Event, Role
from qudao.partners.confirmations import asked_of
from qudao.policies.diff import Change, diff
from qudao.policies.diff_words import headline
from qudao.policies.labels import term_label
from qudao.policies.lint import Finding, Told, told
from qudao.policies.load import dated_terms, left_open
from qudao.policies.policy import Policy
from qudao.policies.shown import described
from qudao.programmes.actions.answer_finding import answer_finding
from qudao.programmes.actions.approve_draft import approve_draft
from qudao.programmes.actions.read_policy import read_policy
from qudao.programmes.actions.return_draft import return_draft
from qudao.programmes.actions.submit_draft import submit_draft
from qudao.programmes.actions.withdraw_draft import withdraw_draft
from qudao.programmes.approval import backtest_state, may_be_approved
from qudao.programmes.checking import Checked, findings_of, open_errors, open_warnings, terms_of, words_left_behind
from qudao.programmes.content import files_of, policy_of
from qudao.programmes.drafts import latest_approved
from qudao.programmes.models import PolicyVersion
from qudao.programmes.standing import standings
from qudao.programmes.words import event_name, message, standing_name
from qudao.rules.decision import Dated

ROWS = ("policy", "based_on", "drafted_by", "submitted_by", "approved_by")


@dataclass(frozen=True, slots=True)
class Executed:
    """A term as it stands beside its article."""

    path: str
    label: str
    value: str
    starts_on: Any
    set_by: str


@dataclass(frozen=True, slots=True)
class Article:
    """A clause with what executes it."""

    number: str
    regulation: str
    words: str
    own_words: str
    note: str
    form: str
    terms: list[Executed]
    behind: str
    """In a draft: which number changed while the words did not."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with its sentences and its answer."""

    checked: Checked
    told: Told


def version(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The articles: on the left the sentence, on the right the terms that execute it. Opening it is reading it, for whom it is told to."""
    one, reader = one_of(request, public_id), signed_in(request)
    if one.is_told_to(reader):
        read_policy(version=one, by=reader, at=clock.now())
    return version_page(request, one)


def version_page(request: HttpRequest, one: PolicyVersion, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page; after a refused confirmation with its sentence. Whom it is told to finds what he confirmed, or the button."""
    policy, asked = policy_of(one), asked_of(signed_in(request), at=clock.now())
    mine = next((each.state for each in asked if each.current.version == one), None)
    behind = words_left_behind(one) if one.status == PolicyVersion.Status.DRAFT else {}
    about = {"articles": articles(policy, behind), "not_set": not_set(policy), "mine": mine, "problem": problem}
    return show(request, one, "articles", about, status=status)


def one_of(request: HttpRequest, public_id: UUID) -> PolicyVersion:
    """A version that the reader may see and that has its text."""
    rows = PolicyVersion.objects.visible_to(signed_in(request)).filter(text__isnull=False)
    return found(rows.select_related(*ROWS), public_id)


def show(request: HttpRequest, one: PolicyVersion, tab: str, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the version, under its head and tabs."""
    standing = standings(one.policy.versions.all(), today_of(one.policy, clock.now()))[one.pk]
    context = {
        "version": one,
        "policy": one.policy,
        "title": title_of(one.policy),
        "standing": standing,
        "standing_name": standing_name(standing),
        "dot": DOTS[standing],
        "is_draft": standing == "draft",
        "is_open": standing in ("draft", "in_review"),
        "tab": tab,
        "menu": "policies",
    }
    return render(request, f"desk/policies/{tab}.html", {**context, **more}, status=status)


def articles(policy: Policy, behind: Mapping[str, Finding]) -> list[Article]:
    """Every clause in the order of the regulation; `behind` are those whose words a change of numbers left behind."""
    by_clause: dict[str, list[Executed]] = defaultdict(list)
    lang = language()
    for path, term in dated_terms(policy):
        name = path.rpartition(".")[0]
        by_clause[term.clause].append(Executed(name, term_label(name, lang), value_of(name, term, lang), term.starts_on, term.set_by))
    return [
        Article(
            number=number,
            regulation=policy.regulation_of(number)[0].of(lang),
            words=clause.text.of(lang),
            own_words=clause.wording or "",
            note=clause.note.of(lang),
            form=clause.form,
            terms=by_clause.get(number, []),
            behind=told(behind[number], lang).what if number in behind else "",
        )
        for number, clause in policy.clauses.items()
    ]


def value_of(path: str, term: Dated[Any], lang: str) -> str:
    """What a term says, without its day and clause."""
    return described(term.value, lang, path)


def not_set(policy: Policy) -> list[tuple[str, str]]:
    """What the regulation leaves to the company, as labels: values not set, and our defaults to be confirmed (PL-01)."""
    lang = language()
    found = [(path if kind == "not_set" else path.rpartition(".")[0], kind) for path, kind in left_open(policy)]
    return [(term_label(path, lang), kind) for path, kind in dict.fromkeys(found)]


def changes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is different from the version that it stands on, article by article."""
    one = one_of(request, public_id)
    return show(request, one, "changes", {"base": one.based_on, "changes": changes_of(one)})


def changes_of(one: PolicyVersion) -> list[tuple[str, Change, Any]]:
    """Each change as a sentence, with the pieces of a changed text."""
    base = one.based_on
    if base is None:
        return []
    found = diff(policy_of(base), policy_of(one), old_files=files_of(base), new_files=files_of(one))
    lang = language()
    return [(headline(change, lang), change, change.segments(lang)) for change in found if change.path != "policy.version"]


def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the check finds, and a person's reason for each warning that stays."""
    one, problem = one_of(request, public_id), ""
    if request.method == "POST":
        reason, finding = text(request.POST, "reason", 1000), text(request.POST, "finding", 200)
        try:
            answer_finding(version=one, finding=finding, reason=reason, by=signed_in(request), at=clock.now())
        except Refused as refused:
            problem = message(refused)
        else:
            messages.success(request, _("理由已记在您名下。"))
            return HttpResponseRedirect(reverse("desk:version_check", args=[public_id]), status=303)
    checked = findings_of(one, at=clock.now())
    shown = [ShownFinding(each, told(each.finding, language())) for each in checked]
    about = {"findings": shown, "errors": open_errors(checked), "warnings": open_warnings(checked), "problem": problem}
    return show(request, one, "check", about, status=422 if problem else 200)


def approval(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What an approval needs, what is still missing for this reader, and everything that happened to the version."""
    return approval_page(request, one_of(request, public_id))


def approval_page(request: HttpRequest, one: PolicyVersion, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page; after a refusal with its sentence."""
    now, reader = clock.now(), signed_in(request)
    checked = findings_of(one, at=now)
    base = one.based_on if one.approved_at else latest_approved(one.policy)  # what was true when it was approved stays so
    typed = request.POST.get("short_notice_because", "")
    decision = may_be_approved(one, content_hash=one.content_hash, starts_on=one.starts_on, short_notice_because=typed, by=reader, at=now)
    terms = terms_of(policy_of(base or one))
    about = {
        "errors": open_errors(checked),
        "warnings": open_warnings(checked),
        "answered": [each for each in checked if each.answer is not None],
        "backtest": backtest_state(one, base, one.approved_by or reader),
        "missing": [] if decision.outcome else [sentence(reason, language()) for reason in decision.reasons],
        "may_press": decision.outcome,
        "is_short": any(reason.code == "amendment_notice_short" for reason in decision.reasons),
        "roles": pgettext("between names", "、").join(role_name(role) for role in terms.approved_by),
        "notice_days": terms.notice_days,
        "clause": terms.clause,
        "reference": (base or one).reference,
        "events": history(one),
        "typed": request.POST,
        "problem": problem,
    }
    return show(request, one, "approval", about, status=status)


def role_name(role: str) -> str:
    """A role as it is called."""
    return str(Role(role).label) if role in Role.values else role


def history(one: PolicyVersion) -> list[tuple[str, Event]]:
    """Everything that happened to the version, in order."""
    rows = Event.objects.filter(subject_type=one._meta.label_lower, subject_id=str(one.public_id)).select_related("by").order_by("id")
    return [(event_name(event.kind), event) for event in rows]


def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand it in for approval."""
    one = one_of(request, public_id)
    return _done(request, one, lambda: submit_draft(version=one, by=signed_in(request), at=clock.now()), _("已提交，等批准人处理。"))


def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve the content that was looked at."""
    one = one_of(request, public_id)
    seen, because = text(request.POST, "content_hash", 64), text(request.POST, "short_notice_because")
    try:
        day = date.fromisoformat(text(request.POST, "starts_on", 10))
    except ValueError:
        day = None  # whoever did not see the first day is shown it
    return _done(
        request,
        one,
        lambda: approve_draft(version=one, content_hash=seen, starts_on=day, short_notice_because=because, by=signed_in(request), at=clock.now()),
        _("已批准。从生效日起按这个版本判定，以前的不变。"),
    )


def give_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send it back to be changed."""
    one = one_of(request, public_id)
    reason = text(request.POST, "reason")
    return _done(request, one, lambda: return_draft(version=one, reason=reason, by=signed_in(request), at=clock.now()), _("已退回修改。"))


def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it up."""
    one = one_of(request, public_id)
    return _done(request, one, lambda: withdraw_draft(version=one, by=signed_in(request), at=clock.now()), _("已撤回。"))


def _done(request: HttpRequest, one: PolicyVersion, act: Callable[[], object], told_then: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return approval_page(request, one, problem=message(refused), status=422)
    messages.success(request, told_then)
    return HttpResponseRedirect(reverse("desk:version_approval", args=[one.public_id]), status=303)
