"""Machine keys of the partner: its administrator gives its own system a key, sees it once, and takes it away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.kit import clock
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.actions.revoke_machine_key import revoke_machine_key
from qudao.organization.models import MachineKey
from qudao.organization.shown_once import keep, take
from qudao.portal.customers import signed_in

SCOPES = ("registrations:read", "registrations:write")
LONGEST = 64


def keys(request: HttpRequest) -> HttpResponse:
    """The reader's keys, and the form for a new one."""
    user, typed, problem = signed_in(request), request.POST.get("name", "").strip(), ""
    if request.method == "POST":
        if typed and len(typed) <= LONGEST and typed.isprintable():
            row, secret = create_machine_key(user=user, name=typed, scopes=SCOPES, by=user, at=clock.now())
            keep(request, str(row.public_id), secret)
            return HttpResponseRedirect(reverse("portal:keys"), status=303)
        problem = _("请写明给哪个系统用，最多 %(longest)s 个字。") % {"longest": LONGEST}
    own = list(MachineKey.objects.filter(user=user).order_by("revoked_at", "-created_at"))
    shown = {
        "tab": "my",
        "keys": own,
        "secret": take(request, str(own[0].public_id)) if own and not problem else "",
        "typed": typed,
        "problem": problem,
    }
    return render(request, "portal/keys/list.html", shown, status=422 if problem else 200)


def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The key opens nothing from now on."""
    user = signed_in(request)
    key = get_object_or_404(MachineKey.objects.filter(user=user, revoked_at__isnull=True), public_id=public_id)
    revoke_machine_key(key=key, by=user, at=clock.now())
    messages.success(request, _("密钥 %(name)s 已停用。") % {"name": key.name})
    return HttpResponseRedirect(reverse("portal:keys"), status=303)
