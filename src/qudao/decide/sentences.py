"""A reason's sentence in 中文 or English, made at the door from code, clause and numbers.

How a number reads follows the end of its name: `_until` is the exclusive end of a window (2025-03-08 24:00), `_at` and `_from` an instant,
`_on` a day, `_fen` money (¥1,234.56), `_bp` a percentage, `_seconds` a length of time.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from string import Formatter

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

DAY = timedelta(days=1)
BLANK = ("(空白)", "(blank)")


def sentence(reason: Reason, lang: str) -> str:
    """The sentence of a reason, `lang` being zh or en; an unknown code reads as itself, so that an old decision is still shown."""
    language = 1 if lang == "en" else 0
    found = _template(reason.code, language)
    if found is None:
        return reason.code
    text, names = found
    numbers = reason.numbers
    return text.format(*[shown(name, numbers[name], language) if name in numbers else BLANK[language] for name in names])


@cache
def _template(code: str, language: int) -> tuple[str, tuple[str, ...]] | None:
    """The sentence with its numbers by place, and their names in that order; a number that an older version did not record reads as blank."""
    if code not in TEMPLATES:
        return None
    parts = list(Formatter().parse(TEMPLATES[code][language]))
    text = "".join(said.replace("{", "{{").replace("}", "}}") + ("" if name is None else "{}") for said, name, _, _ in parts)
    return text, tuple(name for _, name, _, _ in parts if name is not None)


def shown(name: str, value: Number | None, language: int = 0) -> str:
    """One number as text, by the end of its name and its type."""
    if isinstance(value, datetime):
        return _instant(value, ends=name.endswith("until"))
    if isinstance(value, bool):
        return (("否", "是"), ("no", "yes"))[language][value]
    if isinstance(value, int):
        return _integer(name, value, language)
    if isinstance(value, date):
        return value.isoformat()
    if not value:
        return BLANK[language]
    if isinstance(value, str) and name.endswith(("_at", "_from", "until")):
        try:
            return _instant(datetime.fromisoformat(value), ends=name.endswith("until"))  # a stored instant comes back from JSON as text
        except ValueError:
            pass
    return ("、", ", ")[language].join(WORDS[word][language] if word in WORDS else word for word in str(value).split(";"))


def _instant(at: datetime, *, ends: bool) -> str:
    if ends and not at.hour and not at.minute and not at.second and not at.microsecond:
        return f"{(at.date() - DAY).isoformat()} 24:00"
    said = "%04d-%02d-%02d %02d:%02d" % (at.year, at.month, at.day, at.hour, at.minute)  # noqa: UP031 - twice as fast, for millions of sentences
    return f"{said}:{at.second:02}" if at.second else said


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
    of_hours, of_minutes, of_seconds = _LENGTHS[language]
    said = [f"{hours} {of_hours}"] if hours else []
    if minutes or not seconds:
        said.append(f"{minutes} {of_minutes}")
    if rest:
        said.append(f"{rest} {of_seconds}")
    return " ".join(said)


_LENGTHS = (("小时", "分钟", "秒"), ("h", "min", "s"))
