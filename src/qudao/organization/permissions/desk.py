"""Routes of the desk door."""

from qudao.organization.permissions.row import Row

ROUTES: dict[str, Row] = {}
