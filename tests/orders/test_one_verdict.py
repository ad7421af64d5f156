"""T1: two hundred partners report one customer at once, then two clerks book the same deal at once. One verdict, by the published order.

Requests run on as many threads as the database has room for, each wave released together. The invariants are read from the database
afterwards, and each planted defect turns them red.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from time import sleep
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.test import Client

from qudao.customers.actions.register_customer import register_customer
from qudao.customers.models import Registration
from qudao.customers.report import Report
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.orders.actions import book_deal as booking
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import BuyerDetails, DealDetails
from qudao.orders.models import Credit, Deal, Ruling
from qudao.organization.models import Role, User
from qudao.partners.models import Partner, Person
from qudao.programmes.models import Project
from tests.support.deals import clerk
from tests.support.town import SHANGHAI, project, user

pytestmark = pytest.mark.django_db(transaction=True)

PARTNERS, ROUNDS, THREADS = 200, 10, 25
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NAMES = ("周敏", "周 敏", "周敏女士", " 周敏", "周敏　先生")
PHONES = ("13812345{0:03d}", "+86 138-1234-5{0:03d}", "0086138 1234 5{0:03d}", "１３８１２３４５{0:03d}", "138****5{0:03d}")


@pytest.fixture
def agents() -> list[tuple[Partner, User]]:
    """Two hundred partners with one person each, made without hashing two hundred passwords."""
    partners = Partner.objects.bulk_create([Partner(code=f"T{number:03d}", name=f"渠道 {number}") for number in range(PARTNERS)])
    users = User.objects.bulk_create([User(username=f"t{number}", name=f"t{number}", role=Role.PARTNER_AGENT) for number in range(PARTNERS)])
    Person.objects.bulk_create([Person(user=person, partner=partner) for partner, person in zip(partners, users, strict=True)])
    return list(zip(partners, users, strict=True))


def together(tasks: list[Callable[[], object]]) -> list[object]:
    """The results of all tasks, run in waves that are released together; an exception is a result too."""
    results: list[object] = []
    for start in range(0, len(tasks), THREADS):
        wave = tasks[start : start + THREADS]
        barrier = Barrier(len(wave))

        def run(task: Callable[[], object], barrier: Barrier = barrier) -> object:
            connection.ensure_connection()
            barrier.wait()
            try:
                return task()
            except Exception as error:  # noqa: BLE001 (what a user would have seen)
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(wave)) as pool:
            results += pool.map(run, wave)
    return results


def wrong(site: Project, unit: str) -> list[str]:
    """What does not hold of the verdict on a unit."""
    found = []
    deals = Deal.objects.filter(project=site, unit=unit, cancelled_at__isnull=True)
    if deals.count() != 1:
        found.append(f"{deals.count()} deals of one unit")
    for deal in deals:
        rulings = Ruling.objects.filter(deal=deal, is_current=True)
        if rulings.count() != 1:
            found.append(f"{rulings.count()} current rulings")
        shares = Credit.objects.filter(ruling__in=rulings).aggregate(total=Sum("share_bp"))["total"]
        if shares != 10_000:
            found.append(f"shares of {shares} bp")
        first = Registration.objects.filter(project=site, phone_masked_key__isnull=False).order_by("received_at", "number").first()
        owners = [credit.registration_id for credit in Credit.objects.filter(ruling__in=rulings)]
        if first is None or owners != [first.pk]:
            found.append(f"owners {owners} by another order than the published one")
    return found


def report_of(round_: int, position: int) -> Report:
    """One way of writing the round's customer."""
    return Report(NAMES[position % len(NAMES)].strip(), PHONES[(position * 7 + round_) % len(PHONES)].format(round_))


def details(round_: int, unit: str = "1-101") -> DealDetails:
    """The round's deal, subscribed now."""
    return DealDetails(
        unit=unit, price_fen=240_000_000, subscribed_at=clock.now(), buyers=(BuyerDetails(name="周敏", phone=PHONES[0].format(round_)),)
    )


def register(agent: tuple[Partner, User], site: Project, report: Report) -> Callable[[], object]:
    """A report that takes its time when it runs."""
    return lambda: register_customer(partner=agent[0], project=site, report=report, by=agent[1], at=clock.now(), origin="api")


@pytest.mark.rulebook("CU-37")
def test_two_hundred_partners_and_two_clerks_at_once_give_one_verdict_in_ten_rounds(agents: list[tuple[Partner, User]]) -> None:
    """Every report is kept, one owner by the published order, the second clerk is refused in words."""
    for round_ in range(ROUNDS):
        site = project(f"第 {round_} 期")
        clerks = [clerk(site, f"clerk-{number}") for number in range(2)]
        results = together([register(agent, site, report_of(round_, position)) for position, agent in enumerate(agents)])
        assert [result for result in results if not isinstance(result, Registration)] == []
        told = details(round_)
        booked = together([lambda by=by, site=site, told=told: book_deal(project=site, details=told, by=by, at=clock.now()) for by in clerks])  # type: ignore[misc]
        assert sorted(type(result).__name__ for result in booked) == ["Deal", "Refused"]
        assert [result.code for result in booked if isinstance(result, Refused)] == ["unit_sold"]
        assert Registration.objects.filter(project=site).count() == PARTNERS
        assert wrong(site, "1-101") == []


def signed_in(person: User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def test_reports_through_the_portal_and_two_clerks_at_two_browsers_give_one_verdict(agents: list[tuple[Partner, User]]) -> None:
    """One clerk is led to the deal, the other reads that the unit is sold; nobody sees a server's error."""
    site = project("浏览器")
    browsers = [signed_in(person) for _partner, person in agents[:40]]
    forms = [
        {"mode": "fields", "project": str(site.public_id), "customer_name": told.customer_name, "phone": told.phone, "idempotency_key": uuid4().hex}
        for told in (report_of(0, position) for position in range(40))
    ]
    sent = together([lambda one=one, form=form: one.post("/p/report/", form).status_code for one, form in zip(browsers, forms, strict=True)])  # type: ignore[misc]
    assert sent == [303] * 40
    sleep(1)
    form = {
        "project": str(site.public_id),
        "unit": "1-101",
        "price": "2400000",
        "subscribed_at": f"{clock.now().astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}",
        "buyer_0_name": "周敏",
        "buyer_0_phone": PHONES[0].format(0),
    }
    clerks = [signed_in(clerk(site, f"clerk-{number}")) for number in range(2)]
    answers = together([lambda one=one: one.post("/d/deals/new/", form | {"idempotency_key": uuid4().hex}).status_code for one in clerks])  # type: ignore[misc]
    assert sorted(str(answer) for answer in answers) == ["303", "422"]
    assert wrong(site, "1-101") == []


@contextmanager
def without_constraint(name: str, definition: str) -> Iterator[None]:
    """The defect: a guarantee of the database is gone."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"DROP INDEX {name}".encode())
        try:
            yield
        finally:
            owner.execute(b"TRUNCATE orders_deal CASCADE")
            owner.execute(definition.encode())


def test_the_invariants_turn_red_when_a_unit_can_be_sold_twice(agents: list[tuple[Partner, User]]) -> None:
    """Sabotage: the unique constraint on the unit is dropped."""
    site = project()
    together([register(agent, site, report_of(0, position)) for position, agent in enumerate(agents[:10])])
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        row = owner.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'unit_sold_once'").fetchone()
    assert row is not None
    with without_constraint("unit_sold_once", row[0]):
        told = details(0)
        together([lambda by=by: book_deal(project=site, details=told, by=clerk(site, by), at=clock.now()) for by in ("one", "two")])  # type: ignore[misc]
        assert "2 deals of one unit" in wrong(site, "1-101")


def test_the_invariants_turn_red_when_a_booking_is_not_one_transaction(agents: list[tuple[Partner, User]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: the same crash between deal and ruling leaves nothing behind with the transaction, and half a booking without."""
    site = project()
    together([register(agent, site, report_of(0, position)) for position, agent in enumerate(agents[:10])])

    def crash(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the process ends here")

    monkeypatch.setattr(booking, "rule", crash)
    with pytest.raises(RuntimeError):
        book_deal(project=site, details=details(0), by=clerk(site), at=clock.now())
    assert Deal.objects.count() == 0
    with pytest.raises(RuntimeError):
        book_deal.__wrapped__(project=site, details=details(0), by=clerk(site), at=clock.now())  # type: ignore[attr-defined]
    assert "0 current rulings" in wrong(site, "1-101")


def test_a_site_with_no_report_has_no_owner() -> None:
    """The check itself says so: an owner is expected here, so nothing is wrong only when there is one."""
    site = project()
    book_deal(project=site, details=details(0), by=user("office", Role.SITE_BACK_OFFICE, at_projects=(site,)), at=clock.now())
    assert wrong(site, "1-101") == ["shares of None bp", "owners [] by another order than the published one"]
