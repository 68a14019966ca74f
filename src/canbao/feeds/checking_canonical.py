"""The canonical text of rows: the same for the same content, whatever file it came in.

``name=value`` of each column that is filled, in the order of the feed, parted by the unit separator: days as
2025-03-01, amounts in fen, places in twelve digits, yes and no as true and false. A column that a file leaves out is
like one that is empty, so a new column of a feed changes no row that does not use it. No value has a control character,
so nothing that is written here can be read in two ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SEPARATOR: Final = "\x1f"
DIGEST: Final = 8
"""Bytes by which rows of one file are compared: of forty million files of a million rows, one has two that differ and
look alike."""


def canonical_column(table: Any, names: Sequence[str]) -> Any:
    """The canonical texts of rows over some columns, as an array; empty for a row in which all are."""
    parts = [_named(name, table.column(name)) for name in names]
    if len(parts) == 1:  # joined alone, a null would be left out, its row too
        return pc.fill_null(parts[0], "")
    return pc.binary_join_element_wise(*parts, SEPARATOR, null_handling="skip")


def _named(name: str, column: Any) -> Any:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return pc.binary_join_element_wise(f"{name}=", column.cast(pa.string()), "")


def digests(texts: Any) -> NDArray[np.uint64]:
    """A number for each text: alike for alike texts, else different but for chance. The same in every process."""
    joined = b"".join(blake2b(text, digest_size=DIGEST).digest() for text in texts.cast(pa.binary()).to_pylist())
    return np.frombuffer(joined, "<u8")
