"""A run over files of people on this machine: every unit decided, written, counted; and gone on with after a kill.

Everything is written to a folder beside the output whose name says that it is unfinished, a unit at a time: its parts
get their names when they are whole, and then its note, which says what it holds. Only when all units are there does the
folder get the name of the output. A run that was killed is gone on with by the same command.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Any, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.population.law import LawTable
from canbao.population.manifest import (
    LOCK,
    MANIFEST,
    NOTES,
    REJECTS,
    RUN,
    Manifest,
    Options,
    differing,
    identity_of,
    read_manifest,
)
from canbao.population.source import Source, Unit, files_of, is_csv, open_source
from canbao.population.summary import CountySummary, as_block, from_block, in_all, summed

UNFINISHED = ".unfinished"
CONVERTED = "_people"
"""Where CSV files of people lie as Parquet while the run is unfinished."""

Progress = Callable[[int, int], None]
"""Is told how many rows are done of how many."""


class Report(NamedTuple):
    """What a run did. resumed_rows: rows that an earlier, killed run had finished."""

    manifest: Manifest
    counties: tuple[CountySummary, ...]
    resumed_rows: int

    def block(self) -> dict[str, Any]:
        """The run as plain values."""
        return asdict(self.manifest) | {"resumed_rows": self.resumed_rows}

    @property
    def total(self) -> CountySummary:
        """All counties together."""
        return in_all(self.counties)


@dataclass(frozen=True)
class Work:
    """One run: where it reads and writes, with which law, and when to stop."""

    source: Source
    folder: Path
    table: LawTable
    stop: Event
    tell: Callable[[int], None]


def determine_files(
    people: Path,
    out: Path,
    table: LawTable,
    options: Options,
    *,
    threads: int | None = None,
    restart: bool = False,
    progress: Progress | None = None,
    notice: Callable[[str], None] = lambda _: None,
) -> Report:
    """Decide the people in files; write the folder ``out``. Raises BadInputError, and then leaves no ``out``.

    threads: how many units are decided at a time; default, one for each processor.
    """
    began = time.monotonic()
    must_not_exist(out)
    files = files_of(people)
    source = None if is_csv(files[0]) else open_source(files)
    if source is None:
        from canbao.population.text import check_files

        check_files(files)
    identity = identity_of(files, options)
    folder = out.with_name(out.name + UNFINISHED)
    with claimed(folder, out):
        resumed_rows = None
        if not opened(folder, out, identity, restart=restart):
            from canbao.population.engine import prepare

            with forgotten_if_nothing_is_kept(folder):
                source = source or converted(files, folder)
                compiling = time.monotonic()
                prepare(table, notice)
                began += time.monotonic() - compiling
                resumed = gone_on_with(folder, out, table)
                resumed_rows = sum(unit.rows for unit in source.units if unit.number in resumed)
                decide_units(source, folder, table, resumed, threads or processors(), progress)
                finish(source, folder, table, identity, began)
        manifest = read_manifest(folder)
        give_name(folder, out)
    counties = tuple(map(from_block, manifest.counties))
    return Report(manifest, counties, manifest.rows if resumed_rows is None else resumed_rows)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
        try:
            yield
        except OSError as error:
            raise BadInputError([finding("disk_full", str(folder), reason=shorten(error))]) from error


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
        return (folder / MANIFEST).exists()
    begin(folder, identity)
    return False


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
    for inner in folder.iterdir():
        if inner.name != LOCK:
            shutil.rmtree(inner) if inner.is_dir() else inner.unlink()
    for name in (NOTES, REJECTS):
        (folder / name).mkdir()
    write_whole(folder / RUN, json.dumps(identity))


@contextmanager
def forgotten_if_nothing_is_kept(folder: Path) -> Iterator[None]:
    """Leave no folder behind where the input is at fault and no unit is finished: it is corrected and run again."""
    try:
        yield
    except BadInputError:
        if not notes_in(folder):
            shutil.rmtree(folder, ignore_errors=True)
        raise


def gone_on_with(folder: Path, out: Path, table: LawTable) -> set[int]:
    """The units that are finished, their law met. Raises BadInputError where it is not the law any more."""
    notes = notes_in(folder)
    if notes:
        table.with_places(
            sorted({int(pack) for note in notes for pack in note["packs"]}),
            sorted({year for note in notes for year in note["years"]}),
        )
    law = table.digests
    if any(law.get(name) != digest for note in notes for name, digest in note["policies"].items()):
        found = finding("unfinished_other_run", str(out), path=str(folder), differs="policies")
        raise BadInputError([found])
    return {note["unit"] for note in notes}


def give_name(folder: Path, out: Path) -> None:
    """Take away what only an unfinished run needs, and give the folder the name of the output."""
    for inner in (CONVERTED, NOTES):
        if (folder / inner).exists():
            shutil.rmtree(folder / inner)
    (folder / RUN).unlink(missing_ok=True)
    must_not_exist(out)
    folder.rename(out)
    (out / LOCK).unlink()


def converted(files: tuple[Path, ...], folder: Path) -> Source:
    """CSV files of people as Parquet, converted once."""
    from canbao.population.parts import passing
    from canbao.population.text import convert

    target = folder / CONVERTED
    if not target.exists():
        making = folder / passing_name(CONVERTED)
        if making.exists():
            shutil.rmtree(making)
        making.mkdir()
        for number, file in enumerate(files):
            made = making / f"{number:05d}.parquet"
            convert(file, passing(made))
            passing(made).rename(made)
        making.rename(target)
    return open_source(tuple(sorted(target.iterdir())), from_text=True)


def decide_units(
    source: Source, folder: Path, table: LawTable, done: set[int], threads: int, progress: Progress | None
) -> None:
    """Decide every unit that is not done yet. The first error stops the others at their next batch."""
    counted, turn = [sum(unit.rows for unit in source.units if unit.number in done)], Lock()

    def tell(rows: int) -> None:
        with turn:
            counted[0] += rows
            if progress is not None:
                progress(counted[0], source.rows)

    work = Work(source, folder, table, Event(), tell)
    tell(0)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="canbao")
    futures: list[Future[None]] = []
    try:
        futures = [pool.submit(decide_unit, work, unit) for unit in source.units if unit.number not in done]
        wait(futures, return_when=FIRST_EXCEPTION)
    finally:
        work.stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()


class StoppedError(Exception):
    """Another unit failed; this one stops where it is."""


def decide_unit(work: Work, unit: Unit) -> None:
    """Decide one unit: its parts under passing names, then under their own, then its note."""
    from canbao.population.parts import Parts

    counties: list[CountySummary] = []
    with suppress(StoppedError), Parts(work.folder, unit) as parts:
        for batch in work.source.batches(unit):
            if work.stop.is_set():
                raise StoppedError
            counties.extend(parts.write(batch, work.table))
            work.tell(batch.num_rows)
        parts.keep()
        write_whole(
            work.folder / NOTES / f"{unit.number:05d}.json",
            json.dumps(
                {
                    "unit": unit.number,
                    "rows": unit.rows,
                    "answered": parts.answered,
                    "refused": parts.refused,
                    "packs": sorted(work.table.pack_names),
                    "years": sorted(parts.years),
                    "policies": work.table.digests,
                    "counties": [as_block(county) for county in summed(counties)],
                }
            ),
        )


def notes_in(folder: Path) -> list[dict[str, Any]]:
    """The notes of the units that are finished."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / NOTES).glob("*.json"))]


def finish(source: Source, folder: Path, table: LawTable, identity: dict[str, Any], began: float) -> None:
    """Write the manifest, which has the summary."""
    notes = notes_in(folder)
    counties = summed(from_block(block) for note in notes for block in note["counties"])
    answered, refused = sum(note["answered"] for note in notes), sum(note["refused"] for note in notes)
    assert answered + refused == source.rows, "every row is answered or refused"
    if not any(folder.glob("part-*.parquet")):
        from canbao.population.parts import write_empty

        write_empty(folder, source.schema)
    manifest = Manifest.of(
        identity,
        table,
        rows=source.rows,
        answered=answered,
        refused=refused,
        counties=[as_block(county) for county in counties],
        seconds=time.monotonic() - began,
        engine="local",
    )
    write_whole(folder / MANIFEST, manifest.text())


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
