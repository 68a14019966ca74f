"""Making synthetic people, and packing a table of cover into histories: how many people a second."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench.timing import Measured, taken
from canbao.population.packing.pack import pack
from canbao.population.synthetic.synthesize import synthesize

PEOPLE = 1_000_000
PLACE = 430000
SEED = 1


@dataclass(frozen=True)
class MadeFigures:
    """Seconds to make a register of so many people with all tables, by threads, and to pack the cover of it."""

    people: int
    one: Measured
    two: Measured
    packed_people: int
    cover_rows: int
    packed: Measured


def made_figures(folder: Path, runs: int) -> MadeFigures:
    """Make them by one thread and by two, then pack."""
    out = folder / "made"

    def seconds(threads: int) -> float:
        shutil.rmtree(out, ignore_errors=True)
        return synthesize(out, PLACE, PEOPLE, SEED, threads=threads).seconds

    seconds(2)
    one = taken(lambda: seconds(1), runs)
    two = taken(lambda: seconds(2), runs)
    people = folder / "without-history.parquet"
    duckdb.sql(
        f"COPY (SELECT * EXCLUDE (history, history_ends) FROM '{out}/people/*.parquet') TO '{people}' (FORMAT parquet)"
    )
    rows, persons = 0, 0

    def packing() -> float:
        nonlocal rows, persons
        shutil.rmtree(folder / "packed", ignore_errors=True)
        summary = pack(out / "cover", people, folder / "packed")
        rows, persons = summary.cover_rows, summary.people
        return summary.seconds

    packed = taken(packing, max(3, runs // 2))
    shutil.rmtree(out)
    shutil.rmtree(folder / "packed")
    return MadeFigures(PEOPLE, one, two, persons, rows, packed)
