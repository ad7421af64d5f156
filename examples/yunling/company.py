"""云岭地产 as a cast: projects, distributors, people, and the rows that they leave behind."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from faker import Faker

PARTNERS = 40
FIRST, DAYS = datetime(2025, 1, 6), 150  # noqa: DTZ001

Row = dict[str, object]
PROJECTS = (
    ("P1", "云岭花园", "杭州"), ("P2", "云岭江境", "杭州"), ("P3", "云岭书院", "宁波"),
    ("P4", "云岭海岸", "宁波"), ("P5", "云岭南湖", "嘉兴"), ("P6", "云岭里", "嘉兴"),
)  # fmt: skip
BRANDS = (
    "恒居", "安屋", "乐巢", "家和", "金桥", "汇邻", "万户", "悦居", "诚达", "鼎铭", "天合", "优筑",
    "品宅", "云栖", "中拓", "联城", "瑞家", "易居通", "智邻", "禾木",
)  # fmt: skip
FIRMS = (
    ("杭州云栖谷科技有限公司", "云栖谷"), ("宁波海蓝贸易有限公司", "海蓝贸易"), ("嘉兴南木家具有限公司", "南木家具"),
    ("杭州启帆软件股份有限公司", "启帆软件"), ("宁波甬成建材有限责任公司", "甬成建材"), ("杭州禾润食品有限公司", "禾润食品"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody who may buy a flat."""

    name: str
    phone: str
    identity_no: str
    company: str | None = None


class Company:
    """Tells the stories, one after another, from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.fake = Faker("zh_CN")
        self.fake.seed_instance(seed)
        self.phones: set[str] = set()
        self.units: set[tuple[str, str]] = set()
        self.tables: dict[str, list[Row]] = {}
        self._ground()

    def rows(self, table: str) -> list[Row]:
        """The rows of one table in the order of their ids."""
        return self.tables.get(table, [])

    def add(self, table: str, row: Row) -> Row:
        """One more row."""
        self.tables.setdefault(table, []).append(row)
        return row

    def _ground(self) -> None:
        for number, (project, name, city) in enumerate(PROJECTS):
            self.add("projects", {"project_id": project, "name": name, "city": city, "interception_radius_m": "500" if number == 3 else None})
        for number in range(1, PARTNERS + 1):
            city, brand = PROJECTS[number % 6][2], BRANDS[number % len(BRANDS)]
            kind = ("房产经纪有限公司", "置业咨询有限公司")[number > len(BRANDS)]
            joined = date(2024, 1, 1) + timedelta(days=self.rng.randrange(330))
            row: Row = {"partner_id": f"F{number:02}", "name": f"{city}{brand}{kind}", "kind": "distributor", "grade": self.rng.choice("ABC")}
            self.add("partners", row | {"joined_on": joined.isoformat()})
            for _ in range(3):
                self._member(f"F{number:02}", "agent", None)
        for project, name, _ in PROJECTS:
            self._member(None, "site_leader", project)
            for _ in range(3):
                self._member(None, "consultant", name)

    def _member(self, partner: str | None, role: str, unit: str | None) -> None:
        number = len(self.tables.get("staff", [])) + 1
        joined = (date(2024, 6, 1) + timedelta(days=self.rng.randrange(200))).isoformat()
        row: Row = {"staff_id": f"S{number:03}", "name": self.fake.name(), "role": role, "partner_id": partner, "unit": unit, "joined_on": joined}
        self.add("staff", row)

    def person(self) -> Person:
        """Somebody new, with a phone of their own."""
        while (phone := f"1{self.rng.choice('35789')}{self.rng.randrange(10**9):09}") in self.phones:
            pass
        self.phones.add(phone)
        born = date(1960, 1, 1) + timedelta(days=self.rng.randrange(16000))
        stem = f"{self.rng.choice(('330106', '330203', '330402'))}{born:%Y%m%d}{self.rng.randrange(1000):03}"
        check = "10X98765432"[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(stem)) % 11]
        return Person(self.fake.name(), phone, stem + check)

    def project(self) -> str:
        """Any of the six."""
        return self.rng.choice(PROJECTS)[0]

    def partners(self, count: int) -> list[str]:
        """Different distributors."""
        return [f"F{number:02}" for number in self.rng.sample(range(1, PARTNERS + 1), count)]

    def moment(self, early: int = 9, late: int = 16) -> datetime:
        """A minute of some day during opening hours."""
        return FIRST + timedelta(days=self.rng.randrange(DAYS), hours=self.rng.randint(early, late), minutes=self.rng.randrange(60))

    def hours(self, low: float, high: float) -> timedelta:
        """So many hours, to the minute."""
        return timedelta(minutes=round(self.rng.uniform(low, high) * 60))

    def later(self, at: datetime, low: float, high: float) -> datetime:
        """So many hours later (or earlier), but while the office is open."""
        return (at + self.hours(low, high)).replace(hour=self.rng.randint(9, 16))

    def report(self, person: Person, *, partner: str, project: str, at: datetime, **other: object) -> Row:
        """A distributor reports somebody."""
        known = {"phone": person.phone, "identity_no": person.identity_no if self.rng.random() < 0.15 else None}
        if self.rng.random() < 0.03 and not other:
            known = {"phone": None, "identity_no": person.identity_no}
        row: Row = {"received_at": at, "partner_id": partner, "project_id": project, "stage": "pre", "customer_name": person.name, **known}
        row |= {"declared": self.rng.choice((True, True, None)), "local": self.rng.choice((True, None))} | other
        return self.add("registrations", row)

    def visit(self, person: Person, *, project: str, at: datetime, partner: str | None = None, source: str = "channel", **other: object) -> Row:
        """Somebody comes to the site; with a partner all papers are made unless told otherwise."""
        row: Row = {"at": at, "project_id": project, "customer_name": person.name, "phone": person.phone, "company": person.company, "source": source}
        if partner:
            minutes = [timedelta(minutes=self.rng.randint(low, high)) for low, high in ((2, 25), (5, 50), (60, 110), (120, 170))]
            row |= {"partner_id": partner, "message_at": at - minutes[0], "desk_at": at, "office_passed_at": at + minutes[1]}
            row |= {"leader_signed_at": at + minutes[2], "entered_at": at + minutes[3], "confirmed": True}
        return self.add("visits", row | other)

    def deal(self, *buyers: Person, project: str, at: datetime, claimed: str | None) -> Row:
        """They buy: subscribed first, contracted and filed some days later."""
        contracted = self.later(at, 24, 24 * 12)
        listed = self.rng.randint(900, 4600) * 1000
        price = listed * self.rng.randint(880, 1000) // 1000 // 100 * 100
        unit = self._unit(project)
        row: Row = {"project_id": project, "partner_id": claimed, "subscribed_at": at, "contracted_at": contracted, "unit": unit}
        row |= {"list_price": listed * 100, "price": price * 100, "filed_at": self.later(contracted, 20, 24 * 15)}
        if self.rng.random() < 0.25:
            row["pre_subscribed_at"] = at - self.hours(0.2, 1.5)
        row["buyers"] = [{"name": buyer.name, "phone": None if buyer.company else buyer.phone, "identity_no": buyer.identity_no} for buyer in buyers]
        return self.add("deals", row)

    def _unit(self, project: str) -> str:
        """A unit that is not yet sold."""
        while True:
            unit = f"{self.rng.randint(1, 18)}-{self.rng.randint(1, 2)}-{self.rng.randint(2, 33)}0{self.rng.randint(1, 4)}"
            if (project, unit) not in self.units:
                self.units.add((project, unit))
                return unit

    def number(self) -> None:
        """Ids in the order of time, then the rows that refer to them."""
        for table, key, order, form in (
            ("registrations", "registration_id", "received_at", "R{:04}"), ("visits", "visit_id", "at", "V{:04}"),
            ("deals", "deal_id", "subscribed_at", "C{:03}"),
            ("disputes", "dispute_id", "raised_at", "Z{:02}"), ("violations", "violation_id", "at", "W{:02}"),
        ):  # fmt: skip
            self.tables[table].sort(key=lambda row: str(row[order]))
            for number, row in enumerate(self.tables[table], start=1):
                row[key] = form.format(number)
        for table in ("extensions", "payouts", "redeterminations", "disputes", "callbacks", "violations"):
            for row in self.tables[table]:
                for key, of in (("registration_id", "registration"), ("deal_id", "deal")):
                    if isinstance(about := row.get(of), dict):
                        row[key] = about[key]
        for deal in self.tables["deals"]:
            for buyer in deal["buyers"]:  # type: ignore[attr-defined]
                self.add("buyers", {"deal_id": deal["deal_id"], **buyer})
        for table, order in (("callbacks", "at"), ("payouts", "paid_at")):
            self.tables[table].sort(key=lambda row: (str(row["deal_id"]), str(row[order])))
