"""Report many customers at once: hand in a file, look at what was read, say yes, get a receipt for each row."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.imports.actions.discard_batch import discard_batch
from qudao.imports.actions.start_taking_in import start_taking_in
from qudao.imports.actions.upload_reports import upload_reports
from qudao.imports.models import Batch
from qudao.imports.shown import show
from qudao.kit import clock
from qudao.portal.customers import signed_in
from qudao.portal.report import person_of

HEADINGS = ("项目", "客户姓名", "电话", "证件号码", "公司", "企业购房", "客户城市", "本地", "已声明", "计划到访日期")


def imports(request: HttpRequest) -> HttpResponse:
    """The files handed in by the reader, newest first, and the form for the next one."""
    person = person_of(request)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is not None:
            batch = upload_reports(file=file, partner=person.partner, by=person.user, at=clock.now())
            return HttpResponseRedirect(reverse("portal:import", args=[batch.public_id]))
        problem = _("请选一个 .xlsx 或 .csv 文件。")
    batches = Batch.objects.visible_to(person.user).order_by("-uploaded_at")[:20]
    return render(request, "portal/imports/list.html", {"batches": batches, "problem": problem, "tab": "list"}, status=422 if problem else 200)


def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One file: its problems, or its rows to look at, or what became of each row."""
    return render(request, "portal/imports/one.html", {"shown": show(_batch(request, public_id)), "tab": "list"})


def take_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Yes: report every row; the server's time is when the worker takes it in."""
    batch = start_taking_in(batch=_batch(request, public_id), by=signed_in(request), at=clock.now())
    return HttpResponseRedirect(reverse("portal:import", args=[batch.public_id]))


def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """No: drop the rows."""
    discard_batch(batch=_batch(request, public_id), by=signed_in(request), at=clock.now())
    messages.success(request, _("文件已作废，没有报备任何客户。"))
    return HttpResponseRedirect(reverse("portal:imports"))


def template(request: HttpRequest) -> HttpResponse:
    """An empty table with the headings that are read."""
    answer = HttpResponse("\ufeff" + ",".join(HEADINGS) + "\r\n", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="registrations.csv"'
    return answer


def _batch(request: HttpRequest, public_id: UUID) -> Batch:
    batch = Batch.objects.visible_to(signed_in(request)).filter(public_id=public_id).first()
    if batch is None:
        raise Http404
    return batch
