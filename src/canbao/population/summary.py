"""The summary of a run by county: how many people, what became of them, what they pay, their waits and limits."""

from __future__ import annotations

from collections.abc import Iterable, MutableSequence, Sequence
from typing import Any, NamedTuple

from canbao.basis.compilable import compilable
from canbao.population.arrays import NO_AMOUNT, NO_CODE, NO_COUNT, NO_DAY, UNLIMITED_FEN, Answers, Array
from canbao.population.law import NO_PLACE, county_of, first_slot

PEOPLE = 0
DECIDED = 1
WITHOUT_CIRCUMSTANCE = 2
REFUSED = 3
DUE_OPEN = 4
DUE_FEN = 5
AID_FEN = 6
SUBSIDY_FEN = 7
REPAIR_FEN = 8
PAYABLE = 9
LIMIT_OPEN = 10
UNLIMITED = 11
LIMITED = 12
LIMIT_FEN = 13
WITH_BONUS = 14
WITH_PENALTY = 15
WAIT_OPEN = 16
WAIT = 17
LONGEST_WAIT = 24
"""Waits of so many months or more are counted together."""
COUNTS = WAIT + LONGEST_WAIT + 1


class CountySummary(NamedTuple):
    """What became of the people of a county. Amounts are fen.

    decided: those with a circumstance. without_circumstance: those for whom none applies or the law is left open.
    refused: rows that contradict themselves. due_open: decided, but the price is not determined.
    payable: those with a payable day in the year. wait_open: decided, but the wait is not determined.
    limit_open, unlimited, limited: serious-illness limits undetermined, without an end, given; limit_fen: the sum of
    those given. waits: people by months of wait, from 0 on; the last stands for all longer ones.
    """

    county: int
    people: int
    decided: int
    without_circumstance: int
    refused: int
    due_open: int
    due_fen: int
    aid_fen: int
    subsidy_fen: int
    repair_fen: int
    payable: int
    limit_open: int
    unlimited: int
    limited: int
    limit_fen: int
    with_bonus: int
    with_penalty: int
    wait_open: int
    waits: tuple[int, ...]


@compilable
def row_of_county(county: int, counties: MutableSequence[int]) -> int:
    """The row of a county in an open hash table, made if it is new; there must be room."""
    slots = len(counties)
    slot = first_slot(county, slots)
    while counties[slot] != county and counties[slot] != NO_PLACE:
        slot = (slot + 1) & (slots - 1)
    counties[slot] = county
    return slot


def count_rows(place: Array, faults: Array, answers: Answers, counties: Array, counts: Array) -> None:
    """Add the rows of a batch to the counts of their counties. counts: COUNTS numbers a slot of ``counties``."""
    last = -2
    slot = 0
    for i in range(len(place)):
        if place[i] != last:
            last = place[i]
            slot = row_of_county(max(0, county_of(last)), counties)
        at = counts[slot]
        at[PEOPLE] += 1
        if faults[i] != 0:
            at[REFUSED] += 1
            continue
        if answers.circumstance[i] == NO_CODE:
            at[WITHOUT_CIRCUMSTANCE] += 1
        else:
            at[DECIDED] += 1
            count_price(at, answers.due_fen[i], answers.aid_fen[i], answers.subsidy_fen[i], answers.repair_fen[i])
            months = answers.total_months[i]
            at[WAIT_OPEN if months == NO_COUNT else WAIT + min(max(0, months), LONGEST_WAIT)] += 1
        at[PAYABLE] += 1 if answers.benefit_from[i] != NO_DAY else 0
        count_limit(at, answers.original_limit_fen[i], answers.total_limit_fen[i])
        at[WITH_BONUS] += 1 if answers.bonus_fen[i] > 0 else 0
        at[WITH_PENALTY] += 1 if answers.penalty_fen[i] > 0 else 0


@compilable
def count_price(at: MutableSequence[int], due: int, aid: int, subsidy: int, repair: int) -> None:
    """Add what a person pays; parts that are not determined add nothing."""
    if due == NO_AMOUNT:
        at[DUE_OPEN] += 1
    else:
        at[DUE_FEN] += due
    at[AID_FEN] += 0 if aid == NO_AMOUNT else aid
    at[SUBSIDY_FEN] += 0 if subsidy == NO_AMOUNT else subsidy
    at[REPAIR_FEN] += 0 if repair == NO_AMOUNT else repair


@compilable
def count_limit(at: MutableSequence[int], original: int, total: int) -> None:
    """Add a serious-illness limit."""
    if original == UNLIMITED_FEN:
        at[UNLIMITED] += 1
    elif total == NO_AMOUNT:
        at[LIMIT_OPEN] += 1
    else:
        at[LIMITED] += 1
        at[LIMIT_FEN] += total


def county_summary(county: int, counts: Sequence[int]) -> CountySummary:
    """The summary of a county from its counts."""
    numbers = [int(number) for number in counts]
    named = dict(zip(CountySummary._fields[1:], numbers[:WAIT], strict=False))
    return CountySummary(county=county, waits=tuple(numbers[WAIT:]), **named)


def summed(counties: Iterable[CountySummary]) -> tuple[CountySummary, ...]:
    """Summaries with the same county added up, in the order of their codes."""
    sums: dict[int, list[int]] = {}
    for one in counties:
        numbers = [*one[1:-1], *one.waits]
        before = sums.get(one.county, [0] * COUNTS)
        sums[one.county] = [a + b for a, b in zip(before, numbers, strict=True)]
    return tuple(county_summary(county, numbers) for county, numbers in sorted(sums.items()))


def in_all(counties: Iterable[CountySummary]) -> CountySummary:
    """All counties together, under the code 0."""
    together = summed(one._replace(county=0) for one in counties)
    return together[0] if together else county_summary(0, [0] * COUNTS)


def as_block(one: CountySummary) -> dict[str, Any]:
    """A summary as plain values."""
    return one._asdict() | {"waits": list(one.waits)}


def from_block(block: dict[str, Any]) -> CountySummary:
    """A summary from plain values."""
    return CountySummary(**{**block, "waits": tuple(block["waits"])})
