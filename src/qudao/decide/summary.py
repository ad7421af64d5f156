"""The few lines at the end of `qudao decide`: how many, whose, and why not."""

from collections import Counter
from collections.abc import Iterable

from qudao.decide.rows import Decided, Decisions
from qudao.decide.sentences import WORDS

LABELS: dict[str, tuple[str, str]] = {
    "not_yet_due": ("未到判定时点", "not due yet"),
    "nobody_registered": ("没有渠道报备过", "no partner reported the buyer"),
    "nobody_visit_unreported": ("带客到访而未及时报备", "brought without a timely report"),
    "nobody_lapsed": ("报备已失效", "the report had lapsed"),
    "nobody_refused": ("报备无效", "the report was refused"),
    "nobody_too_late": ("报备晚于判定时点", "reported after the deciding moment"),
    "nobody_incorrect": ("登记信息不正确", "no correct identifier"),
    "nobody_earlier_record": ("公司已有该客户的记录", "an earlier record of the customer"),
    "nobody_evidence_only": ("只有预报备", "pre-reports only"),
    "nobody_claims": ("没有店家申报", "no store claims it"),
    "nobody_unreported": ("到院前未报备", "not reported before arrival"),
    "nobody_inside_rival_window": ("在他方有效期内报备", "reported inside another's window"),
}
STATUSES: dict[str, tuple[str, str]] = {
    "refused": ("无效", "refused"),
    "pre_registered": ("预报备", "pre-registered"),
    "registered": ("已报备", "registered"),
    "visited": ("已到访", "visited"),
    "extended": ("已延期", "extended"),
    "lapsed": ("已失效", "lapsed"),
    "accrued": ("计提", "accrued"),
    "open": ("待定", "open"),
    "valid": ("有效", "valid"),
    "invalid": ("无效", "invalid"),
    "to_redistribute": ("待重新分配", "to be distributed anew"),
    "transferred": ("已转归", "transferred"),
    "payable": ("应付", "payable"),
    "withheld": ("暂扣", "withheld"),
    "denied": ("不付", "denied"),
    "paid": ("已付", "paid"),
    "clawed_back": ("追回", "clawed back"),
    "ok": ("正常", "in order"),
    "notice": ("提示", "to be looked at"),
    "vacant": ("空缺", "vacant"),
    "over": ("超编", "over quota"),
    "met": ("达标", "met"),
    "not_met": ("未达标", "not met"),
    "visits_met": ("来访达标", "visits met"),
    "visits_not_met": ("来访未达标", "visits not met"),
    "deals_met": ("成交达标", "deals met"),
    "deals_not_met": ("成交未达标", "deals not met"),
    "keep": ("继续合作", "keep"),
    "none": ("不处理", "none"),
    "warn": ("警告", "warn"),
    "fine": ("违约金", "fine"),
    "demote": ("降级", "demote"),
    "suspend": ("暂停合作", "suspend"),
    "terminate": ("终止合作", "terminate"),
    "blacklist": ("拉入黑名单", "blacklist"),
    "transfer": ("调离", "transfer"),
    "dismiss": ("开除", "dismiss"),
}


COUNTED: dict[str, tuple[str, str, str]] = {
    "penalties": ("处分", "penalties", "action"),
    "filings": ("备案", "filings", "status"),
    "grades": ("定级", "grades", "grade"),
    "certifications": ("认证", "certifications", "certificate"),
    "career": ("职业等级", "career", "level"),
    "staffing": ("编制", "staffing", "status"),
}
"""Tables whose rows are counted by one column."""


def summary(decisions: Decisions, lang: str) -> list[str]:
    """Lines such as "2,000 registrations, 260 deals, 31 nobody's: 12 the report had lapsed, …", then one for each table that has rows."""
    chinese = lang == "zh"
    said = _owners(decisions, lang) if decisions.policy.has("protection") or decisions.attributions or decisions.registrations else []
    if decisions.commissions:
        said.append(_statuses("佣金" if chinese else "commissions", decisions.commissions, lang))
    for table, (zh, en, column) in COUNTED.items():
        if not decisions.policy.has("protection") and (rows := getattr(decisions, table)):
            counted = _counted((str(getattr(row, column) or "—") for row in rows), {**WORDS, **STATUSES}, lang)
            said.append(f"{zh}：{counted}" if chinese else f"{en}: {counted}")
    nothing = "没有可以判定的事实" if chinese else "nothing to decide among these facts"
    as_of = ("截至 " if chinese else "as of ") + decisions.as_of.isoformat()
    return [*(said or [nothing]), f"{as_of} · {decisions.policy.regulation.of(lang)} {decisions.policy.version}"]


def _owners(decisions: Decisions, lang: str) -> list[str]:
    """How many reports and deals, whose, and why not."""
    nobody = [row for row in decisions.attributions if row.partner_id is None]
    reports, deals = len(decisions.registrations), len(decisions.attributions)
    because = _counted((row.reasons[0].code for row in nobody), LABELS, lang)
    if lang == "zh":
        first = f"{reports:,} 条报备，{deals:,} 笔成交" + (f"，{len(nobody):,} 笔无归属：{because}" if nobody else "，全部有归属" if deals else "")
    else:
        first = f"{reports:,} registrations, {deals:,} deals" + (f", {len(nobody):,} nobody's because: {because}" if nobody else "")
    counted = _statuses("报备" if lang == "zh" else "registrations", decisions.registrations, lang)
    return [first, *([counted] if counted else [])]


def _statuses(title: str, rows: Iterable[Decided], lang: str) -> str:
    counted = _counted((str(getattr(row, "status", "")) for row in rows), STATUSES, lang)
    return f"{title}{'：' if lang == 'zh' else ': '}{counted}" if counted else ""


def _counted(codes: Iterable[str], labels: dict[str, tuple[str, str]], lang: str) -> str:
    """Most frequent first; ties by code, so that the line does not depend on the order of the rows."""
    counts = sorted(Counter(codes).items(), key=lambda pair: (-pair[1], pair[0]))
    said = [(labels.get(code, (code, code))[lang == "en"], count) for code, count in counts]
    return "、".join(f"{label} {count:,}" for label, count in said) if lang == "zh" else ", ".join(f"{count:,} {label}" for label, count in said)
