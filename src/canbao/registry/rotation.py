"""Rotating the data key: every sealed value made over under the newest one, a batch a transaction.

It may be stopped or killed at any moment and run again: a value says itself under which key it is, so what is done is
not done twice, and what is read meanwhile opens under either key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from canbao.database.connecting import application
from canbao.database.queries import queries
from canbao.sealing.seals import Seals, place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.database.address import Address
    from canbao.sealing.ring import KeyRing

SEALED: Final[Mapping[str, str]] = {"certificate": "number", "person_name": "name", "attachment": "content"}
"""The tables with sealed values, and the name of the column that a seal is bound to."""
BATCH: Final = {"certificate": 5_000, "person_name": 5_000, "attachment": 20}
SQL: Final[Mapping[str, str]] = queries("canbao.registry", "rotation.sql")


def sealed_by_key(connection: Connection[Any]) -> list[tuple[str, int, int]]:
    """How many sealed values there are: table, number of the data key, values."""
    return connection.execute(SQL["sealed_by_key"]).fetchall()


def rotate(address: Address, token: str, ring: KeyRing, progress: Callable[[int], None] | None = None) -> int:
    """Make every sealed value over under the newest data key; how many were.

    token: of the session of whoever rotates keys. progress: is told how many are done.
    Raises psycopg's InsufficientPrivilege for whoever may not, SealBrokenError at a value that does not open.
    """
    seals, done = Seals(ring), 0
    for table in SEALED:
        last: int | None = 0
        while last is not None:
            with application(address, token) as connection:
                last, count = batch(connection, seals, table, last)
            done += count
            if progress:
                progress(done)
    return done


def batch(connection: Connection[Any], seals: Seals, table: str, after: int) -> tuple[int | None, int]:
    """Make one batch over; the last row of it, None when there was none, and how many were made over."""
    asked = {"table": table, "key": seals.key_id, "after": after, "most": BATCH[table]}
    found = connection.execute(SQL["sealed_otherwise"], asked).fetchall()
    if not found:
        return None, 0
    column = SEALED[table]
    news = [seals.reseal(sealed, place(table, row, column)) for row, sealed in found]
    put = {"table": table, "rows": [row for row, _ in found], "olds": [sealed for _, sealed in found], "news": news}
    row = connection.execute(SQL["put_resealed"], put).fetchone()
    assert row is not None
    return found[-1][0], int(row[0])
