"""The calendar on whole numbers against the standard library's, every day from 1900 to 2100."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canbao.basis.days import (
    add_months,
    day_number,
    days_in_month,
    from_date,
    is_leap,
    iso,
    month_of,
    month_start_after,
    to_date,
    year_of,
    year_start,
)

YEARS = range(1900, 2101)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(0, 130)
ONE = timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day number so many months later, or the last day of that month: written with dates."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def test_every_day_of_two_centuries_is_the_one_of_the_standard_library() -> None:
    day = date(YEARS.start, 1, 1)
    while day.year < YEARS.stop:
        number = day.toordinal()
        assert (year_of(number), month_of(number)) == (day.year, day.month), day
        assert day_number(day.year, day.month, day.day) == number, day
        day += ONE


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1600, 9999])
def test_the_calendar_holds_at_its_ends(year: int) -> None:
    assert year_start(year) == date(year, 1, 1).toordinal()
    assert year_of(date(year, 1, 1).toordinal()) == year_of(date(year, 12, 31).toordinal()) == year


def test_leap_years_and_months_are_those_of_the_standard_library() -> None:
    for year in YEARS:
        assert is_leap(year) == isleap(year)
        assert year_start(year) == date(year, 1, 1).toordinal()
        assert [days_in_month(year, m) for m in range(1, 13)] == [monthrange(year, m)[1] for m in range(1, 13)]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 11, 29), 3, date(2026, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 1), 3, date(2026, 3, 1)),
        (date(2027, 11, 28), 3, date(2028, 2, 28)),
        (date(2027, 11, 29), 3, date(2028, 2, 29)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 1), 3, date(2026, 4, 1)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_after_a_day_fall_on_its_number_or_on_the_last_day(day: date, months: int, expected: date) -> None:
    assert to_date(add_months(from_date(day), months)) == expected == months_later(day, months)


def test_months_of_one_wait_are_added_in_one_step() -> None:
    """31 January and two months is 31 March; month by month it would be the 28th."""
    start = from_date(date(2026, 1, 31))
    assert iso(add_months(start, 2)) == "2026-03-31"
    assert iso(add_months(add_months(start, 1), 1)) == "2026-03-28"


def test_every_number_of_months_from_every_day_of_four_years() -> None:
    for number in range(date(2023, 11, 1).toordinal(), date(2027, 12, 1).toordinal()):
        day = date.fromordinal(number)
        for months in (*range(14), 24, 48):
            assert to_date(add_months(number, months)) == months_later(day, months), (day, months)


@settings(derandomize=True, deadline=None)
@given(day=DAYS, months=MONTHS)
def test_adding_months_is_what_it_is_with_dates(day: date, months: int) -> None:
    assert to_date(add_months(from_date(day), months)) == months_later(day, months)


@settings(derandomize=True, deadline=None)
@given(day=DAYS, later=st.integers(0, 800), months=MONTHS)
def test_a_later_day_never_gives_an_earlier_end(day: date, later: int, months: int) -> None:
    start = from_date(day)
    assert add_months(start, months) <= add_months(start + later, months)


@settings(derandomize=True, deadline=None)
@given(day=DAYS, months=MONTHS)
def test_taking_months_off_never_passes_the_day(day: date, months: int) -> None:
    """Back again it is the same day, or an earlier one of its month where the end of a shorter month was met."""
    start = from_date(day)
    back = add_months(add_months(start, months), -months)
    assert back <= start
    assert (year_of(back), month_of(back)) == (day.year, day.month)


@settings(derandomize=True, deadline=None)
@given(day=DAYS)
def test_the_next_month_begins_on_its_first(day: date) -> None:
    first = to_date(month_start_after(from_date(day)))
    assert first.day == 1
    assert day < first <= day + timedelta(days=31)
    assert (first - ONE).month == day.month


def test_a_year_before_the_first_begins_before_it() -> None:
    """A file may name any year; where it lies must be told rightly before it is refused."""
    assert [year_start(year) for year in (1, 0, -1, -3, -4)] == [1, -365, -730, -1460, -1826]
    assert all(year_start(year) < year_start(year + 1) for year in range(-32_768, 3))
