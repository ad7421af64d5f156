"""Words of a clause change in the text itself: everything else stays to the byte, however the clause is written."""

from difflib import ndiff
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.policies import reading
from qudao.policies.edit import set_clause
from qudao.policies.load import PACKS, parse, texts
from qudao.policies.reading import UNPRINTABLE

FILES = texts(PACKS / "property-distribution")
CLAUSES = FILES["clauses.yaml"]
NEW = {"zh": "客户到访的，保护期为三十天。", "en": "After a visit the protection is thirty days."}
SAME = {"zh": "客户到访的，保护期为四十五天。", "en": "After a visit the protection is forty-five days."}
OWN = "第六条 客户到访的，\n保护期三十天；“另有约定”的除外 # 见附件: 一"


def moved(old: str, new: str) -> list[str]:
    return [line for line in ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


def clause(text: str, number: str = "2.6") -> Any:
    return parse({**FILES, "clauses.yaml": text}, name="x").clauses[number]


def test_other_words_stand_where_the_old_ones_stood_and_nothing_else_moves() -> None:
    text = set_clause(CLAUSES, "2.6", **NEW, wording="")

    assert moved(CLAUSES, text) == [
        "-     zh: 客户到访的，保护期为四十五天。",
        '+     zh: "客户到访的，保护期为三十天。"',
        "-     en: After a visit the protection is forty-five days.",
        '+     en: "After a visit the protection is thirty days."',
    ]
    assert (clause(text).text.zh, clause(text).text.en, clause(text).wording) == (NEW["zh"], NEW["en"], None)


def test_the_companys_own_text_comes_with_all_its_lines_is_replaced_and_goes_without_a_trace() -> None:
    once = set_clause(CLAUSES, "2.6", **SAME, wording=f"  {OWN}\n")
    assert len(moved(CLAUSES, once)) == 1
    assert clause(once).wording == OWN

    twice = set_clause(once, "2.6", **SAME, wording="第六条 三十天")
    assert clause(twice).wording == "第六条 三十天"
    assert set_clause(twice, "2.6", **SAME, wording=" \n ") == CLAUSES


def test_what_says_the_same_is_left_as_it_is_written() -> None:
    written = CLAUSES.replace("zh: 客户到访的，保护期为四十五天。", "zh: >-\n      客户到访的，保护期为四十五天。")
    assert set_clause(written, "2.6", zh=SAME["zh"] + "\n", en=f" {SAME['en']}", wording="") == written


def test_an_unknown_number_is_an_error() -> None:
    with pytest.raises(KeyError):
        set_clause(CLAUSES, "99.9", **NEW, wording="")


SHAPES = {
    "braces": '# a\n- {number: "1", text: {zh: 一, en: one}, form: shown, note: {zh: 注, en: n}}  # b\n# c\n',
    "braces over lines": '- {number: "1", # a\n   text: {zh: 一,\n     en: one, }, # b\n   form: shown, note: {zh: 注, en: n}, }\n',
    "brackets around all": '[{number: "1", text: {zh: 一, en: one}, form: shown, note: {zh: 注, en: n}}]  # b\n',
    "text last": '- number: "1"\n  form: shown\n  note: {zh: 注, en: n}\n  text: {zh: 一, en: one}  # b',
    "text first": '- text:\n    zh: 一 # a\n    en: one # b\n  number: "1"\n  form: shown\n  note: {zh: 注, en: n}\n',
    "blocks": '- number: "1"\n  text:\n    zh: |\n      一\n\n    # a\n    en: >-\n      one\n\n\n  # b\n  form: shown\n  note: {zh: 注, en: n}\n',
    "quotes over lines": "- number: '1'\n  text: {zh: '一', en: \"one\"}\n  form: shown\n  note:\n    zh: '注\n      释' # a\n    en: n\n",
    "own text in a block": '- number: "1"\n  wording: |  \n    甲\n    乙\n\n  # a\n  text: {zh: 一, en: one}\n  note: {zh: 注, en: n}\n',
    "own text first": '- wording: 甲乙 # a\n  number: "1"\n  text: {zh: 一, en: one}\n  form: shown\n  note: {zh: 注, en: n}\n# b\n',
    "own text first in braces": '- {wording: 甲, number: "1", text: {zh: 一, en: one}, form: shown, note: {zh: 注, en: n}}\n',
    "own text last in braces": '- {number: "1", text: {zh: 一, en: one}, form: shown, note: {zh: 注, en: n}, wording: "甲"}\n',
    "own text empty": '- number: "1"\n  wording:\n  text: {zh: 一, en: one}\n  form: shown\n  note: {zh: 注, en: n}\n',
    "own text null": '- number: "1"\n  text: {zh: 一, en: one}\n  wording: ~  # a\n  form: shown\n  note: {zh: 注, en: n}\n',
    "other lines ends": '- number: "1"\r\n  text: {zh: 一, en: one} # a\r\n  form: shown\r\n  note: {zh: 注, en: n}\r\n',
}
BESIDE = '- number: "2" # x\n  text: {zh: 二, en: two}\n  form: shown\n  note: {zh: 注, en: n}\n'
LETTERS = st.characters(exclude_categories=["Cs"]).filter(lambda letter: not UNPRINTABLE.search(letter))
WORDS = st.one_of(
    st.sampled_from(["|", "- a", "#", "null", "1.10", "a: b", '"', "'", "{", "&a *a !b %c @d `e", "\\n", "true", "—"]), st.text(LETTERS, min_size=1)
)


def as_read(text: str) -> list[dict[str, Any]]:
    read = reading.read(text, "clauses.yaml")
    return [{**one, "wording": one.get("wording") or None} for one in read]


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=12, deadline=None)
@given(zh=WORDS, en=WORDS, wording=st.one_of(st.just(""), WORDS))
def test_however_a_clause_is_written_and_whatever_is_put_there_only_its_words_are_others(shape: str, zh: str, en: str, wording: str) -> None:
    one = SHAPES[shape]
    whole = one if shape == "brackets around all" else f"{BESIDE.replace('2', '0')}{one.rstrip() if shape == 'text last' else one}"
    made = set_clause(whole, "1", zh=zh, en=en, wording=wording)

    before, after = as_read(whole), as_read(made)
    expected = {"text": {"zh": zh.strip(), "en": en.strip()}, "wording": wording.strip() or None}
    assert after == [{**each, **expected} if each["number"] == "1" else each for each in before]
    for comment in ("# x", "# a", "# b", "# c"):
        kept = comment in whole and not (comment == "# a" and "wording:" in whole.partition("# a")[0].rpartition("\n")[2])
        assert not kept or comment in made, comment
    assert set_clause(made, "1", zh=zh, en=en, wording=wording) == made
