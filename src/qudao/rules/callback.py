"""Callbacks of submitted deals: which are drawn, and which answer counts.

Clauses 2.16 and 2.18 of 分销商客户管理制度.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from qudao.rules.decision import Dated, Decision, Reason
from qudao.rules.facts import Callback
from qudao.rules.money import share_up
from qudao.rules.period import in_force

ANSWERS = ("confirmed", "denied")
"""What counts as an answer; `unreached` does not."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """The share of a period's submitted deals that is called, rounded up, and the least number for each partner."""

    rate_bp: int
    minimum_per_partner: int
    seed: str


@dataclass(frozen=True, slots=True)
class CallbackTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    sampling: tuple[Dated[Sampling], ...]


@dataclass(frozen=True, slots=True)
class Submitted:
    """A deal on the commission list of a period."""

    deal_id: str
    partner_id: str


def draw_order(seed: str, period: str, deal_id: str) -> tuple[str, str]:
    """The published place of a deal in the draw: anybody who knows seed, period and id can check it."""
    return sha256(f"{seed}:{period}:{deal_id}".encode()).hexdigest(), deal_id


def sample(terms: CallbackTerms, *, period: str, deals: Iterable[Submitted]) -> dict[str, Decision[bool]]:
    """Which deals of one period (such as 2025-04) are called, by deal. Clause 2.18.

    In the order of the draw the first half, rounded up, then the first of each partner who is not yet among them.
    """
    term = in_force(terms.sampling, date.fromisoformat(f"{period}-01"))
    rule = term.value
    drawn = sorted(deals, key=lambda deal: draw_order(rule.seed, period, deal.deal_id))
    quota = share_up(len(drawn), rule.rate_bp)
    called = Counter(deal.partner_id for deal in drawn[:quota])
    numbers = {"submitted": len(drawn), "quota": quota, "rate_bp": rule.rate_bp}
    answers: dict[str, Decision[bool]] = {}
    for place, deal in enumerate(drawn, start=1):
        code = "callback_drawn"
        if place > quota:
            short = called[deal.partner_id] < rule.minimum_per_partner
            called[deal.partner_id] += short
            code = "callback_partner_minimum" if short else "callback_not_drawn"
        reason = Reason(code, term.clause, {**numbers, "place": place})
        answers[deal.deal_id] = Decision(code != "callback_not_drawn", (reason,))
    return answers


def first_answer(callbacks: Sequence[Callback]) -> Callback | None:
    """The customer's first answer, which counts whatever he says later; a call that reached nobody is no answer. Clause 2.16."""
    return min((call for call in callbacks if call.answer in ANSWERS), key=lambda call: (call.at, call.answer), default=None)
