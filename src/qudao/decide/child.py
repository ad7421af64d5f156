"""The process in which workbooks and Parquet files are parsed: `python -m qudao.decide.child PATH MEMORY CPU CELLS`.

It limits itself before it opens the file, then writes one JSON document a line: `{"sheet": …}` and then that sheet's rows. Nothing but
these lines reaches the parent, whatever the file does to the parser.
"""

import importlib
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

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
    # The parsers are loaded here, after the limits, and never in the parent.
    module = importlib.import_module("qudao.decide.parquet" if path.suffix.lower() == ".parquet" else "qudao.decide.workbook")
    cells = 0
    for name, merged, rows in module.sheets(path):
        yield {"sheet": name, "merged": merged}
        for row in rows:
            cells += len(row)
            if cells > most_cells:
                yield {"problem": "too_big", "details": {"limit": f"{most_cells:,}"}}
                return
            yield row


def main() -> int:
    """Parse the file named on the command line within the limits given there."""
    path, memory, seconds, most_cells = Path(sys.argv[1]), *(int(word) for word in sys.argv[2:5])
    limit(memory, seconds)
    try:
        for line in lines(path, most_cells):
            sys.stdout.write(json.dumps(line, ensure_ascii=True, default=encode) + "\n")
    except MemoryError:
        return 4
    except Exception as error:  # noqa: BLE001
        problem = getattr(error, "problem", None)
        if problem is None:
            # Somebody else's parser, on bytes meant to break it: whatever it raises means that the file cannot be read.
            document = {"problem": "damaged", "details": {"what": "unreadable", "error": type(error).__name__}}
        else:
            document = {"problem": problem.code, "sheet": problem.sheet, "details": dict(problem.details)}
        sys.stdout.write(json.dumps(document) + "\n")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
