"""Unknown years: the readings tried for the years that nobody has a record of (the years before a day of knowledge).

Every unknown year resident and paid in the window, without or with reimbursement; the newest k of them missed and the
older ones resident; no cover in or before them. A field on which all readings agree is determined.

A *record* is a person's words from the year of birth on, where 0 is a year without a record.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

from canbao.basis.compilable import compilable
from canbao.rules.clauses import rule
from canbao.rules.determine import Determination
from canbao.rules.facts import MONTHS_UNIT, OTHER_GUARANTEE, PAID_IN_WINDOW, RECORDED, REIMBURSED, RESIDENT

COVERED = RESIDENT | PAID_IN_WINDOW
"""How an unknown year counts where a reading takes it as covered."""

KNOWN_READINGS = 1
"""The readings of a past in which nothing is unknown."""
FURTHER_READINGS = 3
"""The readings beside those that differ by how many of the unknown years are missed."""

ONE_MISSED = 2
"""The turn of the reading in which one unknown year is missed."""
BETWEEN = 5
"""The first turn of a reading in which more than one and fewer than all unknown years are missed."""


class Counted(NamedTuple):
    """All that a determination takes from the years behind the person."""

    missed: int
    counted_missed: int
    is_long_gap: bool
    continuous: int
    applicable: int
    step_years: int
    zero_claim_years: int
    penalty_years: int


NOTHING_COUNTED = Counted(0, 0, False, 0, 0, 0, 0, 0)


@compilable
def counted_in(d: Determination) -> Counted:
    """What a determination took from the years behind the person.

    Each of these (of ``applicable``, each row) moves one way only as more of the unknown years are missed. So where
    they are the same with one and with all of them missed, they are the same with any number between, and so is the
    determination. With all missed some may jump (where no year before was one of resident cover): then they differ.
    """
    return Counted(
        d.years.missed,
        d.years.counted_missed,
        d.years.is_long_gap,
        d.continuous,
        d.applicable,
        d.limit.step_years,
        d.limit.zero_claim_years,
        d.limit.penalty_years,
    )


@rule("xz11/9d")
def has_cover(word: int) -> bool:
    """Whether the year had cover of any kind: resident, an employee month, another guarantee."""
    return word & (RESIDENT | OTHER_GUARANTEE) != 0 or word >= MONTHS_UNIT


@compilable
def unknown_in(record: Sequence[int], before: int) -> int:
    """How many of the first ``before`` years of a record are unknown."""
    unknown = 0
    for position in range(before):
        if record[position] == 0:
            unknown += 1
    return unknown


@compilable
def readings_of(unknown: int) -> int:
    """How many readings there are of a past with so many unknown years."""
    return KNOWN_READINGS if unknown == 0 else unknown + FURTHER_READINGS


@compilable
def reading_at(turn: int, unknown: int) -> int:
    """The reading to try at a turn: those that can differ most first, those in which some years are missed last."""
    if turn <= ONE_MISSED:
        return turn
    if turn < BETWEEN:
        return unknown + BETWEEN - turn
    return turn - BETWEEN + ONE_MISSED + 1


@compilable
def read_past(record: Sequence[int], before: int, unknown: int, reading: int, words: MutableSequence[int]) -> int:
    """Write the years of a record into ``words`` as one reading has them; the first ``before`` of them may be unknown.

    unknown: how many of them are. reading: 0 covered, 1 covered and reimbursed, 1 + k the newest k missed, and last no
    cover at all. Returns the position of the first year of cover: the number of years where there was none.
    """
    missed = reading - 1 if reading > 1 else 0
    covered = 0 if reading == unknown + 2 else unknown - missed
    as_covered = COVERED | REIMBURSED if reading == 1 else COVERED
    count = len(record)
    first = count
    seen = 0
    for position in range(count):
        word = record[position]
        if word == 0 and position < before:
            seen += 1
            if seen <= covered:
                word = as_covered
            if missed == unknown and first == count:  # with all of them missed, cover stood before them
                first = position
        elif word & RECORDED:
            word -= RECORDED
        words[position] = word
        if first == count and has_cover(word):
            first = position
    return first
