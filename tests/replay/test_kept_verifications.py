"""Every night, and after a restore, everything is decided again; what was found is kept, and the audit page shows it."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from qudao.customers.models import Registration
from qudao.kit import clock
from qudao.organization.models import Event, Role
from qudao.replay import tasks
from qudao.replay.actions.notice_restore import notice_restore
from qudao.replay.models import DatabaseMark, VerificationRun
from tests.support.browser import Browser
from tests.support.desk import reported
from tests.support.town import at, project, user

NOW = at("2026-11-21 10:00")


@pytest.mark.django_db
def test_the_nightly_run_is_kept_with_its_event() -> None:
    reported()
    tasks.verify_nightly(0)

    run = VerificationRun.objects.get()
    assert (run.kind, run.decisions, run.differences, run.found) == ("nightly", 1, 0, [])
    event = Event.objects.get(kind="replay.decisions_verified")
    assert (event.subject_id, event.numbers) == (str(run.public_id), {"kind": "nightly", "decisions": 1, "differences": 0})


@pytest.mark.django_db
def test_what_was_found_is_never_rewritten() -> None:
    tasks.verify_nightly(0)
    with pytest.raises(DatabaseError), transaction.atomic():
        VerificationRun.objects.update(differences=0)


@pytest.mark.django_db(transaction=True)
def test_while_everything_is_decided_again_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """One snapshot, read only: what is written meanwhile makes no difference."""
    registration = reported()

    def writing(*_arguments: object) -> None:
        Registration.objects.update(status="extended")

    monkeypatch.setattr("qudao.replay.decisions.Changes", writing)
    with pytest.raises(DatabaseError):
        tasks.verify_nightly(0)
    registration.refresh_from_db()
    assert registration.status == "registered"


def audit_page(name: str, role: str) -> str:
    return Browser(user(name, role, at_projects=(project(),))).text(reverse("desk:audit"))


@pytest.mark.django_db
def test_the_audit_page_says_that_nothing_was_decided_again_yet() -> None:
    assert "还没有重做过判定" in audit_page("auditor", Role.AUDITOR)


@pytest.mark.django_db
def test_the_audit_page_shows_what_differs_to_those_who_see_every_project() -> None:
    registration = reported()
    Registration.objects.update(status="extended")
    tasks.verify_nightly(0)

    whole, site = audit_page("auditor", Role.AUDITOR), audit_page("leader", Role.SITE_LEADER)

    assert "1 处不一致" in whole
    assert f"<td>{registration.number}</td><td>状态</td><td>extended</td><td>registered</td><td>2.5</td>" in whole
    assert "1 处不一致" in site
    assert registration.number not in site


@pytest.mark.django_db
def test_the_first_start_marks_the_database_and_decides_nothing() -> None:
    assert not notice_restore(at=NOW)
    assert not notice_restore(at=NOW)
    assert DatabaseMark.objects.count() == 1
    assert not ProcrastinateJob.objects.filter(task_name="replay.verify_restored").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("part", [0, 1, 2])
def test_another_server_timeline_or_database_is_a_restore(part: int) -> None:
    """The mark names all three; rows that were restored carry the mark of where they came from."""
    notice_restore(at=NOW)
    pieces = DatabaseMark.objects.get().mark.split("/")
    pieces[part] = str(int(pieces[part]) + 1)
    DatabaseMark.objects.update(mark="/".join(pieces))

    assert notice_restore(at=NOW)
    assert ProcrastinateJob.objects.filter(task_name="replay.verify_restored", status="todo").count() == 1
    assert Event.objects.filter(kind="replay.restore_noticed").count() == 1
    assert not notice_restore(at=NOW)


@pytest.mark.django_db
def test_after_a_restore_the_run_says_so() -> None:
    with clock.pinned(NOW):
        tasks.verify_restored()

    run = VerificationRun.objects.get()
    assert (run.kind, run.started_at, run.finished_at) == ("restored", NOW, NOW)
