"""What the partner is told about its own registrations."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.customers.actions.read_notice import read_notice
from qudao.customers.models import Notice
from qudao.kit import clock
from qudao.kit.templatetags.qudao_format import until
from qudao.portal.customers import signed_in

MOST = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words."""

    notice: Notice
    title: str
    text: str


def notices(request: HttpRequest) -> HttpResponse:
    """The latest notices, unread ones marked."""
    found = Notice.objects.visible_to(signed_in(request)).select_related("registration__project").order_by("-at", "-pk")[:MOST]
    told = [told_of(notice) for notice in found]
    unread = sum(one.notice.read_at is None for one in told)
    return render(request, "portal/notices/list.html", {"told": told, "unread": unread, "now": clock.now()})


def open_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(signed_in(request)).select_related("registration"), public_id=public_id)
    read_notice(notice=notice, by=signed_in(request), at=clock.now())
    letter = notice.registration.letters.order_by("-issued_at", "-pk").first() if notice.kind == Notice.Kind.RULING else None
    address = reverse("portal:letter", args=[letter.public_id]) if letter else reverse("portal:registration", args=[notice.registration.public_id])
    return HttpResponseRedirect(address, status=303)


def told_of(notice: Notice) -> Told:
    """The words of a notice; of its registration only what is the partner's own."""
    row = notice.registration
    names = {"name": row.customer_name, "project": row.project.name, "end": until(row.protected_until)}
    if notice.kind == Notice.Kind.CAME_ALONE:
        return Told(notice, _("%(name)s 自己来了%(project)s") % names, _("客户没有由经纪人陪同。请尽快到场，为这次到访补签正式报备单。"))
    if notice.kind == Notice.Kind.PROTECTION_ENDING:
        return Told(notice, _("%(name)s 的保护快结束了") % names, _("%(project)s，保护到 %(end)s 为止。") % names)
    return Told(notice, _("%(name)s 的归属已经判定") % names, _("%(project)s 已签约，判定书已出。") % names)
