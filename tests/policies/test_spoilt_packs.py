"""Shipped packs spoilt at random: read and told of, or refused in words; nothing else ever comes out."""

import copy
import json
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from qudao.policies.diff import diff
from qudao.policies.diff_words import sentence
from qudao.policies.lint import lint, told
from qudao.policies.load import PACKS, load, names, parse, texts
from qudao.policies.problems import TEMPLATES, PolicyError
from qudao.policies.reading import read

HOSTILE = (
    0,
    1,
    -1,
    100,
    101,
    10_000,
    10_001,
    7.5,
    "7",
    None,
    True,
    [],
    {},
    "none",
    ["a"],
    {"a": 1},
    10**20,
    "",
    " ",
    "moon",
    "9.9",
    [[1]],
    "x" * 300,
)
DAYS = ("2024-01-01", "2023-12-31", "2026-01-01", "2024-02-30", "0024-01-01")


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a tree."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from places(value, (*path, key))


def spoil(tree: Any, chance: random.Random) -> None:
    """One value replaced, doubled or taken out."""
    *path, key = chance.choice(list(places(tree)))
    for step in path:
        tree = tree[step]
    value, how = tree[key], chance.random()
    if how < 0.1:
        del tree[key]
    elif how < 0.2 and isinstance(tree, list):
        tree.append(copy.deepcopy(value))
    elif how < 0.6 and isinstance(value, int):
        tree[key] = chance.choice((0, 1, 2, 7, 50, 100, 10_000, value + 1))
    elif isinstance(value, date):
        tree[key] = chance.choice(DAYS)
    else:
        tree[key] = chance.choice(HOSTILE)


def in_words(error: PolicyError, files: dict[str, str]) -> None:
    """Every problem names a file of the pack and has its own words in each language."""
    assert {problem.code for problem in error.problems} <= set(TEMPLATES)
    assert all(problem.file in files and problem.message("zh") != problem.message("en") for problem in error.problems)


@pytest.mark.parametrize("name", names())
def test_a_pack_spoilt_at_random_is_refused_in_words_or_read_and_told_of(name: str) -> None:
    chance = random.Random(f"spoilt {name}")
    base = load(name)
    trees = {file: read(text, file) for file, text in texts(PACKS / name).items() if "/" not in file}
    refused = accepted = 0
    for _ in range(16):
        spoilt = copy.deepcopy(trees)
        spoil(spoilt[chance.choice([file for file in spoilt if file != "clauses.yaml"])], chance)
        files = {file: json.dumps(tree, default=str, ensure_ascii=False) for file, tree in spoilt.items()}
        try:
            policy = parse(files, name="spoilt")
        except PolicyError as error:
            refused += 1
            in_words(error, files)
            continue
        accepted += 1
        for finding in lint(policy, against=base, starts_on=date(2026, 1, 1), today=date(2025, 12, 1), files=files):
            assert all(told(finding, lang).what and "?" not in told(finding, lang).what for lang in ("zh", "en"))
        for change in diff(base, policy):
            assert all(sentence(change, lang).strip() for lang in ("zh", "en"))
    assert refused > 0
    assert accepted > 0
