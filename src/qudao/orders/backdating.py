"""How far back a stage can be booked by hand."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from qudao.kit.refused import Refused
from qudao.programmes.in_force import in_force
from qudao.programmes.models import Project
from qudao.rules.period import day_of
from qudao.rules.period import in_force as term_in_force


def too_old(project: Project, instants: Mapping[str, datetime | None], *, at: datetime) -> Iterator[Refused]:
    """The stages older than the policy lets anybody book alone; they come in as history, which a second person approves.

    The bound is our own number (`booking` in the pack's disputes.yaml), counted in calendar days back from the booking: whoever writes
    a stage into the past moves the instant at which claims are tested, when the days for disputes (clause 3.1 of 分销商客户管理制度) are over.
    """
    policy = in_force(project.programme, at=at).policy
    if not policy.disputes.booking:
        return
    today = day_of(at, policy.timezone)
    bound = term_in_force(policy.disputes.booking, today).value.latest_days
    for name, instant in instants.items():
        if instant is not None and (today - day_of(instant, policy.timezone)).days > bound:
            yield Refused("stage_too_old", numbers={"stage": name, "at": instant, "days": bound}, where=name)
