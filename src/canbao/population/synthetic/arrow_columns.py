"""From whole numbers to Arrow columns: narrow types, days, names by position, nulls, lists; nothing row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from canbao.population.synthetic.households import Ints, Numbers

EPOCH: Final = 719_163
"""The day number of 1970-01-01, from which Arrow counts days."""

NARROW = {pa.int8(): np.int8, pa.int16(): np.int16, pa.int32(): np.int32, pa.int64(): np.int64}


def numbers(values: Numbers, type_: Any, null: int | None = None) -> Any:
    """A column of whole numbers; null: the number that stands for none."""
    mask = None if null is None else values == null
    return pa.array(values.astype(NARROW[type_], copy=False), type=type_, mask=mask)


def flags(values: Numbers) -> Any:
    """A column of statements."""
    return pa.array(values.astype(np.bool_, copy=False))


def days(values: Ints, null: int | None = None) -> Any:
    """A column of days, from day numbers."""
    mask = None if null is None else values == null
    return pa.array((values - EPOCH).astype(np.int32), mask=mask).cast(pa.date32())


def names(positions: Numbers, words: Sequence[str], null: int | None = None) -> Any:
    """A column of text that repeats: each a position of ``words``; stored as such until it is written."""
    mask = None if null is None else positions == null
    return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int8, copy=False), mask=mask), pa.array(words))


def spread(positions: Numbers, texts: Any) -> Any:
    """A column that repeats the texts of a block: each a position of them."""
    return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int32, copy=False)), texts)


def lists(begins: Ints, values: Any, empty_is_null: bool) -> Any:
    """A column of lists over flat values; begins: one more than rows."""
    mask: NDArray[np.bool_] | None = begins[1:] == begins[:-1] if empty_is_null else None
    offsets = pa.array(begins.astype(np.int32))
    return pa.ListArray.from_arrays(offsets, values, mask=None if mask is None else pa.array(mask))
