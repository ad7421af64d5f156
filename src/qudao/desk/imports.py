"""History: facts of the time before Qudao, handed in by the back office and approved by a second person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.desk.asking import found, page_of, signed_in
from qudao.imports.actions.discard_batch import discard_batch
from qudao.imports.actions.start_taking_in import start_taking_in
from qudao.imports.actions.upload_history import upload_history
from qudao.imports.models import Batch
from qudao.imports.reading import MOST_FILES
from qudao.imports.shown import show
from qudao.kit import clock


def imports(request: HttpRequest) -> HttpResponse:
    """All history files, newest first, and the form for the next ones."""
    user, problem = signed_in(request), ""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if 0 < len(files) <= MOST_FILES:
            batch = upload_history(files=files, by=user, at=clock.now())
            return HttpResponseRedirect(reverse("desk:import", args=[batch.public_id]))
        problem = _("请选 1 到 %(most)s 个文件：一个 .xlsx，或几个按表命名的 .csv。") % {"most": MOST_FILES}
    page = page_of(request, Batch.objects.visible_to(user).select_related("uploaded_by", "decided_by").order_by("-uploaded_at"))
    return render(request, "desk/imports/list.html", {"page": page, "problem": problem}, status=422 if problem else 200)


def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One batch: its problems, or its rows, who waits for whom, and what became of it."""
    user = signed_in(request)
    shown = show(found(Batch.objects.visible_to(user).select_related("uploaded_by", "decided_by"), public_id))
    return render(request, "desk/imports/one.html", {"shown": shown, "is_mine": shown.batch.uploaded_by_id == user.pk})


def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another person says yes."""
    user = signed_in(request)
    batch = start_taking_in(batch=found(Batch.objects.visible_to(user), public_id), by=user, at=clock.now())
    return HttpResponseRedirect(reverse("desk:import", args=[batch.public_id]))


def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody says no."""
    user = signed_in(request)
    discard_batch(batch=found(Batch.objects.visible_to(user), public_id), by=user, at=clock.now())
    messages.success(request, _("已作废，没有导入任何内容。"))
    return HttpResponseRedirect(reverse("desk:imports"))
