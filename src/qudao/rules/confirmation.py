"""How long a confirmation of a policy holds, and whether it is open again. CO-30, CO-31.

Days are calendar days of the policy's zone. Whoever confirmed on 3 March, for twelve months, is asked again from 3 March of the next year on.
"""

from datetime import date

from qudao.rules.period import months_later


def due_again_on(confirmed_on: date, every_months: int) -> date | None:
    """The first day on which it is to be confirmed again; None where once is enough (`every_months` is 0).

    A month without that day ends the cycle on its last day: 29 February is followed by 28 February.
    """
    return months_later(confirmed_on, every_months) if every_months else None


def is_open(confirmed_on: date | None, *, every_months: int, today: date) -> bool:
    """Whether somebody still has to confirm: never done yet (None), or the cycle of the last time is over."""
    if confirmed_on is None:
        return True
    due = due_again_on(confirmed_on, every_months)
    return due is not None and due <= today
