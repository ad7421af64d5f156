"""Whatever a superuser changes in a stored decision, past the triggers, is found and named; the facts alone are left as they are."""

from datetime import date

import pytest

from qudao.customers.actions.confirm_visit import confirm_visit
from qudao.customers.models import Registration, Visit
from qudao.orders.models import Deal, Letter, Ruling
from qudao.organization.models import Role
from qudao.programmes.models import PolicyVersion
from qudao.replay.decisions import verify_decisions
from qudao.replay.decisions_command import command
from qudao.replay.difference import Difference
from qudao.settlement.actions.close_month import close_month
from qudao.settlement.models import Statement
from tests.support.deals import booked, clerk
from tests.support.desk import came, papers, reported
from tests.support.superuser import tamper
from tests.support.town import at, programme, user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story() -> Deal:
    """Two partners report a customer; the first brings him, he buys, the month is closed."""
    first = reported("2025-03-03 09:00")
    reported("2025-03-03 10:00", of="安居行", by="rival")
    visit = came(first, "2025-03-03 11:00")
    papers(visit, message="2025-03-03 11:00", office="2025-03-03 15:00", leader="2025-03-03 16:00", entry="2025-03-03 17:00")
    consultant = user("consultant", Role.CONSULTANT, at_projects=(visit.project,))
    confirm_visit(visit=Visit.objects.get(), by=clerk(visit.project), at=at("2025-03-03 18:00"), consultant=consultant)
    deal = booked(
        visit.project,
        "2025-03-28 12:00",
        subscribed_at="2025-03-05 10:00",
        contracted_at="2025-03-06 10:00",
        filed_at="2025-03-28 10:00",
    )
    close_month(programme=programme(), period=date(2025, 4, 1), by=user("finance", Role.FINANCE), at=at("2025-04-02 10:00"))
    return deal


def found() -> list[Difference]:
    return verify_decisions().differences


def test_nothing_is_found_where_nothing_was_changed(story: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    assert command() == 0
    told = capsys.readouterr().out
    assert "1 rulings" in told
    assert "1 statement lines" in told
    assert "2 registrations" in told
    assert "no difference" in told


PLANTS = {
    "status": ("UPDATE customers_registration SET status = 'extended' WHERE status = 'visited'", "registration", "status"),
    "window": ("UPDATE customers_registration SET protected_until = protected_until + interval '1 day'", "registration", "protected_until"),
    "start of the window": ("UPDATE customers_registration SET protected_from = protected_from - interval '1 day'", "registration", "protected_from"),
    "clause": ("UPDATE customers_registration SET clause = '2.7'", "registration", "clause"),
    "reasons": ("UPDATE customers_registration SET reasons = jsonb_set(reasons, '{0,numbers,days}', '46')", "registration", "reasons 1"),
    "ruling": ("UPDATE orders_ruling SET clause = '3.3'", "ruling", "clause"),
    "moment": ("UPDATE orders_ruling SET moment = moment + interval '1 hour'", "ruling", "moment"),
    "reasons of the ruling": ("UPDATE orders_ruling SET reasons = '[]'", "ruling", "reasons 1"),
    "claims": ("UPDATE orders_ruling SET considered = jsonb_set(considered, '{1,verdict}', '\"lapsed\"')", "ruling", "considered 2"),
    "owner": (
        "UPDATE orders_credit SET partner_id = (SELECT id FROM partners_partner WHERE name = '安居行')",
        "credit",
        "owner",
    ),
    "share": ("UPDATE orders_credit SET share_bp = 5000", "credit", "share_bp"),
    "no credit": ("DELETE FROM orders_credit", "credit", "owner"),
    "letter": ("UPDATE orders_letter SET content = jsonb_set(content, '{won}', 'true') WHERE content->>'won' = 'false'", "letter", "won"),
    "no letter": ("DELETE FROM orders_letter WHERE content->>'won' = 'false'", "letter", "issued"),
    "amount": ("UPDATE settlement_statementline SET amount_fen = amount_fen + 100", "statement line", "amount_fen"),
    "status of the line": ("UPDATE settlement_statementline SET status = 'withheld'", "statement line", "status"),
    "sum": ("UPDATE settlement_statement SET payable_fen = payable_fen + 100", "statement", "payable_fen"),
    "no line": ("DELETE FROM settlement_statementline", "month", "deals"),
    "no registration": (
        "DELETE FROM customers_registration WHERE partner_id = (SELECT id FROM partners_partner WHERE name = '安居行')",
        "registration",
        "row",
    ),
    "forged registration": ("UPDATE customers_registration SET public_id = gen_random_uuid() WHERE status = 'visited'", "registration", "row"),
    "text of the policy": (
        "UPDATE programmes_policytext SET files = jsonb_set(files, '{protection.yaml}', to_jsonb(replace(files->>'protection.yaml', '45', '46')))",
        "policy",
        "text",
    ),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_change_is_found_and_named(story: Deal, plant: str) -> None:
    statement, kind, what = PLANTS[plant]
    tamper(statement)

    differences = found()

    assert (kind, what) in {(difference.kind, difference.what) for difference in differences}, list(map(str, differences))


def test_what_is_told_names_number_stored_value_value_and_clause(story: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    number = Registration.objects.get(status="visited").number
    tamper("UPDATE customers_registration SET status = 'extended' WHERE number = %s", number)

    assert command() == 1
    assert f"DIFFERS registration {number}: status is extended, decided again it is visited (clause 2.6)" in capsys.readouterr().out


def test_both_ends_of_a_window_are_told_in_one_zone(story: Deal) -> None:
    tamper("UPDATE customers_registration SET protected_until = protected_until + interval '1 day' WHERE status = 'visited'")

    (difference,) = found()

    assert (difference.stored, difference.again) == ("2025-04-19T00:00:00+08:00", "2025-04-18T00:00:00+08:00")


def test_a_changed_fact_is_found_by_what_it_would_decide(story: Deal) -> None:
    tamper("UPDATE customers_visit SET entered_at = entered_at + interval '1 day'")

    assert {difference.kind for difference in found()} >= {"registration"}


def test_a_policy_whose_text_was_changed_is_named_and_its_decisions_are_not_made_again(story: Deal) -> None:
    tamper("UPDATE programmes_policytext SET files = '{}'")

    (difference,) = found()

    assert (difference.kind, difference.what) == ("policy", "text")
    assert PolicyVersion.objects.get().content_hash in difference.stored


def test_deciding_again_writes_nothing(story: Deal) -> None:
    def everything() -> list[object]:
        return [list(model.objects.order_by("pk").values()) for model in (Registration, Ruling, Letter, Statement)]

    before = everything()
    verify_decisions()

    assert everything() == before
