"""A report as people type it in a chat: 滨河苑+周敏+13812345678.

What was read, what is missing, what could not be placed; nothing is guessed silently.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qudao.rules.identity import normal_name

SEPARATORS = re.compile(r"[+\s,，、/;；|:：。]+")
LABEL = re.compile(
    "(?:项目(?:名称)?|楼盘|报备|预报备|客户(?:姓名|名称|电话|公司)?|姓名|名字|电话(?:号码)?|手机(?:号|号码)?|联系方式|联系电话|"
    "身份证(?:号|号码)?|证件(?:号|号码)?|公司(?:名称)?|购买公司|城市|来自|project|name|phone|company|id)",
    re.IGNORECASE,
)
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])")
PHONE = re.compile(
    r"(?<![0-9*])(?:(?:\+|00)?86[- ]?)?(1[3-9]\d[- ]?(?:\d{4}|[*xX×]{4})[- ]?\d{4})(?![0-9*])"  # mobile, masked mobile
    r"|(?<![0-9*])(0[1-9]\d{1,2}-?\d{7,8})(?![0-9*])"  # landline with area code
)
DAY = re.compile(r"(?<!\d)(20\d{2})(?:-|年|\.)(\d{1,2})(?:-|月|\.)(\d{1,2})日?(?!\d)")
REMOTE = re.compile(r"(?:是)?(?:外地|异地|外省|外市|外埠|外城|remote|out of town)(?:客户|客人|客)?", re.IGNORECASE)
LOCAL = re.compile(r"(?:是)?(?:本地|本市|本城|同城|local)(?:客户|客人|客)?", re.IGNORECASE)
COMPANY = re.compile(
    r".*(?:公司|集团|工厂|厂|合伙|合伙企业|事务所|研究院|研究所|合作社|商行|企业|银行|学校|医院|co\.?|ltd\.?|inc\.?|llc)", re.IGNORECASE
)
NAME = re.compile(r"[^\W\d_][^\W\d_·.]*(?:[·. ][^\W\d_]+)*")
LONGEST = 500


@dataclass(frozen=True, slots=True)
class ChatLine:
    """What a line says. `missing` and `unread` are shown to whoever typed it before anything is sent."""

    project: str | None = None
    projects: tuple[str, ...] = ()
    """The projects that the line could mean when it names none uniquely."""
    customer_name: str = ""
    phone: str = ""
    identity_no: str = ""
    company: str = ""
    local: bool | None = None
    planned_visit_on: date | None = None
    missing: tuple[str, ...] = ()
    """Of project, customer_name, phone: what the line does not tell."""
    unread: tuple[str, ...] = ()
    """Words that could not be placed."""


def parse_chat_line(text: str, project_names: Sequence[str]) -> ChatLine:
    """Read a pasted line against the names of the projects that take reports."""
    rest = unicodedata.normalize("NFKC", text[:LONGEST].replace("\x00", " "))
    rest, identity_no = _cut(IDENTITY, rest)
    rest, phone = _cut(PHONE, rest)
    rest, planned_visit_on = _cut_day(rest)
    rest, project = _cut_project(rest, project_names)
    words = [word for word in SEPARATORS.split(rest) if word.strip("-") and not LABEL.fullmatch(word)]
    words, company = _take(words, COMPANY)
    words, remote = _take(words, REMOTE)
    words, near = _take(words, LOCAL)
    projects: tuple[str, ...] = (project,) if project else ()
    if not project:
        words, projects = _take_project(words, project_names)
    words, customer_name = _take_name(words)
    told = {"project": len(projects) == 1, "customer_name": customer_name, "phone": phone or identity_no or company}
    return ChatLine(
        project=projects[0] if len(projects) == 1 else None,
        projects=projects if len(projects) > 1 else (),
        customer_name=customer_name,
        phone=re.sub(r"[- ]", "", re.sub(r"[xX×]", "*", phone)),
        identity_no=identity_no.upper(),
        company=company,
        local=False if remote else True if near else None,
        planned_visit_on=planned_visit_on,
        missing=tuple(field for field, value in told.items() if not value),
        unread=tuple(words),
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The first hit, taken out; its first group that matched, or all of it."""
    hit = pattern.search(text)
    if not hit:
        return text, ""
    return f"{text[: hit.start()]} {text[hit.end() :]}", next((group for group in hit.groups() if group), hit.group())


def _cut_day(text: str) -> tuple[str, date | None]:
    hit = DAY.search(text)
    if not hit:
        return text, None
    try:
        day = date(*map(int, hit.groups()))
    except ValueError:
        return text, None
    return f"{text[: hit.start()]} {text[hit.end() :]}", day


def _cut_project(text: str, names: Iterable[str]) -> tuple[str, str | None]:
    """A project named in full, the longest first, even if its name holds a separator."""
    for name in sorted(names, key=len, reverse=True):
        plain = unicodedata.normalize("NFKC", name)
        if plain and plain in text:
            return text.replace(plain, " ", 1), name
    return text, None


def _take(words: list[str], pattern: re.Pattern[str]) -> tuple[list[str], str]:
    """The first word that is wholly of the pattern."""
    for index, word in enumerate(words):
        if pattern.fullmatch(word):
            return words[:index] + words[index + 1 :], word
    return words, ""


def _take_project(words: list[str], names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The first word that is part of a project's name: of exactly one, or the choice of those it could be."""
    for index, word in enumerate(words):
        part = normal_name(word)
        fitting = tuple(name for name in names if len(part) > 1 and part in normal_name(name))
        if fitting:
            return words[:index] + words[index + 1 :], fitting
    return words, ()


def _take_name(words: list[str]) -> tuple[list[str], str]:
    """The first word that can be a name; Latin words that follow one another belong together."""
    for index, word in enumerate(words):
        if not NAME.fullmatch(word) or len(word) > 30:
            continue
        end = index + 1
        while word.isascii() and end < len(words) and words[end].isascii() and NAME.fullmatch(words[end]):
            end += 1
        return words[:index] + words[end:], " ".join(words[index:end])
    return words, ""
