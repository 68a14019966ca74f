"""Checking the rows of a file: each column into its type, each row a verdict and its reasons.

``check_chunk`` takes one raw batch and knows nothing of the others, so chunks may be checked in other processes;
``FileCheck`` keeps them in order, and knows at the end what only the whole file shows. Nothing here needs a database,
and only what the feed's descriptor declares is asked of a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.feeds.certificate_cells import (
    Certificates,
    default_kind,
    disagreeing,
    kind_column_of,
    read_kinds,
    read_numbers,
)
from canbao.feeds.checking_canonical import canonical_column, digests
from canbao.feeds.checking_columns import ARROW_TYPES, read_column
from canbao.feeds.checking_faults import Faults, Mask, Reason, Verdict, fault_at
from canbao.feeds.checking_tidy import tidy
from canbao.feeds.checking_together import ends_before_beginnings, in_future, missing
from canbao.feeds.checking_twice import RowMarks
from canbao.feeds.descriptor import Column, Feed
from canbao.feeds.reading_layout import MISSHAPEN, ROW

ROW_NUMBER: Final = "row_number"
VERDICT: Final = "verdict"
TO_MEND: Final = "to_mend"
CERTIFICATE_KIND: Final = "certificate_kind"


class CheckedBatch(NamedTuple):
    """A checked chunk.

    table: ``row_number`` (int32), ``verdict`` (int8, see ``Verdict``), ``to_mend`` (bool: the person's number has a
    slip), the feed's columns in its order and their types (``ARROW_TYPES``), null where empty, left out of the file or
    unreadable. Rejected rows are in it too, as far as they could be read. ``certificate_kind`` is there for every feed
    with a number of the person, and is the kind as read.
    reasons: what was found, in the order of the rows; a row may have several, or none.
    """

    table: Any
    reasons: list[Reason]


def check_chunk(feed: Feed, raw: Any, period_end: date) -> CheckedBatch:
    """Check a raw batch. period_end: the last day of the file's month. The same whatever chunk a row stands in."""
    rows, faults = raw.num_rows, Faults(raw.num_rows)
    misshapen = raw.column(MISSHAPEN).is_valid().to_numpy(zero_copy_only=False)
    texts = {column.name: _texts(raw, column) for column in feed.columns}
    filled = {name: pc.is_valid(column).to_numpy(zero_copy_only=False) for name, column in texts.items()}
    values, kinds, to_mend = _values(feed, texts, period_end, faults, rows)
    found = (
        missing(feed, filled, values),
        in_future(feed, values, period_end),
        ends_before_beginnings(feed, values),
    )
    for part in found:
        for name, fault in part:
            faults.add(name, [fault])
    row_numbers = raw.column(ROW).to_numpy()
    reasons = faults.reasons(row_numbers, misshapen)
    if misshapen.any():
        reasons = sorted([*reasons, *_misshapen(raw, misshapen)], key=lambda one: one.row_number)
    verdicts = faults.verdicts(misshapen)
    columns = {ROW_NUMBER: raw.column(ROW), VERDICT: pa.array(verdicts), TO_MEND: pa.array(to_mend), **values}
    if kinds is not None:
        columns[CERTIFICATE_KIND] = kinds
    return CheckedBatch(pa.table(columns), reasons)


def _texts(raw: Any, column: Column) -> Any:
    """The tidy texts of a column; nulls where the file leaves it out."""
    if column.name not in raw.schema.names:
        return pa.nulls(raw.num_rows, pa.string())
    return tidy(raw.column(column.name))


def _values(
    feed: Feed, texts: dict[str, Any], period_end: date, faults: Faults, rows: int
) -> tuple[dict[str, Any], Any, Mask]:
    """The feed's columns in their types; the kinds of the person's certificates; the rows whose number has a slip."""
    values: dict[str, Any] = {}
    for column in feed.columns:
        if column.type == "certificate_kind":
            values[column.name], found = read_kinds(column, texts[column.name])
        elif column.type == "certificate_number":
            continue
        elif texts[column.name].null_count == rows:
            values[column.name], found = pa.nulls(rows, ARROW_TYPES[column.type]), []
        else:
            values[column.name], found = read_column(column, texts[column.name])
        faults.add(column.name, found)
    kinds, to_mend = None, np.zeros(rows, bool)
    for column in feed.columns:
        if column.type == "certificate_number":
            read = _numbers(feed, column, texts, values, period_end)
            values[column.name] = read.numbers
            faults.add(column.name, read.number_faults)
            if kind_column := kind_column_of(feed, column):
                values[kind_column.name] = read.kinds
            if column.person:
                kinds, to_mend = read.kinds, read.to_mend
                faults.add(column.name, disagreeing(feed, values, kinds, read.numbers, to_mend))
    return {column.name: values[column.name] for column in feed.columns}, kinds, to_mend


def _numbers(
    feed: Feed, column: Column, texts: dict[str, Any], values: dict[str, Any], period_end: date
) -> Certificates:
    """The certificates of a column of numbers."""
    kind_column = kind_column_of(feed, column)
    kinds = values[kind_column.name] if kind_column else pa.nulls(len(texts[column.name]), pa.string())
    return read_numbers(column, kinds, texts[column.name], default_kind(feed), period_end)


def _misshapen(raw: Any, misshapen: Mask) -> Iterable[Reason]:
    """The reasons of rows that have more or fewer cells than there are headings."""
    headings = raw.num_columns - 2
    for at in np.flatnonzero(misshapen).tolist():
        cells = len(json.loads(raw.column(MISSHAPEN)[at].as_py()))
        one = fault_at("row_cells", "", [at], cells=cells, headings=headings)
        yield Reason(raw.column(ROW)[at].as_py(), "", one.finding)


def row_marks(feed: Feed, checked: CheckedBatch) -> RowMarks:
    """What tells the rows that are not rejected from others of the file."""
    kept = checked.table.filter(pc.not_equal(checked.table.column(VERDICT), Verdict.REJECTED))
    return RowMarks(
        kept.column(ROW_NUMBER).to_numpy().astype(np.int32),
        kept.column(VERDICT).to_numpy().astype(np.int8),
        digests(canonical_column(kept, list(feed.key))),
        digests(canonical_column(kept, content_names(kept))),
    )


def content_names(table: Any) -> list[str]:
    """The columns of a checked table that are content."""
    return [name for name in table.column_names if name not in (ROW_NUMBER, VERDICT, TO_MEND)]


def canonical_rows(checked: CheckedBatch) -> list[bytes]:
    """The canonical text of each row's content: see ``checking_canonical``."""
    return _bytes_of(canonical_column(checked.table, content_names(checked.table)))


def canonical_keys(feed: Feed, checked: CheckedBatch) -> list[bytes | None]:
    """The canonical text of each row's key; None for a rejected row of whose key a part is missing or unreadable."""
    parts = [checked.table.column(name) for name in feed.key]
    whole = np.logical_and.reduce([part.is_valid().to_numpy() for part in parts])
    told = whole | (checked.table.column(VERDICT).to_numpy() != Verdict.REJECTED)
    keys = _bytes_of(canonical_column(checked.table, list(feed.key)))
    return [key if is_told else None for key, is_told in zip(keys, told.tolist(), strict=True)]


def _bytes_of(texts: Any) -> list[bytes]:
    return list[bytes](texts.cast(pa.binary()).to_pylist())
