"""What there is to know of a database at a glance: where, which versions, how large, how many rows."""

from __future__ import annotations

from typing import Any, NamedTuple

from canbao.database.address import Address
from canbao.database.connecting import owner, reached, where
from canbao.database.migrating import Version, version_of
from canbao.database.tables import Doing, counted


class Status(NamedTuple):
    """A database at a glance.

    address: without its password. server: the version of PostgreSQL. role: who asked. size_bytes: on the server's disk.
    rows: of each table; None for the application's role, which does not see them all.
    """

    address: str
    is_embedded: bool
    server: str
    role: str
    schema: Version
    size_bytes: int
    rows: dict[str, int] | None

    def block(self) -> dict[str, Any]:
        """The status in plain values."""
        return {**self._asdict(), "schema": self.schema.present, "newest_schema": self.schema.newest}


def status_of(address: Address, doing: Doing | None = None) -> Status:
    """The status of a database, as its owner where its address is known; told which table is being counted.

    Raises BadInputError.
    """
    url = address.owner or address.application
    with owner(address) if address.owner else reached(url) as connection:
        about = connection.execute(
            "SELECT current_setting('server_version'), current_user, pg_database_size(current_database())"
        ).fetchone()
        assert about is not None
        version = version_of(connection)
        rows = dict(counted(connection, doing)) if address.owner and version.present else None
    server, role, size = about
    return Status(where(url), address.is_embedded, server, role, version, size, rows)
