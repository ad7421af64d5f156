"""Commission of the channel team's own people, deal by deal.

《渠道管理办法》 5.3 (a project's lead does not sell), 5.4 (a group leader earns on his own deals, never on his group's) and 5.5 (specialists by
grade). Which share and which grounds hold is judged here; amounts and statuses come from the frame of `commission.lines`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from qudao.rules.decision import Dated, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.facts import Deal
from qudao.rules.money import MAX_RATE_BP, allocate
from qudao.rules.period import each_in_force, in_force

SELLER = "seller"
"""What anybody's part in a deal is taken for, unless a term names it."""


@dataclass(frozen=True, slots=True)
class StaffRate:
    """The rate of a post on deals of a channel category; a blank category holds for all that have no rate of their own."""

    post: str
    rate_bp: int
    category: str | None = None


@dataclass(frozen=True, slots=True)
class NeverPaid:
    """A post that earns nothing on a deal: `on` says whether on its own deals or on its group's."""

    post: str
    on: Literal["own", "group"]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Several sellers of one deal: each on an equal part of the price, or each on the whole of it."""

    between: Literal["equally", "each"]


@dataclass(frozen=True, slots=True)
class Due:
    """So many calendar months after the month of the contract."""

    months_after: int


@dataclass(frozen=True, slots=True)
class StaffCommissionTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    rate: tuple[Dated[StaffRate], ...]
    never: tuple[Dated[NeverPaid], ...]
    due: tuple[Dated[Due], ...]
    sharing: tuple[Dated[Sharing], ...]

    def defects(self) -> Iterator[Defect]:
        """Rates beyond bounds; nothing said of when or how it is shared, without which no amount is known."""
        for index, rate in enumerate(self.rate):
            if not 0 <= rate.value.rate_bp <= MAX_RATE_BP:
                yield Defect("not_within", f"rate.{index}.rate_bp", str(rate.value.rate_bp), {"from": "0", "to": str(MAX_RATE_BP)})
        for name, terms in (("due", self.due), ("sharing", self.sharing)):
            if not terms:
                yield Defect("no_terms", name, "[]")


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in a deal: the posts he holds, and whether he asks for his group's result."""

    staff_id: str
    posts: tuple[str, ...]
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What speaks for and against one person's commission on one deal."""

    part: Part
    base_fen: int | None
    rate_bp: int | None = None
    rate_clause: str = ""
    denied: tuple[Reason, ...] = ()
    withheld: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def decide(terms: StaffCommissionTerms, *, deal: Deal, parts: Sequence[Part], on: date) -> tuple[Line, ...]:
    """One line for each person of a deal, the sellers first by id; `on` is the day of the deal. Articles 5.3 to 5.5."""
    due = in_force(terms.due, on)
    cancelled: tuple[Reason, ...] = ()
    if deal.cancelled_at is not None:
        cancelled = (Reason("commission_cancelled", due.clause, {"cancelled_at": deal.cancelled_at}),)
    lines = [replace(_line(terms, deal, part, on), denied=(*_never(terms, part, on), *cancelled)) for part in sorted(parts, key=_order)]
    earning = [line for line in lines if not line.part.is_group and not _never(terms, line.part, on)]
    return tuple(_shared(terms, line, earning, deal, on) for line in lines)


def _order(part: Part) -> tuple[bool, str]:
    return (part.is_group, part.staff_id)


def _never(terms: StaffCommissionTerms, part: Part, on: date) -> tuple[Reason, ...]:
    """Whether a post of this person never earns on this part."""
    kind: Literal["own", "group"] = "group" if part.is_group else "own"
    barred = each_in_force([term for term in terms.never if term.value.on == kind], lambda value: value.post, on)
    found = [term for term in barred if term.value.post in part.posts]
    if part.is_group and not found:
        found = barred[:1]
    numbers: dict[str, Number] = {"staff_id": part.staff_id, "posts": ";".join(part.posts)}
    return tuple(Reason(f"staff_never_paid_{kind}", term.clause, numbers) for term in found[:1])


def _line(terms: StaffCommissionTerms, deal: Deal, part: Part, on: date) -> Line:
    """Base and rate of one part before anything is shared."""
    category = deal.attributes.get("channel_category")
    rates = each_in_force(terms.rate, lambda value: (value.post, value.category), on)
    fitting = [rate for rate in rates if rate.value.post in part.posts and rate.value.category in (None, category)]
    best = next((rate for rate in fitting if rate.value.category is not None), fitting[0] if fitting else None)
    withheld: list[Reason] = []
    clause = in_force(terms.due, on).clause
    if best is None:
        code = "staff_grade_missing" if "specialist" in part.posts else "staff_rate_not_set"
        withheld.append(Reason(code, clause, {"staff_id": part.staff_id, "posts": ";".join(part.posts)}))
    if deal.price_fen is None:
        withheld.append(Reason("commission_price_missing", clause))
    if best is None:
        return Line(part, deal.price_fen, withheld=tuple(withheld))
    return Line(part, deal.price_fen, best.value.rate_bp, best.clause, withheld=tuple(withheld))


def _shared(terms: StaffCommissionTerms, line: Line, earning: Sequence[Line], deal: Deal, on: date) -> Line:
    """Several sellers share the price to the last fen, an odd one to the first by id."""
    sharing = in_force(terms.sharing, on)
    places = [each.part.staff_id for each in earning]
    if sharing.value.between == "each" or len(places) < 2 or line.part.staff_id not in places or line.part.is_group or deal.price_fen is None:
        return line
    part_fen = allocate(deal.price_fen, [1] * len(places))[places.index(line.part.staff_id)]
    note = Reason("staff_price_shared", sharing.clause, {"price_fen": deal.price_fen, "sellers": len(places)})
    return replace(line, base_fen=part_fen, notes=(*line.notes, note))
