"""`qudao decide`, as a person meets it."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from qudao.decide.known import Facts
from qudao.decide.language import Lang, LangOption
from qudao.decide.rows import Decisions
from qudao.decide.ruling import rule_all
from qudao.decide.summary import summary
from qudao.decide.terminal import Engine, Form, facts_of, moment_of, policy_of, progress, refuse_engine, refuse_place, uncollected, unwritten
from qudao.decide.write import OUTPUTS, csv_text, headings, lines, write

SHOWN_FIRST = ("attributions", "commissions", "penalties", "filings", "grades", "certifications", "career", "staffing")
"""Without --out one table is shown: the first of these that has rows."""


def decide(
    facts: Annotated[Path, typer.Argument(help="A folder of .csv, .jsonl or .parquet files named after the tables, or one .xlsx workbook.")],
    *,
    policy: Annotated[str, typer.Option("--policy", help="Name of a shipped pack, or a folder with policy.yaml.")],
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", help="Judge as of this instant (a bare date means its 00:00); later facts count as blank. Default: the latest that happened."
        ),
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to, or one .xlsx. Files of the same names are replaced.")] = None,
    engine: Annotated[Engine, typer.Option("--engine", help="Where amounts are computed; the answers are the same.")] = Engine.polars,
    lang: LangOption = Lang.zh,
    form: Annotated[Form, typer.Option("--format", help="Format of the files in the --out folder.")] = Form.csv,
) -> tuple[Decisions, Facts]:
    """Rule on tables of facts by a policy: for every line the ruling, the money and the article.

    Without --out nothing is written: the main table (attributions, where the policy has them) goes to standard output, as CSV off a terminal.
    Anything wrong with the files is reported for all rows at once; then the exit code is 2 and nothing is written.
    """
    law = policy_of(policy, lang.value)
    refuse_place(out, facts, lang.value)
    refuse_engine(engine)
    with uncollected(), progress() as tick:
        loaded = facts_of(facts, law, lang=lang.value, tick=tick)
        moment = moment_of(law, loaded, as_of, lang.value)
        tick("rules")
        decisions = rule_all(law, loaded.facts, as_of=moment, engine=engine.value)
        tick("--out")
        if out is not None:
            try:
                write(decisions, out, lang=lang.value, form=form.value)
            except OSError as error:
                unwritten(out, error, lang.value)
    _tell(decisions, out, lang.value)
    return decisions, loaded.facts


def _tell(decisions: Decisions, out: Path | None, lang: str) -> None:
    said = summary(decisions, lang)
    if out is not None:
        typer.echo("\n".join([*said, (f"已写入 {out}" if lang == "zh" else f"written to {out}")]))
        return
    name = next((table for table in OUTPUTS if table in SHOWN_FIRST and getattr(decisions, table)), SHOWN_FIRST[0])
    kind, rows = OUTPUTS[name], getattr(decisions, name)
    if not sys.stdout.isatty():
        typer.echo(csv_text(kind, list(lines(kind, rows, decisions.policy, lang))), nl=False)
        typer.echo("\n".join(said), err=True)
        return
    columns = [column for column in headings(kind) if column != "policy_version"]
    table = RichTable(*columns)
    for values in lines(kind, rows, decisions.policy, lang):
        table.add_row(*("" if value is None else escape(str(value)) for value in values[:-1]))
    Console().print(table)
    typer.echo("\n".join(said))
