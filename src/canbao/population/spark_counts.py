"""The summary of a run on a cluster: what was written is counted by county, by the very loop that counts here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.population.arrays import NO_CODE, NULLS, TYPES, Answers, Array, empty_answers
from canbao.population.batch import people_of
from canbao.population.engine import summary_of
from canbao.population.spark_worker import gathered
from canbao.population.summary import COUNTS, CountySummary, county_summary, summed

PLACE = "place"
COUNTED = (
    "circumstance",
    "due_fen",
    "aid_fen",
    "subsidy_fen",
    "repair_fen",
    "total_months",
    "benefit_from",
    "original_limit_fen",
    "total_limit_fen",
    "bonus_fen",
    "penalty_fen",
)
"""The columns of answers that are counted, beside the place; a refused row has none of them."""
COUNTY = "county"
COUNT_NAMES = tuple(f"count_{number}" for number in range(COUNTS))
DDL = ", ".join(f"{name} bigint" for name in (COUNTY, *COUNT_NAMES))
"""Counts as rows: a county and its numbers."""
A_FAULT = 1


def summaries_of_answers(answers: Any) -> Iterator[CountySummary]:
    """The counts of answers that a cluster wrote, by county."""
    return added_up(answers.select(PLACE, *COUNTED).mapInArrow(partial(counts_of, False), DDL))


def summaries_of_refused(people: Any) -> Iterator[CountySummary]:
    """The counts of refused rows that a cluster wrote, by county."""
    return added_up(people.select(PLACE).mapInArrow(partial(counts_of, True), DDL))


def added_up(counts: Any) -> Iterator[CountySummary]:
    """Counts added up by the cluster, and read."""
    sums = counts.groupBy(COUNTY).sum(*COUNT_NAMES).toArrow()
    for county, *numbers in zip(*(column.to_pylist() for column in sums.columns), strict=True):
        yield county_summary(county, numbers)


def counts_of(are_refused: bool, batches: Iterable[Any]) -> Iterator[Any]:
    """On a worker: the counts of the rows of each batch, a row for each county."""
    for batch in gathered(batches):
        people = people_of(batch.select([PLACE]))
        faults = np.full(batch.num_rows, A_FAULT if are_refused else 0, np.int64)
        answers = empty_answers(batch.num_rows) if are_refused else answers_in(batch)
        yield rows_of(summary_of(people._replace(faults=faults), answers))


def answers_in(batch: Any) -> Answers:
    """The counted columns of answers as arrays; of the circumstance only whether there is one. Others are left open."""
    arrays = {name: array_of(batch.column(name), getattr(TYPES, name)) for name in COUNTED}
    return empty_answers(batch.num_rows)._replace(**arrays)


def array_of(column: Any, type_: str) -> Array:
    """A column with the number that stands for null."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return np.where(np.asarray(column.is_null()), NO_CODE, 0).astype(type_)
    if pa.types.is_date32(column.type):
        column = column.view(pa.int32())
    return np.array(pc.fill_null(column, NULLS[type_]), type_)


def rows_of(counties: Iterable[CountySummary]) -> Any:
    """Summaries as rows of counts."""
    numbers = [[one.county, *one[1:-1], *one.waits] for one in summed(counties)]
    columns = np.array(numbers, np.int64).reshape(-1, COUNTS + 1).T
    return pa.record_batch([pa.array(column) for column in columns], [COUNTY, *COUNT_NAMES])
