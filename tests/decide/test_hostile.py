"""T11: whatever the file, a clear answer within thirty seconds, and a process that lives on."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from qudao.decide.confined import Limits
from qudao.decide.problems import message
from qudao.decide.read import read_table
from tests.decide.hostile import Case, corpus

CASES = list(corpus())


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CASES) >= 100
    assert len({name for name, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_hostile_file_gives_a_clear_answer_in_time(case: Case, tmp_path: Path) -> None:
    name, content, expected = case
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content())
    started = time.monotonic()
    rows = read_table(path, "registrations", confined=not name.endswith((".csv", ".jsonl")))
    assert time.monotonic() - started < 30
    codes = {problem.code for problem in rows.problems}
    if expected:
        assert codes
        assert codes <= expected
    else:
        assert codes == set()
    for problem in rows.problems:
        for lang in ("zh", "en"):
            said = message(problem, lang)
            assert said.startswith(name)
            assert "13812345678" not in said
            assert "Traceback" not in said


def test_it_is_the_limit_of_memory_that_stops_a_far_cell(tmp_path: Path) -> None:
    """The planted defect: with room for everything the same file is laid out in full, a million rows of nothing."""
    content = next(content for name, content, _ in CASES if name == "far-row.xlsx")
    assert isinstance(content, bytes)
    path = tmp_path / "far-row.xlsx"
    path.write_bytes(content)
    assert {problem.code for problem in read_table(path, "registrations").problems} == {"too_big"}
    roomy = replace(Limits(), memory=4 * 2**30, cells=10**6)
    codes = {problem.code: dict(problem.details) for problem in read_table(path, "registrations", limits=roomy).problems}
    assert codes == {"too_big": {"limit": "1,000,000"}}
