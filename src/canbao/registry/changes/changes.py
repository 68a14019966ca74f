"""What changed in the registry since a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

PACKAGE, FILE = "canbao.registry.changes", "changes.sql"
AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """Something that became known, or ended being known, of a person.

    act: what made it known. what: the kind of what is said. is_end: it is no longer held to be so. file_id, file,
    month, row_number: where it stood; None for what an act of the office said, file and month also where the file may
    not be seen.
    """

    revision: int
    at: datetime
    act: str
    person_id: int
    what: str
    said: Mapping[str, Any]
    valid_from: date | None
    valid_until: date | None
    is_end: bool
    feed: str | None
    file_id: int | None
    file: str | None
    month: date | None
    row_number: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of some days. after, through: the revisions between which they lie. counts: by kind."""

    after: int
    through: int
    counts: tuple[tuple[str, int, int], ...]
    listed: tuple[Change, ...]


def changes(
    connection: Connection[Any], since: date, through: date, most: int = 100, start: int = 0, place: int = 0
) -> Changes:
    """What changed from one day to another, both included, of the people whom the present actor may see.

    The counts are of all, the list of so many from ``start`` on, in the order in which they became known. place: 12
    digits, of whose people alone; 0 for any.
    """
    window = _window(connection, since, through)
    counts = connection.execute(_query("counts"), {**window, "place": place}).fetchall()
    listed = _listed(connection, window, most, start, place)
    return Changes(window["after"], window["through"], tuple(counts), tuple(listed))


def every(connection: Connection[Any], since: date, through: date, place: int = 0) -> Iterator[Change]:
    """All changes of the same, one after another."""
    return _listed(connection, _window(connection, since, through), None, 0, place)


def _window(connection: Connection[Any], since: date, through: date) -> dict[str, int]:
    row = connection.execute(_query("window"), {"since": since, "through": through}).fetchone()
    assert row is not None
    return {"after": row[0], "through": row[1]}


def _listed(
    connection: Connection[Any], window: Mapping[str, int], most: int | None, start: int, place: int
) -> Iterator[Change]:
    """The changes, brought from the server a thousand at a time."""
    with connection.cursor("changes") as cursor:
        cursor.itersize = AT_A_TIME
        cursor.execute(_query("changes"), {**window, "most": most, "from": start, "place": place})
        for row in cursor:
            yield Change(*row)


def _query(name: str) -> str:
    return queries(PACKAGE, FILE)[name]
