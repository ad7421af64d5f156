"""The career ladder: slow but obvious, asked of the same histories; ten against eleven; progress."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.decide.sentences import sentence
from qudao.policies.load import load
from qudao.rules.career import CareerTerms, Level, current, progress, reached
from qudao.rules.decision import Dated
from qudao.rules.months import label, last_day, month_of

BEGIN = date(2024, 1, 1)
JANUARY = month_of(date(2025, 1, 1))
LONG = date(2030, 1, 1)
PACK = load("telesales-careers").career


def terms(*levels: Level) -> CareerTerms:
    return CareerTerms(tuple(Dated(level, BEGIN, "1.1") for level in levels))


def history(*values: int, first: int = JANUARY) -> dict[str, dict[int, Decimal]]:
    return {"orders": {first + place: Decimal(value) for place, value in enumerate(values)}}


def reached_on(ladder: CareerTerms, months: Mapping[str, Mapping[int, Decimal]]) -> dict[str, date]:
    return {one.outcome.level: one.outcome.reached_on for one in reached(ladder, months=months, until=LONG)}


def obvious(level: Level, months: Mapping[int, Decimal]) -> date | None:
    """Every choice of so many months with a row, by their names: the earliest last month of a choice that meets the words of the clause."""
    lasts = []
    rows = sorted(months)
    for count in range(1, level.months + 1):
        for choice in combinations(rows, count):
            if not _together(level, choice):
                continue
            total = sum(months[month] for month in choice)
            each = count == level.months and all(months[month] >= level.at_least for month in choice)
            if total >= level.at_least if level.counting == "total" else each:
                lasts.append(choice[-1])
    return last_day(min(lasts)) if lasts else None


def _together(level: Level, choice: tuple[int, ...]) -> bool:
    if level.span == "consecutive":
        return choice[-1] - choice[0] < level.months
    if level.span == "calendar_year":
        return label(choice[0])[:4] == label(choice[-1])[:4]
    return choice[-1] - choice[0] < 12


@settings(max_examples=400, deadline=None)
@given(
    values=st.dictionaries(st.integers(JANUARY - 4, JANUARY + 14), st.sampled_from([1, 4, 5, 9, 10, 10, 11]).map(Decimal), max_size=9),
    months=st.integers(1, 4),
    at_least=st.sampled_from([5, 10, 15]).map(Decimal),
    span=st.sampled_from(["consecutive", "rolling_year", "calendar_year"]),
    counting=st.sampled_from(["per_month", "total"]),
)
def test_the_same_as_looking_at_every_choice_of_months(values: dict[int, Decimal], months: int, at_least: Decimal, span: str, counting: str) -> None:
    level = Level("X", 1, months, at_least, span, counting)  # type: ignore[arg-type]
    want = obvious(level, values)
    assert reached_on(terms(level), {"orders": values}) == ({} if want is None else {"X": want})


@pytest.mark.rulebook("PE-31", "PE-32", "PE-33")
def test_one_history_climbs_the_whole_ladder_each_rung_once() -> None:
    months = history(5, 5, 5, 10, 10, 4, 10, 10, 10, 10, 10, 10)
    assert reached_on(PACK, months) == {"junior": date(2025, 3, 31), "middle": date(2025, 7, 31), "senior": date(2025, 10, 31)}
    assert [one.outcome.level for one in reached(PACK, months=months, until=LONG)] == ["junior", "middle", "senior"]


@pytest.mark.parametrize(("orders", "middle"), [(9, False), (10, True), (11, True)])
def test_the_ladder_asks_for_ten_where_certificates_ask_for_eleven(orders: int, middle: bool) -> None:
    assert ("middle" in reached_on(PACK, history(orders, 0, orders, 0, orders))) is middle
    assert load("telesales-careers").certification.certificates[1].value.peak_at_least == 11


def test_the_days_before_the_month_is_over_do_not_count() -> None:
    months = history(5, 5, 5)
    assert reached(PACK, months=months, until=date(2025, 3, 30)) == ()
    assert len(reached(PACK, months=months, until=date(2025, 3, 31))) == 1


def test_the_reason_names_the_months_that_count_and_no_others() -> None:
    (middle,) = reached(PACK, months=history(10, 3, 12, 0, 0, 10), until=LONG)
    assert middle.reasons[0].numbers["counted"] == "2025-01: 10;2025-03: 12;2025-06: 10"
    assert middle.clause == "1.2"


@pytest.mark.rulebook("PE-34")
def test_two_of_three_months_are_shown_as_such() -> None:
    junior, middle, senior = progress(PACK, months=history(5, 5, 5, 10, 10), through=JANUARY + 4)
    assert (junior.level, junior.reached_on) == ("junior", date(2025, 3, 31))
    assert (middle.level, middle.counted, middle.needed, middle.missing) == ("middle", 2, 3, 1)
    assert (senior.counted, senior.needed, senior.missing) == (2, 6, 4)
    assert sentence(middle.reason, "en") == "middle: 2 of 3 months with 10 or more orders (2024-06 to 2025-05)"
    assert sentence(middle.reason, "zh") == "中级：2024-06 至 2025-05 有 2/3 个月签单至少 10"
    now = current((junior, middle, senior))
    assert now is not None
    assert now.level == "junior"


def test_a_month_that_is_a_year_old_drops_out_of_the_progress() -> None:
    months = history(10, 0, 10)
    counted = [progress(PACK, months=months, through=JANUARY + later)[1].counted for later in (11, 12, 13, 14)]
    assert counted == [2, 1, 1, 0]


def test_a_broken_row_starts_again_and_a_reached_level_misses_nothing() -> None:
    (broken, *_) = progress(PACK, months=history(5, 5, 4, 5), through=JANUARY + 3)
    assert (broken.counted, broken.missing) == (1, 2)
    (kept, *_) = progress(PACK, months=history(5, 5, 5, 0), through=JANUARY + 3)
    assert (kept.counted, kept.missing) == (0, 0)
    assert current(progress(PACK, months={}, through=JANUARY)) is None


def test_in_total_the_progress_counts_orders() -> None:
    ladder = terms(Level("junior", 1, 3, Decimal(5), "consecutive", "total"))
    (rung,) = progress(ladder, months=history(9, 1, 1, 1), through=JANUARY + 3)
    assert rung.reached_on == date(2025, 1, 31)
    (fresh,) = progress(ladder, months=history(1, 1), through=JANUARY + 1)
    assert (fresh.counted, fresh.needed, fresh.missing) == (2, 5, 3)


def test_a_level_can_be_added_above_and_below_without_code() -> None:
    trainee = Level("trainee", 0, 1, Decimal(1), "consecutive")
    ladder = CareerTerms((Dated(trainee, BEGIN, "1.1"), *PACK.levels))
    assert [rung.level for rung in progress(ladder, months=history(1), through=JANUARY)] == ["trainee", "junior", "middle", "senior"]
    assert reached_on(ladder, history(1)) == {"trainee": date(2025, 1, 31)}


@pytest.mark.parametrize(
    ("level", "place", "code"),
    [
        (Level("X", 1, 13, Decimal(5), "rolling_year"), "levels.0.months", "not_within"),
        (Level("X", 1, 0, Decimal(5), "consecutive"), "levels.0.months", "not_within"),
        (Level("X", 1, 3, Decimal(0), "consecutive"), "levels.0.at_least", "not_above_zero"),
    ],
)
def test_counts_that_make_no_sense_are_named(level: Level, place: str, code: str) -> None:
    assert [(defect.place, defect.code) for defect in terms(level).defects()] == [(place, code)]


def test_twelve_months_of_a_year_make_sense() -> None:
    assert list(terms(Level("X", 1, 12, Decimal(1), "rolling_year"), Level("Y", 2, 24, Decimal(1), "consecutive")).defects()) == []


def test_a_level_that_begins_later_is_reached_from_its_first_month_on() -> None:
    ladder = CareerTerms(
        (
            Dated(Level("a", 1, 1, Decimal(5), "consecutive"), BEGIN, "1.1"),
            Dated(Level("b", 2, 1, Decimal(5), "consecutive"), date(2025, 3, 1), "1.2"),
        )
    )
    assert reached_on(ladder, history(5, 5)) == {"a": date(2025, 1, 31)}
    assert reached_on(ladder, history(5, 5, 5)) == {"a": date(2025, 1, 31), "b": date(2025, 3, 31)}


def test_a_month_that_does_not_count_itself_completes_nothing_even_when_the_threshold_falls() -> None:
    falls = CareerTerms(
        tuple(Dated(Level("a", 1, 2, Decimal(least), "rolling_year"), day, "1.1") for least, day in ((9, BEGIN), (5, date(2025, 4, 1))))
    )
    assert reached_on(falls, history(5, 5, 0, 0)) == {}
    assert reached_on(falls, history(5, 5, 0, 0, 5)) == {"a": date(2025, 5, 31)}


def test_months_before_the_first_day_of_all_terms_are_judged_by_it() -> None:
    late = CareerTerms(tuple(Dated(term.value, date(2026, 1, 1), term.clause) for term in PACK.levels))
    assert reached_on(late, history(5, 5, 5)) == {"junior": date(2025, 3, 31)}


def test_levels_come_by_rank_and_not_by_name() -> None:
    ladder = terms(Level("a", 2, 1, Decimal(1), "consecutive"), Level("z", 1, 1, Decimal(1), "consecutive"))
    assert [one.outcome.level for one in reached(ladder, months=history(1), until=LONG)] == ["z", "a"]
    assert [rung.level for rung in progress(ladder, months=history(1), through=JANUARY)] == ["z", "a"]
