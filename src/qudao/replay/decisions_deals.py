"""Decide rulings again with their credits and letters, each as of the instant at which it was made."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from qudao.customers import facts as customer_facts
from qudao.customers.reasons import to_json
from qudao.decide.known import Facts
from qudao.decide.ruling import known, rule_deals
from qudao.orders.candidates import buyer_keys
from qudao.orders.letters import letter_contents
from qudao.orders.models import Credit, Letter, Ruling
from qudao.orders.ruling import considered
from qudao.replay.difference import Difference, compare
from qudao.replay.facts import Ledger
from qudao.replay.versions import Versions
from qudao.rules import attribution

KIND = "ruling"


def again(ledger: Ledger, versions: Versions) -> Iterator[tuple[str, list[Difference]]]:
    """For each ruling, credit and letter of the project its kind and what differs.

    Clauses 3.3 to 3.8 of 分销商客户管理制度; 2.9 to 2.14 of 客户归属认定及报备细则.
    """
    credited = Prefetch("credits", queryset=Credit.objects.select_related("partner", "registration").order_by("pk"))
    told = Prefetch("letters", queryset=Letter.objects.select_related("registration").order_by("pk"))
    rows = Ruling.objects.filter(deal__project=ledger.project).select_related("deal").prefetch_related(credited, told).order_by("pk")
    for ruling in rows.iterator(chunk_size=500):
        policy = versions.policy(ruling.policy_id)
        if policy is None:
            continue
        facts = facts_of(ledger, ruling.deal_id, ruling.made_at)
        verdict = rule_deals(policy, facts, as_of=ruling.made_at)[ruling.deal.number]
        yield KIND, list(_ruling(ruling, verdict))
        yield from (("credit", found) for found in _credits(ruling, verdict))
        deal = known(facts, ruling.made_at).deals[0]
        contents = letter_contents(verdict, facts, policy=policy, at=ruling.made_at) if deal.contracted_at is not None else {}
        yield from (("letter", found) for found in _letters(ruling, contents))


def facts_of(ledger: Ledger, deal_id: int, at: datetime) -> Facts:
    """What was known of a deal at an instant: the bundle that `orders.candidates` gathers, as it was then."""
    buyers = ledger.buyers[deal_id]
    relations = ledger.family.of(buyers, at)
    relatives = {bytes(key) for row in relations for key in (row.person_key, row.relative_key)}
    found = ledger.found(buyer_keys(buyers, relatives))
    claimed_by = ledger.deals[deal_id][0].claimed_by_id
    partners = found.partners() | ({claimed_by} if claimed_by else set())
    deal, buyer_facts = ledger.deal_facts(deal_id, at)
    facts = ledger.known(list(found.registrations.values()), list(found.visits.values()), partners, at)
    return replace(facts, relations=tuple(map(customer_facts.relation_fact, relations)), deals=(deal,), buyers=buyer_facts)


def _ruling(ruling: Ruling, verdict: attribution.Ruling) -> Iterator[Difference]:
    stored = {name: getattr(ruling, name) for name in ("moment", "clause", "reasons", "considered")}
    decided = {"moment": verdict.moment, "clause": verdict.clause, "reasons": to_json(verdict.reasons), "considered": considered(verdict)}
    yield from compare(KIND, ruling.number, stored, decided, clause=verdict.clause)


def _credits(ruling: Ruling, verdict: attribution.Ruling) -> Iterator[list[Difference]]:
    """The credits that a ruling gave; one that is missing or too many differs from nothing."""
    stored = [_credit(row.partner.code, row.registration.number, row.share_bp, row.clause) for row in ruling.credits.all()]
    owned = verdict.partner_id is not None and verdict.registration_id is not None
    decided = [_credit(verdict.partner_id, verdict.registration_id, verdict.share_bp, verdict.clause)] if owned else []
    for place in range(max(len(stored), len(decided))):
        had, now = (rows[place] if place < len(rows) else _credit(None, None, 0, "") for rows in (stored, decided))
        yield list(compare("credit", ruling.number, had, now, clause=verdict.clause))


def _credit(partner: str | None, registration: str | None, share_bp: int, clause: str) -> dict[str, Any]:
    return {"owner": partner, "registration": registration, "share_bp": share_bp, "clause": clause}


def _letters(ruling: Ruling, contents: dict[str, dict[str, Any]]) -> Iterator[list[Difference]]:
    """The letters of a ruling: to whom, and what each says."""
    stored = {row.registration.number: row for row in ruling.letters.all()}
    for number in sorted(stored.keys() | contents.keys()):
        if number not in contents:
            yield [Difference("letter", stored[number].number, "issued", "yes", "", ruling.clause)]
        elif number not in stored:
            yield [Difference("letter", f"{ruling.number}/{number}", "issued", "", "yes", ruling.clause)]
        else:
            content = json.loads(json.dumps(contents[number]))
            yield list(compare("letter", stored[number].number, stored[number].content, content, clause=str(content["ruled_by"])))
