"""Windows of 客户归属认定及报备细则: a pre-report is evidence, a formal one with two signatures holds until opening day or seven days.

Clauses 1.5 and 2.2 to 2.13, numbered section.sentence.
"""

from datetime import date, datetime, timedelta, tzinfo

from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.demands import first_fault
from qudao.rules.facts import Registration, Visit
from qudao.rules.identity import Person, is_surname_only
from qudao.rules.people import People, person_of
from qudao.rules.period import contains, day_end, day_of, end_after, in_force
from qudao.rules.window import IntercompanyTerms, Own, Window

REFUSED = Window("refused", None, None)
PRE_REGISTERED = Window("pre_registered", None, None)


def decide(terms: IntercompanyTerms, *, own: Own, zone: tzinfo, as_of: datetime) -> dict[str, Decision[Window]]:
    """Every registration of one partner at one project, in the order of receipt."""
    registrations = sorted(own.registrations, key=lambda row: (row.received_at, row.registration_id))
    index = People(registrations)
    visits = _visits(index, own.visits)
    decided: dict[str, Decision[Window]] = {}
    firsts: People[Registration] = People(())
    for registration in registrations:
        key = registration.registration_id
        demands = terms.required_formal if registration.stage == "formal" else terms.required_pre
        fault = first_fault(demands, registration=registration, own=own, zone=zone)
        if fault is not None:
            decided[key] = Decision(REFUSED, (fault,))
        elif registration.stage != "formal":
            decided[key] = _pre(terms, registration, visits.get(key, []), zone)
        elif (first := _first_in_force(index.of[key], registration, decided, firsts)) is not None:
            clause = decided[first.registration_id].reasons[-1].clause
            numbers: dict[str, Number] = {"registration_id": first.registration_id, "first_received_at": first.received_at.astimezone(zone)}
            decided[key] = Decision(
                decided[first.registration_id].outcome, (Reason("repeated", clause, numbers), *decided[first.registration_id].reasons)
            )
        else:
            firsts.add(registration)
            decided[key] = _formal(terms, registration, own, zone, as_of)
    return decided


def _visits(index: People[Registration], visits: tuple[Visit, ...]) -> dict[str, list[Visit]]:
    """The partner's visits by registration: by an identifier, else by the name."""
    found: dict[str, list[Visit]] = {}
    for visit in sorted(visits, key=lambda row: (row.at, row.visit_id)):
        who = person_of(visit)
        for registration in index.strong(who) or index.named(who):
            found.setdefault(registration.registration_id, []).append(visit)
    return found


def _first_in_force(
    who: Person, registration: Registration, decided: dict[str, Decision[Window]], firsts: People[Registration]
) -> Registration | None:
    """This partner's earlier formal registration of the same customer that still holds at this one."""
    for earlier in firsts.strong(who):
        window = decided[earlier.registration_id].outcome
        if contains(window.protected_from, window.protected_until, registration.received_at):
            return earlier
    return None


def _pre(terms: IntercompanyTerms, registration: Registration, visits: list[Visit], zone: tzinfo) -> Decision[Window]:
    """In time when received so many calendar days before the planned visit, or without a plan before the first visit (2.2, 2.3)."""
    received = registration.received_at.astimezone(zone)
    term = in_force(terms.pre_report, received.date())
    visit_on = registration.planned_visit_on or _first_day(visits, registration.received_at, zone)
    numbers: dict[str, Number] = {"received_at": received, "days_before": term.value.days_before}
    if visit_on is not None and received.date() > visit_on - timedelta(days=term.value.days_before):
        return Decision(REFUSED, (Reason("late_pre_report", term.clause, {**numbers, "visit_on": visit_on}),))
    reasons = [Reason("pre_registered", terms.evidence[0].clause, {"received_at": received})]
    if is_surname_only(registration.customer_name):
        reasons.append(Reason("surname_only", terms.required_pre[0].clause))
    return Decision(PRE_REGISTERED, tuple(reasons))


def _first_day(visits: list[Visit], received_at: datetime, zone: tzinfo) -> date | None:
    return next((day_of(row.at, zone) for row in visits if row.at >= received_at), None)


def _formal(terms: IntercompanyTerms, registration: Registration, own: Own, zone: tzinfo, as_of: datetime) -> Decision[Window]:
    """Until the end of opening day, or seven days from the day after it (2.12, 2.13)."""
    received = registration.received_at.astimezone(zone)
    opens_on = own.project.opens_on if own.project is not None else None
    opening = in_force(terms.before_opening, received.date())
    before = opens_on is not None and (received.date() < opens_on or (received.date() == opens_on and opening.value.on_opening_day == "before"))
    if opens_on is not None and before:
        until = day_end(opens_on, zone)
        decided = Reason("protected_until_opening", opening.clause, {"received_at": received, "opens_on": opens_on, "until": until})
    else:
        days = in_force(terms.after_opening, received.date())
        until = end_after(received, days.value.days, days.value.counted_from, zone)
        decided = Reason("protected_after_opening", days.clause, {"received_at": received, "days": days.value.days, "until": until})
    if as_of >= until:
        return Decision(Window("lapsed", received, until), (Reason("lapsed", decided.clause, {"until": until}), decided))
    return Decision(Window("registered", received, until), (decided,))
