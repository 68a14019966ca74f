"""The monthly match as a job runs it: which places and months are due, caught up in order, none twice.

A place is scheduled from a month on, for a day of the month after. What was missed while the job stood still is due all
the same; each month is a transaction of its own, so a job that is killed goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from canbao.access.audit import audited
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.place_numbers import place_code
from canbao.database.connecting import application
from canbao.registry.matching.match import MatchRun, query, rules_digest, run_of
from canbao.registry.matching.missing import missing

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.database.address import Address
    from canbao.feeds.descriptor import Feed

DUE_DAY: Final = 5
"""The day of the month after on which a month is matched, unless another is said: late files have come by then."""
LAST_DUE_DAY: Final = 28
DAYS_APART: Final = 1
"""By how many days the program's clock and the server's may differ."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A place that is matched each month. first_month: by its first day. due_day: of the month after."""

    place: int
    first_month: date
    due_day: int


@dataclass(frozen=True, slots=True)
class DueMatch:
    """A month of a place that is to be matched. month: its first day. due_on: the day on which that fell due."""

    place: int
    month: date
    due_on: date


def schedule(connection: Connection[Any], place: int, first_month: date, due_day: int = DUE_DAY) -> None:
    """Match a place each month. Raises psycopg's InsufficientPrivilege for whoever may not."""
    connection.execute(query("schedule"), {"place": place, "month": first_month, "day": due_day})


def end_schedule(connection: Connection[Any], place: int) -> None:
    """Match a place no longer by itself."""
    connection.execute(query("schedule"), {"place": place, "month": None, "day": None})


def schedules(connection: Connection[Any], place: int) -> list[Schedule]:
    """The places that are matched each month, of a place and below it."""
    return [Schedule(*row) for row in connection.execute(query("schedules"), {"place": place})]


def due(connection: Connection[Any], place: int, today: date) -> list[DueMatch]:
    """The months that are due of a place and below it, the earliest first."""
    return [DueMatch(*row) for row in connection.execute(query("due"), {"place": place, "today": today})]


def match_month(
    connection: Connection[Any],
    feeds: Iterable[Feed],
    place: int,
    month: date,
    today: date,
    *,
    only_first: bool = False,
) -> MatchRun | None:
    """Match a place for a month, and keep which feeds of the month were missing; the run.

    only_first: leave a month alone that was matched already, and give None. Raises BadInputError for a month that has
    not begun, psycopg's InsufficientPrivilege and DeniedError for whoever may not.
    """
    if month > today:
        about = f"{place_code(place)} {month:%Y-%m}"
        raise BadInputError([finding("match_month_in_future", about, month=f"{month:%Y-%m}", today=today.isoformat())])
    asked = {"place": place, "month": month, "rules": rules_digest()}
    row = connection.execute(query("run_due" if only_first else "run"), asked).fetchone()
    assert row is not None
    if row[0] is None:
        return None
    lacking = json.dumps([one.block() for one in missing(connection, feeds, place, month)])
    connection.execute(query("say_missing"), {"run": row[0], "missing": lacking})
    return run_of(connection, row[0])


def run_due(
    address: Address,
    token: str,
    feeds: Iterable[Feed],
    place: int,
    today: date,
    begins: Callable[[DueMatch], None] | None = None,
) -> list[MatchRun]:
    """Match every month that is due, the earliest first, each in its own transaction; the runs that were made.

    begins: is told what is matched next. Raises BadInputError where the program and the server disagree about the day.
    """
    known = tuple(feeds)
    with application(address, token) as connection:
        refuse_other_day(connection, today)
        found = due(connection, place, today)
    made = list[MatchRun]()
    for one in found:
        if begins:
            begins(one)
        about = f"{place_code(one.place)} {one.month:%Y-%m}"
        with (
            application(address, token) as connection,
            audited(connection, "match.run", about, place=one.place, writes_itself=True),
        ):
            run = match_month(connection, known, one.place, one.month, today, only_first=True)
        if run is not None:
            made.append(run)
    return made


def refuse_other_day(connection: Connection[Any], today: date) -> None:
    """Raise BadInputError where the server has another day: one of the clocks is wrong, and due days go by it."""
    row = connection.execute(query("server_day")).fetchone()
    assert row is not None
    if abs((row[0] - today).days) > DAYS_APART:
        told = {"today": today.isoformat(), "server": row[0].isoformat()}
        raise BadInputError([finding("clocks_differ", "today", **told)])
