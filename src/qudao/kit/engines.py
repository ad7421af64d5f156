"""The engine behind a frame function, by name: Polars by default, DuckDB, or Spark where it is installed.

The function itself is written once, against Narwhals; every engine gives the same rows.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import narwhals as nw
from narwhals.dtypes import DType

ENGINES = ("polars", "duckdb", "spark")

Frame = nw.LazyFrame[Any]
Column = Sequence[int | str | bool | None]
Types = Mapping[str, type[DType]]


class EngineError(Exception):
    """An engine that is unknown or not installed; the message says what to do."""


def has_spark() -> bool:
    """Whether the Spark extra is installed."""
    return find_spec("pyspark") is not None


def check(engine: str) -> str:
    """The engine's name, when it can be used here."""
    if engine not in ENGINES:
        raise EngineError(f"engine: {engine!r}: expected one of {', '.join(ENGINES)}")
    if engine == "spark" and not has_spark():
        raise EngineError("engine: 'spark': PySpark is not installed here; install it with: pip install 'qudao[spark]' (it needs Java 17)")
    return engine


def run(function: Callable[[Frame], Frame], columns: Mapping[str, Column], types: Types, *, engine: str = "polars") -> list[dict[str, Any]]:
    """Send columns through a frame function on an engine and fetch the rows."""
    check(engine)
    rows: list[dict[str, Any]] = import_module("qudao.kit.frames").run(function, columns, types, engine)
    return rows
