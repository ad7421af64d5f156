"""Attributes are checked like columns: what a pack reads has a type, what is wrong is named, and `qudao schema` prints it."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide.attributes import KNOWN, Attribute, typed, wrong
from qudao.decide.facts import load
from qudao.decide.problems import message
from qudao.decide.read import SHANGHAI
from qudao.decide.tables import BY_NAME
from qudao.policies.load import names

RUNNER = CliRunner()


def partner(folder: Path, attributes: object) -> Path:
    """A folder with one partner that says so much of itself."""
    folder.mkdir(exist_ok=True)
    said = json.dumps(attributes, ensure_ascii=False) if not isinstance(attributes, str) else attributes
    (folder / "partners.jsonl").write_text(json.dumps({"渠道编号": "M1", "名称": "林舒", "属性": said}, ensure_ascii=False) + "\n", "utf-8")
    return folder


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"birth_on": "2007-02-29"}, "属性.birth_on", "no_such_date"),
    ({"birth_on": "soon"}, "属性.birth_on", "wrong"),
    ({"birth_on": 20070301}, "属性.birth_on", "wrong"),
    ({"applied_on": "1007-02-28"}, "属性.applied_on", "absurd_date"),
    ({"applied_on": "2025-03-01 10:00"}, "属性.applied_on", "has_time"),
    ({"agreement_signed": "yes"}, "属性.agreement_signed", "wrong"),
    ({"agreement_signed": 1}, "属性.agreement_signed", "wrong"),
    ({"interview": "good"}, "属性.interview", "not_a_word"),
    ({"comparison_quotations": "two"}, "属性.comparison_quotations", "wrong"),
    ({"comparison_quotations": "2"}, "属性.comparison_quotations", "wrong"),
    ({"comparison_quotations": 1.5}, "属性.comparison_quotations", "wrong"),
    ({"comparison_quotations": -1}, "属性.comparison_quotations", "negative"),
    ({"grades": "advanced"}, "属性.grades", "not_a_list"),
    ({"grades": ["advanced"]}, "属性.grades.0", "not_an_object"),
    (
        {"grades": [{"grade": "ordinary", "starts_on": "2025-01-01"}, {"grade": "advanced", "starts_on": "2025-04-31"}]},
        "属性.grades.1.starts_on",
        "no_such_date",
    ),
    ({"territory": "杭州"}, "属性.territory", "not_a_list"),
    ({"territory": [{"city": "杭州"}]}, "属性.territory.0", "wrong"),
    ({"upline": True}, "属性.upline", "wrong"),
    ({"requests": [{"request_id": "Q1", "amount": -1}]}, "属性.requests.0.amount", "negative"),
    ({"requests": [{"request_id": "Q1", "amount": "1.005"}]}, "属性.requests.0.amount", "decimals"),
    ({"requests": [{"request_id": "Q1", "amount": True}]}, "属性.requests.0.amount", "wrong"),
    ({"exceptions": [{"exception_id": "E1", "last_on": "2025-06-31"}]}, "属性.exceptions.0.last_on", "no_such_date"),
    ({"class_changes": [{"change_id": "C1", "changed_on": "2025-02-29"}]}, "属性.class_changes.0.changed_on", "no_such_date"),
]


@pytest.mark.parametrize(("attributes", "column", "code"), BAD, ids=lambda given: str(given)[:60])
def test_a_bad_attribute_is_bad_input(attributes: dict[str, Any], column: str, code: str, tmp_path: Path) -> None:
    loaded = load(partner(tmp_path / "facts", attributes), zone=SHANGHAI)
    (problem,) = loaded.problems
    assert (problem.code, problem.file, problem.row, problem.column) == (code, "partners.jsonl", 1, column)
    for lang in ("zh", "en"):
        said = message(problem, lang)
        assert column in said
        assert "{" not in said.replace("{'", "")


GOOD: list[dict[str, Any]] = [
    {"birth_on": "2008-02-29", "agreement_signed": True, "interview": "通过", "upline": "M1"},
    {"grades": [], "territory": [], "upline": None},
    {"grades": [{"grade": "advanced", "starts_on": "2025-04-30"}, {"grade": "ordinary"}]},
    {"somebody_elses": {"deep": [1, 2.5, "x"]}, "colour": "red"},
]


@pytest.mark.parametrize("attributes", GOOD, ids=str)
def test_good_and_unknown_attributes_pass(attributes: dict[str, Any], tmp_path: Path) -> None:
    assert load(partner(tmp_path / "facts", attributes), zone=SHANGHAI).problems == []


def test_the_command_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    facts = partner(tmp_path / "facts", {"birth_on": "2007-02-29"})
    for lang, said in (("zh", "“200****-29”这个日期或时间不存在"), ("en", "that does not exist; expected a date")):
        result = RUNNER.invoke(app, ["decide", str(facts), "--policy", "membership", "--out", str(tmp_path / "out"), "--lang", lang])
        assert result.exit_code == 2
        assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_persons_values_are_masked_in_messages(tmp_path: Path) -> None:
    loaded = load(partner(tmp_path / "facts", {"bank_account": ["6222021234567890123"]}), zone=SHANGHAI)
    assert "6222021234567890123" not in message(loaded.problems[0], "en")


def test_typed_values_leave_out_what_cannot_be_read() -> None:
    given = {
        "birth_on": "2007-03-01",
        "comparison_quotations": "two",
        "territory": ["杭州"],
        "grades": [{"grade": "a", "starts_on": date(2025, 1, 1)}],
    }
    assert typed("partners", given, SHANGHAI) == {
        "birth_on": date(2007, 3, 1),
        "territory": ("杭州",),
        "grades": ({"grade": "a", "starts_on": date(2025, 1, 1)},),
    }
    assert list(wrong("partners", {"comparison_quotations": Decimal("1.5")}, SHANGHAI)) != []
    assert typed("no_such_table", {"birth_on": "2007-03-01"}, SHANGHAI) == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("table", sorted(KNOWN))
def test_the_schema_prints_every_known_attribute(table: str, lang: str) -> None:
    text = RUNNER.invoke(app, ["schema", table, "--lang", lang]).stdout
    document = json.loads(RUNNER.invoke(app, ["schema", table, "--lang", lang, "--json"]).stdout)
    for attribute in KNOWN[table]:
        assert f". {attribute.name} ({attribute.zh})" in text
        assert attribute.name in document["properties"]["attributes"]["properties"]


def test_attributes_belong_to_tables_that_have_them_and_to_packs_that_exist() -> None:
    def all_of(attributes: tuple[Attribute, ...]) -> list[Attribute]:
        return [one for attribute in attributes for one in (attribute, *all_of(attribute.parts))]

    for table, attributes in KNOWN.items():
        assert any(column.name == "attributes" for column in BY_NAME[table].columns)
        assert len({attribute.name for attribute in attributes}) == len(attributes)
        for attribute in all_of(attributes):
            assert set(attribute.packs) <= set(names())
            assert attribute.zh


def test_a_report_that_a_deal_names_must_be_there(tmp_path: Path) -> None:
    folder = partner(tmp_path / "facts", {})
    (folder / "projects.csv").write_text("project_id,name\nP,x\n", "utf-8")
    (folder / "deals.jsonl").write_text(json.dumps({"deal_id": "D1", "project_id": "P", "attributes": {"referred": ["R8", "R9"]}}) + "\n", "utf-8")
    found = load(folder, zone=SHANGHAI).problems
    assert [(problem.code, problem.column, problem.value) for problem in found] == [("dangling", "attributes.referred", key) for key in ("R8", "R9")]


def test_somebody_above_who_is_not_there_is_a_dangling_id(tmp_path: Path) -> None:
    (problem,) = load(partner(tmp_path / "facts", {"upline": "M9"}), zone=SHANGHAI).problems
    assert (problem.code, problem.column, problem.value) == ("dangling", "attributes.upline", "M9")
    assert load(partner(tmp_path / "facts", {"upline": "M1"}), zone=SHANGHAI).problems == []


@pytest.mark.parametrize(
    ("attributes", "day"),
    [
        ({"applied_on": "2025-03-01", "birth_on": "2007-03-01"}, "2025-03-01"),
        ({"deliveries": [{"delivery_id": "L1", "due_on": "2026-01-01", "posted_on": "2025-12-30"}]}, "2025-12-30"),
        ({"corrections": [{"violation_id": "X1", "accepted_on": "2025-03-08"}, {"violation_id": "X2", "accepted_on": "2025-03-09"}]}, "2025-03-09"),
        ({"birth_on": "2007-03-01", "grades": [{"grade": "advanced", "starts_on": "2027-01-01"}]}, None),
    ],
)
def test_the_default_instant_knows_days_on_which_something_happened(attributes: dict[str, Any], day: str | None, tmp_path: Path) -> None:
    happened = load(partner(tmp_path / "facts", attributes), zone=SHANGHAI).happened
    assert (happened.isoformat()[:10] if happened else None) == day


@pytest.mark.rulebook("PA-25")
@pytest.mark.parametrize(("birth_on", "status"), [("2007-02-28", "valid"), ("2007-03-01", "valid"), ("2007-03-02", "invalid")])
def test_an_application_alone_is_decided_from_a_file(birth_on: str, status: str, tmp_path: Path) -> None:
    given = {"birth_on": birth_on, "applied_on": "2025-03-01", "agreement_signed": True, "qualification": "passed", "interview": "passed"}
    out = tmp_path / "out"
    result = RUNNER.invoke(app, ["decide", str(partner(tmp_path / "facts", given)), "--policy", "membership", "--out", str(out), "--lang", "en"])
    assert result.exit_code == 0, result.stderr
    assert f"M1/admission,{status}," in (out / "filings.csv").read_text("utf-8")
