"""45 days become 30: drafted, checked, tried on the past, approved by another person; from its day on new windows are 30, old ones keep theirs."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from qudao.demo.tour import NAMED
from tests.browser.test_tour import PROJECT, called, open_customer, verified
from tests.support.database_clock import set_ahead
from tests.support.reader import Reader, passwords
from tests.support.running import Running

pytestmark = pytest.mark.browser
SHANGHAI = ZoneInfo("Asia/Shanghai")
TRIED_WITHIN = 120_000
SEALED_WITHIN = 12
OWN = "第六条 客户到访后，保护期为三十天。"


@pytest.fixture
def life(request: pytest.FixtureRequest, browser: Browser, company: Callable[[], Running]) -> Iterator[tuple[Reader, Running]]:
    """The demo company as it was loaded, and somebody who reads its pages."""
    width, language = request.param
    run = company()
    reader = Reader(browser, f"http://127.0.0.1:{run.port}/", width=width, language=language, passwords=passwords(run.home))
    yield reader, run
    reader.close()
    set_ahead(run, timedelta(0))
    time.sleep(SEALED_WITHIN)
    assert verified(run).startswith("0: ")


@pytest.mark.rulebook("CO-29", "CL-02", "CL-03", "PL-01")
@pytest.mark.parametrize("life", [(1280, "zh"), (390, "en")], ids=called, indirect=True)
def test_45_days_become_30_for_new_windows_and_old_ones_keep_theirs(life: tuple[Reader, Running]) -> None:
    reader, run = life
    today = datetime.now(SHANGHAI).date()
    starts_on = today + timedelta(days=1)
    name, tail = NAMED["arriving"]
    brought(reader, name, tail)
    assert_protected(reader, name, today + timedelta(days=45))

    draft = drafted(reader, f"{starts_on}")
    reworded(reader, draft)
    checked_and_tried(reader, draft)
    approved(reader, draft, f"{starts_on}")
    assert_in_force(reader, "2024-01-01")

    set_ahead(run, timedelta(days=1))
    assert_in_force(reader, f"{starts_on}")
    new, tail = NAMED["reported"]
    report(reader, new, tail)
    set_ahead(run, timedelta(days=1, hours=1, minutes=5))
    brought(reader, new, tail)
    assert_protected(reader, new, (datetime.now(SHANGHAI) + timedelta(days=1, hours=1, minutes=5)).date() + timedelta(days=30))
    assert_protected(reader, name, today + timedelta(days=45))
    from_decision_to_article(reader, new)

    assert not reader.findings, "\n".join(dict.fromkeys(reader.findings))


def report(reader: Reader, name: str, tail: str) -> None:
    """王倩 reports a customer."""
    page = reader.account("agent")
    page.goto(reader.address + "/p/report/")
    page.fill("#line", f"{PROJECT}+{name}+1990000{tail}")
    page.wait_for_selector(".q-read")
    page.click("form#report button.btn-main")
    page.wait_for_url("**/receipt/")


def brought(reader: Reader, name: str, tail: str) -> None:
    """The front desk records the visit; message, review, signature and entry follow on the same day."""
    page = reader.account("frontdesk")
    page.goto(reader.address + "/d/front-desk/")
    page.fill("#q", tail)
    page.press("#q", "Enter")
    page.wait_for_url(re.compile(r"[?]q="))
    page.locator(".q-work li", has_text=name).first.locator("a.btn").click()
    page.wait_for_url("**/registrations/**")
    page.fill("#learned_from", "朋友介绍")
    page.click("form.q-next button.btn-primary")
    page.wait_for_url("**/visits/**")
    agent = reader.account("agent")
    open_customer(reader, agent, name, f"timeline-{tail}")
    agent.click(".q-next form button")
    agent.wait_for_load_state("load")
    for username, tab in (("office", "office"), ("leader", "leader"), ("consultant", "entry")):
        page = reader.account(username)
        page.goto(f"{reader.address}/d/chain/?tab={tab}")
        page.locator(".q-work li", has_text=name).first.locator("form button").click()
        page.wait_for_load_state("load")


def assert_protected(reader: Reader, name: str, until: date) -> None:
    """The partner reads that its customer is protected to the end of that day."""
    page = reader.account("agent")
    open_customer(reader, page, name, f"timeline-until-{until}")
    assert f"{until:%m-%d}" in page.inner_text("main"), page.inner_text("main")


def drafted(reader: Reader, starts_on: str) -> str:
    """彭思远 begins a new version and writes 30 where 45 stands; the address of the draft."""
    page = reader.account("rules")
    reader.open(page, "/d/policies/", "policies")
    page.locator("main tr", has_text="property-distribution").locator("a").first.click()
    page.wait_for_url(re.compile(r"/policies/[0-9a-f-]{36}/$"))
    reader.look(page, "policy")
    page.fill("#draft_on", starts_on)
    page.click("form[action$='/draft/'] button")
    page.wait_for_url("**/terms/")
    reader.look(page, "terms")
    draft = urlsplit(page.url).path.removesuffix("terms/")
    page.click("a[href='?term=protection.after_visit']")
    page.wait_for_url("**term=protection.after_visit")
    reader.look(page, "term")
    assert page.input_value("#t-days") == "45"
    page.fill("#t-days", "30")
    page.click("form.q-next button.btn-primary")
    page.wait_for_url("**/terms/")
    reader.open(page, draft + "files/?file=protection.yaml", "yaml")
    assert f"- {{days: 30, counted_from: next_day, starts_on: {starts_on}," in page.input_value("#text")
    return draft


def reworded(reader: Reader, draft: str) -> None:
    """The article and the check say that 2.6 still speaks of forty-five days; he writes thirty and pastes the company's own text."""
    behind = {"zh": "这一条的文字却没有跟着改", "en": "the words of the clause are still the old ones"}[reader.language]
    page = reader.account("rules")
    reader.open(page, draft + "check/", "words-behind")
    assert behind in page.inner_text(".q-findings")
    reader.open(page, draft, "articles")
    article = page.locator("[id='a-2.6']")
    assert behind in article.inner_text()
    article.locator("a.btn").click()
    page.wait_for_url("**/clause/?clause=2.6")
    reader.look(page, "clause")
    assert "四十五" in page.input_value("#c-zh")
    page.fill("#c-zh", "客户到访的，保护期为三十天。")
    page.fill("#c-wording", OWN)
    page.fill("#c-en", "After a visit the protection is thirty days.")
    page.click("main form button.btn-primary")
    page.wait_for_url("**#a-2.6")
    reader.look(page, "clause-written")
    article = page.locator("[id='a-2.6']")
    assert OWN in article.inner_text()
    assert behind not in article.inner_text()
    page.goto(reader.address + draft + "check/")
    assert behind not in page.inner_text(".q-findings")


def checked_and_tried(reader: Reader, draft: str) -> None:
    """He reads what changes, answers what the check warns of, has the past tried, and submits."""
    page = reader.account("rules")
    reader.open(page, draft + "changes/", "changes")
    assert "45" in page.inner_text(".q-changes")
    assert "30" in page.inner_text(".q-changes")
    reader.open(page, draft + "check/", "check")
    while (form := page.locator(".q-findings form")).count():
        form.first.locator("input[name=reason]").fill("Counsel has read it")
        form.first.locator("button").click()
        page.wait_for_load_state("load")
    reader.look(page, "check-answered")
    reader.open(page, draft + "backtest/", "backtest")
    page.click("form[action$='/backtest/start/'] button")
    page.wait_for_selector(".q-strip", timeout=TRIED_WITHIN)
    page.goto(reader.address + draft + "approval/")
    reader.look(page, "approval-draft")
    page.click("form[action$='/submit/'] button")
    page.wait_for_load_state("load")
    reader.look(page, "submitted")
    assert page.locator("form[action$='/approve/']").count() == 0


def approved(reader: Reader, draft: str, starts_on: str) -> None:
    """韩志远 cannot approve before he has seen the backtest; then he does."""
    page = reader.account("manager")
    reader.open(page, draft + "approval/", "approval-backtest-unseen")
    assert page.locator("form[action$='/approve/']").count() == 0
    reader.open(page, draft + "backtest/", "backtest-result")
    reader.open(page, draft + "approval/", "approval")
    page.click("form[action$='/approve/'] button")
    page.wait_for_load_state("load")
    reader.look(page, "approved")
    assert starts_on in page.inner_text("h1")


def assert_in_force(reader: Reader, version: str) -> None:
    """Which version the list says is in force."""
    page: Page = reader.account("manager")
    reader.open(page, "/d/policies/", f"policies-{version}")
    assert version in page.locator("main tr", has_text="property-distribution").locator("td").nth(1).inner_text()


def from_decision_to_article(reader: Reader, name: str) -> None:
    """From the registration the article's link leads our own people to the version that decided it."""
    page = reader.account("manager")
    page.goto(f"{reader.address}/d/registrations/")
    page.locator(".q-work li", has_text=name).first.locator("a").first.click()
    page.wait_for_url("**/registrations/**-**")
    page.locator("main a.clause[href*='/2.6/']").first.click()
    page.wait_for_url(re.compile(r"/policies/versions/[0-9a-f-]{36}/#a-2\.6$"))
    reader.look(page, "article")
    assert "30" in page.inner_text("[id='a-2.6']")
    assert OWN in page.inner_text("[id='a-2.6']")
