"""How a file is laid out: kind, encoding, headings; and the raw batches that its rows come in.

A raw batch holds text: the cells of a row as they stand in the file, one column for each of the file's, in the file's
order, null for an empty cell. A column that the feed knows has the feed's name for it, another ``#`` and its position.
Beside them stand ``#row``, the number of the row as a person sees it in a spreadsheet (counted from 1, the rows above
the data too), and ``#misshapen``: for a row that has more or fewer cells than there are headings, its cells as a JSON
list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.feeds.reading_headings import Headings, is_reason

ROW: Final = "#row"
MISSHAPEN: Final = "#misshapen"
BATCH_ROWS: Final = 50_000
"""Rows of a raw batch, about."""


class Layout(NamedTuple):
    """How a file is laid out. delimiter: of a CSV file. sheet: of a workbook."""

    kind: str
    headings: Headings
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    @property
    def names(self) -> list[str]:
        """The names of the raw columns, in the file's order."""
        return [name or f"#{at}" for at, name in enumerate(self.headings.columns)]

    @property
    def own(self) -> list[int]:
        """The positions of the columns that are the file's own, not reasons of an earlier rejection."""
        return [at for at, heading in enumerate(self.headings.texts) if not is_reason(heading)]

    @property
    def schema(self) -> Any:
        """The schema of the raw batches."""
        cells = [pa.field(name, pa.string()) for name in self.names]
        return pa.schema([*cells, pa.field(ROW, pa.int32()), pa.field(MISSHAPEN, pa.string())])


def raw_batch(layout: Layout, cells: Sequence[Any], rows: Any, misshapen: Any = None) -> Any:
    """A raw batch of columns of text, without the rows in which nothing stands. rows: their numbers, an array."""
    beside = pa.nulls(len(rows), pa.string()) if misshapen is None else misshapen
    batch = pa.RecordBatch.from_arrays([*cells, pa.array(rows, pa.int32()), beside], schema=layout.schema)
    nothing = pc.is_null(pc.coalesce(*cells, beside))
    return batch.filter(pc.invert(nothing)) if pc.any(nothing).as_py() else batch


def numbered(first: int, count: int) -> Any:
    """Row numbers from ``first`` on."""
    return np.arange(first, first + count, dtype=np.int32)
