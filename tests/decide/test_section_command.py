"""`qudao sections`: what a pack may consist of, for somebody who writes one."""

from dataclasses import fields
from typing import get_args, get_type_hints

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.policies.policy import SCHEMES, SECTIONS


def told(*words: str) -> str:
    result = CliRunner().invoke(app, ["sections", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_section_is_listed() -> None:
    for lang in ("zh", "en"):
        listed = [line.removesuffix(".yaml") for line in told("--lang", lang).splitlines() if line.endswith(".yaml")]
        assert listed == list(SECTIONS)


@pytest.mark.parametrize("name", [*SECTIONS, "policy", "clauses"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_section_shows_each_field_and_what_a_line_holds(name: str, lang: str) -> None:
    text = told(name, "--lang", lang)
    assert "typing." not in text
    assert "<class" not in text
    for kind in SCHEMES.values() if name == "protection" else [SECTIONS[name]] if name in SECTIONS else []:
        for field, hint in get_type_hints(kind).items():
            assert f"\n{field}:   # " in text
            value = get_args(get_args(hint)[0])[0]
            for own in fields(value):
                assert f"{own.name}: " in text or f"# {own.name} = " in text


def test_amounts_say_what_they_are_counted_in() -> None:
    assert "rate_bp: <basis points, 100 are 1 %>" in told("staff_commission", "--lang", "en")
    assert "fine_fen: <分，100 为一元>" in told("discipline")


def test_an_unknown_section_is_refused_with_those_that_there_are() -> None:
    result = CliRunner().invoke(app, ["sections", "rebates", "--lang", "en"])
    assert result.exit_code == 2
    assert "expected one of policy, clauses, protection" in result.stderr
