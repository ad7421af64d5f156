"""T10, the registration door: neither the bytes nor the time of an answer tell whether a rival holds the customer.

2,000 probes per arm in random order. The area under the curve of one arm's times against the other's is 0.5 where they cannot be told apart; its
standard error is 0.009, so a bound of 0.03 is crossed by chance in less than 1 of 1,000 runs. Before it fails the test measures once more.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.test import Client

from qudao.customers.identity_columns import identity_columns
from qudao.customers.models import Registration
from qudao.customers.windows import rule_again
from qudao.kit import clock
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.models import Role
from qudao.programmes.in_force import in_force
from tests.support import town

PROBES = 2_000
BOUND = 0.03
NOW = town.at("2025-03-03 09:00")


def customer(number: int) -> tuple[str, str]:
    """An invented person: name and phone."""
    return f"客{number:05}", f"199{number:08}"


def held_by_rival(numbers: Sequence[int]) -> None:
    """Another partner has these customers registered and in force."""
    site, rival = town.project(), town.partner("安居行")
    version = in_force(site.programme, at=NOW).version
    Registration.objects.bulk_create(
        Registration(
            **identity_columns(project=site, name=name, phone=phone),
            number=f"RIVAL-{number}",
            partner=rival,
            project=site,
            stage="formal",
            received_at=NOW,
            recorded_at=NOW,
            decided_at=NOW,
            origin="portal",
            status="registered",
            protected_from=NOW,
            protected_until=NOW + timedelta(days=8),
            clause="2.5",
            policy=version,
        )
        for number in numbers
        for name, phone in [customer(number)]
    )


class Probe:
    """Partner A's machine, reporting customers and looking at its watch."""

    def __init__(self) -> None:
        user = town.user("agent", Role.PARTNER_ADMINISTRATOR, of=town.partner())
        self.key = create_machine_key(user=user, name="probe", scopes=["registrations:write"], by=user, at=NOW)[1]
        self.client, self.sent, self.project = Client(), 0, town.project().code

    def report(self, number: int) -> tuple[float, dict[str, object], int]:
        """Seconds, answer without what is different in every answer, and its length."""
        name, phone = customer(number)
        self.sent += 1
        body = json.dumps({"project": self.project, "customer_name": name, "phone": phone, "declared": True})
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": f"probe-{self.sent:08}"}
        start = time.perf_counter()
        answer = self.client.post("/api/v1/registrations", data=body, content_type="application/json", headers=headers)
        taken = time.perf_counter() - start
        assert answer.status_code == 201, answer.content
        told = answer.json()
        own = {"number", "customer_name", "phone", "received_at", "protected_from"}
        return taken, {field: value for field, value in told.items() if field not in own}, len(answer.content)


def auc(first: Sequence[float], second: Sequence[float]) -> float:
    """The chance that a time of `first` is longer than one of `second`, ties counted half."""
    marked = sorted([(value, 1) for value in first] + [(value, 0) for value in second])
    ranks = 0.0
    position = 0
    while position < len(marked):
        end = position
        while end < len(marked) and marked[end][0] == marked[position][0]:
            end += 1
        ranks += (position + end + 1) / 2 * sum(mark for _, mark in marked[position:end])
        position = end
    return (ranks - len(first) * (len(first) + 1) / 2) / (len(first) * len(second))


def measure(ask: Callable[[int], float], taken: Sequence[int], free: Sequence[int]) -> float:
    """Ask about both kinds in random order and compare."""
    order = [(number, True) for number in taken] + [(number, False) for number in free]
    random.shuffle(order)
    times: dict[bool, list[float]] = {True: [], False: []}
    for number, is_taken in order:
        times[is_taken].append(ask(number))
    return auc(times[True], times[False])


@pytest.mark.django_db
@pytest.mark.rulebook("CU-01", "CU-43")
def test_the_time_of_a_receipt_tells_nothing_about_a_rival() -> None:
    town.project()
    held_by_rival(range(2 * PROBES))
    probe = Probe()
    for number in range(90_000, 90_100):
        probe.report(number)
    for attempt in range(2):
        start = attempt * PROBES
        found = measure(lambda number: probe.report(number)[0], range(start, start + PROBES), range(50_000 + start, 50_000 + start + PROBES))
        if abs(found - 0.5) <= BOUND:
            return
    pytest.fail(f"a rival's hold shows in the time of the answer: AUC {found:.3f}")


@pytest.mark.django_db
def test_the_answer_itself_is_the_same_for_a_taken_and_a_free_customer() -> None:
    town.project()
    held_by_rival([1])
    probe = Probe()
    with clock.pinned(NOW):
        assert probe.report(1)[1:] == probe.report(2)[1:]


@pytest.mark.django_db
def test_a_look_up_of_rivals_inside_the_request_would_be_found() -> None:
    """The planted defect: a request that weighs a rival's report where there is one takes longer, and the measure says so."""
    town.project()
    held_by_rival(range(200))
    probe = Probe()

    def weighs_rivals(number: int) -> float:
        start = time.perf_counter()
        probe.report(number)
        for rival in Registration.objects.filter(partner__name="安居行", customer_name=customer(number)[0]).select_related(
            "partner", "project__programme"
        ):
            rule_again(rival, NOW)
        return time.perf_counter() - start

    assert measure(weighs_rivals, range(200), range(50_000, 50_200)) > 0.5 + BOUND
