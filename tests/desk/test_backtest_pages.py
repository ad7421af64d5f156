"""The page of a backtest: started, watched, read, taken away; and who has seen it."""

import re
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from qudao.decide.read import read_sheets
from qudao.organization.models import Role, User
from qudao.programmes.approval import backtest_state
from qudao.programmes.drafts import latest_approved
from qudao.programmes.models import BacktestSeen, PolicyVersion
from qudao.replay.backtest_tasks import try_draft
from qudao.replay.models import Backtest
from qudao.replay.queries import backtest_seen
from tests.replay.test_backtests import STARTS, draft, past
from tests.support import policies, town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qudao.kit.clock.now", lambda: town.at("2025-06-02 09:00"))


def as_(user: User, lang: str = "en") -> Client:
    """Signed in."""
    client = Client(HTTP_ACCEPT_LANGUAGE=lang)
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(language="en" if lang == "en" else "zh-hans")
    return client


def address(name: str, version: PolicyVersion) -> str:
    """A page of the version."""
    return reverse(f"desk:{name}", args=[version.public_id])


def start(client: Client, version: PolicyVersion, **fields: str) -> Backtest:
    """Pressed by somebody; done by the worker."""
    client.post(address("version_backtest_start", version), {**fields, "idempotency_key": uuid4().hex})
    found = Backtest.objects.order_by("-pk")[0]
    try_draft(str(found.public_id))
    return found


def words(body: bytes) -> str:
    """The page as text."""
    return " ".join(re.sub(r"<[^>]+>", " ", body.decode()).split())


def test_the_answer_stands_at_the_top_with_its_numbers() -> None:
    past()
    version, client = draft(), as_(policies.owner())
    start(client, version)
    said = words(client.get(address("version_backtest", version)).content)
    assert "2 deals change hands, ¥60,000.00 less is paid" in said
    assert "¥120,000.00" in said
    assert "−¥60,000.00" in said
    assert "周敏" not in said
    chinese = words(as_(policies.owner(), "zh-hans").get(address("version_backtest", version)).content)
    assert "2 套换归属，少付 ¥60,000.00" in chinese
    assert "用草案重算 2025-03-03 至 2025-06-02 的 4 套成交，其余 2 套不变。" in chinese
    assert "失去归属 2 套" in chinese


def test_a_running_one_shows_how_far_it_is_and_the_fragment_asks_for_the_page_when_it_has_ended() -> None:
    past()
    version, client = draft(), as_(policies.owner())
    client.post(address("version_backtest_start", version), {"idempotency_key": uuid4().hex})
    page = client.get(address("version_backtest", version)).content.decode()
    assert 'hx-get="' in page
    Backtest.objects.update(state="running", step="new", percent=55)
    fragment = client.get(address("version_backtest_progress", version))
    assert "55 %" in fragment.content.decode()
    assert "HX-Refresh" not in fragment
    Backtest.objects.update(state="done", step="done", percent=100, finished_at=town.at("2025-06-02 09:00"))
    assert client.get(address("version_backtest_progress", version))["HX-Refresh"] == "true"


def test_only_who_read_the_finished_result_has_seen_it_and_only_this_content() -> None:
    past()
    version, manager = draft(), policies.manager()
    base = latest_approved(version.policy)
    start(as_(policies.owner()), version)
    assert not backtest_seen(version, manager)
    as_(manager).get(address("version_backtest", version))
    assert backtest_seen(version, manager)
    assert backtest_state(version, base, manager) == "seen"
    assert backtest_state(version, base, policies.owner()) == "unseen"
    assert BacktestSeen.objects.get(by=manager).summary["lost"] == 2
    policies.set_term(
        version=version,
        section="protection",
        field="after_visit",
        values={"days": 41},
        starts_on=STARTS,
        by=policies.owner(),
        at=town.at("2025-06-02 09:00"),
    )
    version.refresh_from_db()
    page = words(as_(manager).get(address("version_backtest", version)).content)
    assert "out of date" in page
    assert not backtest_seen(version, manager)


def test_the_workbook_holds_what_the_command_writes(tmp_path: Path) -> None:
    past()
    version, client = draft(), as_(policies.owner())
    start(client, version)
    file = tmp_path / "backtest.xlsx"
    file.write_bytes(client.get(address("version_backtest_export", version)).content)
    sheets = {sheet.name: sheet.rows for sheet in read_sheets(file)}
    assert list(sheets)[:3] == ["summary", "totals", "deals"]
    assert [row[5] for row in sheets["deals"]] == ["effect", "lost", "lost"]
    assert "周敏" not in str(sheets)


def test_without_a_finished_one_there_is_nothing_to_take_away() -> None:
    version = draft()
    client = as_(policies.owner())
    assert client.get(address("version_backtest_export", version)).status_code == 404
    assert client.get(address("version_backtest_progress", version)).status_code == 404
    assert client.get(address("version_backtest", version)).status_code == 200


def test_a_day_that_does_not_exist_is_named_and_nothing_starts() -> None:
    version, client = draft(), as_(policies.owner())
    answer = client.post(address("version_backtest_start", version), {"since": "2025-02-30", "idempotency_key": uuid4().hex})
    assert answer.status_code == 422
    assert "2025-02-30" in answer.content.decode()
    assert not Backtest.objects.exists()


def test_from_a_later_day_on_earlier_facts_are_judged_as_they_were() -> None:
    past()
    version, client = draft(), as_(policies.owner())
    start(client, version, since="2025-03-03")
    assert Backtest.objects.order_by("-pk")[0].summary["lost"] == 2
    start(client, version, since="2025-03-04")
    last = Backtest.objects.order_by("-pk")[0]
    assert (last.since, last.summary["lost"]) == (date(2025, 3, 4), 0)


def test_an_approved_version_is_not_tried_and_says_so() -> None:
    past()
    base = policies.policy_of_programme(town.programme(), town.at("2025-06-02 09:00")).versions.get()
    client = as_(policies.owner())
    assert "only drafts" in words(client.get(address("version_backtest", base)).content).lower()
    assert client.post(address("version_backtest_start", base), {"idempotency_key": uuid4().hex}).status_code == 422


@pytest.mark.parametrize(("role", "status"), [(Role.SITE_LEADER, 403), (Role.CONSULTANT, 403), (Role.PARTNER_AGENT, 403), (Role.AUDITOR, 200)])
def test_only_the_companys_centre_sees_it(role: str, status: int) -> None:
    version = draft()
    somebody = town.user("somebody", role, of=town.partner() if role == Role.PARTNER_AGENT else None)
    assert as_(somebody).get(address("version_backtest", version)).status_code in ({403, 404} if status == 403 else {200})
