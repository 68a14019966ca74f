"""Decide a batch on this machine: people in as Arrow; answers, reasons for refusal and a summary out."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from canbao.population.answers import batch_of
from canbao.population.arrays import Answers, Array, People, empty_answers
from canbao.population.batch import PEOPLE_SCHEMA, distinct, people_of
from canbao.population.compiling import Notice, compiled, is_on_disk
from canbao.population.law import NO_PLACE, Law
from canbao.population.summary import COUNTS, CountySummary, count_rows, county_summary


class Lawgiver(Protocol):
    """Gives the law of the places and years of a batch; by_village: places are looked up by their whole code."""

    by_village: int

    def with_places(self, places: Any, years: Any) -> Law:
        """The law that holds for these places and years."""


class Decided(NamedTuple):
    """A batch decided: the answers of the rows that could be, and per row of the batch the set of reasons why not.

    kept: the positions of the answered rows in the batch. counties: the summary of the batch.
    """

    answers: Any
    faults: Array
    kept: Array
    counties: tuple[CountySummary, ...]


@cache
def kernel() -> Any:
    """The compiled rules."""
    from canbao.population.kernel import decide_rows

    return compiled(decide_rows)


@cache
def counter() -> Any:
    """The compiled summary."""
    return compiled(count_rows)


def prepare(table: Lawgiver, notice: Notice) -> None:
    """Have the machine code at hand. notice: is told when it must be made, which takes some seconds, on first use."""
    from canbao.population.kernel import decide_rows

    if not is_on_disk(decide_rows):
        notice(decide_rows.__name__)
    decide_batch(pa.RecordBatch.from_pylist([], PEOPLE_SCHEMA), table)


def decide_arrays(people: People, law: Law) -> Answers:
    """Answers for all rows of a batch; rows with faults have no meaningful answer."""
    from canbao.population.kernel import new_scratch

    answers = empty_answers(len(people.year))
    kernel()(0, len(people.year), people, law, answers, new_scratch())
    return answers


def summary_of(people: People, answers: Answers) -> tuple[CountySummary, ...]:
    """The summary of a batch by county."""
    slots = 1 << (2 * len(distinct(people, by_village=0)[0]) + 2).bit_length()
    counties, counts = np.full(slots, NO_PLACE, np.int64), np.zeros((slots, COUNTS), np.int64)
    counter()(people.place, people.faults, answers, counties, counts)
    return tuple(county_summary(int(counties[slot]), counts[slot]) for slot in np.flatnonzero(counties != NO_PLACE))


def decide_batch(batch: Any, table: Lawgiver, faults: Array | None = None) -> Decided:
    """Decide a record batch of people. faults: reasons already found for its rows."""
    people = people_of(batch, faults)
    answers = decide_arrays(people, table.with_places(*distinct(people, table.by_village)))
    counties = summary_of(people, answers)
    if not people.faults.any():
        return Decided(batch_of(batch, answers), people.faults, np.arange(batch.num_rows), counties)
    kept = np.flatnonzero(people.faults == 0)
    own = Answers(*(column[kept] for column in answers))
    return Decided(batch_of(batch.take(kept), own), people.faults, kept, counties)
