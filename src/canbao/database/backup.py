"""A backup: the whole database as of one moment in one file, with a manifest beside it.

``pg_dump`` writes to a pipe and this program to the disk. So the file is hashed as it comes, and a dump whose reader
was killed ends by itself. A file has its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.database import manifest
from canbao.database.address import OWNER_ROLE, Address
from canbao.database.connecting import owner
from canbao.database.manifest import Manifest
from canbao.database.migrating import LOCK_KEY, not_ready, version_of
from canbao.database.programs import Folder, complaint, fitting, reached_as
from canbao.database.tables import Doing, counted, refuse_hidden

if TYPE_CHECKING:
    from psycopg import Connection

BLOCK = 1 << 20
SHARED_LOCK = f"SELECT pg_advisory_lock_shared({LOCK_KEY})"

Written = Callable[[int], None]
"""Is told now and then how many bytes are written."""


def back_up(address: Address, file: Path, written: Written | None = None, doing: Doing | None = None) -> Manifest:
    """Write the database to a file that does not exist; told which table is counted, then how much is written.

    Raises BadInputError.
    """
    must_not_exist(file)
    with owner(address) as connection, claimed(file) as out:
        version = version_of(connection)
        if version.present is None:
            raise BadInputError([not_ready(connection, version)])
        connection.execute(SHARED_LOCK)  # no migration meanwhile
        folder = fitting(("pg_dump",), connection.info.server_version // 10_000)
        with one_moment(connection) as (snapshot, taken_at):
            refuse_hidden(connection)
            rows = dict(counted(connection, doing))
            digest, size = dumped(connection, address.owner or "", folder, snapshot, out, written or (lambda _: None))
        made = Manifest(digest, size, version.present, server_of(connection), folder.major, taken_at, rows)
        named(file, made)
        return made


@contextmanager
def one_moment(connection: Connection[Any]) -> Iterator[tuple[str, str]]:
    """A transaction that sees one moment; the name by which others see it too, and when it is."""
    from psycopg import IsolationLevel

    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        row = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
        assert row is not None
        yield row[0], row[1].isoformat(timespec="seconds")


def dumped(
    connection: Connection[Any], url: str, folder: Folder, snapshot: str, out: IO[bytes], written: Written
) -> tuple[str, int]:
    """Let ``pg_dump`` write what a snapshot holds; the digest and the bytes of it. Raises BadInputError.

    A superuser's dump stops at a table of which it does not see all. Another role is bound by row security and dumps as
    the owner; that its policies show all was looked at before.
    """
    target, environment = reached_as(connection, url)
    command: list[str | Path] = [folder.path / "pg_dump", "--format=custom", "--no-password", f"--dbname={target}"]
    command.append(f"--snapshot={snapshot}")
    if not sees_all(connection):
        command += [f"--role={OWNER_ROLE}", "--enable-row-security"]
    with TemporaryFile() as said:
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said) as dump:
            try:
                assert dump.stdout is not None
                done = copied(dump.stdout, out, written)
            except BaseException:
                dump.kill()
                raise
        if dump.returncode:
            said.seek(0)
            reason = complaint(said.read().decode(errors="replace"))
            raise BadInputError([finding("backup_failed", connection.info.dbname, reason=reason)])
    return done


def copied(source: IO[bytes], out: IO[bytes], written: Written) -> tuple[str, int]:
    """Copy a stream to the disk, to the last byte; its digest and how many bytes it has."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        out.write(block)
        digest.update(block)
        size += len(block)
        written(size)
    out.flush()
    os.fsync(out.fileno())
    return digest.hexdigest(), size


def sees_all(connection: Connection[Any]) -> bool:
    """Whether row security does not bind the connection's role."""
    row = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def server_of(connection: Connection[Any]) -> str:
    """The version of the server, as ``18.4``."""
    number = connection.info.server_version
    return f"{number // 10_000}.{number % 10_000}"


@contextmanager
def claimed(file: Path) -> Iterator[IO[bytes]]:
    """The unfinished file, while this process alone writes it; gone again unless it got its name.

    It holds personal data: nobody but its owner may read it. Raises BadInputError when it cannot be written, or another
    process writes it.
    """
    import fcntl

    path = unfinished(file)
    try:
        out = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb")
    except OSError as error:
        raise unwritable(file, error) from error
    with out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(out.fileno()), path.stat()):
                raise OSError("the other ended this moment")
        except OSError as error:
            raise BadInputError([finding("run_in_progress", str(file), path=str(path))]) from error
        try:
            must_not_exist(file)
            out.truncate()
            yield out
        except OSError as error:
            raise BadInputError(
                [finding("file_unwritable", str(file), reason=shorten(error.strerror or error))]
            ) from error
        finally:
            path.unlink(missing_ok=True)


def unwritable(file: Path, error: OSError) -> BadInputError:
    """That a file cannot be written, as the system says it."""
    return BadInputError([finding("file_unwritable", str(file), reason=shorten(error.strerror or error))])


def named(file: Path, made: Manifest) -> None:
    """Write the manifest, then give the file its name, which says that all is there."""
    manifest.write(made, file)
    must_not_exist(file)
    unfinished(file).rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the names survive the power too
    finally:
        os.close(folder)


def unfinished(file: Path) -> Path:
    """The name of a backup while it is written."""
    return file.with_name(f"{file.name}.unfinished")


def must_not_exist(file: Path) -> None:
    """Raises BadInputError where there is something already: a backup is not overwritten.

    A manifest alone was left by a backup that was killed at the very end, and means nothing.
    """
    if os.path.lexists(file):
        raise BadInputError([finding("output_exists", str(file), path=str(file))])
