"""The staged tables of the transaction in hand: filled chunk by chunk, linked, sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.feeds.checking_faults import VERDICT_OF, Reason, Verdict
from canbao.registry.importing.chunk import Chunk
from canbao.registry.importing.known_rows import KnownRows
from canbao.sealing.bulk import sealed_column, token_bytes
from canbao.sealing.tokens import TOKEN_BYTES
from canbao.sealing.workers import Sealing, SealingWorkers

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

SEALED_AT_ONCE: Final = 20_000
"""Rows that a worker seals at once."""
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
    """What of a file is staged so far. month: the first day of the file's. digests: of the rows.

    people: numbers and names of the rows, some to be sealed. known: the rows of the feed and place that there are; None
    for none.
    """

    cursor: Cursor
    feed: str
    place: int
    month: date
    rows: int = 0
    known: KnownRows | None = None
    numbers: list[Any] = field(default_factory=list)
    digests: list[Any] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)

    def begin(self) -> None:
        """Make the staged tables. Raises ProgrammingError of ADBC for whoever may not import there."""
        if self.ask("SELECT registry.begin_import($1, $2)", self.feed, self.place)[0][0]:
            words = "SELECT key, digest FROM registry.known_rows($1, $2, $3)"
            self.cursor.execute(words, (self.feed, self.place, self.month))
            self.known = KnownRows(self.cursor.fetch_arrow_table())

    def add(self, chunk: Chunk) -> None:
        """Stage a chunk: of rows that say what is known, the keys alone."""
        self.rows += chunk.rows
        rows = chunk.tables.rows
        self.numbers.append(rows["row_number"])
        self.digests.append(rows["digest"])
        same = None
        if self.known is not None:
            told = rows.select(["row_number", "key", "digest"]).filter(pa.array(self.known.same(rows)))
            self.put("staged_key", told)
            same = told["row_number"]
        for table, staged_rows in (
            ("staged_row", rows),
            ("staged_fact", chunk.tables.facts),
            ("staged_enrolment", chunk.tables.cover),
            ("staged_unit", chunk.tables.units),
            ("staged_candidate", chunk.candidates),
        ):
            self.put(table, without(staged_rows, same))
        self.put("staged_kept", chunk.kept)
        self.people.append(without(chunk.people, same))

    def withdraw(self, rows: Iterable[int]) -> None:
        """Take rows back that only the whole file shows to be wrong."""
        self.put("staged_withdrawn", pa.table({"row_number": pa.array(sorted(rows), pa.int32())}))

    def link(self) -> tuple[dict[str, Any], list[int]]:
        """Link the rows to people: what there is of each sort, and the rows whose number nobody could mend."""
        words = "SELECT registry.link_staged($1, $2, $3)::text"
        told = json.loads(self.ask(words, self.feed, self.place, self.month)[0][0])
        lost = [row for (row,) in self.ask("SELECT registry.staged_lost()")] if told["unrepaired"] else []
        return told, lost

    @contextmanager
    def sealing(self, workers: SealingWorkers) -> Iterator[Iterator[Any]]:
        """Begin to seal the numbers and names to be kept, each for its row; gives ``staged_seal`` by pieces."""
        self.cursor.execute("SELECT row_number, certificate_id, name_id FROM registry.staged_to_seal($1)", (self.feed,))
        wanted = self.cursor.fetch_arrow_table().combine_chunks()
        if not wanted.num_rows:
            yield iter(())
            return
        people = pa.concat_tables(self.people).combine_chunks()
        people = people.take(pc.index_in(wanted["row_number"], value_set=people["row_number"]))
        open_ones = pa.table(
            [*wanted.columns, people["number"], people["name"]], [*wanted.column_names, "number", "name"]
        )
        pieces = [open_ones.slice(at, SEALED_AT_ONCE) for at in range(0, len(open_ones), SEALED_AT_ONCE)]
        with workers.begun(sealed, pieces) as begun:
            yield begun

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
        digests = np.concatenate([np.empty((0, TOKEN_BYTES), np.uint8), *map(token_bytes, self.digests)])
        if without:
            numbers = np.concatenate([part.to_numpy() for part in self.numbers])
            digests = digests[~np.isin(numbers, list(without))]
        high, low = digests.view(">u8").T
        return hashlib.sha256(digests[np.lexsort((low, high))].tobytes()).hexdigest()

    def put(self, table: str, rows: Any) -> None:
        """Add rows to a staged table."""
        if rows is not None and rows.num_rows:
            self.cursor.adbc_ingest(table, rows, mode="append", temporary=True)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        self.cursor.execute(sql, values)
        return self.cursor.fetchall()


def without(rows: Any, numbers: Any) -> Any:
    """Rows of a staged table but for those of some numbers. numbers: None for none."""
    if rows is None or numbers is None or not len(numbers):
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["row_number"], value_set=numbers)))


def sealed(sealing: Sealing, open_ones: Any) -> Any:
    """``staged_seal`` of rows with their numbers and names in the clear. Done in worker processes."""
    certificates, names = open_ones["certificate_id"], open_ones["name_id"]
    numbers = pc.if_else(pc.is_valid(certificates), open_ones["number"], None)
    called = pc.if_else(pc.is_valid(names), open_ones["name"], None)
    return pa.table(
        {
            "row_number": open_ones["row_number"],
            "certificate_id": certificates,
            "sealed_number": sealed_column(sealing.seals, numbers, "certificate", certificates, "number"),
            "name_id": names,
            "sealed_name": sealed_column(sealing.seals, called, "person_name", names, "name"),
        }
    )


def verdict_of(reason: Reason) -> Verdict:
    """The verdict that a reason brings about."""
    return VERDICT_OF[reason.finding.severity]
