"""An article of a policy: its number, our words for it or the company's own text, and what the product does with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from qudao.organization.access import may
from qudao.organization.models import User
from qudao.organization.principal import principal_of
from qudao.policies.load import load, names
from qudao.policies.policy import Policy
from qudao.portal.because import language
from qudao.programmes.content import policy_of
from qudao.programmes.models import PolicyVersion


def clause(request: HttpRequest, pack: str, number: str) -> HttpResponse:
    """The page of one article, with its neighbours. `pack` names a version that is here, or a shipped pack.

    Our own people are led to the version itself, where the article stands beside what executes it.
    """
    version = _version(request, pack)
    policy = _policy(version, pack)
    found = policy.clauses.get(number)
    if found is None:
        raise Http404
    if version is not None and may(principal_of(request), "desk:version"):
        return HttpResponseRedirect(f"{reverse('desk:version', args=[version.public_id])}#a-{number}")
    numbers = list(policy.clauses)
    at, lang = numbers.index(number), language()
    shown = {
        "policy": policy,
        "number": number,
        "regulation": policy.regulation_of(number)[0].of(lang),
        "text": found.text.of(lang),
        "wording": found.wording,
        "form": found.form,
        "note": found.note.of(lang) if found.note else "",
        "before": numbers[at - 1] if at else "",
        "after": numbers[at + 1] if at + 1 < len(numbers) else "",
    }
    return render(request, "portal/clause.html", shown)


def _version(request: HttpRequest, reference: str) -> PolicyVersion | None:
    """The version that the reader may see, or None where a shipped pack is named."""
    if reference in names():
        return None
    try:
        public_id = UUID(reference)
    except ValueError:
        raise Http404 from None
    assert isinstance(request.user, User)
    version = PolicyVersion.objects.visible_to(request.user).filter(public_id=public_id, text__isnull=False).first()
    if version is None:
        raise Http404
    return version


def _policy(version: PolicyVersion | None, pack: str) -> Policy:
    return load(pack) if version is None else policy_of(version)
