"""What a machine key may be given, and to a user of which role: never more than the user could do himself."""

from qudao.organization.permissions.row import CHANNEL_MANAGER, FINANCE, PARTNER, SITE, SITE_BACK_OFFICE, STAFF, Who

SCOPES: dict[str, Who] = {
    "registrations:read": PARTNER | STAFF,
    "registrations:write": PARTNER | SITE_BACK_OFFICE | CHANNEL_MANAGER,
    "visits:read": PARTNER | STAFF,
    "visits:write": SITE | CHANNEL_MANAGER,
    "deals:read": STAFF,
    "deals:write": SITE_BACK_OFFICE | CHANNEL_MANAGER | FINANCE,
}
