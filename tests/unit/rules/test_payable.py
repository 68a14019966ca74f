"""The payable check on day numbers: the day before, the day, and the day after each boundary (xz11/8, jy3/2c)."""

from __future__ import annotations

import pytest
from tests.unit.rules.terms import HUNAN, LISHUI, SHANXI, day, person, terms

from canbao.rules.determine import determine
from canbao.rules.facts import Facts
from canbao.rules.payable import (
    BEFORE_BENEFIT,
    BEFORE_BIRTH,
    IN_EARLIER_ENROLMENT,
    IN_EARLIER_WAIT,
    IN_EMPLOYEE_COVER,
    IN_GAP,
    IN_LATER_YEAR,
    IN_OTHER_SCHEME,
    IN_WAIT,
    NOT_DECIDED,
    NOT_YET_ENROLLED,
    PAYABLE,
    payable_on,
)

LATE = person("2026-02-10", "RR.")
"""Paid late with one year missed: the wait runs from 10 February to 10 June 2026 in Hunan."""
ENDED = person("2026-05-10", "EE", employee_cover_ended="2026-05-01")
"""Employee cover to the end of April, resident cover from then on."""
ENDED_LATE = person("2026-09-10", "RE", employee_cover_ended="2026-05-01")
"""The same, but paid after more than three months: a wait from the payment."""


def asked(f: Facts, on: str, place: str = HUNAN) -> int:
    """The answer for a day."""
    law = terms(place, f.year)
    return payable_on(day(on), f, determine(f, law), law)


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ("1980-04-30", BEFORE_BIRTH),
        ("1980-05-01", NOT_YET_ENROLLED),
        ("1980-05-02", NOT_YET_ENROLLED),
        ("2022-12-31", NOT_YET_ENROLLED),
        ("2023-01-01", IN_EARLIER_ENROLMENT),
        ("2023-01-02", IN_EARLIER_ENROLMENT),
        ("2024-12-31", IN_EARLIER_ENROLMENT),
        ("2025-01-01", IN_GAP),
        ("2025-01-02", IN_GAP),
        ("2025-12-31", IN_GAP),
        ("2026-01-01", BEFORE_BENEFIT),
        ("2026-01-02", BEFORE_BENEFIT),
        ("2026-02-09", BEFORE_BENEFIT),
        ("2026-02-10", IN_WAIT),
        ("2026-02-11", IN_WAIT),
        ("2026-06-09", IN_WAIT),
        ("2026-06-10", PAYABLE),
        ("2026-06-11", PAYABLE),
        ("2026-12-30", PAYABLE),
        ("2026-12-31", PAYABLE),
        ("2027-01-01", IN_LATER_YEAR),
        ("2027-01-02", IN_LATER_YEAR),
    ],
)
def test_xz11_8_a_late_payment_day_by_day(on: str, answer: int) -> None:
    assert asked(LATE, on) == answer


@pytest.mark.parametrize("place", [HUNAN, SHANXI, LISHUI])
@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ("2023-12-31", NOT_YET_ENROLLED),
        ("2024-01-01", IN_OTHER_SCHEME),
        ("2024-01-02", IN_OTHER_SCHEME),
        ("2025-12-31", IN_OTHER_SCHEME),
        ("2026-01-01", IN_EMPLOYEE_COVER),
        ("2026-01-02", IN_EMPLOYEE_COVER),
        ("2026-04-30", IN_EMPLOYEE_COVER),
    ],
)
def test_up_to_the_end_of_employee_cover_that_scheme_answers(place: str, on: str, answer: int) -> None:
    assert asked(ENDED, on, place) == answer


@pytest.mark.parametrize(("on", "answer"), [("2026-05-01", PAYABLE), ("2026-05-02", PAYABLE)])
def test_xz11_9a_from_the_end_of_employee_cover_on_costs_are_payable(on: str, answer: int) -> None:
    assert asked(ENDED, on) == answer


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ("2026-04-30", IN_EMPLOYEE_COVER),
        ("2026-05-01", BEFORE_BENEFIT),
        ("2026-05-02", BEFORE_BENEFIT),
        ("2026-09-09", BEFORE_BENEFIT),
        ("2026-09-10", IN_WAIT),
        ("2026-09-11", IN_WAIT),
        ("2026-12-09", IN_WAIT),
        ("2026-12-10", PAYABLE),
        ("2026-12-11", PAYABLE),
    ],
)
def test_xz11_9c_a_late_move_leaves_days_without_cover(on: str, answer: int) -> None:
    assert asked(ENDED_LATE, on) == answer


@pytest.mark.parametrize(
    ("on", "answer"), [("2025-02-09", IN_EMPLOYEE_COVER), ("2025-02-10", IN_GAP), ("2025-02-11", IN_GAP)]
)
def test_a_missed_year_begins_when_its_few_months_of_employee_cover_end(on: str, answer: int) -> None:
    """Two months do not excuse 2025 in Hunan (xz11/9d), but in them the employee scheme answered."""
    assert asked(person("2026-02-10", "R2", employee_cover_ended="2025-02-10"), on) == answer


@pytest.mark.parametrize(("on", "answer"), [("2025-04-30", IN_EARLIER_ENROLMENT), ("2025-05-01", IN_EARLIER_ENROLMENT)])
def test_a_year_of_resident_cover_is_decided_for_itself_whatever_ended_in_it(on: str, answer: int) -> None:
    assert asked(person("2026-02-10", "RR", employee_cover_ended="2025-05-01"), on) == answer


@pytest.mark.parametrize(("on", "answer"), [("2026-02-28", IN_EARLIER_WAIT), ("2026-03-01", PAYABLE)])
def test_an_earlier_wait_postpones_the_start(on: str, answer: int) -> None:
    assert asked(person("2025-10-10", "RR")._replace(earlier_wait_until=day("2026-03-01")), on) == answer


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ("2026-11-30", BEFORE_BENEFIT),
        ("2026-12-01", IN_WAIT),
        ("2026-12-31", IN_WAIT),
        ("2027-01-01", IN_LATER_YEAR),
        ("2027-03-01", IN_LATER_YEAR),
    ],
)
def test_a_wait_beyond_the_year_never_becomes_payable(on: str, answer: int) -> None:
    assert asked(person("2026-12-01", "RR"), on) == answer


@pytest.mark.parametrize(
    ("on", "answer"), [("2025-12-31", NOT_DECIDED), ("2026-12-31", NOT_DECIDED), ("2027-01-01", IN_LATER_YEAR)]
)
def test_xz11_16_where_no_circumstance_is_decided_no_day_of_it_is(on: str, answer: int) -> None:
    assert asked(person("2026-05-05", "R", left_service="2026-05-01"), on) == answer
