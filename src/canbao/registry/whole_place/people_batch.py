"""What the registry knows of people as a batch of the population format (``canbao.population.columns``).

Whole columns at a time: the database gives the years of a history and their words side by side, and the batch has them
one a year, from the first that is known to the one before the coverage year.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from canbao.population.batch import PEOPLE_SCHEMA
from canbao.registry.people.case_of import first_known


def people_batch(facts: Any, enrolling: Any, year: int) -> Any:
    """A record batch of people.

    facts: the columns of ``CaseFacts``. enrolling: person_id, place, paid_on and history_starts of the same people,
    in the same order. Raises ValueError where they are not the same.
    """
    facts, enrolling = facts.combine_chunks(), enrolling.combine_chunks()
    if not facts.column("person_id").equals(enrolling.column("person_id")):
        raise ValueError("the facts are not those of the people who enrol")
    rows = facts.num_rows
    columns = {
        "person_id": column(facts, "person_id"),
        "place": column(enrolling, "place"),
        "born": column(facts, "born"),
        "history": history_of(column(facts, "years"), column(facts, "words"), year),
        "history_ends": repeated(year - 1, rows),
        "year": repeated(year, rows),
        "paid_on": column(enrolling, "paid_on"),
        "history_known_from": known_from(column(enrolling, "history_starts"), year),
        "events": structs({"kind": column(facts, "event_kinds"), "on": column(facts, "event_days")}),
        "aid": structs(
            {
                name: column(facts, f"aid_{of}")
                for name, of in (("category", "categories"), ("from", "from"), ("until", "until"))
            }
        ),
        "earlier_wait_until": column(facts, "earlier_wait_until"),
    }
    schema = PEOPLE_SCHEMA.set(0, pa.field("person_id", pa.int64()))
    made = [
        columns[field.name].cast(field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.record_batch(made, schema)


def column(table: Any, name: str) -> Any:
    """A column in one piece."""
    chunks = table.column(name)
    return (
        chunks.chunk(0)
        if chunks.num_chunks == 1
        else pa.concat_arrays(chunks.chunks)
        if chunks.chunks
        else pa.array([], chunks.type)
    )


def repeated(number: int, rows: int) -> Any:
    """A column of one small number."""
    return pa.array(np.full(rows, number, np.int16))


def known_from(starts: Any, year: int) -> Any:
    """The first known year of each row. starts: from which year on the cover of its place is known; null: not said."""
    told = starts.dictionary_encode(null_encoding="encode")
    firsts = [first_known(year, start) for start in told.dictionary.to_pylist()]
    return pa.array(firsts, pa.int16()).take(told.indices)


def history_of(years: Any, words: Any, year: int) -> Any:
    """Histories without gaps: a word for every year from the first with one to the year before ``year``."""
    begins = years.offsets.to_numpy()
    at, of = years.flatten().to_numpy(), words.flatten().to_numpy()
    begins = begins - begins[0]
    has_any = begins[1:] > begins[:-1]
    firsts = np.full(len(years), year, np.int64)
    firsts[has_any] = at[begins[:-1][has_any]]
    offsets = np.concatenate([[0], np.cumsum(year - firsts)]).astype(np.int32)
    dense = np.zeros(offsets[-1], np.int16)
    dense[np.repeat(offsets[:-1] - firsts, np.diff(begins)) + at] = of
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(dense))


def structs(parts: dict[str, Any]) -> Any:
    """A column of lists of structs, of columns of lists of the same lengths."""
    first = next(iter(parts.values()))
    begins = first.offsets.to_numpy()
    fields = pa.StructArray.from_arrays([part.flatten() for part in parts.values()], list(parts))
    return pa.ListArray.from_arrays(pa.array(begins - begins[0]), fields)
