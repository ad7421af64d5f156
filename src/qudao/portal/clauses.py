"""An article of a policy: its number, our words for it, and what the product does with it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qudao.policies.load import load, names
from qudao.portal.because import language


def clause(request: HttpRequest, pack: str, number: str) -> HttpResponse:
    """The page of one article of a shipped policy, with its neighbours."""
    if pack not in names():
        raise Http404
    policy = load(pack)
    found = policy.clauses.get(number)
    if found is None:
        raise Http404
    numbers = list(policy.clauses)
    at, lang = numbers.index(number), language()
    shown = {
        "policy": policy,
        "number": number,
        "regulation": getattr(policy.regulation, lang),
        "text": getattr(found.text, lang),
        "form": found.form,
        "note": getattr(found.note, lang) if found.note else "",
        "before": numbers[at - 1] if at else "",
        "after": numbers[at + 1] if at + 1 < len(numbers) else "",
    }
    return render(request, "portal/clause.html", shown)
