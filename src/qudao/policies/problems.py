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
        said = self.said(lang)
        parts = [where, self.place or (("整个文件", "(whole file)")[not chinese] if self.value and self.line is None else ""), self.value]
        told = ("：" if chinese else ": ").join([*(part for part in parts if part), said])
        return told.encode("utf-8", "backslashreplace").decode()

    def said(self, lang: str = "en") -> str:
        """What is wrong alone, for a page that shows it beside its field."""
        return _said(self, lang == "zh")


TEMPLATES: dict[str, tuple[str, str]] = {
    "no_pack": (
        "没有这个制度包；应为 {known} 之一，或含有 policy.yaml 的文件夹",
        "no such pack; expected one of {known}, or a folder with policy.yaml",
    ),
    "missing_file": ("缺少文件；制度包应有这个文件", "missing; expected a file of the pack"),
    "unknown_file": ("不认识的文件；应为 {known} 之一{suggestion}", "unknown file; expected one of {known}{suggestion}"),
    "file_name": (
        "不是制度包的文件名；应如 protection.yaml 或 cases/protection.yaml",
        "not a name of a pack's file; expected one such as protection.yaml or cases/protection.yaml",
    ),
    "too_many_files": ("个文件，过多；应不超过 {limit} 个", "files are too many; expected at most {limit}"),
    "unreadable": ("文件不能读取（{said}）；应为普通文本文件", "cannot be read ({said}); expected a plain text file"),
    "encoding": ("从这一行起不是 UTF-8；请另存为 UTF-8", "is not UTF-8 from this line on; expected UTF-8: save it as that"),
    "not_yaml": ("不是有效的 YAML（{said}）；应为 UTF-8 编码的 YAML 1.2", "not valid YAML ({said}); expected YAML 1.2 in UTF-8"),
    "duplicate_key": ("同一个键出现了两次；应只出现一次", "the key appears twice; expected it once"),
    "unknown_tag": ("不认识的标签；应为不带标签的普通值", "a tag; expected a plain value without one"),
    "two_documents": ("文件里有多个文档（---）；应只有一个", "more than one document (---); expected one"),
    "tab": ("用制表符缩进；应改用空格", "indented with a tab; expected blanks"),
    "control_character": ("含有不可见的控制字符；应为普通文本", "a control character; expected plain text"),
    "colon": (
        "键与值写得不对；应为“键: 值”，冒号为半角且后面有空格",
        "a key without its value; expected `key: value` with a half-width colon and a blank",
    ),
    "not_closed": ("括号、引号或缩进没有配好；应补全", "a bracket, a quote or an indentation is not closed; expected it to be"),
    "blank": ("为空；应有文字", "is blank; expected a text"),
    "negative": ("为负数；应不小于 0", "is negative; expected 0 or more"),
    "too_big": ("过大；应不超过 {limit}", "is too large; expected at most {limit}"),
    "too_long": ("过长；应不超过 {limit} 个字", "is too long; expected at most {limit} characters"),
    "absurd_year": ("年份不合理；应在 {from} 至 {to} 年之间", "has an absurd year; expected one from {from} to {to}"),
    "too_large": ("文件过大；应不超过 {limit}", "too large; expected at most {limit}"),
    "too_deep": ("嵌套过深；应不超过 {limit} 层", "nested too deeply; expected at most {limit} levels"),
    "too_many": ("内容过多；应不超过 {limit} 个值（引用按展开后计）", "too much; expected at most {limit} values, aliases written out"),
    "alias": ("使用了锚点引用；应把内容写全", "an alias; expected the content itself, written out"),
    "unknown_key": ("不认识的键；应为 {known} 之一{suggestion}", "unknown key, expected one of {known}{suggestion}"),
    "unknown_zone": ("应为时区，例如 Asia/Shanghai", "expected a time zone such as Asia/Shanghai"),
    "clause_number": ("应为 12、2.5 或 T3.1(2) 这样的条款编号，用阿拉伯数字", "expected a clause number such as 12, 2.5 or T3.1(2)"),
    "clause_twice": ("条款重复；每个条款应只出现一次", "expected each clause once"),
    "clause_unknown": ("应为 clauses.yaml 中的条款编号", "expected a number of clauses.yaml"),
    "prefix_unknown": ("条款编号的前缀不在 policy.yaml 的 also 中", "expected a prefix that policy.yaml lists under also"),
    "no_terms": ("应至少有一条规定", "expected at least one term"),
    "order": ("各条规定应按 starts_on 的先后排列", "expected terms in order of starts_on"),
    "needs_scheme": ("有这个文件的制度包应在 policy.yaml 写明 scheme", "expected scheme in policy.yaml, because the pack has this file"),
    "case": ("示例不能使用：{said}", "the example cannot be used: {said}; expected a case as qudao.policies.cases describes"),
    "invalid": ("{said}", "{said}"),
    "missing": ("缺少必填项；应写上", "is missing; expected a value here"),
    "int_type": ("应为整数（不加引号，不带小数）", "expected a whole number, without quotes or decimals"),
    "int_parsing_size": ("数字过大；应为普通的整数", "is too large; expected a whole number of ordinary size"),
    "int_from_float": ("应为整数，不能带小数", "expected a whole number, without a fractional part"),
    "bool_type": ("应为 true 或 false", "expected true or false"),
    "string_type": ("应为文字（数字请加引号）", "expected a text (put numbers in quotes)"),
    "date_from_datetime_parsing": ("应为存在的日期，例如 2025-03-09", "expected a date that exists, such as 2025-03-09"),
    "date_parsing": ("应为存在的日期，例如 2025-03-09", "expected a date that exists, such as 2025-03-09"),
    "date_type": ("应为日期，例如 2025-03-09", "expected a date such as 2025-03-09"),
    "literal_error": ("应为 {known} 之一{suggestion}", "expected one of {known}{suggestion}"),
    "tuple_type": ("应为列表（每项以 - 开头）", "expected a list (each item begins with -)"),
    "list_type": ("应为列表（每项以 - 开头）", "expected a list (each item begins with -)"),
    "dataclass_type": ("应为键值（键: 值）", "expected keys and values (key: value)"),
    "mapping_type": ("应为键值（键: 值）", "expected keys and values (key: value)"),
    "dict_type": ("应为键值（键: 值）", "expected keys and values (key: value)"),
    "decimal_type": ("应为数字", "expected a number"),
    "decimal_parsing": ("应为数字", "expected a number"),
    "finite_number": ("应为有限的数字", "expected a finite number"),
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
