"""Reasons of a row as sentences in the reader's language, each with the clause that it cites."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qudao.customers.models import Registration
from qudao.customers.reasons import from_json
from qudao.decide.sentences import sentence
from qudao.kit.templatetags.qudao_format import until
from qudao.rules.decision import Reason


@dataclass(frozen=True, slots=True)
class Because:
    """One sentence, and the article of a policy pack behind it."""

    text: str
    clause: str
    pack: str


def language() -> str:
    """The reader's language as the sentences know it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def sentences(reasons: Iterable[Mapping[str, Any]], pack: str) -> tuple[Because, ...]:
    """All reasons of a row, the deciding one first."""
    return tuple(Because(sentence(reason, language()), reason.clause, pack) for reason in from_json(reasons))


def of(registration: Registration) -> tuple[Because, ...]:
    """Why a registration stands as it does; whoever filed it is named, since he is one of the reader's own."""
    pack = registration.policy.reference
    filer = registration.filed_by
    if filer is None:
        return sentences(registration.reasons, pack)
    return sentences([_naming(reason, filer.user.name) for reason in registration.reasons], pack)


def _naming(reason: Mapping[str, Any], filer: str) -> dict[str, Any]:
    numbers = reason["numbers"]
    return {**reason, "numbers": {**numbers, "filed_by": filer} if "filed_by" in numbers else numbers}


def in_short(registration: Registration, code: str) -> Because:
    """The deciding reason in the few words that a row of a list has room for."""
    reasons = from_json(registration.reasons)
    pack = registration.policy.reference
    if not reasons:
        return Because("", "", pack)
    reason = next((one for one in reasons if code in ("papers", "broken", "checking") and one.code == "chain_unfinished"), reasons[0])
    return Because(_words(registration, code, reason), reason.clause, pack)


def _words(registration: Registration, code: str, reason: Reason) -> str:
    if code == "lapsed" and registration.protected_until:
        return _("保护到 %(until)s 为止") % {"until": until(registration.protected_until)}
    if code == "ruled":
        return _("已签约，判定书可查")
    if code == "checking":
        return _("案场还要办完手续")
    days = reason.numbers.get("days")
    short = {
        "protected_before_visit": _("报备后 %(days)s 天内须到访"),
        "protected_after_visit": _("到访后保护 %(days)s 天"),
        "protected_after_opening": _("开盘后有效 %(days)s 天"),
        "protected_until_opening": _("有效到开盘日"),
        "protected_extended": _("大宗客户，已延长 %(days)s 天"),
        "pre_registered": _("到场后须正式报备"),
        "chain_unfinished": _("到访手续未齐"),
    }.get(reason.code)
    return short % {"days": days} if short else sentence(reason, language())
