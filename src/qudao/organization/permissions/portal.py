"""Routes of the portal door."""

from qudao.organization.permissions.row import PARTNER, PARTNER_ADMINISTRATOR, SIGNED_IN, Row, row

ROUTES: dict[str, Row] = {
    "portal:list": row(GET=PARTNER, scope="none"),
    "portal:search": row(GET=PARTNER, POST=PARTNER, scope="none"),
    "portal:export": row(GET=PARTNER, scope="none"),
    "portal:report": row(GET=PARTNER, POST=PARTNER, scope="none"),
    "portal:preview": row(POST=PARTNER, scope="none"),
    "portal:imports": row(GET=PARTNER, POST=PARTNER, scope="none"),
    "portal:import_template": row(GET=PARTNER, scope="none"),
    "portal:import": row(GET=PARTNER, scope="partner"),
    "portal:import_take_in": row(POST=PARTNER, scope="partner"),
    "portal:import_discard": row(POST=PARTNER, scope="partner"),
    "portal:registration": row(GET=PARTNER, scope="partner"),
    "portal:receipt": row(GET=PARTNER, scope="partner"),
    "portal:request_extension": row(GET=PARTNER, POST=PARTNER, scope="partner"),
    "portal:send_visit_message": row(POST=PARTNER, scope="partner"),
    "portal:notices": row(GET=PARTNER, scope="none"),
    "portal:notice": row(POST=PARTNER, scope="partner"),
    "portal:letters": row(GET=PARTNER, scope="none"),
    "portal:letter": row(GET=PARTNER, scope="partner"),
    "portal:money": row(GET=PARTNER, scope="none"),
    "portal:my": row(GET=PARTNER, scope="none"),
    "portal:person_add": row(GET=PARTNER_ADMINISTRATOR, POST=PARTNER_ADMINISTRATOR, scope="none"),
    "portal:person": row(GET=PARTNER_ADMINISTRATOR, scope="partner"),
    "portal:person_reset": row(POST=PARTNER_ADMINISTRATOR, scope="partner"),
    "portal:person_end": row(POST=PARTNER_ADMINISTRATOR, scope="partner"),
    "portal:person_filer": row(POST=PARTNER_ADMINISTRATOR, scope="partner"),
    "portal:keys": row(GET=PARTNER_ADMINISTRATOR, POST=PARTNER_ADMINISTRATOR, scope="none"),
    "portal:key_revoke": row(POST=PARTNER_ADMINISTRATOR, scope="partner"),
    "portal:clause": row(GET=SIGNED_IN, scope="none"),
}
