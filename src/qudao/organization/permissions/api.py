"""Routes of the api door: machine keys and their scopes."""

from qudao.organization.permissions.row import ANYBODY, Row, api, row

ROUTES: dict[str, Row] = {
    "api:api-root": row(GET=ANYBODY, scope="none"),
    "api:openapi-json": row(GET=ANYBODY, scope="none"),
    "api:registrations": row(GET=api("registrations:read"), POST=api("registrations:write"), scope="partner"),
    "api:registration": row(GET=api("registrations:read"), scope="partner"),
    "api:visits": row(POST=api("visits:write"), scope="project"),
    "api:visit": row(GET=api("visits:read"), scope="project"),
    "api:deals": row(POST=api("deals:write"), scope="project"),
    "api:deal": row(GET=api("deals:read"), scope="project"),
    "api:deal_stages": row(POST=api("deals:write"), scope="project"),
}
