"""Every error of this door as problem JSON (RFC 9457) with a code, and the clause where there is one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from qudao.api.reading import Twice
from qudao.customers.report import BadReport
from qudao.organization.answers import problem


def not_found(request: HttpRequest) -> HttpResponse:
    """The one answer to an object that is missing or somebody else's."""
    return problem(request, 404, "not_found", _("没有这个对象，或者您看不到它。"))


def answer_errors(api: NinjaAPI) -> None:
    """Teach the API how each error is told."""
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(BadReport, _bad_report)
    api.add_exception_handler(Http404, lambda request, _error: not_found(request))
    api.add_exception_handler(HttpError, _http)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """What is not of the form: where, and what was expected; what was sent is not repeated."""
    errors = [
        {"where": ".".join(str(step) for step in found["loc"] if step not in ("body", "payload")), "expected": found["msg"]} for found in error.errors
    ]
    return problem(request, 422, "malformed", _("请求的内容不符合约定，见 errors。"), errors=errors)


def _bad_report(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"where": found.field, "expected": found.message} for found in error.problems]
    return problem(request, 422, "malformed", _("请求的内容不符合约定，见 errors。"), errors=errors)


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, Twice):
        errors = [{"where": error.__cause__.field, "expected": _("每个字段只写一次")}]
        return problem(request, 422, "malformed", _("请求的内容不符合约定，见 errors。"), errors=errors)
    return problem(request, 400, "unreadable", _("请求的内容不是有效的 JSON。"))


def _place(steps: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in steps if step not in ("body", "payload"))
