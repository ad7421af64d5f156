"""A new version in the middle of a company's life: windows, deals and months each by the version of their day, all decided again the same."""

from datetime import date, timedelta

import pytest

from qudao.customers.models import Registration
from qudao.customers.report import Report
from qudao.orders.details import BuyerDetails
from qudao.organization.models import Role
from qudao.programmes.in_force import version_at
from qudao.replay.decisions import verify_decisions
from qudao.settlement.actions.close_month import close_month
from tests.support import town
from tests.support.deals import booked, owner, ruling
from tests.support.desk import came, papers, reported
from tests.support.policies import approved

pytestmark = pytest.mark.django_db


def walked(phone: str, day: str, *, came_at: str | None = None) -> Registration:
    """A report at nine, a visit with all papers, two hours later or when it is said."""
    row = reported(f"{day} 09:00", Report("周敏", phone))
    visited = came_at or f"{day} 11:00"
    visit = came(row, visited)
    on = visited[:10]
    papers(visit, message=f"{on} 11:05", office=f"{on} 12:00", leader=f"{on} 13:00", entry=f"{on} 14:00")
    row.refresh_from_db()
    return row


def sold(phone: str, day: str, unit: str) -> str:
    """Who owns a deal signed at noon, with the label of the version that ruled."""
    when = f"{day} 12:00"
    deal = booked(town.project(), when, BuyerDetails(name="周敏", phone=phone), unit=unit, contracted_at=when)
    return f"{owner(deal)} {ruling(deal).policy.version}"


@pytest.mark.rulebook("CO-29", "PL-01")
def test_everything_decided_before_during_and_after_a_change_is_decided_again_the_same() -> None:
    now = town.at("2025-03-03 08:00")
    first = version_at(town.programme(), at=now)
    approved(first.policy, date(2025, 4, 1), now + timedelta(hours=1), days=30)
    new = "2025-04-01"

    before = walked("13812345601", "2025-03-31")
    across = walked("13812345602", "2025-03-31", came_at="2025-04-01 11:00")
    after = walked("13812345603", "2025-04-01")
    windows = [row.protected_until for row in (before, across, after)]
    assert windows == [town.at("2025-05-16 00:00"), town.at("2025-05-02 00:00"), town.at("2025-05-02 00:00")]
    assert [row.policy.version for row in (before, across, after)] == ["2024-01-01", new, new]

    # the old window of 45 days still protects under the new version; the new ones end after 30
    assert sold("13812345601", "2025-05-15", "1-1") == f"恒屋经纪 {new}"
    assert sold("13812345602", "2025-05-01", "1-2") == f"恒屋经纪 {new}"
    assert not sold("13812345603", "2025-05-02", "1-3").startswith("恒屋")
    run = close_month(programme=town.programme(), period=date(2025, 6, 1), by=town.user("finance", Role.FINANCE), at=town.at("2025-06-02 10:00"))
    assert run.policy.version == new

    verdict = verify_decisions()
    assert verdict.decisions > 0
    assert list(verdict.differences) == []
