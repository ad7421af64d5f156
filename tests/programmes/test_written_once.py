"""Which version decided is written once: the database refuses to move a decision to another version, to every role and in every statement."""

from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, transaction
from django.db.models import Model

from qudao.orders.models import Ruling
from qudao.organization.models import Role
from qudao.programmes.models import PolicyVersion
from qudao.settlement.actions.close_month import close_month
from qudao.settlement.models import SettlementRun
from tests.support.deals import booked
from tests.support.desk import came, papers, reported
from tests.support.superuser import administrator
from tests.support.town import at, programme, user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rulebook("CO-29")]


@pytest.fixture
def other() -> PolicyVersion:
    """A ruling and a month, both decided by one version; and another version."""
    visit = came(reported("2025-03-03 09:00"), "2025-03-03 11:00")
    papers(visit, message="2025-03-03 11:00", office="2025-03-03 15:00", leader="2025-03-03 16:00", entry="2025-03-03 17:00")
    booked(
        visit.project,
        "2025-03-28 12:00",
        subscribed_at="2025-03-05 10:00",
        contracted_at="2025-03-06 10:00",
        filed_at="2025-03-28 10:00",
    )
    close_month(programme=programme(), period=date(2025, 4, 1), by=user("finance", Role.FINANCE), at=at("2025-04-02 10:00"))
    decided_by = PolicyVersion.objects.get()
    return PolicyVersion.objects.create(
        policy=decided_by.policy,
        pack=decided_by.pack,
        version="another",
        content_hash="another",
        status=PolicyVersion.Status.DRAFT,
        starts_on=date(2026, 1, 1),
        drafted_at=at("2025-04-03 10:00"),
    )


@pytest.mark.parametrize("decided", [Ruling, SettlementRun])
def test_a_decision_stays_with_the_version_that_made_it(decided: type[Model], other: PolicyVersion) -> None:
    before = decided._default_manager.values_list("policy", flat=True).get()
    with pytest.raises(ProgrammingError, match="policy_id is written once"), transaction.atomic():
        decided._default_manager.update(policy=other)
    assert decided._default_manager.values_list("policy", flat=True).get() == before


@pytest.mark.parametrize(("column", "value"), [("timezone", "Europe/Berlin"), ("code", "another")])
def test_the_zone_and_the_name_in_files_of_a_policy_stay(column: str, value: Any, other: PolicyVersion) -> None:
    with pytest.raises(ProgrammingError, match=f"{column} is written once"), transaction.atomic():
        type(other.policy).objects.update(**{column: value})
    other.policy.title_zh = "新名"
    other.policy.save()


@pytest.mark.parametrize("table", ["programmes_policyversion", "programmes_policytext"])
def test_not_even_an_administrator_empties_versions_or_their_texts(table: str, other: PolicyVersion) -> None:
    with administrator() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"TRUNCATE {table} CASCADE".encode())
    assert PolicyVersion.objects.count() == 2
