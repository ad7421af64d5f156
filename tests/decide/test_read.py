"""Folders and workbooks to facts: headings, spellings, encodings, duplicates, references."""

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from qudao.decide.confined import Limits
from qudao.decide.facts import load
from qudao.decide.known import latest
from qudao.decide.problems import message
from qudao.decide.read import SHANGHAI, read_table
from tests.decide.folder import HEADINGS, LINES, facts

CHINESE = {
    "渠道": ["渠道编号", "名称"],
    "项目": ["项目编号", "名称", "城市"],
    "员工": ["员工编号", "姓名", "岗位", "渠道编号"],
    "报备": ["报备编号", "报备时间", "渠道编号", "项目编号", "阶段", "客户姓名", "电话"],
    "到访": ["到访编号", "到访时间", "项目编号", "客户姓名", "手机号", "分销商编号", "带客确认单"],
    "成交": ["成交编号", "项目编号", "渠道编号", "认购时间", "签约时间", "网签时间", "成交价"],
    "购房人": ["成交编号", "姓名", "联系电话"],
}


def codes(path: Path) -> list[str]:
    """What is wrong with the facts there."""
    return [problem.code for problem in load(path, zone=SHANGHAI).problems]


def workbook(path: Path) -> Path:
    """The true folder as one Chinese workbook: a merged title, Excel dates, phones as numbers, a sheet of notes."""
    book = xlsxwriter.Workbook(str(path))
    moment = book.add_format({"num_format": "yyyy/m/d h:mm"})
    for (sheet_name, headings), lines in zip(CHINESE.items(), LINES.values(), strict=True):
        sheet = book.add_worksheet(sheet_name)
        sheet.merge_range(0, 0, 0, len(headings) - 1, f"云岭地产{sheet_name}台账")
        sheet.write_row(1, 0, headings)
        for number, line in enumerate(lines, start=2):
            for column, value in enumerate(line.split(",")):
                if value.startswith("2025-"):
                    sheet.write_datetime(number, column, dt.datetime.fromisoformat(value), moment)
                elif value.isdigit() and len(value) > 5:
                    sheet.write_number(number, column, int(value))
                elif value:
                    sheet.write_string(number, column, value)
    book.add_worksheet("说明").write(0, 0, "制表:销售部")
    book.close()
    return path


def test_a_chinese_workbook_holds_the_same_facts_as_the_english_folder(tmp_path: Path) -> None:
    english = load(facts(tmp_path / "in"), zone=SHANGHAI)
    chinese = load(workbook(tmp_path / "云岭.xlsx"), zone=SHANGHAI)
    assert chinese.problems == []
    assert chinese.facts == english.facts
    assert chinese.happened == english.happened
    assert [(warning.code, warning.sheet) for warning in chinese.warnings] == [("ignored", "说明")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    assert load(facts(tmp_path / encoding, encoding=encoding), zone=SHANGHAI).facts == load(facts(tmp_path / "in"), zone=SHANGHAI).facts


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_json_lines_and_parquet_hold_the_same_facts(tmp_path: Path, form: str) -> None:
    usual = load(facts(tmp_path / "in"), zone=SHANGHAI)
    other = tmp_path / form
    other.mkdir()
    for name, heading in HEADINGS.items():
        rows = [dict(zip(heading.split(","), [value or None for value in line.split(",")], strict=True)) for line in LINES[name]]
        if form == "jsonl":
            text = "\n".join(json.dumps(row | ({"price": float(row["price"])} if row.get("price") else {}), ensure_ascii=False) for row in rows)
            (other / f"{name}.jsonl").write_text(text, "utf-8")
        else:
            frame = pl.DataFrame(rows)
            times = [column for column in frame.columns if column.endswith("_at") or column == "at"]
            frame.with_columns(pl.col(column).str.to_datetime("%Y-%m-%d %H:%M") for column in times).write_parquet(other / f"{name}.parquet")
    loaded = load(other, zone=SHANGHAI)
    assert loaded.problems == []
    assert loaded.facts == usual.facts


def test_title_rows_above_the_headings_are_skipped_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    lines = ["title:云岭地产 买受人台账,,", "制表:销售部,,2025-04-01", "", "成交编号,姓名,电话", "D1,周敏,13812345678", "", "D9,孙伟,13912345678"]
    loaded = load(facts(tmp_path / "in", buyers=lines), zone=SHANGHAI)
    assert [(problem.code, problem.row) for problem in loaded.problems] == [("dangling", 7)]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["heading:deal_id,姓名,name,phone", "D1,周敏,周敏,13812345678"], "duplicate_column"),
        (["heading:deal_id,phone", "D1,13812345678"], "missing_column"),
        (["heading:deal_id,name,phone,", "D1,周敏,13812345678,x"], "outside"),
        (["heading:deal_id,name,phone", "D1,周敏,13812345678,x"], "outside"),
        (["heading:a,b,c", "D1,周敏,13812345678"], "no_header"),
        (["D1,,13812345678"], "missing"),
        (["D1, \u3000,13812345678"], "missing"),
        (["D1,#N/A,13812345678"], "error_cell"),
    ],
)
def test_a_defect_of_headings_or_cells_is_named(tmp_path: Path, lines: list[str], code: str) -> None:
    assert codes(facts(tmp_path / "in", buyers=lines)) == [code]


def test_identical_rows_collapse_even_when_typed_differently(tmp_path: Path) -> None:
    lines = [*LINES["registrations"], "R1,2025/3/1 9:00,A,P,预报备,周敏 ,+86 138-1234-5678"]
    loaded = load(facts(tmp_path / "in", registrations=lines), zone=SHANGHAI)
    assert loaded.problems == []
    assert len(loaded.facts.registrations) == 3
    (warning,) = loaded.warnings
    assert (warning.code, dict(warning.details)) == ("collapsed", {"count": 1, "row": 5, "first": 2})


def test_rows_without_a_key_collapse_only_when_identical(tmp_path: Path) -> None:
    lines = [*LINES["buyers"], "D1,周敏,13812345678", "D1,吴刚,13700000000"]
    loaded = load(facts(tmp_path / "in", buyers=lines), zone=SHANGHAI)
    assert loaded.problems == []
    assert len(loaded.facts.buyers) == 3


def test_one_id_for_two_different_rows_is_an_error_even_if_one_is_defective(tmp_path: Path) -> None:
    lines = [*LINES["registrations"], "R1,2025-02-30 09:00,A,P,pre,周敏,13812345678"]
    assert sorted(codes(facts(tmp_path / "in", registrations=lines))) == ["duplicate_id", "no_such_date"]


def test_an_absent_table_is_empty_so_its_ids_dangle(tmp_path: Path) -> None:
    folder = facts(tmp_path / "in", registrations=[], deals=[], buyers=[])
    (folder / "partners.csv").unlink()
    loaded = load(folder, zone=SHANGHAI)
    assert {(problem.code, problem.file, problem.column) for problem in loaded.problems} == {
        ("dangling", "staff.csv", "partner_id"),
        ("dangling", "visits.csv", "partner_id"),
    }


def test_a_misspelt_table_is_refused_and_a_stray_file_only_mentioned(tmp_path: Path) -> None:
    folder = facts(tmp_path / "in")
    (folder / "regsitrations.csv").write_text("x")
    (folder / "weather.csv").write_text("x")
    (folder / "README.md").write_text("x")
    loaded = load(folder, zone=SHANGHAI)
    assert [(problem.code, problem.details["suggestion"]) for problem in loaded.problems] == [("misspelt", "registrations")]
    assert [(warning.code, warning.file) for warning in loaded.warnings] == [("ignored", "weather.csv")]


def test_a_table_has_one_source(tmp_path: Path) -> None:
    folder = facts(tmp_path / "in")
    (folder / "报备.jsonl").write_text("{}")
    assert codes(folder) == ["two_sources"]


def test_a_bare_date_for_an_instant_is_midnight_and_said_so(tmp_path: Path) -> None:
    lines = ["D1,P,A,2025-03-20,,,1000000.00", LINES["deals"][1]]
    loaded = load(facts(tmp_path / "in", deals=lines), zone=SHANGHAI)
    assert loaded.facts.deals[0].subscribed_at == dt.datetime(2025, 3, 20, tzinfo=SHANGHAI)
    assert [(warning.code, warning.column) for warning in loaded.warnings] == [("no_time", "subscribed_at")]


def test_a_deal_without_buyers_is_mentioned(tmp_path: Path) -> None:
    loaded = load(facts(tmp_path / "in", buyers=LINES["buyers"][:1]), zone=SHANGHAI)
    assert [(warning.code, warning.details["example"]) for warning in loaded.warnings] == [("no_buyers", "D2")]


def test_a_violation_names_somebody(tmp_path: Path) -> None:
    folder = facts(tmp_path / "in", violations=["heading:violation_id,at,kind", "W1,2025-03-01 10:00,截客"])
    assert codes(folder) == ["who"]


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    turned = {name: list(reversed(lines)) for name, lines in LINES.items()}
    assert load(facts(tmp_path / "b", **turned), zone=SHANGHAI).facts == load(facts(tmp_path / "a"), zone=SHANGHAI).facts


def test_attributes_are_a_json_object(tmp_path: Path) -> None:
    good = ["heading:partner_id,name,attributes", 'A,安居,"{""bank_account"": ""1""}"', "B,百家,"]
    assert codes(facts(tmp_path / "good", partners=good)) == []
    for number, bad in enumerate(("[1]", "{", "NaN", "true", "{1: 2}")):
        lines = ["heading:partner_id,name,attributes", f"A,安居,{bad}", "B,百家,"]
        assert codes(facts(tmp_path / str(number), partners=lines)) == ["wrong"]


def test_cities_with_semicolons_between_them_do_not_make_a_file_of_semicolons(tmp_path: Path) -> None:
    lines = ["heading:project_id,name,promotion_area", "P,云岭花园,杭州;宁波;嘉兴;湖州;绍兴;上海"]
    loaded = load(facts(tmp_path / "in", projects=lines), zone=SHANGHAI)
    assert loaded.problems == []
    assert loaded.facts.projects[0].promotion_area == ("杭州", "宁波", "嘉兴", "湖州", "绍兴", "上海")


def test_a_rare_line_separator_inside_a_cell_ends_no_row(tmp_path: Path) -> None:
    loaded = load(facts(tmp_path / "in", buyers=["D1,周\u2028敏,13812345678", LINES["buyers"][1]]), zone=SHANGHAI)
    assert loaded.problems == []
    assert len(loaded.facts.buyers) == 2


def test_one_table_is_read_alone_for_an_import(tmp_path: Path) -> None:
    path = tmp_path / "本周.csv"
    path.write_bytes("到访登记表,,\n报备时间,项目编号,阶段,客户姓名,电话\n2025-03-01 09:00,P,预报备,周敏,13812345678\n".encode("gbk"))
    rows = read_table(path, "registrations", optional=frozenset({"registration_id", "partner_id"}), confined=True)
    assert rows.problems == []
    (record,) = rows.records()
    assert (record["project_id"], record["stage"], record["customer_name"], record["phone"]) == ("P", "pre", "周敏", "13812345678")
    assert rows.numbers == [3]
    assert [problem.details["name"] for problem in read_table(path, "registrations").problems] == [
        "registration_id (报备编号)",
        "partner_id (渠道编号)",
    ]


def test_limits_of_the_child_are_kept_and_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "云岭.xlsx")
    rows = read_table(path, "registrations", limits=Limits(cells=10))
    assert [problem.code for problem in rows.problems] == ["too_big"]
    rows = read_table(path, "registrations", limits=Limits(seconds=0))
    assert [problem.code for problem in rows.problems] == ["too_slow"]
    assert "云岭.xlsx" in message(rows.problems[0], "zh")


def test_a_defect_in_a_workbook_names_its_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "云岭.xlsx")
    book = xlsxwriter.Workbook(str(tmp_path / "bad.xlsx"))
    sheet = book.add_worksheet("购房人")
    sheet.write_row(0, 0, CHINESE["购房人"])
    sheet.write_row(1, 0, ["D9", "周敏", "13812345678"])
    book.close()
    (problem,) = load(tmp_path / "bad.xlsx", zone=SHANGHAI).problems
    said = "bad.xlsx [购房人], row 2, column deal_id: “D9” does not exist in table deals (成交); expected an id that stands there"
    assert message(problem, "en") == said
    assert load(path, zone=SHANGHAI).problems == []


def test_the_latest_instant_is_the_one_that_the_rules_see(tmp_path: Path) -> None:
    for folder in (facts(tmp_path / "in"), Path(__file__).parents[2] / "examples" / "yunling"):
        loaded = load(folder, zone=SHANGHAI)
        assert loaded.happened == latest(loaded.facts)
