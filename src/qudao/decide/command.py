"""`qudao decide`, as a person meets it."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable

from qudao.decide.cells import instant
from qudao.decide.facts import Loaded, Tick, load
from qudao.decide.language import Lang, LangOption
from qudao.decide.problems import CellError, Problem, message
from qudao.decide.rows import Decisions
from qudao.decide.ruling import rule_all
from qudao.decide.summary import summary
from qudao.decide.write import OUTPUTS, csv_text, headings, lines, write
from qudao.kit.engines import EngineError
from qudao.policies.load import Policy, PolicyError
from qudao.policies.load import load as load_policy
from qudao.rules.period import day_start

BAD_INPUT = 2
SHOWN_FIRST = ("attributions", "commissions", "penalties", "filings", "grades", "certifications", "career", "staffing")
"""Without --out one table is shown: the first of these that has rows."""


class Engine(StrEnum):
    """Where amounts over many rows are computed."""

    polars = "polars"
    duckdb = "duckdb"
    spark = "spark"


class Form(StrEnum):
    """How a folder of decisions is written."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


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
) -> None:
    """Rule on tables of facts by a policy: for every line the ruling, the money and the article.

    Without --out nothing is written: the main table (attributions, where the policy has them) goes to standard output, as CSV off a terminal.
    Anything wrong with the files is reported for all rows at once; then the exit code is 2 and nothing is written.
    """
    law = _policy(policy, lang.value)
    if out is not None and out.suffix.lower() in (".csv", ".jsonl", ".parquet", ".xls", ".xlsm"):
        _refuse([Problem("out_kind", str(out))], lang.value)
    if out is not None and out.resolve() == facts.resolve():
        _refuse([Problem("same_folder", str(out))], lang.value)
    with _uncollected(), _progress() as progress:
        job = progress.add_task("…", total=None) if progress else None

        def tick(said: str) -> None:
            if progress and job is not None:
                progress.update(job, description=said, advance=1)

        loaded = load(facts, zone=law.timezone, tick=tick)
        for warning in loaded.warnings:
            typer.echo(("提示：" if lang is Lang.zh else "warning: ") + message(warning, lang.value), err=True)
        if loaded.problems:
            _refuse(loaded.problems, lang.value)
        decisions = _rule(law, loaded, as_of=as_of, engine=engine, lang=lang.value, tick=tick)
        tick("--out")
        if out is not None:
            try:
                write(decisions, out, lang=lang.value, form=form.value)
            except OSError as error:
                _refuse([Problem("cannot_write", str(out), details={"what": error.strerror or type(error).__name__})], lang.value)
    _tell(decisions, out, lang.value)


def _policy(name: str, lang: str) -> Policy:
    try:
        return load_policy(name)
    except PolicyError as error:
        typer.echo(("制度不能使用：" if lang == "zh" else "the policy cannot be used: ") + error.message(lang), err=True)
        raise typer.Exit(BAD_INPUT) from None


def _rule(policy: Policy, loaded: Loaded, *, as_of: str, engine: Engine, lang: str, tick: Tick) -> Decisions:
    moment = loaded.happened
    if as_of:
        try:
            moment = instant(as_of, policy.timezone)
        except CellError as error:
            _refuse([Problem(error.code, "--as-of", value=as_of, details={"kind_expected": "instant", **error.details})], lang)
    if moment is None and not policy.has("protection"):
        moment = day_start(policy.starts_on, policy.timezone)  # scores and posts carry no time at all
    if moment is None:
        _refuse([Problem("no_as_of", "--as-of")], lang)
    tick("rules")
    try:
        return rule_all(policy, loaded.facts, as_of=moment, engine=engine.value)
    except EngineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None


def _refuse(problems: list[Problem], lang: str) -> NoReturn:
    """Every defect on a line of its own, then their number; nothing has been written."""
    for problem in problems:
        typer.echo(message(problem, lang), err=True)
    count = len(problems)
    typer.echo(
        f"共 {count:,} 处错误，没有写出任何结果" if lang == "zh" else f"{count:,} error{'s' if count != 1 else ''}; nothing was written",
        file=sys.stderr,
    )
    raise typer.Exit(BAD_INPUT)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Facts and decisions live until the end: looking for garbage among them again and again took a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress line on a terminal; nothing at all anywhere else."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True) as progress:
        yield progress


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
