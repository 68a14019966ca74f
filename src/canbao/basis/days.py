"""Days as whole numbers, in the proleptic Gregorian calendar: 1 is 1 January of the year 1.

The number is the one of ``datetime.date.toordinal``, so the edges convert with the standard library; the arithmetic
between is plain integers, because rules must also run compiled, where ``datetime`` does not exist.
"""

from __future__ import annotations

from datetime import date

from canbao.basis.compilable import compilable

FIRST_DAY = 1
LAST_DAY = date.max.toordinal()

DAYS_PER_YEAR = 365
YEARS_PER_CYCLE = 400
DAYS_PER_CYCLE = 146_097
DAYS_OF_LONG_MONTH = 31
DAYS_OF_SHORT_MONTH = 30
FEBRUARY = 2
DAYS_OF_FEBRUARY = 28
MARCH = 3
DAYS_BEFORE_MARCH = 59
DAYS_OF_FIVE_MONTHS = 153
"""From March on, long and short months follow one another so that any five hold as many days: 31 30 31 30 31."""


@compilable
def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@compilable
def days_in_month(year: int, month: int) -> int:
    """How many days the month (1 to 12) of the year has."""
    if month == FEBRUARY:
        return DAYS_OF_FEBRUARY + 1 if is_leap(year) else DAYS_OF_FEBRUARY
    return DAYS_OF_SHORT_MONTH + ((month + month // 8) & 1)


@compilable
def days_before_month(year: int, month: int) -> int:
    """How many days of the year lie before the first of the month (1 to 12)."""
    if month < MARCH:
        return (month - 1) * DAYS_OF_LONG_MONTH
    before_march = DAYS_BEFORE_MARCH + 1 if is_leap(year) else DAYS_BEFORE_MARCH
    return before_march + ((month - MARCH) * DAYS_OF_FIVE_MONTHS + 2) // 5


@compilable
def year_start(year: int) -> int:
    """The day number of 1 January of the year."""
    before = year - 1
    return before * DAYS_PER_YEAR + before // 4 - before // 100 + before // 400 + 1


@compilable
def day_number(year: int, month: int, day: int) -> int:
    """The day number of a calendar day that exists."""
    return year_start(year) + days_before_month(year, month) + day - 1


@compilable
def year_of(day: int) -> int:
    """The calendar year in which the day lies."""
    year = day * YEARS_PER_CYCLE // DAYS_PER_CYCLE + 1
    if year_start(year) > day:
        return year - 1
    if year_start(year + 1) <= day:
        return year + 1
    return year


@compilable
def month_in(year: int, day: int) -> int:
    """The month, 1 to 12, in which a day of the year lies."""
    within = day - year_start(year)
    before_march = DAYS_BEFORE_MARCH + 1 if is_leap(year) else DAYS_BEFORE_MARCH
    if within < before_march:
        return within // DAYS_OF_LONG_MONTH + 1
    return ((within - before_march) * 5 + 2) // DAYS_OF_FIVE_MONTHS + MARCH


@compilable
def month_of(day: int) -> int:
    """The month, 1 to 12, in which the day lies."""
    return month_in(year_of(day), day)


@compilable
def add_months(day: int, months: int) -> int:
    """The same day number ``months`` later; where that day does not exist, the last day of that month.

    2025-11-30 and 3 months give 2026-02-28. Months of one span are added in one step, never month by month.
    """
    year = year_of(day)
    month = month_in(year, day)
    day_of_month = day - day_number(year, month, 1) + 1
    total = year * 12 + month - 1 + months
    later_year = total // 12
    later_month = total % 12 + 1
    return day_number(later_year, later_month, min(day_of_month, days_in_month(later_year, later_month)))


@compilable
def month_start_after(day: int) -> int:
    """The first day of the month after the one in which the day lies."""
    year = year_of(day)
    return add_months(day_number(year, month_in(year, day), 1), 1)


def from_date(day: date) -> int:
    """The day number of a date."""
    return day.toordinal()


def to_date(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day)


def iso(day: int) -> str:
    """The day as YYYY-MM-DD."""
    return date.fromordinal(day).isoformat()
