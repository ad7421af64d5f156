"""Members and agents: who is admitted, who may stand where in the tree, and who is proposed for the next level.

An application and a place in the tree are filings: `valid` is admitted, `open` waits for something, `invalid` is refused. A proposed upgrade
is a grade row of the month that completes it; a person approves it with a date of its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qudao.decide.known import Facts
from qudao.decide.rows import Decided, FilingRow, GradeRow
from qudao.decide.standing import Line, Standing, line
from qudao.policies.policy import Policy
from qudao.rules import hierarchy, membership
from qudao.rules.decision import Decision
from qudao.rules.facts import Result
from qudao.rules.hierarchy import Place
from qudao.rules.membership import Application, Sold
from qudao.rules.period import day_of, month_after

SHOWN: Mapping[str, str] = {"admitted": "valid", "pending": "open", "refused": "invalid"}


def part(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """Admissions, places and proposals of a policy that has members or a tree."""
    if not policy.has("membership") and not policy.has("hierarchy"):
        return {}
    people = line(policy, seen)
    today = as_of.date()
    filings = [*_admission_rows(policy, people, today), *_place_rows(policy, people, today)]
    return {"filings": filings, "grades": list(_proposals(policy, seen, people, today))}


def admissions(policy: Policy, people: Line, today: date) -> dict[str, Decision[membership.Status]]:
    """What became of every application that was made by today, by partner."""
    if not policy.has("membership"):
        return {}
    found: dict[str, Decision[membership.Status]] = {}
    for key, standing in people.by_id.items():
        values = standing.values
        applied_on = values.get("applied_on")
        if applied_on is None or applied_on > today:
            continue
        application = Application(
            applied_on=applied_on,
            birth_on=values.get("birth_on"),
            agreement_signed=values.get("agreement_signed"),
            qualification=values.get("qualification"),
            interview=values.get("interview"),
        )
        found[key] = membership.admit(policy.membership, application=application, place=place(policy, people, key, applied_on))
    return found


def place(policy: Policy, people: Line, partner_id: str, on: date) -> Decision[Place] | None:
    """Whether a partner may stand where it says that it stands; None without somebody above it or without a policy on trees."""
    sponsor = people.sponsors.get(partner_id)
    if sponsor is None or not policy.has("hierarchy"):
        return None
    level = people.level(sponsor, on)
    return hierarchy.place(policy.hierarchy, person=partner_id, sponsors=people.sponsors, sponsor_level=level, on=on)


def _admission_rows(policy: Policy, people: Line, today: date) -> Iterator[FilingRow]:
    for key, decision in admissions(policy, people, today).items():
        yield filing(policy, f"{key}/admission", SHOWN[decision.outcome], decision)


def _place_rows(policy: Policy, people: Line, today: date) -> Iterator[FilingRow]:
    """Where there are no applications to judge, the place itself."""
    if policy.has("membership"):
        return
    for key, standing in people.by_id.items():
        on = standing.since or today
        decision = place(policy, people, key, on) if on <= today else None
        if decision is not None:
            yield filing(policy, f"{key}/place", "valid" if decision.outcome.allowed else "invalid", decision)


def filing(policy: Policy, filing_id: str, status: str, decision: Decision[Any], until: datetime | None = None) -> FilingRow:
    """One row of a file that is complete, waits or is refused."""
    return FilingRow(filing_id=filing_id, status=status, owner=None, until=until, reasons=decision.reasons, policy_version=policy.version)


def _proposals(policy: Policy, seen: Facts, people: Line, today: date) -> Iterator[GradeRow]:
    if not policy.has("membership"):
        return
    sold = own_sales(policy, seen)
    admitted = admissions(policy, people, today)
    for key, standing in people.by_id.items():
        if key in admitted and admitted[key].outcome != "admitted":
            continue
        decision = _proposal(policy, standing, sold.get(key, ()), today)
        if decision is not None:
            yield GradeRow(
                subject_id=key,
                period=f"{decision.outcome.reached_on:%Y-%m}",
                score=Decimal(decision.outcome.sales_fen).scaleb(-2),
                grade=decision.outcome.to,
                reasons=decision.reasons,
                policy_version=policy.version,
            )


def _proposal(policy: Policy, standing: Standing, sold: Sequence[Sold], today: date) -> Decision[membership.Proposal] | None:
    return membership.propose(policy.membership, level=standing.level(today), since=standing.since, sold=sold, today=today)


def own_sales(policy: Policy, seen: Facts) -> dict[str, list[Sold]]:
    """What each partner sold itself: the monthly results called `sales` where it has any, else its deals that stand."""
    sold: dict[str, list[Sold]] = defaultdict(list)
    for result in seen.results:
        if result.measure == "sales":
            sold[result.subject_id].append(_month(result))
    reported = set(sold)
    for deal in seen.deals:
        at = deal.contracted_at or deal.subscribed_at or deal.paid_at
        if deal.partner_id and deal.partner_id not in reported and at and deal.price_fen is not None and deal.cancelled_at is None:
            sold[deal.partner_id].append(Sold(day_of(at, policy.timezone), deal.price_fen))
    return sold


def _month(result: Result) -> Sold:
    """A month's sales count on its last day."""
    last = date.fromordinal(month_after(result.month).toordinal() - 1)
    return Sold(last, int((result.value * 100).to_integral_value()))
