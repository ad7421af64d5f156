"""The door keeper: who asks, and whether the permission table lets him. Deny by default."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qudao.kit.refused import Refused
from qudao.organization.answers import is_for_machine, problem, refused, unavailable
from qudao.organization.models import User
from qudao.organization.permissions import TABLE
from qudao.organization.principal import NOBODY, Principal, of_machine, of_user
from qudao.organization.sentences import sentence_of

WITH_ONE_TIME_PASSWORD = frozenset(
    {"account_change_password", "account_login", "account_logout", "account_inactive", "set_language", "verify", "healthz"}
)
"""Routes that are open before one's own password is chosen."""

NextAnswer = Callable[[HttpRequest], HttpResponse]


class AccessMiddleware:
    """Sets `request.principal` and lets a request through to its view only where the table says so."""

    def __init__(self, get_response: NextAnswer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = find(request)
        request.resolver_match = match
        try:
            request.principal = NOBODY if match and match.view_name == "healthz" else identify(request)  # type: ignore[attr-defined]
        except (OperationalError, InterfaceError):
            return unavailable(request)
        if "\x00" in request.path_info or any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return problem(request, 400, "nul_character", _("地址里有不能显示的字符。"))
        if request.content_type == "application/x-www-form-urlencoded" and (request.encoding or "utf-8").lower() != "utf-8":
            return problem(request, 400, "body_malformed", _("表单内容读不懂，请刷新页面后重试。"))  # Django would fail on its own refusal
        denied = self._deny(request, match) if match else self._unknown(request)
        return denied or self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An act refused becomes its sentence."""
        return refused(request, error, sentence_of(error)) if isinstance(error, Refused) else None

    def _deny(self, request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
        row = TABLE.get(match.view_name)
        if row is None:
            return problem(request, 404, "no_permission_row", _("没有这个页面，或者您看不到它。"))
        allowed = row.allowed(request.method or "")
        if allowed is None:
            answer = problem(request, 405, "method_not_allowed", _("这个地址不接受这种请求。"))
            answer["Allow"] = ", ".join(row.methods)
            return answer
        principal: Principal = request.principal  # type: ignore[attr-defined]
        if principal.roles & allowed:
            return self._own_password_first(request, match, principal)
        if principal.is_anonymous:
            return self._ask_to_sign_in(request)
        return problem(request, 403, "role_not_allowed", _("您的角色不能做这件事。"))

    def _own_password_first(self, request: HttpRequest, match: ResolverMatch, principal: Principal) -> HttpResponse | None:
        """Whoever signed in with a one-time password chooses his own before anything else. Programs sign in with keys."""
        user = principal.user
        if user is None or not user.password_is_one_time or is_for_machine(request) or match.view_name in WITH_ONE_TIME_PASSWORD:
            return None
        return _sent_to(request, reverse("account_change_password"), 403, "password_one_time", _("请先换成自己的密码。"))

    def _unknown(self, request: HttpRequest) -> HttpResponse | None:
        if is_for_machine(request):
            return problem(request, 404, "not_found", _("没有这个地址。"))
        return None

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        if is_for_machine(request):
            answer = problem(request, 401, "key_missing", _("需要有效的接口密钥：Authorization: Bearer qudao_…"))
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        address = reverse("account_login") + ("?" + urlencode({"next": back}) if back not in ("", "/") else "")
        return _sent_to(request, address, 401, "signed_out", _("登录已过期，请重新登录。"))


def _sent_to(request: HttpRequest, address: str, status: int, code: str, detail: str) -> HttpResponse:
    """Send a reader to another page; a script that asked for a fragment is told in its own way."""
    if request.headers.get("HX-Request"):
        fragment = problem(request, status, code, detail)
        fragment["HX-Redirect"] = address
        return fragment
    answer = HttpResponseRedirect(address)
    answer.status_code = 303 if request.method not in ("GET", "HEAD") else 302
    return answer


def find(request: HttpRequest) -> ResolverMatch | None:
    """The route that the request will take."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def identify(request: HttpRequest) -> Principal:
    """Who asks. Machines show a key and no cookie counts; people have a session. Sets the language a person chose."""
    if is_for_machine(request):
        principal = of_machine(request.headers.get("Authorization", ""))
        request.user = principal.user or AnonymousUser()
        return principal
    user = request.user
    if not isinstance(user, User):
        return NOBODY
    translation.activate(user.language)
    return of_user(user)


def may(principal: Principal, route: str, method: str = "GET") -> bool:
    """Whether the table lets him use a route: menus show only what opens."""
    row = TABLE.get(route)
    allowed = row.allowed(method) if row else None
    return bool(allowed and principal.roles & allowed)
