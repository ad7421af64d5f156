"""Report a customer: pasted or typed, answered by a receipt, once."""

from datetime import date

import pytest

from qudao.customers.models import Registration
from qudao.organization.models import Role
from tests.support.portal import Portal, on, portal, text
from tests.support.town import at, partner, project, user

pytestmark = pytest.mark.django_db
LINE = "滨河苑+周敏+13812345678"


@pytest.fixture
def agent() -> Portal:
    project()
    return portal(user("agent", of=partner()))


def registered() -> Registration:
    return Registration.objects.get()


def test_a_pasted_line_becomes_a_registration_and_its_receipt(agent: Portal) -> None:
    with on("2025-03-09 13:04:37"):
        answer = agent.post("portal:report", mode="paste", line=LINE)
        row = registered()
        assert answer.status_code == 303
        assert answer["Location"] == f"/p/customers/{row.public_id}/receipt/"
        receipt = text(agent.client.get(answer["Location"]))
    assert (row.customer_name, row.phone, row.project.name, row.received_at, row.origin) == (
        "周敏",
        "13812345678",
        "滨河苑",
        at("2025-03-09 13:04:37"),
        "portal",
    )
    assert "已收到周敏的报备" in receipt
    assert "2025-03-09 13:04:37" in receipt
    assert row.number in receipt
    assert "03-09 14:05" in receipt
    assert "03-16 24:00" in receipt


def test_fields_say_the_same_as_a_line(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        answer = agent.post("portal:report", mode="fields", project=str(project().public_id), customer_name="周敏", phone="138 1234 5678", local="0")
    assert answer.status_code == 303
    assert (registered().phone, registered().local) == ("13812345678", False)


@pytest.mark.parametrize(("second", "promised"), [("13:03:59", "03-09 14:04"), ("13:04:00", "03-09 14:04"), ("13:04:01", "03-09 14:05")])
def test_the_earliest_visit_is_promised_to_the_next_whole_minute(agent: Portal, second: str, promised: str) -> None:
    with on(f"2025-03-09 {second}"):
        receipt = text(agent.client.get(agent.post("portal:report", line=LINE)["Location"]))
    assert promised in receipt


def test_a_remote_customer_may_come_from_the_next_day_on(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        shown = text(agent.post("portal:preview", line=LINE + "+异地"))
        receipt = text(agent.client.get(agent.post("portal:report", line=LINE + "+异地")["Location"]))
    assert "明天 00:00" in shown
    assert "03-10 00:00" in receipt


def test_the_form_sent_twice_registers_once_and_answers_the_same_bytes(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        first = agent.post("portal:report", key="report-1234567", line=LINE)
        second = agent.post("portal:report", key="report-1234567", line=LINE)
    assert Registration.objects.count() == 1
    assert (first.status_code, first["Location"], first.content) == (second.status_code, second["Location"], second.content)


def test_looking_at_what_was_read_uses_up_no_number_and_registers_nobody(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        for line in ("滨", "滨河苑 周敏", LINE):
            assert agent.post("portal:preview", key="report-1234567", line=line).status_code == 200
        assert Registration.objects.count() == 0
        assert agent.post("portal:report", key="report-1234567", line=LINE).status_code == 303


def test_what_was_read_is_listed_with_a_pencil_each(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        shown = text(agent.client.post("/p/report/preview/", {"idempotency_key": "report-1234567", "line": LINE}, headers={"HX-Request": "true"}))
    assert "已认出 3 项" in shown
    assert "138 1234 5678" in shown
    assert shown.count('name="edit"') == 3
    assert "<html" not in shown


def test_the_pencil_works_without_a_script(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        page = text(agent.post("portal:preview", line=LINE, edit="phone"))
    assert 'id="mode-fields" checked' in page
    assert 'name="customer_name" value="周敏"' in page
    assert 'name="phone" value="13812345678"' in page


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"line": "周敏 13812345678"}, "请选择项目"),
        ({"line": "滨河苑 13812345678"}, "请填写客户姓名"),
        ({"line": "滨河苑 周敏"}, "请填写客户电话"),
        ({"mode": "fields", "customer_name": "周敏", "phone": "1381234567", "project": "?"}, "11 位手机号"),
        ({"mode": "fields", "customer_name": "", "phone": "13812345678", "project": "?"}, "请填写客户姓名"),
    ],
)
def test_after_an_error_the_text_stays_and_the_message_stands_beside_the_field(agent: Portal, fields: dict[str, str], message: str) -> None:
    if fields.get("project"):
        fields = fields | {"project": str(project().public_id)}
    with on("2025-03-09 13:04"):
        answer = agent.post("portal:report", key="report-1234567", **fields)
    assert answer.status_code == 422
    assert message in text(answer)
    for typed in ("line", "customer_name", "phone"):
        assert fields.get(typed, "") in text(answer)
    assert Registration.objects.count() == 0


def test_a_line_that_could_mean_two_projects_asks_which(agent: Portal) -> None:
    project("云岭花园一期"), project("云岭花园二期")
    with on("2025-03-09 13:04"):
        answer = agent.post("portal:report", line="云岭花园+周敏+13812345678")
        chosen = agent.post("portal:report", line="云岭花园+周敏+13812345678", line_project=str(project("云岭花园二期").public_id))
    assert "云岭花园一期、云岭花园二期" in text(answer)
    assert chosen.status_code == 303
    assert registered().project.name == "云岭花园二期"


def test_a_closed_project_is_no_choice(agent: Portal) -> None:
    closed = project()
    closed.closed_at = at("2025-03-01 00:00")
    closed.save()
    with on("2025-03-09 13:04"):
        assert "现在没有接受报备的项目" in text(agent.get("portal:report"))
        assert agent.post("portal:report", line=LINE).status_code == 422


@pytest.mark.rulebook("CU-06")
def test_a_corporate_purchase_without_a_company_is_refused_with_its_clause(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        answer = agent.post(
            "portal:report", mode="fields", project=str(project().public_id), customer_name="周敏", phone="13812345678", corporate="1"
        )
        receipt = text(agent.client.get(answer["Location"]))
    assert registered().status == "refused"
    assert "周敏的报备无效" in receipt
    assert "第 2.2 条" in receipt
    assert "补上购买公司" in receipt


def test_a_line_that_names_a_company_reports_a_corporate_purchase(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        answer = agent.post("portal:report", line="滨河苑+周敏+杭州云岭科技有限公司")
        assert answer.status_code == 303
        page = text(agent.client.get(answer["Location"]))
    row = registered()
    assert (row.corporate, row.company, row.status) == (True, "杭州云岭科技有限公司", "registered")
    assert "单位购房" in page


def test_a_company_typed_and_then_unticked_is_not_reported(agent: Portal) -> None:
    with on("2025-03-09 13:04"):
        agent.post("portal:report", mode="fields", project=str(project().public_id), customer_name="周敏", phone="13812345678", company="云岭科技")
    assert (registered().corporate, registered().company) == (False, "")


@pytest.mark.rulebook("CU-09")
@pytest.mark.parametrize(("planned", "status"), [("2025-03-19", "refused"), ("2025-03-20", "pre_registered"), ("2025-03-21", "pre_registered")])
def test_a_pre_registration_is_due_the_day_before_the_planned_visit(planned: str, status: str) -> None:
    project("东湖里", pack="property-intercompany", opens_on=date(2025, 3, 15))
    agent = portal(user("agent", of=partner()))
    with on("2025-03-19 23:59:59"):
        answer = agent.post("portal:report", line="东湖里+周敏+13812345678", planned_visit_on=planned)
        assert answer.status_code == 303
        assert agent.client.get(answer["Location"]).status_code == 200
    assert registered().status == status


def test_a_pre_registration_asks_for_the_planned_day(agent: Portal) -> None:
    project("东湖里", pack="property-intercompany")
    with on("2025-03-19 12:00"):
        page = text(agent.post("portal:preview", line="东湖里+周敏+13812345678"))
        answer = agent.post("portal:report", line="东湖里+周敏+13812345678")
    assert 'name="planned_visit_on" value="2025-03-20"' in page
    assert answer.status_code == 422
    assert "请选择计划到访日" in text(answer)


def test_whoever_is_no_designated_filer_is_told_before_sending() -> None:
    project("东湖里", pack="property-intercompany")
    user("王倩", of=partner(), is_filer=True)
    with on("2025-03-19 12:00"):
        page = text(portal(user("agent", of=partner())).post("portal:preview", line="东湖里+周敏+13812345678"))
        own = text(portal(user("王倩")).post("portal:preview", line="东湖里+周敏+13812345678"))
    assert "贵司的指定备案人是 王倩" in page
    assert "贵司的指定备案人是" not in own


def test_a_rival_reporting_the_same_customer_gets_the_same_answer_as_for_a_new_one(agent: Portal) -> None:
    rival = portal(user("rival", Role.PARTNER_ADMINISTRATOR, of=partner("睿源地产")))
    with on("2025-03-09 13:04"):
        agent.post("portal:report", line=LINE)
        held = rival.client.get(rival.post("portal:report", line=LINE)["Location"])
        free = rival.client.get(rival.post("portal:report", line="滨河苑+周敏+13812345679")["Location"])
    rows = {row.phone: row for row in Registration.objects.filter(partner__name="睿源地产")}
    taken, new = rows["13812345678"], rows["13812345679"]

    def plain(answer: object, row: Registration) -> str:
        page = text(answer).replace(row.number, "").replace(str(row.public_id), "").replace(row.phone_shown, "")  # type: ignore[arg-type]
        return page[: page.index("<svg")] + page[page.index("</svg>") :]

    assert plain(held, taken) == plain(free, new)
