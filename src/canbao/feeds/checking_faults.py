"""What is found in the rows of a chunk, collected column by column, told row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]


class Verdict(IntEnum):
    """What becomes of a row."""

    TAKEN = 0
    TAKEN_WITH_WARNING = 1
    REJECTED = 2


VERDICT_OF = {"info": Verdict.TAKEN, "warning": Verdict.TAKEN_WITH_WARNING, "error": Verdict.REJECTED}
"""The verdict that a finding of a severity brings about at least."""


class Reason(NamedTuple):
    """Something found in a row. column: the name of the feed's column; empty for the row as a whole.

    The finding is about the heading and repeats nothing of the cell.
    """

    row_number: int
    column: str
    finding: Finding


class Fault(NamedTuple):
    """Cells of a column that something is wrong with: which, and what."""

    where: Positions
    finding: Finding


class Faults:
    """The faults of a chunk's columns."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._found: list[tuple[str, Fault]] = []

    def add(self, column: str, faults: Iterable[Fault]) -> None:
        """What is wrong with cells of a column."""
        self._found += [(column, fault) for fault in faults if len(fault.where)]

    def verdicts(self, beside: Mask) -> NDArray[np.int8]:
        """The verdict of each row; rows in ``beside`` are rejected whatever stands in them."""
        verdicts = np.zeros(self.rows, np.int8)
        for _, fault in self._found:
            wanted = VERDICT_OF[fault.finding.severity]
            verdicts[fault.where] = np.maximum(verdicts[fault.where], wanted)
        verdicts[beside] = Verdict.REJECTED
        return verdicts

    def reasons(self, row_numbers: NDArray[np.int32], beside: Mask) -> list[Reason]:
        """The reasons in the order of the rows, of a row in the order of the columns; none of rows in ``beside``."""
        told = [
            (position, Reason(int(row_numbers[position]), column, fault.finding))
            for column, fault in self._found
            for position in fault.where[~beside[fault.where]].tolist()
        ]
        told.sort(key=lambda one: one[0])
        return [reason for _, reason in told]


def fault(code: str, about: str, mask: Any, **words: Any) -> Fault:
    """A fault in the cells for which the mask holds: an array of truth values, Arrow's or NumPy's; null is false."""
    if not isinstance(mask, np.ndarray):
        mask = mask.fill_null(False).to_numpy(zero_copy_only=False)
    return Fault(np.flatnonzero(mask), finding(code, about, **words))


def fault_at(code: str, about: str, positions: Sequence[int], **words: Any) -> Fault:
    """A fault in the cells at some positions."""
    return Fault(np.asarray(positions, np.intp), finding(code, about, **words))
