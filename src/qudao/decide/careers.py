"""Certificates and levels of a person's career, from monthly results and exams. Rows are grouped by person once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from qudao.decide.known import Facts
from qudao.decide.rows import CareerRow, CertificationRow, Decided, ProgressRow
from qudao.policies.policy import Policy
from qudao.rules import career, certification
from qudao.rules.facts import Exam
from qudao.rules.months import by_subject, month_of

Months = Mapping[str, Mapping[int, Decimal]]
"""One person's results by measure, then by month."""


def decide(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """The tables `certifications`, `career` and `progress` as of an instant; nothing where the policy has neither ladder."""
    if not (policy.has("certification") or policy.has("career")):
        return {}
    months = months_by_person(seen)
    exams: dict[str, list[Exam]] = defaultdict(list)
    for row in seen.exams:
        exams[row.staff_id].append(row)
    people = sorted({*months, *exams})
    return {
        "certifications": [row for person in people for row in _certifications(policy, person, months.get(person, {}), exams.get(person, ()), as_of)],
        "career": [row for person in people for row in _career(policy, person, months.get(person, {}), as_of)],
        "progress": [row for person in sorted(months) for row in _progress(policy, person, months[person], as_of)],
    }


def months_by_person(seen: Facts) -> dict[str, Months]:
    """The results of people: those of partners are no one's career."""
    partners = {row.partner_id for row in seen.partners} - {row.staff_id for row in seen.staff}
    people: dict[str, dict[str, Mapping[int, Decimal]]] = defaultdict(dict)
    for (subject_id, measure), months in by_subject(seen.results).items():
        if subject_id not in partners:
            people[subject_id][measure] = months
    return dict(people)


def _certifications(policy: Policy, person: str, months: Months, exams: Sequence[Exam], as_of: datetime) -> list[CertificationRow]:
    if not policy.has("certification"):
        return []
    return [
        CertificationRow(
            staff_id=person,
            certificate=decision.outcome.certificate,
            earned_on=decision.outcome.earned_on,
            reasons=decision.reasons,
            policy_version=policy.version,
        )
        for decision in certification.earned(policy.certification, months=months, exams=exams, until=as_of.date())
    ]


def _career(policy: Policy, person: str, months: Months, as_of: datetime) -> list[CareerRow]:
    if not policy.has("career"):
        return []
    return [
        CareerRow(
            staff_id=person,
            level=decision.outcome.level,
            reached_on=decision.outcome.reached_on,
            reasons=decision.reasons,
            policy_version=policy.version,
        )
        for decision in career.reached(policy.career, months=months, until=as_of.date())
    ]


def _progress(policy: Policy, person: str, months: Months, as_of: datetime) -> list[ProgressRow]:
    """The levels that somebody with figures has not reached, as the last month that is over leaves them (PE-34)."""
    if not policy.has("career"):
        return []
    return [
        ProgressRow(
            staff_id=person,
            level=rung.level,
            counted=rung.counted,
            needed=rung.needed,
            reasons=(rung.reason,),
            policy_version=policy.version,
        )
        for rung in career.progress(policy.career, months=months, through=month_of(as_of.date()) - 1)
        if rung.reached_on is None
    ]
