"""Reading the people of a place out of the database as Arrow, as the application under row security.

All that is read is of one moment, and as known in one revision, whatever others write meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.database.connecting import streaming
from canbao.database.queries import written_out
from canbao.registry.people.case_facts import KINDS
from canbao.registry.people.found import query

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

    from canbao.database.address import Address

CHUNK = 5000
"""People read at a time."""
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose enrolment is meant: the people of a place, for a coverage year, as known in a revision.

    place: 12 digits. day: by whose place of living somebody enrols of whom no payment is known. paid_on: the day of
    payment of those of whom none is reported; None: they have none.
    """

    place: int
    year: int
    day: date
    known: int
    paid_on: date | None = None


@contextmanager
def reading(address: Address, token: str) -> Iterator[Cursor]:
    """A cursor that reads as of one moment. Raises BadInputError when there is no server."""
    with streaming(address, token) as cursor:
        cursor.execute(ONE_MOMENT)
        yield cursor


def table(cursor: Cursor, text: str, **values: Any) -> Any:
    """What a query gives, as an Arrow table."""
    cursor.execute(written_out(text, **values))
    return cursor.fetch_arrow_table()


def enrolling(cursor: Cursor, wanted: Wanted) -> Any:
    """The people who enrol in a place: person_id, place, paid_on, history_starts, by person_id."""
    asked = {
        "place": wanted.place,
        "year": wanted.year,
        "day": wanted.day,
        "paid": wanted.paid_on,
        "known": wanted.known,
    }
    return table(cursor, query("enrolling"), **asked)


def batches(cursor: Cursor, people: Any, year: int, known: int, chunk: int = CHUNK) -> Iterator[Any]:
    """The people given by ``enrolling`` as record batches of the population format, so many at a time.

    Raises BadInputError when the session ended meanwhile.
    """
    for first in range(0, people.num_rows, chunk):
        yield batch(cursor, people.slice(first, chunk), year, known)


def batch(cursor: Cursor, people: Any, year: int, known: int) -> Any:
    """Some of the people given by ``enrolling``, by person_id, as one record batch."""
    from canbao.registry.whole_place.people_batch import people_batch

    numbers = people.column("person_id").to_pylist()
    facts = table(cursor, query("case_facts"), people=numbers, year=year, known=known, **KINDS)
    if facts.num_rows != people.num_rows:
        raise BadInputError([finding("no_session", "session")])
    return people_batch(facts, people, year)
