"""Is a cost on a day payable, and why not: every boundary with the day before and the day after."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.casework.made_up import Plain, case_of, decided
from tests.unit.policy.city import OVERLAY, library_with

from canbao.casework.payable import Payable, payable
from canbao.policy.policies import Policies


def on(case: Plain, day: str) -> Payable:
    """The answer for a day."""
    return payable(decided(case), date.fromisoformat(day))


def is_told(case: Plain, day: str, is_payable: bool | None, why: str) -> bool:
    """Whether a day is answered so, with these words among the English ones, and with Chinese ones."""
    found = on(case, day)
    return found.is_payable is is_payable and why in found.why.en and bool(found.why.zh)


LATE = case_of("2026-02-10", "RR.")
"""Paid late in Hunan with one year missed: a wait of four months, benefits from 10 June 2026."""
BORN = case_of("2026-03-20", born="2026-02-01")
EARLIER_WAIT = case_of("2025-10-10", "RR", earlier_wait_until="2026-03-01")


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2025-12-31", False, "missed year"),
        ("2026-01-01", False, "before the benefit begins; costs are payable from 2026-06-10"),
        ("2026-02-09", False, "before the benefit begins; costs are payable from 2026-06-10"),
        ("2026-02-10", False, "waiting period"),
        ("2026-02-11", False, "waiting period"),
        ("2026-06-09", False, "waiting period"),
        ("2026-06-10", True, "2026-06-10 to 2026-12-31"),
        ("2026-06-11", True, "2026-06-10 to 2026-12-31"),
        ("2026-12-30", True, "2026-06-10 to 2026-12-31"),
        ("2026-12-31", True, "2026-06-10 to 2026-12-31"),
        ("2027-01-01", None, "belongs to 2027; decide that year's enrolment"),
        ("2027-01-02", None, "belongs to 2027; decide that year's enrolment"),
    ],
)
def test_a_late_payment_waits_and_is_payable_to_the_end_of_the_year(
    day: str, is_payable: bool | None, why: str
) -> None:
    assert is_told(LATE, day, is_payable, why)


@pytest.mark.parametrize(("day", "is_payable"), [("2025-12-31", None), ("2026-01-01", True), ("2026-01-02", True)])
def test_who_paid_in_the_window_is_covered_from_new_year(day: str, is_payable: bool | None) -> None:
    """The day before belongs to an earlier enrolment, which answers for itself."""
    assert on(case_of("2025-10-10", "RR"), day).is_payable is is_payable


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2026-01-31", False, "before birth"),
        ("2026-02-01", True, "within the benefit span (2026-02-01 to 2026-12-31)"),
        ("2026-02-02", True, "within the benefit span (2026-02-01 to 2026-12-31)"),
    ],
)
def test_a_newborn_is_covered_from_birth(day: str, is_payable: bool, why: str) -> None:
    assert is_told(BORN, day, is_payable, why)


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2026-02-27", False, "an earlier wait still runs; costs are payable from 2026-03-01 (a reading: "),
        ("2026-02-28", False, "an earlier wait still runs; costs are payable from 2026-03-01 (a reading: "),
        ("2026-03-01", True, "within the benefit span (2026-03-01 to 2026-12-31)"),
        ("2026-03-02", True, "within the benefit span (2026-03-01 to 2026-12-31)"),
    ],
)
def test_xz11_8_an_earlier_wait_runs_on_into_the_year(day: str, is_payable: bool, why: str) -> None:
    assert is_told(EARLIER_WAIT, day, is_payable, why)


@pytest.mark.parametrize(
    ("place", "clauses"), [("430000", ("xz11/8",)), ("140500", ("jy3/2c",)), ("331100", ("ls25/2.3.2b",))]
)
def test_that_an_earlier_wait_runs_on_is_a_reading_of_the_clause_of_the_wait(
    place: str, clauses: tuple[str, ...]
) -> None:
    found = on({**EARLIER_WAIT, "place": place}, "2026-02-28")
    assert found.clauses == clauses
    assert found.why.zh.endswith("（解释：未满的等待期带入次年）")


def test_a_text_that_says_an_earlier_wait_runs_on_is_cited_itself() -> None:
    """An overlay with its own document sets the reading; then it is none of the platform's."""
    says_so = (
        "readings:\n  wait_carries_into_next_year:\n    - {value: true, unit: flag, "
        "coverage_years: {from: 2026, through: 2026}, source: ymz9/1, status: read}\n"
    )
    policies = Policies(library_with(OVERLAY + says_so))
    found = payable(decided(EARLIER_WAIT, policies), date(2026, 2, 28))
    assert (found.clauses, "reading" in found.why.en) == (("ymz9/1",), False)


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2022-12-30", False, "not yet enrolled"),
        ("2022-12-31", False, "not yet enrolled"),
        ("2023-01-01", None, "belongs to 2023; decide that year's enrolment"),
        ("2023-12-31", None, "belongs to 2023; decide that year's enrolment"),
        ("2024-01-01", None, "another scheme"),
        ("2024-12-31", None, "another scheme"),
        ("2025-01-01", False, "missed year"),
        ("2025-12-31", False, "missed year"),
    ],
)
def test_a_day_of_an_earlier_year_belongs_to_that_year(day: str, is_payable: bool | None, why: str) -> None:
    """Resident in 2023, employee cover in 2024, missed 2025."""
    assert is_told(case_of("2026-02-10", "RE."), day, is_payable, why)


@pytest.mark.parametrize(
    ("day", "is_payable"), [("2025-08-31", None), ("2025-09-01", True), ("2025-09-02", True), ("2026-12-31", True)]
)
def test_xz11_3d_a_new_student_is_covered_from_september_before(day: str, is_payable: bool | None) -> None:
    case = case_of("2025-09-20", "RR", born="2007-05-01", events={"student_registered": "2025-09-05"})
    assert on(case, day).is_payable is is_payable


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2025-12-31", False, "not yet enrolled"),
        ("2026-01-01", False, "before the benefit begins; costs are payable from 2026-05-10"),
        ("2026-01-02", False, "before the benefit begins; costs are payable from 2026-05-10"),
    ],
)
def test_who_was_never_covered_missed_nothing(day: str, is_payable: bool, why: str) -> None:
    assert is_told(case_of("2026-02-10"), day, is_payable, why)
    assert on(case_of("2026-02-10"), day).clauses


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2025-12-31", None, "another scheme"),
        ("2026-01-01", None, "the employee scheme answers"),
        ("2026-04-29", None, "the employee scheme answers"),
        ("2026-04-30", None, "the employee scheme answers"),
        ("2026-05-01", True, "2026-05-01 to 2026-12-31"),
        ("2026-05-02", True, "2026-05-01 to 2026-12-31"),
    ],
)
def test_xz11_9a_before_employee_cover_ended_that_scheme_answers(day: str, is_payable: bool | None, why: str) -> None:
    """Two years of employee cover, which ended with April 2026; enrolled in May."""
    assert is_told(case_of("2026-05-10", "EE", events={"employee_cover_ended": "2026-05-01"}), day, is_payable, why)


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2026-11-30", False, "benefits would begin on 2027-03-01; nothing is payable in 2026"),
        ("2026-12-01", False, "the wait would be over on 2027-03-01; nothing is payable in 2026, and a new enrolment"),
        ("2026-12-02", False, "the wait would be over on 2027-03-01; nothing is payable in 2026, and a new enrolment"),
        ("2026-12-31", False, "a new enrolment for 2027 is needed"),
        ("2027-01-01", None, "belongs to 2027"),
        ("2027-02-28", None, "belongs to 2027"),
        ("2027-03-01", None, "belongs to 2027"),
        ("2027-03-02", None, "belongs to 2027"),
    ],
)
def test_a_wait_longer_than_the_year_pays_for_no_day_of_it(day: str, is_payable: bool | None, why: str) -> None:
    assert is_told(case_of("2026-12-01", "RR"), day, is_payable, why)


@pytest.mark.parametrize(
    ("waits_until", "why"),
    [
        ("2026-12-30", "costs are payable from 2026-12-30"),
        ("2026-12-31", "costs are payable from 2026-12-31"),
        ("2027-01-01", "the wait would be over on 2027-01-01; nothing is payable in 2026"),
        ("2027-01-02", "the wait would be over on 2027-01-02; nothing is payable in 2026"),
    ],
)
def test_an_earlier_wait_may_take_the_whole_year(waits_until: str, why: str) -> None:
    assert is_told(case_of("2025-10-10", "RR", earlier_wait_until=waits_until), "2026-06-01", False, why)


def test_ls25_2_3_2d_a_payment_in_december_begins_after_the_year() -> None:
    """No wait, but benefits from the month after the payment: the reason speaks of no wait."""
    case = case_of("2026-12-10", "EE", place="331100", events={"employee_cover_ended": "2026-12-01"})
    assert is_told(case, "2026-12-10", False, "benefits would begin on 2027-01-01; nothing is payable in 2026")
    assert "wait would" not in on(case, "2026-12-10").why.en


def test_where_nothing_is_decided_nothing_is_known() -> None:
    found = on(case_of("2026-05-05", "R", events={"left_service": "2026-05-01"}), "2026-06-01")
    assert (found.is_payable, found.why.en, found.clauses) == (None, "no circumstance was decided", ())


@pytest.mark.parametrize(("day", "is_payable"), [("2026-01-01", None), ("2026-12-30", None), ("2026-12-31", None)])
def test_where_unknown_years_make_a_difference_it_is_not_known(day: str, is_payable: bool | None) -> None:
    """Paid in the window; whether there was a gap, and how long (a wait past the year's end), is not known."""
    found = on(case_of("2025-10-10", born="2010-05-01", history_known_from=2026), day)
    assert (found.is_payable, found.why.en) == (is_payable, "it depends on the unknown years")


SOME_UNKNOWN = case_of("2026-02-10", born="2022-05-01", history_known_from=2026)
"""Paid late in Hunan, 2022 to 2025 unknown: covered, or missed from one year up to all four."""


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2026-02-09", False, "before the benefit begins; costs are payable from 2026-05-10 at the earliest, "),
        ("2026-02-10", False, "within the waiting period; costs are payable from 2026-05-10 at the earliest, "),
        ("2026-05-09", False, "within the waiting period; costs are payable from 2026-05-10 at the earliest, "),
        ("2026-05-10", None, "it depends on the unknown years"),
        ("2026-05-11", None, "it depends on the unknown years"),
        ("2026-09-09", None, "it depends on the unknown years"),
        ("2026-09-10", True, "from 2026-05-10 at the earliest, 2026-09-10 at the latest, to 2026-12-31"),
        ("2026-09-11", True, "from 2026-05-10 at the earliest, 2026-09-10 at the latest, to 2026-12-31"),
        ("2027-01-01", None, "belongs to 2027"),
    ],
)
def test_a_day_on_which_the_readings_disagree_is_told_as_earliest_and_latest(
    day: str, is_payable: bool | None, why: str
) -> None:
    assert is_told(SOME_UNKNOWN, day, is_payable, why)


@pytest.mark.parametrize(
    ("paid_on", "why"),
    [
        ("2026-05-30", "costs are payable from 2026-08-30 at the earliest, 2026-12-30 at the latest"),
        ("2026-05-31", "costs are payable from 2026-08-31 at the earliest, 2026-12-31 at the latest"),
        ("2026-06-01", "2027-01-01 at the latest; where that lies after 2026, nothing is payable in it"),
        ("2026-09-30", "2027-04-30 at the latest; where that lies after 2026, nothing is payable in it"),
        ("2026-10-01", "the wait would be over on 2027-01-01 at the earliest, 2027-05-01 at the latest; nothing is"),
        ("2026-10-02", "the wait would be over on 2027-01-02 at the earliest, 2027-05-02 at the latest; nothing is"),
    ],
)
def test_a_span_that_is_empty_in_some_or_all_readings_is_told_so(paid_on: str, why: str) -> None:
    case = case_of(paid_on, born="2022-05-01", history_known_from=2026)
    assert is_told(case, paid_on, False, why)


def test_readings_that_come_to_the_same_for_different_reasons_are_both_told() -> None:
    """Born in 2022; 2022 and 2023 unknown, 2024 missed: there was cover before it or none."""
    found = on(case_of("2026-02-10", "R", born="2022-05-01", history_known_from=2024), "2024-06-01")
    assert (found.is_payable, found.why.en) == (False, "in a missed year, or not yet enrolled")
    assert found.why.zh == "在断保年度内，或尚未参保"
    assert "xz11/8" in found.clauses


def test_an_earlier_wait_or_a_gap_that_is_not_known_are_told_with_one_range() -> None:
    case = case_of("2025-10-10", born="2024-05-01", history_known_from=2026, earlier_wait_until="2026-03-01")
    why = on(case, "2026-02-28").why.en
    assert why.startswith("an earlier wait still runs, or within the waiting period; costs are payable from ")
    assert "2026-03-01 at the earliest, 2026-06-01 at the latest (a reading: " in why
    assert on(case, "2026-02-28").is_payable is False
    assert on(case, "2026-03-01").is_payable is None
    assert on(case, "2026-06-01").is_payable is True


@pytest.mark.parametrize("day", ["2026-03-31", "2026-04-01"])
def test_where_unknown_years_make_no_difference_it_is_known(day: str) -> None:
    """Born in 2025 and paid late in Hunan: no year can have been missed but 2025 itself, whose cover is told."""
    case = case_of("2026-01-01", "R", born="2025-02-01", history_known_from=2025)
    assert on(case, day).is_payable is (day == "2026-04-01")


def test_each_reason_names_its_clauses() -> None:
    assert on(LATE, "2026-06-10").clauses == decided(LATE).policy.rows[decided(LATE).first.row].clauses
    assert "xz11/8" in on(LATE, "2026-03-01").clauses
    assert "xz11/8" in on(LATE, "2025-06-01").clauses
    assert on(case_of("2026-02-10", "RE."), "2024-06-01").clauses == ("xz11/9d",)
    assert on(BORN, "2026-02-01").clauses == ("xz11/3a",)
    assert on(LATE, "2022-06-01").clauses == on(LATE, "2026-06-10").clauses
    of_unknown = on(case_of("2025-10-10", born="2024-05-01", history_known_from=2026), "2026-06-01")
    assert {"xz11/2a", "xz11/8", "gb38/2.3g", "gb38/2.3h"} == set(of_unknown.clauses)  # of both rows that may decide
