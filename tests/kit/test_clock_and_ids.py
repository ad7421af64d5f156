"""Time and chance come from one place each, which tests hold."""

from datetime import UTC, datetime, timedelta

import pytest

from qudao.kit import clock, ids

AT = datetime(2026, 3, 9, 6, 5, tzinfo=UTC)


@pytest.mark.django_db
def test_the_time_is_the_databases() -> None:
    one, two = clock.now(), clock.now()
    assert one.tzinfo is UTC
    assert one < two
    assert abs(one - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_pinned_clock_stands_or_steps() -> None:
    with clock.pinned(AT):
        assert [clock.now(), clock.now()] == [AT, AT]
    with clock.pinned(AT, step=timedelta(seconds=1)):
        assert [clock.now(), clock.now()] == [AT, AT + timedelta(seconds=1)]


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.pinned(AT.replace(tzinfo=None)):
        pass


def test_the_same_seed_draws_the_same_ids() -> None:
    drawn = []
    for _ in range(2):
        with ids.seeded(7):
            drawn.append((ids.new_id(), ids.new_code(), ids.new_token(8)))
    assert drawn[0] == drawn[1]
    assert ids.new_id() != drawn[0][0]


def test_codes_use_only_letters_that_cannot_be_confused() -> None:
    codes = {ids.new_code(12) for _ in range(200)}
    assert len(codes) == 200
    assert not set("".join(codes)) & set("0O1IL8B5S")
    assert {len(code) for code in codes} == {12}
