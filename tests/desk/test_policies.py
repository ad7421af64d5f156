"""The life of a policy as its people do it on the desk's pages."""

import io
import zipfile
from datetime import date

import pytest

from qudao.kit import clock
from qudao.organization.models import Role, User
from qudao.policies.load import PACKS, texts
from qudao.programmes.actions.record_backtest_seen import record_backtest_seen
from qudao.programmes.content import files_of
from qudao.programmes.in_force import version_at
from qudao.programmes.models import Binding, Policy, PolicyVersion, Programme
from tests.support import town
from tests.support.browser import Browser
from tests.support.policies import answered, approved, drafted, manager, owner, ready

pytestmark = pytest.mark.django_db
NOW = town.at("2025-03-03 09:00")
START = "2025-04-01"


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with clock.pinned(NOW):
        yield


@pytest.fixture
def policy() -> Policy:
    return version_at(town.programme(), at=NOW).policy


def english(reader: Browser) -> Browser:
    """The same reader, who has chosen English."""
    User.objects.filter(pk=reader.client.session["_auth_user_id"]).update(language="en")
    return reader


def the_draft() -> PolicyVersion:
    return PolicyVersion.objects.exclude(status="approved").get()


@pytest.mark.rulebook("PL-01", "CL-03")
def test_a_rule_owner_changes_45_to_30_days_and_another_person_approves(policy: Policy) -> None:
    rules, chief = Browser(owner()), Browser(manager())
    assert "制度" in rules.text("/d/policies/")
    answer = rules.post(f"/d/policies/{policy.public_id}/draft/", starts_on=START)
    draft = the_draft()
    terms = f"/d/policies/versions/{draft.public_id}/terms/"
    assert answer.headers["Location"] == terms
    assert 'value="45"' in rules.text(terms, term="protection.after_visit")
    rules.post(terms, term="protection.after_visit", days="30", counted_from="next_day", starts_on=START)
    assert "days: 30" in files_of(draft)["protection.yaml"]

    changes = rules.text(f"/d/policies/versions/{draft.public_id}/changes/")
    assert '到访后的保护期 45 天 → 30 天，自 <span class="text-nowrap">2025-04-01</span> 起' in changes
    check = rules.text(f"/d/policies/versions/{draft.public_id}/check/")
    assert "警告" in check
    assert "这一条的文字却没有跟着改" in check
    draft.refresh_from_db()
    answered(draft, NOW)
    assert "已与法务核对" in rules.text(f"/d/policies/versions/{draft.public_id}/check/")
    base = f"/d/policies/versions/{draft.public_id}/"
    rules.post(base + "submit/")
    draft.refresh_from_db()
    assert draft.status == "in_review"

    own = rules.post(base + "approve/", content_hash=draft.content_hash, starts_on=draft.starts_on)
    assert own.status_code == 422
    assert "须由另一人批准" in own.content.decode()
    unseen = chief.post(base + "approve/", content_hash=draft.content_hash, starts_on=draft.starts_on)
    assert "批准前须看过这个内容的回测" in unseen.content.decode()
    assert draft.based_on is not None
    record_backtest_seen(version=draft, content_hash=draft.content_hash, against_hash=draft.based_on.content_hash, summary={}, by=manager(), at=NOW)
    assert "可以批准" in chief.text(base + "approval/")
    chief.post(base + "approve/", content_hash=draft.content_hash, starts_on=draft.starts_on)
    draft.refresh_from_db()
    assert (draft.status, draft.approved_by) == ("approved", manager())
    assert version_at(town.programme(), at=town.at("2025-04-01 00:00")) == draft
    page = chief.text(f"/d/policies/{policy.public_id}/")
    assert "待生效" in page
    assert "执行中" in page


def test_every_page_of_a_draft_opens_in_both_languages(policy: Policy) -> None:
    draft = drafted(policy, date(2025, 4, 1), NOW)
    for reader in (Browser(owner()), english(Browser(owner()))):
        for tab in ("", "terms/", "terms/?term=protection.lead_time", "files/", "files/?file=clauses.yaml", "changes/", "check/", "approval/"):
            assert reader.get(f"/d/policies/versions/{draft.public_id}/{tab}").status_code == 200, tab


def test_what_is_typed_wrongly_is_named_and_stays_in_the_form(policy: Policy) -> None:
    draft = drafted(policy, date(2025, 4, 1), NOW)
    before, rules = files_of(draft), Browser(owner())
    terms = f"/d/policies/versions/{draft.public_id}/terms/"
    for days in ("7.5", "seven", "", "1e400", "٣x"):
        answer = rules.post(terms, term="protection.after_visit", days=days, counted_from="next_day", starts_on=START)
        assert answer.status_code == 422, days
        assert "应为整数" in answer.content.decode()
    assert rules.post(terms, term="protection.nothing", days="3", starts_on=START).status_code == 422
    assert rules.post(terms, term="protection.after_visit", days="30", counted_from="x", starts_on=START).status_code == 422
    assert rules.post(terms, term="protection.after_visit", days="30", counted_from="next_day", starts_on="2025-02-30").status_code == 422
    assert files_of(draft) == before


def test_wrong_yaml_is_refused_with_place_and_value_in_the_readers_language_and_kept_in_the_box(policy: Policy) -> None:
    draft = drafted(policy, date(2025, 4, 1), NOW)
    before = files_of(draft)
    wrong = before["protection.yaml"].replace("days: 7,", "days: 7.5,")
    address = f"/d/policies/versions/{draft.public_id}/files/"
    chinese = Browser(owner()).post(address, file="protection.yaml", text=wrong)
    told = chinese.content.decode()
    assert chinese.status_code == 422
    assert "before_visit.0.days" in told
    assert "应为整数" in told
    assert "days: 7.5," in told
    assert "expected a whole number" in english(Browser(owner())).post(address, file="protection.yaml", text=wrong).content.decode()
    assert files_of(draft) == before
    saved = Browser(owner()).post(address, file="protection.yaml", text="# 注释留着\r\n" + before["protection.yaml"])
    assert saved.status_code == 303
    assert files_of(draft)["protection.yaml"].startswith("# 注释留着\n")


def test_money_and_percentages_are_typed_in_yuan_and_per_cent(policy: Policy) -> None:
    draft = drafted(policy, date(2025, 4, 1), NOW)
    rules, address = Browser(owner()), f"/d/policies/versions/{draft.public_id}/terms/"
    assert 'name="rate_bp" value="1.5"' in rules.text(address, term="commission.rate")
    rules.post(address, term="commission.rate", rate_bp="1.75", starts_on=START)
    assert "rate_bp: 175" in files_of(draft)["commission.yaml"]
    assert rules.post(address, term="commission.rate", rate_bp="1.755", starts_on=START).status_code == 422


def packed(files: dict[str, str], folder: str = "") -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    made.seek(0)
    made.name = "pack.zip"
    return made


@pytest.mark.rulebook("CO-29")
def test_a_policy_of_our_own_comes_in_as_a_zip_and_is_a_draft() -> None:
    files = texts(PACKS / "property-distribution")
    answer = Browser(owner()).post("/d/policies/import/", code="own-rules", starts_on=START, archive=packed(files, "my pack/"))
    draft = the_draft()
    assert answer.headers["Location"] == f"/d/policies/versions/{draft.public_id}/"
    assert (draft.pack, draft.status, draft.based_on, files_of(draft)) == ("own-rules", "draft", None, files)


def test_archives_that_are_no_pack_are_refused_and_leave_nothing() -> None:
    good = texts(PACKS / "property-distribution")
    broken = io.BytesIO(b"PK\x03\x04 not a zip")
    broken.name = "x.zip"
    latin = io.BytesIO()
    with zipfile.ZipFile(latin, "w") as archive:
        archive.writestr("policy.yaml", b"\xff\xfe\x00")
    latin.seek(0)
    latin.name = "x.zip"
    many = packed({f"cases/a{number}.yaml": "" for number in range(200)})
    bomb = packed({"policy.yaml": "a" * 20_000_000})
    outside = packed({**good, "../outside.yaml": "a: 1"})
    for code, archive in (("a-b", broken), ("a-b", latin), ("a-b", many), ("a-b", bomb), ("a-b", outside), ("A B", packed(good)), ("a-b", None)):
        fields = {"archive": archive} if archive else {}
        answer = Browser(owner()).post("/d/policies/import/", code=code, starts_on=START, **fields)
        assert answer.status_code == 422
        assert "q-problem" in answer.content.decode()
    assert not Policy.objects.filter(code__in=["a-b", "A B"]).exists()


@pytest.mark.rulebook("PL-02")
def test_an_administrator_binds_a_programme_and_a_rule_owner_cannot(policy: Policy) -> None:
    Programme.objects.create(code="new", name="新业务线", pack="property-intercompany")
    chief = Browser(town.user("admin", Role.ADMINISTRATOR))
    address = f"/d/policies/{policy.public_id}/programmes/"
    assert Browser(owner()).post(address, programme="new", starts_on=START).status_code == 403
    assert chief.post(address, programme="new", starts_on=START).status_code == 303
    assert Binding.objects.filter(programme__code="new", policy=policy, starts_on=START).exists()
    town.project("有项目", pack="property-intercompany")
    mixed = chief.post(address, programme="property-intercompany", starts_on=START)
    assert mixed.status_code == 422
    assert "不在一个项目里混用" in mixed.content.decode()


def test_site_staff_read_what_was_approved_and_never_a_draft(policy: Policy) -> None:
    draft = drafted(policy, date(2025, 4, 1), NOW)
    desk = Browser(town.user("desk", Role.FRONT_DESK))
    assert desk.get(f"/d/policies/versions/{draft.public_id}/").status_code == 404
    assert draft.based_on is not None
    assert "第 2.6 条" in desk.text(f"/d/policies/versions/{draft.based_on.public_id}/")


@pytest.mark.rulebook("CO-29", "CL-02")
def test_an_articles_link_leads_our_people_to_the_version_and_partners_to_the_words(policy: Policy) -> None:
    draft = drafted(policy, date(2025, 4, 1), NOW)
    base = draft.based_on
    assert base is not None
    ours = Browser(manager()).get(f"/p/clauses/{base.reference}/2.6/")
    assert ours.headers["Location"] == f"/d/policies/versions/{base.public_id}/#a-2.6"
    partner = Browser(town.user("agent", of=town.partner()))
    assert "2.6" in partner.text(f"/p/clauses/{base.reference}/2.6/")
    assert partner.get(f"/p/clauses/{draft.reference}/2.6/").status_code == 404
    assert partner.get(f"/p/clauses/{base.reference}/99.9/").status_code == 404


def test_short_notice_asks_for_a_reason_and_keeps_it(policy: Policy) -> None:
    noticed = drafted(policy, date(2025, 4, 1), NOW)
    files = files_of(noticed)
    rules = Browser(owner())
    header = files["policy.yaml"].replace("notice_days: 0", "notice_days: 7")
    rules.post(f"/d/policies/versions/{noticed.public_id}/files/", file="policy.yaml", text=header)
    noticed.refresh_from_db()
    answer_and_approve(noticed)
    late = ready(drafted(policy, date(2025, 4, 2), NOW, days=31), NOW)
    PolicyVersion.objects.filter(pk=late.pk).update(starts_on=date(2025, 4, 2))
    with clock.pinned(town.at("2025-03-30 09:00")):
        chief = Browser(manager())
        base = f"/d/policies/versions/{late.public_id}/"
        assert "为什么提前生效" in chief.text(base + "approval/")
        assert chief.post(base + "approve/", content_hash=late.content_hash, starts_on=late.starts_on).status_code == 422
        chief.post(base + "approve/", content_hash=late.content_hash, starts_on=late.starts_on, short_notice_because="法规已变")
    late.refresh_from_db()
    assert (late.status, late.short_notice_because) == ("approved", "法规已变")


def answer_and_approve(version: PolicyVersion) -> None:
    ready(version, NOW)
    answer = Browser(manager()).post(
        f"/d/policies/versions/{version.public_id}/approve/", content_hash=version.content_hash, starts_on=version.starts_on
    )
    assert answer.status_code == 303, answer.content.decode()


def test_sent_back_it_can_be_written_again_with_the_reason_above_it(policy: Policy) -> None:
    draft = ready(drafted(policy, date(2025, 4, 1), NOW), NOW)
    base = f"/d/policies/versions/{draft.public_id}/"
    assert Browser(manager()).post(base + "return/", reason="").status_code == 422
    assert Browser(manager()).post(base + "return/", reason="三十天太短").status_code == 303
    assert "三十天太短" in Browser(owner()).text(base + "terms/")
    assert Browser(owner()).post(base + "withdraw/").status_code == 303
    draft.refresh_from_db()
    assert draft.status == "withdrawn"


def test_a_scheduled_version_is_shown_beside_the_one_in_force(policy: Policy) -> None:
    approved(policy, date(2025, 4, 1), NOW)
    page = Browser(town.user("audit", Role.AUDITOR)).text("/d/policies/")
    assert "2025-04-01 版" in page
    assert "2024-01-01 版" in page


@pytest.mark.rulebook("PL-01")
def test_what_the_regulation_leaves_open_is_listed_as_not_set() -> None:
    files = texts(PACKS / "property-distribution")
    before, _booking = files["disputes.yaml"].split("\nbooking:", 1)
    files["disputes.yaml"] = f"{before}\nbooking: []\n"
    Browser(owner()).post("/d/policies/import/", code="own-rules", starts_on=START, archive=packed(files))
    draft = the_draft()
    page = Browser(owner()).text(f"/d/policies/versions/{draft.public_id}/")
    assert '补录成交的最晚天数<span class="q-dim"> · 未设定' in page
    assert "未设定" in Browser(owner()).text(f"/d/policies/versions/{draft.public_id}/terms/")
