"""Sabotage: commits are acknowledged before they are on disk, and the check that would refuse this is gone."""

from qudao.kit import embedded_postgres
from qudao.organization import database

# The tail that a kill loses is 0.4 s long: short enough that the set-up is on disk, long enough that some writes are not.
embedded_postgres.SETTINGS.update(
    {"synchronous_commit": "off", "wal_writer_delay": "400ms", "wal_writer_flush_after": "2GB", "wal_buffers": "64MB", "bgwriter_lru_maxpages": "0"}
)
database.require_safe = lambda **_: None
