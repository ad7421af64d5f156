"""Somebody who reads pages in Chromium and looks closely at each: accessible, translated, within the screen, without a word on the console."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from qudao.demo.company import ACCOUNTS, DEMO_PARTNER, PROJECTS
from qudao.demo.names import BRANDS, CITIES, FIRMS, GIVEN, LEARNED_FROM, SURNAMES
from qudao.demo.tour import NAMED

WIDTHS = {1280: 900, 390: 844}
CHINESE = re.compile(r"[\u3400-\u9fff]+")
DATA = sorted(
    {
        *(name for _, name, *_ in PROJECTS),
        *(city for _, _, city, *_ in PROJECTS),
        *FIRMS,
        *CITIES,
        *LEARNED_FROM,
        *(name for *_, name in ACCOUNTS),
        *(name for name, _ in NAMED.values()),
        *(brand + kind for brand in BRANDS for kind in ("房产经纪", "置业咨询", "不动产服务")),
        DEMO_PARTNER,
        "住宅分销",
        "联合分销",
        "董事会在审批整层采购，需要再等一个月",
        "客户一次购买六套，付款方案还在谈",
        "客户改签高铁，提前一天到达",
        "项目 (project), 客户姓名 (name), 电话 (phone)",  # names of columns
        "渠道",  # the product's own name
    },
    key=len,
    reverse=True,
)
PERSON = re.compile(f"[{SURNAMES}](?:{'|'.join(sorted(GIVEN, key=len, reverse=True))})")
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"
VISIBLE = """() => {
  const hidden = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEXTAREA']);
  const found = [];
  const walk = node => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) { if (child.textContent.trim()) found.push(child.textContent.trim()); }
      else if (child.nodeType === Node.ELEMENT_NODE && !hidden.has(child.tagName) && !(child.lang || '').startsWith('zh')) {
        for (const name of ['aria-label', 'placeholder', 'title', 'alt']) if (child.getAttribute(name)) found.push(child.getAttribute(name));
        walk(child);
      }
    }
  };
  walk(document.body);
  found.push(document.title);
  return found;
}"""


class Reader:
    """One person at one screen in one language. `findings` is everything that is wrong with the pages read so far."""

    def __init__(self, browser: Browser, address: str, *, width: int, language: str, passwords: dict[str, str]) -> None:
        self.address, self.width, self.language, self.passwords = address.rstrip("/"), width, language, passwords
        self.browser, self.axe = browser, Axe()
        self.pages: dict[str, Page] = {}
        self.findings: list[str] = []
        self.seen: list[str] = []

    def account(self, username: str) -> Page:
        """The page of somebody who is signed in, or of a stranger for ''."""
        if username not in self.pages:
            page = self._new()
            self.pages[username] = page
            if username:
                self._sign_in(page, username)
        return self.pages[username]

    def close(self) -> None:
        """Close all."""
        for page in self.pages.values():
            page.context.close()

    def open(self, page: Page, path: str, name: str) -> Page:
        """Go to an address and look."""
        page.goto(self.address + path)
        return self.look(page, name)

    def look(self, page: Page, name: str) -> Page:
        """Look at the page as it is now."""
        page.wait_for_load_state("load")
        here = f"{name} ({urlsplit(page.url).path}, {self.width}, {self.language})"
        self.seen.append(here)
        self.findings += [f"{here}: {finding}" for finding in (*self._axe(page), *self._overflow(page), *self._untranslated(page))]
        shots = os.environ.get("QUDAO_SHOTS")
        if shots:
            folder = Path(shots)
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{self.language}-{self.width}-{len(self.seen):02}-{name}.png", full_page=True)
        return page

    def _new(self) -> Page:
        context = self.browser.new_context(
            viewport={"width": self.width, "height": WIDTHS[self.width]},
            has_touch=self.width < 600,
            is_mobile=False,
            locale="zh-CN" if self.language == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.findings.append(f"script error on {page.url}: {error}"))
        page.on("response", self._answered)
        return page

    def _sign_in(self, page: Page, username: str) -> None:
        page.goto(f"{self.address}/sign-in/")
        if page.evaluate("document.documentElement.lang").startswith("en") != (self.language == "en"):
            page.click("form[action='/language/'] button")
        if username == "agent":
            self.look(page, "sign-in")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", self.passwords[username])
        page.click("form[action^='/sign-in/'] button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        if page.evaluate("document.documentElement.lang").startswith("en") != (self.language == "en"):
            self.findings.append(f"{username} chose {self.language} at sign-in and reads another language")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.findings.append(f"console on {message.location.get('url', '')}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.findings.append(f"{response.request.method} {response.url} answered {response.status}")
        if not response.url.startswith((self.address, "data:")):
            self.findings.append(f"{response.url} is not our own")

    def _axe(self, page: Page) -> list[str]:
        violations: list[dict[str, Any]] = self.axe.run(page).response["violations"]
        return [
            f"axe {one['impact']} {one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in violations
            if one["impact"] in ("serious", "critical")
        ]

    def _overflow(self, page: Page) -> list[str]:
        wider = page.evaluate(OVERFLOW)
        return [f"wider than the screen by {wider} px"] if wider > 0 else []

    def _untranslated(self, page: Page) -> list[str]:
        if self.language != "en":
            return []
        texts: list[str] = page.evaluate(VISIBLE)
        return [f"untranslated: {text[:120]!r}" for text in dict.fromkeys(texts) if CHINESE.search(without_data(text))]


def without_data(text: str) -> str:
    """The text without the names of people, firms and places that stay as they are in every language."""
    for word in DATA:
        text = text.replace(word, "")
    return PERSON.sub("", text)


def passwords(home: Path) -> dict[str, str]:
    """The demo accounts' passwords by user name, as `qudao run` keeps them."""
    rows = [line.split() for line in (home / "demo-accounts.txt").read_text(encoding="utf-8").splitlines() if line.startswith("  ")]
    return {row[1]: row[2] for row in rows}
