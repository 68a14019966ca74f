"""The files of two months: lists with dirt in the formats that departments use, and beside them what was put in.

They come in the order of ``PLAN``. One list of October comes after that of November, one comes twice (saved again by
another program), one is cut short and comes whole the day after.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from canbao.feeds.catalogue import feed as feed_called
from canbao.population.unfinished import UNFINISHED
from canbao.registry.synthetic_county.dirt import soiled
from canbao.registry.synthetic_county.draws import stream
from canbao.registry.synthetic_county.lists import County
from canbao.registry.synthetic_county.people import COUNTY, read_people
from canbao.registry.synthetic_county.planted import BEFORE, NOW, Month, planted

Format = Literal["utf-8-sig", "utf-8", "gb18030", "xlsx", "parquet"]
What = Literal["plain", "again", "cut_short", "late"]
ABOUT: Final = "about.json"
KEPT_OF_CUT: Final = 0.6
SUFFIXES: Final = {"xlsx": "xlsx", "parquet": "parquet"}


@dataclass(frozen=True)
class Planned:
    """A file: the feed, its month, whole list or changes, how it is written, and what is odd about it."""

    feed: str
    month: Month
    scope: str
    format: Format
    what: What = "plain"

    @property
    def name(self) -> str:
        """The name of the file."""
        odd = {"plain": "", "again": "_saved_again", "cut_short": "_first", "late": ""}[self.what]
        return f"{self.feed}_{COUNTY}_{self.month}_{self.scope}{odd}.{SUFFIXES.get(self.format, 'csv')}"


PLAN: Final = (
    Planned("population_register", BEFORE, "full", "utf-8-sig"),
    Planned("students", BEFORE, "full", "gb18030"),
    Planned("employee_cover", BEFORE, "full", "parquet"),
    Planned("resident_cover", BEFORE, "full", "gb18030"),
    Planned("cover_elsewhere", BEFORE, "full", "utf-8"),
    Planned("births", BEFORE, "delta", "xlsx"),
    Planned("civil_affairs", BEFORE, "full", "xlsx"),
    Planned("monitored_households", BEFORE, "full", "xlsx"),
    Planned("civil_affairs", BEFORE, "full", "gb18030", "again"),
    Planned("servicemen", BEFORE, "full", "utf-8-sig"),
    Planned("released_and_correction", BEFORE, "full", "gb18030"),
    Planned("companies", BEFORE, "delta", "gb18030"),
    Planned("population_register", NOW, "full", "gb18030"),
    Planned("employee_cover", NOW, "full", "parquet"),
    Planned("resident_cover", NOW, "delta", "utf-8-sig"),
    Planned("cover_elsewhere", NOW, "full", "utf-8"),
    Planned("births", NOW, "delta", "xlsx"),
    Planned("civil_affairs", NOW, "full", "xlsx"),
    Planned("severe_disability", NOW, "full", "xlsx"),
    Planned("severe_disability", BEFORE, "full", "gb18030", "late"),
    Planned("monitored_households", NOW, "full", "xlsx", "cut_short"),
    Planned("monitored_households", NOW, "full", "xlsx"),
    Planned("servicemen", NOW, "full", "utf-8-sig"),
    Planned("released_and_correction", NOW, "full", "gb18030"),
    Planned("companies", NOW, "delta", "gb18030"),
)
"""The files in the order in which they come."""

Told = Callable[[str], None]


def make_files(folder: Path, people: Path, seed: int, told: Told | None = None) -> dict[str, Any]:
    """Write the files of two months of a folder of synthetic people, and ``about.json``; what that says.

    The folder appears when it is complete. told: is told the name of each file. The same people and seed give the same
    rows and, of CSV and Parquet, the same bytes.
    """
    unfinished = folder.with_name(folder.name + UNFINISHED)
    unfinished.mkdir(parents=True, exist_ok=True)
    everybody = read_people(people)
    chosen = planted(everybody, seed)
    county = County(everybody, chosen, seed)
    written = []
    for each in PLAN:
        dirty = soiled(county.table(each.feed, each.month), each.feed, str(each.month), seed)
        table, sorts = odd(dirty.table, each, seed), dirty.planted
        write(unfinished / each.name, each, table)
        if told:
            told(each.name)
        about = {**asdict(each), "month": str(each.month), "name": each.name}
        written.append({**about, "rows": table.num_rows, "dirt": sorts if each.what != "cut_short" else {}})
    made = {
        "synthetic": True,
        "note": "合成数据，不含任何真实个人信息",
        "county": str(COUNTY),
        "people": len(everybody),
        "seed": seed,
        "planted": chosen.counts(),
        "files": written,
    }
    (unfinished / ABOUT).write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    unfinished.rename(folder)
    return made


def odd(table: Any, each: Planned, seed: int) -> Any:
    """The rows of a file in their order, of one cut short the first."""
    if each.what == "again":
        return table.take(stream(seed, "again").permutation(table.num_rows))
    if each.what == "cut_short":
        return table.slice(0, int(table.num_rows * KEPT_OF_CUT))
    return table


def write(path: Path, each: Planned, table: Any) -> None:
    """Write a list in the format of its department: spreadsheets under Chinese headings, Parquet under the names."""
    if each.format == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, path)
        return
    of = feed_called(each.feed)
    headings = [of.column(name).zh for name in table.column_names]
    if each.format == "xlsx":
        _workbook(path, headings, table)
    else:
        with path.open("w", encoding=each.format, newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            writer.writerows(rows_of(table))


def rows_of(table: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a table of texts."""
    return zip(*(np.asarray(column.to_pylist(), object) for column in table.columns), strict=True)


def _workbook(path: Path, headings: list[str], table: Any) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, headings)
        for at, row in enumerate(rows_of(table), 1):
            sheet.write_row(at, 0, row)
