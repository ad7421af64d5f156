"""What a row of the permission table says: for each method, who may; and over which objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from qudao.organization.models import COMPANY_ROLES, PARTNER_ROLES, SITE_ROLES, Role

Who = frozenset[str]
Scope = Literal["none", "partner", "project", "company"]
"""Over which objects: none named in the URL, the own partner's, the assigned projects', all of the company's."""

ANONYMOUS = "anonymous"

PARTNER: Who = frozenset(PARTNER_ROLES)
PARTNER_ADMINISTRATOR: Who = frozenset({Role.PARTNER_ADMINISTRATOR})
FRONT_DESK: Who = frozenset({Role.FRONT_DESK})
SITE_LEADER: Who = frozenset({Role.SITE_LEADER})
SITE_BACK_OFFICE: Who = frozenset({Role.SITE_BACK_OFFICE})
CONSULTANT: Who = frozenset({Role.CONSULTANT})
CHANNEL_MANAGER: Who = frozenset({Role.CHANNEL_MANAGER})
FINANCE: Who = frozenset({Role.FINANCE})
RULE_OWNER: Who = frozenset({Role.RULE_OWNER})
AUDITOR: Who = frozenset({Role.AUDITOR})
ADMINISTRATOR: Who = frozenset({Role.ADMINISTRATOR})
SITE: Who = frozenset(SITE_ROLES)
COMPANY: Who = frozenset(COMPANY_ROLES)
STAFF: Who = SITE | COMPANY
"""Our own people, on site or in the company."""
SIGNED_IN: Who = PARTNER | STAFF
ANYBODY: Who = SIGNED_IN | {ANONYMOUS}

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
KNOWN = frozenset(Role.values) | {ANONYMOUS}


def api(scope: str) -> Who:
    """A machine key that has the scope "things:read" or "things:write"."""
    return frozenset({f"api:{scope}"})


@dataclass(frozen=True, slots=True)
class Row:
    """Who may use a route, by method; and the kind of objects it opens."""

    methods: Mapping[str, Who]
    scope: Scope

    @property
    def is_for_machines(self) -> bool:
        """Whether only machine keys open it."""
        return any(who.startswith("api:") for allowed in self.methods.values() for who in allowed)

    def allowed(self, method: str) -> Who | None:
        """Who may use that method; None where the route has no such method. HEAD and OPTIONS ask what GET asks."""
        return self.methods.get("GET" if method in ("HEAD", "OPTIONS") else method)


def row(*, scope: Scope, **methods: Who) -> Row:
    """A row of the table. ValueError on an empty or unknown requirement: nothing is allowed by accident."""
    if not methods:
        raise ValueError("a row needs a method")
    for method, allowed in methods.items():
        if method not in METHODS:
            raise ValueError(f"{method} is none of {', '.join(METHODS)}")
        unknown = {who for who in allowed if who not in KNOWN and not who.startswith("api:")}
        if not allowed or unknown:
            raise ValueError(f"{method} is allowed to nobody known: {sorted(unknown)}")
    return Row(methods, scope)
