"""Note that somebody looked at a backtest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.models import BacktestSeen, PolicyVersion


@transaction.atomic
def record_backtest_seen(
    *, version: PolicyVersion, content_hash: str, against_hash: str, summary: Mapping[str, Any], by: User, at: datetime
) -> BacktestSeen:
    """He saw what this content would have done to the past against that one, once each. An approval asks for it. CL-03."""
    seen, is_new = BacktestSeen.objects.get_or_create(  # write
        version=version, content_hash=content_hash, against_hash=against_hash, by=by, defaults={"summary": dict(summary), "at": at}
    )
    if is_new:
        numbers = {"content_hash": content_hash, "against_hash": against_hash}
        record("programmes.backtest_seen", version, by=by, at=at, numbers=numbers)  # record
    return seen
