"""The desk's month end and audit: closing, the second person, what is downloaded, and a decision down to its seal."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client

from qudao.customers.models import Registration
from qudao.kit import clock
from qudao.orders.models import Deal
from qudao.organization.actions.seal_events import seal_events
from qudao.organization.models import Role, User
from qudao.settlement.models import SettlementRun
from tests.support.deals import booked
from tests.support.desk import reported
from tests.support.town import at, project, user

pytestmark = pytest.mark.django_db

MAY = at("2025-05-02 10:00")


def signed_in(somebody: User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def finance() -> Client:
    """Who closes."""
    return signed_in(user("finance", Role.FINANCE))


def manager() -> Client:
    """Who approves."""
    return signed_in(user("manager", Role.CHANNEL_MANAGER))


def filed() -> tuple[Registration, Deal]:
    """A deal of one partner, filed in April; its customer was never brought, so its papers are missing."""
    registration = reported("2025-04-03 09:00")
    deal = booked(project(), "2025-04-28 12:00", subscribed_at="2025-04-05 10:00", contracted_at="2025-04-20 10:00", filed_at="2025-04-28 10:00")
    return registration, deal


def close(client: Client, period: str = "2025-05") -> str:
    """The address of the closed month."""
    with clock.pinned(MAY):
        answer = client.post("/d/months/close/", {"programme": "property-distribution", "period": period, "idempotency_key": uuid4().hex})
    assert answer.status_code == 303
    return str(answer["Location"])


@pytest.mark.rulebook("IN-16")
def test_a_closed_month_names_the_missing_piece_of_each_deal() -> None:
    """The deal is listed as held, with what is missing and the article."""
    filed()
    client = finance()
    address = close(client)
    page = client.get(address).content.decode()
    for words in ("2025-05 结算还差 1 步", "缺该渠道带客到访记录", "第 2.18 条", "−¥36,000.00"):
        assert words in page
    assert close(client) == address


def test_the_page_offers_the_current_month_and_says_what_it_takes_along_of_skipped_ones() -> None:
    """April's deal when nobody closed May: June's list has it, and says that it comes from before."""
    filed()
    client = finance()
    with clock.pinned(at("2025-06-02 10:00")):
        page = client.get("/d/months/").content.decode()
    for words in ("2025-06 结算", "有 1 套成交待提报", "其中 1 套更早网签、还没有列过"):
        assert words in page
    with clock.pinned(MAY):
        assert "更早网签" not in client.get("/d/months/").content.decode()


def test_another_person_approves_and_the_month_says_so() -> None:
    """Who closed is refused by the table; a manager's approval stands."""
    filed()
    address = close(finance())
    assert finance().post(f"{address}approve/", {"idempotency_key": uuid4().hex}).status_code == 403
    assert manager().post(f"{address}approve/", {"idempotency_key": uuid4().hex}).status_code == 303
    assert "结算已批准" in finance().get(address).content.decode()
    again = manager().post(f"{address}approve/", {"idempotency_key": uuid4().hex})
    assert again.status_code == 422
    assert "批准" in again.content.decode()


@pytest.mark.parametrize("period", ["2025-06", "2025-04", "0002-01", "0001-01", "2025-13", "may", ""])
def test_a_month_that_cannot_be_closed_is_said_in_words(period: str) -> None:
    """422 and no run."""
    with clock.pinned(MAY):
        project()
        answer = finance().post("/d/months/close/", {"programme": "property-distribution", "period": period, "idempotency_key": uuid4().hex})
    assert (answer.status_code, SettlementRun.objects.count()) == (422, 0)


def test_the_months_statement_and_workbook_open() -> None:
    """The report holds the statement and its line, and no formula."""
    filed()
    client = finance()
    address = close(client)
    run = SettlementRun.objects.get()
    assert "恒屋经纪应得 ¥0.00" in client.get(f"/d/statements/{run.statements.get().public_id}/").content.decode()
    with ZipFile(BytesIO(client.get(f"{address}month.xlsx").content)) as parts:
        assert b"36000" in parts.read("xl/worksheets/sheet2.xml")
        assert b"<f>" not in parts.read("xl/worksheets/sheet2.xml")


def test_a_ruling_is_proved_down_to_facts_article_version_and_seal() -> None:
    """By the number of the ruling, the letter or the deal."""
    _registration, deal = filed()
    seal_events(at=clock.now())
    client = signed_in(user("auditor", Role.AUDITOR))
    ruling = deal.rulings.get()
    for number in (ruling.number, ruling.letters.get().number, deal.number):
        assert client.get("/d/audit/", {"number": number})["Location"] == f"/d/audit/rulings/{ruling.public_id}/"
    page = client.get(f"/d/audit/rulings/{ruling.public_id}/").content.decode()
    for words in ("第 3.3 条", ruling.policy.content_hash, "orders.deal_ruled", "证明成立"):
        assert words in page


def test_a_registration_is_proved_and_an_unknown_number_is_said() -> None:
    """404 with words, not an error."""
    registration, _deal = filed()
    client = signed_in(user("auditor", Role.AUDITOR))
    assert client.get("/d/audit/", {"number": registration.number})["Location"].endswith(f"{registration.public_id}/")
    assert "customers.customer_registered" in client.get(f"/d/audit/registrations/{registration.public_id}/").content.decode()
    missing = client.get("/d/audit/", {"number": "NO-SUCH"})
    assert missing.status_code == 404
    assert "NO-SUCH" in missing.content.decode()


def test_a_rule_owner_reads_rulings_and_no_registrations() -> None:
    """Rulings are his business, customers are not."""
    registration, deal = filed()
    client = signed_in(user("owner", Role.RULE_OWNER))
    assert client.get(f"/d/audit/rulings/{deal.rulings.get().public_id}/").status_code == 200
    assert client.get(f"/d/audit/registrations/{registration.public_id}/").status_code == 403
    assert client.get("/d/audit/", {"number": registration.number}).status_code == 404
