"""A registration's life as steps that a page draws: what is done, what is due now, what comes, each in words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext as _

from qudao.customers.models import Extension, Registration, Visit
from qudao.kit.templatetags.qudao_format import instant, percent
from qudao.policies.load import Policy
from qudao.portal.state import State, first
from qudao.rules.period import day_of, in_force

Mark = Literal["past", "now", "future", "red"]


@dataclass(frozen=True, slots=True)
class Life:
    """What the partner knows of one of its registrations, as of now."""

    row: Registration
    state: State
    visits: tuple[Visit, ...]
    extensions: tuple[Extension, ...]
    policy: Policy
    now: datetime

    @property
    def visit(self) -> Visit | None:
        """The visit that counts."""
        return self.state.visit or first(self.visits)

    def day(self, at: datetime | None = None) -> date:
        """The day of an instant, else today, in the zone of the policy."""
        return day_of(at or self.now, self.policy.timezone)


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence and the article behind it."""

    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a first visit: done, or what it waits for."""

    name: str
    value: str
    is_done: bool = False
    is_yours: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the timeline."""

    mark: Mark
    title: str
    right: str = ""
    notes: tuple[Note, ...] = ()
    papers: tuple[Paper, ...] = ()
    shows_receipt: bool = False


def reported(life: Life, *notes: Note) -> Step:
    """The first step of every registration."""
    if life.state.code == "refused":
        return Step("red", _("报备无效"), instant(life.row.received_at), notes, shows_receipt=True)
    title = _("已预报备") if life.row.stage == Registration.Stage.PRE else _("已报备")
    return Step("past", title, instant(life.row.received_at), notes, shows_receipt=True)


def deal(life: Life) -> Step:
    """The last step: the contract, and what it would earn."""
    if life.state.code == "ruled":
        return Step("past", _("已签约"), "", (Note(_("判定书里有结果、条文和申诉期限")),))
    rate = in_force(life.policy.commission.rate, life.day())
    return Step("future", _("成交"), _("须在保护期内"), (Note(_("佣金按成交价的 %(rate)s 计") % {"rate": percent(rate.value.rate_bp)}, rate.clause),))
