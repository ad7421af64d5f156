"""Who was to know of a version, who has read and confirmed it, and what somebody still has to confirm.

A partner confirms as a firm, by any of its people; whoever of them has left since confirmed all the same. Our own people confirm each for himself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from qudao.organization.models import PARTNER_ROLES, User
from qudao.partners.models import Person
from qudao.programmes.models import PolicyReceipt, PolicyVersion, audience_of
from qudao.programmes.told import Current, current_versions, due_again, is_open_at

Instants = dict[tuple[int, str], list[datetime]]
"""By person and kind of receipt, when."""


@dataclass(frozen=True, slots=True)
class State:
    """What a firm, or one of our people, has done about a version."""

    read_at: datetime | None
    """The first time."""
    confirmed_at: datetime | None
    """The last time."""
    is_open: bool
    """Never confirmed, or the cycle of the last time is over."""
    due_on: date | None
    """From when it is to be confirmed again; None where it never was, or once is enough."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A partner, or one of our own people, and what was done there."""

    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Asked:
    """A version in force or to come, as the person that it is told to stands to it."""

    current: Current
    state: State
    has_read: bool
    """He himself; his firm may have confirmed without him."""


def addressees(version: PolicyVersion, *, at: datetime) -> list[Addressee]:
    """Partners with somebody who works there, if it is addressed to them; our own people, if to staff. Open ones first, by name."""
    receipts = _receipts(version=version).get(version.pk, {})
    firms: dict[str, list[int]] = {}
    for person in _people(version):
        firms.setdefault(person.partner.name, []).append(person.user_id)
    staff = User.objects.filter(is_active=True).exclude(role__in=PARTNER_ROLES) if "staff" in version.audience else ()
    groups = [*firms.items(), *((f"{user.name} · {user.get_role_display()}", [user.pk]) for user in staff)]
    found = [Addressee(name, _state(version, receipts, users, at)) for name, users in groups]
    return sorted(found, key=lambda row: (not row.state.is_open, row.state.read_at is not None, row.name))


def asked_of(user: User, *, at: datetime) -> list[Asked]:
    """Every version in force or to come that is addressed to him, open ones first."""
    word = audience_of(user)
    told = [one for one in current_versions(at=at) if word in one.version.audience]
    firm = list(Person.objects.filter(partner__people__user=user).values_list("user", flat=True)) if user.is_of_partner else []
    users = firm or [user.pk]
    receipts = _receipts(version__in=[one.version for one in told], user__in=users)
    found = []
    for one in told:
        known = receipts.get(one.version.pk, {})
        found.append(Asked(one, _state(one.version, known, users, at), (user.pk, PolicyReceipt.Kind.READ) in known))
    return sorted(found, key=lambda one: not one.state.is_open)


def _people(version: PolicyVersion) -> Iterable[Person]:
    """Everybody, of yesterday too, of the partners that it is addressed to and in which somebody works today."""
    supplier = Q(partner__kind="supplier")
    if {"partners", "suppliers"} <= set(version.audience):
        rows = Person.objects.all()
    elif "partners" in version.audience:
        rows = Person.objects.exclude(supplier)
    else:
        rows = Person.objects.filter(supplier) if "suppliers" in version.audience else Person.objects.none()
    present = Person.objects.filter(left_on__isnull=True, user__is_active=True).values("partner")
    return rows.filter(partner__in=present).select_related("partner")


def _receipts(**about: object) -> dict[int, Instants]:
    found: dict[int, Instants] = {}
    for version, user, kind, at in PolicyReceipt.objects.filter(**about).order_by("at").values_list("version", "user", "kind", "at"):
        found.setdefault(version, {}).setdefault((user, kind), []).append(at)
    return found


def _state(version: PolicyVersion, known: Instants, users: Iterable[int], at: datetime) -> State:
    read, confirmed = ([at for user in users for at in known.get((user, kind), [])] for kind in ("read", "confirmed"))
    last = max(confirmed, default=None)
    return State(min(read, default=None), last, is_open_at(version, last, at=at), due_again(version, last) if last is not None else None)
