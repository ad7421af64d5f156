"""D2: until the contract, everything partner A ever gets is the same bytes with and without partner B (trust.md, promise 4).

A's pages, API answers, exports, imports and errors are taken down as a transcript under an injected clock and id source; B's arm does everything a
rival can do with the same customer. Sequences of the database go on between the arms on purpose: a number that counts would show.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from qudao.customers.models import Registration
from qudao.imports.actions.take_in_batch import take_in_batch
from qudao.imports.models import Batch
from qudao.kit import clock, ids
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.actions.seal_events import seal_events
from qudao.organization.models import Role, User
from tests.support import town
from tests.support.deals import booked, clerk
from tests.support.desk import REPORT, came, came_alone, desk_user, papers, reported
from tests.support.desk import VisitDetails as Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.rulebook("CU-01", "CU-43")]
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
"""Django's own one-time token, random in every answer whoever else is there."""


class Transcript:
    """Everything one partner gets: status, headers that a client sees, body."""

    def __init__(self, agent: User, key: str) -> None:
        self.browser = Client()
        self.browser.force_login(agent)
        self.key = key
        self.lines: list[tuple[str, int, bytes]] = []

    def note(self, what: str, answer: HttpResponse) -> HttpResponse:
        location = answer.get("Location", "").encode()
        self.lines.append((what, answer.status_code, TOKEN.sub(rb"\1", plain(answer)) + location + str(answer.get("Content-Length", "")).encode()))
        return answer

    def get(self, path: str, **query: str) -> HttpResponse:
        return self.note(f"GET {path} {query}", self.browser.get(path, query))

    def post(self, path: str, **fields: object) -> HttpResponse:
        answer = self.browser.post(path, {"idempotency_key": f"step-{len(self.lines):04}", **fields})
        return self.note(f"POST {path}", answer)

    def api(self, method: str, path: str, content: object = None) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": f"api-step-{len(self.lines):04}"}
        if method == "GET":
            return self.note(f"API GET {path}", Client().get(f"/api/v1/{path}", headers=headers))
        answer = Client().post(f"/api/v1/{path}", data=json.dumps(content), content_type="application/json", headers=headers)
        return self.note(f"API POST {path}", answer)


def plain(answer: HttpResponse) -> bytes:
    """The body; a workbook's parts without the time that its archive carries."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return b"".join(name.encode() + book.read(name) for name in sorted(book.namelist()) if name != "docProps/core.xml")


@contextmanager
def step(name: str, when: str) -> Iterator[None]:
    """One act of one actor: the clock stands at `when`, ids come from the act's own seed."""
    with clock.pinned(town.at(when)), ids.seeded(name):
        yield


def rival_before() -> None:
    """B reports the customer first, brings him, makes every paper, and hands in a file."""
    with step("b-1", "2025-03-02 09:00"):
        registration = reported("2025-03-02 09:00", of="安居行", by="rival")
    with step("b-2", "2025-03-02 11:00"):
        visit = came(registration, "2025-03-02 11:00")
    with step("b-3", "2025-03-02 11:30"):
        papers(visit, message="2025-03-02 11:05", office="2025-03-02 11:20", leader="2025-03-02 11:40", entry="2025-03-02 12:00", agent="rival")


def rival_after() -> None:
    """B reports him again, masked and mistyped, brings him without a report to be found, and looks around."""
    with step("b-4", "2025-03-03 15:00"):
        reported("2025-03-03 15:00", of="安居行", by="rival")
        reported("2025-03-03 15:01", of="第三家", by="third")
        came_alone(town.project(), Visitor(customer_name="周敏", phone="13812345678"), "2025-03-03 16:00")


def nobody() -> None:
    """The arm without a rival."""


def story(before: Callable[[], None], after: Callable[[], None]) -> list[tuple[str, int, bytes]]:
    """A's whole life until the contract, with what happens around it."""
    with step("ground", "2025-03-01 09:00"):
        site = town.project()
        agent = town.user("agent", Role.PARTNER_ADMINISTRATOR, of=town.partner())
        for name, partner in (("rival", "安居行"), ("third", "第三家")):
            town.user(name, Role.PARTNER_ADMINISTRATOR, of=town.partner(partner))
        desk_user(site), clerk(site)
        scopes = ["registrations:read", "registrations:write"]
        key = create_machine_key(user=agent, name="own system", scopes=scopes, by=agent, at=town.at("2025-03-01 09:00"))[1]
        transcript = Transcript(agent, key)
    before()
    with step("a-report", "2025-03-03 09:00"):
        transcript.get("/p/")
        transcript.get("/p/report/")
        transcript.post("/p/report/preview/", mode="paste", line=f"{site.name}+周敏+13812345678")
        sent = transcript.post("/p/report/", mode="paste", line=f"{site.name}+周敏+13812345678")
        assert sent.status_code == 303, sent.content.decode()[:2000]
        transcript.get(sent["Location"])
        transcript.post("/p/report/", mode="paste", line=f"{site.name}+周敏+1381234567")
        number = agent.reported.get().number
        transcript.get(f"/v/{number}/")
    with step("a-api", "2025-03-03 09:10"):
        asked = {"project": site.code, "customer_name": "周敏", "phone": "13812345678", "declared": True}
        transcript.api("POST", "registrations", asked)
        transcript.api("POST", "registrations", {**asked, "phone": "138"})
        transcript.api("GET", "registrations")
        transcript.api("GET", f"registrations/{number}")
    after()
    with step("desk-visit", "2025-03-04 10:00"):
        visit = came(agent.reported.earliest("received_at"), "2025-03-04 10:00")
    with step("a-file", "2025-03-04 10:30"):
        file = SimpleUploadedFile("a.csv", f"项目,客户姓名,电话\n{site.name},周敏,13812345678\n".encode())
        handed = transcript.post("/p/imports/", file=file)
        transcript.get(handed["Location"])
        transcript.post(f"{handed['Location']}take-in/")
        take_in_batch(batch=Batch.objects.get(partner=town.partner()).public_id, at=clock.now())
        transcript.get(handed["Location"])
    with step("a-message", "2025-03-04 10:40"):
        for path in ("/p/", "/p/notices/", "/p/letters/", "/p/money/", "/p/my/", "/p/customers.xlsx", "/p/imports/"):
            transcript.get(path)
        for registration in agent.reported.order_by("received_at", "number"):
            transcript.get(f"/p/customers/{registration.public_id}/")
            transcript.get(f"/p/customers/{registration.public_id}/receipt/")
        transcript.post(f"/p/visits/{visit.public_id}/message/")
        for query in ("13812345678", "周敏", "5678", number):
            transcript.post("/p/search/", q=query)
            transcript.get("/p/search/", q=query)
    with step("deal", "2025-03-06 10:00"):
        booked(site, "2025-03-06 10:00", subscribed_at="2025-03-06 09:30")
        seal_events(at=clock.now())
    with step("a-last", "2025-03-06 11:00"):
        for path in ("/p/", "/p/notices/", "/p/letters/", "/p/money/"):
            transcript.get(path)
        transcript.get(f"/p/customers/{agent.reported.earliest('received_at').public_id}/")
        transcript.get(sent["Location"])
        transcript.api("GET", "registrations")
    return transcript.lines


def told(before: Callable[[], None], after: Callable[[], None]) -> list[tuple[str, int, bytes]]:
    """The transcript of one arm; the rows go, the sequences stay where they are."""
    with transaction.atomic():
        lines = story(before, after)
        transaction.set_rollback(True)
    return lines


def test_partner_a_gets_the_same_bytes_with_and_without_partner_b() -> None:
    alone, beside = told(nobody, nobody), told(rival_before, rival_after)
    assert [line[:2] for line in alone] == [line[:2] for line in beside]
    different = [(what, first, second) for (what, _, first), (_, _, second) in zip(alone, beside, strict=True) if first != second]
    assert different == []
    assert len(alone) > 35
    assert all(status < 500 for _, status, _ in alone)


def test_the_comparison_sees_a_difference_where_there_is_one() -> None:
    """The transcript is not blind: a fact of A's own that differs shows in it."""

    def own_extra() -> None:
        with step("a-extra", "2025-03-03 15:00"):
            reported("2025-03-03 15:00", of="恒屋经纪", by="agent", report=type(REPORT)("何建军", "13900008820"))

    alone, changed = told(nobody, nobody), told(nobody, own_extra)
    assert alone != changed


def test_a_number_that_counts_all_registrations_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect of attack 4: receipts numbered in the order of arrival tell how many others there are."""
    counted = "qudao.customers.actions.register_customer.new_number"
    monkeypatch.setattr(counted, lambda: f"NO-{Registration.objects.count():04}")
    assert told(nobody, nobody) != told(rival_before, rival_after)
