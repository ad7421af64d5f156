"""History comes in as it was, by two people; and the files rule the same whether a page or the command reads them."""

import csv
import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from qudao.customers.models import Extension, Registration, Visit
from qudao.decide.facts import load as load_facts
from qudao.decide.ruling import rule_all
from qudao.imports.actions.start_taking_in import start_taking_in
from qudao.imports.actions.take_in_batch import take_in_batch
from qudao.imports.actions.upload_history import upload_history
from qudao.imports.models import Batch
from qudao.imports.shown import show
from qudao.kit.refused import Refused
from qudao.orders.models import Credit, Deal
from qudao.organization.models import Role, User
from qudao.partners.models import Partner
from qudao.policies.load import load
from qudao.programmes.models import Project
from tests.support import town

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[2] / "examples" / "yunling"
TABLES = ("registrations", "visits", "extensions", "deals", "buyers", "relations")
NOW = town.at("2026-11-21 10:00")


def people() -> tuple[User, User]:
    return town.user("manager", Role.CHANNEL_MANAGER), town.user("administrator", Role.ADMINISTRATOR)


def files(*names: str, folder: Path = EXAMPLE) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{name}.csv", (folder / f"{name}.csv").read_bytes()) for name in names]


@pytest.fixture
def company() -> None:
    with (EXAMPLE / "partners.csv").open(encoding="utf-8-sig") as rows:
        Partner.objects.bulk_create(Partner(code=row["partner_id"], name=row["name"]) for row in csv.DictReader(rows))
    with (EXAMPLE / "projects.csv").open(encoding="utf-8-sig") as rows:
        Project.objects.bulk_create(
            Project(code=row["project_id"], name=row["name"], city=row["city"], programme=town.programme()) for row in csv.DictReader(rows)
        )


def take_in(batch: Batch, by: User) -> Batch:
    return take_in_batch(batch=start_taking_in(batch=batch, by=by, at=NOW).public_id, at=NOW)


def test_the_desk_and_the_command_rule_the_same_on_the_same_files(company: None, tmp_path: Path) -> None:
    uploader, approver = people()
    batch = upload_history(files=files(*TABLES), by=uploader, at=NOW)
    assert batch.state == Batch.State.WAITING, show(batch).problems[:5]
    done = take_in(batch, approver)
    assert done.state == Batch.State.TAKEN_IN, show(done).problems

    for name in (*TABLES, "partners", "projects"):
        shutil.copy(EXAMPLE / f"{name}.csv", tmp_path)
    (tmp_path / "registrations.csv").write_text(without_filer((tmp_path / "registrations.csv").read_text(encoding="utf-8-sig")))
    policy = load("property-distribution")
    told = rule_all(policy, load_facts(tmp_path, zone=policy.timezone).facts, as_of=NOW)

    windows = {row.registration_id: (row.status, row.protected_from, row.protected_until, row.clause) for row in told.registrations}
    stored = Registration.objects.values_list("number", "status", "protected_from", "protected_until", "clause")
    assert {number: tuple(rest) for number, *rest in stored} == windows
    assert len(windows) == 2000
    owners = {row.deal_id: (row.partner_id, row.registration_id, row.share_bp, row.clause) for row in told.attributions}
    credited = {
        credit.ruling.deal.number: (credit.partner.code, credit.registration.number, credit.share_bp)
        for credit in Credit.objects.filter(ruling__is_current=True).select_related("ruling__deal", "partner", "registration")
    }
    clauses = dict(Deal.objects.filter(rulings__is_current=True).values_list("number", "rulings__clause"))
    assert {deal: (*credited.get(deal, (None, None, 0)), clauses[deal]) for deal in clauses} == owners
    assert len(owners) == 260
    assert Visit.objects.count() == 1300
    assert Extension.objects.count() > 0


def without_filer(text: str) -> str:
    """The staff table stays behind: people of partners have accounts here, not rows of a file."""
    rows = list(csv.reader(text.splitlines()))
    place = rows[0].index("filed_by")
    return "\n".join(",".join(f'"{cell}"' for position, cell in enumerate(row) if position != place) for row in rows)


def one_report() -> list[SimpleUploadedFile]:
    town.project()
    town.partner()
    heading = "registration_id,received_at,partner_id,project_id,stage,customer_name,phone"
    return [SimpleUploadedFile("registrations.csv", f"{heading}\nH1,2024-05-01 09:00,C-恒屋经纪,P-滨河苑,formal,周敏,13812345678\n".encode())]


def test_history_keeps_its_own_time_and_says_that_it_is_history() -> None:
    uploader, approver = people()
    take_in(upload_history(files=one_report(), by=uploader, at=NOW), approver)
    row = Registration.objects.get()
    assert (row.number, row.received_at, row.origin) == ("H1", town.at("2024-05-01 09:00"), "history")


def test_a_number_in_the_name_of_a_history_file_is_not_kept() -> None:
    uploader, _ = people()
    batch = upload_history(files=[SimpleUploadedFile("客户 13812345678.csv", b"a,b\n1,2\n")], by=uploader, at=NOW)
    assert batch.file_name == "客户 138********.csv"
    assert "13812345678" not in str(batch.problems) + " ".join(show(batch).problems)


def test_nobody_approves_the_history_that_he_handed_in() -> None:
    uploader, _ = people()
    batch = upload_history(files=one_report(), by=uploader, at=NOW)
    with pytest.raises(Refused) as refused:
        start_taking_in(batch=batch, by=uploader, at=NOW)
    assert refused.value.code == "import_needs_another_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.TAKEN_IN, decided_by=uploader)


def test_a_number_that_stands_already_gives_the_whole_history_back() -> None:
    uploader, approver = people()
    take_in(upload_history(files=one_report(), by=uploader, at=NOW), approver)
    again = take_in(upload_history(files=one_report(), by=uploader, at=NOW), approver)
    assert again.state == Batch.State.REFUSED
    assert show(again).problems
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(("received", "is_good"), [("2026-11-21 09:59:59", True), ("2026-11-21 10:00:00", True), ("2026-11-21 10:00:01", False)])
def test_history_cannot_lie_in_the_future(received: str, is_good: bool) -> None:
    uploader, _ = people()
    (file,) = one_report()
    changed = SimpleUploadedFile("registrations.csv", file.read().replace(b"2024-05-01 09:00", received.encode()))
    batch = upload_history(files=[changed], by=uploader, at=NOW)
    assert (batch.state == Batch.State.WAITING) is is_good
    assert bool(show(batch).problems) is not is_good


def test_a_site_brings_in_its_own_projects_only() -> None:
    file = one_report()
    elsewhere = town.user("office", Role.SITE_BACK_OFFICE, at_projects=(town.project("云岭江境"),))
    batch = upload_history(files=file, by=elsewhere, at=NOW)
    assert batch.state == Batch.State.REFUSED
    assert any("P-滨河苑" in problem for problem in show(batch).problems)
