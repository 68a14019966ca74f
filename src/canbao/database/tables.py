"""The tables of a database as its catalogs tell them: which there are, how many rows, and whether all can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

TOLD = 3
"""How many things that are in the way are told by name."""

Doing = Callable[[str], None]

SQL = queries("canbao.database", "tables.sql")


def tables(connection: Connection[Any]) -> list[str]:
    """Every table that holds rows of its own or of its partitions, as SQL names it: ``schema.table``."""
    return [name for (name,) in connection.execute(SQL["tables"]).fetchall()]


def counted(connection: Connection[Any], doing: Doing | None = None) -> Iterator[tuple[str, int]]:
    """How many rows each table has; told which one begins, for it may take long."""
    for name in tables(connection):
        if doing:
            doing(name)
        row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        assert row is not None
        yield name, row[0]


def refuse_hidden(connection: Connection[Any]) -> None:
    """Raise BadInputError where row security keeps rows from this connection's role: a backup would lack them."""
    hidden = connection.execute(SQL["hidden"]).fetchall()
    if hidden:
        role = connection.info.user
        raise BadInputError([finding("rows_hidden", table, role=role, table=table) for (table,) in hidden])


def refuse_not_empty(connection: Connection[Any]) -> None:
    """Raise BadInputError for a database that holds anything that a new one does not."""
    there = [name for (name,) in connection.execute(SQL["contents"]).fetchall()]
    if there:
        what = "、".join(there[:TOLD]) + (" …" if len(there) > TOLD else "")
        raise BadInputError([finding("database_not_empty", connection.info.dbname, what=what)])
