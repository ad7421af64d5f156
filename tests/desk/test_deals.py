"""The desk's pages of deals: who opens them, what a form says, what is kept."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client

from qudao.kit import clock
from qudao.orders.details import BuyerDetails
from qudao.orders.models import Deal
from qudao.organization.models import Event, Role
from tests.support.deals import booked, clerk
from tests.support.desk import reported
from tests.support.town import at, project, user

pytestmark = pytest.mark.django_db

NEXT_DAY = at("2025-03-06 12:00")
"""The day after the deals of this file are subscribed."""


def as_clerk() -> Client:
    """The back office of the project, signed in."""
    client = Client()
    client.force_login(clerk(project()), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def form(**changes: str) -> dict[str, str]:
    """A deal as the form sends it."""
    told = {
        "idempotency_key": uuid4().hex,
        "project": str(project().public_id),
        "unit": "3-1201",
        "price": "2,400,000.00",
        "subscribed_at": "2025-03-05T11:00",
        "buyer_0_name": "周敏",
        "buyer_0_phone": "13812345678",
    }
    return told | changes


def test_a_booked_deal_leads_to_its_page_with_owner_and_reason() -> None:
    """303 to the deal; the page names the owner, masks the buyer and shows the dispute window."""
    reported("2025-03-03 09:00")
    client = as_clerk()
    with clock.pinned(NEXT_DAY):
        answer = client.post("/d/deals/new/", form())
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "归恒屋经纪" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "到 2025-03-08 24:00" in page


@pytest.mark.rulebook("CU-30")
def test_the_page_shows_the_dispute_window_of_the_subscription_and_the_commission_month() -> None:
    """Subscribed 2025-04-10, filed 2025-04-28: disputes until 04-13, commission month 2025-05."""
    deal = booked(project(), "2025-04-28 12:00", subscribed_at="2025-04-10 10:00", contracted_at="2025-04-20 10:00", filed_at="2025-04-28 10:00")
    page = as_clerk().get(f"/d/deals/{deal.public_id}/").content.decode()
    assert "到 2025-04-13 24:00" in page
    assert "2025-05" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"price": "-1"}, "价格不能是负数"),
        ({"price": "一百万"}, "请填写以元为单位的价格"),
        ({"subscribed_at": "2025-02-30T10:00"}, "这个时间不存在"),
        ({"subscribed_at": "2999-01-01T10:00"}, "还没有到"),
        ({"subscribed_at": "", "buyer_0_name": "", "buyer_0_phone": ""}, "成交至少要有一位购房人"),
        ({"project": "00000000-0000-0000-0000-000000000000"}, "没有这个项目"),
        ({"project": "what"}, "没有这个项目"),
        ({"contracted_at": "2025-03-01T10:00"}, "不能早于"),
        ({"buyer_0_phone": "123"}, "电话不对"),
        ({"claimed_by": "nobody"}, "没有这家渠道"),
        ({"visit": "ABC"}, "没有这条到访记录"),
        ({"subscribed_at": "0001-01-01T00:00"}, "早得不可能"),
        ({"subscribed_at": "9999-12-31T23:59"}, "还没有到"),
        ({"price": "9" * 5000}, "请填写以元为单位的价格"),
        ({"price": "1e999"}, "请填写以元为单位的价格"),
        ({"buyer_0_name": "a" * 2000}, "没有姓名"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_keeps_what_was_typed(changes: dict[str, str], words: str) -> None:
    """422, nothing booked, the key not used up."""
    client = as_clerk()
    answer = client.post("/d/deals/new/", form(**changes))
    page = answer.content.decode()
    assert (answer.status_code, Deal.objects.count()) == (422, 0)
    assert words in page
    assert 'value="3-1201"' in page


def test_a_unit_sold_meanwhile_is_said_beside_the_unit() -> None:
    """The second clerk sees a sentence, not an error."""
    booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
    with clock.pinned(NEXT_DAY):
        answer = as_clerk().post("/d/deals/new/", form(unit="３-1201"))
    assert answer.status_code == 422
    assert "已经登记过成交" in answer.content.decode()


def test_a_stage_is_recorded_and_a_taken_one_refused_in_words() -> None:
    """The timeline moves on once."""
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
    client = as_clerk()
    told = {"stage": "contracted_at", "on": "2025-03-06T10:00", "idempotency_key": uuid4().hex}
    with clock.pinned(NEXT_DAY):
        assert client.post(f"/d/deals/{deal.public_id}/stage/", told).status_code == 303
    again = client.post(f"/d/deals/{deal.public_id}/stage/", told | {"idempotency_key": uuid4().hex})
    assert again.status_code == 422
    assert "不能改写" in again.content.decode()
    assert client.post(f"/d/deals/{deal.public_id}/stage/", {"stage": "paid_at", "on": "", "idempotency_key": uuid4().hex}).status_code == 422


@pytest.mark.rulebook("CU-43")
def test_every_look_at_who_else_reported_is_recorded() -> None:
    """Who, which ruling, when."""
    reported("2025-03-03 09:00")
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
    client = as_clerk()
    client.get(f"/d/deals/{deal.public_id}/")
    client.get(f"/d/audit/rulings/{deal.rulings.get().public_id}/")
    assert Event.objects.filter(kind="orders.ruling_seen", by=clerk(project())).count() == 2


def test_a_stage_of_long_ago_is_sent_to_the_history_files() -> None:
    """Beside its field when booked, above the page when recorded later."""
    client = as_clerk()
    with clock.pinned(at("2025-06-06 10:00")):
        page = client.post("/d/deals/new/", form()).content.decode()
        assert 'id="e-subscribed_at"' in page
        assert "早于 92 天，不能一个人补登；请作为历史资料导入，由第二个人批准" in page
        deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
        told = {"stage": "contracted_at", "on": "2025-03-05T11:30", "idempotency_key": uuid4().hex}
        answer = client.post(f"/d/deals/{deal.public_id}/stage/", told)
    assert (answer.status_code, Deal.objects.get().contracted_at) == (422, None)
    assert "请作为历史资料导入" in answer.content.decode()


@pytest.mark.parametrize("told", [{"stage": "contracted_at", "on": "no instant"}, {"stage": "what", "on": "2025-03-05T11:30"}])
def test_a_refused_form_shows_nobody_else_because_it_records_no_look(told: dict[str, str]) -> None:
    """The page names who else reported on a look only, which is recorded."""
    reported("2025-03-03 09:00", of="恒屋经纪", by="a")
    other = reported("2025-03-03 10:00", of="禾信分销", by="b")
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
    client = as_clerk()
    answer = client.post(f"/d/deals/{deal.public_id}/stage/", told | {"idempotency_key": uuid4().hex})
    assert answer.status_code == 422
    assert not any(secret in answer.content.decode() for secret in ("禾信分销", other.number))
    assert not Event.objects.filter(kind="orders.ruling_seen").exists()
    assert other.number in client.get(f"/d/deals/{deal.public_id}/").content.decode()
    assert Event.objects.filter(kind="orders.ruling_seen").count() == 1


def test_a_deal_of_another_site_is_as_good_as_missing() -> None:
    """Site staff see the projects they work at."""
    deal = booked(project("云湖湾"), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00", by="other")
    client = as_clerk()
    assert client.get(f"/d/deals/{deal.public_id}/").status_code == 404
    assert deal.number not in client.get("/d/deals/").content.decode()


def test_the_list_filters_and_the_workbook_holds_no_formula() -> None:
    """A buyer who is called like a formula stays text."""
    booked(project(), "2025-03-05 12:00", BuyerDetails(name="=1+1", phone="13812345678"), subscribed_at="2025-03-05 11:00")
    booked(project(), "2025-03-05 12:00", unit="3-1202", subscribed_at="2025-03-05 11:00", contracted_at="2025-03-05 11:30")
    client = as_clerk()
    shown = client.get("/d/deals/", {"stage": "contracted"}).content.decode()
    assert "3-1202" in shown
    assert "3-1201" not in shown
    book = client.get("/d/deals.xlsx")
    with ZipFile(BytesIO(book.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CONSULTANT, Role.PARTNER_AGENT])
def test_those_who_do_not_decide_never_open_a_deal(role: str) -> None:
    """403 whoever asks for it."""
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
    client = Client()
    client.force_login(user("somebody", role, at_projects=(project(),)), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/d/deals/{deal.public_id}/").status_code == 403
    assert at("2025-03-05 12:00") == deal.recorded_at


def test_a_mistake_in_a_later_row_is_said_in_that_row() -> None:
    """An empty row between two buyers does not move the message."""
    page = as_clerk().post("/d/deals/new/", form(buyer_3_name="何建军", buyer_3_phone="12")).content.decode()
    assert 'id="e-buyer_3_phone"' in page
