"""The policies in the demo company: who has confirmed them, and the draft that 彭思远, who keeps the rules, is trying on the company's own past."""

from datetime import date, datetime, timedelta

from qudao.demo.company import Company, Firm, Site
from qudao.demo.stage import Stage
from qudao.demo.timeline import Story
from qudao.organization.models import Role
from qudao.partners.actions.set_compliance_contact import set_compliance_contact
from qudao.programmes.actions.confirm_policy import confirm_policy
from qudao.programmes.actions.set_term import set_term
from qudao.programmes.actions.start_draft import start_draft
from qudao.programmes.in_force import version_at
from qudao.programmes.models import PolicyVersion
from qudao.replay.actions.start_backtest import start_backtest

CHANGES = (("before_visit", 10), ("after_visit", 60))
"""Seven days become ten, forty-five become sixty."""

STILL_OPEN = {"YLHY": (8, 31), "YLHA": (0, 17, 26)}
"""By a site of each programme: the firms that have not confirmed its policy, the demo partner among them."""

WITHOUT_CONTACT = (5, 22, 38)
"""Firms for which nobody answers yet."""


def told(stage: Stage) -> list[Story]:
    """One firm after the other confirms both policies, and the channel manager notes who answers for it."""
    stories = [
        _confirms(firm, stage.company.sites[site], stage.calendar.ago(98 - number, 11, number))
        for site, late in STILL_OPEN.items()
        for number, firm in enumerate(stage.company.firms)
        if number not in late
    ]
    named = [firm for number, firm in enumerate(stage.company.firms) if number not in WITHOUT_CONTACT]
    return [*stories, *(_answers(stage, firm, stage.calendar.ago(97, 15, number)) for number, firm in enumerate(named))]


def _confirms(firm: Firm, site: Site, at: datetime) -> Story:
    yield at
    confirm_policy(version=version_at(site.project.programme, at=at), by=firm.administrator, at=at)


def _answers(stage: Stage, firm: Firm, at: datetime) -> Story:
    yield at
    set_compliance_contact(partner=firm.partner, person=firm.administrator.person, by=stage.company.staff["manager"], at=at)


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
