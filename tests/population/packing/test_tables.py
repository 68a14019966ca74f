"""The tables: the columns and types that are read and written, folders of files, and CSV."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from tests.population.packing.offices import (
    COVER,
    IN_WINDOW,
    NEEDED,
    OPTIONAL,
    REIMBURSED,
    RESIDENT,
    Office,
    Row,
    cover_row,
    person_row,
)

from canbao.population.columns import PEOPLE
from canbao.population.packing.pack import pack


def test_the_answer_has_the_columns_of_people_in_their_order_and_keeps_what_it_was_given(office: Office) -> None:
    more: Row = {
        "events": [{"kind": "student_registered", "on": date(2025, 9, 1)}],
        "aid": [{"category": "orphan", "from": date(2020, 1, 1), "until": None}],
        "original_limit_fen": -1,
    }
    office.write([cover_row()], [])
    schema = pa.schema([*NEEDED, *(OPTIONAL.field(name) for name in more)])
    pq.write_table(pa.Table.from_pylist([person_row(**more)], schema), office.people)
    pack(office.cover, office.people, office.out)
    types = dict(zip(OPTIONAL.names, OPTIONAL.types, strict=True)) | dict(zip(NEEDED.names, NEEDED.types, strict=True))
    written = pq.read_schema(office.out / "part-00000.parquet")
    assert written.names == [column.name for column in PEOPLE]
    assert {name: written.field(name).type for name in types} == types
    assert (written.field("history").type, written.field("history_ends").type) == (pa.list_(pa.int16()), pa.int16())
    (row,) = office.rows()
    assert {name: row[name] for name in more} == more
    assert row["repair_years"] is None


@pytest.mark.parametrize("id_type", [pa.int64(), pa.int32(), pa.uint64(), pa.string(), pa.large_string()])
def test_persons_are_text_or_whole_numbers_and_stand_in_their_order(office: Office, id_type: pa.DataType) -> None:
    named: list[Any] = [9, 10, 800] if pa.types.is_integer(id_type) else ["09", "10", "８"]
    people = [person_row(person) for person in reversed(named)]
    office.pack([cover_row(person) for person in named], people, id_type=id_type)
    assert [row["person_id"] for row in office.rows()] == named
    assert all(row["history"] == [1] for row in office.rows())


def test_whole_numbers_may_be_wider_than_asked_for_unless_they_do_not_fit(office: Office) -> None:
    office.write([cover_row()], [])
    wide = NEEDED.set(3, pa.field("year", pa.int64())).append(pa.field("repair_years", pa.int64()))
    rows = [person_row(), person_row("p2", repair_years=40_000), person_row("p3", 70_000)]
    pq.write_table(pa.Table.from_pylist(rows, wide), office.people)
    assert pack(office.cover, office.people, office.out).rejected_people_reasons == {"value_out_of_range": 2}


def test_folders_of_files_are_one_table(office: Office) -> None:
    for name, rows in {"a": [cover_row()], "b": [cover_row(year=2021)], "_rest": [cover_row(year=2022)]}.items():
        office.cover.mkdir(exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, COVER), office.cover / f"{name}.parquet")
    office.people.mkdir()
    pq.write_table(pa.Table.from_pylist([person_row()], NEEDED), office.people / "it's [one].parquet")
    pack(office.cover, office.people, office.out)
    assert office.history() == ([1, 1], 2021)
    manifest = json.loads((office.out / "_manifest.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in manifest["inputs"]["cover"]] == ["a.parquet", "b.parquet"]


def test_cover_may_be_csv_and_gives_the_same_histories(office: Office) -> None:
    rows = [cover_row("007", year=y, months=y % 3, paid_in_window=True) for y in (2019, 2020)]
    office.write(rows, [person_row("007"), person_row("7")])
    text = office.folder / "cover.csv"
    pa_csv.write_csv(pa.Table.from_pylist(rows, COVER), text)
    pack(text, office.people, office.out)
    assert office.history("007") == ([3, 3], 2020)
    assert office.history("7") == ([], None)


def test_csv_that_says_nothing_of_the_kind_is_listed_as_it_stands(office: Office) -> None:
    office.write([], [person_row(person) for person in range(1, 8)], pa.int64())
    text = office.folder / "cover.csv"
    lines = ["1,2020.4,resident,,,,", "2,2020,employee,twelve,,,", "3,2020,resident,,maybe,,", "x4,2020,resident,,,,"]
    lines += ["5,2020,resident,0,1,TRUE,none", "6,99999999999999999999,resident,,,,", "7,2020,resident,,,maybe,"]
    text.write_text("\n".join([",".join(COVER.names), *lines, ""]), encoding="utf-8")
    summary = pack(text, office.people, office.out)
    assert summary.listed_cover_reasons == {"unreadable_value": 6}
    assert [row["person_id"] for row in office.rows()] == [4, 5]
    assert office.history(5) == ([RESIDENT | IN_WINDOW | REIMBURSED], 2020)
    assert office.rejects("cover")[0]["year"] == "2020.4"


def test_empty_tables_give_an_empty_answer_with_all_columns(office: Office) -> None:
    summary = office.pack([], [])
    assert (summary.people, summary.cover_rows, summary.parts) == (0, 0, 1)
    assert pq.read_schema(office.out / "part-00000.parquet").names == [column.name for column in PEOPLE]
    assert office.rejects("cover") == office.rejects("people") == []
