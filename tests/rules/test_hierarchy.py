"""Levels on a day, the line above, the depth of the tree, and limits that need an approval."""

from datetime import date

import pytest

from qudao.policies.load import PACKS, PolicyError, load, parse, texts
from qudao.rules.hierarchy import Held, level_on, place, uplines

TERMS = load("membership").hierarchy
ON = date(2025, 6, 1)


@pytest.mark.parametrize(("on", "level"), [(date(2024, 12, 31), None), (date(2025, 1, 1), "ordinary"), (date(2025, 6, 1), "advanced")])
def test_a_level_is_held_from_its_first_day(on: date, level: str | None) -> None:
    history = [Held("advanced", date(2025, 6, 1)), Held("ordinary", date(2025, 1, 1))]
    assert level_on(history, on) == level


def test_a_line_that_returns_to_itself_ends() -> None:
    assert uplines("A", {"A": "B", "B": "C", "C": "A"}) == ("B", "C")
    assert uplines("A", {"A": "A"}) == ()
    assert uplines("A", {"A": "B", "B": "C", "C": "B"}) == ("B", "C")


@pytest.mark.rulebook("PA-27")
@pytest.mark.parametrize(("depth", "allowed"), [(1, True), (2, True), (3, False)])
def test_the_tree_has_two_levels(depth: int, allowed: bool) -> None:
    sponsors = {f"M{number}": f"M{number - 1}" if number > 1 else None for number in range(1, depth + 1)}
    decision = place(TERMS, person=f"M{depth}", sponsors=sponsors, sponsor_level="advanced", on=ON)
    assert (decision.outcome.depth, decision.outcome.allowed) == (depth, allowed)


@pytest.mark.parametrize("sponsors", [{"A": "B", "B": "A"}, {"A": "B", "B": "C", "C": "B"}])
def test_a_circle_is_refused(sponsors: dict[str, str | None]) -> None:
    decision = place(TERMS, person="A", sponsors=sponsors, sponsor_level="advanced", on=ON)
    assert (decision.outcome.allowed, decision.reasons[0].code) == (False, "tree_circular")


@pytest.mark.rulebook("PA-26")
@pytest.mark.parametrize(("level", "allowed"), [("advanced", True), ("ordinary", False), (None, False)])
def test_only_the_advanced_level_brings_others_in(level: str | None, allowed: bool) -> None:
    assert place(TERMS, person="B", sponsors={"B": "A"}, sponsor_level=level, on=ON).outcome.allowed is allowed


@pytest.mark.rulebook("PA-27")
@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("paid_levels: 2", "paid_levels: 3", ["approval_missing"]),
        ("- {levels: 2", "- {levels: 3", ["approval_missing"]),
        ("- {levels: 2, approval_above: 2", '- {levels: 3, approval_above: 2, legal_approval: "2025-01-10, legal 7"', []),
        ("- {levels: 2", "- {levels: 0", ["below_one"]),
        ("- {levels: 2", "- {levels: 1", []),
    ],
)
def test_raising_a_limit_needs_a_recorded_approval(old: str, new: str, codes: list[str]) -> None:
    files = texts(PACKS / "membership")
    assert old in files["hierarchy.yaml"]
    files["hierarchy.yaml"] = files["hierarchy.yaml"].replace(old, new, 1)
    if not codes:
        parse(files, name="membership")
        return
    with pytest.raises(PolicyError) as caught:
        parse(files, name="membership")
    assert [problem.code for problem in caught.value.problems] == codes
    assert "hierarchy.yaml" in caught.value.message("zh")


@pytest.mark.parametrize("people", [99, 101, 50_000])
def test_a_hostile_chain_is_refused_at_little_cost(people: int) -> None:
    sponsors: dict[str, str | None] = {f"M{number}": f"M{number - 1}" if number else None for number in range(people)}
    decision = place(TERMS, person=f"M{people - 1}", sponsors=sponsors, sponsor_level="advanced", on=ON)
    assert (decision.outcome.allowed, decision.reasons[0].code) == (False, "tree_too_deep")
    assert len(uplines(f"M{people - 1}", sponsors)) == min(people - 1, 100)
