"""Windows of 分销商客户管理制度: lead time, seven days, forty-five after a visit with its papers, forty-five more for bulk.

Clauses 2.1 to 2.12, numbered section.sentence. Each term follows the date of its own fact.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.demands import first_fault
from qudao.rules.facts import Extension, Registration, Visit
from qudao.rules.people import People, person_of
from qudao.rules.period import contains, day_of, end_after, in_force
from qudao.rules.window import Chain, DistributionTerms, Own, Window

COMPANY_RECORDS = ("walk_in", "own", "referral")
"""Sources that make a visit the company's own, whoever stands beside the customer."""

REFUSED = Window("refused", None, None)


def decide(terms: DistributionTerms, *, own: Own, zone: tzinfo, as_of: datetime) -> dict[str, Decision[Window]]:
    """Every registration of one partner at one project, in the order of receipt: an earlier one in force makes a later one a repetition."""
    return _Judge(terms, own, zone, as_of).all()


@dataclass(frozen=True, slots=True)
class _Visited:
    """The visit that turned the seven days into forty-five, the day from which these count, and their end."""

    visit: Visit
    counted_on: date
    days: int
    until: datetime
    clause: str


class _Judge:
    """The judgement of one partner's registrations at one project; holds the indexes only while it judges."""

    def __init__(self, terms: DistributionTerms, own: Own, zone: tzinfo, as_of: datetime) -> None:
        self.terms, self.own, self.zone, self.as_of = terms, own, zone, as_of
        self.registrations = sorted(own.registrations, key=lambda row: (row.received_at, row.registration_id))
        self.index = People(self.registrations)
        self.extensions: dict[str, list[Extension]] = {}
        for extension in own.extensions:
            self.extensions.setdefault(extension.registration_id, []).append(extension)
        self.visits: dict[str, list[Visit]] = {}
        self.matched: dict[str, list[Registration]] = {}
        for visit in sorted(own.visits, key=lambda row: (row.at, row.visit_id)):
            self._assign(visit)
        self.decided: dict[str, Decision[Window]] = {}
        # Only those that started a window: however often a report is repeated, few are compared.
        self.firsts: People[Registration] = People(())

    def _assign(self, visit: Visit) -> None:
        """A visit belongs to the registrations that name its customer by an identifier, else to those of the same name."""
        who = person_of(visit)
        strong = self.index.strong(who)
        for registration in strong or self.index.named(who):
            self.visits.setdefault(registration.registration_id, []).append(visit)
        same = self.index.named(who)
        self.matched[visit.visit_id] = list({row.registration_id: row for row in (*strong, *same)}.values()) if same != strong else strong

    def all(self) -> dict[str, Decision[Window]]:
        for registration in self.registrations:
            self.decided[registration.registration_id] = self._one(registration)
        return self.decided

    def _one(self, registration: Registration) -> Decision[Window]:
        fault = first_fault(self.terms.required, registration=registration, own=self.own, zone=self.zone)
        if fault is not None:
            return Decision(REFUSED, (fault,))
        first = self._first_in_force(registration)
        if first is not None:
            return self._repeated(registration, first)
        late, beside = self._lead(registration)
        if late is not None:
            return Decision(REFUSED, (late,))
        if len(self.registrations) > 1:
            self.firsts.add(registration)
        return self._window(registration, beside)

    def _first_in_force(self, registration: Registration) -> Registration | None:
        """This partner's earlier registration of the same customer whose window still runs at this report."""
        if not self.firsts.of:
            return None
        for earlier in self.firsts.strong(self.index.of[registration.registration_id]):
            if self._holds(earlier, registration.received_at):
                return earlier
        return None

    def _holds(self, registration: Registration, at: datetime) -> bool:
        decision = self.decided.get(registration.registration_id)
        return decision is not None and contains(decision.outcome.protected_from, decision.outcome.protected_until, at)

    def _repeated(self, registration: Registration, first: Registration) -> Decision[Window]:
        clause = in_force(self.terms.before_visit, day_of(registration.received_at, self.zone)).clause
        numbers: dict[str, Number] = {"registration_id": first.registration_id, "first_received_at": first.received_at.astimezone(self.zone)}
        decided = self.decided[first.registration_id]
        return Decision(decided.outcome, (Reason("repeated", clause, numbers), *decided.reasons))

    def _lead(self, registration: Registration) -> tuple[Reason | None, tuple[Reason, ...]]:
        """Why the report is late, or what is said about its lead. Clause 2.1: before the customer's first visit, by so much."""
        term = in_force(self.terms.lead_time, day_of(registration.received_at, self.zone))
        visits = self.visits.get(registration.registration_id, [])
        for visit in visits:
            if visit.at < registration.received_at and not any(self._holds(row, visit.at) for row in self.matched[visit.visit_id]):
                return Reason("late_after_visit", term.clause, self._times(registration, visit)), ()
        first = next((row for row in visits if row.at >= registration.received_at), None)
        if first is None:
            return None, ()
        numbers = self._times(registration, first)
        if registration.local is not False:
            return self._hours(term.clause, first.at - registration.received_at, timedelta(minutes=term.value.local_minutes), numbers)
        if term.value.remote == "24h":
            in_time = first.at - registration.received_at >= timedelta(hours=24)
        else:
            in_time = day_of(registration.received_at, self.zone) < day_of(first.at, self.zone)
        if in_time:
            return None, (Reason("lead_time_kept", term.clause, numbers),)
        if term.value.exception and registration.exception:
            return None, (Reason("remote_exception", term.clause, numbers),)
        return Reason("late_remote", term.clause, numbers), ()

    @staticmethod
    def _hours(clause: str, ahead: timedelta, required: timedelta, numbers: dict[str, Number]) -> tuple[Reason | None, tuple[Reason, ...]]:
        if ahead >= required:
            return None, (Reason("lead_time_kept", clause, numbers),)
        return Reason("late_local", clause, {**numbers, "required_seconds": int(required.total_seconds())}), ()

    def _times(self, registration: Registration, visit: Visit) -> dict[str, Number]:
        ahead = visit.at - registration.received_at
        return {
            "received_at": registration.received_at.astimezone(self.zone),
            "visited_at": visit.at.astimezone(self.zone),
            "visit_id": visit.visit_id,
            "ahead_seconds": int(ahead.total_seconds()),
        }

    def _window(self, registration: Registration, beside: tuple[Reason, ...]) -> Decision[Window]:
        start = registration.received_at.astimezone(self.zone)
        term = in_force(self.terms.before_visit, day_of(start, self.zone))
        until = end_after(start, term.value.days, term.value.counted_from, self.zone)
        numbers: dict[str, Number] = {"received_at": start, "days": term.value.days, "until": until}
        decided = Reason("protected_before_visit", term.clause, numbers)
        window = Window("registered", start, until)
        visited, notes = self._visited(registration, until, term.value.days, term.clause)
        if visited is not None:
            window = Window("visited", start, visited.until)
            numbers = {"visited_at": visited.visit.at.astimezone(self.zone), "counted_on": visited.counted_on, "received_at": start}
            decided = Reason("protected_after_visit", visited.clause, {**numbers, "days": visited.days, "until": visited.until})
        extended, refusals = self._extended(registration, visited)
        if extended is not None:
            window, decided = Window("extended", start, extended[0]), extended[1]
            total = in_force(self.terms.total_after_visit, day_of(start, self.zone))
            beside = (*beside, Reason("total_after_visit", total.clause, {"days": total.value.days}))
        reasons = (decided, *beside, *notes, *refusals)
        if window.protected_until is not None and self.as_of >= window.protected_until:
            lapsed = Reason("lapsed", decided.clause, {"until": window.protected_until})
            return Decision(Window("lapsed", start, window.protected_until), (lapsed, *reasons))
        return Decision(window, reasons)

    def _visited(self, registration: Registration, until: datetime, days: int, clause: str) -> tuple[_Visited | None, tuple[Reason, ...]]:
        """The first visit inside the seven days whose papers are complete (2.6, 2.10), and notes on the others."""
        brought = [row for row in self.visits.get(registration.registration_id, []) if row.at >= registration.received_at]
        inside = [row for row in brought if row.at < until and row.source not in COMPANY_RECORDS]
        notes: list[Reason] = []
        visited = None
        for visit in inside:
            chain = in_force(self.terms.chain, day_of(visit.at, self.zone))
            missing = missing_steps(chain.value, visit, self.zone)
            if not missing:
                visited = self._after(visit)
                break
            if not notes:
                numbers: dict[str, Number] = {"visited_at": visit.at.astimezone(self.zone), "missing": ";".join(missing)}
                notes.append(Reason("chain_unfinished", chain.clause, numbers))
        if visited is not None:
            again = [row for row in brought if (row.at, row.visit_id) > (visited.visit.at, visited.visit.visit_id) and row.at < visited.until]
            notes = [Reason("visit_restarts_nothing", visited.clause, {"visited_at": again[0].at.astimezone(self.zone)})] if again else []
        elif brought and not inside and brought[0].at >= until:
            notes.append(Reason("visit_outside_window", clause, {"visited_at": brought[0].at.astimezone(self.zone), "days": days}))
        return visited, tuple(notes)

    def _after(self, visit: Visit) -> _Visited:
        counted = visit.entered_at or visit.at
        day = day_of(counted, self.zone)
        term = in_force(self.terms.after_visit, day)
        until = end_after(counted, term.value.days, term.value.counted_from, self.zone)
        return _Visited(visit, day, term.value.days, until, term.clause)

    def _extended(self, registration: Registration, visited: _Visited | None) -> tuple[tuple[datetime, Reason] | None, tuple[Reason, ...]]:
        """The end after a bulk extension (2.7, 2.8), or why each request fails. The request decides timeliness, the agreement the right."""
        asked = self.extensions.get(registration.registration_id)
        if asked is None:
            return None, ()
        requests = sorted(asked, key=lambda row: (row.requested_at, row.approved_at or row.requested_at))
        granted: list[tuple[datetime, Reason]] = []
        refusals: list[Reason] = []
        for request in requests:
            fault = self._extension_fault(registration, visited, request, len(granted))
            if fault is not None:
                refusals.append(fault)
            elif visited is not None:
                granted.append(self._granted(visited, request, len(granted)))
        return (granted[-1] if granted else None), tuple(refusals)

    def _extension_fault(self, registration: Registration, visited: _Visited | None, request: Extension, granted: int) -> Reason | None:
        day = day_of(request.requested_at, self.zone)
        term = in_force(self.terms.bulk_extension, day)
        numbers: dict[str, Number] = {"requested_at": request.requested_at.astimezone(self.zone)}
        if visited is None or request.requested_at < visited.visit.at:
            return Reason("extension_without_visit", in_force(self.terms.before_visit, day).clause, numbers)
        if granted >= term.value.times:
            return Reason("extension_again", term.clause, {**numbers, "times": term.value.times})
        if request.requested_at >= visited.until:
            return Reason("extension_late", term.clause, {**numbers, "until": visited.until})
        if not self._is_bulk(registration, visited):
            return Reason("extension_not_bulk", in_force(self.terms.bulk_decision, day).clause, numbers)
        return Reason("extension_not_approved", term.clause, numbers) if request.approved_at is None else None

    def _is_bulk(self, registration: Registration, visited: _Visited) -> bool:
        """Whether the site found the customer to be bulk at a visit of this window; nobody else can (2.4)."""
        visits = self.visits[registration.registration_id]
        return any(row.bulk is True and visited.visit.at <= row.at < visited.until for row in visits)

    def _granted(self, visited: _Visited, request: Extension, before: int) -> tuple[datetime, Reason]:
        day = day_of(request.requested_at, self.zone)
        term, total = in_force(self.terms.bulk_extension, day), in_force(self.terms.total_after_visit, day)
        days = min(visited.days + term.value.days * (before + 1), total.value.days)
        until = visited.until + timedelta(days=days - visited.days)
        numbers: dict[str, Number] = {"requested_at": request.requested_at.astimezone(self.zone), "days": term.value.days}
        return until, Reason("protected_extended", term.clause, {**numbers, "total_days": days, "until": until})


def missing_steps(chain: Chain, visit: Visit, zone: tzinfo) -> tuple[str, ...]:
    """What a visit's papers lack: a step, a step on the visit's own day, or their order. Where none was begun, nothing is asked (2.10)."""
    given = {step: getattr(visit, step) for step in chain.steps}
    if all(at is None for at in given.values()):
        return ()
    missing: list[str] = [step for step, at in given.items() if at is None]
    day = day_of(visit.at, zone)
    missing += [f"{step}_day" for step in chain.on_the_day if (at := given.get(step)) is not None and day_of(at, zone) != day]
    ordered = [at for step in ("office_passed_at", "leader_signed_at", "entered_at") if (at := given.get(step)) is not None]
    if ordered != sorted(ordered):
        missing.append("order")
    return tuple(missing)
