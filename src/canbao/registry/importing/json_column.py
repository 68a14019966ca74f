"""Columns side by side as one column of JSON objects, without a Python object for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_CONTROL = r"[\x00-\x1f]"


def json_objects(names: Sequence[str], columns: Sequence[Any]) -> Any:
    """One text a row: a JSON object of the columns that are filled; null for a row in which none is.

    Numbers and truth values as they are, all else as text. columns: arrays of the same length.
    """
    members = [_members(name, column) for name, column in zip(names, columns, strict=True)]
    joined = pc.fill_null(members[0], "")  # joined alone, a null would be left out, its row too
    if len(members) > 1:
        joined = pc.binary_join_element_wise(*members, ",", null_handling="skip")
    filled = pc.not_equal(joined, "")
    return pc.if_else(filled, pc.binary_join_element_wise("{", joined, "}", ""), None)


def _members(name: str, column: Any) -> Any:
    """``"name":value`` where the column is filled, else null."""
    kind = column.type
    text = column.cast(pa.string())
    if not (pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
        text = _quoted(text)
    return pc.binary_join_element_wise(f'"{name}":', text, "")


def _quoted(text: Any) -> Any:
    for what, instead in _ESCAPES:
        text = pc.replace_substring(text, what, instead)
    text = pc.replace_substring_regex(text, _CONTROL, " ")
    return pc.binary_join_element_wise('"', text, '"', "")
