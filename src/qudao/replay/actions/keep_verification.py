"""Decide everything again and keep what was found."""

from django.db import transaction

from qudao.kit import clock
from qudao.organization.events import record
from qudao.replay.decisions import verify_decisions
from qudao.replay.models import VerificationRun

KEPT = 200


def keep_verification(*, kind: str) -> VerificationRun:
    """Decide every stored decision again, outside any writing transaction; then one row with the first differences, and its event.

    No clause: this watches the other decisions. The calendar does it, so there is no `by`; begin and end are its own instants.
    """
    begun = clock.now()
    verdict = verify_decisions()
    ended = max(clock.now(), begun)
    with transaction.atomic():
        run = VerificationRun.objects.create(
            kind=kind,
            started_at=begun,
            finished_at=ended,
            decisions=verdict.decisions,
            differences=verdict.count,
            found=[difference.row() for difference in verdict.differences[:KEPT]],
        )
        numbers = {"kind": kind, "decisions": verdict.decisions, "differences": verdict.count}
        record("replay.decisions_verified", run, by=None, at=ended, numbers=numbers)
    return run
