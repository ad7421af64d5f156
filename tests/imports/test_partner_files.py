"""A partner hands in a file: checked first, taken in whole at the server's time, and silent about everybody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qudao.customers.models import Registration
from qudao.imports.actions.discard_batch import discard_batch
from qudao.imports.actions.start_taking_in import start_taking_in
from qudao.imports.actions.take_in_batch import take_in_batch
from qudao.imports.actions.upload_reports import upload_reports
from qudao.imports.models import Batch
from qudao.imports.shown import show
from qudao.kit.refused import Refused
from qudao.organization.models import Role, User
from qudao.partners.models import Standing
from tests.support import town

pytestmark = pytest.mark.django_db
AT = town.at("2025-03-03 09:00")
LATER = town.at("2025-03-03 09:05")
HEAD = "项目,客户姓名,电话,客户城市,是否本地\n"


def csv(text: str, name: str = "客户.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (HEAD + text).encode(encoding))


@pytest.fixture
def agent() -> User:
    town.project()
    return town.user("agent-a", Role.PARTNER_ADMINISTRATOR, of=town.partner())


def hand_in(agent: User, file: SimpleUploadedFile) -> Batch:
    return upload_reports(file=file, partner=town.partner(), by=agent, at=AT)


def take_in(batch: Batch, agent: User) -> Batch:
    return take_in_batch(batch=start_taking_in(batch=batch, by=agent, at=LATER).public_id, at=LATER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_row_is_reported_at_the_time_of_taking_in(agent: User, encoding: str) -> None:
    batch = hand_in(agent, csv("滨河苑,周敏,１３８ １２３４ ５６７８,杭州,是\n滨河苑,陈国栋,+86-139-2076-1188,杭州,是\n", encoding=encoding))
    assert batch.state == Batch.State.PREVIEWED
    assert not Registration.objects.exists()
    done = take_in(batch, agent)
    assert done.state == Batch.State.TAKEN_IN
    assert {row.received_at for row in Registration.objects.all()} == {LATER}
    assert sorted(Registration.objects.values_list("phone_shown", flat=True)) == ["138****5678", "139****1188"]
    assert done.rows is None
    assert [result["row"] for result in done.results] == [2, 3]


def test_a_time_written_in_the_file_is_not_believed(agent: User) -> None:
    file = SimpleUploadedFile("a.csv", "项目,客户姓名,电话,报备时间\n滨河苑,周敏,13812345678,2020-01-01 08:00\n".encode())
    take_in(hand_in(agent, file), agent)
    assert Registration.objects.get().received_at == LATER


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("无此楼盘,周敏,13812345678,,\n", "第 2 行"),
        ("滨河苑,周敏,1381234567x,,\n", "第 2 行"),
        ("滨河苑,,13812345678,,\n", "第 2 行"),
        ("滨河苑,周敏,13812345678,杭州,也许\n", "第 2 行"),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out_and_is_named(agent: User, rows: str, said: str) -> None:
    batch = hand_in(agent, csv(rows + "滨河苑,陈国栋,13920761188,杭州,是\n"))
    assert batch.state == Batch.State.REFUSED
    assert any(said in problem for problem in show(batch).problems)
    assert batch.rows is None
    with pytest.raises(Refused):
        start_taking_in(batch=batch, by=agent, at=LATER)
    assert not Registration.objects.exists()


def test_an_empty_file_and_a_file_of_another_kind_are_refused_with_words(agent: User) -> None:
    for file in (SimpleUploadedFile("a.csv", b""), SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("a.xlsx", b"<html></html>")):
        batch = hand_in(agent, file)
        assert batch.state == Batch.State.REFUSED
        assert show(batch).problems


def test_the_result_is_the_same_whether_or_not_a_rival_holds_the_customer(agent: User) -> None:
    rival = town.user("agent-b", Role.PARTNER_ADMINISTRATOR, of=town.partner("安居行"))
    other = upload_reports(file=csv("滨河苑,周敏,13812345678,,\n"), partner=town.partner("安居行"), by=rival, at=AT)
    take_in(other, rival)
    held = take_in(hand_in(agent, csv("滨河苑,周敏,13812345678,,\n")), agent)
    free = take_in(hand_in(agent, csv("滨河苑,何建军,13900008820,,\n")), agent)
    shape = [{name: value for name, value in batch.results[0].items() if name != "number"} for batch in (held, free)]
    assert shape[0] == shape[1]


def test_a_suspended_partners_rows_are_refused_rows_with_their_clause(agent: User) -> None:
    Standing.objects.create(partner=town.partner(), kind="suspended", from_at=town.at("2025-03-01 00:00"), recorded_at=town.at("2025-03-01 00:00"))
    done = take_in(hand_in(agent, csv("滨河苑,周敏,13812345678,,\n")), agent)
    assert done.results[0]["status"] == "refused"
    assert done.results[0]["clause"]


def test_taking_in_twice_reports_once(agent: User) -> None:
    batch = hand_in(agent, csv("滨河苑,周敏,13812345678,,\n"))
    take_in(batch, agent)
    take_in_batch(batch=batch.public_id, at=LATER)
    assert Registration.objects.count() == 1
    with pytest.raises(Refused):
        start_taking_in(batch=batch, by=agent, at=LATER)


def test_a_project_that_closes_before_taking_in_gives_the_whole_file_back(agent: User) -> None:
    batch = hand_in(agent, csv("滨河苑,周敏,13812345678,,\n"))
    site = town.project()
    site.closed_at = AT
    site.save()
    done = take_in(batch, agent)
    assert done.state == Batch.State.REFUSED
    assert not Registration.objects.exists()
    assert show(done).problems


def test_a_discarded_file_keeps_no_personal_data(agent: User) -> None:
    batch = discard_batch(batch=hand_in(agent, csv("滨河苑,周敏,13812345678,,\n")), by=agent, at=LATER)
    assert batch.rows is None
    assert "13812345678" not in str(batch.problems) + str(batch.results)


@pytest.mark.parametrize("said", ["13812345678", "１３８１２３４５６７８", "周敏 138-1234-5678", "110101199001011237"])
def test_what_stands_in_the_project_column_is_kept_masked(agent: User, said: str) -> None:
    batch = hand_in(agent, csv(f"{said},周敏,13812345678,,\n"))
    assert batch.state == Batch.State.REFUSED
    kept = str(batch.problems) + " ".join(show(batch).problems)
    assert "第 2 行，项目" in kept
    assert said not in kept
    assert said[4:-4] not in kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("周 13812345678.csv", "周 138********.csv"),
        ("138 1234 5678.csv", "138**********.csv"),
        ("123456.csv", "123456.csv"),
        ("1234567.csv", "123****.csv"),
        ("12345678.csv", "123*****.csv"),
        ("客户 2025-03-09.csv", "客户 2025-03-09.csv"),
    ],
)
def test_a_number_in_the_name_of_a_file_is_not_kept(agent: User, name: str, kept: str) -> None:
    good, bad = hand_in(agent, csv("滨河苑,周敏,13812345678,,\n", name)), hand_in(agent, SimpleUploadedFile(name, b""))
    assert (good.file_name, bad.file_name) == (kept, kept)
    assert bad.problems[0]["file"] == kept


def test_a_number_in_a_heading_is_not_kept(agent: User) -> None:
    batch = hand_in(agent, SimpleUploadedFile("a.csv", (HEAD.strip() + ",13812345678\n滨河苑,周敏,13812345678,,,x\n").encode()))
    assert batch.state == Batch.State.REFUSED
    assert "13812345678" not in str(batch.problems)
    assert "138********" in " ".join(show(batch).problems)


def test_files_of_another_partner_are_not_seen(agent: User) -> None:
    hand_in(agent, csv("滨河苑,周敏,13812345678,,\n"))
    rival = town.user("agent-b", Role.PARTNER_ADMINISTRATOR, of=town.partner("安居行"))
    assert not Batch.objects.visible_to(rival).exists()
