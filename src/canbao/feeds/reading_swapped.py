"""Columns whose contents are exchanged: names under the heading of numbers, and the like.

Told from the first rows: nearly all cells of a column are none of its type, while those under another heading are.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.feeds.certificate_cells import default_kind, read_kinds, read_numbers
from canbao.feeds.checking_columns import read_column
from canbao.feeds.checking_faults import VERDICT_OF, Fault, Verdict
from canbao.feeds.checking_tidy import tidy
from canbao.feeds.describing import TYPES
from canbao.feeds.descriptor import Column, Feed
from canbao.feeds.reading_headings import shown
from canbao.feeds.reading_layout import Layout

ROWS_LOOKED_AT: Final = 2_000
LEAST_CELLS: Final = 5
"""With fewer cells in a column nothing is told from them."""
MOST: Final = 0.9
FEW: Final = 0.1
"""The shares of cells that tell a column from another."""


class Sample:
    """The first rows of a file: how well the cells of its columns fit a type."""

    def __init__(self, feed: Feed, layout: Layout, raw: Any, period_end: date) -> None:
        self.feed, self.period_end = feed, period_end
        rows = raw.slice(0, ROWS_LOOKED_AT)
        self.texts = {layout.names[at]: tidy(rows.column(at)).drop_null() for at in layout.own}
        self.headings = {layout.names[at]: layout.headings.texts[at] for at in layout.own}

    def unlike(self, column: Column, name: str) -> float | None:
        """The share of the cells of a raw column that are none of a column's type; None where too few are filled."""
        texts = self.texts[name]
        if len(texts) < LEAST_CELLS:
            return None
        wrong = np.zeros(len(texts), bool)
        for fault in self._faults(column, texts):
            if VERDICT_OF[fault.finding.severity] == Verdict.REJECTED:
                wrong[fault.where] = True
        return float(wrong.mean())

    def _faults(self, column: Column, texts: Any) -> list[Fault]:
        if column.type == "certificate_number":
            kinds = pa.nulls(len(texts), pa.string())
            return read_numbers(column, kinds, texts, default_kind(self.feed), self.period_end).number_faults
        return (read_kinds if column.type == "certificate_kind" else read_column)(column, texts)[1]

    def fails(self, column: Column, name: str) -> bool:
        """Whether nearly all cells of a raw column are none of a column's type."""
        share = self.unlike(column, name)
        return share is not None and share >= MOST

    def fits(self, column: Column, name: str) -> bool:
        """Whether nearly all cells of a raw column are of a column's type."""
        share = self.unlike(column, name)
        return share is not None and share <= FEW


def swapped(feed: Feed, layout: Layout, raw: Any, period_end: date, about: str) -> list[Finding]:
    """The columns that look swapped, each pair once. raw: the first raw batch, None for a file without rows."""
    if raw is None:
        return []
    sample, told, found = Sample(feed, layout, raw, period_end), set[frozenset[str]](), list[Finding]()
    for column in feed.columns:
        if column.name not in sample.texts or column.type == "text" or not sample.fails(column, column.name):
            continue
        other = _other(feed, sample, column)
        if other is not None and frozenset((column.name, other)) not in told:
            told.add(frozenset((column.name, other)))
            share = round(100 * (sample.unlike(column, column.name) or 0))
            name, fits = shown(sample.headings[column.name]), shown(sample.headings[other])
            type_ = TYPES[column.type]
            found.append(finding("feed_columns_swapped", about, name=name, other=fits, share=share, type=type_))
    return found


def _other(feed: Feed, sample: Sample, column: Column) -> str | None:
    """The raw column whose cells are rather those of a column: one that fails itself, else one that takes anything."""
    known = {one.name: one for one in feed.columns}
    fitting = [name for name in sample.texts if name != column.name and sample.fits(column, name)]
    for name in fitting:
        if name in known and known[name].type != "text" and sample.fails(known[name], name):
            return name
    return next((name for name in fitting if name not in known or known[name].type == "text"), None)
