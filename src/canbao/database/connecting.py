"""Connections: as the application, under row security, for one session; or as the owner, to change tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError, CanbaoError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.database.address import OWNER_ROLE, OWNER_URL, Address

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor
    from psycopg import Connection

CONNECT_SECONDS = 10
SESSION = "canbao.session"
"""The setting in which a transaction says which session it acts for."""
OF_STREAMS = {"temp_buffers": "256MB", "client_connection_check_interval": "5s"}
"""Settings where Arrow tables are taken in: up to how much of the tables of one transaction alone the server keeps in
memory, and how often it looks in a long statement whether the program is still there, and ends it if not."""


class UnsafeRoleError(CanbaoError):
    """The application is connected with a role that row security does not bind."""


@contextmanager
def application(address: Address, token: str = "") -> Iterator[Connection[Any]]:
    """A connection as the application for the session of a token, one transaction until the block ends.

    Commits when the block ends well, else takes everything back. Raises BadInputError when the server cannot be
    reached, UnsafeRoleError for a superuser, an owner or a role that bypasses row security.
    """
    with reached(address.application) as connection:
        refuse_unsafe(connection)
        connection.execute("SELECT set_config(%s, %s, false)", [SESSION, token])
        connection.commit()
        with connection.transaction():
            yield connection


@contextmanager
def streaming(address: Address, token: str) -> Iterator[Cursor]:
    """A cursor that takes and gives Arrow tables, as the application for a session, one transaction.

    Commits when the block ends well, else takes everything back. Raises BadInputError when there is no server.
    """
    import adbc_driver_manager
    from adbc_driver_postgresql import dbapi

    with application(address, token):
        pass  # tells in our words what is wrong with the address or the role
    try:
        connection = dbapi.connect(uri_of(address.application))
    except adbc_driver_manager.Error as error:
        raise BadInputError(
            [finding("database_unreachable", where(address.application), reason=reason(error))]
        ) from None
    with connection, connection.cursor() as cursor:
        for name, value in {SESSION: token, **OF_STREAMS}.items():
            cursor.execute("SELECT set_config($1, $2, false)", [name, value])
            cursor.fetchall()
        connection.commit()
        yield cursor
        connection.commit()


def uri_of(address: str) -> str:
    """An address as a URI, whatever way it is written."""
    from urllib.parse import urlencode

    from psycopg.conninfo import conninfo_to_dict

    return "postgresql:///?" + urlencode({name: str(value) for name, value in conninfo_to_dict(address).items()})


@contextmanager
def signing_in(address: Address) -> Iterator[Connection[Any]]:
    """A connection that may check passwords and open sessions, one transaction."""
    with reached(address.sign_in) as connection:
        refuse_unsafe(connection)
        with connection.transaction():
            yield connection


@contextmanager
def owner(address: Address) -> Iterator[Connection[Any]]:
    """A connection of the one who makes tables, each statement by itself.

    Raises BadInputError without its address, and where its role may not do it.
    """
    if address.owner is None:
        raise BadInputError([finding("owner_url_missing", OWNER_URL)])
    with reached(address.owner) as connection:
        connection.autocommit = True
        refuse_powerless(connection)
        yield connection


@contextmanager
def reached(url: str) -> Iterator[Connection[Any]]:
    """A connection to an address. Raises BadInputError when there is none to be had."""
    import psycopg

    try:
        connection = psycopg.connect(url, connect_timeout=CONNECT_SECONDS, application_name="canbao")
    except psycopg.OperationalError as error:
        raise BadInputError([finding("database_unreachable", where(url), reason=reason(error))]) from None
    with connection:
        yield connection


def refuse_unsafe(connection: Connection[Any]) -> None:
    """Raise UnsafeRoleError when row security does not bind this connection's role."""
    row = connection.execute(
        """
        SELECT rolsuper OR rolbypassrls OR EXISTS (
            SELECT FROM pg_roles o WHERE o.rolname = %s AND pg_has_role(r.oid, o.oid, 'MEMBER'))
        FROM pg_roles r WHERE rolname = current_user
        """,
        [OWNER_ROLE],
    ).fetchone()
    connection.commit()
    if row is None or row[0]:
        raise UnsafeRoleError("the application's role is a superuser, the owner, or bypasses row security")


def refuse_powerless(connection: Connection[Any]) -> None:
    """Raise BadInputError when this connection's role can neither make roles nor act as the owner."""
    row = connection.execute(
        """
        SELECT rolsuper OR rolcreaterole OR EXISTS (
            SELECT FROM pg_roles o WHERE o.rolname = %s AND pg_has_role(r.oid, o.oid, 'MEMBER'))
        FROM pg_roles r WHERE rolname = current_user
        """,
        [OWNER_ROLE],
    ).fetchone()
    if row is None or not row[0]:
        raise BadInputError([finding("owner_url_role", OWNER_URL, role=connection.info.user)])


def where(url: str) -> str:
    """An address as a message may show it: host, port and database, no password."""
    from psycopg.conninfo import conninfo_to_dict

    told = conninfo_to_dict(url)
    return f"{told.get('host', 'localhost')}:{told.get('port', '5432')}/{told.get('dbname', '')}"


def reason(error: Exception) -> Text:
    """The first line of what the server said."""
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return Text(line, line)
