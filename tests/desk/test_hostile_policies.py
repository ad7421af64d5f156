"""What a hostile or careless hand sends to the policies' pages: each is refused in words, and nothing changes."""

import io
import struct
import zipfile
from datetime import date

import pytest

from qudao.kit import clock
from qudao.organization.events import CLAUSE
from qudao.organization.models import Role
from qudao.policies.load import PACKS, parse, texts
from qudao.policies.sense import NUMBER
from qudao.programmes.actions.edit_draft import edit_draft
from qudao.programmes.actions.return_draft import return_draft
from qudao.programmes.actions.submit_draft import submit_draft
from qudao.programmes.content import files_of
from qudao.programmes.in_force import version_at
from qudao.programmes.models import Policy, PolicyVersion
from qudao.replay.models import Backtest
from tests.support import town
from tests.support.browser import Browser
from tests.support.policies import drafted, manager, owner, ready

pytestmark = pytest.mark.django_db
NOW = town.at("2025-03-03 09:00")
START = date(2025, 4, 1)


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with clock.pinned(NOW):
        yield


@pytest.fixture
def policy() -> Policy:
    return version_at(town.programme(), at=NOW).policy


def zipped(*files: tuple[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return made.getvalue()


def handed_in(content: bytes, *, starts_on: str = "2025-04-01", code: str = "own-rules") -> tuple[int, str]:
    file = io.BytesIO(content)
    file.name = "pack.zip"
    answer = Browser(owner()).post("/d/policies/import/", code=code, starts_on=starts_on, archive=file)
    assert Policy.objects.filter(code=code).exists() == (answer.status_code == 303)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_an_archive_whose_way_of_packing_cannot_be_bounded_is_refused_before_anything_is_unpacked(
    method: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lying = bytearray(zipped(("policy.yaml", "a" * 100_000), method=method))
    entry = lying.rfind(b"PK\x01\x02")
    lying[entry + 24 : entry + 28] = struct.pack("<I", 100)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_args, **_kwargs: pytest.fail("it was unpacked"))
    status, page = handed_in(bytes(lying))
    assert status == 422
    assert "这不是可读的 .zip 文件" in page


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_an_archive_are_refused() -> None:
    files = list(texts(PACKS / "clinic-stores").items())
    assert handed_in(zipped(*files), code="taken-in")[0] == 303
    status, page = handed_in(zipped(*files, ("policy.yaml", files[0][1])))
    assert status == 422
    assert "同名的文件" in page


def test_an_example_with_a_nul_is_named() -> None:
    status, page = handed_in(zipped(*texts(PACKS / "clinic-stores").items(), ("cases/mine.yaml", "a: \0")))
    assert status == 422
    assert "cases/mine.yaml 含有不可见的控制字符" in page


@pytest.mark.parametrize(("starts_on", "status"), [("1899-12-31", 422), ("1900-01-01", 303), ("2199-12-31", 303), ("2200-01-01", 422)])
def test_a_first_day_that_nobody_means_is_refused(starts_on: str, status: int) -> None:
    assert handed_in(zipped(*texts(PACKS / "clinic-stores").items()), starts_on=starts_on)[0] == status


@pytest.mark.parametrize("typed", ["1e9999999", "9e999998", "1e2", ",", "-", "1,2", ""])
def test_a_number_that_nobody_writes_is_refused_in_words(policy: Policy, typed: str) -> None:
    draft = drafted(policy, START, NOW)
    before = files_of(draft)
    answer = Browser(owner()).post(
        f"/d/policies/versions/{draft.public_id}/terms/", term="protection.after_visit", days=typed, counted_from="next_day", starts_on="2025-04-01"
    )
    assert answer.status_code == 422
    assert "应为整数" in answer.content.decode()
    assert files_of(draft) == before


@pytest.mark.parametrize(("days", "status"), [("36524", 303), ("36525", 303), ("36526", 422)])
def test_a_span_beyond_a_century_is_refused_before_a_calendar_ends(policy: Policy, days: str, status: int) -> None:
    draft = drafted(policy, START, NOW)
    answer = Browser(owner()).post(
        f"/d/policies/versions/{draft.public_id}/terms/", term="protection.after_visit", days=days, counted_from="next_day", starts_on="2025-04-01"
    )
    assert answer.status_code == status


def test_an_approver_who_read_another_first_day_is_shown_the_new_one(policy: Policy) -> None:
    draft = ready(drafted(policy, START, NOW), NOW)
    looked_at = {"content_hash": draft.content_hash, "starts_on": "2025-04-01"}
    return_draft(version=draft, reason="早一点", by=town.user("admin", Role.ADMINISTRATOR), at=NOW)
    edit_draft(version=draft, files={}, starts_on=date(2025, 3, 4), by=owner(), at=NOW)
    draft = submit_draft(version=draft, by=owner(), at=NOW)
    assert draft.content_hash == looked_at["content_hash"]

    address = f"/d/policies/versions/{draft.public_id}/approve/"
    for seen in (looked_at, {"content_hash": draft.content_hash}):
        answer = Browser(manager()).post(address, **seen)
        assert answer.status_code == 422
        assert "查看之后改过" in answer.content.decode()
    assert Browser(manager()).post(address, content_hash=draft.content_hash, starts_on="2025-03-04").status_code == 303


def test_a_label_that_was_approved_before_is_refused_when_the_draft_is_submitted(policy: Policy) -> None:
    draft = drafted(policy, START, NOW)
    header = files_of(draft)["policy.yaml"].replace('"2025-04-01"', '"2024-01-01"')
    draft = edit_draft(version=draft, files={"policy.yaml": header}, by=owner(), at=NOW)
    answer = Browser(owner()).post(f"/d/policies/versions/{draft.public_id}/submit/")
    assert answer.status_code == 422
    assert "2024-01-01 这个版本号已批准过" in answer.content.decode()


@pytest.mark.parametrize(
    ("since", "starts"), [("1899-12-31", False), ("1900-01-01", True), ("2025-03-03", True), ("2025-03-04", False), ("9999-12-31", False)]
)
def test_a_backtest_begins_no_later_than_today(policy: Policy, since: str, starts: bool) -> None:
    draft = drafted(policy, START, NOW)
    answer = Browser(owner()).post(f"/d/policies/versions/{draft.public_id}/backtest/start/", since=since)
    assert (answer.status_code == 303, Backtest.objects.filter(version=draft).exists()) == (starts, starts)


@pytest.mark.parametrize(("label", "status"), [("甲" * 60, 303), ("甲" * 61, 422), ("a\\rb", 422)])
def test_a_label_is_one_short_line(policy: Policy, label: str, status: int) -> None:
    draft = drafted(policy, START, NOW)
    header = files_of(draft)["policy.yaml"].replace('"2025-04-01"', f'"{label}"')
    answer = Browser(owner()).post(f"/d/policies/versions/{draft.public_id}/files/", file="policy.yaml", text=header)
    assert answer.status_code == status
    assert PolicyVersion.objects.get(pk=draft.pk).version == (label if status == 303 else "2025-04-01")


@pytest.mark.parametrize(
    ("number", "is_taken"), [("2.5", True), ("T3.1(2)", True), ("第二条", False), ("二.5", False), ("1234", False), ("2.5 ", False), ("２.5", False)]
)
def test_a_clause_that_no_event_could_name_is_refused_when_it_is_read(number: str, is_taken: bool) -> None:
    assert is_taken == bool(NUMBER.fullmatch(number))
    assert not is_taken or CLAUSE.fullmatch(number)
    files = texts(PACKS / "clinic-stores")
    files["clauses.yaml"] += f"\n- {{number: '{number}', text: {{zh: 甲, en: A}}, form: out_of_scope, note: {{zh: 甲, en: A}}}}\n"
    if any(clause.number == number for clause in parse(texts(PACKS / "clinic-stores"), name="x").clauses.values()):
        pytest.skip("the pack has it already")
    status, page = handed_in(zipped(*files.items()))
    assert status == (303 if is_taken else 422)
    assert is_taken or "用阿拉伯数字" in page
