"""Days as whole numbers, in the proleptic Gregorian calendar: 1 is 1 January of the year 1.

The number is the one of ``datetime.date.toordinal``, so the edges convert with the standard library; the arithmetic
between is plain integers, because rules must also run compiled, where ``datetime`` does not exist. It counts in years
that begin in March, where every month begins as many days after the first in one year as in another.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from canbao.basis.compilable import compilable

FIRST_DAY = 1
LAST_DAY = date.max.toordinal()

NATURAL = 2**40 - 1
"""The bits of a number of days or months: no negative number has only these."""

MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 365
FOUR_YEARS = 4 * DAYS_PER_YEAR + 1
FOUR_CENTURIES = 100 * FOUR_YEARS - 3
YEARS_PER_CENTURY = 100
DAYS_OF_FIVE_MONTHS = 153
"""From March on, long and short months follow one another so that any five hold as many days: 31 30 31 30 31."""
MARCH = 3
MONTHS_BEFORE_JANUARY = 10
DAYS_BEFORE_JANUARY = 306
"""Months and days from 1 March to the end of December."""
DAYS_BEFORE_FIRST_DAY = DAYS_BEFORE_JANUARY - FIRST_DAY
"""Days from 1 March of the year 0 to day 0."""


class MarchDay(NamedTuple):
    """A day by years that begin on 1 March, so that the leap day is the last: the year and the days of it before."""

    year: int
    days_before: int


@compilable
def natural(number: int) -> int:
    """The number, which is not negative; said so that compiled code divides it without asking for its sign."""
    return number & NATURAL


@compilable
def march_day(day: int) -> MarchDay:
    """A day number by years that begin on 1 March."""
    quarters = 4 * natural(day + DAYS_BEFORE_FIRST_DAY) + 3
    century = quarters // FOUR_CENTURIES
    quarters = (quarters - century * FOUR_CENTURIES) | 3
    year = quarters // FOUR_YEARS
    return MarchDay(century * YEARS_PER_CENTURY + year, (quarters - year * FOUR_YEARS) // 4)


@compilable
def march_month(days_before: int) -> int:
    """The month of a day that has so many days of its year before it: 0 for March, 11 for February."""
    return (natural(days_before) * 5 + 2) // DAYS_OF_FIVE_MONTHS


@compilable
def days_before_march_month(month: int) -> int:
    """The days from 1 March to the first of a month: 0 for March, 11 for February."""
    return (natural(month) * DAYS_OF_FIVE_MONTHS + 2) // 5


@compilable
def month_begin(months: int) -> int:
    """The day number of the first of a month, which is told by the months from March of the year 0 to it."""
    year = natural(months) // MONTHS_PER_YEAR
    century = year // YEARS_PER_CENTURY
    before = year * DAYS_PER_YEAR + year // 4 - century + century // 4
    return before + days_before_march_month(months - year * MONTHS_PER_YEAR) - DAYS_BEFORE_FIRST_DAY


@compilable
def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@compilable
def days_in_month(year: int, month: int) -> int:
    """How many days the month (1 to 12) of the year has."""
    months = year * MONTHS_PER_YEAR + month - MARCH
    return month_begin(months + 1) - month_begin(months)


@compilable
def year_start(year: int) -> int:
    """The day number of 1 January of the year; of any year, also one before the first."""
    before = year - 1
    century = before // YEARS_PER_CENTURY
    return before * DAYS_PER_YEAR + before // 4 - century + century // 4 + 1


@compilable
def day_number(year: int, month: int, day: int) -> int:
    """The day number of a calendar day that exists."""
    return month_begin(year * MONTHS_PER_YEAR + month - MARCH) + day - 1


@compilable
def year_of(day: int) -> int:
    """The calendar year in which the day lies."""
    of_march = march_day(day)
    return of_march.year + (of_march.days_before >= DAYS_BEFORE_JANUARY)


@compilable
def month_of(day: int) -> int:
    """The month, 1 to 12, in which the day lies."""
    month = march_month(march_day(day).days_before)
    return month + MARCH - (MONTHS_PER_YEAR if month >= MONTHS_BEFORE_JANUARY else 0)


@compilable
def add_months(day: int, months: int) -> int:
    """The same day number ``months`` later; where that day does not exist, the last day of that month.

    2025-11-30 and 3 months give 2026-02-28. Months of one span are added in one step, never month by month.
    """
    of_march = march_day(day)
    month = march_month(of_march.days_before)
    days = of_march.days_before - days_before_march_month(month)
    later = of_march.year * MONTHS_PER_YEAR + month + months
    return min(month_begin(later) + days, month_begin(later + 1) - 1)


@compilable
def month_start_after(day: int) -> int:
    """The first day of the month after the one in which the day lies."""
    of_march = march_day(day)
    return month_begin(of_march.year * MONTHS_PER_YEAR + march_month(of_march.days_before) + 1)


def from_date(day: date) -> int:
    """The day number of a date."""
    return day.toordinal()


def to_date(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day)


def iso(day: int) -> str:
    """The day as YYYY-MM-DD."""
    return date.fromordinal(day).isoformat()
