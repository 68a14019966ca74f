"""Is a cost on a day payable, and why not: every boundary with the day before and the day after."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.casework.made_up import Plain, case_of, decided

from canbao.casework.payable import Payable, payable


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
        ("2026-01-01", False, "before the benefit begins on 2026-06-10"),
        ("2026-02-09", False, "before the benefit begins on 2026-06-10"),
        ("2026-02-10", False, "waiting period"),
        ("2026-02-11", False, "waiting period"),
        ("2026-06-09", False, "waiting period"),
        ("2026-06-10", True, "2026-06-10 to 2026-12-31"),
        ("2026-06-11", True, "2026-06-10 to 2026-12-31"),
        ("2026-12-30", True, "2026-06-10 to 2026-12-31"),
        ("2026-12-31", True, "2026-06-10 to 2026-12-31"),
        ("2027-01-01", False, "after the benefit ends on 2026-12-31"),
    ],
)
def test_a_late_payment_waits_and_is_payable_to_the_end_of_the_year(day: str, is_payable: bool, why: str) -> None:
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
        ("2026-02-28", False, "an earlier wait still runs, until 2026-03-01"),
        ("2026-03-01", True, "within the benefit span (2026-03-01 to 2026-12-31)"),
        ("2026-03-02", True, "within the benefit span (2026-03-01 to 2026-12-31)"),
    ],
)
def test_xz11_8_an_earlier_wait_runs_on_into_the_year(day: str, is_payable: bool, why: str) -> None:
    assert is_told(EARLIER_WAIT, day, is_payable, why)


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("2023-12-31", None, "earlier enrolment"),
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


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01"])
def test_a_wait_longer_than_the_year_pays_for_no_day_of_it(day: str) -> None:
    found = on(case_of("2026-12-01", "RR"), day)
    assert found.is_payable is False
    assert found.clauses


def test_where_nothing_is_decided_nothing_is_known() -> None:
    found = on(case_of("2026-05-05", "R", events={"left_service": "2026-05-01"}), "2026-06-01")
    assert (found.is_payable, found.why.en, found.clauses) == (None, "no circumstance was decided", ())


@pytest.mark.parametrize(
    ("day", "is_payable"), [("2026-01-01", None), ("2026-12-30", None), ("2026-12-31", None), ("2027-01-01", False)]
)
def test_where_unknown_years_make_a_difference_it_is_not_known(day: str, is_payable: bool | None) -> None:
    """Paid in the window; whether there was a gap, and how long (a wait past the year's end), is not known."""
    found = on(case_of("2025-10-10", born="2010-05-01", history_known_from=2026), day)
    assert found.is_payable is is_payable
    assert ("unknown years" in found.why.en) is (is_payable is None)


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
