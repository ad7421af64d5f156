"""What a partner sees of a registration: its state, the next deadline and what happens then. From the row, its own visits and its own letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from qudao.customers.chains import waits_for
from qudao.customers.models import Registration, Visit
from qudao.programmes.content import policy_of

ZONE = ZoneInfo(settings.TIME_ZONE)
Code = Literal["refused", "lapsed", "ruled", "pre", "waiting", "papers", "broken", "checking", "reported", "visited", "extended"]

DOTS = {"refused": "red", "papers": "red", "broken": "red", "reported": "blue", "visited": "blue", "extended": "blue", "ruled": "green"}
"""The dot's colour; grey where none is named."""


@dataclass(frozen=True, slots=True)
class State:
    """A registration as of an instant."""

    code: Code
    due: datetime | None = None
    visit: Visit | None = None

    @property
    def dot(self) -> str:
        """The colour of the status dot."""
        return DOTS.get(self.code, "")

    @property
    def label(self) -> str:
        """The status in the reader's words."""
        return labels()[self.code]

    @property
    def consequence(self) -> str:
        """What happens when the deadline is reached."""
        return consequences().get(self.code, "")


def state_of(registration: Registration, visits: Sequence[Visit], *, has_letter: bool, now: datetime) -> State:
    """The state as of `now`: a window past its end protects nothing, whether or not any job has run (CU-19)."""
    status = registration.status_at(now)
    if has_letter:
        return State("ruled")
    if status == Registration.Status.REFUSED:
        return State("refused")
    if status == Registration.Status.LAPSED:
        return State("lapsed")
    if status == Registration.Status.PRE_REGISTERED:
        return _of_pre_registered(registration, now)
    if status == Registration.Status.VISITED:
        return State("visited", registration.protected_until, first(visits))
    if status == Registration.Status.EXTENDED:
        return State("extended", registration.protected_until, first(visits))
    if policy_of(registration.policy).scheme == "intercompany":
        return State("reported", registration.protected_until)
    return _before_protection_of_the_visit(registration, visits, now)


def _of_pre_registered(registration: Registration, now: datetime) -> State:
    planned = registration.planned_visit_on
    due = end_of(planned) if planned else None
    return State("lapsed") if due and due <= now else State("pre", due)


def _before_protection_of_the_visit(registration: Registration, visits: Sequence[Visit], now: datetime) -> State:
    """The visit's papers are under way: what they wait for decides what is due."""
    policy, until = policy_of(registration.policy), registration.protected_until
    waiting = [(visit, waits_for(visit, policy, at=now)) for visit in visits]
    for visit, step in waiting:
        if step == "message_at":
            tonight = end_of(visit.at.astimezone(ZONE).date())
            return State("papers", min(tonight, until or tonight), visit)
    for visit, step in waiting:
        if step in ("desk_at", "office_passed_at", "leader_signed_at", "entered_at"):
            return State("checking", until, visit)
    return State("broken", until, waiting[0][0]) if waiting else State("waiting", until)


def first(visits: Sequence[Visit]) -> Visit | None:
    """The first visit, which is the one that counts."""
    return min(visits, key=lambda visit: (visit.at, visit.pk), default=None)


def end_of(day: date) -> datetime:
    """24:00 of a day."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=ZONE)


def labels() -> dict[str, str]:
    """The word of every state."""
    return {
        "refused": _("报备无效"),
        "lapsed": _("保护已结束"),
        "ruled": _("已判定"),
        "pre": _("已预报备"),
        "waiting": _("待到访"),
        "papers": _("到访资料不全"),
        "broken": _("到访资料不全"),
        "checking": _("到访资料审核中"),
        "reported": _("已正式报备"),
        "visited": _("已到访"),
        "extended": _("已延期"),
    }


def consequences() -> dict[str, str]:
    """What happens at zero in every state that has a deadline."""
    return {
        "pre": _("到点未到场，须重新预报备"),
        "waiting": _("到点未到访，保护结束"),
        "papers": _("到点未补，不转到访保护"),
        "broken": _("到点未再到访，保护结束"),
        "checking": _("到点未办完，保护结束"),
        "reported": _("到点未签约，保护结束"),
        "visited": _("到点未认购，保护结束"),
        "extended": _("到点未认购，保护结束"),
    }
