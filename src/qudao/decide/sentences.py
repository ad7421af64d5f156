"""A reason's sentence in 中文 or English, made at the door from code, clause and numbers.

How a number reads follows the end of its name: `_until` is the exclusive end of a window (2025-03-08 24:00), `_at` and `_from` an instant,
`_on` a day, `_fen` money (¥1,234.56), `_bp` a percentage, `_seconds` a length of time.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from qudao.decide.wording import amendment, attribution, careers, clinic, field_team, grades, protection, settlement, social
from qudao.rules.decision import Number, Reason

TEMPLATES: Mapping[str, tuple[str, str]] = {
    **protection.TEMPLATES,
    **attribution.TEMPLATES,
    **settlement.TEMPLATES,
    **amendment.TEMPLATES,
    **careers.TEMPLATES,
    **grades.TEMPLATES,
    **field_team.TEMPLATES,
    **clinic.TEMPLATES,
    **social.TEMPLATES,
}
"""Code to (zh, en)."""

WORDS: Mapping[str, tuple[str, str]] = {
    **protection.WORDS,
    **attribution.WORDS,
    **settlement.WORDS,
    **amendment.WORDS,
    **careers.WORDS,
    **grades.WORDS,
    **field_team.WORDS,
    **clinic.WORDS,
    **social.WORDS,
}
"""Coded values that appear inside sentences, to (zh, en)."""

BLANK = ("(空白)", "(blank)")


def sentence(reason: Reason, lang: str) -> str:
    """The sentence of a reason, `lang` being zh or en; an unknown code reads as itself, so that an old decision is still shown."""
    language = 1 if lang == "en" else 0
    template = TEMPLATES.get(reason.code)
    if template is None:
        return reason.code
    return template[language].format_map(_Filled(reason.numbers, language))


class _Filled(dict[str, str]):
    """The numbers as text, made when the sentence asks for one; one that an older version did not record reads as blank."""

    def __init__(self, numbers: Mapping[str, Number], language: int) -> None:
        self.numbers, self.language = numbers, language

    def __missing__(self, name: str) -> str:
        return shown(name, self.numbers[name], self.language) if name in self.numbers else BLANK[self.language]


def shown(name: str, value: Number | None, language: int = 0) -> str:
    """One number as text, by the end of its name and its type."""
    if value.__class__ is datetime:
        return _instant(value, ends=name.endswith("until"))
    value = _revived(name, value)
    if isinstance(value, bool):
        return (("否", "是"), ("no", "yes"))[language][value]
    if isinstance(value, datetime):
        return _instant(value, ends=name.endswith("until"))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return _integer(name, value, language)
    if not value:
        return BLANK[language]
    return ("、", ", ")[language].join(WORDS[word][language] if word in WORDS else word for word in str(value).split(";"))


def _revived(name: str, value: Any) -> Any:
    """A stored instant comes back from JSON as text."""
    if isinstance(value, str) and name.endswith(("_at", "_from", "until")):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


def _instant(at: datetime, *, ends: bool) -> str:
    if ends and (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0):
        return f"{(at - timedelta(days=1)).date().isoformat()} 24:00"
    return at.isoformat(sep=" ", timespec="seconds" if at.second else "minutes")[: 19 if at.second else 16]


def _integer(name: str, value: int, language: int) -> str:
    if name.endswith("_fen"):
        sign, (yuan, fen) = ("−" if value < 0 else ""), divmod(abs(value), 100)
        return f"{sign}¥{yuan:,}.{fen:02d}"
    if name.endswith("_bp"):
        whole, part = divmod(value, 100)
        return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + " %"
    if name.endswith("_seconds"):
        return _length(value, language)
    return str(value)


def _length(seconds: int, language: int) -> str:
    """Hours, minutes and seconds, leaving out what is nil."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    units = (("小时", "分钟", "秒"), ("h", "min", "s"))[language]
    return " ".join(f"{count} {unit}" for count, unit in zip((hours, minutes, rest), units, strict=True) if count) or f"0 {units[1]}"
