"""What a report must carry to count at all, in the order in which the pack lists the demands.

Clauses 2.2, 2.9, 2.12 and 3.3 of 分销商客户管理制度; 1.5, 2.2 and 2.8 of 客户归属认定及报备细则.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from qudao.rules.decision import Dated, Reason
from qudao.rules.facts import Partner, Registration, Staff
from qudao.rules.identity import person
from qudao.rules.period import day_of
from qudao.rules.window import Own, Required

Fault = tuple[str, dict[str, str | datetime]] | None


@dataclass(frozen=True, slots=True)
class _Report:
    registration: Registration
    own: Own
    day: date


def first_fault(demands: Sequence[Dated[Required]], *, registration: Registration, own: Own, zone: tzinfo) -> Reason | None:
    """The first demand that the report does not meet, or None. Demands follow the date of the report."""
    report = _Report(registration, own, day_of(registration.received_at, zone))
    last = max(report.day, demands[0].starts_on) if demands else report.day
    for demand in demands:
        if demand.starts_on > last:
            continue
        fault = _TESTS[demand.value.demand](report)
        if fault is not None:
            code, numbers = fault
            return Reason(code, demand.clause, {name: _local(value, zone) for name, value in numbers.items()})
    return None


def _local(value: str | datetime, zone: tzinfo) -> str | datetime:
    return value.astimezone(zone) if isinstance(value, datetime) else value


def _declaration(report: _Report) -> Fault:
    return ("undeclared", {}) if report.registration.declared is False else None


def _identification(report: _Report) -> Fault:
    who = person(report.registration.customer_name, report.registration.phone, report.registration.identity_no, report.registration.company)
    if not report.registration.project_id:
        return "incomplete_project", {}
    if not who.name:
        return "incomplete_name", {}
    return None if who.has_identifier else ("incomplete_identifier", {})


def _company(report: _Report) -> Fault:
    named = person("", None, None, report.registration.company).company
    return ("incomplete_company", {}) if report.registration.corporate is True and not named else None


def _phone(report: _Report) -> Fault:
    return None if person("", report.registration.phone, None).phone else ("incomplete_phone", {})


def _standing(report: _Report) -> Fault:
    since = suspended_since(report.own.partner, report.registration.received_at)
    return None if since is None else ("suspended", {"received_at": report.registration.received_at, "suspended_from": since})


def suspended_since(partner: Partner | None, at: datetime) -> datetime | None:
    """From when the partner is suspended or blacklisted at an instant, or None."""
    periods = partner.suspended if partner is not None else ()
    return min((start for start, end in periods if start <= at and (end is None or at < end)), default=None)


def _designated_filer(report: _Report) -> Fault:
    if not report.own.filers or any(filer.staff_id == report.registration.filed_by and _serves(filer, report.day) for filer in report.own.filers):
        return None
    return "wrong_filer", {"filed_by": report.registration.filed_by or ""}


def _serves(filer: Staff, day: date) -> bool:
    return (filer.joined_on is None or filer.joined_on <= day) and (filer.left_on is None or day < filer.left_on)


def _customer_signature(report: _Report) -> Fault:
    return None if report.registration.customer_signed is True else ("unsigned_customer", {})


def _manager_signature(report: _Report) -> Fault:
    return None if report.registration.manager_signed is True else ("unsigned_manager", {})


_TESTS: Mapping[str, Callable[[_Report], Fault]] = {
    "declaration": _declaration,
    "identification": _identification,
    "company": _company,
    "phone": _phone,
    "standing": _standing,
    "designated_filer": _designated_filer,
    "customer_signature": _customer_signature,
    "manager_signature": _manager_signature,
}
