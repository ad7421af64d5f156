"""`qudao schema`: the file contract, for people and as JSON Schema."""

import json
from typing import Annotated

import typer

from qudao.decide import attributes
from qudao.decide.language import Lang, LangOption
from qudao.decide.problems import EXPECTED
from qudao.decide.schema import Column, Kind, Table, folded, json_schema
from qudao.decide.tables import TABLES


def schema(
    table: Annotated[str, typer.Argument(help="A table, by its English or Chinese name; all tables when left out.")] = "",
    *,
    lang: LangOption = Lang.zh,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON Schema instead of text.")] = False,
) -> None:
    """Print the tables of facts: columns, both spellings, types, and which are required."""
    chosen = [each for each in TABLES if not table or folded(table) in {folded(word) for word in (each.name, *each.zh)}]
    if not chosen:
        names = ", ".join(f"{each.name} ({each.zh[0]})" for each in TABLES)
        said = f"没有名为“{table}”的表；应为：{names}" if lang is Lang.zh else f"there is no table “{table}”; expected one of: {names}"
        typer.echo(said, err=True)
        raise typer.Exit(2)
    if as_json:
        documents = {each.name: document(each, lang.value) for each in chosen}
        typer.echo(json.dumps(documents[chosen[0].name] if table else documents, ensure_ascii=False, indent=2))
        return
    typer.echo("\n\n".join(described(each, lang.value) for each in chosen))


def document(table: Table, lang: str) -> dict[str, object]:
    """One table as JSON Schema, with what is known of its attributes."""
    made = json_schema(table, lang)
    properties = made["properties"]
    if isinstance(properties, dict) and "attributes" in properties:
        properties["attributes"] |= {"properties": attributes.json_properties(table.name, lang), "additionalProperties": True}
    return made


def described(table: Table, lang: str) -> str:
    """One table as text: a line per column, required ones marked with *; under the attributes those that packs read."""
    other = " / ".join(table.zh)
    lines = [f"{table.name} ({other})"]
    for column in table.columns:
        lines.append(_line(column, lang))
        lines += attributes.described(table.name, lang) if column.kind is Kind.JSON else ()
    return "\n".join(lines)


def _line(column: Column, lang: str) -> str:
    chinese = lang == "zh"
    mark = "*" if column.required else " "
    expected = EXPECTED[column.kind][0 if chinese else 1]
    parts = [f"  {mark} {column.name} ({' / '.join(column.zh)}): {expected}"]
    if column.words:
        parts.append(", ".join(f"{word} ({others[0]})" for word, others in column.words) + ("" if column.closed else ", …"))
    if column.refers:
        parts.append("→ " + " / ".join(column.refers))
    if note := column.note[0 if chinese else 1]:
        parts.append(note)
    return "; ".join(parts)
