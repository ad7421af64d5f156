"""Events are sealed in chained batches, and whatever a superuser changes afterwards is found and named."""

import os
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from qudao.kit import clock, merkle
from qudao.organization.actions.seal_events import PATIENCE, seal_events
from qudao.organization.events import record
from qudao.organization.models import Event, Role, Seal, SealedEvent, User
from qudao.organization.seals import hash_of, leaf_of, places, proof
from qudao.organization.verify import Break, command, verify
from tests.support.superuser import tamper

AT = datetime(2026, 3, 9, 6, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def later() -> datetime:
    """When no event waits any more for transactions of other databases on this server."""
    return clock.now() + PATIENCE + timedelta(seconds=1)


def three_batches() -> list[Event]:
    """Nine events in three sealed batches."""
    user = User.objects.create_user("zhou", role=Role.FINANCE)
    events = []
    for batch in range(3):
        events += [record("organization.user_created", user, by=user, at=AT, numbers={"batch": batch, "place": place}) for place in range(3)]
        assert seal_events(at=later()) is not None
    return events


def breaks() -> tuple[Break, ...]:
    return verify(at=clock.now()).breaks


def test_events_are_sealed_in_order_and_the_chain_holds() -> None:
    events = three_batches()
    report = verify(at=clock.now())
    assert (report.seals, report.events, report.unsealed, report.breaks) == (3, 9, 0, ())
    sealed = SealedEvent.objects.order_by("event_id").values_list("event_id", "seal_id", "position")
    assert list(sealed) == [(event.pk, 1 + count // 3, places(1 + count // 3, 3)[count % 3]) for count, event in enumerate(events)]


def test_nothing_new_makes_no_seal() -> None:
    three_batches()
    assert seal_events(at=later()) is None


def test_only_one_sealer_works_at_a_time() -> None:
    record("organization.user_created", User.objects.create_user("a", role=Role.FINANCE), by=None, at=AT)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(7100, 1)")
            assert seal_events(at=later()) is None
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert seal_events(at=later()) is not None


def test_an_event_waits_for_older_transactions_but_not_for_ever() -> None:
    user = User.objects.create_user("a", role=Role.FINANCE)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
            event = record("organization.user_created", user, by=None, at=AT)
            for waited in (PATIENCE - timedelta(microseconds=1), PATIENCE):
                assert seal_events(at=event.recorded_at + waited) is None
            assert seal_events(at=event.recorded_at + PATIENCE + timedelta(microseconds=1)) is not None
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def test_an_event_restored_from_another_cluster_is_sealed_too() -> None:
    user = User.objects.create_user("a", role=Role.FINANCE)
    tamper(
        "INSERT INTO organization_event (public_id, kind, subject_type, subject_id, at, transaction, numbers, by_id)"
        " VALUES (gen_random_uuid(), 'organization.user_created', 'organization.user', '1', now(), '99999999999', '{}', %s)",
        user.pk,
    )
    sealed = seal_events(at=later())
    assert sealed is not None
    assert sealed.count == 1


def test_the_proof_of_an_event_convinces_whoever_knows_the_root() -> None:
    for event in three_batches():
        found = proof(event)
        assert found is not None
        assert found.holds
        assert merkle.climb(merkle.leaf_hash(found.content + b" "), found.steps) != found.root


def test_an_event_has_no_proof_before_its_seal() -> None:
    event = record("organization.user_created", User.objects.create_user("a", role=Role.FINANCE), by=None, at=AT)
    assert proof(event) is None


@pytest.mark.parametrize(
    "statement", ["UPDATE organization_event SET kind = 'a.b'", "DELETE FROM organization_event", "DELETE FROM organization_seal"]
)
def test_the_application_cannot_change_or_delete(statement: str) -> None:
    three_batches()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE organization_event SET kind = 'a.b'", "DELETE FROM organization_sealedevent", "TRUNCATE organization_event CASCADE"]
)
def test_not_even_the_owner_changes_by_accident(statement: str) -> None:
    three_batches()
    with pytest.raises(psycopg.DatabaseError, match="insert-only"), psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute(statement)


def test_a_changed_event_is_found_and_named() -> None:
    events = three_batches()
    tamper("UPDATE organization_event SET numbers = '{\"batch\": 9}' WHERE id = %s", events[4].pk)
    assert breaks() == (Break("the event was changed", 2, places(2, 3)[1], events[4].pk),)


@pytest.mark.parametrize("column", ["kind = 'a.b'", "subject_id = 'x'", "by_id = NULL", "at = at + interval '1 microsecond'", "recorded_at = now()"])
def test_a_change_of_any_column_is_found(column: str) -> None:
    events = three_batches()
    tamper(f"UPDATE organization_event SET {column} WHERE id = %s", events[0].pk)
    assert [(item.seal, item.position, item.event) for item in breaks()] == [(1, places(1, 3)[0], events[0].pk)]


def test_a_deleted_event_is_found_and_named() -> None:
    events = three_batches()
    tamper("DELETE FROM organization_event WHERE id = %s", events[8].pk)
    assert breaks() == (Break("the event was deleted", 3, places(3, 3)[2], events[8].pk),)


def test_an_event_deleted_with_its_place_is_found() -> None:
    events = three_batches()
    tamper("DELETE FROM organization_sealedevent WHERE event_id = %s", events[3].pk)
    tamper("DELETE FROM organization_event WHERE id = %s", events[3].pk)
    assert breaks() == (Break("an event is missing", 2, places(2, 3)[0]),)


def test_two_events_that_changed_places_are_found() -> None:
    events = three_batches()
    one, two = places(1, 3)[:2]
    for event, position in ((events[0], 999), (events[1], one), (events[0], two)):
        tamper("UPDATE organization_sealedevent SET position = %s WHERE event_id = %s", position, event.pk)
    moved = "the event stands in another place than it was sealed in"
    assert breaks() == (
        Break(moved, 1, two, events[0].pk),
        Break(moved, 1, one, events[1].pk),
        Break("the events do not give the root that was sealed", 1),
    )


def test_an_event_slipped_into_a_batch_is_found() -> None:
    events = three_batches()
    extra = record("organization.user_created", User.objects.get(), by=None, at=AT)
    free = next(place for place in range(256) if place not in places(2, 3))
    leaf = leaf_of(extra)
    tamper("INSERT INTO organization_sealedevent (event_id, seal_id, position, leaf) VALUES (%s, 2, %s, %s)", extra.pk, free, leaf)
    assert breaks() == (Break("the event was added afterwards", 2, free, extra.pk),)
    assert len(events) == 9


def test_a_proof_tells_nothing_about_how_much_else_happened() -> None:
    lonely = record("organization.user_created", User.objects.create_user("a", role=Role.FINANCE), by=None, at=AT)
    seal_events(at=later())
    busy = [record("organization.user_created", User.objects.get(), by=None, at=AT, numbers={"count": count}) for count in range(200)]
    seal_events(at=later())
    assert {len(found.steps) for event in (lonely, *busy) if (found := proof(event))} == {8}
    assert sorted(places(7, 256)) == list(range(256))
    assert len({tuple(places(number, 5)) for number in range(50)}) == 50


def test_an_event_changed_together_with_its_leaf_is_found() -> None:
    events = three_batches()
    tamper("UPDATE organization_event SET subject_id = 'x' WHERE id = %s", events[0].pk)
    events[0].refresh_from_db()
    content = merkle.leaf_hash(b"forged")
    tamper("UPDATE organization_sealedevent SET leaf = %s WHERE event_id = %s", content, events[0].pk)
    assert {item.seal for item in breaks()} == {1}


def test_a_changed_seal_breaks_at_itself_and_a_recomputed_one_at_the_next() -> None:
    three_batches()
    tamper("UPDATE organization_seal SET sealed_at = sealed_at + interval '1 day' WHERE number = 2")
    assert breaks() == (Break("the seal itself was changed", 2),)
    seal = Seal.objects.get(number=2)
    tamper("UPDATE organization_seal SET hash = %s WHERE number = 2", hash_of(seal))
    assert breaks() == (Break("not chained to the batch before it", 3),)


def test_a_missing_batch_is_found() -> None:
    three_batches()
    tamper("DELETE FROM organization_sealedevent WHERE seal_id = 2")
    tamper("DELETE FROM organization_seal WHERE number = 2")
    assert Break("batches 2 to 2 are missing", 3) in breaks()


@pytest.mark.parametrize(("seconds", "late"), [(59, 0), (60, 0), (61, 1)])
def test_an_event_unsealed_for_more_than_a_minute_is_reported(seconds: int, late: int) -> None:
    event = record("organization.user_created", User.objects.create_user("a", role=Role.FINANCE), by=None, at=AT)
    found = verify(at=event.recorded_at + timedelta(seconds=seconds)).breaks
    assert [item.event for item in found] == [event.pk] * late


@pytest.mark.parametrize(("cut", "found"), [(0, 0), (1, 1), (3, 1)])
def test_a_tail_that_was_cut_off_is_found_by_the_hash_that_was_kept(cut: int, found: int) -> None:
    three_batches()
    kept = verify(at=clock.now()).last_hash
    for number in range(3, 3 - cut, -1):
        tamper("DELETE FROM organization_sealedevent WHERE seal_id = %s", number)
        tamper("DELETE FROM organization_seal WHERE number = %s", number)
        tamper("DELETE FROM organization_event WHERE (numbers->>'batch')::int = %s", number - 1)
    assert breaks() == ()
    assert len(verify(at=clock.now(), head=kept).breaks) == found
    assert command(kept.hex().upper()) == found


def test_a_tail_that_was_sealed_anew_is_found_by_the_hash_that_was_kept() -> None:
    three_batches()
    kept = verify(at=clock.now()).last_hash
    tamper("DELETE FROM organization_sealedevent WHERE seal_id = 3")
    tamper("DELETE FROM organization_seal WHERE number = 3")
    assert seal_events(at=later()) is not None
    assert breaks() == ()
    (item,) = verify(at=clock.now(), head=kept).breaks
    assert kept.hex() in str(item)


def test_a_kept_hash_stays_in_the_chain_as_it_grows() -> None:
    assert command("00" * 32) == 0
    for event in three_batches():
        found = proof(event)
        assert found is not None
        assert verify(at=clock.now(), head=found.seal_hash).breaks == ()


@pytest.mark.parametrize("head", ["", "0" * 63, "0" * 65, "g" * 64])
def test_what_is_no_hash_is_named_and_not_compared(head: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(head) == 2
    assert "64 hexadecimal digits" in capsys.readouterr().out
