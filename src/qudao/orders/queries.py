"""Reads over deals, rulings and letters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from qudao.customers.models import Registration
from qudao.orders.facts import deal_fact
from qudao.orders.models import Buyer, Credit, Deal, Letter, Ruling
from qudao.organization.models import User
from qudao.programmes.in_force import in_force
from qudao.rules import conflict


@dataclass(frozen=True, slots=True)
class VerifiedLetter:
    """What anybody may know of a ruling letter by its number: that it is genuine, and nothing about persons."""

    number: str
    project: str
    issued_at: datetime
    policy_title_zh: str
    policy_title_en: str
    policy_version: str
    is_current: bool


def verify_letter(number: str) -> VerifiedLetter | None:
    """The letter with that number, for the public verification page; None when there is none. No customer, partner or verdict."""
    letter = Letter.objects.filter(number=number.strip().upper()).select_related("ruling__deal__project", "ruling__policy").first()
    if letter is None:
        return None
    policy = letter.ruling.policy
    return VerifiedLetter(
        number=letter.number,
        project=letter.ruling.deal.project.name,
        issued_at=letter.issued_at,
        policy_title_zh=policy.title_zh,
        policy_title_en=policy.title_en,
        policy_version=policy.version,
        is_current=letter.ruling.is_current,
    )


def with_rulings(deals: QuerySet[Deal]) -> QuerySet[Deal]:
    """Deals with project, buyers and the current ruling at hand (`current_rulings`)."""
    current = (
        Ruling.objects.filter(is_current=True)
        .select_related("policy")
        .prefetch_related(Prefetch("credits", queryset=Credit.objects.select_related("partner", "registration")))
    )
    return deals.select_related("project__programme", "claimed_by", "visit").prefetch_related(
        Prefetch("buyers", queryset=Buyer.objects.order_by("pk")), Prefetch("rulings", queryset=current, to_attr="current_rulings")
    )


def current_ruling(deal: Deal) -> Ruling | None:
    """The ruling that stands, or None before the first."""
    found: list[Ruling] | None = getattr(deal, "current_rulings", None)
    if found is None:
        found = list(deal.rulings.filter(is_current=True).select_related("policy").prefetch_related("credits__partner", "credits__registration"))
    return found[0] if found else None


def owner_credit(ruling: Ruling | None) -> Credit | None:
    """The credit of a ruling, or None where the deal is nobody's."""
    return next(iter(ruling.credits.all()), None) if ruling else None


def dispute_openings(deal: Deal, *, at: datetime) -> tuple[conflict.Opening, ...]:
    """The dispute window that each stage of the deal opens. Clause 3.1 of 分销商客户管理制度; none where the regulation knows no dispute."""
    policy = in_force(deal.project.programme, at=at).policy
    return tuple(conflict.windows(policy.disputes, deal_fact(deal), policy.timezone))


def told_credits(user: User) -> QuerySet[Credit]:
    """The credits of which a partner's person may know: own partner's (an agent: own registrations'), of rulings told after the contract."""
    letters = Letter.objects.visible_to(user)
    return (
        Credit.objects.filter(registration__in=letters.values("registration"), ruling__in=letters.values("ruling"), ruling__is_current=True)
        .select_related("ruling__deal__project__programme", "ruling__policy", "partner", "registration")
        .order_by("-ruling__deal__contracted_at", "pk")
    )


def registrations_of(considered: list[dict[str, Any]]) -> dict[str, Registration]:
    """The registrations that a ruling weighed, by number."""
    numbers = [claim["registration"] for claim in considered]
    return {row.number: row for row in Registration.objects.filter(number__in=numbers).select_related("partner", "project", "policy")}
