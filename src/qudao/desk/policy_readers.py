"""Who was to know of a version, who has read it, who confirmed it, and who is still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from qudao.desk.policy_version import one_of, show
from qudao.organization.models import PARTNER_ROLES, User
from qudao.partners.models import Person
from qudao.programmes.models import PolicyReceipt, PolicyVersion


@dataclass(frozen=True, slots=True)
class Addressee:
    """A partner, or one of our own people: when it was first read there, and when confirmed."""

    name: str
    read_at: datetime | None
    confirmed_at: datetime | None


def readers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The addressees of an approved version, open ones first."""
    one = one_of(request, public_id)
    rows = addressees(one) if one.status == PolicyVersion.Status.APPROVED else []
    read, confirmed = sum(1 for row in rows if row.read_at), sum(1 for row in rows if row.confirmed_at)
    about = {
        "rows": rows,
        "read": read,
        "confirmed": confirmed,
        "still_open": len(rows) - confirmed,
        "share_bp": confirmed * 10_000 // max(len(rows), 1),
    }
    return show(request, one, "readers", about)


def addressees(version: PolicyVersion) -> list[Addressee]:
    """Partners with somebody who works there, if it is addressed to partners; our own people, if to staff."""
    first: dict[tuple[int, str], datetime] = {}
    for receipt in PolicyReceipt.objects.filter(version=version).order_by("-at"):
        first[receipt.user_id, receipt.kind] = receipt.at
    groups: dict[str, list[int]] = {}
    if {"partners", "suppliers"} & set(version.audience):
        for person in Person.objects.filter(left_on__isnull=True, user__is_active=True).select_related("partner"):
            groups.setdefault(person.partner.name, []).append(person.user_id)
    if "staff" in version.audience:
        for user in User.objects.filter(is_active=True).exclude(role__in=PARTNER_ROLES):
            groups.setdefault(f"{user.name} · {user.get_role_display()}", []).append(user.pk)
    found = [Addressee(name, _earliest(first, users, "read"), _earliest(first, users, "confirmed")) for name, users in groups.items()]
    return sorted(found, key=lambda row: (row.confirmed_at is not None, row.read_at is not None, row.name))


def _earliest(first: dict[tuple[int, str], datetime], users: Iterable[int], kind: str) -> datetime | None:
    return min((first[user, kind] for user in users if (user, kind) in first), default=None)
