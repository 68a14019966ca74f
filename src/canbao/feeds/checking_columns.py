"""One column of a chunk: its cells as text into its type, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from canbao.feeds.checking_days import read_days, read_months
from canbao.feeds.checking_faults import Fault, fault
from canbao.feeds.checking_numbers import place, read_codes, read_distinct, read_whole, read_yuan, yes_no
from canbao.feeds.checking_tidy import DIGITS, INCOMPLETE, LONGEST_NAME, OF_NOBODY, tidy_names
from canbao.feeds.descriptor import Column

ARROW_TYPES: dict[str, Any] = {
    "text": pa.string(),
    "person_name": pa.string(),
    "certificate_kind": pa.string(),
    "certificate_number": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "month": pa.date32(),
    "place": pa.int64(),
    "yes_no": pa.bool_(),
    "whole": pa.int64(),
    "yuan": pa.int64(),
}
"""The type of a checked column. A month is its first day, a place its twelve digits, an amount whole fen."""

DISTINCT = {"place": place, "yes_no": yes_no}
"""What is read once for each different text."""
AT_ONCE = {"date": read_days, "month": read_months, "whole": read_whole, "yuan": read_yuan}
"""What is read for a whole column at once."""


def read_column(column: Column, texts: Any) -> tuple[Any, list[Fault]]:
    """A column of tidy texts in its type, null where it cannot be read, and its faults.

    Kinds and numbers of certificates need one another: see ``certificate_cells``.
    """
    if column.type == "person_name":
        return _names(column, texts)
    if column.type == "code":
        return read_codes(column.zh, texts, column)
    if column.type in AT_ONCE:
        return AT_ONCE[column.type](column.zh, texts)
    if column.type in DISTINCT:
        return read_distinct(column.zh, texts, DISTINCT[column.type], ARROW_TYPES[column.type])
    return texts, [_too_long(column, texts, column.longest)]


def _names(column: Column, texts: Any) -> tuple[Any, list[Fault]]:
    """Names of people."""
    names = tidy_names(texts)
    digits = pc.match_substring_regex(names, DIGITS)
    if pc.any(digits).as_py():
        digits = pc.and_not(digits, pc.match_substring_regex(names, OF_NOBODY))
    return names, [
        fault("name_with_digits", column.zh, digits),
        fault("name_incomplete", column.zh, pc.match_substring_regex(names, INCOMPLETE)),
        _too_long(column, names, min(column.longest, LONGEST_NAME)),
    ]


def _too_long(column: Column, texts: Any, longest: int) -> Fault:
    """The texts of more than so many characters."""
    return fault("cell_too_long", column.zh, pc.greater(pc.utf8_length(texts), longest), longest=longest)
