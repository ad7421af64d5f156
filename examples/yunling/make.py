"""Write the facts of 云岭地产， a company that does not exist: half a year of reports, visits and deals, as messy as life is.

    python examples/yunling/make.py [FOLDER]

The same seed writes the same bytes. Every person and company is invented; phones, names and identity numbers belong to nobody we know of.
The stories themselves (who reported whom, and when) are told in `stories.py`; here they are put on paper, badly.
"""

import argparse
import csv
import io
import random
from datetime import datetime
from pathlib import Path

from company import Row
from stories import SEED, tell

WIDE = {ord(plain): chr(ord(plain) + 0xFEE0) for plain in "0123456789:-+"}

ENGLISH: dict[str, list[str]] = {
    "partners": ["partner_id", "name", "kind", "grade", "joined_on"],
    "projects": ["project_id", "name", "city", "opens_on", "promotion_area", "interception_radius_m"],
    "staff": ["staff_id", "name", "role", "partner_id", "unit", "joined_on", "left_on"],
    "relations": ["person", "relative", "relation"],
    "registrations": [
        "registration_id", "received_at", "partner_id", "project_id", "stage", "customer_name", "phone", "identity_no", "company", "corporate",
        "customer_city", "local", "declared", "planned_visit_on", "filed_by", "exception",
    ],
    "extensions": ["registration_id", "requested_at", "approved_at"],
    "buyers": ["deal_id", "name", "phone", "identity_no"],
    "payouts": ["deal_id", "payee", "paid_at", "amount"],
    "redeterminations": ["deal_id", "partner_id", "approved_at", "grounds"],
    "disputes": ["dispute_id", "deal_id", "partner_id", "raised_at"],
    "callbacks": ["deal_id", "at", "answer"],
    "violations": ["violation_id", "at", "kind", "partner_id", "staff_id", "project_id", "deal_id", "occurred_at", "distance_m"],
}  # fmt: skip

CHINESE: dict[str, dict[str, str]] = {
    "visits": {
        "visit_id": "到访编号", "at": "到访时间", "project_id": "项目编号", "customer_name": "客户姓名", "phone": "联系电话",
        "identity_no": "身份证号", "company": "公司名称", "partner_id": "分销商编号", "source": "来访来源", "bulk": "是否大宗",
        "message_at": "微信报备时间", "desk_at": "前台时间",
        "office_passed_at": "后台审核时间", "leader_signed_at": "负责人签字时间", "entered_at": "录入时间", "confirmed": "带客确认单",
    },
    "deals": {
        "deal_id": "成交编号", "project_id": "项目编号", "partner_id": "分销商编号", "pre_subscribed_at": "认筹时间", "subscribed_at": "认购时间",
        "contracted_at": "签约时间", "filed_at": "网签时间", "paid_at": "付款时间", "unit": "房号", "list_price": "表价", "price": "成交总价",
        "cancelled_at": "退房时间",
    },
}  # fmt: skip
SOURCES = {"channel": "分销", "walk_in": "自然到访", "own": "自拓", "referral": "老带新"}


class Pen:
    """Writes values the way different hands type them; what is meant never changes."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def phone(self, phone: str) -> str:
        """13812345678 as somebody types it."""
        hand = self.rng.random()
        if "*" in phone or hand < 0.72:
            return phone
        if hand < 0.78:
            return phone.translate(WIDE)
        if hand < 0.84:
            return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
        if hand < 0.90:
            return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
        return ("+86 " if hand < 0.96 else "0086") + phone

    def instant(self, at: datetime) -> str:
        """A moment, to the minute, in one of the forms met in real tables."""
        hand = self.rng.random()
        if hand < 0.70:
            return f"{at:%Y-%m-%d %H:%M:%S}"
        if hand < 0.80:
            return f"{at:%Y-%m-%dT%H:%M}+08:00"
        if hand < 0.88:
            return f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}"
        if hand < 0.94:
            return f"{at:%Y-%m-%d %H:%M}".translate(WIDE)
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"

    def name(self, name: str) -> str:
        """A name, sometimes with a stray blank."""
        hand = self.rng.random()
        if len(name) == 2 and hand < 0.06:
            return f"{name[0]} {name[1]}"
        return f"{name} " if hand < 0.10 else f"\u3000{name}" if hand < 0.12 else name

    def cell(self, name: str, value: object) -> str:
        """One value on paper."""
        if value is None:
            return " " if self.rng.random() < 0.01 else ""
        if isinstance(value, bool):
            return self.rng.choice(("true", "是", "TRUE") if value else ("false", "否", "FALSE"))
        if isinstance(value, datetime):
            return self.instant(value)
        if isinstance(value, int):  # money, in fen
            yuan = f"{value // 100:,}.{value % 100:02}"
            return yuan if self.rng.random() < 0.8 else yuan.replace(",", "")
        if name == "phone":
            return self.phone(str(value))
        return self.name(str(value)) if name in ("customer_name", "name") else str(value)


def sheet(pen: Pen, headings: list[str], names: list[str], rows: list[Row], *, title: str = "", doubled: int = 0) -> str:
    """A table as CSV text: perhaps a title row above the headings, a blank line, and lines that somebody pasted twice."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    if title:
        writer.writerow([title] + [""] * (len(headings) - 1))
    writer.writerow(headings)
    lines = [[pen.cell(name, row.get(name)) for name in names] for row in rows]
    for position in sorted(pen.rng.sample(range(len(lines)), doubled), reverse=True):
        lines.insert(min(len(lines), position + pen.rng.randint(1, 40)), list(lines[position]))
    writer.writerows(lines)
    return file.getvalue()


def write(folder: Path) -> None:
    """The whole company, into one folder."""
    company = tell(SEED)
    pen = Pen(random.Random(SEED + 1))
    folder.mkdir(parents=True, exist_ok=True)
    for table, names in ENGLISH.items():
        doubled = 14 if table == "registrations" else 3 if table == "callbacks" else 0
        text = sheet(pen, names, names, company.rows(table), doubled=doubled)
        (folder / f"{table}.csv").write_bytes(text.encode("utf-8-sig" if table == "partners" else "utf-8"))
    visits = [row | {"source": SOURCES.get(str(row["source"]))} for row in company.rows("visits")]
    names = list(CHINESE["visits"])
    text = sheet(pen, list(CHINESE["visits"].values()), names, visits, doubled=9)
    (folder / "visits.csv").write_bytes(text.encode("gbk"))
    names = list(CHINESE["deals"])
    text = sheet(pen, list(CHINESE["deals"].values()), names, company.rows("deals"), title="云岭地产 2025 年上半年成交台账（各项目汇总）")
    (folder / "deals.csv").write_bytes(text.encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the facts of 云岭地产 into a folder.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    write(parser.parse_args().folder)
