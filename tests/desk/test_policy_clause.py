"""The words of a clause, changed on the desk's page: kept whole, marked as whose they are, and asked for where a number moved."""

from datetime import date
from html import unescape

import pytest

from qudao.kit import clock
from qudao.organization.models import Event, Role
from qudao.programmes.actions.submit_draft import submit_draft
from qudao.programmes.content import files_of, policy_of
from qudao.programmes.in_force import version_at
from qudao.programmes.models import PolicyVersion
from tests.desk.test_policies import english
from tests.support import town
from tests.support.browser import Browser
from tests.support.policies import answered, drafted, manager, owner

pytestmark = pytest.mark.django_db
NOW = town.at("2025-03-03 09:00")
ZH, EN = "客户到访的，保护期为三十天。", "After a visit the protection is thirty days."
OWN = "第六条 客户到访后，保护期为三十天。"
BEHIND = "这一条的文字却没有跟着改"


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with clock.pinned(NOW):
        yield


@pytest.fixture
def draft() -> PolicyVersion:
    return drafted(version_at(town.programme(), at=NOW).policy, date(2025, 4, 1), NOW)


def address(draft: PolicyVersion, tab: str = "clause/") -> str:
    return f"/d/policies/versions/{draft.public_id}/{tab}"


@pytest.mark.rulebook("PL-01")
def test_after_45_became_30_the_article_asks_for_its_words_and_the_form_gives_them(draft: PolicyVersion) -> None:
    rules = Browser(owner())
    articles = rules.text(address(draft, ""))
    assert articles.count(BEHIND) == 1
    assert articles.count("修改文字") == len(policy_of(draft).clauses)
    form = rules.text(address(draft), clause="2.6")
    assert BEHIND in form
    assert "客户到访的，保护期为四十五天。</textarea>" in form
    assert "到访后的保护期" in form[form.index("系统怎样执行") :]
    assert BEHIND in rules.text(address(draft, "check/"))

    answer = rules.post(address(draft), clause="2.6", zh=ZH, en=EN, wording=f"{OWN}\r\n另有约定的除外。 ")
    assert (answer.status_code, answer.headers["Location"]) == (303, address(draft, "#a-2.6"))
    draft.refresh_from_db()
    clause = policy_of(draft).clauses["2.6"]
    assert (clause.text.zh, clause.text.en, clause.wording) == (ZH, EN, f"{OWN}\n另有约定的除外。")
    assert files_of(draft)["clauses.yaml"].startswith("# 分销商客户管理制度")
    event = Event.objects.get(kind="programmes.clause_edited")
    assert (event.by, event.numbers) == (owner(), {"clause": "2.6", "content_hash": draft.content_hash})
    articles = rules.text(address(draft, ""))
    assert BEHIND not in articles
    assert f'<p class="mb-0" lang="zh">{OWN}<br>另有约定的除外。</p><p class="q-hint mb-1">制度原文</p>' in articles
    assert BEHIND not in rules.text(address(draft, "check/"))
    assert f'<p class="mb-1"><b>公司原文</b></p><p class="mb-0" lang="zh"><ins>{OWN}' in rules.text(address(draft, "changes/"))
    assert "改了条款文字" in rules.text(address(draft, "approval/"))


def test_an_empty_box_takes_the_companys_own_text_out(draft: PolicyVersion) -> None:
    before = files_of(draft)["clauses.yaml"]
    same = policy_of(draft).clauses["2.6"].text
    for wording in (OWN, "  \n"):
        Browser(owner()).post(address(draft), clause="2.6", zh=same.zh, en=same.en, wording=wording)
    assert files_of(draft)["clauses.yaml"] == before


@pytest.mark.parametrize(
    ("field", "typed", "said"), [("zh", " ", "为空；应有文字"), ("en", "", "为空；应有文字"), ("wording", "a\x07b", "不可见的控制字符")]
)
def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_stays(draft: PolicyVersion, field: str, typed: str, said: str) -> None:
    before = files_of(draft)
    answer = Browser(owner()).post(address(draft), clause="2.6", **{"zh": ZH, "en": EN, "wording": OWN, field: typed})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert said in page[page.index(f'id="c-{field}-error"') :][:80]
    assert all(words in page for words in {"zh": ZH, "en": EN, "wording": OWN}.values() if words != {"zh": ZH, "en": EN, "wording": OWN}[field])
    assert files_of(draft) == before


@pytest.mark.parametrize(("more", "status"), [(-1, 303), (0, 303), (1, 422)])
def test_a_text_of_any_length_that_the_file_can_hold_is_kept_whole(draft: PolicyVersion, more: int, status: int) -> None:
    room = 200_000 - len(files_of(draft)["clauses.yaml"]) - len('\n  wording: ""')
    own = "条，" * ((room + more) // 2) + "。" * ((room + more) % 2)
    same = policy_of(draft).clauses["2.6"].text
    answer = Browser(owner()).post(address(draft), clause="2.6", zh=same.zh, en=same.en, wording=own)
    assert answer.status_code == status
    draft.refresh_from_db()
    assert policy_of(draft).clauses["2.6"].wording == (own if status == 303 else None)
    assert status == 303 or ("文件过大" in answer.content.decode() and own in answer.content.decode())


def test_only_who_drafts_only_a_draft_and_only_a_clause_that_is_there(draft: PolicyVersion) -> None:
    before = files_of(draft)
    fields = {"clause": "2.6", "zh": ZH, "en": EN, "wording": ""}
    for role in (Role.CHANNEL_MANAGER, Role.FINANCE, Role.ADMINISTRATOR, Role.AUDITOR, Role.SITE_LEADER):
        reader = Browser(manager() if role == Role.CHANNEL_MANAGER else town.user(f"a-{role}", role, at_projects=(town.project(),)))
        assert reader.post(address(draft), **fields).status_code == 403
    assert Browser(owner()).post(address(draft), **{**fields, "clause": "99.9"}).status_code == 303
    assert "修改文字" not in Browser(manager()).text(address(draft, ""))
    answered(draft, NOW)
    submit_draft(version=draft, by=owner(), at=NOW)
    assert Browser(owner()).get(address(draft), clause="2.6").status_code == 303
    refused = Browser(owner()).post(address(draft), **fields)
    assert refused.status_code == 422
    assert "待批准" in refused.content.decode()
    assert files_of(draft) == before


def test_the_form_speaks_english(draft: PolicyVersion) -> None:
    page = unescape(english(Browser(owner())).text(address(draft), clause="2.6"))
    for words in ("Edit the text of clause 2.6", "Our words in English", "The company's own text", "the words of the clause are still the old ones"):
        assert words in page
