"""Certificates: slow but obvious, asked of the same histories; progress; terms that no months can meet."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.rules.certification import Certificate, CertificateProgress, CertificationTerms, ExamWindow, earned, progress
from qudao.rules.decision import Dated
from qudao.rules.facts import Exam
from qudao.rules.months import last_day, month_of

BEGIN = date(2024, 1, 1)
JANUARY = month_of(date(2025, 1, 1))
LONG = date(2030, 1, 1)


def dated(certificate: Certificate, starts_on: date = BEGIN) -> Dated[Certificate]:
    return Dated(certificate, starts_on, "2.1")


def cme(**changed: int) -> Certificate:
    return Certificate("CME", months=changed.get("months", 3), at_least=Decimal(changed.get("at_least", 5)), exam="CME")


def history(*values: int, first: int = JANUARY) -> dict[str, dict[int, Decimal]]:
    return {"orders": {first + place: Decimal(value) for place, value in enumerate(values)}}


def passed(day: date) -> tuple[Exam, ...]:
    return (Exam("W1", "CME", day),)


def earned_on(terms: CertificationTerms, months: Mapping[str, Mapping[int, Decimal]], exams: Sequence[Exam]) -> dict[str, date]:
    made = earned(terms, months=months, exams=exams, until=LONG)
    return {decision.outcome.certificate: decision.outcome.earned_on for decision in made}


def obvious(certificate: Certificate, months: Mapping[int, Decimal], exams: Sequence[date]) -> date | None:
    """Every window of every place against every exam, nothing left out: the earliest day on which both are there."""
    days = []
    for start in range(min(months, default=0), max(months, default=0) + 1):
        window = [months.get(start + step, Decimal(0)) for step in range(certificate.months)]
        enough = all(value >= certificate.at_least for value in window)
        peaks = [value for value in window if value >= certificate.peak_at_least]
        if enough and len(peaks) >= certificate.peak_months:
            end = last_day(start + certificate.months - 1)
            days += [end] if certificate.exam is None else [max(end, exam) for exam in exams]
    return min(days, default=None)


@settings(max_examples=400, deadline=None)
@given(
    values=st.dictionaries(st.integers(JANUARY - 3, JANUARY + 14), st.sampled_from([0, 4, 5, 5, 6, 10, 11, 11]).map(Decimal), max_size=16),
    exams=st.lists(st.dates(date(2024, 10, 1), date(2026, 6, 1)), max_size=3),
    months=st.integers(1, 6),
    peaks=st.integers(0, 3),
    with_exam=st.booleans(),
)
def test_the_same_as_looking_at_every_window_and_every_exam(
    values: dict[int, Decimal], exams: list[date], months: int, peaks: int, with_exam: bool
) -> None:
    certificate = Certificate("X", months, Decimal(5), "X" if with_exam else None, min(peaks, months), Decimal(11))
    found = earned_on(CertificationTerms((dated(certificate),)), {"orders": values}, [Exam("W1", "X", day) for day in exams])
    want = obvious(certificate, values, exams)
    assert found == ({} if want is None else {"X": want})


@settings(max_examples=100, deadline=None)
@given(values=st.lists(st.integers(0, 12), max_size=14), more=st.lists(st.integers(0, 3), min_size=14, max_size=14), day=st.integers(0, 400))
def test_more_orders_never_make_it_later(values: list[int], more: list[int], day: int) -> None:
    exams = passed(date(2025, 1, 1) + timedelta(days=day))
    terms = CertificationTerms((dated(cme()),))
    few = earned_on(terms, history(*values), exams).get("CME", LONG)
    many = earned_on(terms, history(*(value + plus for value, plus in zip(values, more, strict=False))), exams).get("CME", LONG)
    assert many <= few


def test_what_is_earned_after_the_day_asked_for_is_not_yet_earned() -> None:
    terms = CertificationTerms((dated(cme()),))
    exams = passed(date(2025, 4, 10))
    assert earned(terms, months=history(5, 5, 5), exams=exams, until=date(2025, 4, 9)) == ()
    assert len(earned(terms, months=history(5, 5, 5), exams=exams, until=date(2025, 4, 10))) == 1


def test_a_certificate_is_given_once() -> None:
    terms = CertificationTerms((dated(cme()), dated(cme(at_least=6), date(2025, 6, 1))))
    made = earned(terms, months=history(*[9] * 12), exams=passed(date(2025, 1, 1)), until=LONG)
    assert [decision.outcome.earned_on for decision in made] == [date(2025, 3, 31)]


def test_the_reason_shows_the_months_counted_and_the_exam() -> None:
    terms = CertificationTerms((dated(cme()),))
    (decision,) = earned(terms, months=history(5, 6, 7), exams=passed(date(2025, 1, 9)), until=LONG)
    months, exam = decision.reasons
    assert months.numbers["values"] == "5;6;7"
    assert (months.numbers["first_month"], months.numbers["last_month"]) == ("2025-01", "2025-03")
    assert exam.numbers == {"exam": "CME", "passed_on": date(2025, 1, 9)}


@pytest.mark.parametrize(("months_apart", "counts"), [(1, True), (2, True), (3, False)])
def test_an_exam_counts_within_its_window_of_two_months(months_apart: int, counts: bool) -> None:
    terms = CertificationTerms((dated(cme()),), (Dated(ExamWindow(2), BEGIN, "2.1"),))
    after = earned_on(terms, history(5, 5, 5), passed(date(2025, 3 + months_apart, 1)))
    before = earned_on(terms, history(5, 5, 5, first=JANUARY + 3), passed(date(2025, 6 - months_apart, 28)))
    assert (bool(after), bool(before)) == (counts, counts)


def test_progress_counts_the_run_that_still_lasts() -> None:
    terms = CertificationTerms((dated(cme()),))
    (two,) = progress(terms, months=history(9, 4, 5, 5), exams=(), through=JANUARY + 3)
    assert two == CertificateProgress("CME", None, run=2, months=3, peaks=0, peak_months=0, exam_passed=False)
    (none,) = progress(terms, months=history(9, 9, 4), exams=passed(date(2025, 2, 1)), through=JANUARY + 2)
    assert (none.run, none.exam_passed) == (0, True)


def test_progress_shows_the_peaks_of_the_run_and_the_day_it_was_earned() -> None:
    certificate = Certificate("CMP", 6, Decimal(5), None, 3, Decimal(11))
    terms = CertificationTerms((dated(certificate),))
    months = history(5, 11, 6, 11, 5, 11)
    (before,) = progress(terms, months=months, exams=(), through=JANUARY + 4)
    assert (before.run, before.peaks, before.peak_months, before.earned_on, before.exam_passed) == (5, 2, 3, None, None)
    (after,) = progress(terms, months=months, exams=(), through=JANUARY + 7)
    assert after.earned_on == date(2025, 6, 30)
    assert after.run == 0


@pytest.mark.parametrize(
    ("certificate", "place", "code"),
    [
        (Certificate("X", 0, Decimal(5)), "certificates.0.months", "below_one"),
        (Certificate("X", 3, Decimal(0)), "certificates.0.at_least", "not_above_zero"),
        (Certificate("X", 3, Decimal(5), peak_months=4), "certificates.0.peak_months", "not_within"),
        (Certificate("X", 3, Decimal(5), peak_months=-1), "certificates.0.peak_months", "not_within"),
    ],
)
def test_counts_that_make_no_sense_are_named(certificate: Certificate, place: str, code: str) -> None:
    assert [(defect.place, defect.code) for defect in CertificationTerms((dated(certificate),)).defects()] == [(place, code)]


def test_sound_counts_have_no_defect() -> None:
    assert list(CertificationTerms((dated(Certificate("X", 1, Decimal(1), peak_months=1)),)).defects()) == []


def test_a_certificate_that_begins_later_is_given_from_its_first_month_on() -> None:
    later = Certificate("NEW", 3, Decimal(5))
    terms = CertificationTerms((dated(cme()), dated(later, date(2025, 6, 1))))
    assert earned_on(terms, history(5, 5, 5, 5, 5), passed(date(2025, 1, 1))) == {"CME": date(2025, 3, 31)}
    assert earned_on(terms, history(*[5] * 8), ()) == {"NEW": date(2025, 6, 30)}


def test_months_before_the_first_day_of_all_terms_are_judged_by_it() -> None:
    terms = CertificationTerms((dated(cme(), date(2026, 1, 1)), dated(cme(at_least=9), date(2026, 2, 1))))
    assert earned_on(terms, history(5, 5, 5), passed(date(2025, 1, 1))) == {"CME": date(2025, 3, 31)}
