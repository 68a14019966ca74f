"""A backup restored: into an empty database, as one transaction, and looked at before it counts.

``pg_restore`` tells the statements and ``psql`` runs them, with this program between: it leaves out what an older
server does not know, checks the rows against the manifest, and only then says COMMIT. If one of the three is killed,
the server takes everything back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.database import manifest
from canbao.database.address import Address
from canbao.database.connecting import owner
from canbao.database.manifest import Manifest
from canbao.database.migrating import Waits, keep_others_out, revisions
from canbao.database.programs import complaint, fitting, reached_as
from canbao.database.queries import queries
from canbao.database.roles import ensure_roles, let_in
from canbao.database.tables import refuse_not_empty

if TYPE_CHECKING:
    from psycopg import Connection

BLOCK = 1 << 20
HEAD = 1 << 16
"""The bytes in which a script says its settings."""
UNKNOWN_BEFORE = {b"SET transaction_timeout = 0;\n": 17}
"""Statements of newer programs, and the first server that knows them."""
Restored = Callable[[int, int], None]
"""Is told how many rows of how many are restored."""


def restore(address: Address, file: Path, restored: Restored | None = None, waits: Waits | None = None) -> Manifest:
    """Restore a backup into an empty database. Raises BadInputError; the database is then as it was."""
    made = manifest.read(file)
    refuse_newer(made, file)
    try:
        archive = file.open("rb")
    except OSError as error:
        raise BadInputError([finding("file_unreadable", str(file), reason=shorten(error.strerror or error))]) from error
    with archive, owner(address) as connection:
        refuse_changed(archive, made, file)
        keep_others_out(connection, waits)
        refuse_not_empty(connection)
        ensure_roles(connection)
        replayed(connection, address.owner or "", archive, made, restored or (lambda _, __: None))
        connection.execute("ANALYZE")  # or the first look at anything is slow
        let_in(connection, address)
    return made


def refuse_newer(made: Manifest, file: Path) -> None:
    """Raises BadInputError for a backup of a schema that this program does not know."""
    if made.schema not in revisions():
        raise BadInputError([finding("backup_newer", str(file), present=made.schema, newest=revisions()[-1])])


def refuse_changed(archive: IO[bytes], made: Manifest, file: Path) -> None:
    """Raises BadInputError unless the open file is the one that the manifest tells of."""
    try:
        digest = hashlib.file_digest(archive, "sha256").hexdigest()  # type: ignore[arg-type] # typeshed: a buffered file
        archive.seek(0)
    except OSError as error:
        raise BadInputError([finding("file_unreadable", str(file), reason=shorten(error.strerror or error))]) from error
    if digest != made.sha256:
        raise BadInputError([finding("backup_changed", str(file))])


def replayed(connection: Connection[Any], url: str, archive: IO[bytes], made: Manifest, restored: Restored) -> None:
    """Run what a backup holds, all or nothing. Raises BadInputError."""
    server = connection.info.server_version // 10_000
    folder = fitting(("pg_restore", "psql"), max(server, made.tool)).path
    target, environment = reached_as(connection, url)
    telling: list[str | Path] = [folder / "pg_restore", "--file=-"]
    running: list[str | Path] = [folder / "psql", "--no-psqlrc", "--quiet", "--no-password", f"--dbname={target}"]
    running.append("--set=ON_ERROR_STOP=1")
    with TemporaryFile() as told, TemporaryFile() as ran:
        with (
            Popen(running, env=environment, stdin=PIPE, stdout=DEVNULL, stderr=ran) as psql,
            Popen(telling, env=environment, stdin=archive, stdout=PIPE, stderr=told) as source,
        ):
            assert psql.stdin is not None
            assert source.stdout is not None
            try:
                psql.stdin.write(b"BEGIN;\n")
                fed(source.stdout, psql.stdin, server, sum(made.rows.values()), restored)
                if source.wait() == 0:
                    psql.stdin.write(ending(made))
                psql.stdin.close()
            except BrokenPipeError:  # psql has stopped, and says why
                source.kill()
            except BaseException:
                psql.kill()
                source.kill()
                raise
        said = ran if psql.returncode else told
        if psql.returncode or source.returncode:
            said.seek(0)
            reason = complaint(said.read().decode(errors="replace"))
            raise BadInputError([finding("restore_failed", connection.info.dbname, reason=reason)])


def fed(source: IO[bytes], target: IO[bytes], server: int, rows: int, restored: Restored) -> None:
    """Hand a script on, without the settings that the server does not know. A row is a line of it."""
    head, done = source.read(HEAD), 0
    for statement, since in UNKNOWN_BEFORE.items():
        if server < since:
            head = head.replace(statement, b"", 1)
    block = head
    while block:
        target.write(block)
        done += block.count(b"\n")
        restored(min(done, rows), rows)
        block = source.read(BLOCK)


def ending(made: Manifest) -> bytes:
    """What is run when all is told: the rows are counted, and what was done counts."""
    rows = json.dumps(made.rows).replace("'", "''")
    return "\n".join(
        (
            f"SET standard_conforming_strings = on; SELECT pg_catalog.set_config('canbao.rows', '{rows}', true);",
            f"{queries('canbao.database', 'restoring.sql')['check_rows']};",
            "COMMIT;\n",
        )
    ).encode()
