"""Columns through a frame function on one engine. Its libraries load slowly and start threads: `engines.run` imports this when it is needed."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
from narwhals.dtypes import DType

from qudao.kit.engines import Column, Frame, Types

_POLARS: Mapping[type[DType], type[pl.DataType]] = {nw.Int64: pl.Int64, nw.String: pl.String, nw.Boolean: pl.Boolean}
_SPARK: Mapping[type[DType], str] = {nw.Int64: "bigint", nw.String: "string", nw.Boolean: "boolean"}


def run(function: Callable[[Frame], Frame], columns: Mapping[str, Column], types: Types, engine: str) -> list[dict[str, Any]]:
    """The rows that the function makes of the columns; `engine` is one of `engines.ENGINES` and installed."""
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
