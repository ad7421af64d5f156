"""Machine keys of the company's own systems: an administrator gives one to act as a colleague, within what that colleague may do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.desk.asking import signed_in
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.actions.revoke_machine_key import revoke_machine_key
from qudao.organization.models import PARTNER_ROLES, MachineKey, User
from qudao.organization.permissions.scopes import SCOPES
from qudao.organization.shown_once import keep, take

LONGEST = 64


def keys(request: HttpRequest) -> HttpResponse:
    """All keys, partners' too, and the form for a new one of our own."""
    user, problem = signed_in(request), ""
    if request.method == "POST":
        try:
            row, secret = _made(request, user)
        except Refused as refused:
            problem = _words(refused)
        else:
            keep(request, str(row.public_id), secret)
            return HttpResponseRedirect(reverse("desk:keys"), status=303)
    rows = list(MachineKey.objects.select_related("user").order_by("revoked_at", "-created_at")[:500])
    secret = next((found for row in rows if (found := take(request, str(row.public_id)))), "") if not problem else ""
    people = User.objects.filter(is_active=True).exclude(role__in=PARTNER_ROLES).order_by("name")
    shown = {"keys": rows, "secret": secret, "people": people, "scopes": sorted(SCOPES), "typed": request.POST, "problem": problem}
    return render(request, "desk/keys/list.html", shown, status=422 if problem else 200)


def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The key opens nothing from now on, whoever's it is."""
    key = get_object_or_404(MachineKey.objects.filter(revoked_at__isnull=True), public_id=public_id)
    revoke_machine_key(key=key, by=signed_in(request), at=clock.now())
    messages.success(request, _("密钥 %(name)s 已停用。") % {"name": key.name})
    return HttpResponseRedirect(reverse("desk:keys"), status=303)


def _made(request: HttpRequest, by: User) -> tuple[MachineKey, str]:
    name = request.POST.get("name", "").strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Refused("key_name_missing", where="name")
    holder = User.objects.filter(username=request.POST.get("user", ""), is_active=True).exclude(role__in=PARTNER_ROLES).first()
    if holder is None:
        raise Refused("key_without_holder", where="user")
    scopes = [scope for scope in request.POST.getlist("scopes") if scope in SCOPES]
    return create_machine_key(user=holder, name=name, scopes=scopes, by=by, at=clock.now())


def _words(refused: Refused) -> str:
    return {
        "key_name_missing": _("请写明给哪个系统用，最多 %(longest)s 个字。") % {"longest": LONGEST},
        "key_without_holder": _("请选择这个密钥代表哪位同事。"),
        "scope_missing": _("请至少选一项权限。"),
        "scope_not_for_role": _("这位同事自己没有这项权限，密钥也不能有。"),
    }[refused.code]
