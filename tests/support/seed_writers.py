"""Run as a program in a run's environment: a project, and a partner, a person and a machine key for each writer; prints them as JSON."""

import json
import sys

import django

django.setup()

from qudao.kit.clock import now  # noqa: E402
from qudao.organization.actions.create_machine_key import create_machine_key  # noqa: E402
from tests.support import town  # noqa: E402


def main(writers: int) -> None:
    """Make everything and print it."""
    site, at = town.project("演练苑"), now()
    keys = []
    for number in range(writers):
        agent = town.user(f"writer-{number}", of=town.partner(f"演练{number}"))
        keys.append(create_machine_key(user=agent, name="drill", scopes=["registrations:write", "registrations:read"], by=agent, at=at)[1])
    print(json.dumps({"project": site.code, "keys": keys}))


main(int(sys.argv[1]))
