"""Columns as they come, plain lists or Arrow arrays, and columns of the same sort back.

Arrow is loaded only where an array is handed over, so it is loaded already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

Column = Any
"""A list or tuple, or an Arrow array, chunked or not; None stands for a missing value."""


def values_of(column: Column) -> Sequence[Any]:
    """The values of a column as Python has them: texts, whole numbers, days (``date``), bytes, None."""
    return column if isinstance(column, list | tuple) else column.to_pylist()


def like(column: Column, values: Any, kind: Literal["binary", "string"] = "binary") -> Column:
    """Values, a list or an array, as a column of the sort of ``column``. kind: what an Arrow array holds."""
    if isinstance(column, list | tuple):
        return values if isinstance(values, list) else values.to_pylist()
    if not isinstance(values, list):
        return values
    import pyarrow as pa

    return pa.array(values, pa.type_for_alias(kind))
