"""The answers when Django itself gives up: problem JSON for machines, a plain page for people.

The pages are made without the request, whose body may be unreadable: Django's own handlers read it again for the form's token.
"""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from qudao.organization.answers import is_for_machine, problem


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: an address of another machine, or a request that cannot be read."""
    if isinstance(exception, DisallowedHost):
        code, detail = "host_unknown", _("本系统不在这个网址下。请用管理员给的网址；管理员可以在 QUDAO_HOSTS 里加上它。")
    else:
        code, detail = "request_malformed", _("浏览器送来的内容读不懂。请刷新页面后重试。")
    if is_for_machine(request):
        return problem(request, 400, code, detail)
    return HttpResponse(loader.render_to_string("400.html", {"detail": detail}), status=400)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address, or nothing there that the reader may see."""
    if is_for_machine(request):
        return problem(request, 404, "not_found", _("没有这个地址。"))
    return HttpResponse(loader.render_to_string("404.html"), status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: a defect of ours; nothing was saved. The log holds its kind and place."""
    if is_for_machine(request):
        return problem(request, 500, "defect", _("这次什么也没有保存。请重试；如果还是这样，请告诉管理员现在的时间。"))
    return HttpResponse(loader.render_to_string("500.html"), status=500)
