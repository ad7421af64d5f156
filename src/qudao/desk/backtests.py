"""A draft tried on the past: start it, watch it, read who gains and who loses, take it away as a workbook."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.decide.backtest import Backtest as Found
from qudao.decide.backtest_tables import tables
from qudao.decide.write import write_tables
from qudao.desk.asking import language, signed_in, text
from qudao.desk.backtest_shown import Shown, step_name
from qudao.desk.policy_version import changes_of, one_of, show
from qudao.desk.workbook import TYPE
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.programmes.actions.record_backtest_seen import record_backtest_seen
from qudao.programmes.content import policy_of
from qudao.programmes.drafts import latest_approved
from qudao.programmes.models import PolicyVersion
from qudao.programmes.words import message
from qudao.replay.actions.start_backtest import start_backtest
from qudao.replay.backtest_result import effects_in, unpacked
from qudao.replay.models import Backtest, BacktestResult
from qudao.replay.queries import is_stale, is_worked_on, latest_backtest

RUNNING = (Backtest.State.WAITING, Backtest.State.RUNNING)


def backtest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The latest backtest of a version. Whoever reads a finished one that is not stale has seen it: an approval asks for that."""
    return page(request, one_of(request, public_id))


def page(request: HttpRequest, one: PolicyVersion, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The form, the progress or the result."""
    latest = latest_backtest(one)
    base = latest_approved(one.policy)
    context: dict[str, Any] = {
        "backtest": latest,
        "base": base,
        "is_running": latest is not None and latest.state in RUNNING and is_worked_on(latest),
        "is_stale": latest is not None and is_stale(latest),
        "can_start": one.status in (PolicyVersion.Status.DRAFT, PolicyVersion.Status.IN_REVIEW) and base is not None,
        "step": step_name(latest.step) if latest else "",
        "problem": problem,
    }
    if latest is not None and latest.state == Backtest.State.DONE:
        context["shown"] = shown_of(latest)
        context["changes"] = changes_of(one) if not context["is_stale"] else []
        if not context["is_stale"]:
            record_backtest_seen(
                version=one,
                content_hash=latest.content_hash,
                against_hash=latest.against_hash,
                summary=latest.summary,
                by=signed_in(request),
                at=clock.now(),
            )
    return show(request, one, "backtest", context, status=status)


def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have it tried, from a day on or from the first fact on."""
    one = one_of(request, public_id)
    said = text(request.POST, "since", 10)
    try:
        since = date.fromisoformat(said) if said else None
    except ValueError:
        return page(request, one, problem=_("“%(value)s”不是日期，应为 2024-01-01 这样。") % {"value": said}, status=422)
    try:
        start_backtest(version=one, since=since, by=signed_in(request), at=clock.now())
    except Refused as refused:
        return page(request, one, problem=message(refused), status=422)
    messages.success(request, _("已开始回测，可以离开本页。"))
    return HttpResponseRedirect(reverse("desk:version_backtest", args=[public_id]), status=303)


def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far it is; when it has ended, the page is asked to come anew."""
    latest = latest_backtest(one_of(request, public_id))
    if latest is None:
        raise Http404
    answer = render(request, "desk/policies/_backtest_progress.html", {"backtest": latest, "step": step_name(latest.step)})
    if latest.state not in RUNNING or not is_worked_on(latest):
        answer["HX-Refresh"] = "true"
    return answer


def export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every line of the latest finished backtest, the same tables as `qudao backtest` writes."""
    one = one_of(request, public_id)
    latest = one.backtests.filter(state=Backtest.State.DONE).select_related("against").order_by("-started_at", "-pk").first()
    if latest is None:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        (file,) = write_tables(tables(whole(latest), language()), Path(folder) / "backtest.xlsx")
        answer = HttpResponse(file.read_bytes(), content_type=TYPE)
    answer["Content-Disposition"] = f'attachment; filename="backtest-{latest.content_hash[:8]}.xlsx"'
    return answer


def shown_of(latest: Backtest) -> Shown:
    """What the page needs of the stored result; the many lines of the other tables stay where they are."""
    content = bytes(BacktestResult.objects.defer("lines").get(backtest=latest).content)
    return Shown(unpacked(content, b"", policy_of(latest.against), policy_of(latest.version)), effects_in(content), language())


def whole(latest: Backtest) -> Found:
    """Every line of the stored result, ready to be said in any language."""
    return unpacked(bytes(latest.result.content), bytes(latest.result.lines), policy_of(latest.against), policy_of(latest.version))
