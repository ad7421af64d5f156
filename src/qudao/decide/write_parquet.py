"""A table as a Parquet file."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qudao.decide.write import Written, headings, types_of


def write(path: Path, table: Written) -> None:
    """The table under its headings; money and instants are text, as in the other formats."""
    names = headings(table.kind)
    schema = pa.schema([(name, _arrow(table.kind, name)) for name in names])
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(names)
    pq.write_table(pa.table([pa.array(values, each.type) for values, each in zip(columns, schema, strict=True)], schema=schema), path)


def _arrow(kind: type, name: str) -> Any:
    held = types_of(kind).get(name, {str})
    return pa.bool_() if bool in held else pa.int64() if int in held else pa.string()
