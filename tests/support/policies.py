"""Drafts and approvals for tests: the rule owner changes 45 to 30 days, another person approves."""

from datetime import date, datetime

from qudao.organization.models import Role, User
from qudao.programmes.actions.answer_finding import answer_finding
from qudao.programmes.actions.approve_draft import approve_draft
from qudao.programmes.actions.record_backtest_seen import record_backtest_seen
from qudao.programmes.actions.set_term import set_term
from qudao.programmes.actions.start_draft import start_draft
from qudao.programmes.actions.submit_draft import submit_draft
from qudao.programmes.checking import findings_of
from qudao.programmes.in_force import version_at
from qudao.programmes.models import Policy, PolicyVersion, Programme
from tests.support import town


def owner() -> User:
    """Who drafts."""
    return town.user("rules", Role.RULE_OWNER)


def manager() -> User:
    """Who approves."""
    return town.user("manager", Role.CHANNEL_MANAGER)


def policy_of_programme(programme: Programme, at: datetime) -> Policy:
    """The policy that governs it."""
    return version_at(programme, at=at).policy


def drafted(policy: Policy, starts_on: date, at: datetime, *, days: int = 30) -> PolicyVersion:
    """A draft in which the protection after a visit is shorter from its first day on."""
    version = start_draft(policy=policy, starts_on=starts_on, by=owner(), at=at)
    return set_term(version=version, section="protection", field="after_visit", values={"days": days}, starts_on=starts_on, by=owner(), at=at)


def answered(version: PolicyVersion, at: datetime) -> None:
    """Every warning has the rule owner's reason."""
    for one in findings_of(version, at=at):
        if one.is_open and one.can_be_answered:
            answer_finding(version=version, finding=one.key, reason="已与法务核对", by=owner(), at=at)


def ready(version: PolicyVersion, at: datetime, *, by: User | None = None) -> PolicyVersion:
    """Every warning answered, the backtest seen by the approver, submitted."""
    answered(version, at)
    base = version.based_on
    assert base is not None
    record_backtest_seen(version=version, content_hash=version.content_hash, against_hash=base.content_hash, summary={}, by=by or manager(), at=at)
    return submit_draft(version=version, by=owner(), at=at)


def approved(policy: Policy, starts_on: date, at: datetime, *, days: int = 30) -> PolicyVersion:
    """A version that was drafted, checked, seen and approved."""
    version = ready(drafted(policy, starts_on, at, days=days), at)
    return approve_draft(version=version, content_hash=version.content_hash, starts_on=version.starts_on, by=manager(), at=at)
