"""The report form when the network drops, and when no script runs: sent once, and nothing about the customer stays on the device."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.support.reader import passwords
from tests.support.running import Running

pytestmark = pytest.mark.browser
AGENT = "agent"


@pytest.fixture(scope="module")
def address(company: Callable[[], Running]) -> tuple[str, str]:
    """Where the demo company is served, and the agent's password."""
    run = company()
    return f"http://127.0.0.1:{run.port}", passwords(run.home)[AGENT]


def signed_in(browser: Browser, address: tuple[str, str], *, scripted: bool = True) -> Page:
    page = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripted, locale="zh-CN").new_page()
    page.goto(address[0] + "/sign-in/")
    page.fill("input[name=login]", AGENT)
    page.fill("input[name=password]", address[1])
    page.click("form[action^='/sign-in/'] button[type=submit]")
    page.wait_for_url("**/p/")
    return page


def number_of_rows(page: Page, base: str, name: str) -> int:
    page.goto(base + "/p/search/")
    page.fill("#words", name)
    page.click("form[role=search] button[type=submit]")
    page.wait_for_selector("#found")
    return page.locator(".q-row").count()


def test_a_report_sent_without_a_network_waits_is_sent_once_and_is_forgotten(browser: Browser, address: tuple[str, str]) -> None:
    page = signed_in(browser, address)
    page.goto(address[0] + "/p/report/")
    page.fill("#line", "云岭花园+断网甲+19900001234")
    page.context.set_offline(True)
    page.click("form#report button.btn-main")
    page.wait_for_selector("#offline:not([hidden])")
    assert "已存在本机" in page.inner_text("#offline")
    assert "断网甲" in page.evaluate("JSON.stringify(localStorage)")
    assert page.input_value("#line") == "云岭花园+断网甲+19900001234"
    page.context.set_offline(False)
    page.wait_for_url("**/receipt/")
    assert "断网甲" in page.inner_text("h1")
    assert page.evaluate("localStorage.length") == 0
    assert number_of_rows(page, address[0], "断网甲") == 1


def test_an_answer_that_was_lost_on_the_way_is_asked_for_again_and_registers_once(browser: Browser, address: tuple[str, str]) -> None:
    page = signed_in(browser, address)
    page.goto(address[0] + "/p/report/")
    page.fill("#line", "云岭花园+断网乙+19900001235")
    sent: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or sent:
            route.continue_()
            return
        sent.append("done, but nobody heard the answer")
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/p/report/", lose_the_first)
    page.click("form#report button.btn-main")
    page.wait_for_selector("#offline:not([hidden])")
    page.unroute_all()
    page.reload()
    page.wait_for_url("**/receipt/")
    assert page.evaluate("localStorage.length") == 0
    assert number_of_rows(page, address[0], "断网乙") == 1


def test_everything_works_without_a_script(browser: Browser, address: tuple[str, str]) -> None:
    page = signed_in(browser, address, scripted=False)
    page.goto(address[0] + "/p/report/")
    page.fill("#line", "云岭花园+无脚本+19900001236")
    page.click("button[formaction]:has-text('先看认出了什么')")
    assert "已认出 3 项" in page.inner_text("#preview")
    page.click("button[name=edit][value=customer_name]")
    page.fill("#customer_name", "无脚本丙")
    page.click("form#report button.btn-main")
    page.wait_for_url("**/receipt/")
    assert "无脚本丙" in page.inner_text("h1")
