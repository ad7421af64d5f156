"""Parquet files, read inside the child process."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from qudao.decide.cells import Cell
from qudao.decide.problems import Problem, UnreadableError


def sheets(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]], Iterator[list[Cell]]]]:
    """The one table of the file, its headings first."""
    pa.set_cpu_count(1)
    try:
        file = pq.ParquetFile(path, memory_map=False)
        yield "", [], _rows(file)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableError(Problem("damaged", details={"what": "unreadable", "error": type(error).__name__})) from None


def _rows(file: pq.ParquetFile) -> Iterator[list[Cell]]:
    yield list(file.schema_arrow.names)
    for batch in file.iter_batches(batch_size=8192, use_threads=False):
        yield from map(list, zip(*(column.to_pylist() for column in batch.columns), strict=True))
