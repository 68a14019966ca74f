"""One chunk of a file: checked, and made into staged tables. Done in worker processes."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.basis.certificates.repairs import repairs
from canbao.feeds.checking import TO_MEND, VERDICT, check_chunk
from canbao.feeds.checking_faults import Reason, Verdict
from canbao.feeds.checking_twice import RowMarks
from canbao.feeds.descriptor import Feed
from canbao.registry.importing.staged import Staged, keys, part_column, staged
from canbao.registry.importing.statements import one_piece
from canbao.sealing.bulk import name_tokens, number_tokens, token_bytes
from canbao.sealing.tokens import Tokens
from canbao.sealing.workers import Sealing

CANDIDATE = pa.schema([pa.field("row_number", pa.int32()), pa.field("number_token", pa.binary())])
KEPT = pa.schema([pa.field("key", pa.binary()), pa.field("name_token", pa.binary())])


class Job(NamedTuple):
    """A chunk to be worked on. raw: as read. period_end: the last day of the file's month. place: of the file."""

    feed: Feed
    raw: Any
    period_end: date
    place: int


class Chunk(NamedTuple):
    """A chunk as it goes to the database.

    candidates: the numbers that rows with a slip may have meant. kept: what rejected rows still tell of themselves.
    people: number and name of each row, in the clear, for those that will have to be sealed.
    """

    rows: int
    tables: Staged
    candidates: Any
    kept: Any
    people: Any
    reasons: list[Reason]
    marks: RowMarks


def worked(sealing: Sealing, job: Job) -> Chunk:
    """A chunk checked and made into staged tables."""
    checked = check_chunk(job.feed, job.raw, job.period_end)
    is_rejected = pc.equal(checked.table[VERDICT], Verdict.REJECTED)
    taken = checked.table.filter(pc.invert(is_rejected))
    rejected = checked.table.filter(is_rejected)
    tables = staged(job.feed, job.place, taken, sealing.tokens)
    return Chunk(
        checked.table.num_rows,
        Staged(*map(filled_alone, tables)),
        candidates(job.feed, taken, sealing.tokens),
        kept(job.feed, rejected, sealing.tokens),
        people(job.feed, taken),
        checked.reasons,
        row_marks(taken, tables.rows),
    )


def filled_alone(table: Any) -> Any:
    """The columns of a table that are not null throughout: the others need not be handed on."""
    if table is None or not table.num_rows:
        return table
    filled = zip(table.column_names, table.columns, strict=True)
    return table.select([name for name, column in filled if column.null_count < len(column)])


def row_marks(taken: Any, rows: Any) -> RowMarks:
    """What tells rows from others of the file: the beginnings of the tokens of their keys and contents."""
    verdicts = taken[VERDICT].to_numpy().astype(np.int8)
    return RowMarks(rows["row_number"].to_numpy(), verdicts, beginnings(rows["key"]), beginnings(rows["digest"]))


def beginnings(tokens: Any) -> Any:
    """The first 8 bytes of each token as a number."""
    return np.ascontiguousarray(token_bytes(tokens)[:, :8]).view("<u8").ravel()


def candidates(feed: Feed, table: Any, tokens: Tokens) -> Any:
    """The tokens of the numbers that rows with a slip may have meant."""
    number = part_column(feed, "certificate_number")
    if number is None:
        return CANDIDATE.empty_table()
    slips = table.filter(table[TO_MEND])
    rows, numbers = list[int](), list[str]()
    for row, written in zip(slips["row_number"].to_pylist(), slips[number].to_pylist(), strict=True):
        meant = repairs(written)
        rows += [row] * len(meant)
        numbers += meant
    made = number_tokens(tokens, "resident_identity_card", numbers)
    return pa.table([pa.array(rows, pa.int32()), pa.array(made, pa.binary())], schema=CANDIDATE)


def kept(feed: Feed, rejected: Any, tokens: Tokens) -> Any:
    """What rejected rows still tell of themselves: the key where it could be read, and the name."""
    if not rejected.num_rows:
        return KEPT.empty_table()
    name = part_column(feed, "name")
    is_whole = pa.repeat(pa.scalar(True), rejected.num_rows)
    for column in feed.key:
        is_whole = pc.and_(is_whole, one_piece(pc.is_valid(rejected[column])))
    made = pc.if_else(is_whole, keys(feed, rejected, tokens).cast(pa.binary()), None)
    names = name_tokens(tokens, rejected[name]) if name else pa.nulls(rejected.num_rows, pa.binary())
    return pa.table([made, names.cast(pa.binary())], names=KEPT.names)


def people(feed: Feed, table: Any) -> Any:
    """Number and name of each row."""
    number, name = part_column(feed, "certificate_number"), part_column(feed, "name")
    nothing = pa.nulls(table.num_rows, pa.string())
    return pa.table(
        {
            "row_number": table["row_number"],
            "number": table[number] if number else nothing,
            "name": table[name] if name else nothing,
        }
    )
