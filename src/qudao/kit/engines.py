"""The engine behind a frame function, by name: Polars by default, DuckDB, or Spark where it is installed.

The function itself is written once, against Narwhals; every engine gives the same rows.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
from narwhals.dtypes import DType

ENGINES = ("polars", "duckdb", "spark")

Frame = nw.LazyFrame[Any]
Column = Sequence[int | str | bool | None]
Types = Mapping[str, type[DType]]

_POLARS: Mapping[type[DType], type[pl.DataType]] = {nw.Int64: pl.Int64, nw.String: pl.String, nw.Boolean: pl.Boolean}
_SPARK: Mapping[type[DType], str] = {nw.Int64: "bigint", nw.String: "string", nw.Boolean: "boolean"}


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
    table = pl.DataFrame(dict(columns), schema={name: _POLARS[kind] for name, kind in types.items()})
    if engine == "duckdb":
        with duckdb.connect() as connection:
            return _rows(function(nw.from_native(connection.from_arrow(table.to_arrow()))))
    if engine == "spark":
        session = import_module("pyspark.sql").SparkSession.builder.getOrCreate()
        schema = ", ".join(f"`{name}` {_SPARK[kind]}" for name, kind in types.items())
        return _rows(function(nw.from_native(session.createDataFrame(table.rows(), schema))))
    return _rows(function(nw.from_native(table.lazy())))


def _rows(frame: Frame) -> list[dict[str, Any]]:
    return frame.collect(backend="polars").rows(named=True)
