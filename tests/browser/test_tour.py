"""The five-minute tour of README.md, as a new user tries it: on a desk and on a phone, in both languages, every page looked at closely."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from qudao.demo.tour import NAMED
from qudao.kit.embedded_postgres import Server
from tests.support.reader import Reader, passwords
from tests.support.running import ROOT, Running, environment

pytestmark = pytest.mark.browser
SHANGHAI = ZoneInfo("Asia/Shanghai")
PROJECT = "云岭花园"
RUNS = [(width, language) for language in ("zh", "en") for width in (1280, 390)]
PRICE, COMMISSION = "2,860,000.00", "¥42,900.00"


def called(run: tuple[int, str]) -> str:
    return f"{run[1]}-{run[0]}"


@pytest.fixture
def reader(request: pytest.FixtureRequest, browser: Browser, company: Callable[[], Running]) -> Iterator[Reader]:
    """Somebody with the demo company as it was loaded."""
    width, language = request.param
    run = company()
    found = Reader(browser, f"http://127.0.0.1:{run.port}/", width=width, language=language, passwords=passwords(run.home))
    yield found
    found.close()
    assert verified(run).startswith("0: ")


def verified(run: Running) -> str:
    """The exit code of `qudao verify` and what it says."""
    place = environment(run.home, run.port, DATABASE_URL=Server(run.home).url(), DATABASE_OWNER_URL=run.database_url())
    done = subprocess.run([sys.executable, "-m", "qudao", "verify"], cwd=ROOT, env=place, capture_output=True, text=True, timeout=120, check=False)
    return f"{done.returncode}: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("reader", RUNS, ids=called, indirect=True)
def test_the_tour_can_be_walked_from_the_report_to_the_proof(reader: Reader) -> None:
    report_and_verify(reader)
    visit = receive(reader)
    papers(reader, visit)
    deal = sell(reader)
    read_letters_and_money(reader)
    close_the_month(reader)
    prove(reader, deal)

    assert not reader.findings, "\n".join(dict.fromkeys(reader.findings))


@pytest.mark.parametrize("reader", [(390, "en"), (1280, "zh")], ids=called, indirect=True)
def test_every_page_that_a_demo_account_is_led_to_has_something_true_to_show(reader: Reader) -> None:
    looked_into: set[str] = set()
    for username in reader.passwords:
        page = reader.account(username)
        reader.look(page, f"{username}-first")
        for path in menu(page):
            reader.open(page, path, f"{username}-{path.strip('/').replace('/', '-')}")
            assert page.locator("h1").first.inner_text().strip() or page.title()
            opened = None if path in looked_into else first_row(page)
            if opened:
                looked_into.add(path)
                reader.open(page, opened, f"{username}-{path.strip('/').replace('/', '-')}-one")

    assert not reader.findings, "\n".join(dict.fromkeys(reader.findings))


def report_and_verify(reader: Reader) -> None:
    """王倩 pastes a chat line; the receipt; anybody verifies it without signing in."""
    name, tail = NAMED["reported"]
    page = reader.account("agent")
    assert urlsplit(page.url).path == "/p/"
    reader.look(page, "customers")
    reader.open(page, "/p/report/", "report")
    page.fill("#line", f"{PROJECT}+{name}+1990000{tail}")
    page.wait_for_selector(".q-read")
    reader.look(page, "report-read")
    page.click("form#report button.btn-main")
    page.wait_for_url("**/receipt/")
    reader.look(page, "receipt")
    assert name in page.inner_text("h1")
    number = page.locator(".q-number").first.inner_text().strip()
    stranger = reader.account("")
    reader.open(stranger, f"/v/{number}/", "verify")
    assert PROJECT in stranger.inner_text("main")
    assert name not in stranger.inner_text("main")


def receive(reader: Reader) -> str:
    """The front desk finds 陈国栋 by his last four digits and records the visit and the signed form."""
    name, tail = NAMED["arriving"]
    page = reader.account("frontdesk")
    reader.open(page, "/d/front-desk/", "front-desk")
    page.fill("#q", tail)
    page.press("#q", "Enter")
    page.wait_for_url(re.compile(r"[?]q="))
    reader.look(page, "front-desk-found")
    page.locator(".q-work li", has_text=name).first.locator("a.btn").click()
    page.wait_for_url("**/registrations/**")
    page.fill("#learned_from", "朋友介绍")
    reader.look(page, "record-visit")
    page.click("form.q-next button.btn-primary")
    page.wait_for_url("**/visits/**")
    reader.look(page, "visit")
    visit = urlsplit(page.url).path
    reader.open(page, visit + "confirmation/", "confirmation-form")
    page.goto(reader.address + visit)
    page.select_option("#consultant", index=1)
    page.click("form[action$='/confirm/'] button")
    page.wait_for_load_state("load")
    reader.look(page, "visit-confirmed")
    return visit


def papers(reader: Reader, visit: str) -> None:
    """The partner's message, the review, the signature, the entry; then protected for forty-five days."""
    name, _ = NAMED["arriving"]
    agent = reader.account("agent")
    open_customer(reader, agent, name, "timeline-message-due")
    agent.click(".q-next form button")
    agent.wait_for_load_state("load")
    reader.look(agent, "timeline-message-sent")
    for username, tab in (("office", "office"), ("leader", "leader"), ("consultant", "entry")):
        page = reader.account(username)
        reader.open(page, f"/d/chain/?tab={tab}", f"chain-{tab}")
        page.locator(".q-work li", has_text=name).first.locator("form button").click()
        page.wait_for_load_state("load")
        reader.look(page, f"chain-{tab}-done")
    open_customer(reader, agent, name, "timeline-protected")
    protected = datetime.now(SHANGHAI).date() + timedelta(days=45)
    assert f"{protected:%m-%d}" in agent.inner_text("main")


def sell(reader: Reader) -> str:
    """The back office books the deal of 黄建平 and signs the contract; the deal goes to who reported first."""
    name, tail = NAMED["buying"]
    page = reader.account("office")
    reader.open(page, "/d/deals/", "deals")
    reader.open(page, "/d/deals/new/", "deal-new")
    page.select_option("#project", label=PROJECT)
    page.fill("[name=unit]", "9-1802")
    page.fill("[name=price]", PRICE)
    page.fill("[name=buyer_0_name]", name)
    page.fill("[name=buyer_0_phone]", f"1990000{tail}")
    moment = datetime.now(SHANGHAI)
    page.fill("[name=subscribed_at]", f"{moment:%Y-%m-%dT%H:%M}")
    reader.look(page, "deal-typed")
    page.click("form[action$='/deals/new/'] button.btn-primary")
    page.wait_for_url(re.compile(r"/deals/[0-9a-f-]{36}/$"))
    reader.look(page, "deal-booked")
    assert "恒屋经纪" in page.inner_text("h1")
    page.select_option("#stage", "contracted_at")
    page.fill("#on", f"{datetime.now(SHANGHAI):%Y-%m-%dT%H:%M}")
    page.locator("form[action$='/stage/'] button").click()
    page.wait_for_load_state("load")
    reader.look(page, "deal-contracted")
    assert COMMISSION in page.inner_text("main")
    return urlsplit(page.url).path


def read_letters_and_money(reader: Reader) -> None:
    """王倩 reads that 黄建平's deal is hers, why 何建军's is not, and what she earns."""
    page = reader.account("agent")
    reader.open(page, "/p/letters/", "letters")
    for role in ("buying", "lost"):
        name, _ = NAMED[role]
        page.goto(reader.address + "/p/letters/")
        page.locator("a.q-row", has_text=name).first.click()
        page.wait_for_url("**/letters/**-**")
        reader.look(page, f"letter-{role}")
        assert name in page.inner_text("main")
    reader.open(page, "/p/money/", "money")
    page.locator("details", has_text=NAMED["buying"][0]).first.locator("summary").click()
    reader.look(page, "money-line")
    assert COMMISSION in page.inner_text("main")


def close_the_month(reader: Reader) -> None:
    """Finance closes this month's list; the channel manager approves it; nobody does both."""
    page = reader.account("finance")
    reader.open(page, "/d/months/", "months")
    page.locator("form[action='/d/months/close/'] button").first.click()
    page.wait_for_url(re.compile(r"/months/[0-9a-f-]{36}/$"))
    reader.look(page, "month-closed")
    assert page.locator("form[action$='/approve/']").count() == 0
    path = urlsplit(page.url).path
    manager = reader.account("manager")
    reader.open(manager, path, "month-to-approve")
    manager.click("form[action$='/approve/'] button")
    manager.wait_for_load_state("load")
    reader.look(manager, "month-approved")
    assert manager.locator("form[action$='/approve/']").count() == 0


def prove(reader: Reader, deal: str) -> None:
    """The auditor opens the ruling: facts, articles, events and their seals."""
    page = reader.account("auditor")
    reader.open(page, "/d/audit/", "audit")
    reader.open(page, deal, "deal-audited")
    page.locator("a[href^='/d/audit/rulings/']").first.click()
    page.wait_for_url("**/audit/rulings/**")
    reader.look(page, "ruling-proved")
    assert page.locator(".q-dot.green").count() > 0


def open_customer(reader: Reader, page: Page, name: str, what: str) -> None:
    """The timeline of a customer, through the search."""
    reader.open(page, "/p/search/", "search")
    page.fill("#words", name)
    page.press("#words", "Enter")
    page.locator("a.q-row", has_text=name).first.click()
    page.wait_for_url("**/customers/**-**")
    reader.look(page, what)


def menu(page: Page) -> list[str]:
    """The addresses that the main menu leads to."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('nav a[href^=\"/\"]')].map(a => a.getAttribute('href').split('?')[0])")
    return list(dict.fromkeys(found))


def first_row(page: Page) -> str | None:
    """The address of the first thing in a list."""
    found: str | None = page.evaluate(
        "document.querySelector('main a.q-row, main .q-work a[href^=\"/\"], main table a[href^=\"/d/\"]')?.getAttribute('href') ?? null"
    )
    return found
