"""`qudao lint` and `qudao diff`: what is wrong or risky in a pack, and what a new version changes. No Django."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, NoReturn

import typer

from qudao.decide.check import examples_checked
from qudao.decide.language import Lang, LangOption
from qudao.policies.diff import Change
from qudao.policies.diff import diff as compared
from qudao.policies.diff_words import sentence
from qudao.policies.lint import Finding, placed, told
from qudao.policies.lint import lint as findings_of
from qudao.policies.lint.words import CLEARERS, LEVELS
from qudao.policies.load import folder_of, parse, texts
from qudao.policies.policy import Policy
from qudao.policies.problems import PolicyError

REFUSED = 2
PackArgument = Annotated[str, typer.Argument(help="Name of a shipped pack, or a folder with policy.yaml.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON, for machines: one list.")]


def lint(
    pack: PackArgument,
    *,
    against: Annotated[str, typer.Option("--against", help="The version in force: nothing before the new one's first day may change.")] = "",
    starts_on: Annotated[str, typer.Option("--starts-on", help="First day of the new version (2026-01-01). Default: the pack's own starts_on.")] = "",
    today: Annotated[str, typer.Option("--today", help="The day from which the notice is counted. Left out: the notice is not looked at.")] = "",
    lang: LangOption = Lang.zh,
    as_json: JsonOption = False,
) -> None:
    """Read a pack before it is published: does it agree with itself and its examples, and where does it touch the law.

    Exit code 1 when there are errors, 2 when the pack cannot be read at all. Law as understood here: have counsel confirm.
    """
    policy, files = _read(pack, lang)
    before = _read(against, lang)[0] if against else None
    found = findings_of(policy, against=before, starts_on=_day(starts_on), today=_day(today), files=files)
    found = placed((*found, *examples_checked(policy, files)), files)
    if as_json:
        typer.echo(json.dumps([_plain(finding, lang) for finding in found], ensure_ascii=False, indent=1, default=str))
    else:
        _tell(found, lang)
    if any(finding.level == "error" for finding in found):
        raise typer.Exit(1)


def diff(old: PackArgument, new: PackArgument, *, lang: LangOption = Lang.zh, as_json: JsonOption = False) -> None:
    """What the second version of a pack changes in the first, article by article."""
    (one, one_files), (other, other_files) = _read(old, lang), _read(new, lang)
    changes = compared(one, other, old_files=one_files, new_files=other_files)
    if as_json:
        typer.echo(json.dumps([_changed(change, lang) for change in changes], ensure_ascii=False, indent=1, default=str))
        return
    clause = None
    for change in changes:
        if change.clause != clause and change.clause:
            typer.echo(other.cite(change.clause, lang.value))
        clause = change.clause
        typer.echo(f"  {sentence(change, lang.value)}" if change.clause else sentence(change, lang.value))
    if not changes:
        typer.echo("没有改动" if lang is Lang.zh else "no changes")


def _read(name: str, lang: Lang) -> tuple[Policy, dict[str, str]]:
    try:
        folder = folder_of(name)
        files = texts(folder)
        return parse(files, name=folder.name), files
    except PolicyError as error:
        _refuse(("制度不能使用：" if lang is Lang.zh else "the policy cannot be used: ") + error.message(lang.value))


def _refuse(said: str) -> NoReturn:
    typer.echo(said, err=True)
    raise typer.Exit(REFUSED)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        _refuse(f"{text!r}: expected a date such as 2026-01-01 / 应为日期，例如 2026-01-01")


def _tell(found: tuple[Finding, ...], lang: Lang) -> None:
    english = lang is Lang.en
    for finding in found:
        where = f"{finding.file}:{finding.line}" if finding.line else finding.file
        said = told(finding, lang.value)
        typer.echo(f"{LEVELS[finding.level][english]} {where} {finding.place} [{finding.code}]")
        typer.echo("\n".join(f"    {part}" for part in (said.what, said.why, said.law, said.do) if part))
        if finding.level != "note" and finding.clearable:
            by = CLEARERS[finding.cleared_by][english]
            typer.echo(f"    to publish it all the same: a reason by {by}" if english else f"    仍要发布：由{by}具名说明理由")
    counts = {level: sum(finding.level == level for finding in found) for level in LEVELS}
    typer.echo("，".join(f"{LEVELS[level][0]} {count}" for level, count in counts.items()) if not english else _counted(counts))


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {LEVELS[level][1]}{'' if count == 1 else 's'}" for level, count in counts.items())


def _plain(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {**asdict(finding), "key": finding.key, **asdict(told(finding, lang.value))}


def _changed(change: Change, lang: Lang) -> dict[str, Any]:
    return {
        "what": change.what,
        "path": change.path,
        "clause": change.clause,
        "starts_on": change.starts_on,
        "text": sentence(change, lang.value),
        "segments": change.segments(lang.value),
    }
