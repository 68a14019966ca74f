"""Cells that a spreadsheet would take for a formula: how they are written into CSV, and how they are read back.

A spreadsheet that opens a CSV file runs what begins with one of ``= + - @`` or with a tab or the end of a line. Such a
cell is written with an apostrophe before it, which makes it text; and so that nothing is lost, a cell that has
apostrophes before such a sign already gets one more. Reading takes one away again. So a value read back is the value
written, and an apostrophe anywhere else is left alone.
"""

from __future__ import annotations

import re
from typing import Any, Final

import pyarrow.compute as pc

BEGINS: Final = r"[=+\-@＝＋－＠\t\r\n]"
"""What a formula begins with; the full-width signs too, which some spreadsheets take for the others."""

_UNSAFE = re.compile(f"'*{BEGINS}")
_GUARDED: Final = f"^'('*{BEGINS})"


def guarded(cell: str) -> str:
    """A cell as it is written into CSV."""
    return "'" + cell if _UNSAFE.match(cell) else cell


def unguarded(cells: Any) -> Any:
    """An array of cells of a CSV file as they were meant."""
    if not pc.any(pc.match_substring_regex(cells, _GUARDED)).as_py():
        return cells
    return pc.replace_substring_regex(cells, _GUARDED, r"\1")
