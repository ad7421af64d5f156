"""On a sound database nothing differs: the example's history as it was brought in."""

import csv
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qudao.imports.actions.start_taking_in import start_taking_in
from qudao.imports.actions.take_in_batch import take_in_batch
from qudao.imports.actions.upload_history import upload_history
from qudao.organization.models import Role
from qudao.partners.models import Partner
from qudao.programmes.models import Project
from qudao.replay.decisions import verify_decisions
from tests.support import town


@pytest.mark.django_db
def test_the_example_brought_in_as_history_decides_the_same_again() -> None:
    example = Path(__file__).parents[2] / "examples" / "yunling"
    with (example / "partners.csv").open(encoding="utf-8-sig") as rows:
        Partner.objects.bulk_create(Partner(code=row["partner_id"], name=row["name"]) for row in csv.DictReader(rows))
    with (example / "projects.csv").open(encoding="utf-8-sig") as rows:
        Project.objects.bulk_create(
            Project(code=row["project_id"], name=row["name"], city=row["city"], programme=town.programme()) for row in csv.DictReader(rows)
        )
    names = ("registrations", "visits", "extensions", "deals", "buyers", "relations")
    files = [SimpleUploadedFile(f"{name}.csv", (example / f"{name}.csv").read_bytes()) for name in names]
    now = town.at("2026-11-21 10:00")
    batch = upload_history(files=files, by=town.user("manager", Role.CHANNEL_MANAGER), at=now)
    take_in_batch(batch=start_taking_in(batch=batch, by=town.user("administrator", Role.ADMINISTRATOR), at=now).public_id, at=now)

    verdict = verify_decisions()

    assert [str(difference) for difference in verdict.differences] == []
    assert (verdict.decided["registration"], verdict.decided["ruling"]) == (2000, 260)
