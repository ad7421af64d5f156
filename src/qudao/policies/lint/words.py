"""The sentences of a finding in 中文 or English: what, why, which law, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from qudao.policies.diff_words import told_moves
from qudao.policies.labels import term_label
from qudao.policies.lint.finding import Finding
from qudao.policies.lint.legal import ROWS
from qudao.policies.shown import shown

COUNSEL = ("请法务确认", "have counsel confirm")
LEVELS = {"error": ("错误", "error"), "warning": ("警告", "warning"), "note": ("提示", "note")}
CLEARERS = {
    "rule_owner": ("制度负责人", "the rule owner"),
    "legal": ("法务", "legal"),
    "hr": ("人事", "HR"),
    "finance": ("财务", "finance"),
    "data_protection": ("个人信息保护负责人", "the data protection officer"),
    "compliance": ("合规", "compliance"),
}

PLAIN: Mapping[str, tuple[str, str, str, str]] = {
    "bands_overlap": (
        "{term}：起点 {lower} 与起点 {upper} 的两档在 {on} 重叠",
        "{term}: the bands that begin at {lower} and at {upper} overlap on {on}",
        "让每个数值只属于一档",
        "let every value belong to one band",
    ),
    "bands_gap": (
        "{term}：{lower} 与 {upper} 之间在 {on} 没有规定",
        "{term}: nothing is said between {lower} and {upper} on {on}",
        "补上中间的一档，或改动界限",
        "add the band between them or move the limits",
    ),
    "ladder_bottom": (
        "{term}：从 {first} 才开始，{bottom} 起的部分没有规定",
        "{term}: begins at {first} only; nothing is said from {bottom} on",
        "补上最低一档",
        "add the lowest band",
    ),
    "step_falls": (
        "{term}：从 {lower} 升到 {upper} 时所得反而减少（{on}）",
        "{term}: crossing from {lower} to {upper} gives less (on {on})",
        "让更高的一档不少于更低的一档",
        "let the higher step give no less than the lower one",
    ),
    "step_easier": (
        "{term}：从 {lower} 升到 {upper} 的要求反而更低（{on}）",
        "{term}: {upper} asks less than {lower} (on {on})",
        "让更高的一级不易于更低的一级",
        "let the higher level ask no less than the lower one",
    ),
    "kind_twice": (
        "{term}：{kind}（{subject}）出现在两个阶梯里，适用哪一个说不清",
        "{term}: {kind} ({subject}) stands in two ladders; which of them counts is not clear",
        "每种违规对每个对象只放在一个阶梯里",
        "let every kind of violation stand in one ladder for each subject",
    ),
    "retroactive_header": (
        "{field}与现行版本不同，{starts_on} 之前的事实也会按新的判断",
        "{field} differs from the version in force, so facts before {starts_on} would be judged by the new one",
        "保持不变，或为新的办法另立一个制度",
        "leave it as it is, or make another policy of it",
    ),
    "unreachable": (
        "{term}：{lower} 高于可能的最大值 {top}，永远达不到",
        "{term}: {lower} is above the highest possible value {top} and is never reached",
        "降低这一档的界限或删去它",
        "lower the limit or take the step out",
    ),
    "no_start": (
        "{term}：从 {starts_on} 才开始，而制度自 {policy_on} 起；此前的事实按第一条判断",
        "{term}: begins on {starts_on} while the policy begins on {policy_on}; earlier facts are judged by its first line",
        "补上自 {policy_on} 起的规定，或说明为何按第一条判断",
        "add a line from {policy_on} on, or say why the first line may judge them",
    ),
    "starts_early": (
        "{term}：自 {starts_on} 起，早于制度的开始日 {policy_on}",
        "{term}: begins on {starts_on}, before the policy does on {policy_on}",
        "改为不早于 {policy_on}",
        "let it begin on {policy_on} or later",
    ),
    "never_counts": (
        "{term}：{starts_on} 有两条规定，前一条永远不起作用",
        "{term}: two lines begin on {starts_on}; the first of them never counts",
        "只留一条",
        "keep one of them",
    ),
    "beyond_whole": ("比例为 {value_bp}，超过 100 %", "the share is {value_bp}, more than 100 %", "改为不超过 100 %", "make it 100 % or less"),
    "visit_shortens": (
        "自 {on} 起，到访后的保护期 {after_days} 短于到访前的 {before_days}：到访反而使保护变短",
        "from {on}, protection after a visit ({after_days}) is shorter than before it ({before_days}): a visit takes protection away",
        "核对两个天数",
        "check both numbers",
    ),
    "cap_cuts": (
        "自 {on} 起，总长上限 {cap_days} 短于到访后加延期的 {longest_days}，延期会被截短",
        "from {on}, the cap of {cap_days} is shorter than visit and extension together ({longest_days}): the extension is cut",
        "核对上限与延期天数",
        "check the cap and the extension",
    ),
    "clause_idle": (
        "条款标为已执行，但没有任何规定引用它",
        "the clause is said to be executed, but no term cites it",
        "由规定引用它，或改标为 shown 或 out_of_scope",
        "cite it from a term, or mark it shown or out_of_scope",
    ),
    "clause_out_of_scope": (
        "条款标为不归产品管，却被 {place} 引用",
        "the clause is said to be out of scope, but {place} cites it",
        "改标为 executed，或让规定引用别的条款",
        "mark it executed, or let the term cite another clause",
    ),
    "not_set": (
        "{term}：制度没有写出数值，尚未填写",
        "{term}: the regulation gives no value, and none has been entered",
        "填写公司自己的数值；在此之前相关金额暂缓",
        "enter the company's own; until then what depends on it waits",
    ),
    "product_default": (
        "{term}：制度没有规定，这里是产品的默认值",
        "{term}: the regulation leaves it open; this is the product's default",
        "确认或改为公司自己的数值",
        "confirm it or enter the company's own",
    ),
    "retroactive": (
        "{term}：{starts_on} 之前的规定与现行版本不同",
        "{term}: what holds before {starts_on} differs from the version in force",
        "保留原来的一行，另加一行自 {starts_on} 起的新规定",
        "keep the old line and add a new one from {starts_on} on",
    ),
    "retroactive_added": (
        "{term}：新增的规定自 {term_on} 起，早于新版本的开始日 {starts_on}",
        "{term}: the new line begins on {term_on}, before the new version does on {starts_on}",
        "改为自 {starts_on} 起",
        "let it begin on {starts_on}",
    ),
    "retroactive_removed": (
        "{term}：现行版本中的规定被删去，{starts_on} 之前的事实会被改判",
        "{term}: a line of the version in force is gone, so facts before {starts_on} would be judged anew",
        "保留这一行；确要删去的，由具名的人说明理由",
        "keep the line; to drop it a named person gives the reason",
    ),
    "notice_short": (
        "距 {starts_on} 还有 {left_days}，少于约定的提前通知 {notice_days}",
        "{left_days} are left until {starts_on}, fewer than the {notice_days} of notice promised",
        "推迟开始日，或写明缩短的理由",
        "start later, or give the reason for the shorter notice",
    ),
    "words_behind": (
        "{changes}；这一条的文字却没有跟着改",
        "{changes}; the words of the clause are still the old ones",
        "把这一条的释义或公司原文改成新的规定；若文字仍然成立，说明理由",
        "change our words of the clause or the company's own text; if they still hold, say why",
    ),
    "grading_unsettled": (
        "定级方案上次自 {changed_on} 起修改，最短间隔 {months} 个月，{starts_on} 的修改早于 {allowed_on}",
        "grading last changed on {changed_on} and stays for {months} months: the change of {starts_on} comes before {allowed_on}",
        "改为自 {allowed_on} 起；确有需要的，由具名的人说明理由",
        "let it begin on {allowed_on}; where it must be sooner, a named person gives the reason",
    ),
    "starts_far": (
        "{starts_on} 还有 {left_days}：批准后，在此之前不能再有新版本",
        "{starts_on} is {left_days} away: once approved, no other version can start before it",
        "核对年份；确要这么晚，写明理由",
        "check the year; if it is meant, give the reason",
    ),
    "case_failed": (
        "示例“{name}”不再成立：{said}",
        "the example “{name}” no longer holds: {said}",
        "改规定，或改示例并说明",
        "mend the terms, or the example",
    ),
    "case_wrong": (
        "示例文件不能使用：{said}",
        "the examples cannot be read: {said}",
        "按 docs/write-a-policy.md 改正",
        "mend them as docs/write-a-policy.md shows",
    ),
    "uncased": (
        "没有任何示例",
        "there are no examples",
        "至少为每个数字写界限上、前、后三个示例",
        "write three examples for each number: just before, on and just after its limit",
    ),
}
"""Code to (what zh, what en, do zh, do en)."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words. `why` and `law` are empty where only the policy itself is concerned."""

    what: str
    why: str
    law: str
    do: str

    def line(self) -> str:
        """All of it in one line."""
        return " ".join(part for part in (self.what, self.why, self.law, self.do) if part)


def told(finding: Finding, lang: str) -> Told:
    """The sentences of a finding, `lang` being zh or en."""
    english = lang == "en"
    if finding.code in ROWS:
        return _of_law(finding, lang)
    what_zh, what_en, do_zh, do_en = PLAIN[finding.code]
    numbers = _Shown({name: _number(name, value, lang) for name, value in finding.numbers.items()})
    what = (what_en if english else what_zh).format_map(numbers)
    return Told(_of_clause(finding.clause, what, english), "", "", (do_en if english else do_zh).format_map(numbers))


def _of_law(finding: Finding, lang: str) -> Told:
    english = lang == "en"
    row = ROWS[finding.code]
    what = row.what[english]
    if "words" in finding.numbers:
        what = f"“{finding.numbers['words']}”: it seems that this {what}" if english else f"“{finding.numbers['words']}”：似乎{what}"
    law = f"{row.law[english]} ({COUNSEL[1]})" if english else f"{row.law[0]}（{COUNSEL[0]}）"
    why = row.why[english]
    if row.asks_contract:
        contract = shown("contract", finding.numbers.get("contract"), lang)
        why += f" (kind of contract named in policy.yaml: {contract})" if english else f"（policy.yaml 写明的合同性质：{contract}）"
    return Told(_of_clause(finding.clause, what, english, law=True), why, law, row.do[english])


def _of_clause(clause: str, what: str, english: bool, *, law: bool = False) -> str:
    if not clause:
        return (f"The policy {what}" if law else what[:1].upper() + what[1:]) if english else (f"本制度{what}" if law else what)
    return (f"Clause {clause} {what}" if law and not what.startswith("“") else f"Clause {clause}: {what}") if english else f"条款 {clause}：{what}"


def _number(name: str, value: object, lang: str) -> str:
    if name == "changes" and isinstance(value, list):
        return ("; " if lang == "en" else "；").join(told_moves(each["term"], each["key"], each["starts_on"], each["moves"], lang) for each in value)
    if name in ("term", "field"):
        return term_label(str(value), lang)
    if name in ("place", "name", "said"):
        return str(value)
    return shown(name, value, lang)


class _Shown(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "?"
