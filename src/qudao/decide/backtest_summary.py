"""The few lines at the end of `qudao backtest`: how many deals change hands, what it costs, who gains and who loses."""

from collections import Counter
from collections.abc import Mapping, Sequence

from qudao.decide.backtest import Backtest, Total
from qudao.rules.money import format_yuan

SHOWN = 5
EFFECTS: Mapping[str, tuple[str, str]] = {
    "gained": ("新增", "gained"),
    "moved": ("互换", "moved"),
    "lost": ("失去", "lost"),
    "longer": ("保护变长", "longer"),
    "shorter": ("保护变短", "shorter"),
    "more": ("变多", "more"),
    "less": ("变少", "less"),
    "earlier": ("提前", "earlier"),
    "later": ("推后", "later"),
    "changed": ("其他变化", "otherwise changed"),
}
TABLES: Mapping[str, tuple[str, str]] = {
    "registrations": ("报备", "registrations"),
    "disputes": ("异议", "disputes"),
    "commissions": ("佣金行", "commission lines"),
    "penalties": ("处分", "penalties"),
    "filings": ("备案", "filings"),
    "grades": ("定级", "grades"),
    "certifications": ("认证", "certifications"),
    "career": ("职业等级", "career levels"),
    "staffing": ("编制", "staffing"),
}


def summary(found: Backtest, lang: str) -> list[str]:
    """The answer first, then the money, then every other table that changes."""
    chinese = lang == "zh"
    lines = [_headline(found, chinese)] if found.counts.get("deals") and found.old.has("attribution") else []
    lines += [_money(found, chinese), *_payees(found, chinese)] if found.totals else []
    for table, (zh, en) in TABLES.items():
        if found.changes[table]:
            effects = _effects(Counter(change.effect for change in found.changes[table]), lang)
            lines.append(f"{zh}：{effects}" if chinese else f"{en}: {effects}")
    if not any(found.changes.values()):
        lines.append("两个版本判得一样，没有一行不同" if chinese else "both versions decide alike: no line differs")
    as_of, old, new = found.as_of.isoformat(), found.old.version, found.new.version
    return [*lines, f"截至 {as_of} · 现行 {old}，草案 {new}" if chinese else f"as of {as_of} · in force {old}, draft {new}"]


def _headline(found: Backtest, chinese: bool) -> str:
    deals, moved = found.counts.get("deals", 0), found.changing_hands
    counts = [len(found.deals_that(effect)) for effect in ("gained", "moved", "lost")]
    if chinese:
        return f"{deals:,} 笔成交中 {moved:,} 笔换归属：新增 {counts[0]:,}，互换 {counts[1]:,}，失去 {counts[2]:,}；其余 {deals - moved:,} 笔不变"
    return f"{moved:,} of {deals:,} deals change hands: {counts[0]:,} gained, {counts[1]:,} moved, {counts[2]:,} lost; {deals - moved:,} do not"


def _money(found: Backtest, chinese: bool) -> str:
    old, new, difference = (format_yuan(fen) for fen in (found.old_amount_fen, found.new_amount_fen, abs(found.difference_fen)))
    if chinese:
        said = f"多付 ¥{difference}" if found.difference_fen > 0 else f"少付 ¥{difference}" if found.difference_fen else "不变"
        return f"佣金：现行 ¥{old}，草案 ¥{new}，{said}"
    said = f"¥{difference} more" if found.difference_fen > 0 else f"¥{difference} less" if found.difference_fen else "no difference"
    return f"commissions: ¥{old} in force, ¥{new} by the draft, {said}"


def _payees(found: Backtest, chinese: bool) -> list[str]:
    """Who gains most, who loses most."""
    gain = sorted((total for total in found.totals if total.difference_fen > 0), key=lambda total: (-total.difference_fen, total.payee))
    loss = sorted((total for total in found.totals if total.difference_fen < 0), key=lambda total: (total.difference_fen, total.payee))
    if chinese:
        return [f"{len(gain):,} 家多得{_most(gain, chinese)}", f"{len(loss):,} 家少得{_most(loss, chinese)}"]
    return [f"{len(gain):,} get more{_most(gain, chinese)}", f"{len(loss):,} get less{_most(loss, chinese)}"]


def _most(totals: Sequence[Total], chinese: bool) -> str:
    if not totals:
        return ""
    said = [f"{total.payee} {'+' if total.difference_fen > 0 else '−'}¥{format_yuan(abs(total.difference_fen))}" for total in totals[:SHOWN]]
    more = "…" if len(totals) > SHOWN else ""
    return f"：{'、'.join(said)}{more}" if chinese else f": {', '.join(said)}{more}"


def _effects(counts: Mapping[str, int], lang: str) -> str:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    said = [(EFFECTS[effect][lang == "en"], count) for effect, count in ordered]
    return "、".join(f"{word} {count:,}" for word, count in said) if lang == "zh" else ", ".join(f"{count:,} {word}" for word, count in said)
