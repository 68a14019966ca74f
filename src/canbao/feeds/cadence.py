"""When a feed is due: the day that has passed and the day that comes.

The file handed over by the due day of a month is the file of that month: the list as it stands, or what changed since
the last. Whether it came is another's question; here is only the calendar.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from canbao.basis.days import MONTHS_PER_YEAR, days_in_month
from canbao.feeds.descriptor import Cadence, Feed


class DueDay(NamedTuple):
    """The due days around a day.

    last: the latest due day that has passed; what was due on it and is not there is late. next: the first due day that
    has not passed, which may be the day itself.
    """

    last: date
    next: date


def due(feed: Feed, on: date) -> DueDay:
    """The due days of a feed around a day. A day has passed when the next one has come. Source: xy41/3.2b."""
    cadence = feed.cadence
    if cadence.monthly_by_day is not None:
        by_day = cadence.monthly_by_day
        return _around(on, [_in_month(on, months, by_day) for months in (-1, 0, 1)])
    return _around(on, [_after_season(cadence, year) for year in range(on.year - 2, on.year + 2)])


def _around(on: date, days: list[date]) -> DueDay:
    """The two neighbours of a day among days in order that begin before it and end after it."""
    return DueDay(max(day for day in days if day < on), min(day for day in days if day >= on))


def _in_month(on: date, months: int, by_day: int) -> date:
    """The due day so many months after the month of a day: a month that is too short has it on its last day."""
    year, month = divmod(on.year * MONTHS_PER_YEAR + on.month - 1 + months, MONTHS_PER_YEAR)
    return date(year, month + 1, min(by_day, days_in_month(year, month + 1)))


def _after_season(cadence: Cadence, year: int) -> date:
    """The due day of the season that ends in a year."""
    assert cadence.season_ends is not None
    assert cadence.days_after is not None
    month, day = cadence.season_ends.split("-")
    return date(year, int(month), int(day)) + timedelta(days=cadence.days_after)
