"""What the worker does by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from qudao.kit import clock
from qudao.organization import tasks
from qudao.organization.actions import seal_events
from qudao.organization.actions.forget_answers import forget_answers
from qudao.organization.events import record
from qudao.organization.models import IdempotencyKey, Role, Seal, User

AT = datetime(2026, 3, 9, 6, 5, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "kept"), [(timedelta(days=34, hours=23), 1), (timedelta(days=35), 1), (timedelta(days=35, microseconds=1), 0)])
def test_answers_are_kept_35_days(age: timedelta, kept: int) -> None:
    columns = {"method": "POST", "path": "/", "fingerprint": b"", "status": 303, "answer": b""}
    IdempotencyKey.objects.create(principal="user:a", key="the-key-of-the-form", at=AT - age, **columns)
    forget_answers(before=AT - tasks.KEPT_FOR)
    assert IdempotencyKey.objects.count() == kept


@pytest.mark.django_db(transaction=True)
def test_the_sealer_goes_on_until_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (seal_events, tasks):
        monkeypatch.setattr(module, "BATCH", 2)
    user = User.objects.create_user("a", role=Role.FINANCE)
    for _ in range(5):
        record("organization.user_created", user, by=None, at=AT)
    with clock.pinned(clock.now() + timedelta(minutes=1)):
        tasks.seal(0)
    assert list(Seal.objects.values_list("count", flat=True)) == [2, 2, 1]
