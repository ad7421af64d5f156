"""What an approver finds before him: the facts for `rules.amendment`, gathered from the rows."""

from datetime import date, datetime
from typing import Literal

from qudao.organization.models import User
from qudao.programmes.checking import findings_of, open_errors, open_warnings, terms_of
from qudao.programmes.content import policy_of
from qudao.programmes.drafts import latest_approved
from qudao.programmes.models import PolicyVersion
from qudao.rules import amendment
from qudao.rules.decision import Decision
from qudao.rules.period import day_of

Backtest = Literal["seen", "unseen", "not_needed"]


def may_be_approved(
    version: PolicyVersion, *, content_hash: str, starts_on: date | None, short_notice_because: str, by: User, at: datetime
) -> Decision[bool]:
    """Whether `by` may approve the version as of then, having looked at that content and that first day.

    By the terms of the version before it; a first version is approved by its own. CL-03.
    """
    found = findings_of(version, at=at)
    base = latest_approved(version.policy)
    policy = policy_of(base or version)
    authors = {version.drafted_by_id, version.submitted_by_id, *version.edited_by}
    laid = amendment.Amendment(
        authors=frozenset(str(author) for author in authors if author is not None),
        open_errors=open_errors(found),
        open_warnings=open_warnings(found),
        backtest=backtest_state(version, base, by),
        is_on_latest=version.based_on_id == (base.pk if base else None),
        starts_on=version.starts_on,
        not_before=base.starts_on if base else None,
        short_notice_explained=bool(short_notice_because.strip()),
    )
    approver = amendment.Approver(str(by.pk), by.role, saw_this_content=(content_hash, starts_on) == (version.content_hash, version.starts_on))
    return amendment.decide(terms_of(policy), amendment=laid, approver=approver, today=day_of(at, policy.timezone))


def backtest_state(version: PolicyVersion, base: PolicyVersion | None, by: User) -> Backtest:
    """Whether he looked at what exactly this content would have done, against the version before it; not needed before anything was decided."""
    if base is None or policy_of(base).scheme is None or not version.policy.bindings.exists():
        return "not_needed"
    seen = version.backtests_seen.filter(content_hash=version.content_hash, against_hash=base.content_hash, by=by)
    return "seen" if seen.exists() else "unseen"
