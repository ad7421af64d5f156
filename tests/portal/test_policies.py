"""A partner reads the policies that are addressed to it, and confirms; the desk sees who is still open."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import Role
from qudao.policies.policy import Text
from qudao.programmes.actions.approve_draft import approve_draft
from qudao.programmes.actions.confirm_policy import confirm_policy
from qudao.programmes.actions.edit_clause import edit_clause
from qudao.programmes.actions.read_policy import read_policy
from qudao.programmes.in_force import version_at
from qudao.programmes.models import PolicyReceipt
from tests.support import town
from tests.support.browser import Browser
from tests.support.policies import approved, drafted, manager, owner, policy_of_programme, ready

pytestmark = pytest.mark.django_db
NOW = town.at("2025-03-03 09:00")


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with clock.pinned(NOW):
        yield


@pytest.mark.rulebook("CO-30")
def test_of_fifteen_told_thirteen_read_and_eleven_confirmed_four_are_named() -> None:
    version = approved(policy_of_programme(town.programme(), NOW), date(2025, 4, 1), NOW)
    people = [town.user(f"a{number:02}", Role.PARTNER_ADMINISTRATOR, of=town.partner(f"渠道{number:02}")) for number in range(15)]
    for somebody in people[:13]:
        read_policy(version=version, by=somebody, at=NOW)
    for somebody in people[:11]:
        confirm_policy(version=version, by=somebody, at=NOW)

    page = Browser(owner()).text(f"/d/policies/versions/{version.public_id}/readers/")
    assert "4 个还没有确认" in page
    assert "告知 15 个，" in page
    assert "已读 13，已确认 11" in page
    open_names = page[page.index("<tbody>") :].split("<tr>")[1:5]
    assert [f"渠道{number:02}" in row for number, row in zip((13, 14, 11, 12), open_names, strict=True)] == [True] * 4


@pytest.mark.rulebook("CL-02")
def test_eighteen_of_twenty_confirmations_are_ninety_per_cent_and_two_names() -> None:
    version = approved(policy_of_programme(town.programme(), NOW), date(2025, 4, 1), NOW)
    for number in range(20):
        somebody = town.user(f"a{number:02}", Role.PARTNER_ADMINISTRATOR, of=town.partner(f"渠道{number:02}"))
        if number < 18:
            confirm_policy(version=version, by=somebody, at=NOW)

    page = Browser(owner()).text(f"/d/policies/versions/{version.public_id}/readers/")
    assert "已确认 18（90%）" in page
    assert page.count("未确认") == 2


def test_opening_is_reading_the_button_confirms_and_both_count_once() -> None:
    version = approved(policy_of_programme(town.programme(), NOW), date(2025, 4, 1), NOW)
    agent = town.user("agent", of=town.partner())
    reader = Browser(agent)
    assert "未读" in reader.text("/p/policies/")
    page = reader.text(f"/p/policies/{version.public_id}/")
    assert "45 天 → 30 天" in page
    assert "已读，未确认" in reader.text("/p/policies/")
    for _ in range(2):
        reader.post(f"/p/policies/{version.public_id}/")
    assert sorted(PolicyReceipt.objects.filter(version=version).values_list("kind", flat=True)) == ["confirmed", "read"]
    assert "已确认" in reader.text("/p/policies/")


def test_a_draft_is_neither_shown_nor_confirmed() -> None:
    draft = drafted(policy_of_programme(town.programme(), NOW), date(2025, 4, 1), NOW)
    agent = town.user("agent", of=town.partner())
    assert Browser(agent).get(f"/p/policies/{draft.public_id}/").status_code == 404
    assert str(draft.public_id) not in Browser(agent).text("/p/policies/")
    with pytest.raises(Refused, match="version_not_addressed"):
        confirm_policy(version=draft, by=agent, at=NOW)


def test_a_receipt_is_never_taken_back() -> None:
    version = approved(policy_of_programme(town.programme(), NOW), date(2025, 4, 1), NOW)
    receipt = confirm_policy(version=version, by=town.user("agent", of=town.partner()), at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        receipt.delete()


@pytest.mark.rulebook("CO-30")
def test_who_is_affected_is_told_on_the_first_page_and_among_the_notices_until_the_firm_has_confirmed() -> None:
    version = approved(policy_of_programme(town.programme(), NOW), date(2025, 4, 1), NOW)
    firm = town.partner()
    agent, head = Browser(town.user("agent", of=firm)), Browser(town.user("head", Role.PARTNER_ADMINISTRATOR, of=firm))
    rival = Browser(town.user("rival", of=town.partner("另一家")))
    address = f"/p/policies/{version.public_id}/"
    for reader in (agent, head, rival):
        page = reader.text("/p/notices/")
        assert address in page
        assert '自 <span class="text-nowrap">2025-04-01</span> 起执行' in page
        assert "阅读并确认" in page
        assert "2 个制度等您确认" in reader.text("/p/"), "one line on the first page: customers come first there"

    agent.post(address)

    assert "1 个制度等您确认" in agent.text("/p/notices/"), "what it replaces holds until then"
    for reader, is_told in ((agent, False), (head, False), (rival, True)):
        assert (address in reader.text("/p/notices/"), "2 个制度等您确认" in reader.text("/p/")) == (is_told, is_told)
    assert "贵公司已确认知悉" in head.text(address)
    assert "我已知悉" in rival.text(address)


@pytest.mark.rulebook("CO-31")
@pytest.mark.parametrize(("at", "is_told"), [("2026-03-02 23:59", False), ("2026-03-03 00:00", True), ("2026-03-04 09:00", True)])
def test_a_year_after_the_confirmation_the_partner_is_told_again(at: str, is_told: bool) -> None:
    version = version_at(town.programme(), at=NOW)
    agent = town.user("agent", of=town.partner())
    confirm_policy(version=version, by=agent, at=NOW)
    with clock.pinned(town.at(at)):
        reader = Browser(agent)
        assert ("上次确认已满期" in reader.text("/p/")) is is_told
        assert ("我已知悉" in reader.text(f"/p/policies/{version.public_id}/")) is is_told
        assert ("2026-03-03 起再确认" in reader.text("/p/policies/")) is not is_told


def test_a_changed_text_is_drawn_and_stands_after_the_numbers() -> None:
    policy = policy_of_programme(town.programme(), NOW)
    draft = drafted(policy, date(2025, 4, 1), NOW)
    edit_clause(version=draft, clause="2.6", text=Text("客户到访的，保护期为三十天。", "Thirty days."), wording="", by=owner(), at=NOW)
    draft.refresh_from_db()
    ready_one = ready(draft, NOW)
    approve_draft(version=ready_one, content_hash=ready_one.content_hash, starts_on=ready_one.starts_on, by=manager(), at=NOW)

    page = Browser(town.user("agent", of=town.partner())).text(f"/p/policies/{draft.public_id}/")
    assert "<del>四</del><ins>三</ins>十<del>五</del>天" in page
    assert "[−" not in page
    assert page.index("45 天 → 30 天") < page.index("<del>四</del>")
