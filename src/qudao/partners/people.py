"""Who may act on whom among a partner's people. Nobody gives or takes a right that is not his own."""

from qudao.kit.refused import Refused
from qudao.organization.models import PARTNER_ROLES, Role, User
from qudao.partners.models import Partner, Person


def require_may_manage(partner: Partner, *, by: User) -> None:
    """Refuse unless `by` administers this very partner, or administers the system."""
    if by.role == Role.ADMINISTRATOR:
        return
    if by.role != Role.PARTNER_ADMINISTRATOR or not Person.objects.filter(user=by, partner=partner, left_on__isnull=True).exists():
        raise Refused("people_not_yours")


def require_partner_role(role: str) -> None:
    """Refuse a role that a partner cannot give: only the partner's own two exist below him."""
    if role not in PARTNER_ROLES:
        raise Refused("people_role_not_yours", where="role")


def username_of(partner: Partner, name: str) -> str:
    """The name under which one of the partner's people signs in."""
    code = "".join(letter for letter in partner.code.lower() if letter.isalnum() or letter in "-_")
    return f"{code}.{name.lower()}"
