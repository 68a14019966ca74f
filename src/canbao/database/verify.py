"""Whether a database is as the program made it: structure, row security, rights, and the records' own checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, shorten
from canbao.database.address import Address
from canbao.database.connecting import owner, reached, where
from canbao.database.migrating import not_ready, version_of
from canbao.database.queries import queries
from canbao.database.structure import described, differences, expected
from canbao.database.tables import Doing

if TYPE_CHECKING:
    from psycopg import Connection

SQL = queries("canbao.database", "verify.sql")
MOST_RECORDS = 20
"""Of a check of the records at most so many are told."""


def verify(address: Address, doing: Doing | None = None) -> tuple[Finding, ...]:
    """Everything that is not as it should be; told which check of the records begins, for it may take long.

    Raises BadInputError where the database cannot be reached.
    """
    with owner(address) as connection:
        version = version_of(connection)
        if version.present is None:
            return (not_ready(connection, version),)
        found = [*of_addresses(connection, address), *of_guards(connection)]
        if version.is_newest:
            found += differences(described(connection), *expected())
        else:
            found.append(not_ready(connection, version))
        found += of_records(connection, doing or (lambda _: None))
    return tuple(found)


def of_addresses(connection: Connection[Any], address: Address) -> Iterator[Finding]:
    """Whether the application's roles are let in, and into the same database."""
    here = connection.execute(SQL["which_database"]).fetchone()
    for url in (address.application, address.sign_in):
        try:
            with reached(url) as other:
                if other.execute(SQL["which_database"]).fetchone() != here:
                    yield finding("addresses_differ", where(url), other=where(address.owner or ""))
        except BadInputError as error:
            yield from error.findings


def of_guards(connection: Connection[Any]) -> Iterator[Finding]:
    """Row security, roles, rights, constraints and functions that run as their owner."""

    def rows(name: str) -> list[Any]:
        return connection.execute(SQL[name]).fetchall()

    with connection.transaction():
        connection.execute("SET LOCAL search_path = ''")
        yield from (finding("table_unguarded", table, what=lack) for table, lack in rows("unguarded"))
        for role, what in rows("strong_roles"):
            yield finding("role_missing", role) if what is None else finding("role_too_strong", role, what=what)
        yield from (finding("right_too_wide", role, role=role, right=right) for role, right in rows("wide_rights"))
        yield from (finding("constraint_not_validated", name) for (name,) in rows("not_validated"))
        yield from (finding("definer_without_path", name) for (name,) in rows("pathless_definers"))


def of_records(connection: Connection[Any], doing: Doing) -> Iterator[Finding]:
    """What the checks that the schemas bring along find, as that the audit trail is whole."""
    for (check,) in connection.execute(SQL["checks"]).fetchall():
        doing(check)
        for (what,) in connection.execute(f"SELECT to_jsonb(f)::text FROM {check}() f LIMIT {MOST_RECORDS}").fetchall():
            yield finding("records_broken", check, what=shorten(what))
