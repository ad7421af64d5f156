"""Versions of a policy: what is in force on a day, who may bring a new one, and that an approved one never changes."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from qudao.customers.actions.enter_in_system import enter_in_system
from qudao.customers.actions.pass_office_review import pass_office_review
from qudao.customers.actions.record_visit import record_visit
from qudao.customers.actions.register_customer import register_customer
from qudao.customers.actions.send_visit_message import send_visit_message
from qudao.customers.actions.sign_as_leader import sign_as_leader
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import Event, Role, User
from qudao.policies.load import PACKS, PolicyError, load, texts
from qudao.programmes import verify
from qudao.programmes.actions.approve_draft import approve_draft
from qudao.programmes.actions.bind_programme import bind_programme
from qudao.programmes.actions.edit_draft import edit_draft
from qudao.programmes.actions.import_policy import import_policy
from qudao.programmes.actions.return_draft import return_draft
from qudao.programmes.actions.set_term import set_term
from qudao.programmes.actions.start_draft import start_draft
from qudao.programmes.actions.submit_draft import submit_draft
from qudao.programmes.actions.withdraw_draft import withdraw_draft
from qudao.programmes.checking import findings_of
from qudao.programmes.content import ChangedVersion, content_hash, files_of, policy_of
from qudao.programmes.in_force import in_force, programmes_of, version_at
from qudao.programmes.models import Binding, PolicyText, PolicyVersion, Programme
from qudao.programmes.standing import standings
from tests.support import town
from tests.support.policies import answered, approved, drafted, manager, owner, policy_of_programme, ready

pytestmark = pytest.mark.django_db
NOW = town.at("2025-03-03 09:00")
START = date(2025, 4, 1)


def after_visit(at: str) -> list[int]:
    terms = in_force(town.programme(), at=town.at(at)).policy.protection.after_visit
    return [term.value.days for term in terms]


@pytest.mark.rulebook("PL-01")
def test_a_programme_begins_with_its_shipped_pack_once_and_never_follows_it_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    first = version_at(town.programme(), at=NOW)
    assert (first.status, first.starts_on, first.content_hash) == ("approved", date(2024, 1, 1), content_hash(texts(PACKS / "property-distribution")))

    changed = {**texts(PACKS / "property-distribution"), "policy.yaml": "version: x"}
    monkeypatch.setattr("qudao.programmes.actions.import_shipped.texts", lambda _folder: changed)
    assert version_at(town.programme(), at=NOW) == first
    assert PolicyVersion.objects.count() == 1


@pytest.mark.rulebook("CO-29", "CL-02", "PL-01")
def test_the_new_version_governs_from_midnight_of_its_first_day_in_the_policys_zone() -> None:
    first = version_at(town.programme(), at=NOW)
    second = approved(first.policy, START, NOW)

    chosen = [version_at(town.programme(), at=town.at(at)) for at in ("2025-03-31 23:59", "2025-04-01 00:00", "2025-04-01 00:01")]
    assert chosen == [first, second, second]
    assert (after_visit("2025-03-31 23:59"), after_visit("2025-04-01 00:00")) == ([45], [45, 30])


@pytest.mark.rulebook("CO-29", "CL-02", "PL-01")
def test_windows_of_before_keep_45_days_and_new_ones_have_30_each_citing_its_version() -> None:
    site, firm = town.project(), town.partner()
    agent, desk = town.user("agent", of=firm), town.user("desk", Role.FRONT_DESK, at_projects=(site,))
    old_version = version_at(site.programme, at=NOW)
    new_version = approved(old_version.policy, START, NOW)
    found = {}
    for day, phone in (("2025-03-31", "13812345678"), ("2025-04-01", "13987654321")):
        reported = town.at(f"{day} 09:00")
        row = register_customer(partner=firm, project=site, report=Report("周敏", phone), by=agent, at=reported, origin="portal")
        visit = record_visit(
            project=site, details=VisitDetails(), registration=row, source="channel", learned_from="渠道", by=desk, at=reported + timedelta(hours=2)
        )
        walk_the_papers(visit, agent, site, reported + timedelta(hours=3))
        row.refresh_from_db()
        assert row.protected_until is not None
        found[day] = (row.protected_until.astimezone(town.SHANGHAI), row.policy)
    assert found["2025-03-31"] == (town.at("2025-05-16 00:00"), old_version)
    assert found["2025-04-01"] == (town.at("2025-05-02 00:00"), new_version)


def walk_the_papers(visit, agent, site, at) -> None:  # type: ignore[no-untyped-def]
    people = {role: town.user(role, role, at_projects=(site,)) for role in (Role.SITE_BACK_OFFICE, Role.SITE_LEADER, Role.CONSULTANT)}
    send_visit_message(visit=visit, by=agent, at=at)
    pass_office_review(visit=visit, by=people[Role.SITE_BACK_OFFICE], at=at)
    sign_as_leader(visit=visit, by=people[Role.SITE_LEADER], at=at)
    enter_in_system(visit=visit, by=people[Role.CONSULTANT], at=at)


@pytest.mark.rulebook("CL-03")
def test_an_author_and_a_wrong_role_are_refused_and_nothing_changes() -> None:
    version = ready(drafted(policy_of_programme(town.programme(), NOW), START, NOW), NOW)
    for somebody, code in ((owner(), "amendment_by_its_author"), (town.user("money", Role.FINANCE), "amendment_wrong_role")):
        with pytest.raises(Refused, match=code):
            approve_draft(version=version, content_hash=version.content_hash, starts_on=version.starts_on, by=somebody, at=NOW)
    assert PolicyVersion.objects.get(pk=version.pk).status == "in_review"


def test_what_was_approved_is_what_was_looked_at() -> None:
    version = ready(drafted(policy_of_programme(town.programme(), NOW), START, NOW), NOW)
    with pytest.raises(Refused, match="amendment_changed_meanwhile"):
        approve_draft(version=version, content_hash="0" * 64, starts_on=version.starts_on, by=manager(), at=NOW)


def test_a_backtest_of_other_content_does_not_count() -> None:
    version = ready(drafted(policy_of_programme(town.programme(), NOW), START, NOW), NOW)
    return_draft(version=version, reason="三十天太短", by=manager(), at=NOW)
    version = set_term(version=version, section="protection", field="after_visit", values={"days": 40}, starts_on=START, by=owner(), at=NOW)
    answered(version, NOW)
    version = submit_draft(version=version, by=owner(), at=NOW)
    with pytest.raises(Refused, match="amendment_backtest_unseen"):
        approve_draft(version=version, content_hash=version.content_hash, starts_on=version.starts_on, by=manager(), at=NOW)


def test_of_two_drafts_from_one_version_only_the_first_is_approved() -> None:
    policy = policy_of_programme(town.programme(), NOW)
    one, other = (ready(drafted(policy, START, NOW, days=days), NOW) for days in (30, 40))
    approve_draft(version=one, content_hash=one.content_hash, starts_on=one.starts_on, by=manager(), at=NOW)
    with pytest.raises(Refused, match="amendment_on_older_version"):
        approve_draft(version=other, content_hash=other.content_hash, starts_on=other.starts_on, by=manager(), at=NOW)


def test_a_mistake_is_mended_before_its_day_by_a_version_of_the_same_day() -> None:
    policy = policy_of_programme(town.programme(), NOW)
    wrong, right = approved(policy, START, NOW, days=3), approved(policy, START, NOW + timedelta(days=1), days=30)

    assert version_at(town.programme(), at=town.at("2025-04-01 00:00")) == right
    assert standings(policy.versions.all(), date(2025, 3, 31))[wrong.pk] == "superseded"


def test_an_example_that_the_draft_breaks_is_named_and_waits_for_a_reason() -> None:
    version = drafted(policy_of_programme(town.programme(), NOW), START, NOW, days=3)

    broken = [one for one in findings_of(version, at=NOW) if one.code == "case_failed"]
    assert broken, "an example of April that lives by the 45 days"
    assert all(one.is_open_warning for one in broken)
    answered(version, NOW)
    assert not any(one.is_open for one in findings_of(version, at=NOW))


@pytest.mark.rulebook("PL-01")
def test_an_approved_version_and_its_text_never_change_whoever_tries() -> None:
    version = approved(policy_of_programme(town.programme(), NOW), START, NOW)
    for act in (
        lambda: PolicyVersion.objects.filter(pk=version.pk).update(starts_on=date(2025, 3, 1)),
        lambda: PolicyVersion.objects.filter(pk=version.pk).update(status="draft"),
        lambda: PolicyText.objects.filter(pk=version.pk).update(files={}),
        lambda: PolicyText.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            act()
    for act in (
        lambda: edit_draft(version=version, files={}, by=owner(), at=NOW),
        lambda: withdraw_draft(version=version, by=owner(), at=NOW),
        lambda: approve_draft(version=version, content_hash=version.content_hash, starts_on=version.starts_on, by=manager(), at=NOW),
    ):
        with pytest.raises(Refused, match="version_not_in_state"):
            act()


def test_a_text_that_is_not_what_was_approved_decides_nothing() -> None:
    draft = drafted(policy_of_programme(town.programme(), NOW), START, NOW)
    PolicyText.objects.filter(pk=draft.pk).update(files={**files_of(draft), "policy.yaml": "version: other"})
    fresh = PolicyVersion.objects.get(pk=draft.pk)
    with pytest.raises(ChangedVersion):
        policy_of(fresh)


def test_wrong_yaml_is_refused_by_name_and_nothing_changes() -> None:
    draft = drafted(policy_of_programme(town.programme(), NOW), START, NOW)
    before, events = files_of(draft), Event.objects.count()
    with pytest.raises(PolicyError) as error:
        edit_draft(version=draft, files={"protection.yaml": before["protection.yaml"].replace("days: 30", "days: 7.5")}, by=owner(), at=NOW)
    assert "protection.yaml" in error.value.message("zh")
    assert "7.5" in error.value.message("zh")
    with pytest.raises(Refused, match="file_name_wrong"):
        edit_draft(version=draft, files={"../x.yaml": ""}, by=owner(), at=NOW)
    assert (files_of(draft), Event.objects.count()) == (before, events)


def test_a_draft_that_says_nothing_new_is_not_submitted() -> None:
    policy = policy_of_programme(town.programme(), NOW)
    base = version_at(town.programme(), at=NOW)
    draft = start_draft(policy=policy, starts_on=START, by=owner(), at=NOW)
    edit_draft(version=draft, files=dict(files_of(base)), by=owner(), at=NOW)
    with pytest.raises(Refused, match="draft_changes_nothing"):
        submit_draft(version=draft, by=owner(), at=NOW)


@pytest.mark.parametrize(("at", "is_taken"), [("2025-03-31 23:59", True), ("2025-04-01 00:00", False), ("2025-04-02 00:00", False)])
def test_a_draft_whose_first_day_has_come_is_not_submitted_because_nobody_could_approve_it(at: str, is_taken: bool) -> None:
    draft = drafted(policy_of_programme(town.programme(), NOW), date(2025, 4, 1), NOW)
    if is_taken:
        assert submit_draft(version=draft, by=owner(), at=town.at(at)).status == "in_review"
        return
    with pytest.raises(Refused, match="amendment_not_ahead"):
        submit_draft(version=draft, by=owner(), at=town.at(at))
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.rulebook("PL-02")
def test_a_programme_is_bound_to_one_policy_and_schemes_are_never_mixed_in_it() -> None:
    site = town.project()
    other = policy_of_programme(town.programme("property-intercompany"), NOW)
    with pytest.raises(Refused, match="schemes_mixed"):
        bind_programme(programme=site.programme, policy=other, starts_on=START, by=owner(), at=NOW)

    empty = Programme.objects.create(code="new", name="新业务线", pack="property-distribution")
    with pytest.raises(Refused, match="binding_not_ahead"):
        bind_programme(programme=empty, policy=other, starts_on=NOW.date(), by=owner(), at=NOW)
    bind_programme(programme=empty, policy=other, starts_on=START, by=owner(), at=NOW)
    assert in_force(empty, at=town.at("2025-03-31 23:59")).policy.scheme == "distribution"
    assert in_force(empty, at=town.at("2025-04-01 00:00")).policy.scheme == "intercompany"
    with pytest.raises(Refused, match="bound_on_that_day"):
        bind_programme(programme=empty, policy=other, starts_on=START, by=owner(), at=NOW)


@pytest.mark.rulebook("PL-02")
def test_a_programme_whose_policy_knows_no_customers_takes_no_reports() -> None:
    files = {
        "policy.yaml": 'version: "1"\ntitle: {zh: 内部, en: Internal}\nregulation: {zh: 内部, en: Internal}\n'
        "timezone: Asia/Shanghai\nstarts_on: 2024-01-01\n"
        "audience: [staff]\n",
        "clauses.yaml": '- {number: "1.1", text: {zh: 一, en: One}, form: shown, note: {zh: 一, en: One}}\n',
    }
    version = import_policy(code="internal", files=files, starts_on=date(2024, 1, 1), by=owner(), at=NOW)
    answered(version, NOW)
    submit_draft(version=version, by=owner(), at=NOW)
    approve_draft(version=version, content_hash=version.content_hash, starts_on=version.starts_on, by=town.user("admin", Role.ADMINISTRATOR), at=NOW)
    empty = Programme.objects.create(code="inner", name="内部", pack="property-distribution")
    bind_programme(programme=empty, policy=version.policy, starts_on=START, by=owner(), at=NOW)
    site = town.project("内部项目")
    site.programme = empty
    site.save()
    firm = town.partner()
    later = town.at("2025-04-02 09:00")
    with pytest.raises(Refused, match="takes_no_reports"):
        register_customer(partner=firm, project=site, report=Report("周敏", "13812345678"), by=town.user("a", of=firm), at=later, origin="portal")
    assert empty.pk not in programmes_of("distribution", "intercompany", at=later)
    assert empty.pk in programmes_of("distribution", "intercompany", at=NOW)


def test_a_partner_sees_approved_versions_addressed_to_it_and_no_draft() -> None:
    firm = town.partner()
    agent = town.user("agent", of=firm)
    version = drafted(policy_of_programme(town.programme(), NOW), START, NOW)
    assert set(PolicyVersion.objects.visible_to(agent)) == {version.based_on}
    assert set(PolicyVersion.objects.visible_to(owner())) == {version, version.based_on}


def test_the_application_role_cannot_change_bindings() -> None:
    version_at(town.programme(), at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programmes_binding SET starts_on = '2030-01-01'")


def test_the_shipped_pack_loads_the_same_from_the_database_as_from_disk() -> None:
    stored = in_force(town.programme(), at=NOW).policy
    shipped = load("property-distribution")
    assert (stored.sections, stored.clauses, stored.header) == (shipped.sections, shipped.clauses, shipped.header)


def test_verify_names_an_approved_version_whose_text_was_changed_behind_our_back(capsys: pytest.CaptureFixture[str]) -> None:
    version = version_at(town.programme(), at=NOW)
    assert verify.command() == 0
    tampered = {**files_of(version), "protection.yaml": files_of(version)["protection.yaml"].replace("days: 45", "days: 54")}
    fresh = PolicyVersion.objects.create(
        policy=version.policy,
        pack=version.pack,
        version="tampered",
        content_hash=content_hash(files_of(version))[::-1],
        status="approved",
        starts_on=START,
        drafted_at=NOW,
        approved_at=NOW,
    )
    PolicyText.objects.create(version=fresh, files=tampered)
    capsys.readouterr()
    assert verify.command() == 1
    assert "BROKEN policy version property-distribution tampered: its text was changed" in capsys.readouterr().out
    with pytest.raises(ChangedVersion):
        in_force(town.programme(), at=town.at("2025-04-01 00:00"))


def test_verify_names_an_approval_and_a_binding_of_which_the_log_knows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    programme = town.programme()
    first = version_at(programme, at=NOW)
    approved(first.policy, START, NOW)
    assert verify.command() == 0
    for label, content, came_from_us in (("forged", "# forged", False), ("backdated", "# backdated", True)):
        files = {**files_of(first), "policy.yaml": f"{files_of(first)['policy.yaml']}{content}\n"}
        row = PolicyVersion.objects.create(
            policy=first.policy,
            pack=first.pack,
            version=label,
            content_hash=content_hash(files),
            status="approved",
            starts_on=date(2025, 2, 1),
            drafted_at=NOW,
            approved_by=None if came_from_us else manager(),
            approved_at=NOW,
        )
        PolicyText.objects.create(version=row, files=files)
        if not came_from_us:
            record("programmes.version_approved", row, by=manager(), at=NOW, numbers={"content_hash": row.content_hash, "starts_on": START})
    Binding.objects.create(programme=programme, policy=first.policy, starts_on=date(2025, 2, 1), by=manager(), at=NOW)
    capsys.readouterr()

    assert verify.command() == 1
    told = capsys.readouterr().out
    assert told.count("the log knows no approval of this content from 2025-02-01") == 2
    assert "backdated: it came with the product for 2024-01-01, and starts on 2025-02-01" in told
    assert f"programme {programme.code}: the log knows no binding to property-distribution from 2025-02-01" in told


@pytest.mark.parametrize(("taken", "code"), [({"role": Role.AUDITOR}, "amendment_wrong_role"), ({"is_active": False}, "approver_left")])
def test_a_right_that_was_taken_away_after_the_page_was_opened_approves_nothing(taken: dict[str, object], code: str) -> None:
    version = ready(drafted(policy_of_programme(town.programme(), NOW), START, NOW), NOW)
    chief = manager()
    User.objects.filter(pk=chief.pk).update(**taken)
    with pytest.raises(Refused, match=code):
        approve_draft(version=version, content_hash=version.content_hash, starts_on=version.starts_on, by=chief, at=NOW)
