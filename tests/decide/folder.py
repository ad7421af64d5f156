"""A small folder of facts that is true, to be spoilt line by line."""

import csv
from pathlib import Path

HEADINGS: dict[str, str] = {
    "partners": "partner_id,name",
    "projects": "project_id,name,city",
    "staff": "staff_id,name,role,partner_id",
    "registrations": "registration_id,received_at,partner_id,project_id,stage,customer_name,phone",
    "visits": "visit_id,at,project_id,customer_name,phone,partner_id,confirmed",
    "deals": "deal_id,project_id,partner_id,subscribed_at,contracted_at,filed_at,price",
    "buyers": "deal_id,name,phone",
}
LINES: dict[str, list[str]] = {
    "partners": ["A,安居", "B,百家"],
    "projects": ["P,云岭花园,杭州"],
    "staff": ["S1,李娜,agent,A"],
    "registrations": [
        "R1,2025-03-01 09:00,A,P,pre,周敏,13812345678",
        "R2,2025-03-02 09:00,B,P,pre,周敏,13812345678",
        "R3,2025-03-03 09:00,B,P,pre,孙伟,13912345678",
    ],
    "visits": ["V1,2025-03-01 11:00,P,周敏,13812345678,A,是", "V2,2025-03-03 09:30,P,孙伟,13912345678,B,是"],
    "deals": ["D1,P,A,2025-03-20 10:00,2025-03-21 10:00,2025-03-31 10:00,2400000", "D2,P,B,2025-03-20 10:00,,,1000000.00"],
    "buyers": ["D1,周敏,13812345678", "D2,孙伟,13912345678"],
}


def facts(folder: Path, *, encoding: str = "utf-8", **changed: list[str]) -> Path:
    """Write the folder; `changed` gives other lines for a table (the first may be a heading)."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in LINES | changed:
        lines = changed.get(table, LINES.get(table, []))
        heading = [] if table not in HEADINGS or (lines and lines[0].startswith(("heading:", "title:"))) else [HEADINGS[table]]
        lines = [line.removeprefix("heading:").removeprefix("title:") for line in lines]
        (folder / f"{table}.csv").write_bytes("".join(f"{line}\n" for line in [*heading, *lines]).encode(encoding))
    return folder


def table(path: Path) -> list[dict[str, str]]:
    """A table of decisions as written."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
