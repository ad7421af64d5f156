"""Two small doors that do one thing each, so that doing it twice can be counted."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from qudao.kit import clock, ids
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.organization.permissions.row import SIGNED_IN, Row, api, row

ROWS: dict[str, Row] = {
    "page": row(GET=SIGNED_IN, POST=SIGNED_IN, scope="none"),
    "machine": row(POST=api("registrations:write"), DELETE=api("registrations:write"), scope="none"),
}


def page(request: HttpRequest) -> HttpResponse:
    """What a form does: an event, and an answer that would differ the second time."""
    _happen(request, request.POST.get("operation", "0"))
    wanted = request.POST.get("answer", "redirect")
    if wanted == "invalid":
        return HttpResponse("not like this", status=422)
    if wanted == "refused":
        raise Refused("visit_before_report", clause="2.1")
    if wanted == "defect":
        raise ZeroDivisionError
    if wanted == "page":
        return HttpResponse(f"done {ids.new_id()} 完成")
    return HttpResponseRedirect(f"/page?{ids.new_id()}")


@csrf_exempt
def machine(request: HttpRequest) -> HttpResponse:
    """What a program does."""
    sent = json.loads(request.body or b"{}")
    _happen(request, str(sent.get("operation", 0)))
    return JsonResponse({"id": str(ids.new_id())}, status=422 if sent.get("bad") else 201)


def _happen(request: HttpRequest, operation: str) -> None:
    assert isinstance(request.user, User)
    record("organization.thing_done", request.user, by=request.user, at=clock.now(), numbers={"operation": int(operation)})


urlpatterns = [
    path("page", page, name="page"),
    path("api/machine", machine, name="machine"),
    path("", include("qudao.organization.urls")),
]
