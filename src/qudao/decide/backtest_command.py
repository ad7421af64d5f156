"""`qudao backtest`, as a person meets it."""

import os
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from qudao.decide.as_if import as_if_since, begins_on
from qudao.decide.backtest import Backtest, compared
from qudao.decide.backtest_summary import summary
from qudao.decide.backtest_tables import tables
from qudao.decide.beside import Beside, BesideError
from qudao.decide.cells import day
from qudao.decide.facts import Loaded, Tick
from qudao.decide.language import Lang, LangOption
from qudao.decide.problems import CellError, Problem
from qudao.decide.side import Here
from qudao.decide.terminal import (
    Engine,
    Form,
    facts_of,
    instant_of,
    moment_of,
    policy_of,
    progress,
    refuse,
    refuse_place,
    ruled,
    uncollected,
    unwritten,
)
from qudao.decide.write import write_tables
from qudao.policies.load import Policy
from qudao.rules.period import day_of

WORTH_TWO_PROCESSES = 4 << 20
"""Bytes of facts from which a second process pays; below, its start costs more than it saves."""


def backtest_command(
    facts: Annotated[Path, typer.Argument(help="A folder of .csv, .jsonl or .parquet files named after the tables, or one .xlsx workbook.")],
    *,
    policy: Annotated[str, typer.Option("--policy", help="The version in force: name of a shipped pack, or a folder with policy.yaml.")],
    against: Annotated[str, typer.Option("--against", help="The draft: name of a shipped pack, or a folder with policy.yaml.")],
    as_of: Annotated[
        str,
        typer.Option("--as-of", help="Judge as of this instant (a bare date means its 00:00). Default: the latest that happened."),
    ] = "",
    as_if: Annotated[
        str, typer.Option("--as-if-since", help="Judge as if what the draft adds had held since this date, e.g. 2024-01-01. Default: as it stands.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to, or one .xlsx. Files of the same names are replaced.")] = None,
    engine: Annotated[Engine, typer.Option("--engine", help="Where amounts are computed; the answers are the same.")] = Engine.polars,
    lang: LangOption = Lang.zh,
    form: Annotated[Form, typer.Option("--format", help="Format of the files in the --out folder.")] = Form.csv,
) -> None:
    """Try a draft on the past: who would gain, who would lose, line by line and in total, against the version in force.

    Without --out nothing is written but the summary. Anything wrong with the files is reported for all rows at once; then the exit code is 2.
    """
    old, draft = policy_of(policy, lang.value), policy_of(against, lang.value)
    new = as_if_since(draft, _day(as_if, old, lang.value), old=old) if as_if else draft
    refuse_place(out, facts, lang.value)
    said = instant_of(old, as_of, lang.value)
    with uncollected(), progress() as tick, ExitStack() as stack:
        second = stack.enter_context(Beside(facts, new, zone=old.timezone, as_of=said, engine=engine.value)) if _is_large(facts) else None
        loaded = facts_of(facts, old, lang=lang.value, tick=tick)
        moment = moment_of(old, loaded, as_of, lang.value)
        for beside in dict.fromkeys((second, None)):  # everything here when there is no second process, or the system has ended it
            try:
                found = _found(old, new, loaded, beside, moment=moment, engine=engine, tick=tick)
                tick("--out")
                if out is not None:
                    write_tables(tables(found, lang.value), out, form=form.value)
                break
            except BesideError:
                tick("new")
            except OSError as error:
                unwritten(out or facts, error, lang.value)
    _tell(found, draft, out, lang.value)


def _day(said: str, policy: Policy, lang: str) -> date:
    try:
        return day(said, policy.timezone)
    except CellError as error:
        refuse([Problem(error.code, "--as-if-since", value=said, details={"kind_expected": "date", **error.details})], lang)


def _is_large(facts: Path) -> bool:
    """Whether a second core is there and worth its start."""
    if (os.cpu_count() or 1) < 2 or not facts.exists():
        return False
    files = [facts] if facts.is_file() else [file for file in facts.iterdir() if file.is_file()]
    return sum(file.stat().st_size for file in files) >= WORTH_TWO_PROCESSES


def _found(old: Policy, new: Policy, loaded: Loaded, second: Beside | None, *, moment: datetime, engine: Engine, tick: Tick) -> Backtest:
    """The old version here, the new one beside where there is a second process."""
    tick("old")
    first = Here(ruled(old, loaded, as_of=moment, engine=engine))
    tick("new")
    if second is not None:
        second.wait(loaded.facts, moment)
        return compared((old, first), (new, second), loaded.facts, as_of=moment)
    return compared((old, first), (new, Here(ruled(new, loaded, as_of=moment, engine=engine))), loaded.facts, as_of=moment)


def _tell(found: Backtest, draft: Policy, out: Path | None, lang: str) -> None:
    said = summary(found, lang)
    begins, last = begins_on(draft, old=found.old), day_of(found.as_of, found.old.timezone)
    if found.new is draft and begins is not None and begins > last:
        said.append(
            f"草案的改动自 {begins} 起，晚于这些事实（{last}）：用 --as-if-since 日期 看它若早就施行会怎样"
            if lang == "zh"
            else f"what the draft changes begins on {begins}, after these facts ({last}): try --as-if-since DATE"
        )
    if out is not None:
        said.append(f"已写入 {out}" if lang == "zh" else f"written to {out}")
    typer.echo("\n".join(said))
