"""The demo company: lived through the real actions, all of it or nothing, with something true on every page."""

import stat
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qudao.customers.models import Extension, Notice, Registration, Visit
from qudao.demo import load as loading
from qudao.demo import tour
from qudao.demo.load import load
from qudao.demo.timeline import Calendar, play
from qudao.kit import clock
from qudao.orders.models import Credit, Deal, Letter, Ruling
from qudao.orders.queries import told_credits
from qudao.organization.models import Event, Role, User
from qudao.partners.confirmations import addressees, asked_of
from qudao.partners.models import Partner, Person
from qudao.portal.urgency import TODAY, TOMORROW, by_urgency, count
from qudao.programmes.models import Assignment, Project
from qudao.programmes.told import current_versions
from qudao.settlement.models import SettlementRun, StatementLine
from tests.support.town import at

NOON = at("2026-03-18 12:00")


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Loaded once for this file, in a transaction that is rolled back."""
    from django.test import TestCase

    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()  # type: ignore[attr-defined]
        load(home)
        yield home
        TestCase._rollback_atomics(atomics)  # type: ignore[attr-defined]


def agent() -> User:
    return User.objects.get(username="agent")


def named(role: str) -> Registration:
    name, tail = tour.NAMED[role]
    found = Registration.objects.filter(partner__name="恒屋经纪", customer_name=name).order_by("-received_at").first()
    assert found is not None
    assert (found.phone or "").endswith(tail)
    return found


def test_it_is_as_large_as_promised(company: Path) -> None:
    assert (Project.objects.count(), len(set(Project.objects.values_list("city", flat=True))), Partner.objects.count()) == (6, 3, 40)
    assert Person.objects.count() == 120
    assert 330 <= Registration.objects.count() <= 380
    assert 170 <= Visit.objects.count() <= 210
    assert 55 <= Deal.objects.count() <= 65


def test_every_role_has_one_account_with_a_password_and_nobody_else_has_any(company: Path) -> None:
    usable = [user for user in User.objects.all() if user.has_usable_password()]

    assert Counter(user.role for user in usable) == Counter(dict.fromkeys(Role.values, 1))


def test_the_passwords_are_kept_in_a_file_that_only_the_owner_reads(company: Path) -> None:
    file = company / "demo-accounts.txt"
    lines = [line.split() for line in file.read_text().splitlines()[1:]]

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len({password for *_, password in lines}) == 11
    assert all(User.objects.get(username=username, role=role).check_password(password) for role, username, password in lines)


def test_loading_again_changes_nothing(company: Path) -> None:
    before = Event.objects.count(), (company / "demo-accounts.txt").read_text()

    load(company)

    assert (Event.objects.count(), (company / "demo-accounts.txt").read_text()) == before


def test_every_status_of_a_report_occurs(company: Path) -> None:
    now = clock.now()

    assert {row.status_at(now) for row in Registration.objects.all()} == set(Registration.Status.values)
    assert Registration.objects.filter(held_for_review=True).count() >= 10
    assert Notice.objects.filter(kind=Notice.Kind.CAME_ALONE).exists()
    assert Notice.objects.filter(kind=Notice.Kind.PROTECTION_ENDING).exists()
    assert Extension.objects.filter(approved_at=None, declined_at=None, refusal__isnull=True).exists()
    assert Extension.objects.exclude(approved_at=None).exists()
    assert Extension.objects.exclude(declined_at=None).exists()


def test_every_verdict_on_a_claim_occurs(company: Path) -> None:
    verdicts = {claim["verdict"] for considered in Ruling.objects.values_list("considered", flat=True) for claim in considered}

    assert verdicts >= {"won", "later", "lapsed", "incorrect", "disqualified", "refused", "evidence"}
    assert Ruling.objects.filter(is_current=True, credits=None).exists()


@pytest.mark.parametrize("missing", ["office_passed_at", "leader_signed_at", "entered_at"])
def test_papers_wait_for_every_step_at_the_sites_of_the_demo_accounts(company: Path, missing: str) -> None:
    steps = ["message_at", "office_passed_at", "leader_signed_at", "entered_at"]
    done = {f"{step}__isnull": False for step in steps[: steps.index(missing)]}
    site = Assignment.objects.filter(user__username="office").values("project")

    assert Visit.objects.filter(project__in=site, source="channel", **done, **{f"{missing}__isnull": True}).exists()


def test_the_agent_has_something_due_today_and_tomorrow(company: Path) -> None:
    now = clock.now()
    groups = count(by_urgency(Registration.objects.visible_to(agent()), now))

    assert groups.of(TODAY) >= 2
    assert groups.of(TOMORROW) >= 1


def test_the_agent_has_won_and_lost_and_waits_for_money_at_every_stage(company: Path) -> None:
    letters = Letter.objects.visible_to(agent())
    owned = told_credits(agent())
    lines = StatementLine.objects.filter(credit__in=owned)

    assert {letter.content["won"] for letter in letters} == {True, False}
    assert lines.filter(status="payable", statement__run__approved_at__isnull=False).exists()
    assert owned.filter(ruling__deal__filed_at=None).exists()
    assert owned.exclude(ruling__deal__filed_at=None).exclude(pk__in=lines.values("credit")).exists()


def test_one_month_is_approved_and_the_next_is_open(company: Path) -> None:
    this_month = Calendar(clock.now()).month(0)

    assert all(run.approved_by_id not in (None, run.closed_by_id) for run in SettlementRun.objects.all())
    assert {run.period for run in SettlementRun.objects.all()} == {Calendar(clock.now()).month(1)}
    assert Deal.objects.filter(filed_at__lt=Calendar(clock.now()).start_of(this_month)).exists()


def test_the_agent_has_one_policy_to_confirm_and_a_few_others_have_too(company: Path) -> None:
    now = clock.now()
    states = {one.current.version.pack: one.state.is_open for one in asked_of(agent(), at=now)}
    open_firms = [[row.name for row in addressees(one.version, at=now) if row.state.is_open] for one in current_versions(at=now)]

    assert states == {"property-distribution": False, "property-intercompany": True}
    assert [(len(names), "恒屋经纪" in names) for names in open_firms] == [(2, False), (3, True)]
    assert Partner.objects.without_compliance_contact().count() == 3


def test_the_tour_meets_whom_it_names(company: Path) -> None:
    now = clock.now()

    assert named("arriving").status_at(now) == "registered"
    assert not named("arriving").visits.exists()
    assert named("buying").status_at(now) == "visited"
    assert named("lost").status_at(now) == "lapsed"
    assert Letter.objects.filter(registration=named("lost"), content__won=False).exists()
    assert Credit.objects.filter(registration=named("approved"), ruling__is_current=True).exists()
    assert not Registration.objects.filter(customer_name=tour.NAMED["reported"][0], partner__name="恒屋经纪").exists()


@pytest.mark.django_db
def test_an_interrupted_load_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(step: int, at: object) -> None:
        if step == 20:
            raise KeyboardInterrupt

    monkeypatch.setattr(loading, "_tell", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path)

    assert not User.objects.exists()
    assert not Registration.objects.exists()


@pytest.mark.parametrize(("back", "first"), [(0, date(2026, 3, 1)), (2, date(2026, 1, 1)), (3, date(2025, 12, 1))])
def test_months_are_counted_back_over_the_turn_of_the_year(back: int, first: date) -> None:
    assert Calendar(NOON).month(back) == first


@pytest.mark.parametrize(("hour", "expected"), [(0, "2026-03-18 00:00"), (12, "2026-03-18 06:00"), (18, "2026-03-18 09:00")])
def test_instants_of_the_present_day_never_lie_in_the_future(hour: int, expected: str) -> None:
    assert Calendar(NOON).ago(0, hour) == at(expected)


def test_stories_are_told_in_the_order_of_time_and_only_up_to_the_present() -> None:
    told: list[str] = []

    def story(name: str, *days: int) -> Any:
        for day in days:
            yield Calendar(NOON).ago(day)
            told.append(f"{name}{day}")

    play([story("a", 5, 1), story("b", 3, 2, -1)], until=NOON, tell=lambda _step, _at: None)

    assert told == ["a5", "b3", "b2", "a1"]
