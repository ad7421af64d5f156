"""The permission table: every route, every method, who may. A route without a row opens to nobody and fails the build.

One file per door; this module joins them.
"""

from qudao.organization.permissions import account, api, desk, portal
from qudao.organization.permissions.row import Row

TABLE: dict[str, Row] = {}
for _door in (account, portal, desk, api):
    if twice := TABLE.keys() & _door.ROUTES.keys():
        raise ValueError(f"routes with two rows: {sorted(twice)}")
    TABLE |= _door.ROUTES
