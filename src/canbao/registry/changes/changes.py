"""What changed in the registry since a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

PACKAGE, FILE = "canbao.registry.changes", "changes.sql"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that became known, or ended being known, of a person.

    act: what made it known. what: the kind of what is said. is_end: it is no longer held to be so. file_id, row_number:
    where it stood; None for what an act of the office said.
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
    row_number: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of some days. after, through: the revisions between which they lie. counts: by kind."""

    after: int
    through: int
    counts: tuple[tuple[str, int, int], ...]
    listed: tuple[Change, ...]


def changes(connection: Connection[Any], since: date, through: date, most: int = 100, start: int = 0) -> Changes:
    """What changed from one day to another, both included, of the people whom the present actor may see.

    The counts are of all, the list of so many from ``start`` on, in the order in which they became known.
    """
    row = connection.execute(_query("window"), {"since": since, "through": through}).fetchone()
    assert row is not None
    asked = {"after": row[0], "through": row[1], "most": most, "from": start}
    counts = connection.execute(_query("counts"), asked).fetchall()
    listed = [Change(*found) for found in connection.execute(_query("changes"), asked)]
    return Changes(row[0], row[1], tuple(counts), tuple(listed))


def _query(name: str) -> str:
    return queries(PACKAGE, FILE)[name]
