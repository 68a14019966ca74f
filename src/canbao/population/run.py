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
from canbao.population.law import LawTable
from canbao.population.manifest import (
    MANIFEST,
    NOTES,
    Manifest,
    Options,
    identity_of,
    must_be_the_same,
    read_manifest,
    stamps_of,
)
from canbao.population.source import Source, Unit, files_of, is_csv, open_source
from canbao.population.summary import CountySummary, as_block, from_block, in_all, summed
from canbao.population.unfinished import (
    CONVERTED,
    UNFINISHED,
    claimed,
    give_name,
    must_not_exist,
    opened,
    passing_name,
    rows_kept,
    write_whole,
)

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
    stamps = stamps_of(files)
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
                must_be_the_same(files, stamps, identity)
                finish(source, folder, table, identity, began)
        manifest = read_manifest(folder)
        give_name(folder, out)
    counties = tuple(map(from_block, manifest.counties))
    return Report(manifest, counties, manifest.rows if resumed_rows is None else resumed_rows)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    """The units that are finished, their law met. Raises BadInputError where it is not the law any more.

    A unit whose parts do not hold what its note says is not finished: its note is taken away.
    """
    for note in notes_in(folder):
        if rows_kept(folder, f"part-{note['unit']:05d}.parquet") != (note["answered"], note["refused"]):
            note_of(folder, note["unit"]).unlink()
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
            note_of(work.folder, unit.number),
            json.dumps(
                {
                    "unit": unit.number,
                    "rows": unit.rows,
                    "answered": parts.answered,
                    "refused": parts.refused,
                    "packs": sorted(work.table.pack_names),
                    "years": sorted(parts.years),
                    "policies": work.table.digests_of(parts.years),
                    "counties": [as_block(county) for county in summed(counties)],
                }
            ),
        )


def note_of(folder: Path, unit: int) -> Path:
    """Where the note of a unit lies."""
    return folder / NOTES / f"{unit:05d}.json"


def notes_in(folder: Path) -> list[dict[str, Any]]:
    """The notes of the units that are finished."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / NOTES).glob("*.json"))]


def finish(source: Source, folder: Path, table: LawTable, identity: dict[str, Any], began: float) -> None:
    """Write the manifest, which has the summary."""
    notes = notes_in(folder)
    counties = summed(from_block(block) for note in notes for block in note["counties"])
    answered, refused = sum(note["answered"] for note in notes), sum(note["refused"] for note in notes)
    if answered + refused != source.rows:
        raise RuntimeError(f"{source.rows} rows, but {answered} answered and {refused} refused")
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
