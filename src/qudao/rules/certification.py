"""Certificates from parts: an exam passed, so many consecutive months with at least so much, any so many of them with at least more.

2-2-3-2 of 诚信通渠道:销售职业进展与培训认证体系. A month without a row counts as nothing. The terms are those of the last day of the
month that completes the count; the exam may be passed before, inside or after the months.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.facts import Exam
from qudao.rules.months import label, last_day, month_of, window
from qudao.rules.number import written
from qudao.rules.period import each_in_force, in_force


@dataclass(frozen=True, slots=True)
class Certificate:
    """`months` consecutive months with at least `at_least` each, any `peak_months` of them with at least `peak_at_least`, and the exam."""

    name: str
    months: int
    at_least: Decimal
    exam: str | None = None
    """None: no exam is asked."""
    peak_months: int = 0
    peak_at_least: Decimal = Decimal(0)
    measure: str = "orders"


@dataclass(frozen=True, slots=True)
class ExamWindow:
    """How many whole months may at most lie between the month of the exam and the month that completes the count."""

    months: int


@dataclass(frozen=True, slots=True)
class CertificationTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Without `exam_window` an exam counts whenever it was passed."""

    certificates: tuple[Dated[Certificate], ...]
    exam_window: tuple[Dated[ExamWindow], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Counts that no months can meet, or that months without anything meet."""
        for index, term in enumerate(self.certificates):
            certificate, place = term.value, f"certificates.{index}"
            if certificate.months < 1:
                yield Defect("below_one", f"{place}.months", str(certificate.months))
            if certificate.at_least <= 0:
                yield Defect("not_above_zero", f"{place}.at_least", str(certificate.at_least))
            if not 0 <= certificate.peak_months <= certificate.months:
                yield Defect("not_within", f"{place}.peak_months", str(certificate.peak_months), {"from": "0", "to": str(certificate.months)})


@dataclass(frozen=True, slots=True)
class Earned:
    """A certificate of a person, and the day on which the last of its parts was there."""

    certificate: str
    earned_on: date


def earned(
    terms: CertificationTerms, *, months: Mapping[str, Mapping[int, Decimal]], exams: Sequence[Exam], until: date
) -> tuple[Decision[Earned], ...]:
    """The certificates of one person by `until`, each once and as early as possible. `months`: by measure, then by month.

    Clauses 2.1 to 2.3 of the pack telesales-careers. Certificates do not build on each other: the text asks for no lower one first.
    """
    names = {term.value.name: term.value.measure for term in each_in_force(terms.certificates, lambda one: one.name, until)}
    found = (_earliest(terms, name, months.get(measure, {}), exams) for name, measure in names.items())
    return tuple(decision for decision in found if decision is not None and decision.outcome.earned_on <= until)


def _earliest(terms: CertificationTerms, name: str, months: Mapping[int, Decimal], exams: Sequence[Exam]) -> Decision[Earned] | None:
    """The first run of months that is complete and has an exam in reach; with one exam a later run is never complete earlier."""
    for month, term in _complete(terms, name, months):
        exam = _exam(terms, term.value, month, exams)
        if exam is not None or term.value.exam is None:
            return _decision(term, months, month, exam)
    return None


def _complete(terms: CertificationTerms, name: str, months: Mapping[int, Decimal]) -> Iterator[tuple[int, Dated[Certificate]]]:
    """The months, in order, that complete the certificate's count, with the terms of their day."""
    own = tuple(term for term in terms.certificates if term.value.name == name)
    first = min(term.starts_on for term in terms.certificates)
    for month in sorted(months):
        end = last_day(month)
        if own[0].starts_on <= max(end, first) and _met((term := in_force(own, end)).value, months, month):
            yield month, term


def _run(certificate: Certificate, months: Mapping[int, Decimal], month: int) -> list[Decimal]:
    return window(months, month - certificate.months + 1, month)


def _met(certificate: Certificate, months: Mapping[int, Decimal], month: int) -> bool:
    """Whether the months up to `month` complete the count; most runs break at their last months, so these are looked at first."""
    peaks = 0
    for one in range(month, month - certificate.months, -1):
        value = months.get(one)
        if value is None or value < certificate.at_least:
            return False
        peaks += value >= certificate.peak_at_least
    return peaks >= certificate.peak_months


def _exam(terms: CertificationTerms, certificate: Certificate, month: int, exams: Sequence[Exam]) -> Exam | None:
    """The earliest pass of the certificate's exam that lies near enough to the completing month."""
    passes = sorted((row for row in exams if row.exam == certificate.exam), key=lambda row: row.passed_on)
    if terms.exam_window:
        reach = in_force(terms.exam_window, last_day(month)).value.months
        passes = [row for row in passes if abs(month_of(row.passed_on) - month) <= reach]
    return passes[0] if passes else None


def _decision(term: Dated[Certificate], months: Mapping[int, Decimal], month: int, exam: Exam | None) -> Decision[Earned]:
    certificate = term.value
    run = _run(certificate, months, month)
    numbers: dict[str, Number] = {
        "certificate": certificate.name,
        "months": certificate.months,
        "measure": certificate.measure,
        "at_least": written(certificate.at_least),
        "first_month": label(month - certificate.months + 1),
        "last_month": label(month),
        "values": ";".join(str(written(value)) for value in run),
    }
    reasons = [Reason("certificate_months", term.clause, numbers)]
    if certificate.peak_months:
        peaks = sum(value >= certificate.peak_at_least for value in run)
        least = written(certificate.peak_at_least)
        reasons.append(Reason("certificate_peaks", term.clause, {"peaks": peaks, "peak_months": certificate.peak_months, "at_least": least}))
    if exam is None:
        return Decision(Earned(certificate.name, last_day(month)), tuple(reasons))
    reasons.append(Reason("certificate_exam", term.clause, {"exam": exam.exam, "passed_on": exam.passed_on}))
    return Decision(Earned(certificate.name, max(last_day(month), exam.passed_on)), tuple(reasons))


@dataclass(frozen=True, slots=True)
class CertificateProgress:
    """How far a person is with a certificate that asks for `months` months in a row: the run that still lasts."""

    certificate: str
    earned_on: date | None
    run: int
    months: int
    peaks: int
    peak_months: int
    exam_passed: bool | None
    """None when the certificate asks for no exam."""


def progress(
    terms: CertificationTerms, *, months: Mapping[str, Mapping[int, Decimal]], exams: Sequence[Exam], through: int
) -> tuple[CertificateProgress, ...]:
    """Every certificate in force at the end of the month `through`, and how much of it the person has by then."""
    day = last_day(through)
    known = tuple(row for row in exams if row.passed_on <= day)
    past = {measure: {month: value for month, value in values.items() if month <= through} for measure, values in months.items()}
    have = {decision.outcome.certificate: decision.outcome.earned_on for decision in earned(terms, months=past, exams=known, until=day)}
    return tuple(
        _progress(term.value, past.get(term.value.measure, {}), known, through, have.get(term.value.name))
        for term in each_in_force(terms.certificates, lambda one: one.name, day)
    )


def _progress(certificate: Certificate, months: Mapping[int, Decimal], exams: Iterable[Exam], through: int, on: date | None) -> CertificateProgress:
    run: list[Decimal] = []
    for value in reversed(_run(certificate, months, through)):
        if value < certificate.at_least:
            break
        run.append(value)
    return CertificateProgress(
        certificate=certificate.name,
        earned_on=on,
        run=len(run),
        months=certificate.months,
        peaks=sum(value >= certificate.peak_at_least for value in run) if certificate.peak_months else 0,
        peak_months=certificate.peak_months,
        exam_passed=None if certificate.exam is None else any(row.exam == certificate.exam for row in exams),
    )
