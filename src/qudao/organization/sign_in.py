"""Sign-in, sign-out, password and language. The security code is allauth's; here are our words, our pages and what is closed."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.forms import CheckboxInput, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, get_language, gettext_lazy
from django.utils.translation import gettext as _

from qudao.kit import clock
from qudao.organization.actions.choose_language import choose_language
from qudao.organization.actions.choose_password import choose_password
from qudao.organization.answers import problem, security
from qudao.organization.models import User
from qudao.organization.principal import principal_of


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up, no e-mail, our words; the same answer for a wrong password and an unknown account."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("用户名或密码不对。"),
        "email_password_mismatch": gettext_lazy("用户名或密码不对。"),
        "invalid_login": gettext_lazy("用户名或密码不对。"),
        "too_many_login_attempts": gettext_lazy("试的次数太多，请五分钟后再试。"),
        "enter_current_password": gettext_lazy("现在的密码不对。"),
        "incorrect_password": gettext_lazy("密码不对。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Only a changed password is worth a word."""
        if message_template and "password_changed" in message_template:
            messages.success(request, _("密码已修改。"))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Into the security log, without what was typed."""
        security.warning("sign-in failed")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the first page."""
        return reverse("home")


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"login": _("用户名或邮箱"), "password": _("密码"), "remember": _("在这台设备上保持登录")}
        for name, field in self.fields.items():
            dress(field, labels[name])
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].max_length = 254


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"oldpassword": _("现在的密码"), "password1": _("新密码"), "password2": _("再输一次新密码")}
        for name, field in self.fields.items():
            dress(field, labels[name])

    def clean(self) -> dict[str, Any]:
        """The new password is another one: somebody else may have seen the old."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            self.add_error("password1", _("新密码要和现在的密码不同。"))
        return cleaned


def dress(field: Any, label: str) -> None:
    """Our label and Tabler's classes on a field of allauth's."""
    field.label = label
    field.help_text = ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["class"] = "form-check-input" if isinstance(field.widget, CheckboxInput) else "form-control"


class Answers422:
    """An invalid form answers 422: nothing was done, and the form's one-time number stays unused."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """The form again, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        answer.status_code = 422
        return answer


class SignIn(Answers422, LoginView):  # type: ignore[misc]
    """The sign-in page."""

    form_class = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Let somebody in; who signs in for the first time keeps the language in which he read this page."""
        is_first, language = form.user.last_login is None, get_language() or ""
        answer: HttpResponse = super().form_valid(form)
        user = self.request.user
        if is_first and isinstance(user, User) and user.language != language and language in dict(settings.LANGUAGES):
            choose_language(user=user, language=language, by=user, at=clock.now())
        return answer


class ChangePassword(Answers422, PasswordChangeView):  # type: ignore[misc]
    """One's own password."""

    form_class = PasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An account without a password (a program's, or one just reset) has nothing to change."""
        if isinstance(request.user, User) and not request.user.has_usable_password():
            return problem(request, 409, "password_not_set", _("这个账号还没有密码。请联系您的管理员。"))
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is now the reader's own."""
        answer: HttpResponse = super().form_valid(form)
        user = self.request.user
        if isinstance(user, User):
            choose_password(user=user, by=user, at=clock.now())
        return answer


class SignOut(LogoutView):  # type: ignore[misc]
    """Sign-out, by POST."""


def home(request: HttpRequest) -> HttpResponse:
    """The first page of whoever asks: the portal's, the desk's, or sign-in."""
    user = request.user
    if not isinstance(user, User):
        return HttpResponseRedirect(reverse("account_login"))
    return HttpResponseRedirect("/p/" if user.is_of_partner else "/d/")


def inactive(request: HttpRequest) -> HttpResponse:
    """The account is switched off."""
    return render(request, "problem.html", {"title": _("账号已停用"), "detail": _("这个账号已停用。请联系您的管理员。")})


def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and remember it for whoever is signed in."""
    language = request.POST.get("language", "")
    back = request.POST.get("next") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    answer.status_code = 303
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax")
        user = principal_of(request).user
        if user is not None and user.language != language:
            choose_language(user=user, language=language, by=user, at=clock.now())
    return answer


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection against other sites has run out, or the browser sends no cookies."""
    return problem(request, 403, "form_expired", _("这个页面已过期，或浏览器没有带上 Cookie。请返回、刷新后再提交。"))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody tries too often."""
    return render(request, "429.html", status=429)
