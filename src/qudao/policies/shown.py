"""A value of a policy as people read it: the end of its name says what it is (`_fen` money, `_bp` a share, `days`, `_m` metres)."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qudao.policies.labels import attribute_label, word_label

UNITS: dict[str, tuple[str, str]] = {
    "days": ("{} 天", "{} days"),
    "days_before": ("{} 天", "{} days"),
    "latest_days": ("{} 天", "{} days"),
    "months": ("{} 个月", "{} months"),
    "months_after": ("{} 个月", "{} months"),
    "minutes": ("{} 分钟", "{} minutes"),
    "local_minutes": ("{} 分钟", "{} minutes"),
    "radius_m": ("{} 米", "{} m"),
}
"""Names (or their ends, after an underscore) and how their numbers read."""


def shown(name: str, value: Any, lang: str) -> str:
    """One value under its name: `fine_fen` 5000000 reads ¥50,000.00."""
    english = lang == "en"
    if value is None or value in ("", ()):
        return "none" if english else "无"
    if isinstance(value, bool):
        return (("否", "是"), ("no", "yes"))[english][value]
    if isinstance(value, int | Decimal):
        return _number(name, value, english)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return (", " if english else "、").join(shown(name, item, lang) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return described(value, lang)
    if isinstance(value, dict):
        return (", " if english else "，").join(f"{word_label(str(key), lang)} {shown(str(key), item, lang)}" for key, item in value.items())
    return word_label(str(value), lang, name)


def _number(name: str, value: int | Decimal, english: bool) -> str:
    if name.endswith("_fen"):
        yuan = Decimal(value) / 100
        return f"−¥{-yuan:,.2f}" if yuan < 0 else f"¥{yuan:,.2f}"
    if name.endswith("_bp") or name == "bp":
        return f"{(Decimal(value) / 100).normalize():f} %"
    unit = next((unit for end, unit in UNITS.items() if name == end or name.endswith(f"_{end}")), None)
    plain = f"{value:,}"
    if unit is None:
        return plain
    return unit[english].format(plain).replace("1 days", "1 day").replace("1 months", "1 month") if value == 1 else unit[english].format(plain)


def described(value: Any, lang: str, path: str = "", leave_out: tuple[str, ...] = ()) -> str:
    """A whole term: its fields with their names, or the one value of a term that has only one."""
    names = [field.name for field in fields(value) if field.name not in leave_out]
    if len(names) == 1:
        return shown(names[0], getattr(value, names[0]), lang)
    told = (
        f"{attribute_label(path, name, lang)} {shown(name, getattr(value, name), lang)}"
        for name in names
        if getattr(value, name) not in (None, (), "")
    )
    return (", " if lang == "en" else "，").join(told)
