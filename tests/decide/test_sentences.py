"""Every reason that the rules can give has a sentence in both languages."""

import ast
import string
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import qudao
from qudao.decide.sentences import TEMPLATES, WORDS, sentence, shown
from qudao.decide.wording import attribution, protection
from qudao.rules.decision import Number, Reason

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE = Path(qudao.__path__[0])
FILES = [*(SOURCE / "rules").glob("*.py"), *(path for path in (SOURCE / "decide").glob("*.py") if path.name != "sentences.py")]


def literals() -> set[str]:
    """Every text constant of the rules and of decide."""
    trees = [ast.parse(path.read_text("utf-8")) for path in FILES]
    return {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def given_codes() -> set[str]:
    """The first argument of every call that makes a reason."""
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in {"Reason", "_reason"}:
                    found.add(node.args[0].value)
    return found


def test_every_code_that_the_rules_give_has_a_sentence() -> None:
    assert given_codes() - set(TEMPLATES) == set()


def test_the_search_for_codes_finds_some() -> None:
    assert {"won_earlier", "repeated", "late_local", "not_yet_due"} <= given_codes()


def test_no_sentence_of_a_window_or_a_ruling_is_left_without_its_reason() -> None:
    assert {*attribution.TEMPLATES, *protection.TEMPLATES} - literals() == set()


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_both_languages_use_the_same_numbers(code: str) -> None:
    zh, en = ({field for _, field, _, _ in string.Formatter().parse(text) if field} for text in TEMPLATES[code])
    assert zh == en
    assert all(text.strip() for text in TEMPLATES[code])


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_the_chinese_sentence_uses_full_width_punctuation_and_the_english_one_no_chinese(code: str) -> None:
    zh, en = TEMPLATES[code]
    assert not any(mark in zh for mark in ",;()") or code == "commission_computed"
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in en)


def test_words_are_in_both_languages() -> None:
    assert all(zh.strip() and en.strip() for zh, en in WORDS.values())


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("until", datetime(2025, 3, 9, 0, 0, tzinfo=ZONE), "2025-03-08 24:00", "2025-03-08 24:00"),
        ("until", datetime(2025, 3, 9, 10, 0, tzinfo=ZONE), "2025-03-09 10:00", "2025-03-09 10:00"),
        ("until", "2025-03-09T00:00:00+08:00", "2025-03-08 24:00", "2025-03-08 24:00"),
        ("received_at", datetime(2025, 3, 9, 0, 0, tzinfo=ZONE), "2025-03-09 00:00", "2025-03-09 00:00"),
        ("received_at", datetime(2025, 3, 9, 14, 5, 7, tzinfo=ZONE), "2025-03-09 14:05:07", "2025-03-09 14:05:07"),
        ("opens_on", date(2025, 3, 9), "2025-03-09", "2025-03-09"),
        ("amount_fen", 123456, "¥1,234.56", "¥1,234.56"),
        ("amount_fen", -3_600_000, "−¥36,000.00", "−¥36,000.00"),
        ("amount_fen", 5, "¥0.05", "¥0.05"),
        ("rate_bp", 150, "1.5 %", "1.5 %"),
        ("rate_bp", 5000, "50 %", "50 %"),
        ("rate_bp", 10_000, "100 %", "100 %"),
        ("ahead_seconds", 3599, "59 分钟 59 秒", "59 min 59 s"),
        ("ahead_seconds", 3600, "1 小时", "1 h"),
        ("ahead_seconds", 0, "0 分钟", "0 min"),
        ("missing", "leader_signed_at;entered_at", "案场领导签字、销售系统录入", "site leader's signature, sales-system entry"),
        ("filed_by", "", "(空白)", "(blank)"),
        ("is_paid", True, "是", "yes"),
        ("days", 7, "7", "7"),
    ],
)
def test_a_number_reads_by_the_end_of_its_name(name: str, value: Number, zh: str, en: str) -> None:
    assert (shown(name, value, 0), shown(name, value, 1)) == (zh, en)


def test_a_reason_reads_in_both_languages() -> None:
    reason = Reason("lapsed", "2.5", {"until": datetime(2025, 3, 9, tzinfo=ZONE)})
    assert sentence(reason, "zh") == "保护期到 2025-03-08 24:00 为止，已经失效"
    assert sentence(reason, "en") == "The protection ended 2025-03-08 24:00 and has lapsed"


def test_an_old_reason_with_an_unknown_code_or_a_missing_number_is_still_shown() -> None:
    assert sentence(Reason("gone_with_an_old_version", "2.5"), "zh") == "gone_with_an_old_version"
    assert sentence(Reason("lapsed", "2.5"), "en") == "The protection ended (blank) and has lapsed"
