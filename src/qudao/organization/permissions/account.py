"""Routes that belong to no door: home, sign-in, language, health, the public verification page."""

from qudao.organization.permissions.row import ANYBODY, SIGNED_IN, Row, row

ROUTES: dict[str, Row] = {
    "home": row(GET=ANYBODY, scope="none"),
    "healthz": row(GET=ANYBODY, scope="none"),
    "verify": row(GET=ANYBODY, scope="none"),
    "account_login": row(GET=ANYBODY, POST=ANYBODY, scope="none"),
    "account_logout": row(GET=SIGNED_IN, POST=ANYBODY, scope="none"),
    "account_inactive": row(GET=ANYBODY, scope="none"),
    "account_change_password": row(GET=SIGNED_IN, POST=SIGNED_IN, scope="none"),
    "set_language": row(POST=ANYBODY, scope="none"),
}
