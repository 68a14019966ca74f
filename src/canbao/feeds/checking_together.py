"""What columns of a row must be together: filled in, not later than the file's month, ends after beginnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.basis.findings import Text
from canbao.feeds.checking_faults import Fault, Mask, fault
from canbao.feeds.descriptor import Column, Feed

YES_WORD = "yes"


def missing(feed: Feed, filled: Mapping[str, Mask], values: Mapping[str, Any]) -> Iterator[tuple[str, Fault]]:
    """The cells that are empty and must not be: required always, or with what stands in another column.

    filled: by column, where anything stands. values: by column, what was read.
    """
    for column in feed.columns:
        empty = ~filled[column.name]
        if column.required:
            yield column.name, fault("cell_missing", column.zh, empty)
            continue
        for condition in column.required_with:
            other, _, code = condition.partition("=")
            wanted = _says(feed.column(other), code, values[other]) if code else filled[other]
            yield column.name, fault("cell_missing_with", column.zh, empty & wanted, other=_words(feed, other))


def _says(column: Column, code: str, values: Any) -> Mask:
    """Where a column says a code; of yes and no columns, ``yes`` or ``no``."""
    meant = pa.scalar(code == YES_WORD) if column.type == "yes_no" else pa.scalar(code)
    return np.asarray(pc.fill_null(pc.equal(values, meant), False).to_numpy(zero_copy_only=False))


def in_future(feed: Feed, values: Mapping[str, Any], period_end: date) -> Iterator[tuple[str, Fault]]:
    """The days and months later than the last day of the file's month, in columns that look back."""
    for column in feed.columns:
        if column.not_after_period and column.type in ("date", "month"):
            late = pc.greater(values[column.name], pa.scalar(period_end, pa.date32()))
            yield column.name, fault("future_date", column.zh, late, last=period_end.isoformat())


def ends_before_beginnings(feed: Feed, values: Mapping[str, Any]) -> Iterator[tuple[str, Fault]]:
    """The ends that lie before their beginnings, of what the feed's rows state. A last day may be the first one."""
    pairs = dict.fromkeys((one.from_, one.until or one.through) for one in feed.yields)
    for begin, end in pairs:
        if begin is not None and end is not None:
            before = pc.less(values[end], values[begin])
            yield end, fault("until_before_from", feed.column(end).zh, before, other=_words(feed, begin))


def _words(feed: Feed, name: str) -> Text:
    column = feed.column(name)
    return Text(column.zh, column.en)
