"""What the bell tells: a customer who came alone, protection that ends, a ruling. Own ones only; each opens its object."""

from datetime import date

import pytest

from qudao.customers.models import Notice
from qudao.customers.visit_details import VisitDetails
from qudao.organization.models import Role
from tests.support.deals import booked
from tests.support.desk import REPORT, came, came_alone, papers, reported
from tests.support.portal import Portal, on, portal, text
from tests.support.town import at, partner, project, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Portal:
    return portal(user("王倩", Role.PARTNER_ADMINISTRATOR, of=partner()))


def test_without_notices_the_page_says_what_will_come(administrator: Portal) -> None:
    with on("2025-03-03 09:00"):
        page = text(administrator.get("portal:notices"))
    assert "还没有通知" in page
    assert "看我的客户" in page


@pytest.mark.rulebook("CU-24")
def test_a_customer_who_came_alone_is_told_and_the_notice_opens_him(administrator: Portal) -> None:
    site = project("东湖里", pack="property-intercompany", opens_on=date(2025, 3, 15))
    row = reported("2025-03-19 09:00", site=site)
    came_alone(site, VisitDetails(REPORT.customer_name, REPORT.phone), "2025-03-20 14:00", source="referral")
    with on("2025-03-20 14:01"):
        page = text(administrator.get("portal:notices"))
        assert "周敏 自己来了东湖里" in page
        assert "1 条没有看" in page
        assert "1 条未读" in text(administrator.get("portal:list"))
        opened = administrator.post("portal:notice", Notice.objects.get().public_id)
        assert (opened.status_code, opened["Location"]) == (303, f"/p/customers/{row.public_id}/")
        assert "没有看" not in text(administrator.get("portal:notices"))
    assert Notice.objects.get().read_at == at("2025-03-20 14:01")


def test_opening_again_keeps_the_first_time(administrator: Portal) -> None:
    notice = Notice.objects.create(registration=reported(), kind=Notice.Kind.PROTECTION_ENDING, cause="x", at=at("2025-03-08 09:00"))
    for now in ("2025-03-08 10:00", "2025-03-09 10:00"):
        with on(now):
            assert administrator.post("portal:notice", notice.public_id).status_code == 303
    notice.refresh_from_db()
    assert notice.read_at == at("2025-03-08 10:00")


def test_a_ruling_s_notice_opens_the_letter(administrator: Portal) -> None:
    row = reported()
    papers(came(row), message="2025-03-03 11:05", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    booked(project(), "2025-03-09 10:00", subscribed_at="2025-03-09 10:00", contracted_at="2025-03-09 10:00")
    with on("2025-03-09 11:00"):
        assert "归属已经判定" in text(administrator.get("portal:notices"))
        opened = administrator.post("portal:notice", row.notices.get().public_id)
        assert opened["Location"] == f"/p/letters/{row.letters.get().public_id}/"
        assert administrator.client.get(opened["Location"]).status_code == 200


def test_another_partner_s_notice_is_as_absent_as_a_missing_one(administrator: Portal) -> None:
    notice = Notice.objects.create(registration=reported(of="睿源地产", by="rival"), kind=Notice.Kind.RULING, cause="x", at=at("2025-03-08 09:00"))
    with on("2025-03-09 09:00"):
        theirs, missing = (
            administrator.post("portal:notice", notice.public_id),
            administrator.post("portal:notice", "00000000-0000-4000-8000-000000000000"),
        )
        assert "归属已经判定" not in text(administrator.get("portal:notices"))
    assert (theirs.status_code, theirs.content) == (404, missing.content)
    notice.refresh_from_db()
    assert notice.read_at is None
