"""One frame function, the same fen and rows on every engine."""

import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.kit import engines
from qudao.rules.commission import COLUMNS, lines
from qudao.rules.money import MAX_FEN, MAX_RATE_BP, half_up, half_up_expr

NO_SPARK = "PySpark is not installed: pip install 'qudao[spark]' runs the suite on Spark too"
SPARK = pytest.param("spark", marks=pytest.mark.skipif(not engines.has_spark(), reason=NO_SPARK))
ENGINES = ["polars", "duckdb", SPARK]
TYPES: engines.Types = {"row": nw.Int64, "amount_fen": nw.Int64, "rate_bp": nw.Int64}
EDGES = [
    (0, 0), (1, 5000), (-1, 5000), (1, 4999), (-3, 5000), (3333, 150), (-3333, 150), (10**15 - 1, 1), (10**15 - 1, 10_000),
    (450_000_000_000, 9_999), (999_999_999_999_999, 9_999), (-999_999_999_999_999, 10_001), (MAX_FEN, MAX_RATE_BP), (-MAX_FEN, MAX_RATE_BP),
]  # fmt: skip
WILD = [(MAX_FEN + 1, 1), (-MAX_FEN - 1, 1), (-(2**63), 150), (2**63 - 1, 150), (100, -1), (100, MAX_RATE_BP + 1), (None, 150), (100, None)]


def rounded(engine: str, rows: list[tuple[int | None, int | None]]) -> list[int | None]:
    columns: dict[str, engines.Column] = {
        "row": range(len(rows)),
        "amount_fen": [amount for amount, _ in rows],
        "rate_bp": [rate for _, rate in rows],
    }
    result = engines.run(_round, columns, TYPES, engine=engine)
    return [row["fen"] for row in result]


def _round(frame: engines.Frame) -> engines.Frame:
    return frame.with_columns(fen=half_up_expr(nw.col("amount_fen"), nw.col("rate_bp"))).sort("row")


@pytest.mark.parametrize("engine", ENGINES)
def test_frames_round_as_integers_do(engine: str) -> None:
    assert rounded(engine, list(EDGES)) == [half_up(amount, rate) for amount, rate in EDGES]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_blank_or_beyond_the_bounds_has_no_amount(engine: str) -> None:
    assert rounded(engine, list(WILD)) == [None] * len(WILD)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(-MAX_FEN, MAX_FEN), st.integers(0, MAX_RATE_BP)), min_size=1, max_size=60))
def test_polars_and_duckdb_agree_with_python_on_any_amount(rows: list[tuple[int | None, int | None]]) -> None:
    expected = [half_up(amount, rate) for amount, rate in rows if amount is not None and rate is not None]
    assert rounded("polars", rows) == rounded("duckdb", rows) == expected


@pytest.fixture(scope="module")
def deals() -> dict[str, engines.Column]:
    """Three hundred deals in every mixture of denied, withheld, paid, filed and priced, in no order."""
    numbers = [number * 7_919 % 300 for number in range(300)]
    return {
        "deal_id": [f"D{number:03d}" for number in numbers],
        "payee": [f"P{number % 7}" for number in numbers],
        "base_fen": [None if number % 11 == 0 else number * 8_000_003 for number in numbers],
        "rate_bp": [150 + number % 3 for number in numbers],
        "denied": [number % 5 == 0 for number in numbers],
        "withheld": [number % 3 == 0 for number in numbers],
        "period": [None if number % 4 == 0 else 24_300 + number % 6 for number in numbers],
        "as_of_month": [24_303] * 300,
        "paid_fen": [number * 1_000 if number % 7 == 0 else None for number in numbers],
    }


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_every_engine_gives_the_same_commission_lines(engine: str, deals: dict[str, engines.Column]) -> None:
    expected = engines.run(lines, deals, COLUMNS)
    assert {row["status"] for row in expected} == {"accrued", "payable", "withheld", "denied", "paid", "clawed_back"}
    assert engines.run(lines, deals, COLUMNS, engine=engine) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_no_deals_give_no_lines(engine: str) -> None:
    assert engines.run(lines, {name: [] for name in COLUMNS}, COLUMNS, engine=engine) == []


def test_an_unknown_engine_is_named_with_the_known_ones() -> None:
    with pytest.raises(engines.EngineError, match="'pandas': expected one of polars, duckdb, spark"):
        engines.check("pandas")


@pytest.mark.skipif(engines.has_spark(), reason="PySpark is installed here")
def test_spark_without_pyspark_says_what_to_install() -> None:
    with pytest.raises(engines.EngineError, match=r"pip install 'qudao\[spark\]'"):
        engines.run(lines, {name: [] for name in COLUMNS}, COLUMNS, engine="spark")
