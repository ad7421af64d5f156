"""What a partner tells about a customer, checked at the door: each field that is wrong is named with what was expected.

What the regulation asks for (a phone, the declaration, a company's name) is judged by the rules and refused with its clause, not here.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from qudao.customers.chat_line import ChatLine, parse_chat_line
from qudao.rules.identity import normal_identity, normal_name, normal_phone

__all__ = ["BadReport", "ChatLine", "Problem", "Report", "identity_number", "parse_chat_line", "phone", "plain", "read_report"]

LONGEST = {"customer_name": 60, "phone": 40, "identity_no": 40, "company": 120, "customer_city": 40, "learned_from": 60, "grounds": 500}
FARTHEST_PLAN = timedelta(days=731)
YES = frozenset({"1", "true", "on", "yes", "y", "是"})
NO = frozenset({"", "0", "false", "off", "no", "n", "否"})

PHONE = re.compile(
    r"1[3-9][0-9]{9}|1[3-9][0-9]\*{4}[0-9]{4}"  # mobile, masked mobile
    r"|0[1-9][0-9]{1,2}[0-9]{7,8}|0[1-9][0-9]{1,2}\*{4}[0-9]{3,4}"  # landline with area code
    r"|[2-9][0-9]{6,7}|[48]00[0-9]{7}"  # landline without, service numbers
)
ABROAD = re.compile(r"(?:\+|00)(?!86)[1-9][0-9]{6,14}")
IDENTITY = re.compile(r"[0-9A-Z]{5,30}")


@dataclass(frozen=True, slots=True)
class Report:
    """A customer as told by a partner, in good form. Blank text means not told."""

    customer_name: str
    phone: str = ""
    identity_no: str = ""
    company: str = ""
    corporate: bool = False
    customer_city: str = ""
    local: bool = True
    declared: bool = True
    planned_visit_on: date | None = None
    bulk_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, in the language of who asked."""

    field: str
    message: str


class BadReport(ValueError):
    """A report that cannot be taken as it is; one problem per field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.field for problem in problems))
        self.problems = problems

    @property
    def by_field(self) -> dict[str, str]:
        """The message beside each field."""
        return {problem.field: problem.message for problem in self.problems}


class _Wrong(ValueError):
    pass


def read_report(told: Mapping[str, object], *, today: date) -> Report:
    """The report in `told` (fields of `Report`; text, booleans or dates), or BadReport naming every field that is wrong.

    `today` is the day in the site's zone.
    """
    fields: dict[str, object] = {}
    problems: list[Problem] = []
    readers: dict[str, Callable[[], object]] = {
        "customer_name": lambda: _name(plain(told, "customer_name")),
        "phone": lambda: phone(plain(told, "phone")),
        "identity_no": lambda: identity_number(plain(told, "identity_no")),
        "company": lambda: plain(told, "company"),
        "corporate": lambda: _truth(told, "corporate", default=False),
        "customer_city": lambda: plain(told, "customer_city"),
        "local": lambda: _truth(told, "local", default=True),
        "declared": lambda: _truth(told, "declared", default=True),
        "planned_visit_on": lambda: _planned(told.get("planned_visit_on"), today),
        "bulk_proposed": lambda: _truth(told, "bulk_proposed", default=False),
    }
    for field, read in readers.items():
        try:
            fields[field] = read()
        except _Wrong as wrong:
            problems.append(Problem(field, str(wrong)))
    if problems:
        raise BadReport(tuple(problems))
    return Report(**fields)  # type: ignore[arg-type]


def plain(told: Mapping[str, object], field: str) -> str:
    """A field's text in one line without invisible characters; ValueError with a message when it is too long or holds control characters."""
    value = told.get(field)
    text = "".join(letter for letter in ("" if value is None else str(value)) if unicodedata.category(letter) != "Cf")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\r\n" for letter in text):
        raise _Wrong(_("含有无法显示的字符，请删去后重新填写"))
    text = " ".join(text.split())
    if len(text) > LONGEST[field]:
        raise _Wrong(_("太长：最多 %(limit)s 个字，现在有 %(count)s 个") % {"limit": LONGEST[field], "count": len(text)})
    return text


def phone(text: str) -> str:
    """A phone in normal form, blank when blank; ValueError with a message for anything else."""
    if not text:
        return ""
    bare = re.sub(r"[\s\-()（）.·]", "", unicodedata.normalize("NFKC", text))
    if ABROAD.fullmatch(bare):
        return bare
    number = normal_phone(text)
    if not PHONE.fullmatch(number) or re.search(r"[^\W\d_]", re.sub(r"[xX×]", "", bare)):
        raise _Wrong(_("电话写作 11 位手机号，例如 13812345678；也可以是带区号的固定电话，或隐去中间四位的 138****5678"))
    return number


def identity_number(text: str) -> str:
    """An identity number in capitals without blanks; passports and permits count too."""
    number = normal_identity(text)
    if text and not IDENTITY.fullmatch(number):
        raise _Wrong(_("证件号码由 5 到 30 位数字和字母组成，例如 18 位身份证号"))
    return number


def _name(text: str) -> str:
    if not normal_name(text):
        raise _Wrong(_("请填写客户姓名，最好是全名"))
    return text


def _truth(told: Mapping[str, object], field: str, *, default: bool) -> bool:
    value = told.get(field)
    if value is None:
        return default
    word = str(value).strip().casefold()
    if word not in YES | NO:
        raise _Wrong(_("只能填“是”或“否”"))
    return word in YES


def _planned(value: object, today: date) -> date | None:
    if value is None or value == "":
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise _Wrong(_("日期写作 2025-03-09，且必须真实存在")) from None
    if not today <= day <= today + FARTHEST_PLAN:
        raise _Wrong(_("计划到访日须在 %(first)s 至 %(last)s 之间") % {"first": today, "last": today + FARTHEST_PLAN})
    return day
