"""Where a policy touches the law: by the topics of its clauses, by words that suggest one, by header and by what its terms execute.

legal.md row by row and CO-32 to CO-40. The tables of law are `law_trade` and `law_people`. Nothing is blocked silently, and nothing here is advice:
every finding asks for counsel.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from qudao.policies.lint.finding import Finding, Level
from qudao.policies.lint.keywords import hints
from qudao.policies.lint.law import Row
from qudao.policies.lint.law_people import PEOPLE
from qudao.policies.lint.law_trade import TRADE
from qudao.policies.load import dated_terms
from qudao.policies.policy import Clause, Policy
from qudao.rules.decision import Dated

ROWS: Mapping[str, Row] = {**TRADE, **PEOPLE}
PLATFORM_NOTICE_DAYS = 7
PAID_LEVELS = 2


def legal(policy: Policy) -> Iterator[Finding]:
    """Every risk of law, once for each topic and clause; what the product would execute comes first."""
    told: set[tuple[str, str]] = set()
    for finding in (*_executed(policy), *_clauses(policy), *_header(policy)):
        if (finding.code, finding.clause) not in told:
            told.add((finding.code, finding.clause))
            yield finding


def _finding(topic: str, level: Level, at: tuple[str, str], clause: str, numbers: Mapping[str, Any]) -> Finding:
    return Finding(level, topic, *at, clause, numbers, clearable=True, cleared_by=ROWS[topic].cleared_by)


def _clauses(policy: Policy) -> Iterator[Finding]:
    for index, clause in enumerate(policy.clauses.values()):
        for topic in clause.topics:
            row = ROWS[topic]
            level = row.executed if clause.form == "executed" else row.level
            yield _finding(topic, level, ("clauses.yaml", f"{index}.topics"), clause.number, _about(policy, clause))
            if topic == "unilateral_amendment" and "platform" in policy.header.audience and _notice_days(policy) < PLATFORM_NOTICE_DAYS:
                numbers = {**_about(policy, clause), "notice_days": _notice_days(policy), "least_days": PLATFORM_NOTICE_DAYS}
                yield _finding("platform_amendment", "warning", ("clauses.yaml", f"{index}.topics"), clause.number, numbers)
        for hint, words in hints(clause):
            yield _finding(hint, ROWS[hint].level, ("clauses.yaml", f"{index}.text"), clause.number, {**_about(policy, clause), "words": words})


def _about(policy: Policy, clause: Clause) -> dict[str, Any]:
    """What an answer depends on: the clause's own words and the kind of contract."""
    digest = hashlib.sha256(f"{clause.text.zh}\n{clause.wording or ''}".encode()).hexdigest()[:12]
    return {"text": digest, **({"contract": policy.header.contract} if policy.header.contract else {})}


def _notice_days(policy: Policy) -> int:
    return policy.header.amendment.notice_days if policy.header.amendment is not None else 0


def _header(policy: Policy) -> Iterator[Finding]:
    """Whatever binds employees is a staff rule, whether or not a clause says so."""
    if "staff" in policy.header.audience and not any("staff_rule" in clause.topics for clause in policy.clauses.values()):
        yield _finding("staff_rule", "warning", ("policy.yaml", "audience"), "", {"audience": "staff"})


def _executed(policy: Policy) -> Iterator[Finding]:
    """What a term of the pack does, whatever its clause is tagged with."""
    for path, term in dated_terms(policy):
        section, _, place = path.partition(".")
        file, value = f"{section}.yaml", term.value
        subject, action = getattr(value, "subject", None), getattr(value, "action", None)
        if subject == "staff" and action in ("dismiss", "demote"):
            yield _finding("demotion_or_dismissal", "warning", (file, f"{place}.action"), term.clause, {"action": action})
        yield from _levels(section, (file, place), term)


def _levels(section: str, at: tuple[str, str], term: Dated[Any]) -> Iterator[Finding]:
    """Pay beyond two levels, and pay from lower levels' sales at all (CO-35); a recorded legal approval makes the first a warning."""
    file, place = at
    value = term.value
    levels, approval = getattr(value, "paid_levels", None), getattr(value, "legal_approval", None)
    if isinstance(levels, int) and levels > PAID_LEVELS:
        numbers = {"levels": levels, "most": PAID_LEVELS, **({"approval": approval} if approval else {})}
        yield _finding("pyramid_levels", "warning" if approval else "error", (file, f"{place}.paid_levels"), term.clause, numbers)
    if section == "earning" and place.startswith("upline.") and value.rate_bp > 0:
        yield _finding("team_pay", "error", (file, place), term.clause, {"distance": value.distance, "rate_bp": value.rate_bp})
