"""Routes of the portal door."""

from qudao.organization.permissions.row import Row

ROUTES: dict[str, Row] = {}
