"""A new version beside the old one, in words that a manager understands."""

from dataclasses import fields
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from qudao.policies.diff import Change, diff, segments
from qudao.policies.diff_words import sentence
from qudao.policies.labels import ATTRIBUTES, TERMS, WORDS
from qudao.policies.load import PACKS, load, names, parse, texts
from qudao.policies.policy import SCHEMES, SECTIONS, Header
from qudao.policies.terms import dated_terms
from qudao.policies.timelines import KEYS, timelines

OLD = texts(PACKS / "property-distribution")
VISIT = '- {days: 45, counted_from: next_day, starts_on: 2024-01-01, clause: "2.6"}'
THIRTY = VISIT.replace("45", "30").replace("2024-01-01", "2026-01-01")
CASE = "- name: Nothing is reported\n  as_of: 2025-01-01 00:00\n  given: {}\n  expect: {registrations: []}\n"


def changes(*edits: tuple[str, str, str]) -> tuple[Change, ...]:
    """What the pack with some texts replaced changes in the shipped one."""
    new = dict(OLD)
    for file, old, text in edits:
        assert old in new.get(file, ""), old
        new[file] = new[file].replace(old, text, 1)
    return diff(parse(OLD, name="p"), parse(new, name="p"), old_files=OLD, new_files=new)


def said(*edits: tuple[str, str, str]) -> list[tuple[str, str]]:
    return [(sentence(change, "zh"), sentence(change, "en")) for change in changes(*edits)]


def test_a_version_does_not_differ_from_itself() -> None:
    for name in names():
        files = texts(PACKS / name)
        assert diff(load(name), load(name), old_files=files, new_files=files) == ()


def test_forty_five_days_become_thirty_from_a_date() -> None:
    assert said(("protection.yaml", VISIT, f"{VISIT}\n{THIRTY}")) == [
        ("到访后的保护期 45 天 → 30 天，自 2026-01-01 起", "protection after a visit 45 → 30 days from 2026-01-01")
    ]


TOLD = [
    (
        ("protection.yaml", VISIT, VISIT.replace("45", "30")),
        "到访后的保护期 45 天 → 30 天，改写自 2024-01-01 起的规定",
        "protection after a visit 45 → 30 days, rewriting what holds from 2024-01-01",
    ),
    (
        ("protection.yaml", VISIT, f"{VISIT}\n{THIRTY.replace('30', '1')}"),
        "到访后的保护期 45 天 → 1 天，自 2026-01-01 起",
        "protection after a visit 45 → 1 day from 2026-01-01",
    ),
    (
        ("protection.yaml", VISIT, f"{VISIT}\n{THIRTY.replace('30', '45').replace('next_day', 'same_day')}"),
        "到访后的保护期：起算方式 从次日起算 → 当日算第一天，自 2026-01-01 起",
        "protection after a visit counted from the next day → the day itself from 2026-01-01",
    ),
    (
        ("protection.yaml", VISIT, VISIT.replace('"2.6"', '"2.7"')),
        "到访后的保护期：条款 2.6 → 2.7",
        "protection after a visit: clause 2.6 → 2.7",
    ),
    (
        ("commission.yaml", "rate_bp: 150", "rate_bp: 125"),
        "佣金比例 1.5 % → 1.25 %，改写自 2024-01-01 起的规定",
        "commission rate 1.5 → 1.25 %, rewriting what holds from 2024-01-01",
    ),
    (
        ("commission.yaml", "set_by: product", "set_by: company"),
        "佣金比例：由谁规定 产品默认 → 公司",
        "commission rate: set by our default → the company",
    ),
    (
        ("discipline.yaml", "fine_fen: 5000000", "fine_fen: 6000000"),
        "违规处理（拦客、翘客、截客；伙伴；第几次 1）：金额 ¥50,000.00 → ¥60,000.00，改写自 2024-01-01 起的规定",
        "sanctions (interception, poaching; partner; step 1) amount ¥50,000.00 → ¥60,000.00, rewriting what holds from 2024-01-01",
    ),
    (
        ("commission.yaml", '- {ground: price_missing, starts_on: 2024-01-01, clause: "2.18"}\n', ""),
        "删去暂缓付佣的情形（缺成交价）（自 2024-01-01 起）",
        "removed: grounds that withhold the commission (no price) (from 2024-01-01)",
    ),
    (
        ("commission.yaml", "withheld:\n", 'withheld:\n- {ground: outside_area, starts_on: 2024-01-01, clause: "2.1"}\n'),
        "新增暂缓付佣的情形（推广区域外），自 2024-01-01 起",
        "new: grounds that withhold the commission (outside the promotion area) from 2024-01-01",
    ),
    (("policy.yaml", 'version: "2024-01-01"', 'version: "2026-01-01"'), "版本号 2024-01-01 → 2026-01-01", "version 2024-01-01 → 2026-01-01"),
    (
        ("clauses.yaml", "form: shown", "form: out_of_scope"),
        "执行方式 由人决定、产品提示 → 不归产品管",
        "what is done with the clause shown → out of scope",
    ),
    (
        ("cases/callbacks.yaml", "- name: Before its period", f"{CASE}\n- name: Before its period"),
        "新增示例：Nothing is reported",
        "new example: Nothing is reported",
    ),
    (
        ("cases/callbacks.yaml", "amount: 36000, status: withheld", "amount: 36000"),
        "示例有改动：A call that reached nobody withholds",
        "example changed: A call that reached nobody withholds",
    ),
]


@pytest.mark.parametrize(("edit", "zh", "en"), TOLD, ids=[case[1][:12] for case in TOLD])
def test_a_change_reads_in_both_languages(edit: tuple[str, str, str], zh: str, en: str) -> None:
    assert said(edit) == [(zh, en)]


def test_the_words_of_a_clause_show_what_went_and_what_came() -> None:
    (change,) = changes(("clauses.yaml", "客户到访的，保护期为四十五天", "客户到访的，保护期为三十天"))
    assert change.segments("zh") == (("same", "客户到访的，保护期为"), ("del", "四"), ("ins", "三"), ("same", "十"), ("del", "五"), ("same", "天。"))
    assert sentence(change, "zh") == "条款释义：客户到访的，保护期为[−四−][+三+]十[−五−]天。"
    assert [kind for kind, _ in change.segments("en")] == ["same"]


def test_numbers_and_words_change_as_a_whole() -> None:
    assert segments("45 days and 1,000 yuan", "30 days and 1,500 yuan") == (
        ("del", "45"),
        ("ins", "30"),
        ("same", " days and "),
        ("del", "1,000"),
        ("ins", "1,500"),
        ("same", " yuan"),
    )
    assert segments("七天内没有到访也不延长", "Quite another thing") == (("del", "七天内没有到访也不延长"), ("ins", "Quite another thing"))
    assert segments("", "新") == (("ins", "新"),)


def test_the_companys_own_text_is_compared_too() -> None:
    (change,) = changes(("clauses.yaml", "  form: executed", "  wording: 本公司原文。\n  form: executed"))
    assert (change.path, change.what, change.segments("zh"), change.segments("en")) == (
        "clauses.wording",
        "added",
        (("ins", "本公司原文。"),),
        (("ins", "本公司原文。"),),
    )


def test_clauses_that_come_and_go_are_told_with_their_words() -> None:
    one = OLD["clauses.yaml"]
    extra = '- number: "4.1"\n  text: {zh: 新的一条。, en: A new one.}\n  form: shown\n  note: {zh: 说明, en: Note}\n'
    new = {**OLD, "clauses.yaml": one + extra}
    assert [sentence(change, "zh") for change in diff(parse(OLD, name="p"), parse(new, name="p"))] == ["新增条款 4.1：新的一条。"]
    assert [sentence(change, "en") for change in diff(parse(new, name="p"), parse(OLD, name="p"))] == ["clause removed: 4.1: A new one."]


def test_changes_stand_article_by_article_the_header_first_and_the_examples_last() -> None:
    told = changes(
        ("discipline.yaml", "fine_fen: 5000000", "fine_fen: 6000000"),
        ("protection.yaml", VISIT, f"{VISIT}\n{THIRTY}"),
        ("clauses.yaml", "客户到访的，保护期为四十五天", "客户到访的，保护期为三十天"),
        ("policy.yaml", 'version: "2024-01-01"', 'version: "2026-01-01"'),
        ("cases/callbacks.yaml", "amount: 36000, status: withheld", "amount: 36000"),
    )
    assert [(change.path, change.clause) for change in told] == [
        ("policy.version", ""),
        ("clauses.text", "2.6"),
        ("protection.after_visit", "2.6"),
        ("discipline.sanctions", "2.9"),
        ("cases", ""),
    ]


@pytest.mark.parametrize(("old", "new"), list(zip(names(), [*names()[1:], names()[0]], strict=True)))
def test_two_packs_far_apart_are_compared_without_a_gap_in_the_words(old: str, new: str) -> None:
    for change in diff(load(old), load(new)):
        for lang in ("zh", "en"):
            assert sentence(change, lang).strip()
            assert "(value=" not in sentence(change, lang)


# The names of things.


def kinds() -> list[tuple[str, type]]:
    return [*SECTIONS.items(), *(("protection", kind) for kind in SCHEMES.values())]


def test_every_term_and_each_of_its_fields_has_a_name_in_both_languages() -> None:
    lacking = [f"policy.{field.name}" for field in fields(Header) if f"policy.{field.name}" not in TERMS]
    for section, kind in kinds():
        hints = get_type_hints(kind)
        for field in fields(kind):
            path = f"{section}.{field.name}"
            lacking += [path] if path not in TERMS else []
            value: Any = get_args(get_args(hints[field.name])[0])[0]
            lacking += [f"{path}.{each.name}" for each in fields(value) if not {each.name, f"{path}.{each.name}"} & set(ATTRIBUTES)]
    assert lacking == []
    assert all(zh.strip() and en.strip() for zh, en in (*TERMS.values(), *ATTRIBUTES.values(), *WORDS.values()))


def test_no_name_is_left_over() -> None:
    known = {f"{section}.{field.name}" for section, kind in kinds() for field in fields(kind)} | {f"policy.{field.name}" for field in fields(Header)}
    known |= {f"clauses.{name}" for name in ("number", "text", "form", "note", "topics", "wording")}
    assert set(TERMS) - known == set()
    assert set(KEYS) - known == set()


@pytest.mark.parametrize("name", names())
def test_lines_that_stand_side_by_side_are_told_apart(name: str) -> None:
    """Two lines of one timeline with one first day would mean that `timelines.KEYS` lacks a list."""
    for line in timelines(load(name)):
        days = [term.starts_on for _, term in line.terms]
        assert len(days) == len(set(days)), line.path


def test_every_term_of_every_pack_is_on_exactly_one_timeline() -> None:
    for name in names():
        policy = load(name)
        placed = sorted(f"{line.section}.{line.place(index)}" for line in timelines(policy) for index, _ in line.terms)
        assert placed == sorted(path for path, _ in dated_terms(policy))


def test_the_line_in_force_follows_the_day() -> None:
    (line,) = [
        line
        for line in timelines(parse({**OLD, "protection.yaml": OLD["protection.yaml"].replace(VISIT, f"{VISIT}\n{THIRTY}")}, name="p"))
        if line.field == "after_visit"
    ]
    assert [line.on(day).value.days for day in (None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2))] == [45, 45, 30, 30]
