"""Make synthetic people: blocks made and written by threads, into a folder that appears when it is complete."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from time import perf_counter
from typing import Any, Final, NamedTuple

import pyarrow.parquet as pq

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.population.compiling import Notice
from canbao.population.synthetic.assumptions import FIRST_BONUS_YEAR
from canbao.population.synthetic.block import BLOCK, Block, Makers, Recipe, make_block, makers
from canbao.population.synthetic.certificates import CAPACITY
from canbao.population.synthetic.lives import NEVER
from canbao.population.synthetic.other_tables import claims_table, cover_table, register_table
from canbao.population.synthetic.people_table import people_table
from canbao.population.unfinished import UNFINISHED

TABLES: Final = ("people", "register", "cover", "claims")
"""The folders of parts, one part a block."""
ABOUT: Final = "about.json"
COMPRESSION: Final = {"compression": "zstd", "compression_level": 1}
REPEATED: Final = {
    "people": ["place", "history.list.element", "events.list.element.kind", "aid.list.element.category"],
    "register": ["household_id", "sex", "relation", "school", "registered_place", "residence_place", "moved_on"],
}
"""The columns whose values repeat, where others do not: a dictionary of the others would be built in vain."""
MOST_ROWS: Final = 24
"""Rows of a person in one table, at most: a part is one row group."""
SEEDS: Final = 2**63
LAST_YEAR: Final = 2150
LEAST_PLACE: Final = 110_000
MOST_PLACE: Final = 659_999

Progress = Callable[[int], None]


class Summary(NamedTuple):
    """What was made: people in the register (and alive when the coverage year begins), rows by table, seconds."""

    people: int
    living: int
    households: int
    enrolled: int
    cover: int
    claims: int
    seconds: float


def synthesize(
    out: Path,
    place: int,
    people: int,
    seed: int,
    year: int = 2026,
    threads: int | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
) -> Summary:
    """Write ``people`` synthetic people of a place to the folder ``out``: people, register, cover, claims.

    The same place, people, seed and year give the same bytes whatever the threads. place: six digits of a province,
    city or county. year: the coverage year. progress: is told the number of people written so far. notice: is told
    what is compiled first. Raises BadInputError for an ``out`` that exists and for what cannot be made.
    """
    _refuse(out, place, people, seed, year)
    started = perf_counter()
    unfinished = out.with_name(out.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    for table in TABLES:
        (unfinished / table).mkdir(parents=True)
    recipe = Recipe(place, seed, year)
    counts = _write_blocks(unfinished, recipe, people, threads or os.cpu_count() or 1, progress, makers(notice))
    _write_about(unfinished, recipe, people)
    unfinished.rename(out)
    return Summary._make((*counts, perf_counter() - started))


def _refuse(out: Path, place: int, people: int, seed: int, year: int) -> None:
    faults = [*_faults(out, place, people, seed, year)]
    if faults:
        raise BadInputError(faults)


def _faults(out: Path, place: int, people: int, seed: int, year: int) -> Iterator[Finding]:
    if out.exists():
        yield finding("output_exists", str(out), path=str(out))
    if not LEAST_PLACE <= place <= MOST_PLACE:
        expected = Text("省、市、县的六位地区代码，如 430000", "six digits of a province, city or county, as 430000")
        yield finding("wrong_value", "place", value=place, expected=expected)
    if not 1 <= people <= CAPACITY:
        expected = Text(f"1 至 {CAPACITY:,} 人", f"from 1 to {CAPACITY:,} people")
        yield finding("wrong_value", "people", value=people, expected=expected)
    if not 0 <= seed < SEEDS:
        expected = Text(f"0 至 {SEEDS - 1:,} 的整数", f"a whole number from 0 to {SEEDS - 1:,}")
        yield finding("wrong_value", "seed", value=seed, expected=expected)
    if not FIRST_BONUS_YEAR <= year <= LAST_YEAR:
        expected = Text(f"{FIRST_BONUS_YEAR} 至 {LAST_YEAR} 年", f"a year from {FIRST_BONUS_YEAR} to {LAST_YEAR}")
        yield finding("wrong_value", "year", value=year, expected=expected)


def _write_blocks(
    folder: Path, recipe: Recipe, people: int, threads: int, progress: Progress | None, make: Makers
) -> tuple[int, ...]:
    totals = [0] * (len(Summary._fields) - 1)
    with ThreadPoolExecutor(threads) as pool:
        tasks: list[Future[tuple[int, ...]]] = [
            pool.submit(_write_block, folder, recipe, first, min(BLOCK, people - first), make)
            for first in range(0, people, BLOCK)
        ]
        try:
            for task in as_completed(tasks):
                totals = [total + part for total, part in zip(totals, task.result(), strict=True)]
                if progress is not None:
                    progress(totals[0])
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return tuple(totals)


def _write_block(folder: Path, recipe: Recipe, first: int, count: int, make: Makers) -> tuple[int, ...]:
    block = make_block(make, recipe, first, count)
    number = first // BLOCK
    _write(folder, "people", number, people_table(recipe, block))
    _write(folder, "register", number, register_table(block))
    _write(folder, "cover", number, cover_table(block))
    _write(folder, "claims", number, claims_table(block))
    return _counts(block, count)


def _write(folder: Path, table: str, number: int, rows: Any) -> None:
    """Write one part. Arrow's own types are noted for people alone: elsewhere repeated text reads back as text."""
    pq.write_table(
        rows,
        folder / table / f"part-{number:05}.parquet",
        store_schema=table == "people",
        use_dictionary=REPEATED.get(table, True),
        row_group_size=BLOCK * MOST_ROWS,
        **COMPRESSION,
    )


def _counts(block: Block, count: int) -> tuple[int, ...]:
    living = int((block.lives.died == NEVER).sum())
    households = int((block.homes.relation == 0).sum())
    return count, living, households, len(block.enrolments.person), len(block.cover.person), len(block.claims.person)


def _write_about(folder: Path, recipe: Recipe, people: int) -> None:
    """Say beside the tables that nobody in them exists, and what they were made from."""
    made_from = {**recipe._asdict(), "people": people, "block": BLOCK}
    about = {"synthetic": True, "note": "合成数据，不含任何真实个人信息", **made_from}
    (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
