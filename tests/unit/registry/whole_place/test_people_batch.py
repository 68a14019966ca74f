"""What the registry knows of people as a batch: histories without gaps, lists side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from canbao.population.batch import schema_findings
from canbao.registry.people.case_facts import CaseFacts
from canbao.registry.whole_place.people_batch import people_batch

DAY = date(2026, 1, 15)
TYPES = {
    "person_id": pa.int64(),
    "born": pa.date32(),
    "years": pa.list_(pa.int16()),
    "words": pa.list_(pa.int16()),
    "unsettled": pa.list_(pa.int16()),
    "event_kinds": pa.list_(pa.string()),
    "event_days": pa.list_(pa.date32()),
    "aid_categories": pa.list_(pa.string()),
    "aid_from": pa.list_(pa.date32()),
    "aid_until": pa.list_(pa.date32()),
    "earlier_wait_until": pa.date32(),
}


def facts(number: int, years: dict[int, int], **parts: Any) -> CaseFacts:
    """The facts of somebody with words for some years."""
    return CaseFacts(
        number, date(1980, 5, 1), tuple(years), tuple(years.values()), (), (), (), (), (), (), None
    )._replace(**parts)


def made(*people: CaseFacts, starts: int | None = 2020, chunks: int = 1) -> Any:
    """The batch of some people, whose facts came in so many pieces."""
    schema = pa.schema([pa.field(name, type_) for name, type_ in TYPES.items()])
    table = pa.Table.from_pylist([one._asdict() for one in people], schema)
    enrolling = pa.table(
        {
            "person_id": pa.array([one.person_id for one in people], pa.int64()),
            "place": pa.array([439191_000000] * len(people), pa.int64()),
            "paid_on": pa.array([DAY] * len(people), pa.date32()),
            "history_starts": pa.array([starts] * len(people), pa.int16()),
        }
    )
    size = -(-table.num_rows // chunks) or 1
    pieces = [table.slice(first, size) for first in range(0, max(1, table.num_rows), size)]
    return people_batch(pa.concat_tables(pieces), enrolling, 2026)


def test_a_history_has_a_word_for_every_year_from_the_first_that_is_known() -> None:
    people = (facts(1, {2021: 3, 2024: 1}), facts(2, {}), facts(3, {2025: 768}), facts(4, {2019: 8, 2020: 3}))
    expected = [[3, 0, 0, 1, 0], [], [768], [8, 3, 0, 0, 0, 0, 0]]
    for chunks in (1, 2, 4):
        assert made(*people, chunks=chunks).column("history").to_pylist() == expected
    assert made(*people).column("history_ends").to_pylist() == [2025] * 4


def test_nobody_is_a_batch_too() -> None:
    assert made().num_rows == 0


def test_lists_that_lie_side_by_side_become_lists_of_what_belongs_together() -> None:
    one = facts(1, {}, event_kinds=("left_service",), event_days=(DAY,))
    other = facts(
        2, {}, aid_categories=("orphan", "destitute"), aid_from=(DAY, DAY), aid_until=(None, date(2026, 3, 1))
    )
    batch = made(one, other, chunks=2)
    assert batch.column("events").to_pylist() == [[{"kind": "left_service", "on": DAY}], []]
    assert [[held["until"] for held in row] for row in batch.column("aid").to_pylist()] == [
        [],
        [None, date(2026, 3, 1)],
    ]


def test_the_batch_is_one_that_the_population_format_takes() -> None:
    assert schema_findings(made(facts(1, {2020: 3})).schema, "people") == []


@pytest.mark.parametrize(("starts", "known"), [(2020, 2020), (None, 2026), (2030, 2026)])
def test_the_first_known_year_is_that_of_a_case(starts: int | None, known: int) -> None:
    assert made(facts(1, {}), starts=starts).column("history_known_from").to_pylist() == [known]


def test_facts_of_other_people_are_refused() -> None:
    schema = pa.schema([pa.field(name, type_) for name, type_ in TYPES.items()])
    enrolling = pa.table({"person_id": [2], "place": [1], "paid_on": [DAY], "history_starts": [2020]})
    with pytest.raises(ValueError, match="not those"):
        people_batch(pa.Table.from_pylist([facts(1, {})._asdict()], schema), enrolling, 2026)
