"""The ruling letter: what was decided, the article, the facts used, what would have changed it, until when and how to appeal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.kit import clock
from qudao.kit.templatetags.qudao_format import instant, until
from qudao.orders.models import Letter
from qudao.orders.words import event_name
from qudao.policies.policy import Policy
from qudao.portal.because import Because, language, sentences
from qudao.portal.customers import signed_in
from qudao.portal.qr import code_of
from qudao.programmes.content import policy_of
from qudao.settlement.queries import line_of_deal

LETTER_ROWS = "registration__partner", "registration__project", "registration__reported_by", "ruling__deal__project__programme", "ruling__policy"


@dataclass(frozen=True, slots=True)
class Article:
    """A clause as the letter prints it: the company's own text, our words for it, or both."""

    number: str
    own_words: str
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the fact table. Of the other party only a word that decided, or nothing but a blank of one width."""

    name: str
    source: str
    own: str
    rival: str = ""
    is_decisive: bool = False


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would have changed the result, or would not."""

    changes: bool
    text: str
    clause: str


def letter_list(request: HttpRequest) -> HttpResponse:
    """The letters of this partner (an agent: of own registrations), the newest first."""
    letters = Letter.objects.visible_to(signed_in(request)).select_related(*LETTER_ROWS).order_by("-issued_at", "pk")[:200]
    lines = [{"letter": letter, "headline": headline(letter), "reason": reasons_of(letter)[:1]} for letter in letters]
    return render(request, "portal/letters/list.html", {"lines": lines, "tab": "customers"})


def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One ruling letter, on a phone, on a screen and on A4."""
    found = get_object_or_404(Letter.objects.visible_to(signed_in(request)).select_related(*LETTER_ROWS), public_id=public_id)
    content, policy = found.content, policy_of(found.ruling.policy)
    clauses = clauses_of(content, policy)
    appeal = read_instant(content.get("appeal_until"))
    line = line_of_deal(found.ruling.deal, found.registration.partner) if content["won"] else None
    now = clock.now()
    return render(
        request,
        "portal/letters/letter.html",
        {
            "letter": found,
            "deal": found.ruling.deal,
            "headline": headline(found),
            "reasons": reasons_of(found),
            "content": content,
            "moment": read_instant(content["moment"]),
            "moment_name": event_name(content["moment_event"]),
            "commission_fen": line.amount_fen if line else 0,
            "clauses": clauses,
            "has_own_words": any(one.own_words for one in clauses),
            "facts": facts_of(content, policy),
            "what_ifs": what_ifs(content, found.registration.partner.name),
            "appeal_until": appeal,
            "appeal_event": event_name(content.get("appeal_event", "")),
            "is_appeal_open": appeal is not None and now < appeal,
            "policy": policy,
            "regulation": policy.regulation.en if language() == "en" else policy.regulation.zh,
            "pack": found.ruling.policy.reference,
            "now": now,
            "qr": code_of(request.build_absolute_uri(reverse("verify", args=[found.number]))),
        },
    )


def headline(letter: Letter) -> str:
    """The verdict in one sentence: the addressee's own customer, and whether the deal is its own."""
    names = {"customer": letter.registration.customer_name, "partner": letter.registration.partner.name}
    return (_("%(customer)s的成交，归%(partner)s") if letter.content["won"] else _("%(customer)s的成交，不归%(partner)s")) % names


def reasons_of(letter: Letter) -> tuple[Because, ...]:
    """Why, from the addressee's own claim; of another owner only that there is one."""
    content, pack = letter.content, letter.ruling.policy.reference
    own = tuple(
        one for one, row in zip(sentences(content["reasons"], pack), content["reasons"], strict=True) if not row["code"].startswith("identity_")
    )
    names = {"event": event_name(content["moment_event"]), "at": instant(read_instant(content["moment"]))}
    if content["won"]:
        return own
    if content["rival_won"]:
        return (*own, Because(_("%(event)s（%(at)s）时，另一家分销商的报备有效，信息正确") % names, content["ruled_by"], pack))
    return (*own, Because(_("这套成交不归任何渠道"), content["ruled_by"], pack))


def clauses_of(content: Mapping[str, Any], policy: Policy) -> list[Article]:
    """The articles the ruling stands on: the company's own Chinese text where it has pasted it; else, and for readers of English, our words."""
    found = [policy.clauses[number] for number in content["clauses"] if number in policy.clauses]
    lang = language()
    return [Article(clause.number, clause.wording or "", clause.text.of(lang) if lang == "en" or not clause.wording else "") for clause in found]


def facts_of(content: Mapping[str, Any], policy: Policy) -> list[Fact]:
    """The facts used: the addressee's in full, the other party's blank except what decided."""
    window = Fact(
        _("%(event)s时保护期") % {"event": event_name(content["moment_event"])},
        instant(read_instant(content["moment"])),
        in_force_words(content),
        _("有效"),
        is_decisive=True,
    )
    rows = [
        Fact(_("报备锁定"), _("报备信息"), instant_with_seconds(content["received_at"])),
        Fact(_("客户信息"), _("报备信息"), _("正确") if content["is_correct"] else _("不正确"), _("正确")),
        Fact(_("首次到访"), _("带客确认单"), instant(read_instant(content["first_visit_at"])) or _("没有到访记录")),
        Fact(_("保护期至"), _("销售系统"), until(read_instant(content["until"])) or _("没有")),
        window,
    ]
    return [row for row in rows if policy.scheme == "distribution" or row.name != _("首次到访")]


def in_force_words(content: Mapping[str, Any]) -> str:
    """Whether the addressee's own window held at the deciding moment."""
    end, moment, start = (read_instant(content[name]) for name in ("until", "moment", "received_at"))
    if end is None or moment is None or start is None:
        return _("无效")
    if moment < start:
        return _("还没有报备")
    if moment < end:
        return _("有效")
    days = (moment - end).days
    return _("已结束 %(days)s 天") % {"days": days} if days else _("已结束")


def what_ifs(content: Mapping[str, Any], partner: str) -> list[WhatIf]:
    """Each changed fact that was decided again when the letter was issued; first what would have changed the result."""
    found = [WhatIf(row["changes"], _what_if(row, partner, won=content["won"]), row["clause"]) for row in content["changes"]]
    if content["sources_clause"] and not content["won"]:
        found.append(WhatIf(False, _("补交聊天截图。只看报备信息、带客确认单和销售系统三项"), content["sources_clause"]))  # noqa: FBT003
    return sorted(found, key=lambda one: not one.changes)


def _what_if(row: Mapping[str, Any], partner: str, *, won: bool) -> str:
    numbers = {name: until(read_instant(value)) for name, value in row["numbers"].items()}
    templates = {
        "visit_in_time": _("客户在 %(until)s 前到访一次，到访手续齐全"),
        "chain_finished": _("%(visit_at)s 的到访，当天办齐全部手续"),
        "report_again": _("%(until)s 到期后，重新正式报备"),
        "report_before_visit": _("在 %(visit_at)s 的到访之前按时报备"),
        "both_signed": _("正式报备表由客户和现场报备管理人都签字"),
        "identity_right": _("报备的电话或证件号码与购房人一致"),
        "locked_first": _("比另一家先报备"),
        "report_before_moment": _("在 %(tested_at)s 之前报备"),
        "report_before_record": _("在客户第一次来访之前报备"),
        "without_signature": _("正式报备单没有客户签字"),
        "without_visit": _("客户没有在 %(visit_at)s 到访"),
        "redetermined": _("经查实，另一家虚假报备或恶意抢单，重新判定"),
    }
    changed = _("这一单就不归%(partner)s") if won else _("这一单归%(partner)s")
    end = changed % {"partner": partner} if row["changes"] else _("结果也一样")
    return _("%(what)s，%(end)s") % {"what": templates[row["code"]] % numbers, "end": end}


def read_instant(text: str | None) -> datetime | None:
    """A stored instant."""
    return datetime.fromisoformat(text) if text else None


def instant_with_seconds(text: str) -> str:
    """The second decides who locked first, so it is shown."""
    at = datetime.fromisoformat(text)
    return f"{instant(at)}:{at.second:02d}"
