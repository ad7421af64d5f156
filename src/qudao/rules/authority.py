"""What an agent's level lets him do: which products, at which supply price, in which territory, and who does which step.

各级代理.1-2, 产品定价.2 and the duties of 微商管理制度. Beyond level or territory an act is refused or goes to approval (OG-32).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qudao.rules.decision import Dated, Decision, Reason
from qudao.rules.period import in_force

Answer = Literal["allowed", "refused", "exception"]


@dataclass(frozen=True, slots=True)
class Range:
    """The items or categories that a level may sell."""

    level: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What becomes of a customer from outside the agent's territory."""

    answer: Literal["refused", "exception"]


@dataclass(frozen=True, slots=True)
class SupplyPrice:
    """What a level pays the company for one unit of an item."""

    level: str
    item: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that a role takes; another role may not."""

    role: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthorityTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. An empty `products` or `supply_price` judges nothing."""

    products: tuple[Dated[Range], ...]
    territory: tuple[Dated[Beyond], ...]
    supply_price: tuple[Dated[SupplyPrice], ...] = ()
    steps: tuple[Dated[Steps], ...] = ()


def may_sell(terms: AuthorityTerms, *, level: str | None, item: str, category: str, on: date) -> Decision[Answer] | None:
    """Whether a level may sell an item on a day; None where the policy sets no ranges. 各级代理.1."""
    known = [term for term in terms.products if term.starts_on <= on]
    if not known:
        return None
    own = [term for term in known if term.value.level == level]
    clause = (own or known)[-1].clause
    if own and {item, category} & set(own[-1].value.items):
        return Decision("allowed", (Reason("authority_product", clause, {"level": level or "", "item": item or category}),))
    allowed = ";".join(own[-1].value.items) if own else ""
    return Decision("refused", (Reason("authority_product_refused", clause, {"level": level or "", "item": item or category, "allowed": allowed}),))


def may_serve(terms: AuthorityTerms, *, territory: Sequence[str], city: str | None, on: date) -> Decision[Answer]:
    """Whether a customer's city lies in the agent's territory; a blank city or a blank territory always does. 各级代理.2."""
    term = in_force(terms.territory, on)
    if not city or not territory or _city(city) in {_city(each) for each in territory}:
        return Decision("allowed", (Reason("authority_territory", term.clause),))
    numbers = {"city": city, "territory": ";".join(territory)}
    return Decision(term.value.answer, (Reason(f"authority_territory_{term.value.answer}", term.clause, numbers),))


def _city(name: str) -> str:
    return name.strip().removesuffix("市")


def supply_price(terms: AuthorityTerms, *, level: str | None, item: str, on: date) -> Dated[SupplyPrice] | None:
    """The price at which the company supplies an item to a level on a day, None where none is set. 产品定价.2."""
    known = [term for term in terms.supply_price if (term.value.level, term.value.item) == (level, item) and term.starts_on <= on]
    return known[-1] if known else None


def may_act(terms: AuthorityTerms, *, role: str, step: str, on: date) -> Decision[bool]:
    """Whether a role may take a step: only the roles named for it may; a step that nobody is named for is open to none. OG-31."""
    known = [term for term in terms.steps if term.starts_on <= on]
    for term in known:
        if term.value.role == role and step in term.value.steps:
            return Decision(outcome=True, reasons=(Reason("step_allowed", term.clause, {"role": role, "step": step}),))
    holder = next((term for term in known if step in term.value.steps), None)
    clause = holder.clause if holder else known[0].clause if known else in_force(terms.territory, on).clause
    return Decision(
        outcome=False, reasons=(Reason("step_refused", clause, {"role": role, "step": step, "holder": holder.value.role if holder else ""}),)
    )
