"""A secret for the page after this one: kept encrypted in the session for the moment between, shown once.

The answer that is kept for a repeated request therefore never holds it.
"""

from django.http import HttpRequest

from qudao.kit.encrypted import decrypt, encrypt

PLACE = "shown_once"
CONTEXT = "organization.shown_once"


def keep(request: HttpRequest, about: str, secret: str) -> None:
    """Keep `secret` for the page about that object; an older one is forgotten."""
    request.session[PLACE] = {"about": about, "secret": encrypt(secret.encode(), CONTEXT).hex()}


def take(request: HttpRequest, about: str) -> str:
    """The secret kept for the page about that object, now and never again; blank if there is none."""
    kept = request.session.get(PLACE)
    if not kept or kept.get("about") != about:
        return ""
    del request.session[PLACE]
    return decrypt(bytes.fromhex(kept["secret"]), CONTEXT).decode()
