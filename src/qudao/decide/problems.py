"""What is wrong with the files: where, which value, what was expected. One sentence in either language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qudao.decide.schema import Kind


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of the facts. `value` is ready to be shown: personal values are already masked."""

    code: str
    file: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class CellError(ValueError):
    """A cell that does not hold what its column expects."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class UnreadableError(Exception):
    """A file that cannot be read at all."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


EXPECTED: dict[Kind, tuple[str, str]] = {
    Kind.ID: ("编号（文本）", "an id (text)"),
    Kind.TEXT: ("文本", "a text"),
    Kind.NAME: ("文本", "a text"),
    Kind.PHONE: (
        "11 位手机号、脱敏号码（138****5678）、带区号的座机或国际号码",
        "an 11-digit mobile, a masked one (138****5678), a landline with area code or an international number",
    ),
    Kind.IDENTITY: ("完整的证件号码（字母和数字）", "a whole identity number (letters and digits)"),
    Kind.PERSON: ("电话或证件号码", "a phone or an identity number"),
    Kind.INSTANT: (
        "存在的日期和时间，如 2025-03-09 14:05 或 2025-03-09T14:05+08:00",
        "a date and time that exist, such as 2025-03-09 14:05 or 2025-03-09T14:05+08:00",
    ),
    Kind.DATE: ("存在的日期，如 2025-03-09", "a date that exists, such as 2025-03-09"),
    Kind.MONTH: ("月份，如 2026-03", "a month such as 2026-03"),
    Kind.BOOL: ("true、false、是 或 否", "true, false, 是 or 否"),
    Kind.INTEGER: ("不小于 0 的整数", "a whole number, 0 or more"),
    Kind.NUMBER: ("数字", "a number"),
    Kind.MONEY: ("金额（元），最多两位小数，如 1,280,000.00", "yuan with at most two decimals, such as 1,280,000.00"),
    Kind.CITIES: ("城市，以分号分隔", "cities with ; between them"),
    Kind.JSON: ('JSON 对象，如 {"store_share_bp": 4500}', 'a JSON object such as {"store_share_bp": 4500}'),
}

MESSAGES: dict[str, tuple[str, str]] = {
    # one cell
    "wrong": ("不能识别；应为{expected}", "cannot be read; expected {expected}"),
    "missing": ("必填而空白；应为{expected}", "is required and blank; expected {expected}"),
    "negative": ("为负数；应为不小于 0 的{expected}", "is negative; expected 0 or more, as {expected}"),
    "decimals": ("小数多于两位；应为{expected}", "has more than two decimals; expected {expected}"),
    "not_finite": ("不是有限的数；应为{expected}", "is not a finite number; expected {expected}"),
    "too_large": ("过大；应不超过 {limit}", "is too large; expected at most {limit}"),
    "lost_digits": (
        "是数字格式的长号码，超过 15 位的数字已丢失；请把该列设为文本后重新输入完整号码",
        "is a long number kept as a figure, its digits beyond the 15th are lost; expected text: format the column as text, enter it again",
    ),
    "no_such_date": ("这个日期或时间不存在；应为{expected}", "is a date or time that does not exist; expected {expected}"),
    "absurd_date": ("年份不合理；应在 1900 至 2199 年之间", "has an absurd year; expected one from 1900 to 2199"),
    "has_time": ("带有时间；应为{expected}", "carries a time of day; expected {expected}"),
    "control": ("含有不可见的控制字符（{char}）；应为普通文本", "holds a control character ({char}); expected plain text"),
    "too_long": ("有 {length} 个字符；最多 {limit} 个", "has {length} characters; expected at most {limit}"),
    "not_a_word": ("不是允许的取值；应为：{words}", "is not an allowed value; expected one of: {words}"),
    "not_a_list": ("不是列表；应为 […]", "is not a list; expected […]"),
    "not_an_object": ("不是对象；应含 {parts}", "is not an object; expected one with {parts}"),
    "error_cell": ("是表格公式的错误值；应为{expected}", "is a spreadsheet error; expected {expected}"),
    "dangling": ("在 {tables} 表中不存在；应为那里已有的编号", "does not exist in table {tables}; expected an id that stands there"),
    # one row
    "duplicate_id": (
        "编号已用于第 {first} 行，而内容不同；每个编号应只出现一次",
        "was already used in row {first} with other content; expected each id once",
    ),
    "duplicate_id_file": (
        "编号已用于 {first_file} 第 {first} 行，而内容不同；每个编号应只出现一次",
        "was already used in {first_file}, row {first}, with other content; expected each id once",
    ),
    "outside": ("有值却没有列标题；请给该列加上标题或删去该值", "stands in a column without a heading; expected a heading above it, or nothing"),
    "who": ("渠道编号和人员编号都为空；应至少填一个", "names neither partner_id nor staff_id; expected one of them"),
    "merged": ("数据区有合并单元格 {range}；请取消合并并逐行填写", "the rows hold merged cells {range}; expected one value per row: unmerge them"),
    # one table
    "unknown_column": ("不认识的列；本表的列：{columns}", "is not a column of this table; expected: {columns}"),
    "duplicate_column": ("列出现了两次（又作“{other}”）；每列应只出现一次", "the column appears twice (also as “{other}”); expected it once"),
    "missing_column": ("缺少必填的列“{name}”", "the required column “{name}” is missing"),
    "no_header": (
        "找不到标题行；前 {rows} 行中应有一行列名，如：{columns}",
        "no heading row found; expected one of the first {rows} rows to hold column names such as {columns}",
    ),
    "two_sources": ("{table} 表同时来自 {other}；每个表应只有一个来源", "table {table} comes from {other} as well; expected one source per table"),
    "misspelt": ("没有名为“{name}”的表；是否为“{suggestion}”？", "there is no table named “{name}”; did you mean “{suggestion}”?"),
    # one file
    "no_facts": (
        "没有找到任何事实表；应为一个文件夹（如 registrations.csv）或一个 .xlsx 工作簿",
        "no table of facts found; expected a folder (registrations.csv, …) or one .xlsx workbook",
    ),
    "no_file": ("文件或文件夹不存在", "there is no such file or folder"),
    "file_kind": (
        "不支持 {kind} 文件；应为 .xlsx 工作簿，或装有 .csv、.jsonl、.parquet 的文件夹",
        "a {kind} file cannot be read; expected an .xlsx workbook or a folder of .csv, .jsonl, .parquet",
    ),
    "workbook_in_folder": (
        "文件夹中不读取工作簿；请直接给出该 .xlsx，或另存为 .csv",
        "a workbook inside the folder is not read; name the .xlsx itself, or save it as .csv",
    ),
    "encoding": ("第 {line} 行起不是 UTF-8，也不是 GBK；请另存为 UTF-8", "is neither UTF-8 nor GBK from line {line} on; save it as UTF-8"),
    "encoding_broken": ("第 {line} 行有损坏的 UTF-8 字节；请重新导出该文件", "holds broken UTF-8 in line {line}; export the file again"),
    "csv_syntax": ("第 {line} 行的 CSV 格式有误（{what}）", "is not well-formed CSV in line {line} ({what})"),
    "json_syntax": ("不是一行一个 JSON 对象（{what}）", "is not one JSON object per line ({what})"),
    "not_a_workbook": (
        "不是 .xlsx 工作簿，而是{what}；请在表格软件中另存为 .xlsx",
        "is not an .xlsx workbook but {what}; save it as .xlsx in your spreadsheet program",
    ),
    "encrypted": ("设有密码；请取消密码后再导入", "is protected by a password; remove it first"),
    "damaged": ("文件损坏或不完整（{what}）；请重新保存或重新上传", "is damaged or incomplete ({what}); save or upload it again"),
    "hostile": ("文件被拒绝：{what}", "is refused: {what}"),
    "dimensions": (
        "工作表声明了 {columns} 列、{rows} 行；应不超过 {limit} 列",
        "declares {columns} columns and {rows} rows; expected at most {limit} columns",
    ),
    "too_big": (
        "解压后太大（上限 {limit}）；请拆分文件或删去多余的格式",
        "needs more room than allowed ({limit}); split the file or clear unused formatting",
    ),
    "too_slow": ("在 {limit} 秒内未能读完；请拆分文件", "could not be read within {limit} seconds; split the file"),
    "same_folder": ("输出位置就是事实所在之处，会覆盖事实；请另选 --out", "the output would overwrite the facts; choose another --out"),
    "out_kind": ("结果有多个表；应为一个文件夹，或一个 .xlsx", "cannot hold several tables; expected a folder, or one .xlsx"),
    "cannot_write": ("无法写入：{what}", "cannot be written: {what}"),
    "no_as_of": ("事实中没有已发生的时间；请给出 --as-of", "the facts hold no instant that happened; give --as-of"),
    # warnings
    "collapsed": (
        "{count} 行与前面的行完全相同，已合并（如第 {row} 行与第 {first} 行）",
        "{count} rows are identical to earlier ones and were collapsed (row {row} repeats row {first})",
    ),
    "ignored": ("不是事实表，未读取", "is not a table of facts and was not read"),
    "unused": ("已检查，但本制度不使用该表", "was checked, but this policy does not use the table"),
    "no_time": (
        "{count} 个时间只有日期，按当日 00:00 计（如第 {row} 行）",
        "{count} instants give a date only; 00:00 of that day was taken (such as row {row})",
    ),
    "no_buyers": (
        "{count} 笔成交没有买受人，无法认定归属（如 {example}）",
        "{count} deals have no buyer and cannot be attributed (such as {example})",
    ),
}

WHATS: dict[str, tuple[str, str]] = {
    "doctype": ("XML 中含有 DOCTYPE 或实体声明", "an XML part declares a DOCTYPE or entities"),
    "utf16_part": ("XML 部件不是 UTF-8 编码", "an XML part is not encoded as UTF-8"),
    "ratio": ("压缩比异常，疑似压缩炸弹", "its compression ratio is that of a zip bomb"),
    "entries": ("部件或工作表数量过多", "it has too many parts or sheets"),
    "path": ("压缩包内有不安全的路径", "it holds an unsafe path"),
    "twice": ("压缩包内同名部件出现两次", "it holds the same part twice"),
    "xls": ("旧版 .xls 文件", "an old .xls file"),
    "html": ("网页（HTML）", "a web page (HTML)"),
    "csv": ("文本文件", "a text file"),
    "empty": ("空文件", "an empty file"),
    "zip": ("普通压缩包", "an ordinary zip archive"),
    "unknown": ("其他文件", "some other file"),
    "truncated": ("内容不完整", "it ends too early"),
    "unreadable": ("无法解析", "it cannot be parsed"),
    "quote": ("引号没有成对", "a quotation mark is not closed"),
    "field": ("单元格超过 131,072 个字符", "a cell longer than 131,072 characters"),
    "json": ("JSON 无法解析", "the JSON cannot be parsed"),
    "object": ("不是 JSON 对象", "it is not a JSON object"),
    "twice_key": ("同一对象中字段重复", "an object names a field twice"),
    "deep": ("嵌套过深", "it is nested too deeply"),
    "number": ("NaN、Infinity 或过大的数", "NaN, Infinity or a number too large"),
}


def message(problem: Problem, lang: str) -> str:
    """The problem as one sentence: where, which value, what was expected."""
    chinese = lang == "zh"
    details: dict[str, str | int] = dict(problem.details)
    if (kind := details.get("kind_expected")) is not None:
        details["expected"] = EXPECTED[Kind(kind)][0 if chinese else 1]
    if (what := details.get("what")) in WHATS:
        details["what"] = WHATS[str(what)][0 if chinese else 1]
    said = MESSAGES[problem.code][0 if chinese else 1].format_map(details)
    if chinese:
        where = problem.file + (f"[{problem.sheet}]" if problem.sheet else "")
        where += f" 第 {problem.row} 行" if problem.row is not None else ""
        where += f"“{problem.column}”列" if problem.column else ""
        value = f"“{problem.value}”" if problem.value is not None else ""
        return f"{where}：{value}{said}" if where else said
    where = problem.file + (f" [{problem.sheet}]" if problem.sheet else "")
    where += f", row {problem.row}" if problem.row is not None else ""
    where += f", column {problem.column}" if problem.column else ""
    value = f"“{problem.value}” " if problem.value is not None else ""
    return f"{where}: {value}{said}" if where else said


def shown(value: object, *, personal: bool) -> str:
    """A value fit for a message: printable, at most 40 characters, and masked when it is about a person."""
    text = str(value)[:1000].strip()
    if personal:
        text = masked(text)
    text = "".join(ch if ch.isprintable() else f"\\u{ord(ch):04x}" for ch in text[:41])
    return text if len(text) <= 40 else text[:39] + "…"


def masked(text: str) -> str:
    """The first three and last few characters at most; a short value keeps only its first."""
    if len(text) < 7:
        return text[:1] + "*" * max(len(text) - 1, 1)
    tail = min(4, len(text) - 7)
    return text[:3] + "*" * (len(text) - 3 - tail) + (text[-tail:] if tail else "")
