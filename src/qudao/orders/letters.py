"""Tell the partners who earns: one letter for each report that named the customer rightly, once the formal contract is signed."""

from datetime import datetime
from typing import Any

from qudao.customers.models import Notice, Registration
from qudao.customers.reasons import to_json
from qudao.decide.known import Facts
from qudao.decide.ruling import rule_registrations
from qudao.orders.models import Letter, Ruling
from qudao.orders.numbers import new_number
from qudao.orders.what_if import Case, changes, own_visits
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.load import Policy
from qudao.rules import attribution, conflict
from qudao.rules.decision import Decision
from qudao.rules.facts import Deal
from qudao.rules.identity import Match, compare, normal_identity, normal_phone, person
from qudao.rules.protection import Window


def issue_letters(ruling: Ruling, verdict: attribution.Ruling, facts: Facts, *, policy: Policy, by: User | None, at: datetime) -> list[Letter]:
    """A letter to every partner that had registered the customer with a correct identifier, and to one that brought him or claims the deal."""
    contents = letter_contents(verdict, facts, policy=policy, at=at)
    rows = {row.number: row for row in Registration.objects.filter(number__in=contents)}
    letters = [
        Letter(number=new_number("PD"), ruling=ruling, registration=rows[number], issued_at=at, content=content)
        for number, content in contents.items()
    ]
    Letter.objects.bulk_create(letters)
    cause = str(ruling.public_id)
    Notice.objects.bulk_create([Notice(registration=letter.registration, kind=Notice.Kind.RULING, cause=cause, at=at) for letter in letters])
    if letters:
        record("orders.letters_issued", ruling, by=by, at=at, numbers={"letters": [letter.public_id for letter in letters]})
    return letters


def letter_contents(verdict: attribution.Ruling, facts: Facts, *, policy: Policy, at: datetime) -> dict[str, dict[str, Any]]:
    """What each letter about the only deal among the facts says, by the number of the registration it answers."""
    case = Case(policy, facts, verdict, at)
    windows = rule_registrations(policy, facts, as_of=at)
    appeal = _appeal(facts.deals[0], policy)
    told = (claim for claim in verdict.claims if _is_told(claim, case))
    return {claim.registration_id: _content(case, claim, windows[claim.registration_id]) | appeal for claim in told}


def is_correct(claim: attribution.Claim, case: Case) -> bool:
    """Whether the report names a buyer, or a buyer's relative, by an identifier that is right."""
    if any(reason.code.startswith("identity_") for reason in claim.reasons):
        return True
    if claim.verdict == "incorrect":
        return False
    registration = case.registration(claim)
    reported = person(registration.customer_name, registration.phone, registration.identity_no, registration.company)
    buyers = [person(buyer.name, buyer.phone, buyer.identity_no, buyer.name) for buyer in case.facts.buyers]
    relatives = {value for row in case.facts.relations for value in (row.person, row.relative)}
    family = {normal_phone(value) for value in relatives} | {normal_identity(value) for value in relatives}
    return any(compare(reported, buyer) is Match.CORRECT for buyer in buyers) or bool({reported.phone, reported.identity_no} & (family - {""}))


def _is_told(claim: attribution.Claim, case: Case) -> bool:
    if is_correct(claim, case):
        return True
    claims_it = any(deal.partner_id == claim.partner_id for deal in case.facts.deals)
    return claims_it or bool(own_visits(case.facts, case.registration(claim)))


def _content(case: Case, claim: attribution.Claim, window: Decision[Window]) -> dict[str, Any]:
    """The addressee's own side of the ruling. Of a rival only that one won, never who, when or how."""
    visits = own_visits(case.facts, case.registration(claim))
    moment = case.verdict.moment
    won = case.verdict.partner_id == claim.partner_id
    rival_won = not won and case.verdict.partner_id is not None
    protection = [reason for reason in window.reasons if reason.code.startswith("protected_")] if claim.verdict in ("lapsed", "won", "later") else []
    clauses = [*(reason.clause for reason in (*protection, *claim.reasons)), *([case.verdict.clause] if rival_won or won else [])]
    return {
        "won": won,
        "verdict": claim.verdict,
        "rival_won": rival_won,
        "ruled_by": case.verdict.clause,
        "reasons": to_json((*protection, *claim.reasons)),
        "clauses": list(dict.fromkeys(clauses)),
        "received_at": claim.received_at.isoformat(),
        "is_correct": is_correct(claim, case),
        "first_visit_at": visits[0].at.isoformat() if visits else None,
        "until": claim.protected_until.isoformat() if claim.protected_until else None,
        "moment": moment.isoformat() if moment else None,
        "moment_event": _moment_event(case),
        "changes": [
            {"code": change.code, "clause": change.clause, "numbers": to_json_numbers(change.numbers), "changes": change.changes}
            for change in changes(case, claim)
        ],
        "sources_clause": case.policy.disputes.sources[-1].clause if case.policy.disputes.sources else "",
    }


def to_json_numbers(numbers: Any) -> dict[str, Any]:
    """Numbers of a change as they are stored."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in numbers.items()}


def _moment_event(case: Case) -> str:
    """Which stage of the deal the claims were tested at."""
    deal = case.facts.deals[0]
    names = case.policy.attribution.moment[-1].value.events
    return next((name for name in names if case.verdict.moment and getattr(deal, name) == case.verdict.moment), "")


def _appeal(deal: Deal, policy: Policy) -> dict[str, Any]:
    """Until when the ruling can be disputed; where the regulation knows no dispute, the clause that says what applies."""
    openings = list(conflict.windows(policy.disputes, deal, policy.timezone))
    if not openings:
        return {"appeal_until": None, "appeal_clause": policy.disputes.silence[-1].clause if policy.disputes.silence else ""}
    last = max(openings, key=lambda opening: opening.closes_at)
    return {"appeal_until": last.closes_at.isoformat(), "appeal_clause": last.clause, "appeal_event": last.event}
