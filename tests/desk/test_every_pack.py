"""Every shipped pack, and the one of the guide, through the desk: brought in, read on every page, checked, approved by another person."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from qudao.kit import clock
from qudao.organization.models import Role, User
from qudao.policies.load import load, names, parse
from qudao.policies.policy import Policy as Pack
from qudao.programmes.content import files_of
from qudao.programmes.models import PolicyVersion
from tests.support import town
from tests.support.browser import Browser
from tests.support.policies import answered, owner

pytestmark = pytest.mark.django_db
NOW = town.at("2025-03-03 09:00")
GUIDE = (Path(__file__).parents[2] / "docs" / "write-a-policy.md").read_text("utf-8")
NEW = sorted(set(names()) - {"property-distribution", "property-intercompany"})


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pinned(NOW):
        yield


def the_draft() -> PolicyVersion:
    return PolicyVersion.objects.exclude(status="approved").get()


def pages(pack: Pack) -> list[str]:
    """The tabs of a draft, the form of every term, every file."""
    terms = [f"{name}.{field.name}" for name, part in pack.sections.items() for field in fields(part) if getattr(part, field.name)]
    files = ["policy.yaml", "clauses.yaml", *(f"{name}.yaml" for name in pack.sections)]
    tabs = ["", "terms/", "files/", "check/", "approval/"]
    return [*tabs, *(f"terms/?term={term}" for term in terms), *(f"files/?file={file}" for file in files)]


def guide() -> io.BytesIO:
    """The guide's folder, zipped as a person zips a folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in re.findall(r"^```yaml (hemu/\S+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL):
            archive.writestr(name, text)
    made.seek(0)
    made.name = "hemu.zip"
    return made


@pytest.mark.rulebook("CO-29")
@pytest.mark.parametrize("name", NEW)
def test_a_shipped_pack_comes_in_and_every_page_of_it_opens_in_both_languages(name: str) -> None:
    Browser(owner()).post("/d/policies/import/", pack=name, starts_on="2026-01-01")
    draft = the_draft()
    for language in ("zh-hans", "en"):
        User.objects.filter(pk=owner().pk).update(language=language)
        reader = Browser(owner())
        for page in pages(load(name)):
            answer = reader.get(f"/d/policies/versions/{draft.public_id}/{page}")
            assert answer.status_code == 200, page


@pytest.mark.rulebook("CO-29", "CL-03")
def test_the_pack_of_the_guide_is_zipped_brought_in_answered_submitted_and_approved() -> None:
    rules, chief = Browser(owner()), Browser(town.user("manager", Role.CHANNEL_MANAGER))
    assert rules.post("/d/policies/import/", code="hemu", starts_on="2026-01-01", archive=guide()).status_code == 303
    draft = the_draft()
    base = f"/d/policies/versions/{draft.public_id}/"
    assert "高级经销商提 8 %。" in rules.text(base)
    assert "最低" in rules.text(base + "check/")
    answered(draft, NOW)
    rules.post(base + "submit/")
    draft.refresh_from_db()
    assert draft.status == "in_review"
    assert rules.post(base + "approve/", content_hash=draft.content_hash, starts_on=draft.starts_on).status_code == 422
    chief.post(base + "approve/", content_hash=draft.content_hash, starts_on=draft.starts_on)
    draft.refresh_from_db()
    assert (draft.status, draft.starts_on) == ("approved", date(2026, 1, 1))
    assert parse(files_of(draft), name="hemu").earning.rate[1].value.rate_bp == 800
