"""What somebody is typing into the report form: read leniently for the preview, strictly for sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from qudao.customers.report import BadReport, Report, parse_chat_line, read_report
from qudao.programmes.models import Project

LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """The form's fields as typed."""

    mode: str = "paste"
    line: str = ""
    project: str = ""
    customer_name: str = ""
    phone: str = ""
    company: str = ""
    is_corporate: bool = False
    is_remote: bool = False
    is_bulk: bool = False
    planned_visit_on: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What the draft says so far."""

    draft: Draft
    project: Project | None = None
    customer_name: str = ""
    phone: str = ""
    identity_no: str = ""
    company: str = ""
    is_remote: bool = False
    planned_visit_on: str = ""
    is_remote_told: bool = False
    """Whether the pasted line itself says where the customer is from."""
    choices: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    report: Report | None = None

    @property
    def recognised(self) -> int:
        """How many of the three things that a report needs were read."""
        return sum(bool(value) for value in (self.project, self.customer_name, self.phone or self.identity_no or self.company))


def read_draft(sent: Mapping[str, str]) -> Draft:
    """The draft of a sent form; fields it does not know are ignored."""
    return Draft(
        mode="fields" if sent.get("mode") == "fields" else "paste",
        line=sent.get("line", "")[:LONGEST_LINE],
        project=_project(sent)[:36],
        customer_name=sent.get("customer_name", "")[:200],
        phone=sent.get("phone", "")[:200],
        company=sent.get("company", "")[:400],
        is_corporate=sent.get("corporate") == "1",
        is_remote=sent.get("local") == "0",
        is_bulk=sent.get("bulk") == "1",
        planned_visit_on=sent.get("planned_visit_on", "")[:32],
    )


def _project(sent: Mapping[str, str]) -> str:
    """The project picked: beside the pasted line where the line names none, else in its own field."""
    picked = sent.get("project", "")
    return picked if sent.get("mode") == "fields" else sent.get("line_project") or picked


def read(draft: Draft, projects: Sequence[Project]) -> Read:
    """What the draft says, without judging it."""
    by_id = {str(project.public_id): project for project in projects}
    picked = by_id.get(draft.project)
    if draft.mode == "fields":
        company = draft.company if draft.is_corporate else ""
        return Read(draft, picked, draft.customer_name, draft.phone, "", company, draft.is_remote, draft.planned_visit_on)
    chat = parse_chat_line(draft.line, [project.name for project in projects])
    project = next((one for one in projects if one.name == chat.project), picked)
    return Read(
        draft,
        project,
        chat.customer_name,
        chat.phone,
        chat.identity_no,
        chat.company or (draft.company if draft.is_corporate else ""),
        draft.is_remote if chat.local is None else not chat.local,
        chat.planned_visit_on.isoformat() if chat.planned_visit_on else draft.planned_visit_on,
        is_remote_told=chat.local is not None,
        choices=() if project else chat.projects,
        unread=chat.unread if draft.line.strip() else (),
    )


def judged(found: Read, *, today: date, needs_day: bool) -> Read:
    """The same with the report in good form, or with a message for each field that keeps it from being sent."""
    problems: dict[str, str] = {}
    if found.project is None:
        problems["project"] = _not_placed(found)
    if needs_day and not found.planned_visit_on:
        problems["planned_visit_on"] = _("请选择计划到访日，预报备按这一天判定是否及时。")
    told: dict[str, object] = {
        "customer_name": found.customer_name,
        "phone": found.phone,
        "identity_no": found.identity_no,
        "company": found.company,
        "corporate": found.draft.is_corporate or bool(found.company),
        "local": not found.is_remote,
        "bulk_proposed": found.draft.is_bulk,
        "declared": True,
        "planned_visit_on": found.planned_visit_on if needs_day else "",
    }
    report = None
    try:
        report = read_report(told, today=today)
    except BadReport as bad:
        problems = {**bad.by_field, **problems}
    if not (found.phone or found.identity_no or found.company):
        problems.setdefault("phone", _("请填写客户电话，写全 11 位。"))
    return replace(found, problems=problems, report=None if problems else report)


def _not_placed(found: Read) -> str:
    if found.choices:
        return _("这一行可能指：%(names)s。请选一个项目。") % {"names": _("、").join(found.choices)}
    return _("请选择项目。")


def as_fields(found: Read) -> Draft:
    """The draft for going on field by field, with everything that was read from the line."""
    return replace(
        found.draft,
        mode="fields",
        project=str(found.project.public_id) if found.project else "",
        customer_name=found.customer_name,
        phone=found.phone,
        company=found.company,
        is_corporate=found.draft.is_corporate or bool(found.company),
        is_remote=found.is_remote,
        planned_visit_on=found.planned_visit_on,
    )
