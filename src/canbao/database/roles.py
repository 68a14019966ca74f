"""The roles by which a database is reached: made where they are missing, and let in with their password."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from canbao.database.address import APPLICATION_ROLE, OWNER_ROLE, SIGN_IN_ROLE, Address

if TYPE_CHECKING:
    from psycopg import Connection


def ensure_roles(connection: Connection[Any]) -> None:
    """Make the roles that the server does not have, and let them into this database alone, as its owner."""
    connection.execute(files("canbao.database").joinpath("roles.sql").read_bytes())


def as_owner(address: Address) -> Connection[Any]:
    """A connection as the role that owns all tables, for the one who calls to close."""
    import psycopg
    from psycopg import sql

    connection = psycopg.connect(address.owner or "")
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER_ROLE)))
    connection.commit()
    return connection


def let_in(connection: Connection[Any], address: Address) -> None:
    """Give the application's roles the password of DATABASE_URL, where it has one; the server is told its digest."""
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict

    password = conninfo_to_dict(address.application).get("password")
    if not password:
        return
    for role in (APPLICATION_ROLE, SIGN_IN_ROLE):
        digest = connection.pgconn.encrypt_password(str(password).encode(), role.encode(), b"scram-sha-256").decode()
        words = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(words.format(sql.Identifier(role), sql.Literal(digest)))
