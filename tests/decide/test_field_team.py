"""The channel team through `rule_all`: what does not fit into a readable case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide.known import Facts
from qudao.decide.ruling import rule_all
from qudao.policies.load import load
from qudao.rules.facts import Deal, Introduction, Project, Result, Staff, Visit

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = load("field-team")
APRIL = datetime(2025, 4, 1, tzinfo=ZONE)
PROJECT = "华东/杭州/云岭花园"


def visits(channel: int, others: int) -> tuple[Visit, ...]:
    start = datetime(2025, 3, 1, tzinfo=ZONE)
    sources = ["channel"] * channel + ["walk_in"] * others
    return tuple(Visit(f"V{place}", start + timedelta(hours=place), "P", "周敏", source=source) for place, source in enumerate(sources))


@pytest.mark.rulebook("PE-14")
@pytest.mark.parametrize(("channel", "score", "grade"), [(119, "29.75", "not_met"), (120, "30", "met"), (121, "30.25", "met")])
def test_30_percent_of_400_visitors_of_march(channel: int, score: str, grade: str) -> None:
    facts = Facts(projects=(Project("P", "项目"),), visits=visits(channel, 400 - channel))
    (row,) = rule_all(POLICY, facts, as_of=APRIL).grades
    assert (row.subject_id, row.period, row.score, row.grade) == ("P", "2025-03", Decimal(score), grade)


@pytest.mark.rulebook("PE-15")
def test_members_figures_add_up_to_the_teams() -> None:
    people = tuple(Staff(f"S{n}", role="specialist_high", unit=f"{PROJECT}/组{n % 2}") for n in range(7))
    random = Random(1)
    months = date(2025, 3, 1)
    values = [
        Result(person.staff_id, months, measure, Decimal(random.randrange(1, 40))) for person in people for measure in ("visits", "visits_target")
    ]
    rows = rule_all(POLICY, Facts(staff=people, results=tuple(values)), as_of=APRIL).grades
    team = next(row for row in rows if row.subject_id == PROJECT)
    alone = [row for row in rows if row.subject_id != PROJECT]
    assert len(alone) == 7
    for number in ("actual", "target"):
        assert sum(int(str(row.reasons[0].numbers[number])) for row in alone) == int(str(team.reasons[0].numbers[number]))


@pytest.mark.rulebook("IN-11", "IN-12")
def test_no_order_of_rows_changes_what_is_due() -> None:
    people = (
        Staff("G1", role="group_leader"),
        Staff("M1", role="channel_manager"),
        Staff("S1", role="specialist_high"),
        Staff("S2", role="specialist_junior"),
    )
    deals = tuple(Deal(f"D{n}", "P", contracted_at=datetime(2025, 3, n + 1, tzinfo=ZONE), price_fen=100_000_001 + n) for n in range(9))
    parts = tuple(Introduction(deal.deal_id, person.staff_id, "seller") for deal in deals for person in people)
    facts = Facts(projects=(Project("P", "项目"),), staff=people, deals=deals, introductions=parts)
    made = rule_all(POLICY, facts, as_of=APRIL).commissions
    shuffled = replace(facts, staff=mixed(people), deals=mixed(deals), introductions=mixed(parts))
    assert rule_all(POLICY, shuffled, as_of=APRIL).commissions == made
    assert len(made) == 36
    for deal in deals:
        bases = [row.base_fen for row in made if row.deal_id == deal.deal_id and row.payee != "M1"]
        assert sum(base or 0 for base in bases) == deal.price_fen


def mixed(rows: Sequence[Staff] | Sequence[Deal] | Sequence[Introduction]) -> tuple:  # type: ignore[type-arg]
    return tuple(Random(7).sample(list(rows), len(rows)))


def test_a_thousand_people_in_fifty_cities_are_counted_once() -> None:
    people = [Staff(f"S{n}", role="specialist_high", unit=f"R{n % 5}/C{n % 50}/P{n % 100}/G{n % 200}") for n in range(1000)]
    people += [Staff(f"H{n}", role="city_head", unit=f"R{n % 5}/C{n}") for n in range(49)]
    made = rule_all(POLICY, Facts(staff=tuple(people)), as_of=APRIL).staffing
    vacant = [row.unit for row in made if row.post == "city_head" and row.status == "vacant"]
    assert vacant == ["R4/C49"]
    assert sum(row.headcount for row in made if row.post == "specialist") == 1000
    assert [row.status for row in made if row.post == "group"] == [
        "refused" if row.headcount < 5 else "notice" for row in made if row.post == "group"
    ]


def test_the_example_is_decided_from_files(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "examples" / "field-team"
    told = CliRunner().invoke(app, ["decide", str(folder), "--policy", "field-team", "--as-of", "2025-04-01T00:00+08:00", "--out", str(tmp_path)])
    assert told.exit_code == 0, told.output
    staffing = (tmp_path / "staffing.csv").read_text("utf-8")
    assert "华东/宁波,city_head,0,vacant,渠道管理办法 5.2" in staffing
    assert "华东/杭州/云岭花园,group_leader,1,ok,渠道管理办法 5.4" in staffing
    commissions = (tmp_path / "commissions.csv").read_text("utf-8")
    assert "提成比例未设定" in commissions
    assert "denied,2025-03,渠道管理办法 5.3" in commissions
    assert "YL,2025-03,30,met,渠道部工作流程及管理制度 4.1" in (tmp_path / "grades.csv").read_text("utf-8")
