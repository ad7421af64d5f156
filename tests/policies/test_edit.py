"""Numbers of a draft change in the text itself: everything else stays to the byte."""

from datetime import date
from difflib import ndiff

import pytest

from qudao.policies.edit import add_term, set_value
from qudao.policies.load import PACKS, parse, texts
from qudao.rules.period import in_force

FILES = texts(PACKS / "property-distribution")
PROTECTION = FILES["protection.yaml"]
DAY = date(2026, 12, 1)


def moved(old: str, new: str) -> list[str]:
    return [line for line in ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


@pytest.mark.rulebook("PL-01")
def test_a_new_number_stands_beside_the_old_one_and_comments_stay() -> None:
    text = add_term(PROTECTION, "after_visit", {"days": 30}, DAY)

    assert moved(PROTECTION, text) == ['+ - {days: 30, counted_from: next_day, starts_on: 2026-12-01, clause: "2.6"}']
    terms = parse({**FILES, "protection.yaml": text}, name="x").protection.after_visit
    assert [(day, in_force(terms, day).value.days) for day in (date(2026, 11, 30), DAY, date(2026, 12, 2))] == [
        (date(2026, 11, 30), 45),
        (DAY, 30),
        (date(2026, 12, 2), 30),
    ]


def test_the_same_day_again_replaces_its_own_line_only() -> None:
    once = add_term(PROTECTION, "after_visit", {"days": 30}, DAY)
    twice = add_term(once, "after_visit", {"days": 31}, DAY)

    assert [line for line in moved(once, twice) if line[0] == "+"] == ['+ - {days: 31, counted_from: next_day, starts_on: 2026-12-01, clause: "2.6"}']


def test_a_line_between_two_days_stands_in_their_order() -> None:
    text = add_term(add_term(PROTECTION, "after_visit", {"days": 30}, DAY), "after_visit", {"days": 40}, date(2026, 6, 1))

    assert [term.value.days for term in parse({**FILES, "protection.yaml": text}, name="x").protection.after_visit] == [45, 40, 30]


def test_a_term_written_over_several_lines_is_continued_after_its_last_line() -> None:
    text = add_term(PROTECTION, "chain", {}, DAY)

    added = moved(PROTECTION, text)
    assert len(added) == 1
    assert added[0].startswith("+ - {steps: [message_at")
    assert len(parse({**FILES, "protection.yaml": text}, name="x").protection.chain) == 2


def test_our_default_becomes_the_companys_own_number() -> None:
    text = add_term(PROTECTION, "ending_notice", {"days_before": 4}, DAY)

    assert [term.set_by for term in parse({**FILES, "protection.yaml": text}, name="x").protection.ending_notice] == ["product", "company"]


def test_the_last_line_of_a_file_without_a_newline_is_kept_whole() -> None:
    text = add_term(PROTECTION.rstrip("\n"), "ending_notice", {"days_before": 4}, DAY)

    assert len(parse({**FILES, "protection.yaml": text}, name="x").protection.ending_notice) == 2


@pytest.mark.parametrize("text", ["rate: []\n# after\n", "# before\n", ""])
def test_a_value_that_was_not_set_gets_its_first_line(text: str) -> None:
    made = add_term(text, "rate", {"rate_bp": 150, "clause": "1.2"}, DAY)

    assert '- {rate_bp: 150, clause: "1.2", starts_on: 2026-12-01}' in made
    assert all(line in made for line in text.splitlines() if line.startswith("#"))


def test_words_that_yaml_would_read_as_something_else_are_quoted() -> None:
    made = add_term("a: []\n", "a", {"one": "true", "two": "1.10", "three": "next_day", "four": "x: y #z"}, DAY)

    assert '{one: "true", two: "1.10", three: next_day, four: "x: y #z", starts_on: 2026-12-01}' in made


def test_the_label_of_a_version_changes_alone() -> None:
    text = set_value(FILES["policy.yaml"], "version", "2026-12-01")

    assert moved(FILES["policy.yaml"], text) == ['- version: "2024-01-01"', '+ version: "2026-12-01"']
    assert parse({**FILES, "policy.yaml": text}, name="x").version == "2026-12-01"


@pytest.mark.rulebook("PL-01")
def test_a_case_of_31_march_uses_300_metres_and_one_of_1_april_500() -> None:
    text = add_term(FILES["discipline.yaml"], "radius", {"radius_m": 500}, date(2025, 4, 1))

    terms = parse({**FILES, "discipline.yaml": text}, name="x").discipline.radius
    days = (date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 2))
    assert [in_force(terms, day).value.radius_m for day in days] == [300, 500, 500]
