"""The partner's letters and money: what its people read after the contract, and never before it or of somebody else."""

import html
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from qudao.customers.actions.confirm_visit import confirm_visit
from qudao.customers.models import Registration, Visit
from qudao.customers.report import Report
from qudao.kit import clock
from qudao.orders.actions.advance_deal import advance_deal
from qudao.orders.models import Deal, Letter
from qudao.organization.models import Role, User
from qudao.programmes.actions.approve_draft import approve_draft
from qudao.programmes.actions.edit_clause import edit_clause
from qudao.programmes.actions.start_draft import start_draft
from qudao.programmes.content import policy_of
from qudao.settlement.actions.approve_month import approve_month
from qudao.settlement.actions.close_month import close_month
from tests.support.deals import booked, clerk
from tests.support.desk import came, papers, reported
from tests.support.policies import manager, owner, policy_of_programme, ready
from tests.support.town import at, partner, programme, project, user

pytestmark = pytest.mark.django_db


def signed_in(somebody: User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def administrator(name: str = "恒屋经纪") -> Client:
    """A partner's administrator."""
    return signed_in(user(f"admin-{name}", Role.PARTNER_ADMINISTRATOR, of=partner(name)))


def shown(of: str = "恒屋经纪", *, when: str = "2025-03-02", confirmed: bool = True, by: str = "agent") -> Registration:
    """Reported, brought, all papers of the day."""
    registration = reported(f"{when} 09:00", Report("周敏", "13812345678"), of=of, by=by)
    visit = came(registration, f"{when} 11:00")
    papers(visit, message=f"{when} 11:00", office=f"{when} 15:00", leader=f"{when} 16:00", entry=f"{when} 17:00", agent=by)
    if confirmed:
        confirm_visit(visit=Visit.objects.get(pk=visit.pk), by=clerk(project()), at=at(f"{when} 18:00"))
    return registration


def lost_and_won() -> tuple[Registration, Registration, Deal]:
    """A reported first and never brought the customer; B brought him; he subscribed when A's days were over."""
    lost = reported("2025-03-01 10:00", of="恒屋经纪", by="a")
    won = shown("禾信分销", by="b")
    return lost, won, booked(project(), "2025-03-20 16:00", subscribed_at="2025-03-20 15:32")


def contract(deal: Deal) -> None:
    """The formal contract is signed."""
    advance_deal(deal=deal, stage="contracted_at", on=at("2025-04-02 15:10"), by=clerk(deal.project), at=at("2025-04-02 16:40"))


@pytest.mark.rulebook("CU-43")
def test_before_the_contract_neither_letters_nor_money_show_anything() -> None:
    """The deal is ruled on inside; both parties' pages are as empty as before."""
    lost_and_won()
    for firm in ("恒屋经纪", "禾信分销"):
        client = administrator(firm)
        assert "还没有判定书" in client.get("/p/letters/").content.decode()
        assert "还没有佣金" in client.get("/p/money/").content.decode()


def test_the_loser_reads_why_the_facts_and_until_when_to_appeal_and_nothing_of_the_rival() -> None:
    """Own facts in full; the rival's are blocks of one width."""
    lost, won, deal = lost_and_won()
    contract(deal)
    letter = Letter.objects.get(registration=lost)
    with clock.pinned(at("2025-04-03 09:00")):
        page = administrator().get(f"/p/letters/{letter.public_id}/").content.decode()
    for words in ("周敏的成交，不归恒屋经纪", "2025-03-08 24:00", "2025-04-05 24:00", "已隐去", "会改变", letter.number, "138****5678", "¥0.00"):
        assert words in page
    for secret in ("禾信", won.number, "2025-03-02", "13812345678"):
        assert secret not in page


def test_the_letter_prints_the_companys_own_text_as_such_and_our_words_for_the_rest() -> None:
    """Pasted for the article of the window; readers of English get our words below it."""
    begun = at("2025-02-01 09:00")
    draft = start_draft(policy=policy_of_programme(programme(), begun), starts_on=date(2025, 3, 1), by=owner(), at=begun)
    clauses = policy_of(draft).clauses
    own = "第五条 未到访客户，\n保护期七日。"
    draft = edit_clause(version=draft, clause="2.5", text=clauses["2.5"].text, wording=own, by=owner(), at=begun)
    approve_draft(version=ready(draft, begun), content_hash=draft.content_hash, starts_on=draft.starts_on, by=manager(), at=begun)
    lost, _won, deal = lost_and_won()
    contract(deal)
    letter = Letter.objects.get(registration=lost)
    rest = [clauses[number].text for number in letter.content["clauses"] if number != "2.5"]
    assert len(rest) == len(letter.content["clauses"]) - 1 > 0
    client = administrator()
    address = f"/p/letters/{letter.public_id}/"
    page = client.get(address).content.decode()
    row = page[page.index('<span lang="zh">第五条 未到访客户，<br>保护期七日。</span>') :].split("</div>")[0]
    assert "制度原文" in row
    assert clauses["2.5"].text.zh not in page
    assert "标明“制度原文”的是公司公布的条文" in page
    assert all(text.zh in page for text in rest)
    assert page.count(">制度原文<") == 1

    User.objects.filter(pk=client.session["_auth_user_id"]).update(language="en")
    page = html.unescape(client.get(address).content.decode())
    row = page[page.index("第五条 未到访客户，<br>保护期七日。") :].split("</div>")[0]
    assert "The company's own text" in row
    assert clauses["2.5"].text.en in row
    listed = html.unescape(client.get(f"/p/policies/{draft.public_id}/").content.decode())
    assert listed.count('<span class="q-dim">The company\'s own text</span>') == 1


def test_the_winner_reads_its_commission() -> None:
    """2,400,000 at 1.5 %."""
    _lost, won, deal = lost_and_won()
    contract(deal)
    page = administrator("禾信分销").get(f"/p/letters/{Letter.objects.get(registration=won).public_id}/").content.decode()
    assert "周敏的成交，归禾信分销" in page
    assert "¥36,000.00" in page
    assert "恒屋" not in page


def test_a_letter_of_another_partner_or_another_agent_is_as_good_as_missing() -> None:
    """404, for the rival and for a colleague who did not report the customer."""
    lost, _won, deal = lost_and_won()
    contract(deal)
    address = f"/p/letters/{Letter.objects.get(registration=lost).public_id}/"
    assert administrator("禾信分销").get(address).status_code == 404
    assert signed_in(user("colleague", of=partner("恒屋经纪"))).get(address).status_code == 404
    assert signed_in(user("a")).get(address).status_code == 200


def test_the_verification_page_names_no_person_no_partner_and_no_verdict() -> None:
    """Anybody with the number sees that it is genuine."""
    lost, _won, deal = lost_and_won()
    contract(deal)
    page = Client().get(f"/v/{Letter.objects.get(registration=lost).number}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert not any(secret in text for secret in ("周敏", "恒屋", "禾信", "138", "3-1201", "不归"))
    assert Client().get("/v/PD-NONE-NONE/").status_code == 404


@pytest.mark.parametrize(
    ("filed", "confirmed", "close", "words"),
    [
        ("", True, False, ("已计提", "置业顾问，办网签", "网签的次月")),
        ("2025-04-28 10:00", True, False, ("审核中", "财务，关账", "2025-05-01 起")),
        ("2025-04-28 10:00", False, False, ("暂缓", "带客确认单", "案场前台，补带客确认单")),
        ("2025-04-28 10:00", True, True, ("现在可付 ¥36,000.00", "财务，付款", "已批准，等付款")),
    ],
)
def test_a_line_says_its_stage_what_it_waits_for_and_who_holds_it(filed: str, confirmed: bool, close: bool, words: tuple[str, ...]) -> None:
    """Accrued, in review, held, approved; each computed step by step with its article."""
    shown(confirmed=confirmed)
    deal = booked(project(), "2025-03-20 16:00", subscribed_at="2025-03-20 10:00", contracted_at="2025-03-20 15:00")
    if filed:
        advance_deal(deal=deal, stage="filed_at", on=at(filed), by=clerk(project()), at=at("2025-04-28 12:00"))
    if close:
        run = close_month(programme=programme(), period=at("2025-05-01 00:00").date(), by=user("finance", Role.FINANCE), at=at("2025-05-02 10:00"))
        approve_month(run=run, by=user("manager", Role.CHANNEL_MANAGER), at=at("2025-05-02 11:00"))
    with clock.pinned(at("2025-05-03 10:00")):
        page = administrator().get("/p/money/").content.decode()
    for expected in (*words, "¥2,400,000.00", "1.5%", "¥36,000.00", "第 1.2 条"):
        assert expected in page


def test_an_agent_sees_the_money_of_own_reports_only() -> None:
    """The administrator sees all of the partner's."""
    shown(by="a")
    booked(project(), "2025-03-20 16:00", subscribed_at="2025-03-20 10:00", contracted_at="2025-03-20 15:00")
    assert "¥36,000.00" in signed_in(user("a")).get("/p/money/").content.decode()
    assert "¥36,000.00" not in signed_in(user("colleague", of=partner("恒屋经纪"))).get("/p/money/").content.decode()
    assert "¥36,000.00" not in administrator("禾信分销").get("/p/money/").content.decode()


def test_letters_and_money_read_in_english() -> None:
    """No Chinese words of the interface are left but names."""
    lost, _won, deal = lost_and_won()
    contract(deal)
    reader = user("reader", Role.PARTNER_ADMINISTRATOR, of=partner("恒屋经纪"))
    reader.language = "en"
    reader.save()
    page = signed_in(reader).get(f"/p/letters/{Letter.objects.get(registration=lost).public_id}/").content.decode()
    assert "周敏" in page
    assert "的成交" not in page
    translation.deactivate()
