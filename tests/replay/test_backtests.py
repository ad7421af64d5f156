"""A draft on the stored past: 45 days become 40, and the worker says who would have gained and who would have lost."""

import os
import signal
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from qudao.customers.report import Report
from qudao.decide.backtest_tables import tables
from qudao.decide.ruling import rule_all
from qudao.kit.refused import Refused
from qudao.orders.details import BuyerDetails
from qudao.organization.models import Event
from qudao.programmes.actions.edit_draft import edit_draft
from qudao.programmes.content import policy_of
from qudao.programmes.models import PolicyVersion
from qudao.replay import backtesting
from qudao.replay.actions.finish_backtest import finish_backtest
from qudao.replay.actions.start_backtest import start_backtest
from qudao.replay.backtest_facts import stored_facts
from qudao.replay.backtest_result import unpacked
from qudao.replay.backtest_tasks import try_draft
from qudao.replay.models import Backtest
from qudao.replay.queries import is_stale, latest_backtest
from tests.support import policies, town
from tests.support.deals import booked
from tests.support.desk import came, papers, reported

pytestmark = pytest.mark.django_db

NOW = town.at("2025-06-02 09:00")
STARTS = date(2025, 7, 1)


def sold(name: str, phone: str, *, days_after_visit: int) -> None:
    """A customer who was reported, came two hours later with all papers, and signed so many days after."""
    visit = came(reported(report=Report(name, phone)))
    papers(visit, message="2025-03-03 11:05", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    when = (town.at("2025-03-03 14:00") + timedelta(days=days_after_visit)).isoformat()[:16]
    booked(visit.project, when, BuyerDetails(name=name, phone=phone), unit=f"1-{phone[-2:]}", price_fen=200_000_000, contracted_at=when)


def draft(days: int = 40) -> PolicyVersion:
    """45 days become fewer from July on."""
    return policies.drafted(policies.policy_of_programme(town.programme(), NOW), STARTS, NOW, days=days)


def done(version: PolicyVersion) -> Backtest:
    """Started and finished."""
    started = start_backtest(version=version, by=policies.owner(), at=NOW)
    try_draft(str(started.public_id))
    started.refresh_from_db()
    return started


def past() -> None:
    """Signed on the 3rd, the 40th, the 41st and the 45th day after the visit."""
    for number, days in enumerate((3, 40, 41, 45)):
        sold(f"周敏{'甲乙丙丁'[number]}", f"138123456{number:02}", days_after_visit=days)


def test_what_is_signed_after_the_shorter_window_is_lost_in_the_past_too() -> None:
    past()
    backtest = done(draft())
    assert backtest.state == "done"
    assert backtest.summary == {
        "deals": 4,
        "registrations": 4,
        "gained": 0,
        "moved": 0,
        "lost": 2,
        "old_fen": 12_000_000,
        "new_fen": 6_000_000,
        "difference_fen": -6_000_000,
    }
    assert backtest.since == date(2025, 3, 3)


def test_the_stored_lines_carry_both_reasons_in_either_language() -> None:
    past()
    backtest = done(draft())
    found = unpacked(backtest.result.content, backtest.result.lines, policy_of(backtest.against), policy_of(backtest.version))
    made = tables(found, "en")
    lost = [dict(zip(("deal", "project", "unit", "at", "price", "effect", "old", "new"), row, strict=False)) for row in made["deals"].rows]
    assert [(row["effect"], row["old"], row["new"]) for row in lost] == [("lost", "C-恒屋经纪", None)] * 2
    old, new = made["deals"].rows[0][14], made["deals"].rows[0][16]
    assert "only" in str(old)
    assert "2025-04-12 24:00" in str(new)
    assert str(tables(found, "zh")["deals"].rows[0][16]) != str(new)
    assert made["totals"].rows == [["C-恒屋经纪", 0, 2, "120000.00", "60000.00", "-60000.00"]]


def test_the_totals_are_those_of_two_runs_on_the_same_facts() -> None:
    past()
    version = draft()
    backtest = done(version)
    facts = stored_facts(backtesting.governed(version), at=NOW, tick=lambda _done, _of: None)
    old = policy_of(backtest.against)
    amounts = sum(row.amount_fen for row in rule_all(old, facts, as_of=NOW).commissions)
    assert backtest.summary["old_fen"] == amounts
    assert Decimal(amounts) > 0


def test_a_boundary_of_the_draft_decides_one_deal() -> None:
    past()
    assert [done(draft(days)).summary["lost"] for days in (41, 40, 39)] == [1, 2, 3]


def test_the_progress_is_told_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    past()
    told: list[tuple[str, int]] = []
    known = backtesting._progress
    monkeypatch.setattr(backtesting, "_progress", lambda row, step, percent: (told.append((step, percent)), known(row, step, percent)))
    done(draft())
    assert [step for step, _ in told if step != "reading"] == ["old", "new", "compare", "keeping"]
    assert [percent for _, percent in told] == sorted(percent for _, percent in told)
    assert told[0] == ("reading", 0)


def test_a_worker_that_dies_in_the_middle_is_followed_by_one_that_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    past()
    version = draft()
    started = start_backtest(version=version, by=policies.owner(), at=NOW)
    known = backtesting._progress

    def killed(row: Backtest, step: str, percent: int) -> None:
        known(row, step, percent)
        if step == "new":
            raise SystemExit  # nothing after it runs, as after a kill: what was written stays

    monkeypatch.setattr(backtesting, "_progress", killed)
    with pytest.raises(SystemExit):
        try_draft(str(started.public_id))
    started.refresh_from_db()
    assert (started.state, started.percent) == ("running", backtesting.NEW)
    monkeypatch.setattr(backtesting, "_progress", known)
    sold("孙伟", "13912345678", days_after_visit=45)  # recorded before NOW: known to the second run as it would have been to the first
    Backtest.objects.exclude(pk=started.pk).delete()
    try_draft(str(started.public_id))
    started.refresh_from_db()
    assert (started.state, started.summary["lost"]) == ("done", 3)
    try_draft(str(started.public_id))
    assert Event.objects.filter(kind="replay.backtest_finished").count() == 1


def test_what_is_recorded_after_the_start_is_not_looked_at() -> None:
    past()
    version = draft()
    started = start_backtest(version=version, by=policies.owner(), at=town.at("2025-04-01 09:00"))
    try_draft(str(started.public_id))
    started.refresh_from_db()
    assert started.summary["deals"] == 1


def test_a_defect_makes_room_for_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    past()
    version = draft()
    started = start_backtest(version=version, by=policies.owner(), at=NOW)
    assert start_backtest(version=version, by=policies.manager(), at=NOW) == started

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(backtesting, "stored_facts", broken)
        with pytest.raises(ZeroDivisionError):
            try_draft(str(started.public_id))
    started.refresh_from_db()
    assert (started.state, started.step) == ("failed", "defect")
    assert done(version).state == "done"


def test_a_result_is_stale_once_the_draft_is_edited() -> None:
    past()
    version = draft()
    backtest = done(version)
    assert latest_backtest(version) == backtest
    assert not is_stale(backtest)
    edit_draft(version=version, files={"notes.yaml": None}, starts_on=date(2025, 8, 1), by=policies.owner(), at=NOW)
    policies.set_term(version=version, section="protection", field="after_visit", values={"days": 41}, starts_on=STARTS, by=policies.owner(), at=NOW)
    backtest = Backtest.objects.select_related("version__policy").get(pk=backtest.pk)
    assert is_stale(backtest)


def test_an_edit_while_it_waits_ends_it_without_a_result() -> None:
    past()
    version = draft()
    started = start_backtest(version=version, by=policies.owner(), at=NOW)
    policies.set_term(version=version, section="protection", field="after_visit", values={"days": 41}, starts_on=STARTS, by=policies.owner(), at=NOW)
    try_draft(str(started.public_id))
    started.refresh_from_db()
    assert (started.state, started.step) == ("failed", "changed")


def test_an_approved_version_and_a_policy_without_customers_are_not_tried() -> None:
    past()
    base = policies.policy_of_programme(town.programme(), NOW).versions.get()
    with pytest.raises(Refused, match="version_not_in_state"):
        start_backtest(version=base, by=policies.owner(), at=NOW)


def test_finishing_twice_keeps_the_first() -> None:
    past()
    backtest = done(draft())
    found = unpacked(backtest.result.content, backtest.result.lines, policy_of(backtest.against), policy_of(backtest.version))
    ended = backtest.finished_at
    assert finish_backtest(backtest=backtest.public_id, found=found).finished_at == ended


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_with_9_leaves_a_backtest_that_the_next_one_finishes_as_if_nothing_had_been() -> None:
    past()
    version = draft()
    started = start_backtest(version=version, by=policies.owner(), at=NOW)
    child = os.fork()
    if child == 0:  # a process of its own, with a connection of its own
        connection.connection = None
        known = backtesting._progress

        def killed(row: Backtest, step: str, percent: int) -> None:
            known(row, step, percent)
            if step == "old":
                os.kill(os.getpid(), signal.SIGKILL)

        backtesting._progress = killed
        try_draft(str(started.public_id))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    started.refresh_from_db()
    assert (started.state, started.percent) == ("running", backtesting.OLD)
    try_draft(str(started.public_id))
    started.refresh_from_db()
    undisturbed = done(version)
    assert (started.state, started.summary) == ("done", undisturbed.summary)
    assert bytes(started.result.content) == bytes(undisturbed.result.content)
    assert bytes(started.result.lines) == bytes(undisturbed.result.lines)


def test_where_the_database_goes_away_the_job_is_done_again_and_one_that_never_is_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_backtest: UUID) -> None:
        raise OperationalError("the connection is lost")

    version = draft()
    lost = start_backtest(version=version, by=policies.owner(), at=NOW)
    with monkeypatch.context() as broken:
        broken.setattr("qudao.replay.backtest_tasks.tried", gone)
        with pytest.raises(OperationalError) as error:
            try_draft(str(lost.public_id))
    job = ProcrastinateJob.objects.get(task_name="replay.try_draft")
    assert (
        try_draft.get_retry_exception(error.value, Job(id=job.pk, queue="default", lock=None, queueing_lock=None, task_name=job.task_name))
        is not None
    )
    assert start_backtest(version=version, by=policies.owner(), at=NOW) == lost

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job.pk])
    again = done(version)
    lost.refresh_from_db()
    assert (lost.state, lost.step, again.state) == ("failed", "defect", "done")
