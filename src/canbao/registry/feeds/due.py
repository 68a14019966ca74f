"""Which feeds are due, came late or never came, and whose facts are too old to go by (xy41/3.2b, gb38/4.10).

A feed is expected at the places that have an agreement for it or that a file came from; one that is expected nowhere is
told once, for the place that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from canbao.access.denials import require
from canbao.basis.days import MONTHS_PER_YEAR
from canbao.feeds.cadence import due
from canbao.registry.feeds.history import READ, SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psycopg import Connection

    from canbao.feeds.descriptor import Feed

State = Literal["came", "came_late", "late", "never", "held"]


@dataclass(frozen=True, slots=True)
class Expected:
    """How a feed of a place stands on a day.

    last_due: the latest due day that has passed. wanted: the first day of the month of the file that was due on it.
    next_due: the first that has not passed. newest: the first day of the month of the newest file, came_on: when its
    first version came; None where no file came. late_days: how long after last_due the file came, or that it has not
    come. held_file: one that waits to be confirmed. is_stale: the newest file is older than the feed's facts may be.
    is_agreed: a sharing agreement holds.
    """

    feed: str
    place: int
    last_due: date
    wanted: date
    next_due: date
    newest: date | None
    came_on: date | None
    late_days: int
    held_file: int | None
    is_stale: bool
    is_agreed: bool

    @property
    def state(self) -> State:
        """In one word."""
        if self.held_file is not None:
            return "held"
        if self.newest is None:
            return "never"
        if self.late_days == 0:
            return "came"
        return "came_late" if self.newest >= self.wanted else "late"


def expected(connection: Connection[Any], feeds: Iterable[Feed], place: int, on: date) -> list[Expected]:
    """How feeds stand at a place and below it on a day. Raises DeniedError for whoever may not see it.

    place: 12 digits. What came after the day is left out of account.
    """
    require(connection, READ, place)
    asked = {"place": place, "on_day": on, "kind": None}
    newest = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(SQL["newest"], asked)}
    held = {(row[0], row[1]): row[2] for row in connection.execute(SQL["held"], asked)}
    agreed = {(row[1], row[2]) for row in connection.execute(SQL["agreements"], asked) if row[-1]}
    return [
        stands(one, where, on, newest.get((one.feed, where)), held.get((one.feed, where)), (one.feed, where) in agreed)
        for one in feeds
        for where in places_of(one.feed, place, newest, held, agreed)
    ]


def places_of(feed: str, place: int, *known: Mapping[tuple[str, int], Any] | set[tuple[str, int]]) -> list[int]:
    """Where a feed is expected, in order."""
    return sorted({where for each in known for which, where in each if which == feed}) or [place]


def stands(
    feed: Feed, place: int, on: date, newest: tuple[date, date] | None, held: int | None, is_agreed: bool
) -> Expected:
    """How one feed of one place stands."""
    days = due(feed, on)
    wanted = month_due(feed, days.last)
    month, came_on = newest or (None, None)
    return Expected(
        feed.feed,
        place,
        days.last,
        wanted,
        days.next,
        month,
        came_on,
        late_days(days.last, wanted, on, month, came_on),
        held,
        month is not None and months_between(month, on) > feed.fresh_months,
        is_agreed,
    )


def late_days(last_due: date, wanted: date, on: date, newest: date | None, came_on: date | None) -> int:
    """How many days late the file of a due day came, or is; a file of a later month has made up for it."""
    if newest is None or newest < wanted:
        return (on - last_due).days
    return max(0, (came_on - last_due).days) if newest == wanted and came_on else 0


def month_due(feed: Feed, last_due: date) -> date:
    """The first day of the month of the file that is due on a day: the day's own, or that in which a season ended."""
    return (last_due - timedelta(days=feed.cadence.days_after or 0)).replace(day=1)


def months_between(earlier: date, later: date) -> int:
    """Whole calendar months from the month of one day to that of another."""
    return (later.year - earlier.year) * MONTHS_PER_YEAR + later.month - earlier.month


def late_first(found: Iterable[Expected]) -> Iterator[Expected]:
    """Those that something is to be done about first, the latest of them first."""
    order: dict[State, int] = {"held": 0, "late": 1, "never": 2, "came_late": 3, "came": 4}
    yield from sorted(found, key=lambda one: (order[one.state], not one.is_agreed, -one.late_days, one.feed, one.place))
