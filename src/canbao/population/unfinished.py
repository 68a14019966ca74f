"""The unfinished folder of a run: one process works in it; it is gone on with, or begun; it gets its name when whole.

Nothing in it is believed but what is there: a manifest or a note counts only with the rows it tells of.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.population.manifest import LOCK, MANIFEST, NOTES, REJECTS, RUN, differing, read_manifest
from canbao.population.source import footer

UNFINISHED = ".unfinished"
CONVERTED = "_people"
"""Where CSV files of people lie as Parquet while the run is unfinished."""


def must_not_exist(out: Path) -> None:
    """Raises BadInputError where there is something already."""
    try:
        if os.path.lexists(out):
            raise BadInputError([finding("output_exists", str(out), path=str(out))])
    except ValueError as error:
        raise BadInputError([finding("file_unwritable", str(out), reason=shorten(error))]) from error


@contextmanager
def claimed(folder: Path, out: Path) -> Iterator[None]:
    """The unfinished folder, while this process alone works in it. What cannot be written is BadInputError."""
    with alone_in(folder, out):
        try:
            yield
        except OSError as error:
            raise BadInputError([finding("disk_full", str(folder), reason=shorten(error))]) from error


@contextmanager
def alone_in(folder: Path, out: Path) -> Iterator[None]:
    """The folder, made if need be, with the lock that keeps other processes out; it ends with the process.

    Raises BadInputError where it cannot be made, and where another process works in it or has just finished.
    """
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a")
    except OSError as error:
        raise BadInputError([finding("file_unwritable", str(folder), reason=shorten(error))]) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(lock.fileno()), (folder / LOCK).stat()):
                raise OSError("the other run ended this moment")
        except OSError as error:
            raise BadInputError([finding("run_in_progress", str(out), path=str(folder))]) from error
        yield


def opened(folder: Path, out: Path, identity: dict[str, Any], *, restart: bool) -> bool:
    """Go on with what is there, or begin. Returns whether all is there but the name.

    Raises BadInputError where the folder is another run's, or was not left by a run at all.
    """
    left = left_by(folder)
    if left is None:
        strange = {inner.name for inner in folder.iterdir()} - {LOCK, NOTES, REJECTS, passing_name(RUN)}
        if strange:
            (folder / LOCK).unlink()
            must_not_exist(folder)
        if os.path.lexists(out):  # it was finished since this process looked
            shutil.rmtree(folder)
            must_not_exist(out)
    elif not restart:
        differs = differing(left, identity)
        if differs:
            words = ", ".join(differs)
            raise BadInputError([finding("unfinished_other_run", str(out), path=str(folder), differs=words)])
        if not (folder / MANIFEST).exists():
            return False
        manifest = read_manifest(folder)
        if rows_kept(folder) == (manifest.answered, manifest.refused):
            return True
    begin(folder, identity)
    return False


def rows_kept(folder: Path, name: str = "part-*.parquet") -> tuple[int, int]:
    """How many rows the parts hold, answered and refused; none where a part is damaged."""
    try:
        return rows_in(folder.glob(name)), rows_in((folder / REJECTS).glob(name))
    except BadInputError:
        return 0, 0


def rows_in(parts: Iterable[Path]) -> int:
    """The rows of some parts. Raises BadInputError for a damaged one."""
    return sum(sum(footer(part)[1]) for part in parts)


def left_by(folder: Path) -> dict[str, Any] | None:
    """What makes the run that left a folder that run; None where no run left it."""
    try:
        if (folder / RUN).exists():
            return dict(json.loads((folder / RUN).read_text(encoding="utf-8")))
        return asdict(read_manifest(folder))
    except (BadInputError, ValueError, TypeError):
        return None


def begin(folder: Path, identity: dict[str, Any]) -> None:
    """Empty the folder, and note whose it is."""
    trusted = (MANIFEST, NOTES)  # first, so that nothing is believed of parts that are gone
    others = sorted(inner.name for inner in folder.iterdir() if inner.name not in (*trusted, LOCK, RUN))
    for inner in (folder / name for name in (*trusted, *others, RUN)):
        if inner.exists():
            shutil.rmtree(inner) if inner.is_dir() else inner.unlink()
    for name in (NOTES, REJECTS):
        (folder / name).mkdir()
    write_whole(folder / RUN, json.dumps(identity))


def give_name(folder: Path, out: Path) -> None:
    """Take away what only an unfinished run needs, and give the folder the name of the output."""
    for inner in (CONVERTED, NOTES):
        if (folder / inner).exists():
            shutil.rmtree(folder / inner)
    (folder / RUN).unlink(missing_ok=True)
    must_not_exist(out)
    folder.rename(out)
    (out / LOCK).unlink()


def passing_name(name: str) -> str:
    """The name of a file while it is written."""
    return f"{name}.tmp"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all, also after the power fails."""
    passing = path.with_name(passing_name(path.name))
    with passing.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    passing.rename(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """See to it that the names in a folder survive the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
