"""Packing: the long table of cover becomes histories, one year word after another, beside the rows of people.

DuckDB reads, joins, folds and sorts (``queries``), within the memory it is given and with files beside the answer for
the rest; the words of about 131,000 persons at a time are then laid into lists (``histories``).
Nothing is dropped silently: a row that is in no history stands under ``_rejects`` with its reasons, and a person is not
packed whose history could be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.casework.case import FIRST_YEAR, LAST_YEAR
from canbao.population.columns import PEOPLE, PERSON_ID
from canbao.population.manifest import REJECTS
from canbao.population.packing import parts
from canbao.population.packing.database import Database, as_files, as_list, as_person, whole_numbers_fit
from canbao.population.packing.failures import Failures
from canbao.population.packing.folder import claimed
from canbao.population.packing.summary import PackSummary, write_manifest
from canbao.population.packing.tables import HISTORY, Tables, tables_of
from canbao.rules import facts

Progress = Callable[[int], None] | None

MEMORY = re.compile(r"\d+(\.\d+)? ?[KMGT]i?B")
YEARS = {"first_year": FIRST_YEAR, "last_year": LAST_YEAR}
STATEMENTS = {
    "resident": facts.RESIDENT,
    "paid_in_window": facts.PAID_IN_WINDOW,
    "reimbursed": facts.REIMBURSED,
    "other_guarantee": facts.OTHER_GUARANTEE,
    "zero_claim_used": facts.ZERO_CLAIM_USED,
    "bonus_used": facts.BONUS_USED,
    "months_unit": facts.MONTHS_UNIT,
}


def pack(
    cover: Path,
    people: Path,
    out: Path,
    *,
    memory: str = "2GB",
    threads: int | None = None,
    replace_history: bool = False,
    progress: Progress = None,
) -> PackSummary:
    """Pack the table of cover into the histories of people: ``out`` becomes a folder of Parquet parts.

    cover, people: a Parquet file or a folder of them; cover may be CSV. memory: what DuckDB may hold, such as ``2GB``.
    threads: None for all. replace_history: people may hold histories, which are left aside. progress: told the rows of
    people written so far. Parts, rows and rejects do not depend on memory or threads. A run that was killed is not gone
    on with: packing begins anew. Raises BadInputError for inputs that cannot be read or are not these tables, for an
    ``out`` that exists or that another process is writing, for a full disk and too little memory; ``out`` is then not
    there, or as it was.
    """
    began = perf_counter()
    found = [*option_findings(memory, threads)]
    tables = tables_of(cover, people, replace_history=replace_history, found=found)
    failures = Failures(out, memory)
    with failures.writing(), claimed(out) as folder:
        (folder / REJECTS).mkdir()
        with Database(folder, memory, threads) as database:
            summary = Packing(folder, tables, database, failures).packed(progress)
        parameters = {"memory": memory, "threads": threads, "replace_history": replace_history}
        write_manifest(folder, tables, parameters, summary)
    return summary._replace(seconds=round(perf_counter() - began, 3))


def option_findings(memory: str, threads: int | None) -> Iterator[Finding]:
    """What is wrong with the options."""
    if not MEMORY.fullmatch(memory):
        yield finding("wrong_value", "memory", value=shorten(memory), expected=Text("如 2GB", "such as 2GB"))
    if threads is not None and threads < 1:
        yield finding("wrong_value", "threads", value=threads, expected=Text("至少 1", "1 or more"))


class Packing:
    """One run: its folder, its two tables, its database, and its steps in their order."""

    def __init__(self, folder: Path, tables: Tables, database: Database, failures: Failures) -> None:
        self.folder, self.tables, self.database, self.failures = folder, tables, database, failures
        there = tables.people.types[0].keys() - set(HISTORY)
        self.given = [column for column in PEOPLE if column.name in there]

    def packed(self, progress: Progress) -> PackSummary:
        """All of it, from the rows to the summary."""
        with self.failures.reading(self.tables.people.path):
            self.read_people()
        with self.failures.reading(self.tables.cover.path):
            self.read_cover()
        counts: dict[str, int] = self.database.table("counts").to_pylist()[0]
        written = self.write(counts["persons"], progress)
        refused = self.reject("people", columns=as_list(column.name for column in self.given), limit="")
        # the files are read again only when something is to be listed
        listed = self.reject("cover", first_year=FIRST_YEAR, limit="" if counts["listed"] else "LIMIT 0")
        return PackSummary(
            people=counts["people"],
            packed_people=written.rows,
            without_cover=written.without_cover,
            rejected_people=counts["people"] - written.rows,
            rejected_people_reasons=refused,
            cover_rows=counts["cover_rows"],
            used_cover_rows=written.used,
            repeated_cover_rows=counts["repeated"],
            unused_cover_rows=counts["believed"] - written.used,
            listed_cover_rows=counts["listed"],
            listed_cover_reasons=listed,
            parts=written.files,
            seconds=0.0,
        )

    def read_people(self) -> None:
        """The rows of people, sorted, and the persons they are of."""
        names, files = as_list(column.name for column in self.given), as_files(self.tables.people.files)
        self.database.make("people_source", columns=names, files=files)
        self.database.make("persons", **YEARS)
        self.database.make("repeated_people")
        self.database.make("people", fits=whole_numbers_fit(self.given), **YEARS)

    def read_cover(self) -> None:
        """The rows of cover, judged, folded and sorted; then which people they speak against."""
        cover = self.tables.cover
        id_type = self.database.type_of("people_source", PERSON_ID)
        source = f"cover_from_{cover.suffix[1:]}"
        self.database.make(source, files=as_files(cover.files), id_type=id_type, id=as_person(id_type))
        self.database.make("cover_judged", first_year=FIRST_YEAR, **STATEMENTS)
        self.database.make("cover_years")
        self.database.make("bonuses_compared", bonuses=facts.ZERO_CLAIM_USED | facts.BONUS_USED)
        self.database.make("faults")
        self.database.make("people_judged")

    def write(self, persons: int, progress: Progress) -> parts.Parts:
        """The parts, a group of persons after another."""
        nobody = self.database.table("group_people", low=0, high=0)
        with parts.Parts(self.folder, nobody.schema.field(PERSON_ID).type) as written:
            for low in range(0, persons + 1, parts.GROUP):
                group = {"low": low, "high": low + parts.GROUP}
                written.write(self.database.table("group_people", **group), self.database.table("group_cover", **group))
                if progress is not None:
                    progress(written.rows)
        return written

    def reject(self, name: str, **values: object) -> dict[str, int]:
        """Write the rows of a table that are not packed; returns the rows for each reason."""
        rows = self.database.reader(f"listed_{name}", parts.GROUP, **values)
        return parts.write_rejects(self.folder / REJECTS / f"{name}.parquet", rows)
