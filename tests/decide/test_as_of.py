"""Days and months among the facts: when they are known, and which instant a file is judged at by default."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qudao.decide.facts import load
from qudao.decide.known import Facts, known
from qudao.rules.facts import Exam, Filing, Result

ZONE = ZoneInfo("Asia/Shanghai")
FACTS = Facts(
    results=(Result("W1", date(2025, 3, 1), "orders", Decimal(5)),),
    exams=(Exam("W1", "CME", date(2025, 4, 1)),),
    filings=(Filing("F1", "A", "W1", started_on=date(2025, 3, 1), trained_on=date(2025, 4, 1)),),
)


@pytest.mark.parametrize(
    ("as_of", "results", "exams", "trained_on"),
    [
        (datetime(2025, 3, 31, 23, 59, 59, tzinfo=ZONE), 0, 0, None),
        (datetime(2025, 4, 1, tzinfo=ZONE), 1, 1, date(2025, 4, 1)),
        (datetime(2025, 4, 1, 0, 0, 1, tzinfo=ZONE), 1, 1, date(2025, 4, 1)),
    ],
)
def test_a_month_counts_when_it_is_over_and_a_day_when_it_has_begun(as_of: datetime, results: int, exams: int, trained_on: date | None) -> None:
    seen = known(FACTS, as_of)
    assert (len(seen.results), len(seen.exams)) == (results, exams)
    assert seen.filings == (replace(FACTS.filings[0], trained_on=trained_on),)


@pytest.mark.parametrize(
    ("files", "happened"),
    [
        ({"results": "subject_id,month,measure,value\nW1,2025-12,orders,5\n"}, datetime(2026, 1, 1, tzinfo=ZONE)),
        (
            {"results": "subject_id,month,measure,value\nW1,2025-01,orders,5\n", "exams": "staff_id,exam,passed_at\nW1,CME,2025-02-02\n"},
            datetime(2025, 2, 2, tzinfo=ZONE),
        ),
        ({}, datetime(2024, 1, 5, tzinfo=ZONE)),
    ],
)
def test_by_default_a_file_is_judged_at_its_latest_day_or_at_the_end_of_its_latest_month(
    tmp_path: Path, files: dict[str, str], happened: datetime
) -> None:
    (tmp_path / "staff.csv").write_text("staff_id,name,joined_on\nW1,何静,2024-01-05\n", "utf-8")
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    loaded = load(tmp_path, zone=ZONE)
    assert loaded.problems == []
    assert loaded.happened == happened
