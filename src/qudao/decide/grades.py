"""Grades and tiers from scores, and nominations for the year's award.

Both are rows of `grades`, as results of appraisals are (`evaluations`): a subject may have several for one period, one from each scheme (PA-35),
one from the appraisal, one from the award. A row without score and grade says what is missing. A grade that a person set against the computed
one is in the row of its scheme, and listed as a filing `<partner>/<period>/<scheme>/grade` (PA-37).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from qudao.decide.attributes import typed
from qudao.decide.known import Facts
from qudao.decide.members import filing
from qudao.decide.rights import SHOWN, approved
from qudao.decide.rows import Decided, FilingRow, GradeRow
from qudao.policies.policy import Policy
from qudao.rules import exception, grading, incentive
from qudao.rules.decision import Decision, Reason
from qudao.rules.exception import ByHand
from qudao.rules.grading import Grade
from qudao.rules.months import YEAR, first_day, last_day, span
from qudao.rules.period import in_force


def decide(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """The rows of `grades` from scores as of an instant, and those of `filings` for grades set by hand; nothing where the policy has no schemes."""
    if not policy.has("grading") or not policy.grading.schemes:
        return {}
    graded, listed = _graded(policy, seen, as_of.date())
    rows = [_row(policy, key, one.outcome.score, one.outcome.grade, one.reasons) for key, many in graded.items() for one in many]
    rows += _nominated(policy, {key: [one.outcome for one in many] for key, many in graded.items()}, as_of.date())
    return {table: made for table, made in (("grades", rows), ("filings", listed)) if made}


def _row(policy: Policy, key: tuple[str, str], score: Decimal | None, grade: str | None, reasons: Sequence[Reason]) -> GradeRow:
    return GradeRow(subject_id=key[0], period=key[1], score=score, grade=grade, reasons=tuple(reasons), policy_version=policy.version)


def starts(period: str, today: date) -> date:
    """The first day of a period; of one whose name says no time, today."""
    months = span(period)
    return first_day(months[0]) if months is not None else today


def _graded(policy: Policy, seen: Facts, today: date) -> tuple[dict[tuple[str, str], list[Decision[Grade]]], list[FilingRow]]:
    """What every scheme and every hand says, by subject and period, with the rights that the grade gives; and the list of what hands did."""
    scores: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in seen.scores:
        scores[row.subject_id, row.period][row.dimension] = row.score
    settings = _settings(policy, seen, today)
    for subject_id, period in settings:
        scores.setdefault((subject_id, period), {})
    found: dict[tuple[str, str], list[Decision[Grade]]] = {}
    listed: list[FilingRow] = []
    for key, dimensions in scores.items():
        on = starts(key[1], today)
        made = grading.grades(policy.grading, scores=dimensions, on=on)
        if dimensions and not made:
            made = (grading.unknown(policy.grading, scores=dimensions, on=on),)
        by_scheme = {decision.outcome.scheme: decision for decision in made}
        for scheme, setting in settings.get(key, {}).items():
            computed = by_scheme.get(scheme) or Decision(Grade(scheme, None, None), ())
            if setting.grade == computed.outcome.grade:
                continue  # nothing deviates
            standing, decision = exception.by_hand(policy.grading, computed=computed, setting=setting, on=on)
            by_scheme |= {scheme: decision} if scheme in by_scheme else {}
            listed.append(filing(policy, f"{key[0]}/{key[1]}/{scheme}/grade", SHOWN[standing], _reason_of_hand(decision, standing)))
        found[key] = [_with_rights(policy, decision, on) for decision in by_scheme.values()]
    return found, listed


def _settings(policy: Policy, seen: Facts, today: date) -> dict[tuple[str, str], dict[str, ByHand]]:
    """The grades that people set by hand, by subject and period and by scheme; an approval to come is none yet."""
    found: dict[tuple[str, str], dict[str, ByHand]] = defaultdict(dict)
    for row in seen.partners if policy.grading.by_hand else ():
        for each in typed("partners", row.attributes, policy.timezone).get("set_grades", ()):
            if each["period"] and each["scheme"] and each["grade"]:
                approved_by = approved(each, today)
                found[row.partner_id, each["period"]][each["scheme"]] = ByHand(each["grade"], each["reason"], each["set_by"], approved_by)
    return found


def _reason_of_hand(decision: Decision[Grade], standing: exception.Standing) -> Decision[Grade]:
    """The one reason that the hand added: the first where it holds, else the last."""
    return Decision(decision.outcome, decision.reasons[:1] if standing == "holds" else decision.reasons[-1:])


def _with_rights(policy: Policy, decision: Decision[Grade], on: date) -> Decision[Grade]:
    if decision.outcome.grade is None or not policy.has("incentive"):
        return decision
    return Decision(decision.outcome, (*decision.reasons, *incentive.rights(policy.incentive, grade=decision.outcome.grade, on=on)))


def _nominated(policy: Policy, graded: Mapping[tuple[str, str], Sequence[Grade]], today: date) -> Iterator[GradeRow]:
    """Nominations of every year that is over."""
    if not policy.has("incentive") or not policy.incentive.award:
        return
    years: dict[str, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for (subject_id, period), grades in graded.items():
        months = span(period)
        if months is not None and months[1] - months[0] == YEAR - 1 and last_day(months[1]) < today:
            for grade in grades:
                if grade.score is not None:
                    years[period][grade.scheme][subject_id] = grade.score
    for period, schemes in years.items():
        on = starts(period, today)
        scores = schemes.get(in_force(policy.incentive.award, on).value.scheme, {})
        for subject_id, decision in incentive.nominated(policy.incentive, scores=scores, on=on).items():
            yield _row(policy, (subject_id, period), decision.outcome, "nominated", decision.reasons)
