"""What `qudao decide` and `qudao backtest` share of a terminal: options, the policy, problems, progress."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from qudao.decide.cells import instant
from qudao.decide.facts import Loaded, Tick
from qudao.decide.facts import load as load_facts
from qudao.decide.language import Lang
from qudao.decide.problems import CellError, Problem, message
from qudao.kit.engines import EngineError, check
from qudao.policies.load import Policy, PolicyError
from qudao.policies.load import load as load_policy
from qudao.rules.period import day_start

BAD_INPUT = 2


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


def policy_of(name: str, lang: str) -> Policy:
    """The pack of that name or folder, or the end with every problem of it."""
    try:
        return load_policy(name)
    except PolicyError as error:
        typer.echo(("制度不能使用：" if lang == "zh" else "the policy cannot be used: ") + error.message(lang), err=True)
        raise typer.Exit(BAD_INPUT) from None


def refuse_place(out: Path | None, facts: Path, lang: str) -> None:
    """An --out that cannot be meant: a single text file, or the facts themselves."""
    if out is not None and out.suffix.lower() in (".csv", ".jsonl", ".parquet", ".xls", ".xlsm"):
        refuse([Problem("out_kind", str(out))], lang)
    if out is not None and out.resolve() == facts.resolve():
        refuse([Problem("same_folder", str(out))], lang)


def facts_of(facts: Path, policy: Policy, *, lang: str, tick: Tick) -> Loaded:
    """The facts, with the warnings said; or the end with every problem of theirs."""
    loaded = load_facts(facts, zone=policy.timezone, tick=tick)
    ours = [warning for warning in loaded.warnings if warning.code != "no_buyers" or policy.has("attribution")]
    for warning in ours:
        typer.echo(("提示：" if lang == Lang.zh else "warning: ") + message(warning, lang), err=True)
    if loaded.problems:
        refuse(loaded.problems, lang)
    return loaded


def instant_of(policy: Policy, said: str, lang: str) -> datetime | None:
    """--as-of as an instant; None where nothing was said."""
    if not said:
        return None
    try:
        return instant(said, policy.timezone)
    except CellError as error:
        refuse([Problem(error.code, "--as-of", value=said, details={"kind_expected": "instant", **error.details})], lang)


def moment_of(policy: Policy, loaded: Loaded, said: str, lang: str) -> datetime:
    """As of when everything is judged: --as-of, else the latest instant that happened."""
    moment = instant_of(policy, said, lang) or loaded.happened
    if moment is None and not policy.has("protection"):
        moment = day_start(policy.starts_on, policy.timezone)  # scores and posts carry no time at all
    if moment is None:
        refuse([Problem("no_as_of", "--as-of")], lang)
    return moment


def refuse_engine(engine: Engine) -> None:
    """An engine that is not installed."""
    try:
        check(engine.value)
    except EngineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None


def unwritten(out: Path, error: OSError, lang: str) -> NoReturn:
    """The end where the disk refuses."""
    refuse([Problem("cannot_write", str(out), details={"what": error.strerror or type(error).__name__})], lang)


def refuse(problems: list[Problem], lang: str) -> NoReturn:
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
def uncollected() -> Iterator[None]:
    """Facts and decisions live until the end: looking for garbage among them again and again took a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def progress() -> Iterator[Tick]:
    """A progress line on a terminal, told what is being done; nothing at all anywhere else."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield str
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        job = shown.add_task("…", total=None)
        yield lambda said: shown.update(job, description=said, advance=1)
