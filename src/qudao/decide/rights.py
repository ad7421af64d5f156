"""What partners ask for by the rights of their tier, and what people granted one of them beyond these: rows of `filings`.

A request `<partner>/<request>/request` is valid, or invalid when it is above the right (PA-36). An exception `<partner>/<exception>/exception` is
valid while it holds, open while it lacks something, invalid, or lapsed after its last day (PA-38): the list of both is the audit's.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from qudao.decide.attributes import typed
from qudao.decide.evaluations import tier_of
from qudao.decide.known import Facts
from qudao.decide.members import filing
from qudao.decide.rows import Decided, FilingRow
from qudao.policies.policy import Policy
from qudao.rules.decision import Decision, Reason
from qudao.rules.exception import Exceptional, Standing, exceptional
from qudao.rules.facts import Partner
from qudao.rules.incentive import Asked, own_right, within_right
from qudao.rules.period import day_end

SHOWN: Mapping[Standing, str] = {"holds": "valid", "waits": "open", "refused": "invalid", "over": "lapsed"}

REQUESTED: Mapping[bool | None, str] = {True: "valid", False: "invalid", None: "open"}


def rows(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """Requests where the policy lists rights, exceptions where it provides for them; from the attributes of partners."""
    if not policy.has("incentive"):
        return {}
    made = [row for partner in seen.partners if partner.attributes for row in _of(policy, partner, as_of.date())]
    return {"filings": made} if made else {}


def approved(given: Mapping[str, Any], today: date) -> str | None:
    """Who approved something by a day; an approval to come is none yet."""
    approved_by: str | None = given["approved_by"]
    return approved_by if given["approved_on"] is None or given["approved_on"] <= today else None


def _of(policy: Policy, partner: Partner, today: date) -> Iterator[FilingRow]:
    said = typed("partners", partner.attributes, policy.timezone)
    grades = [each for each in (tier_of(partner), partner.grade) if each]
    granted = [each for each in said.get("exceptions", ()) if each["exception_id"] and each["right"]] if policy.incentive.exceptions else []
    for each in granted:
        asked = _exceptional(each, today)
        decision = exceptional(policy.incentive, standing=grades, asked=asked, on=today)
        until = day_end(asked.last_on, policy.timezone) if asked.last_on is not None and decision.outcome in ("holds", "over") else None
        yield filing(policy, f"{partner.partner_id}/{each['exception_id']}/exception", SHOWN[decision.outcome], decision, until)
    if policy.incentive.rights:
        requests = [each for each in said.get("requests", ()) if each["request_id"] and (each["asked_on"] or today) <= today]
        for key, answer in _requests(policy, grades, requests, granted=granted, today=today):
            yield filing(policy, f"{partner.partner_id}/{key}/request", REQUESTED[answer.outcome], answer)


def _exceptional(given: Mapping[str, Any], on: date) -> Exceptional:
    """An exception as it stood on a day."""
    return Exceptional(
        right=given["right"],
        limit_fen=given["amount"],
        rate_bp=given["rate_bp"],
        reason=given["reason"],
        requested_by=given["requested_by"],
        approved_by=approved(given, on),
        last_on=given["last_on"],
    )


def _requests(
    policy: Policy, grades: Sequence[str], requests: Sequence[Mapping[str, Any]], *, granted: Sequence[Mapping[str, Any]], today: date
) -> Iterator[tuple[str, Decision[bool | None]]]:
    """Requests in the order of their days, None where a person must decide; what was granted before in the calendar year is used."""
    used: dict[tuple[str, int], int] = defaultdict(int)
    terms = policy.incentive
    for each in sorted(requests, key=lambda given: (given["asked_on"] or today, given["request_id"])):
        on, right, amount_fen = each["asked_on"] or today, each["right"], each["amount"]
        missing = [name for name in ("right", "amount") if each[name] is None]
        if missing:
            yield each["request_id"], Decision(None, (Reason("request_lacks", terms.rights[0].clause, {"missing": ";".join(missing)}),))
            continue
        own = own_right(terms, standing=grades, right=right, on=on)
        spent_fen = used[right, on.year] if own is None or own.value.per == "each_year" else 0
        raised = _raised(policy, grades, right, granted, on)
        asked = Asked(right, amount_fen, spent_fen)
        made = within_right(terms, standing=grades, asked=asked, on=on, raised_fen=raised.outcome if raised else None)
        if made is None:
            yield each["request_id"], Decision(None, (Reason("right_not_listed", terms.rights[0].clause, {"right": right}),))
            continue
        used[right, on.year] += amount_fen if made.outcome else 0
        yield each["request_id"], Decision(made.outcome, (*made.reasons, *(raised.reasons if raised else ())))


def _raised(policy: Policy, grades: Sequence[str], right: str, granted: Sequence[Mapping[str, Any]], on: date) -> Decision[int] | None:
    """The highest limit of an exception that held on a day, with its reason; None without one."""
    best: Decision[int] | None = None
    for asked in (_exceptional(each, on) for each in granted if each["right"] == right):
        decision = exceptional(policy.incentive, standing=grades, asked=asked, on=on)
        if decision.outcome == "holds" and asked.limit_fen is not None and (best is None or asked.limit_fen > best.outcome):
            best = Decision(asked.limit_fen, decision.reasons[:1])
    return best
