"""Write in a draft: a form for the usual numbers of each section, and the YAML itself beside it."""

import re
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.desk.asking import language, signed_in, text
from qudao.desk.policies import read_day
from qudao.desk.policy_sections import section_name
from qudao.desk.policy_version import one_of, show, value_of
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.policies.edit import Plain
from qudao.policies.labels import attribute_label, term_label, word_label
from qudao.policies.load import PolicyError
from qudao.policies.policy import Policy
from qudao.programmes.actions.edit_draft import edit_draft
from qudao.programmes.actions.set_term import set_term
from qudao.programmes.content import files_of, policy_of
from qudao.programmes.models import PolicyVersion
from qudao.programmes.words import message
from qudao.rules.decision import Dated
from qudao.rules.period import in_force

FEW = 2
FIGURES = re.compile(r"-?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,4})?")
"""A number as people write it, thousands perhaps apart; no powers of ten."""
Kind = Literal["int", "yuan", "percent", "choice", "yes", "day", "text"]


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a term's form."""

    name: str
    label: str
    kind: Kind
    value: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A term in the list of a section: what holds on the draft's day, what follows, and whether the form can change it."""

    path: str
    label: str
    clause: str
    present: str
    later: list[tuple[str, date]]
    is_simple: bool


def terms(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The numbers of a draft by section; one of them in a form."""
    one, problem = one_of(request, public_id), ""
    chosen = text(request.GET if request.method == "GET" else request.POST, "term", 120)
    if request.method == "POST":
        try:
            problem = _set(request, one, chosen)
        except Refused as refused:
            problem = message(refused)
        except PolicyError as error:
            problem = error.message(language())
        if not problem:
            messages.success(request, _("已写入草案：%(term)s。") % {"term": term_label(chosen, language())})
            return HttpResponseRedirect(reverse("desk:version_terms", args=[public_id]), status=303)
    policy = policy_of(one)
    is_known = any(line.path == chosen and line.is_simple for lines in sections(policy, one.starts_on).values() for line in lines)
    about = {
        "sections": sections(policy, one.starts_on),
        "chosen": chosen if is_known else "",
        "chosen_label": term_label(chosen, language()),
        "inputs": inputs(policy, chosen, one.starts_on, request.POST if problem else None) if is_known else [],
        "first": request.POST.get("starts_on") or one.starts_on.isoformat(),
        "problem": problem,
    }
    return show(request, one, "terms", about, status=422 if problem else 200)


def sections(policy: Policy, on: date) -> dict[str, list[Line]]:
    """The terms of every section."""
    found: dict[str, list[Line]] = {}
    for name, part in policy.sections.items():
        paths = [(f"{name}.{field.name}", list(getattr(part, field.name))) for field in fields(part)]
        lines = [_line(path, listed, on) if listed else _unset(path) for path, listed in paths if listed or path in policy.not_set]
        if lines:
            found[section_name(name)] = lines
    return found


def _line(path: str, listed: list[Dated[Any]], on: date) -> Line:
    lang, simple = language(), is_simple(listed)
    present = in_force(listed, on) if simple else None
    return Line(
        path=path,
        label=term_label(path, lang),
        clause=listed[-1].clause,
        present=value_of(path, present, lang) if present else _several(path, listed),
        later=[(value_of(path, term, lang), term.starts_on) for term in listed if term.starts_on > on] if simple else [],
        is_simple=simple,
    )


def _unset(path: str) -> Line:
    """A value that the regulation asks for and nobody has given (PL-01)."""
    return Line(path=path, label=term_label(path, language()), clause="", present=_("未设定"), later=[], is_simple=False)


def _several(path: str, listed: list[Dated[Any]]) -> str:
    """Terms that stand side by side: what they say if they are few, else how many there are."""
    told = [value for term in listed if (value := value_of(path, term, language()))]
    return "；".join(told) if len(told) <= FEW else _("%(n)s 项") % {"n": len(told)}


def is_simple(listed: list[Dated[Any]]) -> bool:
    """One line for each day, and nothing in it but plain values, at least one: a form can change it."""
    days = [term.starts_on for term in listed]
    return len(set(days)) == len(days) and bool(_kinds(type(listed[-1].value)))


def _kinds(kind: type) -> dict[str, tuple[Kind, tuple[str, ...]]]:
    """The plain fields of a term's dataclass; what is a list or a mapping is left to the YAML."""
    found: dict[str, tuple[Kind, tuple[str, ...]]] = {}
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint, name = hints[field.name], field.name
        if get_origin(hint) is Literal:
            found[name] = ("choice", tuple(str(word) for word in get_args(hint)))
        elif hint is bool:
            found[name] = ("yes", ())
        elif hint is int:
            found[name] = ("yuan" if name.endswith("_fen") else "percent" if name.endswith("_bp") else "int", ())
        elif hint is date:
            found[name] = ("day", ())
        elif hint is str:
            found[name] = ("text", ())
        elif field.default is MISSING and field.default_factory is MISSING and get_origin(hint) not in (tuple, dict):
            return {}
    return found


def inputs(policy: Policy, path: str, on: date, typed: Any = None) -> list[Input]:
    """The form of a term, filled with what holds on that day or with what was typed."""
    section, _dot, field = path.partition(".")
    value = in_force(getattr(policy.section(section), field), on).value
    lang = language()
    return [
        Input(
            name=name,
            label=attribute_label(path, name, lang),
            kind=kind,
            value=typed.get(name, "") if typed is not None else shown_in_form(kind, getattr(value, name)),
            choices=tuple((word, word_label(word, lang)) for word in words),
        )
        for name, (kind, words) in _kinds(type(value)).items()
    ]


def shown_in_form(kind: Kind, value: Any) -> str:
    """A value as it stands in an input: yuan and per cent, not fen and basis points."""
    if kind in ("yuan", "percent"):
        return f"{Decimal(value).scaleb(-2).normalize():f}"
    return ("yes" if value else "") if kind == "yes" else str(value)


def _set(request: HttpRequest, one: PolicyVersion, path: str) -> str:
    """Write the term; what is wrong in words, or nothing."""
    policy, (section, _dot, field) = policy_of(one), path.partition(".")
    if not policy.has(section) or field not in {known.name for known in fields(policy.section(section))}:
        raise Refused("term_unknown", where="term")
    listed = list(getattr(policy.section(section), field))
    if not listed or not is_simple(listed):
        raise Refused("term_unknown", where="term")
    values: dict[str, Plain] = {}
    for name, (kind, words) in _kinds(type(listed[-1].value)).items():
        values[name] = read_value(kind, text(request.POST, name, 200), words, attribute_label(path, name, language()))
    set_term(
        version=one, section=section, field=field, values=values, starts_on=read_day(request, "starts_on"), by=signed_in(request), at=clock.now()
    )
    return ""


def read_value(kind: Kind, told: str, words: tuple[str, ...], label: str) -> Plain:
    """A value as typed; Refused names the field, what was typed and what was expected."""
    if kind == "yes":
        return told == "yes"
    if kind == "text" or (kind == "choice" and told in words):
        return told
    expected = {"int": _("整数"), "yuan": _("元，最多两位小数"), "percent": _("百分数，最多两位小数"), "day": _("日期，如 2026-01-31")}
    if kind == "day":
        try:
            return date.fromisoformat(told)
        except ValueError:
            pass
    elif FIGURES.fullmatch(told):
        number = Decimal(told.replace(",", ""))
        scaled = number if kind == "int" else number * 100
        if scaled == scaled.to_integral_value():
            return int(scaled)
    raise Refused("value_unreadable", numbers={"name": label, "value": told, "expected": expected.get(kind, _("列表中的一项"))})


def files(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The YAML, a tab for each file; a draft's can be written, wrong ones are refused with what is wrong and kept in the form."""
    one, problem = one_of(request, public_id), ""
    kept = files_of(one)
    chosen = text(request.GET if request.method == "GET" else request.POST, "file", 80)
    name = chosen if chosen in kept else next(iter(sorted(kept, key=_place)), "")
    typed = kept.get(name, "")
    if request.method == "POST":
        name, typed = chosen, request.POST.get("text", "")
        try:
            starts_on = read_day(request, "starts_on") if request.POST.get("starts_on") else None
            changed = {name: typed if typed.strip() else None} if "text" in request.POST else {}
            edit_draft(version=one, files=changed, starts_on=starts_on, by=signed_in(request), at=clock.now())
        except Refused as refused:
            problem = message(refused)
        except PolicyError as error:
            problem = error.message(language())
        else:
            messages.success(request, _("已保存 %(file)s。") % {"file": name} if changed else _("生效日已改。"))
            if not changed:
                return HttpResponseRedirect(reverse("desk:version_terms", args=[public_id]), status=303)
            return HttpResponseRedirect(f"{reverse('desk:version_files', args=[public_id])}?file={name}", status=303)
    about = {"names": sorted({*kept, name}, key=_place), "name": name, "typed": typed, "problem": problem}
    return show(request, one, "files", about, status=422 if problem else 200)


def _place(name: str) -> tuple[int, str]:
    """policy.yaml and clauses.yaml first, cases last."""
    return ({"policy.yaml": 0, "clauses.yaml": 1}.get(name, 3 if "/" in name else 2), name)
