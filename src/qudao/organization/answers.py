"""Answers that say no: a page for people, problem JSON (RFC 9457) for machines, the same code and words in both."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qudao.kit.refused import Refused
from qudao.organization.principal import principal_of

security = logging.getLogger("qudao.security")
"""Refused attempts: who, which route, why. Never a value that somebody typed."""


def is_for_machine(request: HttpRequest) -> bool:
    """Whether a program asks."""
    return request.path_info.startswith("/api/")


def title(status: int) -> str:
    """The short title of a status, in the reader's language."""
    return {
        400: _("请求不完整"),
        401: _("请先登录"),
        403: _("没有这项权限"),
        404: _("没有找到"),
        405: _("这个地址不接受这种请求"),
        409: _("现在不能这样做"),
        413: _("内容太大"),
        415: _("内容的格式不对"),
        422: _("内容有误"),
        429: _("请求太频繁"),
        500: _("系统出错了"),
        503: _("请稍后再试"),
    }.get(status, _("现在不能这样做"))


def problem(request: HttpRequest, status: int, code: str, detail: str, **more: object) -> HttpResponse:
    """The answer `status` with a code and one sentence: problem JSON to machines (with `more`), a page to people."""
    level = logging.WARNING if status in (401, 403) else logging.INFO
    security.log(level, "%s %s %s by %s", status, code, _route(request), principal_of(request).name)
    if is_for_machine(request):
        content = {"type": f"urn:qudao:{code}", "title": title(status), "status": status, "code": code, "detail": detail, **more}
        return JsonResponse(content, status=status, content_type="application/problem+json")
    return render(request, "problem.html", {"title": title(status), "detail": detail, "status": status}, status=status)


def refused(request: HttpRequest, error: Refused, detail: str) -> HttpResponse:
    """The answer to an act refused: 409 with code, clause, numbers and the field it is about."""
    numbers = {name: value if isinstance(value, int | str) else value.isoformat() for name, value in error.numbers.items()}
    return problem(request, 409, error.code, detail, clause=error.clause, where=error.where, numbers=numbers)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: whether it was done is unknown; the same key sent again finds out."""
    answer = problem(request, 503, "try_again", _("系统一时忙不过来，请稍后重试，不会重复。"))
    answer["Retry-After"] = "2"
    return answer


def _route(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else "-"
