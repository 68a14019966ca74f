"""A run over files: every row answered or refused, and the same answers however the same people are written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.population import files
from tests.population.files import (
    MANY,
    answers_of,
    bytes_of,
    decided,
    in_csv,
    in_parquet,
    many_people,
    refused_of,
    sound_rows,
    with_column,
)

from canbao.casework.decide import decide
from canbao.population import source
from canbao.population.manifest import Options
from canbao.population.replay import answer_columns, case_of
from canbao.population.summary import in_all

OPTIONAL = (
    "history_known_from",
    "circumstance",
    "events",
    "aid",
    "repair_years",
    "repair_paid_on",
    "earlier_wait_until",
    "original_limit_fen",
)
FEW = 2_000


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The answers to the sound rows."""
    folder = tmp_path_factory.mktemp("sound")
    decided(in_parquet(folder / "in.parquet", many_people(FEW)), folder / "out")
    return answers_of(folder / "out")


def test_the_answers_are_those_of_the_cases(expected: list[dict[str, Any]]) -> None:
    options = Options().block()
    people = many_people(FEW).to_pylist()[:500]
    of_cases = [answer_columns(decide(case_of(row, options), files.policies())) for row in people]
    assert of_cases == [{name: row[name] for name in of_cases[0]} for row in expected[:500]]


def test_every_row_is_answered_or_refused_and_counted(tmp_path: Path) -> None:
    table = many_people()
    years = pc.if_else(pa.array([n % 50 == 7 for n in range(MANY)]), 2024, table.column("year"))
    report = decided(in_parquet(tmp_path / "in.parquet", with_column(table, "year", years)), tmp_path / "out")
    manifest = json.loads((tmp_path / "out/_manifest.json").read_text())
    refused = refused_of(tmp_path / "out")
    assert (manifest["rows"], manifest["answered"], manifest["refused"]) == (MANY, MANY - 1_000, 1_000)
    assert len(answers_of(tmp_path / "out")) + len(refused) == MANY
    assert [row["row"] for row in refused] == list(range(7, MANY, 50))
    assert [row["person_id"] for row in refused] == [f"p{number:06d}" for number in range(7, MANY, 50)]
    assert report.total.people == MANY
    assert report.total.refused == 1_000
    assert in_all(report.counties) == report.total
    assert report.total.decided + report.total.without_circumstance + report.total.refused == MANY


def as_int64(table: Any) -> Any:
    return with_column(table, "person_id", pa.array(range(10**15, 10**15 + len(table))))


def as_dictionary(table: Any) -> Any:
    for name in ("person_id", "circumstance"):
        table = with_column(table, name, table.column(name).dictionary_encode())
    return table


def as_large(table: Any) -> Any:
    table = with_column(table, "history", table.column("history").cast(pa.large_list(pa.int32())))
    event = pa.struct([("kind", pa.large_string()), ("on", pa.date32())])
    table = with_column(table, "events", table.column("events").cast(pa.large_list(event)))
    return with_column(table, "circumstance", table.column("circumstance").cast(pa.large_string()))


def as_wide_numbers(table: Any) -> Any:
    for name in ("year", "history_ends", "history_known_from", "repair_years"):
        table = with_column(table, name, table.column(name).cast(pa.int64()))
    return with_column(table, "place", table.column("place").cast(pa.uint64()))


def with_null_lists(table: Any) -> Any:
    for name in ("events", "aid"):
        column = table.column(name)
        empty = pc.equal(pc.list_value_length(column), 0)
        table = with_column(table, name, pa.array([None if e else v for e, v in zip(empty, column, strict=True)]))
    return table


WAYS = {
    "whole numbers for persons": as_int64,
    "text by dictionary": as_dictionary,
    "large lists and large text": as_large,
    "wide numbers": as_wide_numbers,
    "columns in another order": lambda table: table.select(table.schema.names[::-1]),
    "null for an empty list": with_null_lists,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_types_of_the_columns_change_no_answer(way: str, expected: list[dict[str, Any]], tmp_path: Path) -> None:
    decided(in_parquet(tmp_path / "in.parquet", WAYS[way](many_people(FEW))), tmp_path / "out")
    answers = answers_of(tmp_path / "out")
    if way == "whole numbers for persons":
        assert [row.pop("person_id") for row in answers] == list(range(10**15, 10**15 + FEW))
        expected = [{name: row[name] for name in row if name != "person_id"} for row in expected]
    assert answers == expected


def test_optional_columns_left_out_are_null(tmp_path: Path) -> None:
    table = many_people(FEW)
    nulls = table
    for name in OPTIONAL:
        nulls = with_column(nulls, name, pa.nulls(FEW, table.schema.field(name).type))
    decided(in_parquet(tmp_path / "nulls.parquet", nulls), tmp_path / "nulls")
    decided(in_parquet(tmp_path / "without.parquet", table.drop_columns(list(OPTIONAL))), tmp_path / "without")
    assert answers_of(tmp_path / "without") == answers_of(tmp_path / "nulls")
    untyped = with_column(nulls, "circumstance", pa.nulls(FEW))
    decided(in_parquet(tmp_path / "untyped.parquet", untyped), tmp_path / "untyped")
    assert answers_of(tmp_path / "untyped") == answers_of(tmp_path / "nulls")


@pytest.mark.parametrize("rows", [1, 700, 500_000])
@pytest.mark.parametrize("threads", [1, 2])
def test_row_groups_and_threads_change_no_answer(
    rows: int, threads: int, expected: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "LEAST_UNIT", 300)
    people = in_parquet(tmp_path / "in.parquet", many_people(FEW), row_group_size=rows)
    decided(people, tmp_path / "out", threads=threads)
    parts = sorted((tmp_path / "out").glob("part-*.parquet"))
    assert len(parts) == {1: 7, 700: 3, 500_000: 1}[rows]
    assert answers_of(tmp_path / "out") == expected


def test_row_groups_of_half_a_million_and_threads_make_the_same_bytes(tmp_path: Path) -> None:
    people = in_parquet(tmp_path / "in.parquet", many_people(600_000), row_group_size=500_000)
    one = decided(people, tmp_path / "one", threads=1)
    two = decided(people, tmp_path / "two", threads=2)
    assert one.manifest.rows == 600_000
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert one.counties == two.counties
    assert [pq.read_metadata(part).num_rows for part in sorted((tmp_path / "one").glob("*.parquet"))] == [
        500_000,
        100_000,
    ]


def test_a_folder_of_files_is_read_in_the_order_of_their_names(expected: list[dict[str, Any]], tmp_path: Path) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    table = many_people(FEW)
    in_parquet(folder / "b.parquet", table.slice(600, 900))
    in_parquet(folder / "c.PARQUET", table.slice(1_500))
    in_parquet(folder / "a.parquet", table.slice(0, 600))
    for name in ("_set_aside.parquet", ".hidden.parquet", "notes.txt"):
        (folder / name).write_text("nothing")
    report = decided(folder, tmp_path / "out")
    assert answers_of(tmp_path / "out") == expected
    assert [Path(given["path"]).name for given in report.manifest.inputs] == ["a.parquet", "b.parquet", "c.PARQUET"]


@pytest.mark.parametrize("groups", [0, 1])
def test_a_file_of_nobody_gives_an_answer_without_rows(groups: int, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    empty = many_people(FEW).slice(0, 0)
    with pq.ParquetWriter(path, empty.schema) as writer:
        for _ in range(groups):
            writer.write_table(empty)
    report = decided(path, tmp_path / "out")
    assert (report.manifest.rows, report.counties, report.total.people) == (0, (), 0)
    parts = sorted((tmp_path / "out").glob("*.parquet"))
    assert [part.name for part in parts] == ["part-00000.parquet"]
    assert pq.read_schema(parts[0]).names[:3] == ["person_id", "place", "year"]


def test_the_manifest_says_what_makes_the_run_again(tmp_path: Path) -> None:
    people = in_parquet(tmp_path / "in.parquet", many_people(FEW))
    options = Options(date(2025, 6, 1), date(2025, 6, 1), {"starting_day_counts": False})
    manifest = decided(people, tmp_path / "out", options).manifest
    assert manifest.options["as_of"] == manifest.options["known_on"] == "2025-06-01"
    assert manifest.options["interpretations"] == {"starting_day_counts": False}
    assert manifest.inputs[0]["bytes"] == people.stat().st_size
    assert manifest.rules.startswith("sha256:")
    assert {name.split()[0] for name in manifest.policies} == {"000000", "140000", "331100", "430000"}
    assert list(manifest.policies) == sorted(manifest.policies)


def test_csv_and_parquet_give_the_same_answers(expected: list[dict[str, Any]], tmp_path: Path) -> None:
    decided(in_csv(tmp_path / "in.csv", many_people(FEW)), tmp_path / "out")
    assert answers_of(tmp_path / "out") == expected
    assert not (tmp_path / "out.unfinished").exists()
    assert len(sound_rows()) == FEW
