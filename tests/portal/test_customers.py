"""The list by urgency, its filters, the search and the export: own rows only, phones masked, the time decides without any job."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qudao.customers.report import Report
from qudao.organization.models import Role
from tests.support.desk import came, papers, reported
from tests.support.portal import Portal, on, portal, text
from tests.support.town import partner, project, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Portal:
    return portal(user("王倩", Role.PARTNER_ADMINISTRATOR, of=partner()))


def test_an_empty_list_tells_the_next_step(administrator: Portal) -> None:
    with on("2025-03-03 09:00"):
        page = text(administrator.get("portal:list"))
    assert "还没有报备过客户" in page
    assert "从这里开始" in page


@pytest.mark.parametrize(
    ("now", "headline", "group"),
    [
        ("2025-03-08 23:59:59", "今天没有要办的客户", "明天"),
        ("2025-03-09 00:00:00", "今天没有要办的客户", "明天"),
        ("2025-03-10 00:00:00", "今天要办 1 位", "今天 24:00 前"),
        ("2025-03-10 23:59:59", "今天要办 1 位", "今天 24:00 前"),
        ("2025-03-11 00:00:00", "今天没有要办的客户", "已结束"),
    ],
)
def test_the_headline_says_who_is_due_today(administrator: Portal, now: str, headline: str, group: str) -> None:
    reported("2025-03-03 09:00")
    with on(now):
        page = text(administrator.get("portal:list"))
    assert headline in page
    if now >= "2025-03-09":
        assert f"{group} <span>1 位" in page


@pytest.mark.rulebook("CU-19")
@pytest.mark.parametrize(
    ("now", "label"), [("2025-03-10 23:59:59", "待到访"), ("2025-03-11 00:00:00", "保护已结束"), ("2025-03-11 00:00:01", "保护已结束")]
)
def test_a_window_past_its_end_shows_as_ended_though_no_job_has_run(administrator: Portal, now: str, label: str) -> None:
    row = reported("2025-03-03 09:00")
    with on(now):
        assert f"<b>{label}</b>" in text(administrator.get("portal:list"))
        assert f"<b>{label}</b>" in text(administrator.get("portal:registration", row.public_id))
    row.refresh_from_db()
    assert row.status == "registered"


def test_what_is_due_first_comes_first(administrator: Portal) -> None:
    reported("2025-03-05 09:00", Report("后到", "13800000002"))
    reported("2025-03-03 09:00", Report("先到", "13800000001"))
    today = reported("2025-03-06 09:00", Report("今天补", "13800000003"))
    came(today, "2025-03-06 11:00")
    with on("2025-03-06 12:00"):
        page = text(administrator.get("portal:list"))
    assert page.index("今天补") < page.index("先到") < page.index("后到")
    assert "到点未补，不转到访保护" in page


def test_filters_stand_in_the_address_and_unknown_ones_are_ignored(administrator: Portal) -> None:
    reported("2025-03-03 09:00", Report("滨河的", "13800000001"))
    reported("2025-03-03 09:00", Report("东湖的", "13800000002"), site=project("东湖里"))
    with on("2025-03-04 09:00"):
        one = text(administrator.get("portal:list", project=str(project("东湖里").public_id)))
        none = text(administrator.get("portal:list", status="visited"))
        odd = text(administrator.get("portal:list", project="'; drop", status="x", due="9", show="-1"))
        huge = administrator.get("portal:list", show="9" * 40)
    assert "东湖的" in one
    assert "滨河的" not in one
    assert "没有符合条件的客户" in none
    assert "东湖的" in odd
    assert "滨河的" in odd
    assert huge.status_code == 200


def test_a_long_list_is_shown_by_parts_and_costs_few_queries(administrator: Portal) -> None:
    for number in range(13):
        came(reported("2025-03-03 09:00", Report(f"客户{'甲乙丙丁戊己庚辛壬癸子丑寅'[number]}", f"138000000{number:02d}")), "2025-03-03 11:00")
    with on("2025-03-04 09:00"):
        first = text(administrator.get("portal:list"))
        with CaptureQueriesContext(connection) as queries:
            more = text(administrator.get("portal:list", show="30"))
    assert first.count('class="q-row"') == 10
    assert "再看 3 位" in first
    assert more.count('class="q-row"') == 13
    assert len(queries) <= 30


def test_an_agent_sees_own_reports_and_the_administrator_the_partner_s(administrator: Portal) -> None:
    reported(report=Report("李雷的", "13800000001"), by="李雷")
    reported(report=Report("韩梅的", "13800000002"), by="韩梅")
    with on("2025-03-03 10:00"):
        own, all_of_them = text(portal(user("李雷")).get("portal:list")), text(administrator.get("portal:list"))
    assert "李雷的" in own
    assert "韩梅的" not in own
    assert "李雷的" in all_of_them
    assert "韩梅的" in all_of_them


@pytest.mark.rulebook("CU-43")
@pytest.mark.parametrize("words", ["13812345678", "周敏", "+86 138-1234-5678", "number"])
def test_a_search_never_finds_a_rival_s_customer(administrator: Portal, words: str) -> None:
    row = reported(of="睿源地产", by="rival")
    with on("2025-03-03 10:00"):
        theirs = administrator.post("portal:search", key="search-123456", words=row.number if words == "number" else words)
        nobody = administrator.post("portal:search", key="search-123456", words="19999999999")
    assert "没有找到" in text(theirs)
    assert text(theirs).count("q-row") == text(nobody).count("q-row")


@pytest.mark.parametrize("words", ["13812345678", "138 1234 5678", "１３８１２３４５６７８", "周敏", "number"])
def test_a_search_finds_own_customers_by_phone_name_or_receipt(administrator: Portal, words: str) -> None:
    row = reported()
    with on("2025-03-03 10:00"):
        page = text(administrator.post("portal:search", words=row.number.lower().replace("-", "") if words == "number" else words))
    assert "找到 1 位" in page
    assert str(row.public_id) in page


@pytest.mark.parametrize("words", ["1381234567", "138", "5678", "138****5678", "周", "%", "' OR 1=1 --"])
def test_part_of_a_phone_or_name_finds_nobody(administrator: Portal, words: str) -> None:
    reported()
    with on("2025-03-03 10:00"):
        assert "没有找到" in text(administrator.post("portal:search", words=words))


@pytest.mark.rulebook("CU-10")
def test_the_full_phone_is_on_no_page_and_in_no_export(administrator: Portal) -> None:
    row = reported()
    visit = came(row)
    pages = [("portal:list",), ("portal:registration", row.public_id), ("portal:receipt", row.public_id), ("portal:request_extension", row.public_id)]
    with on("2025-03-03 12:00"):
        shown = [text(administrator.get(*page)) for page in pages]
        shown.append(text(administrator.post("portal:search", words="周敏")))
        export = administrator.get("portal:export")
    rows = CalamineWorkbook.from_filelike(BytesIO(export.content)).get_sheet_by_index(0).to_python()
    shown.append(str(rows))
    assert visit.phone == "13812345678"
    for page in shown:
        assert "13812345678" not in page
        assert "138****5678" in page
    assert b"13812345678" not in b"".join(ZipFile(BytesIO(export.content)).read(name) for name in ZipFile(BytesIO(export.content)).namelist())


def test_the_export_holds_own_rows_as_filtered_and_no_formula(administrator: Portal) -> None:
    reported(report=Report("=HYPERLINK(1)周", "13800000001"))
    reported(report=Report("别家的", "13800000002"), of="睿源地产", by="rival")
    with on("2025-03-03 10:00"):
        export = administrator.get("portal:export")
        none = administrator.get("portal:export", status="visited")
    rows = CalamineWorkbook.from_filelike(BytesIO(export.content)).get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows] == ["客户", "=HYPERLINK(1)周"]
    assert b"<f>" not in ZipFile(BytesIO(export.content)).read("xl/worksheets/sheet1.xml")
    assert len(CalamineWorkbook.from_filelike(BytesIO(none.content)).get_sheet_by_index(0).to_python()) == 1


def test_a_protected_customer_says_so(administrator: Portal) -> None:
    row = reported()
    papers(came(row), message="2025-03-03 11:05", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    with on("2025-03-04 10:00"):
        page = text(administrator.get("portal:list"))
    assert "到访后保护 45 天" in page
    assert "剩 44 天 14 小时" in page
