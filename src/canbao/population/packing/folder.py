"""The unfinished folder beside the output: one process works in it, and it gets the output's name when it is whole.

Nothing of a run that was killed is gone on with: packing is one sort, so what is left of it is thrown away.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.population.manifest import LOCK, MANIFEST, REJECTS
from canbao.population.unfinished import UNFINISHED, alone_in, must_not_exist

SPILL = "_spill"
"""Where the database puts what does not fit its memory."""
WORK = "_work.duckdb"
"""The database itself."""
PARTS = ("part-", WORK)
OWN = {LOCK, REJECTS, MANIFEST, SPILL}


@contextmanager
def claimed(out: Path) -> Iterator[Path]:
    """The empty folder to work in, while this process alone does; it becomes ``out``, or nothing when that fails.

    Raises BadInputError for an ``out`` that exists and for one that another process is writing.
    """
    must_not_exist(out)
    folder = out.with_name(out.name + UNFINISHED)
    with alone_in(folder, out):
        refuse_others(folder)
        try:
            must_not_exist(out)  # another process may have finished it in the meantime
            clear(folder)
            yield folder
            folder.rename(out)
            (out / LOCK).unlink()
        except BaseException:
            remove(folder)
            raise


def refuse_others(folder: Path) -> None:
    """A folder that packing did not leave, as that of a run over people, is not emptied."""
    names = {inner.name for inner in folder.iterdir() if not inner.name.startswith(PARTS)}
    if names - OWN:
        (folder / LOCK).unlink()
        raise BadInputError([finding("output_exists", str(folder), path=str(folder))])


def clear(folder: Path) -> None:
    """Remove everything but the lock."""
    for inner in folder.iterdir():
        if inner.name != LOCK:
            shutil.rmtree(inner) if inner.is_dir() else inner.unlink()


def remove(folder: Path) -> None:
    """Remove the folder, the lock last; where something cannot be removed, the next run tries again."""
    with suppress(OSError):
        clear(folder)
        (folder / LOCK).unlink()
        folder.rmdir()
