"""The staged tables of the transaction in hand: filled chunk by chunk, linked, sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.feeds.checking_faults import VERDICT_OF, Reason, Verdict
from canbao.registry.importing.chunk import Chunk
from canbao.sealing.bulk import sealed_column
from canbao.sealing.seals import Seals

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

VERDICTS: Final = pa.schema(
    [
        pa.field("row_number", pa.int32()),
        pa.field("verdict", pa.int16()),
        pa.field("reasons", pa.string()),
        pa.field("columns", pa.string()),
    ]
)


@dataclass
class Staging:
    """What of a file is staged so far. digests: of the rows. people: their numbers and names, some to be sealed."""

    cursor: Cursor
    feed: str
    place: int
    rows: int = 0
    numbers: list[Any] = field(default_factory=list)
    digests: list[Any] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)

    def begin(self) -> None:
        """Make the staged tables. Raises ProgrammingError of ADBC for whoever may not import there."""
        self.ask("SELECT registry.begin_import($1, $2)", self.feed, self.place)

    def add(self, chunk: Chunk) -> None:
        """Stage a chunk."""
        for table, rows in (
            ("staged_row", chunk.tables.rows),
            ("staged_fact", chunk.tables.facts),
            ("staged_enrolment", chunk.tables.cover),
            ("staged_unit", chunk.tables.units),
            ("staged_candidate", chunk.candidates),
            ("staged_kept", chunk.kept),
        ):
            self.put(table, rows)
        self.rows += chunk.rows
        self.numbers.append(chunk.tables.rows["row_number"])
        self.digests.append(chunk.tables.rows["digest"])
        self.people.append(chunk.people)

    def withdraw(self, rows: Iterable[int]) -> None:
        """Take rows back that only the whole file shows to be wrong."""
        self.put("staged_withdrawn", pa.table({"row_number": pa.array(sorted(rows), pa.int32())}))

    def link(self, month: date) -> tuple[dict[str, Any], list[int]]:
        """Link the rows to people: what there is of each sort, and the rows whose number nobody could mend.

        month: the first day of the file's.
        """
        words = "SELECT registry.link_staged($1, $2, $3)::text"
        told = json.loads(self.ask(words, self.feed, self.place, month)[0][0])
        lost = [row for (row,) in self.ask("SELECT registry.staged_lost()")] if told["unrepaired"] else []
        return told, lost

    def seal(self, seals: Seals) -> None:
        """Seal the numbers and names that have to be kept, each for its row."""
        self.cursor.execute("SELECT row_number, certificate_id, name_id FROM registry.staged_to_seal()")
        wanted = self.cursor.fetch_arrow_table().combine_chunks()
        if not wanted.num_rows:
            return
        people = pa.concat_tables(self.people).combine_chunks()
        at = pc.index_in(wanted["row_number"], value_set=people["row_number"])
        people = people.take(at)
        numbers = pc.if_else(pc.is_valid(wanted["certificate_id"]), people["number"], None)
        names = pc.if_else(pc.is_valid(wanted["name_id"]), people["name"], None)
        self.put(
            "staged_seal",
            pa.table(
                {
                    "row_number": wanted["row_number"],
                    "certificate_id": wanted["certificate_id"],
                    "sealed_number": sealed_column(seals, numbers, "certificate", wanted["certificate_id"], "number"),
                    "name_id": wanted["name_id"],
                    "sealed_name": sealed_column(seals, names, "person_name", wanted["name_id"], "name"),
                }
            ),
        )

    def judge(self, reasons: Iterable[Reason]) -> None:
        """Write down which rows were sent back or taken with a warning, and why."""
        by_row: dict[int, list[Reason]] = {}
        for one in reasons:
            by_row.setdefault(one.row_number, []).append(one)
        rows = sorted(by_row)
        told = [by_row[row] for row in rows]
        self.put(
            "staged_verdict",
            pa.table(
                [
                    pa.array(rows, pa.int32()),
                    pa.array([max(verdict_of(one) for one in each) for each in told], pa.int16()),
                    pa.array([json.dumps([one.finding.code for one in each]) for each in told], pa.string()),
                    pa.array([json.dumps([one.column for one in each]) for each in told], pa.string()),
                ],
                schema=VERDICTS,
            ),
        )

    def content(self, without: set[int]) -> str:
        """The digest of the rows in no order, in hexadecimal."""
        digests = pa.chunked_array(self.digests) if self.digests else pa.chunked_array([], pa.binary())
        values = digests.to_pylist()
        if without:
            numbers = np.concatenate([part.to_numpy() for part in self.numbers]).tolist()
            values = [value for number, value in zip(numbers, values, strict=True) if number not in without]
        return hashlib.sha256(b"".join(sorted(values))).hexdigest()

    def put(self, table: str, rows: Any) -> None:
        """Add rows to a staged table."""
        if rows is not None and rows.num_rows:
            self.cursor.adbc_ingest(table, rows, mode="append", temporary=True)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        self.cursor.execute(sql, values)
        return self.cursor.fetchall()


def verdict_of(reason: Reason) -> Verdict:
    """The verdict that a reason brings about."""
    return VERDICT_OF[reason.finding.severity]
