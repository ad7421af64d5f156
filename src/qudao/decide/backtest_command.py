"""`qudao backtest`, as a person meets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from qudao.decide.as_if import as_if_since, begins_on
from qudao.decide.backtest import Backtest, backtest, compared, counts
from qudao.decide.backtest_summary import summary
from qudao.decide.backtest_tables import tables
from qudao.decide.beside import Beside, BesideError, can_fork
from qudao.decide.cells import day
from qudao.decide.facts import Tick
from qudao.decide.known import Facts
from qudao.decide.language import Lang, LangOption
from qudao.decide.options import options
from qudao.decide.problems import CellError, Problem
from qudao.decide.ruling import rule_all
from qudao.decide.side import Here
from qudao.decide.terminal import (
    Engine,
    Form,
    facts_of,
    moment_of,
    policy_of,
    progress,
    refuse,
    refuse_engine,
    refuse_place,
    uncollected,
    unwritten,
)
from qudao.decide.write import Written, write_tables
from qudao.policies.load import Policy
from qudao.rules.period import day_of

WORTH_TWO_PROCESSES = 5_000
"""Rows of facts from which a second process pays; below, its start costs more than it saves."""


Made = tuple[Backtest, Mapping[str, Written]]
"""What differs, and the tables that were written of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said on the command line."""

    facts: Annotated[Path, typer.Argument(help="A folder of .csv, .jsonl or .parquet files named after the tables, or one .xlsx workbook.")]
    policy: Annotated[str, typer.Option("--policy", help="The version in force: name of a shipped pack, or a folder with policy.yaml.")]
    against: Annotated[str, typer.Option("--against", help="The draft: name of a shipped pack, or a folder with policy.yaml.")]
    as_of: Annotated[
        str,
        typer.Option("--as-of", help="Judge as of this instant (a bare date means its 00:00). Default: the latest that happened."),
    ] = ""
    as_if: Annotated[
        str, typer.Option("--as-if-since", help="Judge as if what the draft adds had held since this date, e.g. 2024-01-01. Default: as it stands.")
    ] = ""
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to, or one .xlsx. Files of the same names are replaced.")] = None
    engine: Annotated[Engine, typer.Option("--engine", help="Where amounts are computed; the answers are the same.")] = Engine.polars
    lang: LangOption = Lang.zh
    form: Annotated[Form, typer.Option("--format", help="Format of the files in the --out folder.")] = Form.csv


@options(Words)
def backtest_command(words: Words) -> tuple[Facts, Made]:
    """Try a draft on the past: who would gain, who would lose, line by line and in total, against the version in force.

    Without --out nothing is written but the summary. Anything wrong with the files is reported for all rows at once; then the exit code is 2.
    """
    lang, out = words.lang.value, words.out
    old, draft = policy_of(words.policy, lang), policy_of(words.against, lang)
    new = as_if_since(draft, _day(words.as_if, old, lang), old=old) if words.as_if else draft
    refuse_place(out, words.facts, lang)
    refuse_engine(words.engine)
    with uncollected(), progress() as tick:
        loaded = facts_of(words.facts, old, lang=lang, tick=tick)
        moment = moment_of(old, loaded, words.as_of, lang)
        made = _tried(old, new, loaded.facts, as_of=moment, words=words, tick=tick)
    _tell(made[0], draft, out, lang)
    return loaded.facts, made


def _day(said: str, policy: Policy, lang: str) -> date:
    try:
        return day(said, policy.timezone)
    except CellError as error:
        refuse([Problem(error.code, "--as-if-since", value=said, details={"kind_expected": "date", **error.details})], lang)


def _tried(old: Policy, new: Policy, facts: Facts, *, as_of: datetime, words: Words, tick: Tick) -> Made:
    """Both versions tried and the tables written: in two processes where that pays, in this one where the system has ended the second."""
    engine = words.engine.value
    if sum(counts(facts).values()) >= WORTH_TWO_PROCESSES and can_fork():
        try:
            with Beside(new, facts, as_of=as_of, engine=engine) as beside:
                tick("old")
                first = Here(rule_all(old, facts, as_of=as_of, engine=engine))
                first.outcomes()
                tick("new")
                beside.wait()
                tick("compare")
                return _written(compared((old, first), (new, beside), facts, as_of=as_of), words, tick)
        except BesideError:
            pass
    return _written(backtest(old, new, facts, as_of=as_of, engine=engine, tick=tick), words, tick)


def _written(found: Backtest, words: Words, tick: Tick) -> Made:
    tick("--out")
    if words.out is None:
        return found, {}
    written = tables(found, words.lang.value)
    try:
        write_tables(written, words.out, form=words.form.value)
    except OSError as error:
        unwritten(words.out, error, words.lang.value)
    return found, written


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
