"""What is wrong with a pack: file, place in it, value, and what was expected, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One defect. `code` is a key of TEMPLATES or of pydantic's own errors; `value` is a short text of what stands there."""

    code: str
    file: str
    place: str = ""
    value: str = ""
    line: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def message(self, lang: str = "en") -> str:
        """`protection.yaml:12: before_visit.0.days: 7.5: expected a whole number`."""
        chinese = lang == "zh"
        where = self.file + (f":{self.line}" if self.line else "")
        said = _said(self, chinese)
        parts = [where, self.place, self.value] if self.place or self.value else [where]
        return ("：" if chinese else ": ").join([*(part for part in parts if part), said])


TEMPLATES: dict[str, tuple[str, str]] = {
    "no_pack": (
        "没有这个制度包；应为 {known} 之一，或含有 policy.yaml 的文件夹",
        "no such pack; expected one of {known}, or a folder with policy.yaml",
    ),
    "missing_file": ("缺少文件；制度包应有这个文件", "missing; expected a file of the pack"),
    "unknown_file": ("不认识的文件；应为 {known} 之一{suggestion}", "unknown file; expected one of {known}{suggestion}"),
    "not_yaml": ("{said}：应为 UTF-8 编码的 YAML 1.2", "{said}: expected YAML 1.2 in UTF-8"),
    "too_large": ("文件过大；应不超过 {limit}", "too large; expected at most {limit}"),
    "too_deep": ("嵌套过深；应不超过 {limit} 层", "nested too deeply; expected at most {limit} levels"),
    "too_many": ("内容过多；展开引用后应不超过 {limit} 个值", "too much; expected at most {limit} values once aliases are written out"),
    "alias": ("使用了锚点引用；应把内容写全", "an alias; expected the content itself, written out"),
    "unknown_key": ("不认识的键；应为 {known} 之一{suggestion}", "unknown key, expected one of {known}{suggestion}"),
    "unknown_zone": ("应为时区，例如 Asia/Shanghai", "expected a time zone such as Asia/Shanghai"),
    "clause_twice": ("条款重复；每个条款应只出现一次", "expected each clause once"),
    "clause_unknown": ("应为 clauses.yaml 中的条款编号", "expected a number of clauses.yaml"),
    "prefix_unknown": ("条款编号的前缀不在 policy.yaml 的 also 中", "expected a prefix that policy.yaml lists under also"),
    "no_terms": ("应至少有一条规定", "expected at least one term"),
    "order": ("各条规定应按 starts_on 的先后排列", "expected terms in order of starts_on"),
    "needs_scheme": ("有这个文件的制度包应在 policy.yaml 写明 scheme", "expected scheme in policy.yaml, because the pack has this file"),
    "case": ("示例不能使用：{said}", "the example cannot be used: {said}; expected a case as qudao.policies.cases describes"),
    "invalid": ("{said}", "{said}"),
    "missing": ("缺少必填项", "missing; field required"),
    "int_type": ("应为整数", "expected a valid integer"),
    "int_from_float": ("应为整数，不能带小数", "expected a valid integer, got a number with a fractional part"),
    "bool_type": ("应为 true 或 false", "expected a valid boolean, true or false"),
    "string_type": ("应为文字（数字请加引号）", "expected a valid string (put numbers in quotes)"),
    "date_from_datetime_parsing": ("应为日期，例如 2025-03-09；{error}", "expected a date such as 2025-03-09; {error}"),
    "date_parsing": ("应为日期，例如 2025-03-09；{error}", "expected a date such as 2025-03-09; {error}"),
    "date_type": ("应为日期，例如 2025-03-09", "expected a date such as 2025-03-09"),
    "literal_error": ("应为 {expected} 之一", "expected {expected}"),
    "tuple_type": ("应为列表（每项以 - 开头）", "expected a list (each item begins with -)"),
    "list_type": ("应为列表（每项以 - 开头）", "expected a list (each item begins with -)"),
    "dataclass_type": ("应为键值（键: 值）", "expected keys and values (key: value)"),
    "mapping_type": ("应为键值（键: 值）", "expected keys and values (key: value)"),
    "dict_type": ("应为键值（键: 值）", "expected keys and values (key: value)"),
    # defects that a section finds in itself: qudao.rules.defect
    "below_one": ("应至少为 1", "expected at least 1"),
    "below_zero": ("应不小于 0", "expected at least 0"),
    "below_least": ("应不少于 {least}", "expected at least {least}"),
    "not_above_zero": ("应大于 0", "expected more than 0"),
    "not_within": ("应在 {from} 到 {to} 之间", "expected {from} to {to}"),
    "not_one_of": ("应为 {known} 之一", "expected one of {known}"),
    "needs_both": ("有这一项时还应有 {known}", "expected {known} beside it"),
    "each_once": ("应至少有一项，且每项只出现一次", "expected at least one, and each once"),
    "weights_total": ("权重合计应为 {total}（即 100 %），且都不为负", "expected weights of {total} in total (100 %), none negative"),
    "weights_unused": ("取最低分的方案没有权重，应为 0", "expected no weights where the lowest score decides"),
    "bands_overlap": ("{one} 与 {other} 的起点相同；各档起点应不同", "{one} and {other} begin at the same value; expected different cut-offs"),
    "bands_gap": ("最低一档应从 0 开始，否则更低的没有档", "expected the lowest to begin at 0; below it there is none"),
    "approval_missing": ("超过 {above} 级须写明法务批准", "expected the legal approval: the limit is above {above} levels"),
    "staff_fine": ("不能对员工罚款；应去掉罚款", "expected no fine: a company cannot fine its employees"),
    "no_bands": ("这个方案没有分档；应至少有一档", "no band for this scheme; expected at least one"),
}
"""Code to (zh, en)."""


def _said(problem: PackProblem, chinese: bool) -> str:
    template = TEMPLATES.get(problem.code, TEMPLATES["invalid"])
    return template[0 if chinese else 1].format_map(_Blank(problem.details))


class _Blank(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


class PolicyError(Exception):
    """A pack that cannot be used; every problem found, each with file, path, value and what was expected."""

    def __init__(self, problems: tuple[PackProblem, ...] | list[PackProblem], folder: str = "") -> None:
        self.problems = tuple(problems)
        self.folder = folder
        super().__init__(self.message("en"))

    def message(self, lang: str = "en") -> str:
        """All problems, one a line, in 中文 or English."""
        before = f"{self.folder}/" if self.folder else ""
        return "\n".join(before + problem.message(lang) for problem in self.problems)
