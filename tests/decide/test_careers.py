"""Certificates, careers and grades through the whole command: the examples, any order of rows, and work that grows with the rows."""

import csv
import random
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide import careers, grades
from qudao.decide.known import Facts
from qudao.decide.read import SHANGHAI
from qudao.decide.ruling import rule_all
from qudao.policies.cases import amended
from qudao.policies.load import load
from qudao.rules.facts import Exam, Partner, Result, Score, Staff
from tests.decide.folder import table
from tests.support.calls import calls_of

EXAMPLES = Path(__file__).parents[2] / "examples"
TELESALES, CHANNELS = EXAMPLES / "telesales-careers", EXAMPLES / "internet-channel"
AS_OF = datetime(2026, 3, 1, tzinfo=SHANGHAI)


def decided(folder: Path, out: Path, *more: str) -> str:
    """What the command prints; its tables go to `out`."""
    policy = TELESALES.name if (folder / "results.csv").is_file() else CHANNELS.name
    result = CliRunner().invoke(app, ["decide", str(folder), "--policy", policy, "--out", str(out), "--lang", "en", *more])
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("folder", [TELESALES, CHANNELS], ids=lambda folder: folder.name)
def test_the_script_writes_the_same_bytes_again(folder: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(folder / "make.py"), str(tmp_path)], check=True)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {file.name: file.read_bytes() for file in folder.glob("*.csv")}


def test_the_sales_team_comes_out_as_a_slow_reading_of_the_clauses_says(tmp_path: Path) -> None:
    said = decided(TELESALES, tmp_path / "out")
    months, exams = _read()
    career = {(row["staff_id"], row["level"]): row["reached_on"] for row in table(tmp_path / "out" / "career.csv")}
    certificates = {(row["staff_id"], row["certificate"]): row["earned_on"] for row in table(tmp_path / "out" / "certifications.csv")}
    assert career == {key: day for person in months for key, day in _ladder(person, months[person])}
    assert certificates == {key: day for person in months for key, day in _certified(person, months[person], exams.get(person, {}))}
    assert "certifications: 39 CME, 9 CMP, 1 CMT" in said
    assert "career: 59 junior, 39 middle, 23 senior" in said


def _read() -> tuple[dict[str, list[int]], dict[str, dict[str, str]]]:
    """Every person's orders from January 2024 on, and the exams, read anew without the product."""
    months: dict[str, list[int]] = {}
    with (TELESALES / "results.csv").open(encoding="utf-8", newline="") as file:
        for person, month, _, value in list(csv.reader(file))[2:]:
            year, number = (int(part) for part in month.replace("年", "-").removesuffix("月").split("-"))
            months.setdefault(person, [0] * 26)[(year - 2024) * 12 + number - 1] = int(value)
    exams: dict[str, dict[str, str]] = {}
    with (TELESALES / "exams.csv").open(encoding="utf-8-sig", newline="") as file:
        for person, exam, day in list(csv.reader(file))[1:]:
            year, month_no, number = (int(part) for part in day.replace("/", "-").split("-"))
            exams.setdefault(person, {})[exam] = date(year, month_no, number).isoformat()
    return months, exams


def _end(place: int) -> str:
    year, month = 2024 + (place + 1) // 12, (place + 1) % 12 + 1
    return date.fromordinal(date(year, month, 1).toordinal() - 1).isoformat()


def _ladder(person: str, values: list[int]) -> list[tuple[tuple[str, str], str]]:
    found = []
    for level, holds in (
        ("junior", lambda last: last >= 2 and min(values[last - 2 : last + 1]) >= 5),
        ("middle", lambda last: sum(value >= 10 for value in values[max(0, last - 11) : last + 1]) >= 3),
        ("senior", lambda last: sum(value >= 10 for value in values[max(0, last - 11) : last + 1]) >= 6),
    ):
        days = [_end(last) for last in range(26) if holds(last)]
        found += [((person, level), days[0])] if days else []
    return found


def _certified(person: str, values: list[int], exams: dict[str, str]) -> list[tuple[tuple[str, str], str]]:
    found = []
    for name, length, peaks in (("CME", 3, 0), ("CMP", 6, 3), ("CMT", 12, 5)):
        runs = [(last, values[last - length + 1 : last + 1]) for last in range(length - 1, 26)]
        days = [_end(last) for last, run in runs if min(run) >= 5 and sum(value >= 11 for value in run) >= peaks]
        if days and name in exams:
            found.append(((person, name), max(days[0], exams[name])))
    return found


def test_the_channels_come_out_with_both_schemes_side_by_side(tmp_path: Path) -> None:
    decided(CHANNELS, tmp_path / "out", "--as-of", "2026-03-01")
    rows = table(tmp_path / "out" / "grades.csv")
    counted = Counter(row["grade"] for row in rows)
    assert set(counted) == {"", "A", "B", "C", "core", "senior", "ordinary", "nominated"}
    assert sum(counted.values()) - counted["nominated"] == 40 * 7 * 2
    assert all((row["score"] == "") == (row["grade"] == "") for row in rows)
    assert all("there is no score for" in row["because"] for row in rows if not row["grade"])
    nominated = [row for row in rows if row["grade"] == "nominated"]
    best = {
        period: sorted((Decimal(row["score"]) for row in rows if row["period"] == period and row["grade"] in "ABC" and row["score"]), reverse=True)
        for period in ("2024", "2025")
    }
    assert {row["period"] for row in nominated} == {"2024", "2025"}
    for period, ranked in best.items():
        assert {Decimal(row["score"]) for row in nominated if row["period"] == period} == set(ranked[:3])


def test_without_an_instant_the_scored_periods_say_it(tmp_path: Path) -> None:
    assert "as of 2026-01-01T00:00:00+08:00" in decided(CHANNELS, tmp_path / "out")


@pytest.mark.parametrize("folder", [TELESALES, CHANNELS], ids=lambda folder: folder.name)
def test_the_same_bytes_whatever_the_order_of_the_rows(folder: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    rng = random.Random(7)
    for file in folder.glob("*.csv"):
        lines = file.read_bytes().split(b"\r\n")[:-1]
        top = 2 if file.name == "results.csv" else 1
        (mixed / file.name).write_bytes(b"\r\n".join([*lines[:top], *rng.sample(lines[top:], len(lines) - top), b""]))
    decided(folder, tmp_path / "one", "--as-of", "2026-03-01")
    decided(mixed, tmp_path / "other", "--as-of", "2026-03-01")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes(), file.name


def crowd(people: int) -> Facts:
    """So many people with two years of orders and an exam each, and as many partners with scores."""
    months = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(24)]
    ids = [f"T{number}" for number in range(people)]
    return Facts(
        staff=tuple(Staff(key, "x") for key in ids),
        partners=tuple(Partner(f"Q{key}", "x") for key in ids),
        results=tuple(
            Result(key, month, "orders", Decimal(3 + (place * 7 + index) % 10)) for index, key in enumerate(ids) for place, month in enumerate(months)
        ),
        exams=tuple(Exam(key, "CME", date(2025, 5, 1)) for key in ids),
        scores=tuple(
            Score(f"Q{key}", "2025", one, Decimal(60 + index % 40)) for index, key in enumerate(ids) for one in ("contribution", "influence")
        ),
    )


def test_four_times_the_rows_take_about_four_times_the_work() -> None:
    """Six times at most: a loop of people over all rows would take sixteen."""
    telesales, channels = load(TELESALES.name), load(CHANNELS.name)

    def calls(facts: Facts) -> int:
        return calls_of(lambda: (careers.decide(telesales, facts, AS_OF), grades.decide(channels, facts, AS_OF)))[1]

    assert calls(crowd(600)) < 6 * calls(crowd(150))


def test_a_policy_without_these_files_says_nothing() -> None:
    facts = crowd(3)
    other = load("property-distribution")
    assert careers.decide(other, facts, AS_OF) == {}
    assert grades.decide(other, facts, AS_OF) == {}
    made = rule_all(load(TELESALES.name), facts, as_of=AS_OF)
    assert made.grades == ()
    assert made.career != ()


def test_a_person_who_is_a_partner_too_has_a_career_and_a_partner_alone_has_none() -> None:
    months = [Result(key, date(2025, month, 1), "orders", Decimal(5)) for key in ("A", "B") for month in (1, 2, 3)]
    facts = Facts(partners=(Partner("A", "x"), Partner("B", "x")), staff=(Staff("B", "x"),), results=tuple(months))
    made = rule_all(load(TELESALES.name), facts, as_of=AS_OF)
    assert [row.staff_id for row in made.career] == ["B"]


@pytest.mark.parametrize(("month", "accepted"), [("1899-12", False), ("1900-01", True), ("2199-12", True), ("2200-01", False), ("9999-12", False)])
def test_a_month_of_an_absurd_year_is_named(month: str, accepted: bool, tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("staff_id,name\nT1,x\n", "utf-8")
    (tmp_path / "results.csv").write_text(f"subject_id,month,measure,value\nT1,{month},orders,5\n", "utf-8")
    result = CliRunner().invoke(app, ["decide", str(tmp_path), "--policy", TELESALES.name, "--lang", "en"])
    assert (result.exit_code == 0) is accepted
    assert (f"results.csv, row 2, column month: “{month}” has an absurd year" in result.stderr) is not accepted


@pytest.mark.parametrize(("day", "nominated"), [(datetime(2025, 12, 31, 23, 59, tzinfo=SHANGHAI), 0), (datetime(2026, 1, 1, tzinfo=SHANGHAI), 3)])
def test_nobody_is_nominated_while_the_year_runs(day: datetime, nominated: int) -> None:
    scores = tuple(Score(key, "2025", one, Decimal(80 + place)) for place, key in enumerate("ABCD") for one in ("contribution", "influence"))
    facts = Facts(partners=tuple(Partner(key, "x") for key in "ABCD"), scores=scores)
    made = rule_all(load(CHANNELS.name), facts, as_of=day)
    assert [row.grade for row in made.grades].count("nominated") == nominated
    assert len(made.grades) == 4 + nominated


def test_figures_of_people_are_no_partners_appraisal() -> None:
    standard = {"measure": "sales", "target": 100, "over": "sum", "starts_on": "2024-01-01", "clause": "T3.3"}
    policy = amended(load(CHANNELS.name), {"appraisal": {"standards": [standard]}})
    sales = tuple(Result(key, date(2025, 3, 1), "sales", Decimal(100)) for key in ("A", "W1"))
    made = rule_all(policy, Facts(partners=(Partner("A", "x"),), staff=(Staff("W1", "x"),), results=sales), as_of=AS_OF)
    assert [(row.subject_id, row.period, row.grade) for row in made.grades] == [("A", "2025", "excellent"), ("A", "2026", None)]
