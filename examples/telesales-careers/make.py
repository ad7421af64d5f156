"""Write the facts of 海岚通 (which does not exist): two years of orders of sixty telephone salespeople, and their exams.

    python examples/telesales-careers/make.py [FOLDER]

The same seed writes the same bytes. Every person is invented.
"""

import argparse
import csv
import io
import random
from datetime import date, timedelta
from pathlib import Path

SEED = 20250607
MONTHS = [(year, month) for year in (2024, 2025) for month in range(1, 13)] + [(2026, 1), (2026, 2)]
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = ["敏", "伟", "静", "磊", "洋", "艳", "涛", "雪梅", "志强", "晓东", "思琪", "子豪"]
TEAMS = ["电销一部", "电销二部", "电销三部"]


def people(rng: random.Random) -> list[dict[str, object]]:
    """Sixty people with a talent and a month of joining."""
    return [
        {
            "staff_id": f"T{number:03}",
            "name": rng.choice(FAMILY) + rng.choice(GIVEN),
            "unit": rng.choice(TEAMS),
            "first": rng.choice([0, 0, 0, 2, 5, 9, 14]),
            "talent": rng.choice([3, 5, 6, 7, 8, 9, 10, 12]),
        }
        for number in range(1, 61)
    ]


def orders(rng: random.Random, person: dict[str, object]) -> list[tuple[int, int, int]]:
    """Year, month and orders; a person on leave has no row for the month, which is a gap."""
    first, talent = int(str(person["first"])), int(str(person["talent"]))
    rows = []
    for place, (year, month) in enumerate(MONTHS):
        if place >= first and rng.random() > 0.03:
            season = 2 if month in (3, 9, 11) else -2 if month == 2 else 0
            rows.append((year, month, max(0, round(rng.gauss(talent + season, 2)))))
    return rows


def exams(rng: random.Random, person: dict[str, object]) -> list[tuple[str, date]]:
    """What was passed, and when: before, inside and long after the good months."""
    joined = date(*MONTHS[int(str(person["first"]))], 1)
    passed = []
    for exam, share in (("CME", 0.7), ("CMP", 0.4), ("CMT", 0.25)):
        if rng.random() < share:
            passed.append((exam, min(joined + timedelta(days=rng.randint(10, 640)), date(2026, 2, 20))))
    return passed


def written(headings: list[str], rows: list[list[object]], title: str = "") -> str:
    """A table as CSV text, perhaps with a title row above its headings."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    if title:
        writer.writerow([title] + [""] * (len(headings) - 1))
    writer.writerow(headings)
    writer.writerows(rows)
    return file.getvalue()


def write(folder: Path) -> None:
    """The whole company, into one folder."""
    rng = random.Random(SEED)
    staff = people(rng)
    results = [[person["staff_id"], _month(rng, year, month), "签单数", count] for person in staff for year, month, count in orders(rng, person)]
    passed = [[person["staff_id"], exam, _day(rng, day)] for person in staff for exam, day in exams(rng, person)]
    results.insert(40, list(results[30]))  # pasted twice
    folder.mkdir(parents=True, exist_ok=True)
    team = written(["员工编号", "姓名", "部门"], [[person["staff_id"], person["name"], person["unit"]] for person in staff])
    (folder / "staff.csv").write_bytes(team.encode("gbk"))
    table = written(["对象编号", "月份", "指标", "数值"], results, title="海岚通电销签单台账 2024-01 至 2026-02")
    (folder / "results.csv").write_bytes(table.encode())
    (folder / "exams.csv").write_bytes(written(["staff_id", "exam", "passed_at"], passed).encode("utf-8-sig"))


def _month(rng: random.Random, year: int, month: int) -> str:
    return f"{year}年{month}月" if rng.random() < 0.1 else f"{year}-{month:02}"


def _day(rng: random.Random, day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}" if rng.random() < 0.2 else day.isoformat()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the facts of 海岚通 into a folder.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    write(parser.parse_args().folder)
