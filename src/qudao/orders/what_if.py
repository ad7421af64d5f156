"""What would have changed a ruling for one claim: decided again with one fact changed, never invented."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from qudao.decide.known import Facts
from qudao.decide.ruling import rule_deals
from qudao.policies.load import Policy
from qudao.rules.attribution import Claim, Ruling
from qudao.rules.decision import Number
from qudao.rules.facts import Redetermination, Registration, Visit
from qudao.rules.identity import Match, compare, person

MOMENT = timedelta(minutes=1)
DAY = timedelta(days=1)
CHAIN = ("message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at")


@dataclass(frozen=True, slots=True)
class Change:
    """One changed fact, and whether the addressee's fortune changes with it."""

    code: str
    numbers: Mapping[str, Number]
    changes: bool
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A ruling as it was made, with everything it was made from."""

    policy: Policy
    facts: Facts
    verdict: Ruling
    as_of: datetime

    def owner_with(self, changed: Facts) -> tuple[str | None, str]:
        """Who owns the deal under changed facts, and the clause that decides."""
        again = rule_deals(self.policy, changed, as_of=self.as_of)[self.verdict.deal_id]
        return again.partner_id, again.clause

    def registration(self, claim: Claim) -> Registration:
        """The report that is the claim."""
        return next(row for row in self.facts.registrations if row.registration_id == claim.registration_id)


def own_visits(facts: Facts, registration: Registration) -> tuple[Visit, ...]:
    """The visits that the claim's own partner brought after the report, of the same customer."""
    customer = person(registration.customer_name, registration.phone, registration.identity_no, registration.company)
    return tuple(
        visit
        for visit in sorted(facts.visits, key=lambda visit: (visit.at, visit.visit_id))
        if visit.partner_id == registration.partner_id
        and visit.at >= registration.received_at
        and compare(customer, person(visit.customer_name, visit.phone, visit.identity_no, visit.company)) is not Match.NONE
    )


def changes(case: Case, claim: Claim) -> list[Change]:
    """Which single facts would have changed the result for this claim's partner, and which would not."""
    found = []
    for code, numbers, changed in _variants(case, claim):
        owner, clause = case.owner_with(changed)
        found.append(Change(code, numbers, (owner == claim.partner_id) != (case.verdict.partner_id == claim.partner_id), clause))
    return found


def _variants(case: Case, claim: Claim) -> Iterator[tuple[str, Mapping[str, Number], Facts]]:
    """The changed facts worth telling, by what became of the claim."""
    registration = case.registration(claim)
    visits = own_visits(case.facts, registration)
    moment = case.verdict.moment or case.as_of
    by_verdict = {
        "lapsed": _lapsed,
        "refused": _refused,
        "incorrect": _incorrect,
        "later": _later,
        "too_late": _too_late,
        "disqualified": _disqualified,
        "won": _won,
    }
    if claim.verdict in by_verdict:
        yield from by_verdict[claim.verdict](case, claim, registration, visits, moment)
    if claim.verdict != "won" and case.policy.attribution.redetermination and case.verdict.partner_id not in (None, claim.partner_id):
        grounds = case.policy.attribution.redetermination[-1].value.grounds[-1]
        anew = Redetermination(case.verdict.deal_id, claim.partner_id, case.as_of, grounds)
        yield "redetermined", {}, replace(case.facts, redeterminations=(*case.facts.redeterminations, anew))


Variants = Iterator[tuple[str, Mapping[str, Number], Facts]]


def _lapsed(case: Case, claim: Claim, registration: Registration, visits: tuple[Visit, ...], moment: datetime) -> Variants:
    until = claim.protected_until
    if until is None:
        return
    if case.policy.scheme == "intercompany":
        again = replace(registration, registration_id=f"{registration.registration_id}+", received_at=until)
        if until < moment:
            yield "report_again", {"until": until}, replace(case.facts, registrations=(*case.facts.registrations, again))
        return
    unfinished = [
        visit
        for visit in visits
        if visit.at < until and any(getattr(visit, step) for step in CHAIN) and not all(getattr(visit, step) for step in CHAIN)
    ]
    if unfinished:
        at = unfinished[0].at
        done = replace(unfinished[0], message_at=at, desk_at=at, office_passed_at=at, leader_signed_at=at, entered_at=at)
        kept = tuple(done if visit is unfinished[0] else visit for visit in case.facts.visits)
        yield "chain_finished", {"visit_at": unfinished[0].at}, replace(case.facts, visits=kept)
    elif not any(visit.at < until for visit in visits):
        visit = Visit(
            f"{registration.registration_id}+",
            until - MOMENT,
            registration.project_id,
            registration.customer_name,
            phone=registration.phone,
            identity_no=registration.identity_no,
            company=registration.company,
            partner_id=registration.partner_id,
            source="channel",
        )
        yield "visit_in_time", {"until": until}, replace(case.facts, visits=(*case.facts.visits, visit))


def _refused(case: Case, _claim: Claim, registration: Registration, visits: tuple[Visit, ...], _moment: datetime) -> Variants:
    if visits:
        yield "report_before_visit", {"visit_at": visits[0].at}, _with(case, replace(registration, received_at=visits[0].at - DAY))
    if case.policy.scheme == "intercompany" and registration.stage == "formal" and not (registration.customer_signed and registration.manager_signed):
        yield "both_signed", {}, _with(case, replace(registration, customer_signed=True, manager_signed=True))


def _incorrect(case: Case, _claim: Claim, registration: Registration, _visits: tuple[Visit, ...], _moment: datetime) -> Variants:
    numbered = next((buyer for buyer in case.facts.buyers if buyer.phone or buyer.identity_no), None)
    if numbered is not None:
        right = replace(registration, phone=numbered.phone or registration.phone, identity_no=numbered.identity_no or registration.identity_no)
        yield "identity_right", {}, _with(case, right)


def _later(case: Case, claim: Claim, registration: Registration, _visits: tuple[Visit, ...], _moment: datetime) -> Variants:
    if case.verdict.partner_id == claim.partner_id:
        return
    first = min(one.received_at for one in case.verdict.claims)
    yield "locked_first", {}, _with(case, replace(registration, received_at=first - timedelta(seconds=1)))


def _too_late(case: Case, _claim: Claim, registration: Registration, _visits: tuple[Visit, ...], moment: datetime) -> Variants:
    yield "report_before_moment", {"tested_at": moment}, _with(case, replace(registration, received_at=moment - MOMENT))


def _disqualified(case: Case, _claim: Claim, registration: Registration, _visits: tuple[Visit, ...], _moment: datetime) -> Variants:
    earlier = [visit.at for visit in case.facts.visits if visit.at < registration.received_at]
    if earlier:
        yield "report_before_record", {}, _with(case, replace(registration, received_at=min(earlier) - DAY))


def _won(case: Case, _claim: Claim, registration: Registration, visits: tuple[Visit, ...], moment: datetime) -> Variants:
    if case.policy.scheme == "intercompany":
        yield "without_signature", {}, _with(case, replace(registration, customer_signed=False))
        return
    before = [visit for visit in visits if visit.at <= moment]
    if before:
        kept = tuple(visit for visit in case.facts.visits if visit not in before)
        yield "without_visit", {"visit_at": before[0].at}, replace(case.facts, visits=kept)


def _with(case: Case, changed: Registration) -> Facts:
    """The same facts with this one report changed."""
    rows = tuple(changed if row.registration_id == changed.registration_id else row for row in case.facts.registrations)
    return replace(case.facts, registrations=rows)
