"""The words of one clause of a draft: ours in both languages and the company's own text, beside what executes it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.desk.asking import language, signed_in, text
from qudao.desk.policy_version import articles, one_of, show
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.policies.load import PolicyError
from qudao.policies.policy import Policy, Text
from qudao.programmes.actions.edit_clause import edit_clause
from qudao.programmes.checking import words_left_behind
from qudao.programmes.content import policy_of
from qudao.programmes.models import PolicyVersion
from qudao.programmes.words import message

FIELDS = ("zh", "en", "wording")
PLACES = {"text.zh": "zh", "text.en": "en", "wording": "wording"}
"""Where the loader finds a fault, and the field of the form that it stands beside."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the form: what stands in it, and what is wrong with it."""

    name: str
    label: str
    value: str
    error: str

    @property
    def control(self) -> str:
        """The id of its box."""
        return f"c-{self.name}"


def clause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form of one clause; what is refused is said beside its field, and what was typed stays."""
    one, errors = one_of(request, public_id), dict[str, str]()
    policy, number = policy_of(one), text(request.GET if request.method == "GET" else request.POST, "clause", 40)
    back = reverse("desk:version", args=[public_id])
    found = next((article for article in articles(policy, words_left_behind(one)) if article.number == number), None)
    if found is None or (request.method == "GET" and one.status != PolicyVersion.Status.DRAFT):
        return HttpResponseRedirect(back, status=303)
    law = policy.clauses[number]
    values = {"zh": law.text.zh, "en": law.text.en, "wording": law.wording or ""}
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in FIELDS}  # whole: a cut text would be another law
        words = Text(values["zh"], values["en"])
        try:
            edit_clause(version=one, clause=number, text=words, wording=values["wording"], by=signed_in(request), at=clock.now())
        except Refused as refused:
            errors = {refused.where if refused.where in FIELDS else "": message(refused)}
        except PolicyError as error:
            errors = _beside(error, policy, number)
        else:
            messages.success(request, _("已写入草案：第 %(number)s 条的文字。") % {"number": number})
            return HttpResponseRedirect(f"{back}#a-{number}", status=303)
    labels = {"zh": _("中文释义"), "en": _("英文释义"), "wording": _("公司原文（可不填）")}
    about = {
        "article": found,
        "cells": [Cell(name, labels[name], values[name], errors.get(name, "")) for name in FIELDS],
        "problem": errors.get("", ""),
    }
    return show(request, one, "clause", about, status=422 if errors else 200)


def _beside(error: PolicyError, policy: Policy, number: str) -> dict[str, str]:
    """What the loader says, by the field it is about; what is about none of them stands above the form."""
    before = f"{list(policy.clauses).index(number)}."
    for problem in error.problems:
        if problem.file == "clauses.yaml" and problem.place.removeprefix(before) in PLACES:
            return {PLACES[problem.place.removeprefix(before)]: problem.said(language())}
    return {"": error.message(language())}
