"""What the attributes (a JSON object) of partners, deals and lines may say: names, types and which packs read them.

An attribute that stands here is checked like a column: a birth date that does not exist or a text where a number must be is bad input.
One that does not stand here is kept and read by nobody. A pack that reads a new attribute adds a line to KNOWN.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from qudao.decide.cells import reader
from qudao.decide.problems import EXPECTED, CellError, shown
from qudao.decide.schema import Column, Kind, Words


@dataclass(frozen=True, slots=True)
class Attribute:
    """One name inside the JSON object. With `parts` its value is an object of these; with `many` a list of values."""

    name: str
    zh: str
    kind: Kind = Kind.TEXT
    packs: tuple[str, ...] = ()
    many: bool = False
    parts: tuple["Attribute", ...] = ()
    words: Words = ()
    personal: bool = False
    or_flag: bool = False
    """Whether true or false will do, where only its presence matters."""
    refers: tuple[str, ...] = ()
    """Tables one of which must hold this id."""
    event: bool = False
    """A day on which something happened: it moves the default as-of."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One value that cannot be read: where in the object, what stands there, what was expected."""

    path: str
    value: str
    code: str
    details: Mapping[str, str | int]


RESULTS: Words = (("passed", ("通过",)), ("failed", ("未通过",)))
EVIDENCE: Words = (("reputation", ("信誉",)), ("service_quality", ("服务质量",)))
GROUPS: Words = (
    ("goods_and_prices", ("商品及价格",)),
    ("delivery", ("交货与运输",)),
    ("quality", ("质量与检测",)),
    ("term_and_termination", ("期限与解除",)),
    ("confidentiality_and_rights", ("保密与知识产权",)),
    ("breach_and_disputes", ("违约与争议",)),
)
MEMBERS, AGENTS, SUPPLIERS, STORES, CHANNELS = ("membership",), ("social-commerce",), ("suppliers",), ("clinic-stores",), ("internet-channel",)

KNOWN: Mapping[str, tuple[Attribute, ...]] = {
    "partners": (
        Attribute("bank_account", "收款账号", packs=STORES, personal=True, or_flag=True),
        Attribute("store_class", "店家类别", packs=STORES),
        Attribute("consultant", "维护咨询师", Kind.ID, STORES, refers=("staff",)),
        Attribute(
            "class_changes",
            "类别变更",
            packs=STORES,
            many=True,
            parts=(
                Attribute("change_id", "变更编号", Kind.ID),
                Attribute("store_class", "店家类别"),
                Attribute("changed_by", "变更人", Kind.ID),
                Attribute("changed_on", "变更日", Kind.DATE, event=True),
            ),
        ),
        Attribute("tier", "级别", packs=CHANNELS),
        Attribute(
            "set_grades",
            "人工定级",
            packs=CHANNELS,
            many=True,
            parts=(
                Attribute("period", "期间"),
                Attribute("scheme", "方案"),
                Attribute("grade", "等级"),
                Attribute("reason", "理由"),
                Attribute("set_by", "提出人"),
                Attribute("approved_by", "批准人"),
                Attribute("approved_on", "批准日", Kind.DATE, event=True),
            ),
        ),
        Attribute(
            "requests",
            "权利申请",
            packs=CHANNELS,
            many=True,
            parts=(
                Attribute("request_id", "申请编号", Kind.ID),
                Attribute("right", "权利"),
                Attribute("amount", "金额", Kind.MONEY),
                Attribute("asked_on", "申请日", Kind.DATE, event=True),
            ),
        ),
        Attribute(
            "exceptions",
            "例外条件",
            packs=CHANNELS,
            many=True,
            parts=(
                Attribute("exception_id", "例外编号", Kind.ID),
                Attribute("right", "权利"),
                Attribute("amount", "额度", Kind.MONEY),
                Attribute("rate_bp", "比例（万分之一）", Kind.INTEGER),
                Attribute("reason", "理由"),
                Attribute("requested_by", "申请人"),
                Attribute("approved_by", "批准人"),
                Attribute("approved_on", "批准日", Kind.DATE, event=True),
                Attribute("last_on", "最后一天", Kind.DATE),
            ),
        ),
        Attribute("birth_on", "出生日期", Kind.DATE, MEMBERS, personal=True),
        Attribute("applied_on", "申请日期", Kind.DATE, (*MEMBERS, *AGENTS), event=True),
        Attribute("agreement_signed", "协议已签", Kind.BOOL, (*MEMBERS, *SUPPLIERS)),
        Attribute("qualification", "资质审核", packs=MEMBERS, words=RESULTS),
        Attribute("interview", "面试", packs=MEMBERS, words=RESULTS),
        Attribute("upline", "上级", Kind.ID, (*MEMBERS, *AGENTS), refers=("partners",)),
        Attribute(
            "grades",
            "等级历史",
            packs=(*MEMBERS, *AGENTS),
            many=True,
            parts=(Attribute("grade", "等级"), Attribute("starts_on", "自", Kind.DATE)),
        ),
        Attribute("territory", "区域", packs=AGENTS, many=True),
        Attribute(
            "corrections",
            "改正",
            packs=(*AGENTS, *CHANNELS),
            many=True,
            parts=(Attribute("violation_id", "违规编号", Kind.ID), Attribute("accepted_on", "认可日期", Kind.DATE, event=True)),
        ),
        Attribute("comparison_quotations", "比价报价份数", Kind.INTEGER, SUPPLIERS),
        Attribute("contract_groups", "合同已写明的内容", packs=SUPPLIERS, many=True, words=GROUPS),
        Attribute("evidence", "选择依据", packs=SUPPLIERS, many=True, words=EVIDENCE),
        Attribute(
            "deliveries",
            "约定交货",
            packs=SUPPLIERS,
            many=True,
            parts=(
                Attribute("delivery_id", "交货编号", Kind.ID),
                Attribute("due_on", "应交日", Kind.DATE),
                Attribute("posted_on", "入库日", Kind.DATE, event=True),
            ),
        ),
        Attribute("contract_ends_on", "合同到期日", Kind.DATE, ("field-team", *CHANNELS)),
        Attribute("supervisor", "主管", Kind.ID, ("field-team",)),
    ),
    "deals": (
        Attribute("channel_category", "渠道类别", packs=("field-team",)),
        Attribute("store_share_bp", "门店返利比例（万分之一）", Kind.INTEGER, STORES),
        Attribute("referred", "老带新的报备编号", Kind.ID, STORES, many=True, refers=("registrations",)),
        Attribute("adjustment_bp", "业绩调整系数（万分之一）", Kind.INTEGER, AGENTS),
    ),
    "deal_lines": (
        Attribute("special", "特价", Kind.BOOL, STORES),
        Attribute("demonstration", "示范", Kind.BOOL, STORES),
    ),
}
"""By table of facts."""


def wrong(table: str, given: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Wrong]:
    """Every known attribute of a row that cannot be read."""
    for attribute in KNOWN.get(table, ()):
        if given.get(attribute.name) is not None:
            yield from _wrong(attribute, given[attribute.name], attribute.name, zone)


def typed(table: str, given: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """The known attributes of a row as days, whole numbers, tuples and words; a blank or unreadable one is left out, which means unknown."""
    found: dict[str, Any] = {}
    for attribute in KNOWN.get(table, ()):
        value = given.get(attribute.name)
        if value is not None and not any(_wrong(attribute, value, "", zone)):
            found[attribute.name] = _value(attribute, value, zone)
    return found


def _wrong(attribute: Attribute, value: Any, path: str, zone: ZoneInfo) -> Iterator[Wrong]:
    if attribute.many:
        if not isinstance(value, Sequence) or isinstance(value, str):
            yield Wrong(path, _shown(attribute, value), "not_a_list", {})
            return
        for index, each in enumerate(value):
            yield from _wrong_one(attribute, each, f"{path}.{index}", zone)
    else:
        yield from _wrong_one(attribute, value, path, zone)


def _wrong_one(attribute: Attribute, value: Any, path: str, zone: ZoneInfo) -> Iterator[Wrong]:
    if not attribute.parts:
        try:
            _one(attribute, value, zone)
        except CellError as error:
            yield Wrong(path, _shown(attribute, value), error.code, {"kind_expected": attribute.kind.value, **error.details})
        return
    if not isinstance(value, Mapping):
        yield Wrong(path, _shown(attribute, value), "not_an_object", {"parts": ", ".join(part.name for part in attribute.parts)})
        return
    for part in attribute.parts:
        if value.get(part.name) is not None:
            yield from _wrong(part, value[part.name], f"{path}.{part.name}", zone)


def _shown(attribute: Attribute, value: Any) -> str:
    return shown(value, personal=attribute.personal)


def _value(attribute: Attribute, value: Any, zone: ZoneInfo) -> Any:
    if attribute.many:
        return tuple(_object(attribute, each, zone) for each in value)
    return _object(attribute, value, zone)


def _object(attribute: Attribute, value: Any, zone: ZoneInfo) -> Any:
    if attribute.parts:
        return {part.name: _value(part, value[part.name], zone) if value.get(part.name) is not None else None for part in attribute.parts}
    return _one(attribute, value, zone)


def _one(attribute: Attribute, value: Any, zone: ZoneInfo) -> Any:
    """One plain value. JSON has types of its own: a whole number in quotes is a text, and 1 is no truth value."""
    kind = attribute.kind
    if attribute.or_flag and isinstance(value, bool):
        return value
    if kind is Kind.INTEGER and (isinstance(value, bool) or not isinstance(value, int)):
        raise CellError("wrong")
    if kind is Kind.BOOL and not isinstance(value, bool):
        raise CellError("wrong")
    if kind is Kind.DATE and not isinstance(value, (str, date)):
        raise CellError("wrong")
    if kind in (Kind.TEXT, Kind.ID) and (isinstance(value, bool) or not isinstance(value, (str, int))):
        raise CellError("wrong")
    return reader(Column(attribute.name, (attribute.zh,), kind, words=attribute.words, closed=bool(attribute.words)), zone)(value)


def references(table: str, given: Mapping[str, Any]) -> Iterator[tuple[Attribute, str]]:
    """The ids that known attributes of a row name, each with the attribute that says in which tables it must stand."""
    for attribute in KNOWN.get(table, ()):
        value = given.get(attribute.name)
        for each in value if attribute.many and isinstance(value, Sequence) and not isinstance(value, str) else (value,):
            if attribute.refers and isinstance(each, (str, int)) and not isinstance(each, bool):
                yield attribute, str(each).strip()


def event_days(table: str, given: Mapping[str, Any], zone: ZoneInfo) -> Iterator[date]:
    """The days on which something happened, as the known attributes of a row say."""
    values = typed(table, given, zone)
    for attribute in KNOWN.get(table, ()):
        value = values.get(attribute.name)
        if attribute.event and isinstance(value, date):
            yield value
        for part in attribute.parts:
            yield from (each[part.name] for each in value or () if part.event and each[part.name] is not None)


def described(table: str, lang: str) -> list[str]:
    """The known attributes of a table as lines of text."""
    return [_line(attribute, lang, "      ") for attribute in KNOWN.get(table, ())]


def _line(attribute: Attribute, lang: str, indent: str) -> str:
    chinese = lang == "zh"
    said = EXPECTED[attribute.kind][0 if chinese else 1]
    if attribute.words:
        said = ", ".join(f"{word} ({others[0]})" for word, others in attribute.words)
    if attribute.parts:
        inner = [f"{part.name} ({part.zh}): {EXPECTED[part.kind][0 if chinese else 1]}" for part in attribute.parts]
        said = "{" + "; ".join(inner) + "}"
    if attribute.many:
        said = f"列表 [{said}, …]" if chinese else f"list [{said}, …]"
    return f"{indent}. {attribute.name} ({attribute.zh}): {said}; {', '.join(attribute.packs)}"


def json_properties(table: str, lang: str) -> dict[str, object]:
    """The known attributes of a table as properties of a JSON Schema."""
    return {attribute.name: _property(attribute, lang) for attribute in KNOWN.get(table, ())}


def _property(attribute: Attribute, lang: str) -> dict[str, object]:
    entry: dict[str, object] = dict(_JSON[attribute.kind])
    if attribute.words:
        entry["enum"] = [word for word, _ in attribute.words]
    if attribute.parts:
        entry = {"type": "object", "properties": {part.name: _property(part, lang) for part in attribute.parts}}
    if attribute.many:
        entry = {"type": "array", "items": entry}
    title = attribute.zh if lang == "zh" else attribute.name.replace("_", " ")
    return {**entry, "title": title, "x-packs": list(attribute.packs)}


_JSON: Mapping[Kind, dict[str, object]] = {
    Kind.TEXT: {"type": ["string", "integer"]},
    Kind.ID: {"type": ["string", "integer"]},
    Kind.INTEGER: {"type": "integer", "minimum": 0},
    Kind.MONEY: {"type": ["string", "number"]},
    Kind.BOOL: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
}
