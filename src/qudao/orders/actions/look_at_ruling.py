"""Look at everything a ruling weighed."""

from datetime import datetime

from qudao.orders.models import Ruling
from qudao.organization.events import record
from qudao.organization.models import User


def look_at_ruling(*, ruling: Ruling, by: User, at: datetime) -> None:
    """Note that somebody of ours saw all claims of a ruling. Clause 2.10 of 客户归属认定及报备细则: until the contract no party may learn of them."""
    numbers = {"deal": ruling.deal.public_id, "contracted": ruling.deal.contracted_at is not None}
    record("orders.ruling_seen", ruling, by=by, at=at, numbers=numbers)
