"""Who is asking: nobody, a signed-in user, or a program with a machine key."""

from dataclasses import dataclass

from django.http import HttpRequest

from qudao.kit.encrypted import keyed_hash
from qudao.organization.models import MachineKey, User
from qudao.organization.permissions.row import ANONYMOUS, Who

KEY_START = "qudao_"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, as the permission table and the idempotency keys know him."""

    name: str
    roles: Who
    user: User | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody has said who he is."""
        return self.user is None


NOBODY = Principal("anonymous", frozenset({ANONYMOUS}))


def hashed(key: str) -> bytes:
    """What is stored of a machine key."""
    return keyed_hash("machine key", key)


def of_user(user: User) -> Principal:
    """A signed-in person."""
    return Principal(f"user:{user.public_id}", frozenset({user.role}), user)


def of_machine(authorization: str) -> Principal:
    """The program behind an Authorization header, or nobody."""
    kind, _, key = authorization.partition(" ")
    if kind.lower() != "bearer" or not key.startswith(KEY_START) or len(key) > 128:
        return NOBODY
    found = MachineKey.objects.filter(key_hash=hashed(key), revoked_at__isnull=True, user__is_active=True).select_related("user").first()
    if found is None:
        return NOBODY
    return Principal(f"machine:{found.public_id}", frozenset(f"api:{scope}" for scope in found.scopes), found.user)


def principal_of(request: HttpRequest) -> Principal:
    """The principal that AccessMiddleware found for this request."""
    found = getattr(request, "principal", NOBODY)
    assert isinstance(found, Principal)
    return found
