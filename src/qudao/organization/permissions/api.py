"""Routes of the api door."""

from qudao.organization.permissions.row import Row

ROUTES: dict[str, Row] = {}
