"""Rule on a deal: the facts on record, the programme's policy, and the rows that the verdict becomes."""

from datetime import datetime
from typing import Any

from qudao.customers.models import Registration
from qudao.customers.reasons import to_json
from qudao.decide.ruling import rule_deals
from qudao.orders.candidates import gather
from qudao.orders.letters import issue_letters
from qudao.orders.models import Credit, Deal, Ruling
from qudao.orders.numbers import new_number
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.in_force import reporting
from qudao.rules import attribution


def rule(deal: Deal, *, by: User | None, at: datetime) -> Ruling:
    """Decide who earns on the deal from the facts as of `at`, write it down, and tell the partners once the formal contract is signed.

    Clauses 3.3 to 3.8 of 分销商客户管理制度; 2.9 to 2.14 of 客户归属认定及报备细则. The caller holds the deal's lock and the transaction.
    """
    governing = reporting(deal.project.programme, at=at)  # load
    facts = gather(deal)
    verdict = rule_deals(governing.policy, facts, as_of=at)[deal.number]  # decide
    deal.rulings.filter(is_current=True).update(is_current=False)  # write
    ruling = Ruling.objects.create(
        number=new_number("GS"),
        deal=deal,
        made_at=at,
        moment=verdict.moment,
        clause=verdict.clause,
        reasons=to_json(verdict.reasons),
        considered=considered(verdict),
        policy=governing.version,
    )
    credit = _credit(ruling, verdict)
    numbers = {
        "deal": deal.public_id,
        "clause": verdict.clause,
        "reason": verdict.reasons[0].code,
        "claims": len(verdict.claims),
        "share_bp": verdict.share_bp,
    }
    record("orders.deal_ruled", ruling, by=by, at=at, numbers=numbers | ({"registration": credit.registration.public_id} if credit else {}))  # record
    if deal.contracted_at is not None:
        issue_letters(ruling, verdict, facts, policy=governing.policy, by=by, at=at)
    return ruling


def considered(verdict: attribution.Ruling) -> list[dict[str, Any]]:
    """The claims as they are kept beside the ruling: ids, verdict and reasons."""
    return [_considered(claim) for claim in verdict.claims]


def _considered(claim: attribution.Claim) -> dict[str, Any]:
    return {
        "registration": claim.registration_id,
        "partner": claim.partner_id,
        "received_at": claim.received_at.isoformat(),
        "until": claim.protected_until.isoformat() if claim.protected_until else None,
        "verdict": claim.verdict,
        "reasons": to_json(claim.reasons),
    }


def _credit(ruling: Ruling, verdict: attribution.Ruling) -> Credit | None:
    """The owner's share, or nothing where the deal is nobody's."""
    if verdict.partner_id is None or verdict.registration_id is None:
        return None
    return Credit.objects.create(
        ruling=ruling,
        partner=Partner.objects.get(code=verdict.partner_id),
        registration=Registration.objects.get(number=verdict.registration_id),
        share_bp=verdict.share_bp,
        clause=verdict.clause,
    )
