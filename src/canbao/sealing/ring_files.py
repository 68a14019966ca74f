"""The files of a key ring: private, written whole or not at all, and never by two at once.

A write goes to a passing name, to the disk, and then takes the place of the old file in one step, so whatever kills the
process leaves the old file or the new one. A lock on the folder ends with the process that holds it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding

FOLDER_MODE = 0o700
FILE_MODE = 0o600
OTHERS = 0o077
"""The rights of the group and of everybody, of which a key's file and folder may give none."""


def make_folder(folder: Path) -> None:
    """Make the folder, for its owner alone; one that is there is left as it is. Raises BadInputError."""
    with _told("file_unwritable", folder):
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


@contextmanager
def held(folder: Path, to_write: bool) -> Iterator[None]:
    """Wait until the folder is free, then hold it: alone to write, together with others to read.

    Raises BadInputError where there is no such folder.
    """
    with _told("key_ring_missing", folder):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with _told("file_unwritable", folder):  # file systems of other machines may have no locks
            fcntl.flock(handle, fcntl.LOCK_EX if to_write else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def must_be_private(folder: Path, files: Iterable[Path]) -> None:
    """Refuse a folder or files on which others have rights; what is not there is passed over. Raises BadInputError."""
    found = [_too_open(folder, FOLDER_MODE), *(_too_open(file, FILE_MODE) for file in files)]
    refused = [one for one in found if one]
    if refused:
        raise BadInputError(refused)


def _too_open(path: Path, wanted: int) -> Finding | None:
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None
    if not mode & OTHERS:
        return None
    return finding("key_ring_too_open", str(path), path=str(path), mode=f"{mode:04o}", wanted=f"{wanted:o}")


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises BadInputError where it is missing or may not be read."""
    with _told("file_unreadable", path):
        return path.read_bytes()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or as it was, also after the power fails. The folder must be held.

    Raises BadInputError where it cannot be written (no right, disk full).
    """
    passing = path.with_name(f"{path.name}.new")
    with _told("file_unwritable", path):
        try:
            handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
            with open(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            passing.replace(path)
        except OSError:
            passing.unlink(missing_ok=True)
            raise
        settle(path.parent)


def settle(folder: Path) -> None:
    """See to it that the names in a folder survive the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told(code: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInputError([finding(code, str(path), path=str(path), reason=reason)]) from error
