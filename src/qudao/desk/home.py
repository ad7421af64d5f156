"""Where the desk's people begin: the first page that is theirs."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from qudao.organization.access import may
from qudao.organization.models import Role
from qudao.organization.principal import principal_of

FIRST: dict[str, str] = {
    Role.FRONT_DESK: "desk:front_desk",
    Role.SITE_BACK_OFFICE: "desk:chain",
    Role.SITE_LEADER: "desk:chain",
    Role.CONSULTANT: "desk:chain",
    Role.CHANNEL_MANAGER: "desk:extensions",
    Role.FINANCE: "desk:months",
    Role.RULE_OWNER: "desk:policies",
    Role.AUDITOR: "desk:audit",
    Role.ADMINISTRATOR: "desk:months",
}


def home(request: HttpRequest) -> HttpResponse:
    """To the page where the reader's work is; who has none here is told so."""
    principal = principal_of(request)
    route = FIRST.get(principal.user.role if principal.user else "")
    if route and may(principal, route):
        return HttpResponseRedirect(reverse(route))
    return render(request, "desk/home.html")
