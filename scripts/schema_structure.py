"""Write what the migrations make: ``structure.json``, to be compared, and ``schema.sql``, to be read. ``make schema``.

On the server of CANBAO_TEST_SERVER, else on an embedded one that is begun for it. Ends with status 1 where the two
files do not hold the same things.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg import Connection, connect
from psycopg.sql import SQL, Identifier

from canbao.database.address import Address, of_owner
from canbao.database.connecting import owner
from canbao.database.embedded import create_database, server, stop
from canbao.database.migrating import upgrade
from canbao.database.programs import fitting, reached_as
from canbao.database.roles import ensure_roles
from canbao.database.structure import FILE, as_text, described

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "canbao" / "database"
SCHEMA = PACKAGE / "schema.sql"
STRUCTURE = PACKAGE / FILE
SERVER = "CANBAO_TEST_SERVER"

HEAD = """\
-- The schema as the migrations make it up to {revision}, to be read whole. ``make schema`` writes it from catalogs;
-- what each thing is for stands in ``migrations/sql``. No command runs it; a test makes a database of it and compares.

SET ROLE canbao_owner;
SET check_function_bodies = false;
SET search_path = '';

"""
NOISE = re.compile(
    r"\n*(?:^(?:"
    r"--\n-- (?:Name|PostgreSQL database dump).*\n--"  # what it calls each thing, the first words and the last
    r"|-- Dumped .*"  # which versions
    r"|\\(?:un)?restrict .*"  # of psql
    r"|SET (?:\w+_timeout|client_\w+|standard_conforming_strings|check_function_bodies) = .*"
    r"|SET (?:xmloption|row_security|default_\w+) = .*"
    r"|SELECT pg_catalog\.set_config.*"
    r")\n+)+",
    re.MULTILINE,
)
"""What a dump says of itself and of its session, with the empty lines around it."""


def main() -> int:
    """Write the files that differ, and say which; the exit status."""
    with superuser() as at:
        with database(at, "canbao_schema") as address, owner(address) as connection:
            upgrade(address)
            structure = described(connection)
            text = schema_text(connection, address.owner or "")
        with database(at, "canbao_schema") as address, owner(address) as connection:
            load(connection, text)
            again = described(connection)
    for path, written in ((STRUCTURE, as_text(structure, again)), (SCHEMA, text)):
        if not path.exists() or path.read_text("utf-8") != written:
            path.write_text(written, "utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    unlike = sorted(structure.keys() ^ again.keys())
    sys.stdout.writelines(f"not in both: {name}\n" for name in unlike)
    return 1 if unlike else 0


@contextmanager
def superuser() -> Iterator[str]:
    """The address of a server's superuser; a server begun for it stops when the block ends."""
    if os.environ.get(SERVER):
        yield os.environ[SERVER]
        return
    with TemporaryDirectory(prefix="canbao-schema-") as folder:
        yield server(Path(folder)).get_uri(database="postgres")
        stop(Path(folder))


@contextmanager
def database(at: str, name: str) -> Iterator[Address]:
    """A new database, dropped when the block ends."""
    with connect(at, autocommit=True) as connection:
        drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name))
        connection.execute(drop)
        create_database(at, name)
        yield of_owner(at, name)
        connection.execute(drop)


def schema_text(connection: Connection[Any], url: str) -> str:
    """The schema of a database as SQL that PostgreSQL 15 and newer versions take."""
    folder = fitting(("pg_dump",), connection.info.server_version // 10_000)
    target, environment = reached_as(connection, url)
    command: list[str | Path] = [folder.path / "pg_dump", "--schema-only", "--no-owner", f"--dbname={target}"]
    command.append("--exclude-schema=public")
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    assert row is not None
    same = re.sub(r"^(ALTER DEFAULT PRIVILEGES .*\S) {2,}", r"\1 ", NOISE.sub("\n\n", told), flags=re.MULTILINE)
    return HEAD.format(revision=row[0]) + same.strip() + "\n"


def load(connection: Connection[Any], text: str) -> None:
    """Make a database of the text of a schema."""
    ensure_roles(connection)
    connection.execute(text.encode())
    connection.execute("RESET ROLE")


if __name__ == "__main__":
    sys.exit(main())
