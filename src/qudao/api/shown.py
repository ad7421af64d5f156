"""Rows as machines see them: masked, with reasons in words."""

from datetime import datetime

from qudao.api.schemas import Because, CreditShown, DealShown, RegistrationShown, VisitShown
from qudao.customers.models import Registration, Visit
from qudao.customers.reasons import from_json
from qudao.decide.sentences import sentence
from qudao.orders.models import Deal
from qudao.rules.money import format_yuan


def because(reasons: list[dict[str, object]], language: str) -> list[Because]:
    """Stored reasons with their sentences."""
    return [Because(code=reason.code, clause=reason.clause, sentence=sentence(reason, language)) for reason in from_json(reasons)]


def registration(row: Registration, *, now: datetime, language: str) -> RegistrationShown:
    """A registration to its own partner."""
    return RegistrationShown(
        number=row.number,
        project=row.project.code,
        customer_name=row.customer_name,
        phone=row.phone_shown,
        stage=row.stage,
        received_at=row.received_at,
        status=row.status_at(now),
        protected_from=row.protected_from,
        protected_until=row.protected_until,
        clause=row.clause,
        because=because(row.reasons, language),
        policy=str(row.policy),
    )


def visit(row: Visit) -> VisitShown:
    """A visit to our own systems."""
    return VisitShown(
        number=row.number,
        project=row.project.code,
        at=row.at,
        customer_name=row.customer_name,
        phone=row.phone_shown,
        source=row.source,
        registration=row.registration.number if row.registration else "",
    )


def deal(row: Deal, *, language: str) -> DealShown:
    """A deal with its current ruling to our own systems; the first clause is the one that decided."""
    ruling = row.rulings.filter(is_current=True).select_related("policy").first()
    earned = ruling.credits.select_related("partner", "registration") if ruling else ()
    return DealShown(
        number=row.number,
        project=row.project.code,
        unit=row.unit,
        price=format_yuan(row.price_fen, grouped=False),
        pre_subscribed_at=row.pre_subscribed_at,
        subscribed_at=row.subscribed_at,
        contracted_at=row.contracted_at,
        filed_at=row.filed_at,
        cancelled_at=row.cancelled_at,
        credits=[
            CreditShown(partner=credit.partner.code, registration=credit.registration.number, share_bp=credit.share_bp, clause=credit.clause)
            for credit in earned
        ],
        clause=ruling.clause if ruling else "",
        because=because(ruling.reasons, language) if ruling else [],
        policy=str(ruling.policy) if ruling else "",
    )
