"""What the last re-decision of everything found, for the audit page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qudao.organization.models import User
from qudao.replay.models import VerificationRun

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One difference in the reader's words."""

    kind: str
    number: str
    what: str
    stored: str
    again: str
    clause: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The last run; its differences only for those who see every project."""

    finished_at: datetime
    because: str
    decisions: int
    differences: int
    found: list[Found]


def last_verification(reader: User) -> Verified | None:
    """The last run, or None before the first."""
    run = VerificationRun.objects.order_by("-finished_at", "-pk").first()
    if run is None:
        return None
    rows = [] if reader.is_of_site else run.found[:SHOWN]
    because = _("恢复数据之后") if run.kind == VerificationRun.Kind.RESTORED else _("每夜")
    return Verified(run.finished_at, because, run.decisions, run.differences, [_found(row) for row in rows])


def _found(row: dict[str, Any]) -> Found:
    kinds = {
        "registration": _("报备"),
        "ruling": _("判定"),
        "credit": _("归属"),
        "letter": _("判定书"),
        "statement line": _("对账单行"),
        "statement": _("对账单"),
        "month": _("结算月"),
        "policy": _("制度版本"),
    }
    name, place, number = row["what"].rpartition(" ")
    what = _whats().get(name if number.isdecimal() else row["what"], row["what"])
    return Found(
        kinds.get(row["kind"], row["kind"]),
        row["number"],
        f"{what} {number}" if place and number.isdecimal() else what,
        row["stored"],
        row["again"],
        row["clause"],
    )


def _whats() -> dict[str, str]:
    return {
        "status": _("状态"),
        "protected_from": _("保护开始"),
        "protected_until": _("保护截止"),
        "clause": _("条款"),
        "reasons": _("理由"),
        "considered": _("考虑过的报备"),
        "moment": _("判定时点"),
        "owner": _("归属"),
        "registration": _("报备"),
        "share_bp": _("份额（万分之一）"),
        "payee": _("收款人"),
        "base_fen": _("基数（分）"),
        "rate_bp": _("费率（万分之一）"),
        "amount_fen": _("金额（分）"),
        "payable_fen": _("应付（分）"),
        "withheld_fen": _("暂缓（分）"),
        "deals": _("成交数"),
        "statements": _("对账单数"),
        "issued": _("已发出"),
        "listed": _("已列入"),
        "row": _("记录"),
        "text": _("制度文本"),
    }
