"""Who earns on a deal: the one place where rivals, earlier records, relatives and joint buyers meet.

Clauses 2.11 and 3.1 to 3.8 of 分销商客户管理制度; 1.2 to 1.5, 2.5, 2.9, 2.11 and 2.14 of 客户归属认定及报备细则 (numbered section.sentence).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import TypeVar

from qudao.rules.claim import WHOLE_BP, AttributionTerms, Claim, Moment, Ruling, Verdict
from qudao.rules.decision import Dated, Number, Reason
from qudao.rules.facts import Buyer, Deal, Redetermination, Registration, Visit
from qudao.rules.identity import Match, Person
from qudao.rules.period import contains, day_of, in_force
from qudao.rules.site import Family, Found, Site, person_of_buyer

__all__ = ["WHOLE_BP", "AttributionTerms", "Case", "Claim", "Family", "Ruling", "Site", "Verdict", "decide", "moment_of"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A deal with its buyers and what was decided on it before."""

    deal: Deal
    buyers: tuple[Buyer, ...]
    redeterminations: tuple[Redetermination, ...] = ()


def moment_of(terms: AttributionTerms, deal: Deal, zone: tzinfo) -> tuple[datetime, str] | None:
    """The instant at which claims are tested and the event that gives it, or None while none has happened."""
    every = [at for at in (deal.pre_subscribed_at, deal.subscribed_at, deal.contracted_at) if at is not None]
    term = in_force(terms.moment, day_of(min(every), zone)) if every else terms.moment[-1]
    happened = [(at.astimezone(zone), event) for event in term.value.events if (at := getattr(deal, event)) is not None]
    return min(happened, default=None, key=lambda one: one[0])


def decide(terms: AttributionTerms, *, case: Case, site: Site, family: Family, zone: tzinfo) -> Ruling:
    """Owner of one deal, by the claims in force at its moment; an approved new decision overrides."""
    moment = moment_of(terms, case.deal, zone)
    if moment is None:
        ruling = _not_due(terms.moment[-1], case.deal)
    else:
        ruling = _Weighing(terms, case, site=site, family=family, zone=zone, moment=moment).ruling()
    return _redetermined(terms, case, ruling, zone)


def _not_due(term: Dated[Moment], deal: Deal) -> Ruling:
    reason = Reason("not_yet_due", term.clause, {"events": ";".join(term.value.events)})
    return Ruling(deal.deal_id, None, None, None, 0, (reason,))


def _redetermined(terms: AttributionTerms, case: Case, ruling: Ruling, zone: tzinfo) -> Ruling:
    """The latest approved decision on recognised grounds names the owner; what was decided before stays in the reasons."""
    valid = []
    for row in case.redeterminations:
        day = day_of(row.approved_at, zone)
        if terms.redetermination and row.grounds in in_force(terms.redetermination, day).value.grounds:
            valid.append((row.approved_at, row.partner_id, row.grounds, in_force(terms.redetermination, day).clause))
    if not valid:
        return ruling
    approved_at, partner_id, grounds, clause = max(valid)
    numbers: dict[str, Number] = {"approved_at": approved_at.astimezone(zone), "partner_id": partner_id, "grounds": grounds}
    reason = Reason("redetermined", clause, {**numbers, "former": ruling.partner_id or "nobody"})
    own = sorted((claim for claim in ruling.claims if claim.partner_id == partner_id), key=lambda claim: _STANDING.index(claim.verdict))
    registration_id = own[0].registration_id if own else None
    return replace(ruling, partner_id=partner_id, registration_id=registration_id, share_bp=WHOLE_BP, reasons=(reason, *ruling.reasons))


class _Weighing:
    """One deal's claims against each other."""

    def __init__(self, terms: AttributionTerms, case: Case, *, site: Site, family: Family, zone: tzinfo, moment: tuple[datetime, str]) -> None:
        self.terms, self.deal, self.site, self.zone = terms, case.deal, site, zone
        self.moment, self.event = moment
        self.day: date = self.moment.date()
        self.buyers: list[Person] = [person_of_buyer(buyer) for buyer in case.buyers]
        related = self._clause_or_none(terms.relatives)
        self.found = site.found(self.buyers, family, frozenset(related.value.relations) if related else frozenset(), at=self.moment)
        self._incorrect = (Reason("claim_incorrect", self._clause(terms.identity)),)

    def _clause(self, terms: Sequence[Dated[T]]) -> str:
        return in_force(terms, self.day).clause

    def _clause_or_none(self, terms: Sequence[Dated[T]]) -> Dated[T] | None:
        return in_force(terms, self.day) if terms else None

    def ruling(self) -> Ruling:
        claims: dict[str, Claim] = {}
        standing: list[Found] = []
        for found in self.found:
            claim = self._tested(found)
            if claim is None:
                standing.append(found)
            else:
                claims[found.registration.registration_id] = claim
        standing = self._outside_rival_windows(standing, claims)
        for found in standing:
            claims[found.registration.registration_id] = self._standing_claim(found, standing[0])
        weighed = tuple(claims[found.registration.registration_id] for found in self.found)
        beside = (self._reason("tested_at", self.terms.moment, event=self.event, tested_at=self.moment), *self._evidence(weighed))
        if not standing:
            return Ruling(self.deal.deal_id, self.moment, None, None, 0, (*self._nobody(weighed), *beside), weighed)
        owner = standing[0].registration
        reasons = (*self._won(standing, weighed), self._how(standing[0]), *beside)
        return Ruling(self.deal.deal_id, self.moment, owner.partner_id, owner.registration_id, WHOLE_BP, reasons, weighed)

    def _reason(self, code: str, terms: Sequence[Dated[T]], **numbers: Number) -> Reason:
        return Reason(code, self._clause(terms), numbers)

    def _claim(self, registration: Registration, verdict: Verdict, *reasons: Reason) -> Claim:
        until = self.site.windows[registration.registration_id].outcome.protected_until
        received_at = registration.received_at.astimezone(self.zone)
        return Claim(registration.registration_id, registration.partner_id, received_at, until, verdict, reasons)

    def _tested(self, found: Found) -> Claim | None:
        """A claim that fails by itself, with its reasons; None for one that stands at the moment."""
        registration, terms = found.registration, self.terms
        decision = self.site.windows[registration.registration_id]
        window, received_at = decision.outcome, registration.received_at.astimezone(self.zone)
        if window.status == "refused":
            return self._claim(registration, "refused", decision.reasons[0])
        if window.protected_from is None or window.protected_until is None:
            return self._claim(registration, "evidence", self._reason("claim_evidence", terms.evidence_only or terms.in_window))
        if received_at > self.moment:
            return self._claim(
                registration, "too_late", self._reason("claim_too_late", terms.in_window, received_at=received_at, tested_at=self.moment)
            )
        if not contains(window.protected_from, window.protected_until, self.moment):
            lapsed = self._reason("claim_lapsed", terms.in_window, until=window.protected_until, tested_at=self.moment)
            return self._claim(registration, "lapsed", lapsed)
        if found.match is not Match.CORRECT:
            return self._claim(registration, "incorrect", *self._incorrect)
        record = self._earlier_record(found)
        if record is not None:
            return self._claim(registration, "disqualified", record, self._how(found))
        if decision.reasons[0].code == "repeated":
            return self._claim(registration, "later", self._reason("claim_same_partner", terms.same_partner))
        return None

    def _earlier_record(self, found: Found) -> Reason | None:
        rule = self._clause_or_none(self.terms.earlier_records)
        visit = self.site.earlier_record(rule.value, found.registration, self.buyers[found.buyer]) if rule else None
        if rule is None or visit is None:
            return None
        if visit.partner_id is None or visit.source in rule.value.origins:
            return Reason("claim_earlier_record", rule.clause, {"source": visit.source if visit.source in rule.value.origins else "walk_in"})
        return Reason("claim_unreported_visit", rule.clause)

    def _outside_rival_windows(self, standing: list[Found], claims: dict[str, Claim]) -> list[Found]:
        """Where the pack says `void`, a report made inside a rival's running window never counts (R-04)."""
        rule = self._clause_or_none(self.terms.rival_window)
        if rule is None or rule.value.inside == "waits":
            return standing
        kept = []
        for found in standing:
            rivals = [other for other in self.found if other.match is Match.CORRECT and self._rival_ran(other.registration, found.registration)]
            if rivals:
                reason = Reason("claim_inside_rival_window", rule.clause)
                claims[found.registration.registration_id] = self._claim(found.registration, "disqualified", reason)
            else:
                kept.append(found)
        return kept

    def _rival_ran(self, rival: Registration, registration: Registration) -> bool:
        if rival.partner_id == registration.partner_id or rival.received_at >= registration.received_at:
            return False
        window = self.site.windows[rival.registration_id].outcome
        return contains(window.protected_from, window.protected_until, registration.received_at)

    def _standing_claim(self, found: Found, first: Found) -> Claim:
        registration = found.registration
        if found is first:
            received_at = registration.received_at.astimezone(self.zone)
            return self._claim(registration, "won", self._reason("claim_won", self.terms.in_window, received_at=received_at), self._how(found))
        if registration.partner_id == first.registration.partner_id:
            return self._claim(registration, "later", self._reason("claim_same_partner", self.terms.same_partner), self._how(found))
        return self._claim(registration, "later", self._reason("claim_later", self.terms.earlier_first), self._how(found))

    def _how(self, found: Found) -> Reason:
        """By what the registration names the buyer."""
        if found.relation:
            return self._reason("identity_relative", self.terms.relatives, relation=found.relation)
        return self._reason(found.how, self.terms.identity)

    def _won(self, standing: list[Found], weighed: Iterable[Claim]) -> tuple[Reason, ...]:
        """The clause that gave the deal to the first of those that stand, and the one that put incorrect claims behind."""
        first, terms = standing[0], self.terms
        rivals = [found for found in standing if found.registration.partner_id != first.registration.partner_id]
        numbers: dict[str, Number] = {
            "registration_id": first.registration.registration_id,
            "received_at": first.registration.received_at.astimezone(self.zone),
            "tested_at": self.moment,
        }
        wrong = [claim for claim in weighed if claim.verdict == "incorrect" and claim.partner_id != first.registration.partner_id]
        correct = [self._reason("won_correct", terms.correct_first, **numbers)] if wrong else []
        if first.relation:
            return self._reason("won_relative", terms.relatives, relation=first.relation, **numbers), *correct
        if any(found.relation for found in rivals):
            return self._reason("won_before_relative", terms.relatives, claims=len(rivals) + 1, **numbers), *correct
        if terms.joint_buyers and any(found.buyer != first.buyer for found in rivals):
            return self._reason("won_joint_buyer", terms.joint_buyers, buyers=len(self.buyers), **numbers), *correct
        if rivals:
            return self._reason("won_earlier", terms.earlier_first, claims=len(rivals) + 1, **numbers), *correct
        return tuple(correct) or (self._reason("won_alone", terms.in_window, **numbers),)

    def _nobody(self, weighed: Sequence[Claim]) -> tuple[Reason, ...]:
        """Why nobody owns: the claim that came nearest gives the reason, and its own reason follows."""
        for verdict, code in _NEAREST:
            for claim in weighed:
                if claim.verdict == verdict:
                    own = claim.reasons[0]
                    numbers: dict[str, Number] = {
                        "registration_id": claim.registration_id,
                        "received_at": claim.received_at,
                        "tested_at": self.moment,
                    }
                    if claim.protected_until is not None:
                        numbers["until"] = claim.protected_until
                    return Reason(_NOBODY_BY_CLAIM.get(own.code, code), own.clause, numbers), own
        if any(visit.partner_id is not None for visit in self._visits()):
            return (self._reason("nobody_visit_unreported", self.terms.unreported),)
        return (self._reason("nobody_registered", self.terms.unreported),)

    def _visits(self) -> list[Visit]:
        """The buyers' visits until the moment, each once."""
        visits = {visit.visit_id: visit for buyer in self.buyers for visit in self.site.visits_of(buyer) if visit.at <= self.moment}
        return sorted(visits.values(), key=lambda visit: (visit.at, visit.visit_id))

    def _evidence(self, weighed: Iterable[Claim]) -> Iterable[Reason]:
        """Pre-reports listed as evidence (2.5), and entries without a formal report, which are waived (2.9)."""
        if self.terms.evidence_only:
            for claim in weighed:
                if claim.verdict == "evidence":
                    numbers: dict[str, Number] = {"partner_id": claim.partner_id, "registration_id": claim.registration_id}
                    yield self._reason("pre_report_listed", self.terms.evidence_only, received_at=claim.received_at, **numbers)
        if self.terms.waiver:
            for visit in self._visits():
                if visit.partner_id is not None and not self.site.is_covered(visit) and not self._reported_that_day(visit):
                    yield self._reason("entry_waived", self.terms.waiver, partner_id=visit.partner_id, visited_at=visit.at.astimezone(self.zone))

    def _reported_that_day(self, visit: Visit) -> bool:
        """Whether the first formal report after the visit, on its day, is the visiting partner's."""
        day = day_of(visit.at, self.zone)
        for found in self.found:
            registration = found.registration
            if registration.received_at >= visit.at and day_of(registration.received_at, self.zone) == day and self._is_formal(registration):
                return registration.partner_id == visit.partner_id
        return False

    def _is_formal(self, registration: Registration) -> bool:
        return self.site.windows[registration.registration_id].outcome.protected_from is not None


_STANDING: tuple[Verdict, ...] = ("won", "later", "incorrect", "disqualified", "lapsed", "too_late", "evidence", "refused")
_NEAREST: tuple[tuple[Verdict, str], ...] = (
    ("disqualified", "nobody_earlier_record"),
    ("incorrect", "nobody_incorrect"),
    ("lapsed", "nobody_lapsed"),
    ("too_late", "nobody_too_late"),
    ("refused", "nobody_refused"),
    ("evidence", "nobody_evidence_only"),
)
_NOBODY_BY_CLAIM = {"claim_unreported_visit": "nobody_visit_unreported", "claim_inside_rival_window": "nobody_inside_rival_window"}
