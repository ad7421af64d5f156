"""Evaluations of a period: a form for every active partner, open while one figure is missing, closed with the last."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.decide.known import Facts
from qudao.decide.read import SHANGHAI
from qudao.decide.rows import GradeRow
from qudao.decide.ruling import rule_all
from qudao.decide.sentences import sentence
from qudao.policies.cases import amended
from qudao.policies.load import load
from qudao.rules.facts import Partner, Result
from qudao.rules.months import first_day, month_of

POLICY = amended(
    load("internet-channel"),
    {
        "appraisal": {
            "interval": [{"months": 6, "starts_on": "2024-01-01", "clause": "T3.3"}],
            "standards": [{"measure": "sales", "target": 1000, "over": "sum", "starts_on": "2024-01-01", "clause": "T3.3"}],
        }
    },
)
THIRTY = tuple(Partner(f"A{number:02}", "x") for number in range(30))
BEGIN = datetime(2025, 7, 1, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


def half_year(name: str, figures: int) -> list[GradeRow]:
    """The forms of a half-year of which so many of the thirty partners have their figure."""
    may = first_day(month_of(BEGIN.date()) - 2)
    results = tuple(Result(partner.partner_id, may, "sales", Decimal(1000)) for partner in THIRTY[:figures])
    made = rule_all(POLICY, Facts(partners=THIRTY, results=results), as_of=BEGIN)
    return [row for row in made.grades if row.period == name]


@pytest.mark.rulebook("PE-23")
def test_when_the_half_year_begins_thirty_active_partners_have_thirty_open_forms() -> None:
    forms = half_year("2025-H2", 0)
    assert [row.subject_id for row in forms] == [partner.partner_id for partner in THIRTY]
    assert {(row.score, row.grade, row.reasons[0].code) for row in forms} == {(None, None, "evaluation_running")}


@pytest.mark.rulebook("PE-23")
@pytest.mark.parametrize(
    ("figures", "code", "open_forms"), [(28, "evaluation_unclosed", 2), (29, "evaluation_unclosed", 1), (30, "evaluation_closed", None)]
)
def test_the_half_year_is_not_closed_while_one_form_is_open(figures: int, code: str, open_forms: int | None) -> None:
    forms = half_year("2025-H1", figures)
    assert len(forms) == 30
    assert {row.reasons[-1].code for row in forms} == {code}
    assert forms[0].reasons[-1].numbers.get("open") == open_forms


def test_the_state_of_the_period_reads_in_both_languages() -> None:
    (reason,) = {row.reasons[-1].code: row.reasons[-1] for row in half_year("2025-H1", 29)}.values()
    assert sentence(reason, "en") == "1 of 30 evaluations of the period are open: the period cannot be closed"
    assert sentence(reason, "zh") == "本期 30 份考核中 1 份未完成，本期不能结束"


@pytest.mark.rulebook("PE-23")
def test_only_who_works_with_us_on_the_first_day_has_a_form() -> None:
    joined = [Partner(f"J{day}", "x", joined_on=date(2025, month, day)) for month, day in ((6, 30), (7, 1), (7, 2))]
    ended = [Partner(f"E{day}", "x", attributes={"contract_ends_on": f"2025-{month:02}-{day:02}"}) for month, day in ((6, 30), (7, 1), (7, 2))]
    spans = ((BEGIN - DAY, BEGIN), (BEGIN - DAY, BEGIN + DAY), (BEGIN, None), (BEGIN + DAY, None))
    suspended = [Partner(f"S{number}", "x", suspended=(span,)) for number, span in enumerate(spans)]
    made = rule_all(POLICY, Facts(partners=(*joined, *ended, *suspended)), as_of=BEGIN + 5 * DAY)
    assert {row.subject_id for row in made.grades if row.period == "2025-H2"} == {"J30", "J1", "E1", "E2", "S0", "S3"}


def test_before_the_first_day_of_evaluations_nobody_has_a_form_and_without_them_only_who_has_figures() -> None:
    later = amended(POLICY, {"appraisal": {"evaluation": [{"starts_on": "2025-07-01", "clause": "6.5"}]}})
    assert {row.period for row in rule_all(later, Facts(partners=THIRTY), as_of=BEGIN).grades} == {"2025-H2"}
    standards = [{"measure": "sales", "target": 1000, "over": "sum", "starts_on": "2025-07-01", "clause": "T3.3"}]
    assert {row.period for row in rule_all(amended(POLICY, {"appraisal": {"standards": standards}}), Facts(partners=THIRTY), as_of=BEGIN).grades} == {
        "2025-H2"
    }
    none = amended(POLICY, {"appraisal": {"evaluation": []}})
    assert rule_all(none, Facts(partners=THIRTY), as_of=BEGIN).grades == ()
