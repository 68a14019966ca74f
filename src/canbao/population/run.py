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
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.population.law import LawTable
from canbao.population.manifest import LOCK, MANIFEST, NOTES, REJECTS, RUN, Manifest, Options, differing, identity_of
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
    began = time.time()
    if out.exists():
        raise BadInputError([finding("output_exists", str(out), path=str(out))])
    files = files_of(people)
    folder = out.with_name(out.name + UNFINISHED)
    source = None if is_csv(files[0]) else open_source(files)
    identity = identity_of(files, options)
    with claimed(folder, out, identity, restart=restart):
        if source is None:
            source = converted(files, folder)
        from canbao.population.engine import prepare

        prepare(table, notice)
        resumed = {note["unit"] for note in notes_in(folder)}
        resumed_rows = sum(unit.rows for unit in source.units if unit.number in resumed)
        decide_units(source, folder, table, resumed, threads or processors(), progress)
        manifest, counties = finish(source, folder, table, identity, began)
        for inner in (NOTES, CONVERTED):
            shutil.rmtree(folder / inner, ignore_errors=True)
        (folder / RUN).unlink()
    folder.rename(out)
    return Report(manifest, counties, resumed_rows)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class claimed:  # noqa: N801 - reads as a statement
    """The unfinished folder, while this process alone works in it; made new, or gone on with where it is this run's."""

    def __init__(self, folder: Path, out: Path, identity: dict[str, Any], *, restart: bool) -> None:
        self.folder, self.out, self.identity, self.restart = folder, out, identity, restart

    def __enter__(self) -> None:
        import fcntl

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.lock = (self.folder / LOCK).open("w")
        except OSError as error:
            raise BadInputError([finding("file_unwritable", str(self.folder), reason=shorten(error))]) from error
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.lock.close()
            raise BadInputError([finding("run_in_progress", str(self.out), path=str(self.folder))]) from error
        try:
            self._open()
        except BaseException:
            self.lock.close()
            raise

    def _open(self) -> None:
        """Go on with what is there, or begin."""
        note = self.folder / RUN
        if note.exists() and not self.restart:
            differs = differing(json.loads(note.read_text(encoding="utf-8")), self.identity)
            if differs:
                words = ", ".join(differs)
                found = finding("unfinished_other_run", str(self.out), path=str(self.folder), differs=words)
                raise BadInputError([found])
            return
        for inner in self.folder.iterdir():
            if inner.name != LOCK:
                shutil.rmtree(inner) if inner.is_dir() else inner.unlink()
        for name in (NOTES, REJECTS):
            (self.folder / name).mkdir()
        write_whole(note, json.dumps(self.identity))

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            (self.folder / LOCK).unlink()
        self.lock.close()
        if isinstance(error, OSError):
            raise BadInputError([finding("disk_full", str(self.folder), reason=shorten(error))]) from error


def converted(files: tuple[Path, ...], folder: Path) -> Source:
    """CSV files of people as Parquet, converted once."""
    from canbao.population.text import convert

    target = folder / CONVERTED
    if not target.exists():
        making = folder / f"{CONVERTED}.tmp"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        for number, file in enumerate(files):
            convert(file, making / f"{number:05d}.parquet")
        making.rename(target)
    return open_source(tuple(sorted(target.iterdir())), from_text=True)


def decide_units(
    source: Source, folder: Path, table: LawTable, done: set[int], threads: int, progress: Progress | None
) -> None:
    """Decide every unit that is not done yet. The first error stops the others at their next batch."""
    counted = [sum(unit.rows for unit in source.units if unit.number in done)]

    def tell(rows: int) -> None:
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
        for batch in read(work, unit):
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
                    "counties": [as_block(county) for county in summed(counties)],
                }
            ),
        )


def read(work: Work, unit: Unit) -> Any:
    """The batches of a unit. Raises BadInputError where the file is damaged."""
    import pyarrow as pa

    batches = work.source.batches(unit)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError) as error:
            path = work.source.files[unit.file]
            raise BadInputError([finding("file_unreadable", str(path), reason=shorten(error))]) from error
        if batch is None:
            return
        yield batch


def notes_in(folder: Path) -> list[dict[str, Any]]:
    """The notes of the units that are finished."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / NOTES).glob("*.json"))]


def finish(
    source: Source, folder: Path, table: LawTable, identity: dict[str, Any], began: float
) -> tuple[Manifest, tuple[CountySummary, ...]]:
    """Write summary and manifest."""
    notes = notes_in(folder)
    counties = summed(from_block(block) for note in notes for block in note["counties"])
    answered, refused = sum(note["answered"] for note in notes), sum(note["refused"] for note in notes)
    assert answered + refused == source.rows, "every row is answered or refused"
    if not source.units:
        from canbao.population.parts import write_empty

        write_empty(folder, source.schema)
    manifest = Manifest.of(
        identity,
        table,
        rows=source.rows,
        answered=answered,
        refused=refused,
        counties=[as_block(county) for county in counties],
        seconds=time.time() - began,
        engine="local",
    )
    write_whole(folder / MANIFEST, manifest.text())
    return manifest, counties


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all, also after the power fails."""
    passing = path.with_name(path.name + ".tmp")
    with passing.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    passing.rename(path)
