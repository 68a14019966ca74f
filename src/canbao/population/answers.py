"""From the arrays of the rules to Arrow columns of answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from canbao.population.arrays import NULLS, Answers, Array
from canbao.population.batch import TYPES
from canbao.population.columns import ANSWERS, PERSON_ID
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.parameters import BASES

NAMES = {"circumstance": CIRCUMSTANCE_NAMES, "basis": BASES}
"""The columns of names, which the rules hold as numbers."""


def answers_schema(person_id: Any) -> Any:
    """The columns of answers; person_id: the type of that column in the input."""
    return pa.schema(
        [pa.field(c.name, person_id if c.name == PERSON_ID else answer_type(c.name, c.type)) for c in ANSWERS]
    )


def answer_type(name: str, type_: str) -> Any:
    """The Arrow type of a column of answers; names come by dictionary."""
    return pa.dictionary(pa.int8(), pa.string()) if name in NAMES else TYPES[type_]


def batch_of(people: Any, answers: Answers) -> Any:
    """Answers as a record batch, beside the person, place and year of the people they are for."""
    given = {"person_id": people.column(PERSON_ID), "place": people.column("place"), "year": people.column("year")}
    schema = answers_schema(given[PERSON_ID].type)
    columns = [
        given[f.name].cast(f.type) if f.name in given else column_of(f.name, getattr(answers, f.name), f.type)
        for f in schema
    ]
    return pa.record_batch(columns, schema)


def column_of(name: str, values: Array, type_: Any) -> Any:
    """One column; the numbers that stand for null become null."""
    if name == "findings":
        return pa.array(values)
    validity, nulls = validity_of(values)
    if name in NAMES:
        codes = pa.Array.from_buffers(pa.int8(), len(values), [validity, pa.py_buffer(values)], nulls)
        return pa.DictionaryArray.from_arrays(codes, pa.array(NAMES[name], pa.string()))
    return pa.Array.from_buffers(type_, len(values), [validity, pa.py_buffer(values)], nulls)


def validity_of(values: Array) -> tuple[Any, int]:
    """Which values are not null, as a bitmap (None: all), and how many are null."""
    is_valid = values != NULLS[values.dtype.name]
    nulls = len(values) - int(np.count_nonzero(is_valid))
    return (pa.py_buffer(np.packbits(is_valid, bitorder="little")), nulls) if nulls else (None, 0)
