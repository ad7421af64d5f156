"""Two sides that must not see each other: each a partner, a project and everything that hangs on them.

A new kind of object in a URL is taught here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from qudao.customers.actions.record_visit import record_visit
from qudao.customers.actions.register_customer import register_customer
from qudao.customers.models import Extension, Registration, Visit
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.decide.backtest import backtest
from qudao.decide.known import Facts
from qudao.imports.models import Batch
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import BuyerDetails, DealDetails
from qudao.orders.models import Deal
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.models import MachineKey, Role, User
from qudao.partners.models import Partner
from qudao.programmes.content import policy_of
from qudao.programmes.models import Policy, PolicyVersion, Project
from qudao.replay.backtest_result import packed
from qudao.replay.models import Backtest, BacktestResult
from qudao.settlement.models import SettlementRun, Statement
from tests.support import town

NOW = town.at("2025-03-03 09:00")


@dataclass
class Side:
    """One partner, one project, its people, and one object of each kind."""

    name: str
    partner: Partner
    project: Project
    administrator: User
    agent: User
    site: dict[str, User]
    registration: Registration
    visit: Visit
    deal: Deal


def side(name: str, phone: str) -> Side:
    """A side with a life of its own: reported, visited, sold."""
    firm, site = town.partner(f"渠道{name}"), town.project(f"项目{name}")
    agent = town.user(f"agent-{name}", of=firm)
    people = {role: town.user(f"{role}-{name}", role, at_projects=(site,)) for role in (*SITE,)}
    registration = register_customer(partner=firm, project=site, report=Report(f"周敏{name}", phone), by=agent, at=NOW, origin="portal")
    desk = people[Role.FRONT_DESK]
    visit = record_visit(
        project=site,
        details=VisitDetails(),
        registration=registration,
        source="channel",
        learned_from="渠道",
        by=desk,
        at=NOW + timedelta(hours=2),
    )
    sold = NOW + timedelta(days=1)
    details = DealDetails(
        unit=f"1-{name}",
        price_fen=250_000_000,
        buyers=(BuyerDetails(name=f"周敏{name}", phone=phone),),
        subscribed_at=sold,
        contracted_at=sold,
        visit=visit,
    )
    deal = book_deal(project=site, details=details, by=people[Role.SITE_BACK_OFFICE], at=sold)
    administrator = town.user(f"administrator-{name}", Role.PARTNER_ADMINISTRATOR, of=firm)
    return Side(name, firm, site, administrator, agent, people, registration, visit, deal)


SITE = (Role.FRONT_DESK, Role.SITE_LEADER, Role.SITE_BACK_OFFICE, Role.CONSULTANT)

MISSING_UUID = UUID("00000000-0000-4000-8000-000000000000")
MISSING_NUMBER = "ZZZZ-0000-ZZZZ"

Find = Callable[[Side, User | None], Any]
"""The object of a kind that belongs to a side; to a person of it, where persons own it."""

REGISTRATION: Find = lambda side, _user: side.registration  # noqa: E731
VISIT: Find = lambda side, _user: side.visit  # noqa: E731
DEAL: Find = lambda side, _user: side.deal  # noqa: E731
PARTNER: Find = lambda side, _user: side.partner  # noqa: E731
PERSON: Find = lambda side, _user: side.agent.person  # noqa: E731
LETTER: Find = lambda side, _user: side.registration.letters.get()  # noqa: E731
RULING: Find = lambda side, _user: side.deal.rulings.get(is_current=True)  # noqa: E731
NOTICE: Find = lambda side, _user: side.registration.notices.order_by("id")[0]  # noqa: E731


def extension(side: Side, _user: User | None) -> Extension:
    """A request to protect the side's customer longer."""
    found = {"registration": side.registration, "requested_at": NOW, "recorded_at": NOW, "requested_by": side.agent}
    return Extension.objects.filter(registration=side.registration).first() or Extension.objects.create(**found)


def reports_file(side: Side, user: User | None) -> Batch:
    """A file of reports, which only who handed it in may see."""
    return _batch(user if user in (side.agent, side.administrator) else side.agent, partner=side.partner)


def history_file(side: Side, user: User | None) -> Batch:
    """A file of history, which on site only who handed it in may see."""
    return _batch(user if user in side.site.values() else side.site[Role.SITE_BACK_OFFICE], is_history=True)


def month(side: Side, _user: User | None) -> SettlementRun:
    """A closed month."""
    digest = sha256(side.name.encode()).hexdigest()
    known = SettlementRun.objects.filter(input_hash=digest).first()
    period = date(2025, 4, 1) if side.name == "甲" else date(2025, 5, 1)
    return known or SettlementRun.objects.create(
        programme=side.project.programme,
        period=period,
        input_hash=digest,
        policy=side.registration.policy,
        closed_at=NOW,
        closed_by=side.site[Role.SITE_LEADER],
    )


def statement(side: Side, user: User | None) -> Statement:
    """The partner's statement of that month."""
    run = month(side, user)
    values = {"number": f"DZ-{side.name}", "payable_fen": 0, "withheld_fen": 0}
    return Statement.objects.get_or_create(run=run, partner=side.partner, defaults=values)[0]


def policy(side: Side, _user: User | None) -> Policy:
    """The policy that governs the side's project."""
    return side.registration.policy.policy


def version(side: Side, _user: User | None) -> PolicyVersion:
    """The version that decided the side's registration."""
    return side.registration.policy


def tried_version(side: Side, user: User | None) -> PolicyVersion:
    """The same version, with a backtest that found no difference."""
    found = version(side, user)
    if not found.backtests.exists():
        hashes = {"content_hash": found.content_hash, "against_hash": found.content_hash}
        tried = Backtest.objects.create(
            version=found,
            against=found,
            **hashes,
            state="done",
            started_at=NOW,
            started_by=side.site[Role.SITE_LEADER],
            finished_at=NOW,
            since=NOW.date(),
        )
        law = policy_of(found)
        content, lines = packed(backtest(law, law, Facts(), as_of=NOW))
        BacktestResult.objects.create(backtest=tried, content=content, lines=lines)
    return found


def machine_key(side: Side, user: User | None) -> MachineKey:
    """A key in force, which at a partner only its holder may see."""
    holder = user if user == side.administrator else side.administrator
    known = MachineKey.objects.filter(user=holder, revoked_at=None).first()
    return known or create_machine_key(user=holder, name="system", scopes=["registrations:read"], by=holder, at=NOW)[0]


def _batch(uploaded_by: User | None, **more: Any) -> Batch:
    known = Batch.objects.filter(uploaded_by=uploaded_by).first()
    return known or Batch.objects.create(file_name="a.csv", file_hash="0", state="previewed", uploaded_at=NOW, uploaded_by=uploaded_by, **more)


OBJECTS: dict[str, Find] = {
    "api:registration": REGISTRATION,
    "api:visit": VISIT,
    "api:deal": DEAL,
    "api:deal_stages": DEAL,
    "desk:audit_registration": REGISTRATION,
    "desk:audit_ruling": RULING,
    "desk:compliance_contact": PARTNER,
    "desk:confirm_visit": VISIT,
    "desk:confirmation": VISIT,
    "desk:deal": DEAL,
    "desk:deal_advance": DEAL,
    "desk:deal_cancel": DEAL,
    "desk:decide_extension": extension,
    "desk:enter": VISIT,
    "desk:exception": REGISTRATION,
    "desk:formal_form": VISIT,
    "desk:formal_report": VISIT,
    "desk:import": history_file,
    "desk:import_approve": history_file,
    "desk:import_discard": history_file,
    "desk:key_revoke": machine_key,
    "desk:policy": policy,
    "desk:policy_bind": policy,
    "desk:policy_draft": policy,
    "desk:version": version,
    "desk:version_approval": version,
    "desk:version_approve": version,
    "desk:version_backtest": version,
    "desk:version_backtest_export": tried_version,
    "desk:version_backtest_progress": tried_version,
    "desk:version_backtest_start": version,
    "desk:version_changes": version,
    "desk:version_check": version,
    "desk:version_clause": version,
    "desk:version_confirm": version,
    "desk:version_files": version,
    "desk:version_readers": version,
    "desk:version_return": version,
    "desk:version_submit": version,
    "desk:version_terms": version,
    "desk:version_withdraw": version,
    "desk:month": month,
    "desk:month_approve": month,
    "desk:month_export": month,
    "desk:pass_review": VISIT,
    "desk:registration": REGISTRATION,
    "desk:release": REGISTRATION,
    "desk:rivals": REGISTRATION,
    "desk:sign": VISIT,
    "desk:statement": statement,
    "desk:unmask": REGISTRATION,
    "desk:visit": VISIT,
    "desk:visit_on_report": REGISTRATION,
    "portal:import": reports_file,
    "portal:import_discard": reports_file,
    "portal:import_take_in": reports_file,
    "portal:key_revoke": machine_key,
    "portal:letter": LETTER,
    "portal:notice": NOTICE,
    "portal:person": PERSON,
    "portal:person_end": PERSON,
    "portal:person_filer": PERSON,
    "portal:person_reset": PERSON,
    "portal:policy": version,
    "portal:receipt": REGISTRATION,
    "portal:registration": REGISTRATION,
    "portal:request_extension": REGISTRATION,
    "portal:send_visit_message": VISIT,
    "verify": REGISTRATION,
}
"""The object that a route's address names."""

FIXED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "portal:clause": ({"pack": "property-distribution", "number": "2.5"}, {"pack": "property-distribution", "number": "99.9"}),
}
"""Routes that name what is everybody's: an address that exists, and one that does not."""


def named(route: str, keywords: dict[str, str], whose: Side | None, user: User | None) -> dict[str, Any]:
    """The keywords of an address that names the object of a side, or nothing that exists."""
    if not keywords:
        return {}
    if route in FIXED:
        return dict(FIXED[route][whose is None])
    if route not in OBJECTS:
        raise LookupError(f"{route} names an object by {', '.join(keywords)}: teach OBJECTS in tests/support/matrix_objects.py which one that is")
    (word, converter) = next(iter(keywords.items()))
    if whose is None:
        return {word: MISSING_UUID if converter == "uuid" else MISSING_NUMBER}
    found = OBJECTS[route](whose, user)
    return {word: found.public_id if converter == "uuid" else found.number}
