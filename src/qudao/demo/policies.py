"""What 彭思远, who keeps the rules, is working on: a draft that changes two windows, tried on the company's own past."""

from datetime import date, datetime, timedelta

from qudao.demo.company import Company
from qudao.organization.models import Role
from qudao.programmes.actions.set_term import set_term
from qudao.programmes.actions.start_draft import start_draft
from qudao.programmes.in_force import version_at
from qudao.programmes.models import PolicyVersion
from qudao.replay.actions.start_backtest import start_backtest

CHANGES = (("before_visit", 10), ("after_visit", 60))
"""Seven days become ten, forty-five become sixty."""


def draft(company: Company, *, at: datetime, today: date) -> PolicyVersion:
    """Begun yesterday, to hold from the first day of the month after next; its backtest waits for the worker."""
    by = next(user for user in company.staff.values() if user.role == Role.RULE_OWNER)
    begun = at - timedelta(days=1)
    months = today.year * 12 + today.month + 1
    starts_on = date(months // 12, months % 12 + 1, 1)
    policy = version_at(company.sites["YLHY"].project.programme, at=begun).policy
    version = start_draft(policy=policy, starts_on=starts_on, by=by, at=begun)
    for number, (field, days) in enumerate(CHANGES, 1):
        then = begun + timedelta(minutes=2 * number)
        version = set_term(version=version, section="protection", field=field, values={"days": days}, starts_on=starts_on, by=by, at=then)
    start_backtest(version=version, by=by, at=at)
    return version
