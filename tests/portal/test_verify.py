"""The verification page: what a number proves, for anybody, without anything personal."""

from hashlib import sha256
from time import sleep

import pytest
from django.test import Client

from qudao.kit import clock
from qudao.organization.actions.seal_events import seal_events
from qudao.organization.models import Event
from tests.support.deals import booked
from tests.support.desk import came, papers, reported
from tests.support.portal import on, text
from tests.support.town import project

pytestmark = pytest.mark.django_db


def test_a_receipt_proves_when_and_tells_nothing_personal(client: Client) -> None:
    row = reported("2025-03-03 09:00:07")
    page = text(client.get(f"/v/{row.number}/"))
    assert "这份报备回执是真的" in page
    assert "2025-03-03 09:00:07" in page
    assert "滨河苑" in page
    assert "不证明客户归谁" in page
    for personal in ("周敏", "138", "5678", "恒屋", "agent", str(row.public_id)):
        assert personal not in page


@pytest.mark.parametrize("number", ["ZZZZ-2222-ZZZZ", "x", "13812345678", "A" * 200, "周敏", "PD-2222", "..", "'"])
def test_all_unknown_numbers_get_one_and_the_same_page(client: Client, number: str) -> None:
    unknown, known_shape = client.get(f"/v/{number}/"), client.get("/v/ACDE-FGHJ-KMNP/")
    assert unknown.status_code == known_shape.status_code == 404
    assert unknown.content == known_shape.content


def test_a_number_is_read_as_people_type_it(client: Client) -> None:
    row = reported()
    assert "是真的" in text(client.get(f"/v/{row.number.lower().replace('-', '')}/"))


def test_the_page_is_the_same_whatever_became_of_the_registration(client: Client) -> None:
    row = reported()
    before = text(client.get(f"/v/{row.number}/"))
    papers(came(row), message="2025-03-03 11:05", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    reported("2025-03-03 09:30", of="睿源地产", by="rival")
    assert text(client.get(f"/v/{row.number}/")) == before


def seal_all() -> None:
    """Seal until nothing is left: an older transaction anywhere on the server holds the sealer back."""
    for _ in range(100):
        seal_events(at=clock.now())
        if not Event.objects.filter(sealed__isnull=True).exists():
            return
        sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_a_sealed_receipt_s_numbers_lead_to_the_root(client: Client) -> None:
    row = reported()
    reported("2025-03-03 09:30", of="睿源地产", by="rival")
    assert "还没有封存" in text(client.get(f"/v/{row.number}/"))
    seal_all()
    page = text(client.get(f"/v/{row.number}/"))
    rows = [part.split("</dt><dd>") for part in page[page.index('q-hex">') + 7 : page.index("</dl><p")].replace("</dd>", "").split("<dt>")[1:]]
    names, values = [row[0] for row in rows], [bytes.fromhex(row[1]) for row in rows]
    climbed = values[0]
    for side, sibling in zip(names[1:-1], values[1:-1], strict=True):
        climbed = sha256(b"\x01" + (sibling + climbed if side == "左邻" else climbed + sibling)).digest()
    assert (names[-1], len(names)) == ("根值", 10)
    assert climbed == values[-1]
    assert Event.objects.filter(kind="customers.customer_registered").count() == 2


def test_a_ruling_letter_is_genuine_and_names_nobody(client: Client) -> None:
    row = reported()
    papers(came(row), message="2025-03-03 11:05", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    booked(project(), "2025-03-09 10:00", subscribed_at="2025-03-09 10:00", contracted_at="2025-03-09 10:00")
    page = text(client.get(f"/v/{row.letters.get().number}/"))
    assert "这份判定书是真的" in page
    assert "2025-03-09 10:00:00" in page
    for personal in ("周敏", "5678", "恒屋"):
        assert personal not in page


def test_anybody_may_look_without_signing_in_at_any_time(client: Client) -> None:
    row = reported()
    with on("2030-01-01 00:00"):
        assert client.get(f"/v/{row.number}/").status_code == 200
