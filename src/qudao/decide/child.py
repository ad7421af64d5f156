"""The process in which workbooks, Parquet files and strangers' text files are parsed: `python -m qudao.decide.child PATH MEMORY CPU CELLS`.

It limits itself before it opens the file, then writes one JSON document a line: `{"sheet": …}` and then that sheet's rows. Nothing but
these lines reaches the parent, whatever the file does to the parser.
"""

import importlib
import json
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from qudao.decide.problems import Problem, UnreadableError
from qudao.decide.sheets import TEXT_SUFFIXES, sheets_of_text

LONGEST_OUTPUT = 2**30
REFUSED = 3


def limit(memory: int, seconds: int) -> None:
    """No more memory, processor time or output than given; no core file."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LONGEST_OUTPUT, LONGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def encode(value: object) -> object:
    """Cells that JSON has no word for, tagged."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return {"other": value.isoformat() if isinstance(value, time) else repr(value)[:80]}


def lines(path: Path, most_cells: int) -> Iterator[object]:
    """The documents written for one file."""
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES:
        for text in sheets_of_text(path, ""):
            yield {"sheet": None, "merged": [], "heading": text.heading, "numbers": text.numbers}
            yield from _counted(text.rows, most_cells)
        return
    # These parsers are loaded here, after the limits, and never in the parent.
    module = importlib.import_module("qudao.decide.parquet" if suffix == ".parquet" else "qudao.decide.workbook")
    for name, merged, rows in module.sheets(path):
        yield {"sheet": name, "merged": merged}
        yield from _counted(rows, most_cells)


def _counted(rows: Iterable[Sequence[object]], most_cells: int) -> Iterator[object]:
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > most_cells:
            raise UnreadableError(Problem("too_big", details={"limit": f"{most_cells:,}"}))
        yield row


def _refuse(document: object) -> int:
    sys.stdout.write(json.dumps(document) + "\n")
    return REFUSED


def main() -> int:
    """Parse the file named on the command line within the limits given there."""
    path, memory, seconds, most_cells = Path(sys.argv[1]), *(int(word) for word in sys.argv[2:5])
    limit(memory, seconds)
    try:
        for line in lines(path, most_cells):
            sys.stdout.write(json.dumps(line, ensure_ascii=True, default=encode) + "\n")
    except MemoryError:
        return 4
    except UnreadableError as error:
        return _refuse(
            {"problem": error.problem.code, "sheet": error.problem.sheet, "row": error.problem.row, "details": dict(error.problem.details)}
        )
    except Exception as error:  # noqa: BLE001
        # Somebody else's parser, on bytes meant to break it: whatever it raises means that the file cannot be read.
        return _refuse({"problem": "damaged", "details": {"what": "unreadable", "error": type(error).__name__}})
    return 0


if __name__ == "__main__":
    sys.exit(main())
