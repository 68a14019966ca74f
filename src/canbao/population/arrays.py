"""The columns of a batch as the compiled rules take them: plain arrays, with a number out of range for null."""

from __future__ import annotations

from typing import Any, NamedTuple

from canbao.basis.days import day_number
from canbao.rules.values import UNDETERMINED

Array = Any
"""A one-dimensional NumPy array."""

EPOCH = day_number(1970, 1, 1)
"""The day number of day 0 of a date column."""

NO_DAY = -(2**31)
NO_YEAR = -(2**15)
NO_COUNT = -(2**15)
NO_CODE = -1
NO_AMOUNT = UNDETERMINED
UNLIMITED_FEN = -1


class People(NamedTuple):
    """A batch of people; days count from 1970, codes are the rules' numbers.

    history, events, aid: lists, entry i between offsets[i] and offsets[i + 1].
    faults: per row the set of reasons found before the rules run.
    """

    place: Array
    born: Array
    history_offsets: Array
    history: Array
    history_ends: Array
    history_known_from: Array
    year: Array
    paid_on: Array
    chosen: Array
    event_offsets: Array
    event_kind: Array
    event_on: Array
    aid_offsets: Array
    aid_category: Array
    aid_from: Array
    aid_until: Array
    repair_years: Array
    repair_paid_on: Array
    earlier_wait_until: Array
    original_limit_fen: Array
    faults: Array


class Answers(NamedTuple):
    """A batch of answers, in the order of ``rules.answer.Answer``, then the set of finding codes."""

    circumstance: Array
    missed_years: Array
    continuous_years: Array
    basis: Array
    personal_fen: Array
    subsidy_fen: Array
    aid_fen: Array
    repair_fen: Array
    due_fen: Array
    fixed_months: Array
    variable_months: Array
    repaired_months: Array
    total_months: Array
    repairable_years: Array
    starts_on: Array
    ends_before: Array
    benefit_from: Array
    benefit_through: Array
    original_limit_fen: Array
    continuity_fen: Array
    zero_claim_fen: Array
    cap_fen: Array
    bonus_fen: Array
    penalty_fen: Array
    total_limit_fen: Array
    findings: Array


TYPES = Answers(
    circumstance="int8",
    missed_years="int16",
    continuous_years="int16",
    basis="int8",
    personal_fen="int64",
    subsidy_fen="int64",
    aid_fen="int64",
    repair_fen="int64",
    due_fen="int64",
    fixed_months="int16",
    variable_months="int16",
    repaired_months="int16",
    total_months="int16",
    repairable_years="int16",
    starts_on="int32",
    ends_before="int32",
    benefit_from="int32",
    benefit_through="int32",
    original_limit_fen="int64",
    continuity_fen="int64",
    zero_claim_fen="int64",
    cap_fen="int64",
    bonus_fen="int64",
    penalty_fen="int64",
    total_limit_fen="int64",
    findings="int64",
)
"""The element type of each column of answers."""

NULLS = {"int8": NO_CODE, "int16": NO_COUNT, "int32": NO_DAY, "int64": NO_AMOUNT}
"""What stands for null in each element type."""


LINE = 64
"""Bytes of a cache line, on which every column begins."""


def empty_answers(rows: int) -> Answers:
    """Columns for so many answers, in one piece of memory: written side by side, they then share few pages."""
    import numpy as np

    sizes = [-(-rows * np.dtype(type_).itemsize // LINE) * LINE for type_ in TYPES]
    ends = np.cumsum(sizes)
    memory = np.empty(int(ends[-1]), np.uint8)
    pieces = (memory[end - size : end] for size, end in zip(sizes, ends, strict=True))
    return Answers(*(piece.view(type_)[:rows] for piece, type_ in zip(pieces, TYPES, strict=True)))
