"""The class of a clinic's partner store: who may change it, which one holds on a day, and what the front desk is shown of it.

Clause 1.6 of 市场部工作流程及相关制度 (R-66: the desk verifies the stored class, it does not decide it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.period import in_force
from qudao.rules.reception import ReceptionTerms


@dataclass(frozen=True, slots=True)
class ClassChange:
    """Somebody's wish that a store has another class from a day on, and the posts that he holds."""

    store_class: str
    changed_on: date
    changed_by: str
    roles: Sequence[str] = ()


def change(terms: ReceptionTerms, *, wish: ClassChange) -> Decision[bool]:
    """Whether the class changes: only one of the posts that the policy names may set it. Clause 1.6. `terms.class_setter` is not empty."""
    term = in_force(terms.class_setter, wish.changed_on)
    numbers: dict[str, Number] = {"store_class": wish.store_class, "changed_by": wish.changed_by, "changed_on": wish.changed_on}
    if term.value.role in wish.roles:
        return Decision(outcome=True, reasons=(Reason("class_changed", term.clause, numbers),))
    return Decision(outcome=False, reasons=(Reason("class_refused", term.clause, {**numbers, "role": term.value.role}),))


def class_on(terms: ReceptionTerms, *, stored: str | None, wishes: Sequence[ClassChange], on: date) -> str | None:
    """The class of a store on a day: the last one that was allowed by then, else the one it was stored with. Clause 1.6."""
    if not terms.class_setter:
        return stored
    allowed = [wish for wish in wishes if wish.changed_on <= on and change(terms, wish=wish).outcome]
    return max(allowed, key=lambda wish: wish.changed_on).store_class if allowed else stored


def at_desk(terms: ReceptionTerms, *, store_class: str | None, maintained_by: str | None, on: date) -> tuple[Reason, ...]:
    """What the desk is shown of a store when a patient of it is reported: A - Li, or that the rotation decides. Clause 1.6.

    Nothing of a store without a class. `maintained_by`: the consultant who keeps the store.
    """
    if store_class is None:
        return ()
    bound = [term for term in terms.bound if term.value.store_class == store_class and term.starts_on <= on]
    if bound and maintained_by is not None:
        return (Reason("desk_bound", bound[-1].clause, {"store_class": store_class, "consultant": maintained_by}),)
    if not terms.rotation:
        return ()
    return (Reason("desk_rotation", in_force(terms.rotation, on).clause, {"store_class": store_class}),)
