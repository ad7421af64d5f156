"""The steps of a registration under 分销商客户管理制度: report, visit, papers, protection, deal."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qudao.customers.chains import waits_for
from qudao.customers.models import Extension, Registration, Visit
from qudao.customers.reasons import from_json
from qudao.kit.templatetags.qudao_format import instant, until
from qudao.portal.life import Life, Mark, Note, Paper, Step, deal, reported
from qudao.portal.templatetags.portal import length_of_time, short, short_until
from qudao.rules.period import end_after, in_force
from qudao.rules.window import Days, DistributionTerms

VISITED = (Registration.Status.VISITED, Registration.Status.EXTENDED)


def steps(life: Life, terms: DistributionTerms) -> list[Step]:
    """From the report to the deal."""
    arrival = _arrival(life, terms)
    ahead = [] if life.state.code in ("refused", "lapsed") else [deal(life)]
    return [reported(life, _lead(life, terms)), *arrival, *_protection(life, terms), *ahead]


def _lead(life: Life, terms: DistributionTerms) -> Note:
    lead = in_force(terms.lead_time, life.day(life.row.received_at))
    if not life.row.local:
        return Note(_("异地客户须在到访前一天报备"), lead.clause)
    return Note(_("本地客户须提前 %(length)s报备") % {"length": length_of_time(lead.value.local_minutes)}, lead.clause)


def _arrival(life: Life, terms: DistributionTerms) -> list[Step]:
    before = in_force(terms.before_visit, life.day(life.row.received_at))
    if life.visit is None and life.row.status in VISITED:
        return [Step("past", _("已到访"), _visited_at(life))]
    if life.visit is None:
        return [_awaited(life, before.value, before.clause)]
    if life.state.code == "refused":
        return [Step("red", _("已到访"), instant(life.visit.at))]
    deadline = until(_end(life, life.row.received_at, before.value))
    notes = [Note(_("早于期限 %(end)s") % {"end": deadline}, before.clause)]
    if life.visit.confirmed_at is None:
        notes.append(Note(_("还缺带客确认单：请在案场与客户一起签，缺它佣金不能提报")))
    return [Step("past", _("已到访"), instant(life.visit.at), tuple(notes)), *_chain(life, life.visit, terms)]


def _visited_at(life: Life) -> str:
    """The visit that the decision names, where the desk recorded it under no report."""
    numbers = (reason.numbers for reason in from_json(life.row.reasons))
    found = next((one["visited_at"] for one in numbers if isinstance(one.get("visited_at"), datetime)), None)
    return instant(found) if isinstance(found, datetime) else ""


def _awaited(life: Life, before: Days, clause: str) -> Step:
    note = Note(_("报备次日起 %(days)s 天内须到访") % {"days": before.days}, clause)
    if life.state.code == "lapsed":
        return Step("red", _("没有到访"), "", (note,))
    if life.state.code == "waiting":
        return Step("now", _("到访"), _("%(end)s 前") % {"end": short_until(life.row.protected_until)}, (note,))
    return Step("future", _("到访"), "", (note,))


def _chain(life: Life, visit: Visit, terms: DistributionTerms) -> list[Step]:
    """The papers of the visit, once one of them is made."""
    chain = in_force(terms.chain, life.day(visit.at))
    papers = papers_of(visit, chain.value.steps, waits_for(visit, life.policy, at=life.now))
    done = sum(paper.is_done for paper in papers)
    if not done:
        return []
    counts = {"done": done, "all": len(papers)}
    mark: Mark = "past" if done == len(papers) else "red" if life.state.code in ("broken", "lapsed") else "now"
    right = _("今天 24:00 前") if life.state.code == "papers" else ""
    note = Note(_("%(all)s 项齐全才进入到访保护期") % counts, chain.clause)
    return [Step(mark, _("到访资料 %(done)s / %(all)s") % counts, right, (note,), papers)]


def papers_of(visit: Visit, names: tuple[str, ...], waiting: str) -> tuple[Paper, ...]:
    """The papers in order; one that is missing names what it waits for."""
    words = {
        "message_at": pgettext("paper", "到访报备"),
        "desk_at": pgettext("paper", "前台登记"),
        "office_passed_at": pgettext("paper", "后台审核"),
        "leader_signed_at": pgettext("paper", "领导签字"),
        "entered_at": pgettext("paper", "系统录入"),
    }
    papers, missing = [], ""
    for name in names:
        at = getattr(visit, name)
        if at is not None:
            papers.append(Paper(words[name], short(at), is_done=True))
            continue
        if name == "message_at":
            papers.append(Paper(words[name], _("等您发送") if waiting == "message_at" else _("当天没有发送"), is_yours=True))
        else:
            papers.append(Paper(words[name], _("等%(what)s") % {"what": words[missing]} if missing else _("等案场办理")))
        missing = name
    return tuple(papers)


def _protection(life: Life, terms: DistributionTerms) -> list[Step]:
    row, visit = life.row, life.visit
    after = in_force(terms.after_visit, life.day(visit.at if visit else None))
    title = _("保护 %(days)s 天") % {"days": after.value.days}
    if row.protected_until and (row.status in VISITED or (visit and row.status == Registration.Status.LAPSED)):
        notes = [Note(_("优先时间仍是 %(at)s") % {"at": instant(row.protected_from)}, after.clause)]
        notes += [_extension(life, extension, terms) for extension in life.extensions]
        marks: dict[str, Mark] = {"lapsed": "red", "visited": "now", "extended": "now"}
        shown = _("保护已结束") if life.state.code == "lapsed" else title
        return [Step(marks.get(life.state.code, "past"), shown, _("至 %(end)s") % {"end": until(row.protected_until)}, tuple(notes))]
    if life.state.code in ("refused", "lapsed", "ruled"):
        return []
    if visit is None:
        return [Step("future", title, "", (Note(_("到访且资料齐全后，从录入次日起算"), after.clause),))]
    expected = _("至 %(end)s") % {"end": until(_end(life, life.now, after.value))}
    return [Step("future", title, expected, (Note(_("预计。资料齐全后生效，从录入次日起算"), after.clause),))]


def _extension(life: Life, extension: Extension, terms: DistributionTerms) -> Note:
    term = in_force(terms.bulk_extension, life.day(extension.requested_at))
    asked = {"asked": instant(extension.requested_at), "days": term.value.days}
    if extension.approved_at:
        return Note(_("%(asked)s 申请延期，已同意，再保护 %(days)s 天") % asked, term.clause)
    if extension.declined_at or extension.refusal:
        return Note(_("%(asked)s 申请延期，未同意") % asked, term.clause)
    return Note(_("%(asked)s 申请延期，等我司决定") % asked, term.clause)


def _end(life: Life, at: datetime, days: Days) -> datetime:
    return end_after(at, days.days, days.counted_from, life.policy.timezone)
