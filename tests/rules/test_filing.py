"""Filings of stores on generated histories: one salesperson at a time, nothing from the future, no order of rows."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.policies.cases import amended
from qudao.policies.load import load
from qudao.rules.facts import Filing
from qudao.rules.filing import HOLDING, Closing, Standing, Store, decide
from qudao.rules.period import day_start

ZONE = ZoneInfo("Asia/Shanghai")
PACK = load("clinic-stores")
FIRST = date(2025, 1, 31)

# Around the ends of one month and five days, three and six months.
offsets = st.one_of(st.integers(0, 3), st.sampled_from([28, 33, 34, 35, 89, 90, 91, 180, 181, 182, 200]))
staff = st.sampled_from(["W1", "W2", "W3"])
flags = st.sampled_from([True, True, True, False, None])


@st.composite
def filings(draw: st.DrawFn, number: int) -> Filing:
    start = FIRST + timedelta(days=draw(offsets))
    done = draw(st.one_of(st.none(), offsets.map(lambda days: start + timedelta(days=days))))
    trained = draw(st.one_of(st.none(), offsets.map(lambda days: (done or start) + timedelta(days=days))))
    return Filing(f"F{number}", "A", draw(staff), start, done, draw(flags), draw(flags), draw(flags), trained)


@st.composite
def stores(draw: st.DrawFn) -> Store:
    instants = offsets.map(lambda days: day_start(FIRST + timedelta(days=days), ZONE) + timedelta(hours=10))
    closings = [Closing(f"D{number}", draw(instants), frozenset(draw(st.sets(staff, max_size=2)))) for number in range(draw(st.integers(0, 3)))]
    made = [draw(filings(number)) for number in range(draw(st.integers(1, 5)))]
    return Store(filings=made, closings=closings, brought=draw(st.lists(instants, max_size=1)))


moments = offsets.map(lambda days: day_start(FIRST + timedelta(days=days), ZONE) + timedelta(hours=18))


def standings(store: Store, at: datetime) -> dict[str, Standing]:
    seen = [row for row in store.filings if day_start(row.started_on, ZONE) <= at]
    known = Store(seen, [row for row in store.closings if row.at <= at], [row for row in store.brought if row <= at])
    return {made.outcome.filing_id: made.outcome for made in decide(PACK.filing, store=known, zone=ZONE, as_of=at)}


@given(stores(), moments)
def test_a_store_has_at_most_one_salesperson(store: Store, at: datetime) -> None:
    made = standings(store, at).values()
    assert len({row.owner for row in made if row.owner is not None}) <= 1
    assert all((row.owner is not None) == (row.status in HOLDING) for row in made)


@given(stores(), moments)
def test_what_happens_later_changes_nothing(store: Store, at: datetime) -> None:
    """The whole history judged as of an instant is the history known at that instant."""
    today = at.date()
    blanked = [
        replace(
            row,
            completed_on=row.completed_on if row.completed_on and row.completed_on <= today else None,
            trained_on=row.trained_on if row.trained_on and row.trained_on <= today else None,
        )
        for row in store.filings
    ]
    assert standings(replace(store, filings=blanked), at) == standings(store, at)


@given(stores(), moments)
def test_the_order_of_the_rows_decides_nothing(store: Store, at: datetime) -> None:
    shuffled = Store(list(store.filings)[::-1], list(store.closings)[::-1], list(store.brought)[::-1])
    assert standings(shuffled, at) == standings(store, at)


@given(stores(), moments)
def test_what_a_refused_filing_lost_it_never_gets_back(store: Store, at: datetime) -> None:
    refused = {key for key, row in standings(store, at).items() if row.until is None}
    later = standings(store, at + timedelta(days=400))
    assert all(later[key].status == "invalid" and later[key].owner is None for key in refused)


@pytest.mark.parametrize(("started_on", "status"), [(date(2025, 2, 14), "invalid"), (date(2025, 2, 15), "invalid"), (date(2025, 2, 16), "open")])
def test_a_company_may_reserve_for_other_terms(started_on: date, status: str) -> None:
    terms = amended(PACK, {"filing": {"reservation": [{"days": 15, "starts_on": "2024-01-01", "clause": "3.2"}]}}).filing
    store = Store([Filing("F1", "A", "W1", FIRST), Filing("F2", "A", "W2", started_on)])
    made = decide(terms, store=store, zone=ZONE, as_of=day_start(started_on, ZONE))
    assert [row.outcome.status for row in made][1] == status
