"""A wrong pack is refused with file, place, value and what was expected, in the reader's language, quickly; nothing else happens."""

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from qudao.policies.cases import examples_of
from qudao.policies.load import PACKS, folder_of, load, parse, texts
from qudao.policies.problems import TEMPLATES, PackProblem, PolicyError
from qudao.policies.reading import DEEPEST, LARGEST, MOST, read

SOUND = texts(PACKS / "property-distribution")
LINE = '- {days: 7, counted_from: next_day, starts_on: 2024-01-01, clause: "2.5"}'
DAYS, MAP_DAYS = "days: 7,", 'before_visit: {days: 7, counted_from: next_day, starts_on: 2024-01-01, clause: "2.5"}'
REGULATION = "regulation: {zh: 分销商客户管理制度, en: Distributor Customer Rules}"
PROTECTION, CLAUSES, POLICY, DISCIPLINE = "protection.yaml", "clauses.yaml", "policy.yaml", "discipline.yaml"
MONTHS, CYCLE = "confirm_every_months: 12", "amendment.confirm_every_months"
WHOLE = "expected a whole number"
DATE = "expected a date that exists"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]" for n in range(9)
)


def replaced(file: str, old: str, new: str) -> dict[str, str]:
    assert old in SOUND[file], f"the sound pack has no {old}"
    return {**SOUND, file: SOUND[file].replace(old, new, 1)}


def whole(text: str, file: str = PROTECTION) -> dict[str, str]:
    return {**SOUND, file: text}


def without(file: str) -> dict[str, str]:
    return {name: text for name, text in SOUND.items() if name != file}


WRONG: list[tuple[str, Mapping[str, str], str, str, str, str, str]] = [
    # what, files, file, place, value, expected (en), expected (zh)
    ("no clause", replaced(PROTECTION, LINE, LINE.replace(', clause: "2.5"', "")), PROTECTION, "before_visit.0.clause", "", "is missing", "缺少"),
    ("a fractional day", replaced(PROTECTION, DAYS, "days: 7.5,"), PROTECTION, "before_visit.0.days", "7.5", WHOLE, "应为整数"),
    ("a whole fraction", replaced(PROTECTION, DAYS, "days: 7.0,"), PROTECTION, "before_visit.0.days", "7.0", WHOLE, "应为整数"),
    ("a number as text", replaced(PROTECTION, DAYS, 'days: "7",'), PROTECTION, "before_visit.0.days", '"7"', WHOLE, "不加引号"),
    ("a number in words", replaced(PROTECTION, DAYS, "days: 七,"), PROTECTION, "before_visit.0.days", '"七"', WHOLE, "应为整数"),
    ("a full-width number", replaced(PROTECTION, DAYS, "days: ７,"), PROTECTION, "before_visit.0.days", '"７"', WHOLE, "应为整数"),
    ("yes for a number", replaced(PROTECTION, DAYS, "days: true,"), PROTECTION, "before_visit.0.days", "true", WHOLE, "应为整数"),
    ("nothing for a number", replaced(PROTECTION, DAYS, "days: ,"), PROTECTION, "before_visit.0.days", "null", WHOLE, "应为整数"),
    ("not a number", replaced(PROTECTION, DAYS, "days: .nan,"), PROTECTION, "before_visit.0.days", "NaN", WHOLE, "应为整数"),
    ("without end", replaced(PROTECTION, DAYS, "days: .inf,"), PROTECTION, "before_visit.0.days", "Infinity", WHOLE, "应为整数"),
    ("a clock", replaced(PROTECTION, DAYS, "days: 1:30,"), PROTECTION, "before_visit.0.days", '"1:30"', WHOLE, "应为整数"),
    ("months below none", replaced(POLICY, MONTHS, MONTHS[:-2] + "-1"), POLICY, CYCLE, "-1", "0 or more", "应不小于 0"),
    ("months beyond all", replaced(POLICY, MONTHS, MONTHS[:-2] + "1201"), POLICY, CYCLE, "1201", "1,200", "1,200"),
    ("less than none", replaced(PROTECTION, DAYS, "days: -1,"), PROTECTION, "before_visit.0.days", "-1", "0 or more", "应不小于 0"),
    (
        "beyond everything",
        replaced(PROTECTION, DAYS, f"days: {10**15 + 1},"),
        PROTECTION,
        "before_visit.0.days",
        str(10**15 + 1),
        "at most",
        "应不超过",
    ),
    (
        "no such day",
        replaced(PROTECTION, LINE, LINE.replace("01-01", "02-30")),
        PROTECTION,
        "before_visit.0.starts_on",
        "2024-02-30",
        DATE,
        "存在的日期",
    ),
    (
        "no leap year",
        replaced(PROTECTION, LINE, LINE.replace("2024-01-01", "2025-02-29")),
        PROTECTION,
        "before_visit.0.starts_on",
        "02-29",
        DATE,
        "日期",
    ),
    (
        "a time of day",
        replaced(PROTECTION, LINE, LINE.replace("01-01", "01-01 10:00")),
        PROTECTION,
        "before_visit.0.starts_on",
        "10:00",
        DATE,
        "日期",
    ),
    ("slashes", replaced(PROTECTION, LINE, LINE.replace("2024-01-01", "2024/1/1")), PROTECTION, "before_visit.0.starts_on", "2024/1/1", DATE, "日期"),
    (
        "a day as number",
        replaced(PROTECTION, LINE, LINE.replace("2024-01-01", "20240101")),
        PROTECTION,
        "before_visit.0.starts_on",
        "20240101",
        "date",
        "日期",
    ),
    (
        "the year 24",
        replaced(PROTECTION, LINE, LINE.replace("2024-", "0024-")),
        PROTECTION,
        "before_visit.0.starts_on",
        "0024",
        "absurd year",
        "年份不合理",
    ),
    (
        "the year 2200",
        replaced(PROTECTION, LINE, LINE.replace("2024-", "2200-")),
        PROTECTION,
        "before_visit.0.starts_on",
        "2200",
        "1900 to 2199",
        "1900",
    ),
    ("a misspelt list", replaced(PROTECTION, "before_visit:", "before_vist:"), PROTECTION, "before_vist", "", "(before_visit?)", "before_visit?"),
    ("a misspelt field", replaced(PROTECTION, DAYS, "dayz: 7,"), PROTECTION, "before_visit.0.dayz", "7", "(days?)", "days?"),
    (
        "a misspelt word",
        replaced(PROTECTION, "counted_from: next_day", "counted_from: nextday"),
        PROTECTION,
        "counted_from",
        "nextday",
        "(next_day?)",
        "next_day?",
    ),
    ("a misspelt action", replaced(DISCIPLINE, "blacklist", "blaklist"), DISCIPLINE, "sanctions.1.action", "blaklist", "(blacklist?)", "blacklist?"),
    (
        "a misspelt subject",
        replaced(DISCIPLINE, "subject: staff", "subject: stuff"),
        DISCIPLINE,
        "sanctions.3.subject",
        "stuff",
        "(staff?)",
        "staff?",
    ),
    (
        "an unknown ground",
        replaced("commission.yaml", "cancelled", "canceled"),
        "commission.yaml",
        "denied.3.ground",
        "canceled",
        "(cancelled?)",
        "应为",
    ),
    ("a full-width colon", replaced(PROTECTION, "before_visit:", "before_visit："), PROTECTION, "", "", "half-width colon", "半角"),
    ("a key twice", replaced(PROTECTION, DAYS, "days: 7, days: 8,"), PROTECTION, "", "days", "the key appears twice", "出现了两次"),
    ("a list twice", whole(SOUND[PROTECTION] + "\nbefore_visit: []\n"), PROTECTION, "", "before_visit", "the key appears twice", "出现了两次"),
    (
        "a tag that runs",
        replaced(PROTECTION, DAYS, 'days: !!python/object/apply:os.system ["touch ran"],'),
        PROTECTION,
        "",
        "os.system",
        "a tag",
        "标签",
    ),
    ("a tag of one's own", replaced(PROTECTION, DAYS, "days: !mine 7,"), PROTECTION, "", "!mine", "a tag", "标签"),
    ("an alias", whole(SOUND[PROTECTION].replace(DAYS, "days: &n 7,").replace("days: 45,", "days: *n,", 1)), PROTECTION, "", "", "an alias", "锚点"),
    ("an empty file", whole(""), PROTECTION, "", "null", "keys and values", "键值"),
    ("only a comment", whole("# later\n"), PROTECTION, "", "null", "keys and values", "键值"),
    ("a list for a mapping", whole("- 1\n"), PROTECTION, "", "[1]", "keys and values", "键值"),
    ("words", whole("seven days\n"), PROTECTION, "", '"seven days"', "keys and values", "键值"),
    ("a mapping for a list", replaced(PROTECTION, f"before_visit:\n{LINE}", MAP_DAYS), PROTECTION, "before_visit", "days", "expected a list", "列表"),
    ("a word for a term", replaced(PROTECTION, LINE, "- seven"), PROTECTION, "before_visit.0", '"seven"', "keys and values", "键值"),
    ("two documents", whole(SOUND[PROTECTION] + "\n---\na: 1\n"), PROTECTION, "", "", "more than one document", "多个文档"),
    ("a tab", whole("before_visit:\n\t- 1\n"), PROTECTION, "", "", "expected blanks", "空格"),
    ("a bracket left open", whole("before_visit: [1\n"), PROTECTION, "", "", "not closed", "补全"),
    ("a control character", replaced(PROTECTION, DAYS, "days: 7\x00,"), PROTECTION, "", "", "plain text", "普通文本"),
    ("half a character", replaced(POLICY, "zh: 分销商客户管理制度", 'zh: "\\ud800"'), POLICY, "", "", "plain text", "普通文本"),
    ("10,000 lists deep", whole("a: " + "[" * 10_000 + "]" * 10_000), PROTECTION, "", "", "at most 20 levels", "20 层"),
    ("10,000 mappings deep", whole("a: " + "{a: " * 10_000 + "1" + "}" * 10_000), PROTECTION, "", "", "at most 20 levels", "20 层"),
    ("10,000 dashes deep", whole("- " * 10_000 + "a"), PROTECTION, "", "", "at most 20 levels", "20 层"),
    ("a bomb of aliases", whole(BOMB), PROTECTION, "", "", "an alias", "锚点"),
    ("too much text", whole("a: " + "x" * LARGEST), PROTECTION, "", "", f"at most {LARGEST:,}", f"不超过 {LARGEST:,}"),
    ("too many values", whole("a: [" + "x," * MOST + "]"), PROTECTION, "", "", f"at most {MOST:,}", f"不超过 {MOST:,}"),
    ("a clause twice", replaced(CLAUSES, 'number: "2.6"', 'number: "2.5"'), CLAUSES, "7.number", '"2.5"', "each clause once", "只出现一次"),
    (
        "no such clause",
        replaced(PROTECTION, 'clause: "2.5"', 'clause: "9.9"'),
        PROTECTION,
        "before_visit.0.clause",
        '"9.9"',
        "clauses.yaml",
        "clauses.yaml",
    ),
    ("a clause as number", replaced(PROTECTION, 'clause: "2.5"', "clause: 2.5"), PROTECTION, "before_visit.0.clause", "2.5", "a text", "文字"),
    (
        "an unknown topic",
        replaced(CLAUSES, "  form: shown", "  topics: [rebates]\n  form: shown"),
        CLAUSES,
        "topics.0",
        "rebates",
        "(rebate?)",
        "rebate?",
    ),
    ("one language only", replaced(POLICY, REGULATION, "regulation: {zh: 分销商客户管理制度}"), POLICY, "regulation.en", "", "is missing", "缺少"),
    ("no name", replaced(POLICY, REGULATION, 'regulation: {zh: " ", en: B}'), POLICY, "regulation.zh", '" "', "expected a text", "应有文字"),
    ("no such zone", replaced(POLICY, "Asia/Shanghai", "Asia/Nowhere"), POLICY, "timezone", "Asia/Nowhere", "Asia/Shanghai", "时区"),
    ("a zone elsewhere", replaced(POLICY, "Asia/Shanghai", "../../etc/passwd"), POLICY, "timezone", "../../etc/passwd", "Asia/Shanghai", "时区"),
    (
        "out of order",
        replaced(PROTECTION, LINE, f"{LINE.replace('2024', '2025')}\n{LINE}"),
        PROTECTION,
        "before_visit",
        "2025-01-01, 2024-01-01",
        "order",
        "先后",
    ),
    ("a misspelt file", {**SOUND, "protections.yaml": "a: []"}, "protections.yaml", "", "", "(protection.yaml?)", "protection.yaml?"),
    ("a file .yml", {**SOUND, "callbacks.yml": "a: []"}, "callbacks.yml", "", "", "(callbacks.yaml?)", "callbacks.yaml?"),
    ("no attribution", without("attribution.yaml"), "attribution.yaml", "", "", "missing", "缺少文件"),
    ("no clauses", without(CLAUSES), CLAUSES, "", "", "missing", "缺少文件"),
    ("a file without scheme", replaced(POLICY, "scheme: distribution\n", ""), PROTECTION, "", "", "expected scheme", "scheme"),
    ("a step upwards", {**SOUND, "../evil.yaml": "a: 1"}, "../evil.yaml", "", "", "protection.yaml", "文件名"),
    ("a step upwards inside", {**SOUND, "cases/../../evil.yaml": "a: 1"}, "evil.yaml", "", "", "protection.yaml", "文件名"),
    ("a path from the root", {**SOUND, "/etc/passwd": "a: 1"}, "/etc/passwd", "", "", "protection.yaml", "文件名"),
    ("a path of Windows", {**SOUND, "..\\evil.yaml": "a: 1"}, "evil.yaml", "", "", "protection.yaml", "文件名"),
    ("a hidden file", {**SOUND, "cases/.evil.yaml": "a: 1"}, ".evil.yaml", "", "", "protection.yaml", "文件名"),
    ("a script", {**SOUND, "run.sh": "a: 1"}, "run.sh", "", "", "protection.yaml", "文件名"),
    ("a hundred files too many", {**SOUND, **{f"cases/a{n}.yaml": "" for n in range(100)}}, "", "", "", "at most 100", "100 个"),
]


def refused(files: Mapping[str, str]) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        parse(files, name="wrong")
    return caught.value


@pytest.mark.parametrize(("files", "file", "place", "value", "en", "zh"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_it_is_refused_with_file_place_value_and_what_was_expected(
    files: Mapping[str, str], file: str, place: str, value: str, en: str, zh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begun = time.process_time()
    error = refused(files)
    assert time.process_time() - begun < 1
    found = [problem for problem in error.problems if file in problem.file and place in problem.place and value in problem.value]
    assert any(en in problem.message("en") and zh in problem.message("zh") for problem in found), error.message("en")
    assert list(tmp_path.iterdir()) == []


def test_the_pack_that_the_corpus_spoils_is_sound() -> None:
    assert parse(SOUND, name="sound").version == "2024-01-01"


def test_lines_are_named_where_something_stands() -> None:
    line = SOUND[PROTECTION][: SOUND[PROTECTION].index(DAYS)].count("\n") + 1
    for files in (replaced(PROTECTION, DAYS, "days: 7.5,"), replaced(PROTECTION, DAYS, "days: -1,"), replaced(PROTECTION, DAYS, "days: 7, days: 8,")):
        assert [problem.line for problem in refused(files).problems] == [line]


def test_every_problem_of_every_file_is_told_at_once() -> None:
    files = {**replaced(PROTECTION, DAYS, "days: 7.5,"), CLAUSES: SOUND[CLAUSES].replace("form: shown", "form: hidden", 1), "extra.yaml": "a: 1"}
    assert {problem.file for problem in refused(files).problems} == {PROTECTION, CLAUSES, "extra.yaml"}


def test_every_message_exists_in_both_languages_and_neither_leaves_a_gap() -> None:
    for code, (zh, en) in TEMPLATES.items():
        assert zh.strip(), code
        assert en.strip(), code
        assert zh != en or code == "invalid"
    for _, files, *_ in WRONG:
        for problem in refused(files).problems:
            assert problem.code in TEMPLATES, f"{problem.code} has no words of its own"
            for lang in ("zh", "en"):
                assert "{" not in problem.message(lang).replace(problem.value, "")


@pytest.mark.parametrize("months", [0, 1, 1199, 1200])
def test_a_confirmation_may_hold_for_good_or_for_up_to_a_hundred_years(months: int) -> None:
    amendment = parse(replaced(POLICY, MONTHS, f"confirm_every_months: {months}"), name="sound").header.amendment
    assert amendment is not None
    assert amendment.confirm_every_months == months


@pytest.mark.parametrize(("depth", "is_read"), [(DEEPEST - 1, True), (DEEPEST, True), (DEEPEST + 1, False)])
def test_so_many_levels_and_no_more(depth: int, is_read: bool) -> None:
    text = "[" * (depth - 1) + "1" + "]" * (depth - 1)
    if is_read:
        assert read(text, "f.yaml") is not None
        return
    with pytest.raises(PolicyError, match="at most 20 levels"):
        read(text, "f.yaml")


@pytest.mark.parametrize(("count", "is_read"), [(MOST - 1, True), (MOST, True), (MOST + 1, False)])
def test_so_many_values_and_no_more(count: int, is_read: bool) -> None:
    text = "\n".join("- x" for _ in range(count - 1))
    if is_read:
        assert len(read(text, "f.yaml")) == count - 1
        return
    with pytest.raises(PolicyError, match="too much"):
        read(text, "f.yaml")


@pytest.mark.parametrize(("length", "is_read"), [(LARGEST - 1, True), (LARGEST, True), (LARGEST + 1, False)])
def test_so_much_text_and_no_more(length: int, is_read: bool) -> None:
    text = "a: " + "x" * (length - 3)
    if is_read:
        assert len(read(text, "f.yaml")["a"]) == length - 3
        return
    with pytest.raises(PolicyError, match="too large"):
        read(text, "f.yaml")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "property-distribution", tmp_path / "mine"))


def test_files_on_disk_that_are_not_text_are_named(pack: Path) -> None:
    (pack / PROTECTION).write_bytes(b"# ok\nbefore_visit: " + "七".encode("gbk"))
    (pack / "disputes.yaml").unlink()
    (pack / "disputes.yaml").mkdir()
    (pack / "commission.yaml").unlink()
    os.mkfifo(pack / "commission.yaml")
    with pytest.raises(PolicyError) as caught:
        load(pack)
    assert [(problem.file, problem.code, problem.line) for problem in caught.value.problems] == [
        ("commission.yaml", "unreadable", None),
        ("disputes.yaml", "unreadable", None),
        (PROTECTION, "encoding", 2),
    ]
    assert "UTF-8" in caught.value.message("zh")


def test_a_mark_of_byte_order_is_no_defect(pack: Path) -> None:
    (pack / PROTECTION).write_bytes(b"\xef\xbb\xbf" + SOUND[PROTECTION].encode())
    assert load(pack).protection == load("property-distribution").protection


def test_a_folder_without_a_pack_and_an_unknown_name_say_what_there_is(tmp_path: Path) -> None:
    for name in (str(tmp_path), "no-such-pack", "../../etc"):
        with pytest.raises(PolicyError) as caught:
            folder_of(name)
        assert "property-distribution" in caught.value.message("zh")
        assert "没有这个制度包" in caught.value.message("zh")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n".join(["- &a0 [x, x, x, x]", *(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))]), "aliases written out"),
        ("- name: &a [*a]", "nested too deeply"),
        ("name: no list", "expected a list"),
        ("- just words", "the example cannot be used"),
        ("- {name: a, given: {}, expect: {}, gives: 1}", "unknown key gives"),
        ("- {name: a, given: {registration: []}, expect: {}}", "unknown table registration"),
        ("- {name: a, given: {registrations: [{received_at: 2025-02-30 09:00}]}, expect: {}}", "day is out of range"),
        ("- {name: a, given: {deals: [{price: much}]}, expect: {}}", "the example cannot be used"),
        ("- {name: a, policy: {protection: {before_visit: [{days: 7.5}]}}, given: {}, expect: {}}", "expected a whole number"),
    ],
)
def test_an_example_that_cannot_be_used_is_named_with_its_file(text: str, said: str) -> None:
    begun = time.process_time()
    with pytest.raises(PolicyError) as caught:
        examples_of(parse(SOUND, name="x"), {"cases/wrong.yaml": text})
    assert time.process_time() - begun < 1
    assert {problem.file for problem in caught.value.problems} == {"cases/wrong.yaml"}
    assert said in caught.value.message("en")


HEAVY = {
    "50 MB on disk": 'b"a: " + b"x" * 50_000_000',
    "a bomb": repr(BOMB.encode()),
    "many values": f'b"a: [" + b"x," * {MOST * 5} + b"]"',
    "deep": 'b"a: " + b"[" * 90_000',
    "exclamation marks": f'b"!" * {LARGEST - 1}',
    "question marks": f'b"? " * {LARGEST // 2 - 1}',
}


@pytest.mark.parametrize("content", HEAVY.values(), ids=HEAVY.keys())
def test_refusing_costs_little_memory(content: str, pack: Path) -> None:
    """In a process of its own: what the refusal adds to the memory that the program takes anyway."""
    program = f"""
        import resource, time
        from pathlib import Path
        from qudao.policies.load import load
        from qudao.policies.problems import PolicyError
        load("property-intercompany")
        path = Path({str(pack / PROTECTION)!r})
        path.write_bytes({content})
        before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        try:
            load({str(pack)!r})
        except PolicyError as error:
            print(len(error.problems), time.process_time() - begun, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True, timeout=120)
    problems, seconds, megabytes = done.stdout.split()
    assert int(problems) >= 1
    assert float(seconds) < 2
    assert int(megabytes) < 200


def test_a_problem_without_words_of_its_own_still_says_something() -> None:
    assert PackProblem("strange", "f.yaml", "a.b", "1", details={"said": "strange"}).message("zh") == "f.yaml：a.b：1：strange"


def test_a_thousand_defects_of_one_file_are_told_up_to_fifty() -> None:
    begun = time.process_time()
    error = refused(whole("\n".join(f"a{n}: 1" for n in range(1000))))
    assert time.process_time() - begun < 1
    assert len(error.problems) == 50
