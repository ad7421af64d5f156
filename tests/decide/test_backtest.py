"""Who gains and who loses by a draft: 7 to 10 days before the visit, 45 to 40 after it."""

import os
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide.as_if import as_if_since, begins_on
from qudao.decide.backtest import Backtest, backtest
from qudao.decide.facts import load as load_facts
from qudao.decide.side import KEYS
from qudao.decide.write import OUTPUTS
from qudao.policies.load import PACKS, load
from qudao.policies.policy import Policy
from qudao.rules.decision import Dated
from qudao.rules.protection import DistributionTerms
from tests.decide.folder import facts, table

RUNNER = CliRunner()
PACK = "property-distribution"

REGISTRATIONS = [
    "R1,2025-03-01 09:00,A,P,pre,周敏,13812345601",  # signed on the 9th day without a visit: nobody's, then A's
    "R2,2025-03-01 09:00,B,P,pre,孙伟,13812345602",  # visited, signed on the 43rd day after: B's, then nobody's
    "R3,2025-03-01 09:00,A,P,pre,何军,13812345603",  # A's seven days are over, B's run: B's, then A's, whose report was earlier
    "R4,2025-03-07 09:00,B,P,pre,何军,13812345603",
    "R5,2025-03-01 09:00,A,P,pre,许静,13812345604",  # signed on the 3rd day: A's under both
]
VISITS = ["V2,2025-03-02 11:00,P,孙伟,13812345602,B,是"]
DEALS = [
    "D1,P,A,2025-03-10 10:00,2025-03-10 12:00,2025-03-11 10:00,1000000",
    "D2,P,B,2025-04-14 10:00,2025-04-14 12:00,2025-04-15 10:00,2000000",
    "D3,P,B,2025-03-10 10:00,2025-03-10 12:00,2025-03-11 10:00,3000000",
    "D4,P,A,2025-03-04 10:00,2025-03-04 12:00,2025-03-05 10:00,4000000",
]
BUYERS = ["D1,周敏,13812345601", "D2,孙伟,13812345602", "D3,何军,13812345603", "D4,许静,13812345604"]


def folder(path: Path) -> Path:
    """Four deals: one gained, one lost, one moved, one unchanged."""
    return facts(path, registrations=REGISTRATIONS, visits=VISITS, deals=DEALS, buyers=BUYERS)


def draft(path: Path, *, starts_on: str = "2024-01-01") -> Path:
    """The shipped pack with 10 for 7 and 40 for 45; from a later day as further lines, as a new version is written."""
    path.mkdir(parents=True)
    for file in (PACKS / PACK).glob("*.yaml"):
        (path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    text = (path / "protection.yaml").read_text("utf-8")
    for days, wanted, clause in ((7, 10, "2.5"), (45, 40, "2.6")):
        was = f'- {{days: {days}, counted_from: next_day, starts_on: 2024-01-01, clause: "{clause}"}}'
        now = was.replace(f"days: {days},", f"days: {wanted},").replace("2024-01-01", starts_on)
        assert was in text
        text = text.replace(was, now if starts_on == "2024-01-01" else f"{was}\n{now}")
    (path / "protection.yaml").write_text(text, "utf-8")
    header = (path / "policy.yaml").read_text("utf-8")
    (path / "policy.yaml").write_text(header.replace('version: "2024-01-01"', 'version: "draft"'), "utf-8")
    return path


def run(*words: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    result = RUNNER.invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def tried(tmp_path: Path) -> Backtest:
    """The draft against the version in force."""
    old = load(PACK)
    loaded = load_facts(folder(tmp_path / "in"), zone=old.timezone)
    assert loaded.happened is not None
    return backtest(old, load(draft(tmp_path / "draft")), loaded.facts, as_of=loaded.happened)


def test_a_deal_is_gained_one_moves_one_is_lost_and_one_stays(tmp_path: Path) -> None:
    found = tried(tmp_path)
    assert [(deal.deal_id, deal.effect, deal.old_owner, deal.new_owner) for deal in found.deals] == [
        ("D1", "gained", None, "A"),
        ("D2", "lost", "B", None),
        ("D3", "moved", "B", "A"),
    ]
    assert [(deal.old_amount_fen, deal.new_amount_fen) for deal in found.deals] == [(0, 1_500_000), (3_000_000, 0), (4_500_000, 4_500_000)]
    assert found.changing_hands == 3


def test_a_deal_that_turns_says_whose_window_ends_when_under_both_versions(tmp_path: Path) -> None:
    ends = {
        deal.deal_id: [(end.registration_id, f"{end.old_until:%m-%d}", f"{end.new_until:%m-%d}") for end in deal.windows]
        for deal in tried(tmp_path).deals
    }
    assert ends == {
        "D1": [("R1", "03-09", "03-12")],
        "D2": [("R2", "04-17", "04-12")],
        "D3": [("R4", "03-15", "03-18"), ("R3", "03-09", "03-12")],
    }


def test_every_line_carries_both_reasons_with_their_articles(tmp_path: Path) -> None:
    code, _, _ = run(
        "backtest", folder(tmp_path / "in"), "--policy", PACK, "--against", draft(tmp_path / "draft"), "--out", tmp_path / "out", "--lang", "en"
    )
    assert code == 0
    gained, lost, moved = table(tmp_path / "out" / "deals.csv")
    assert "2025-03-08 24:00" in gained["old_because"]
    assert "R1" in gained["new_because"]
    assert "2025-04-16 24:00" not in lost["new_because"]
    assert "2025-04-11 24:00" in lost["new_because"]
    assert ("R4" in moved["old_because"], "R3" in moved["new_because"]) == (True, True)
    for row in (gained, lost, moved, *table(tmp_path / "out" / "registrations.csv")):
        assert row["old_clause"]
        assert row["new_clause"]


def test_totals_of_every_payee_are_those_of_two_runs_of_decide(tmp_path: Path) -> None:
    given, new = folder(tmp_path / "in"), draft(tmp_path / "draft")
    run("backtest", given, "--policy", PACK, "--against", new, "--out", tmp_path / "out")
    for side, pack in (("old", PACK), ("new", new)):
        run("decide", given, "--policy", pack, "--out", tmp_path / side)
        amounts: dict[str, Decimal] = defaultdict(Decimal)
        for row in table(tmp_path / side / "commissions.csv"):
            amounts[row["payee"]] += Decimal(row["amount"])
        totals = {row["payee"]: Decimal(row[f"{side}_amount"]) for row in table(tmp_path / "out" / "totals.csv")}
        assert {payee: amount for payee, amount in totals.items() if amount} == {payee: amount for payee, amount in amounts.items() if amount}
        (summary,) = table(tmp_path / "out" / "summary.csv")
        assert Decimal(summary[f"{side}_amount"]) == sum(amounts.values())
    assert summary["difference"] == "-15000.00"


def test_every_line_that_differs_between_two_runs_of_decide_is_told_and_no_other(tmp_path: Path) -> None:
    given, new = folder(tmp_path / "in"), draft(tmp_path / "draft")
    run("backtest", given, "--policy", PACK, "--against", new, "--out", tmp_path / "out")
    run("decide", given, "--policy", PACK, "--out", tmp_path / "old")
    run("decide", given, "--policy", new, "--out", tmp_path / "new")
    for name, (key, *_) in KEYS.items():
        sides = []
        for side in ("old", "new"):
            rows = table(tmp_path / side / f"{name}.csv")
            sides.append({tuple(value for column, value in row.items() if column not in ("clause", "because", "policy_version")) for row in rows})
        differing = {values[0] for values in sides[0] ^ sides[1]}
        told = table(tmp_path / "out" / f"{'deals' if name == 'attributions' else name}.csv")
        assert {row[key] for row in told} == differing, name


def test_a_longer_window_and_a_shorter_one_are_called_so(tmp_path: Path) -> None:
    effects = {change.key: change.effect for change in tried(tmp_path).changes["registrations"]}
    assert effects == {("R1",): "longer", ("R2",): "shorter", ("R3",): "longer", ("R4",): "longer", ("R5",): "longer"}


def test_two_equal_versions_differ_in_nothing(tmp_path: Path) -> None:
    old = load(PACK)
    loaded = load_facts(folder(tmp_path / "in"), zone=old.timezone)
    assert loaded.happened is not None
    found = backtest(old, old, loaded.facts, as_of=loaded.happened)
    assert not any(found.changes.values())
    assert found.difference_fen == 0
    assert found.old_amount_fen == 10_500_000 + 3_000_000


def test_the_summary_says_it_in_both_languages(tmp_path: Path) -> None:
    words = ("backtest", folder(tmp_path / "in"), "--policy", PACK, "--against", draft(tmp_path / "draft"))
    _, english, _ = run(*words, "--lang", "en")
    assert english.splitlines()[0] == "3 of 4 deals change hands: 1 gained, 1 moved, 1 lost; 1 do not"
    assert "¥135,000.00 in force, ¥120,000.00 by the draft, ¥15,000.00 less" in english
    assert "1 get more: A +¥60,000.00" in english
    assert "1 get less: B −¥75,000.00" in english
    _, chinese, _ = run(*words)
    assert chinese.splitlines()[0] == "4 笔成交中 3 笔换归属：新增 1，互换 1，失去 1；其余 1 笔不变"


BY_TWO = """
import os
os.cpu_count = lambda: 2
from qudao.decide import backtest_command, beside
backtest_command.WORTH_TWO_PROCESSES = 0
started = []
known = beside.Beside.wait
def wait(self):
    started.append(self)
    known(self)
    if {end}:
        self._process.kill()  # as the system does when memory runs out: after it has judged, before it has said why
beside.Beside.wait = wait
from qudao.__main__ import app
try:
    app()
finally:
    print(len(started), "second process")
"""


def by_two(*words: object, end: bool = False) -> str:
    """The command as a process of its own, in which any number of rows is worth a second process."""
    done = subprocess.run(
        [sys.executable, "-c", BY_TWO.replace("{end}", str(end)), *map(str, words)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_with_a_second_process_the_bytes_are_the_same(tmp_path: Path) -> None:
    words = ("backtest", folder(tmp_path / "in"), "--policy", PACK, "--against", draft(tmp_path / "draft"))
    run(*words, "--out", tmp_path / "one")
    assert "1 second process" in by_two(*words, "--out", tmp_path / "two")
    files = sorted((tmp_path / "one").iterdir())
    assert {file.stem for file in files} == {"summary", "totals", "deals"} | OUTPUTS.keys() - {"attributions", "callback_samples", "progress"}
    for file in files:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_when_the_second_process_is_ended_the_first_does_everything(tmp_path: Path) -> None:
    words = ("backtest", folder(tmp_path / "in"), "--policy", PACK, "--against", draft(tmp_path / "draft"))
    run(*words, "--out", tmp_path / "one")
    assert "1 second process" in by_two(*words, "--out", tmp_path / "two", end=True)
    assert (tmp_path / "one" / "deals.csv").read_bytes() == (tmp_path / "two" / "deals.csv").read_bytes()


def test_while_a_library_runs_threads_of_its_own_nothing_is_forked() -> None:
    code = "from qudao.decide.beside import can_fork; print(can_fork()); import polars; print(can_fork())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [str((os.cpu_count() or 1) > 1), "False"]


def test_a_workbook_and_parquet_hold_the_same_tables(tmp_path: Path) -> None:
    words = ("backtest", folder(tmp_path / "in"), "--policy", PACK, "--against", draft(tmp_path / "draft"))
    assert run(*words, "--out", tmp_path / "out.xlsx")[0] == 0
    assert run(*words, "--out", tmp_path / "out", "--format", "parquet")[0] == 0
    assert len(list((tmp_path / "out").iterdir())) == len(OUTPUTS)  # summary, totals and deals instead of attributions, samples and progress


def test_a_draft_that_starts_later_changes_nothing_and_the_command_says_what_to_do(tmp_path: Path) -> None:
    words = ("backtest", folder(tmp_path / "in"), "--policy", PACK, "--against", draft(tmp_path / "draft", starts_on="2026-01-01"), "--lang", "en")
    _, out, _ = run(*words)
    assert "0 of 4 deals change hands" in out
    assert "begins on 2026-01-01, after these facts (2025-04-15): try --as-if-since DATE" in out
    _, out, _ = run(*words, "--as-if-since", "2024-01-01")
    assert "3 of 4 deals change hands" in out
    assert "--as-if-since" not in out


def test_a_wrong_date_a_wrong_pack_and_wrong_facts_are_refused(tmp_path: Path) -> None:
    given, new = folder(tmp_path / "in"), draft(tmp_path / "draft")
    code, _, error = run("backtest", given, "--policy", PACK, "--against", new, "--as-if-since", "2024-02-30", "--lang", "en")
    assert (code, "--as-if-since" in error, "2024-02-30" in error) == (2, True, True)
    assert run("backtest", given, "--policy", PACK, "--against", tmp_path / "none")[0] == 2
    (given / "deals.csv").write_text("deal_id,project_id\nD1,nowhere\n", "utf-8")
    code, _, error = run("backtest", given, "--policy", PACK, "--against", new, "--out", tmp_path / "out")
    assert (code, "nowhere" in error, (tmp_path / "out").exists()) == (2, True, False)


def terms(*days: tuple[int, str]) -> Policy:
    """The shipped pack with other terms before the visit."""
    policy = load(PACK)
    assert isinstance(policy.protection, DistributionTerms)
    first = policy.protection.before_visit[0]
    made = tuple(Dated(replace(first.value, days=count), date.fromisoformat(day), first.clause) for count, day in days)
    return policy.with_section("protection", replace(policy.protection, before_visit=made))


def pulled(old: Policy, new: Policy, since: str) -> list[tuple[int, str]]:
    """The terms before the visit, as if since."""
    found = as_if_since(new, date.fromisoformat(since), old=old).protection.before_visit  # type: ignore[union-attr]
    return [(term.value.days, str(term.starts_on)) for term in found]


def test_a_new_term_is_pulled_back_and_what_it_replaces_ends_the_day_before() -> None:
    old, new = terms((7, "2024-01-01")), terms((7, "2024-01-01"), (10, "2026-06-01"))
    assert pulled(old, new, "2024-01-01") == [(7, "2023-12-31"), (10, "2024-01-01")]
    assert pulled(old, new, "2025-03-01") == [(7, "2024-01-01"), (10, "2025-03-01")]
    assert pulled(old, new, "2026-06-01") == [(7, "2024-01-01"), (10, "2026-06-01")]
    assert pulled(old, new, "2026-06-02") == [(7, "2024-01-01"), (10, "2026-06-01")]
    assert begins_on(new, old=old) == date(2026, 6, 1)


def test_what_the_draft_leaves_alone_keeps_its_days() -> None:
    old = terms((7, "2024-01-01"), (8, "2025-01-01"))
    assert pulled(old, old, "2024-01-01") == [(7, "2024-01-01"), (8, "2025-01-01")]
    assert begins_on(old, old=old) is None


def test_terms_between_the_day_and_the_new_one_are_replaced_later_ones_stay() -> None:
    old = terms((7, "2024-01-01"), (8, "2025-01-01"), (9, "2027-01-01"))
    new = terms((7, "2024-01-01"), (8, "2025-01-01"), (10, "2026-06-01"), (9, "2027-01-01"))
    assert pulled(old, new, "2024-06-01") == [(7, "2024-01-01"), (8, "2024-05-31"), (10, "2024-06-01"), (9, "2027-01-01")]


def test_a_ladder_of_people_says_who_rises_later_and_who_no_longer_does(tmp_path: Path) -> None:
    pack = tmp_path / "draft"
    shutil.copytree(PACKS / "telesales-careers", pack)
    text = (pack / "career.yaml").read_text("utf-8")
    assert "months: 3, at_least: 10" in text
    (pack / "career.yaml").write_text(text.replace("months: 3, at_least: 10", "months: 3, at_least: 11"), "utf-8")
    example = PACKS.parents[3] / "examples" / "telesales-careers"
    code, out, _ = run("backtest", example, "--policy", "telesales-careers", "--against", pack, "--out", tmp_path / "out", "--lang", "en")
    assert code == 0
    assert "deals" not in out
    rows = table(tmp_path / "out" / "career.csv")
    assert {row["effect"] for row in rows} == {"later", "lost"}
    assert {row["level"] for row in rows} <= {"middle", "senior"}
    assert all(row["new_reached_on"] > row["old_reached_on"] for row in rows if row["effect"] == "later")
    assert all("at least 10" in row["old_because"] for row in rows)


def test_where_nothing_differs_the_summary_says_so(tmp_path: Path) -> None:
    words = ("backtest", folder(tmp_path / "in"), "--policy", PACK, "--against", PACK, "--lang", "en")
    assert "both versions decide alike: no line differs" in run(*words)[1]


@pytest.mark.parametrize("command", ["decide", "backtest"])
def test_a_full_disk_behind_the_answer_is_one_line_and_not_a_trace(command: str, tmp_path: Path) -> None:
    words = [command, str(folder(tmp_path / "in")), "--policy", PACK, *(["--against", PACK] if command == "backtest" else [])]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "qudao", *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("cannot write the answer")
    assert "Traceback" not in done.stderr


def test_the_program_ends_with_the_code_of_its_command(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "qudao", "backtest", str(folder(tmp_path / "in")), "--policy", PACK, "--against"]
    told = subprocess.run([*words, PACK], capture_output=True, text=True, check=False, timeout=60)
    assert (told.returncode, told.stdout.splitlines()[0]) == (0, "4 笔成交中 0 笔换归属：新增 0，互换 0，失去 0；其余 4 笔不变")
    assert subprocess.run([*words, str(tmp_path / "none")], capture_output=True, check=False, timeout=60).returncode == 2
