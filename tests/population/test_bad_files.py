"""Files that are damaged or are not files of people: each is told, none makes an output; and why rows are refused."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError
from tests.cli.case_files import run
from tests.population.files import (
    EPOCH,
    EXACTLY,
    ON_THE_EDGE,
    PAID,
    aid,
    codes,
    day,
    decided,
    event,
    in_parquet,
    many_people,
    policies,
    reasons,
    refused_of,
    row,
    sound_rows,
    with_column,
)

from canbao.basis.errors import BadInputError
from canbao.casework import case
from canbao.casework.decide import decide
from canbao.population import rows as rows_of_people
from canbao.population.batch import MOST_ENTRIES, PEOPLE_SCHEMA
from canbao.population.columns import PEOPLE
from canbao.population.faults import REASONS
from canbao.population.manifest import Options
from canbao.population.replay import case_of

FEW = 2_000
NEEDED = [column.name for column in PEOPLE if not column.optional]
Spoilt = Callable[[random.Random, dict[str, Any]], Any]


def test_each_reason_is_given_exactly_where_it_holds(tmp_path: Path) -> None:
    rows, expected = list[dict[str, Any]](), list[list[str]]()
    for reason, spoilt in EXACTLY.items():
        for given in spoilt:
            rows.append(row(person_id=f"{len(rows)}") | given)
            expected.append([reason])
    rows += [row(person_id="edge", **given) for given in ON_THE_EDGE]
    report = decided(in_parquet(tmp_path / "in.parquet", rows), tmp_path / "out")
    refused = refused_of(tmp_path / "out")
    assert [(n, kept["reasons"]) for n, kept in enumerate(refused)] == list(enumerate(expected))
    assert [kept["row"] for kept in refused] == list(range(len(expected)))
    assert [{name: kept[name] for name in rows[0]} for kept in refused] == [
        {name: given[name] for name in rows[0]} for given in rows[: len(expected)]
    ]
    assert report.manifest.answered == len(ON_THE_EDGE)
    assert set(EXACTLY) == set(REASONS) - {"unreadable_value"}  # that one is of text: test_text.py


def test_numbers_wider_than_their_column_and_days_of_no_calendar_are_refused(tmp_path: Path) -> None:
    rows = [row(person_id=str(number)) for number in range(4)]
    table = pa.Table.from_pylist(rows, PEOPLE_SCHEMA)
    table = with_column(table, "year", pa.array([2025 + 65_536, 2025, 2025, 2**40], pa.int64()))
    table = with_column(table, "born", pa.array([3_773, 2**31 - 1, 3_773, -(2**31) + 1], pa.int32()).cast(pa.date32()))
    table = with_column(table, "place", pa.array([430000, 430000, 2**63 - 1, 430000], pa.uint64()))
    found = reasons_by_position(in_parquet(tmp_path / "in.parquet", table), tmp_path / "out")
    told = {"value_out_of_range", "day_out_of_range", "unknown_place"}
    assert [set(words) & told for words in found] == [
        {"value_out_of_range"},
        {"day_out_of_range"},
        {"unknown_place"},
        {"value_out_of_range", "day_out_of_range"},
    ]


def reasons_by_position(people: Path, out: Path) -> list[list[str]]:
    decided(people, out)
    files = sorted((out / "_rejects").glob("*.parquet"))
    return [words for file in files for words in pq.read_table(file, columns=["reasons"]).column(0).to_pylist()]


@pytest.mark.parametrize("name", [column.name for column in PEOPLE if not column.nullable])
def test_a_null_in_a_needed_column_is_a_reason(name: str, tmp_path: Path) -> None:
    people = in_parquet(tmp_path / "in.parquet", [row(), row(person_id="null") | {name: None}])
    found = list(reasons(people, tmp_path / "out").values())
    assert len(found) == 1
    assert "missing_value" in found[0]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_column_is_named(name: str, tmp_path: Path) -> None:
    people = in_parquet(tmp_path / "in.parquet", many_people(10).drop_columns([name]))
    result = run("population", "determine", people, tmp_path / "out", "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"in.parquet: {name}\n   Column {name} is missing" in result.stderr
    assert list(tmp_path.iterdir()) == [people]


def spoilt_columns() -> dict[str, Any]:
    """Tables that are not people, by what is wrong."""
    people = many_people(10)
    born = people.column("born")
    return {
        "unknown_column": people.append_column("paid_no", born),
        "repeated_column": people.append_column("born", born),
        "wrong_column_type born": with_column(people, "born", born.cast(pa.timestamp("us"))),
        "wrong_column_type place": with_column(people, "place", people.column("place").cast(pa.string())),
        "wrong_column_type year": with_column(people, "year", people.column("year").cast(pa.float64())),
        "wrong_column_type history": with_column(people, "history", pa.array([[1.5]] * 10)),
        "wrong_column_type events": with_column(people, "events", pa.array([[{"kind": "x", "at": 1}]] * 10)),
        "wrong_column_type person_id": with_column(people, "person_id", pa.array([1.5] * 10)),
        "wrong_column_type null": with_column(people, "place", pa.nulls(10)),
    }


@pytest.mark.parametrize("kind", spoilt_columns())
def test_wrong_columns_are_told_before_anything_is_written(kind: str, tmp_path: Path) -> None:
    people = in_parquet(tmp_path / "in.parquet", spoilt_columns()[kind])
    assert codes("determine", people, tmp_path / "out") == [kind.split()[0]]
    assert list(tmp_path.iterdir()) == [people]
    if kind == "unknown_column":
        result = run("population", "determine", people, tmp_path / "out", "--lang", "en")
        assert "Unknown column paid_no; the nearest is paid_on." in result.stderr


def test_files_of_a_folder_that_differ_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    table = many_people(10)
    in_parquet(folder / "a.parquet", table)
    in_parquet(folder / "b.parquet", table.drop_columns(["aid"]))
    in_parquet(folder / "c.parquet", with_column(table, "person_id", pa.array(range(10))))
    result = run("population", "determine", folder, tmp_path / "out", "--json")
    said = json.loads(result.stdout)["error"]
    assert [(found["code"], found["about"]) for found in said] == [
        ("missing_column", "b.parquet: aid"),
        ("wrong_column_type", "c.parquet: person_id"),
    ]
    (folder / "d.parquet").write_bytes(b"PAR1 and no more PAR1")
    assert codes("determine", folder, tmp_path / "out") == ["file_unreadable"]


def unreadable_paths(folder: Path) -> dict[str, Path]:
    """Paths at which there is nothing to read."""
    empty, mixed = folder / "empty", folder / "mixed"
    for made in (empty, mixed):
        made.mkdir()
    in_parquet(mixed / "a.parquet", many_people(10))
    (mixed / "b.csv").write_text("person_id\n")
    (folder / "nothing.parquet").write_bytes(b"")
    (folder / "garbage.parquet").write_bytes(random.Random(1).randbytes(5_000))
    (folder / "memory.csv").symlink_to("/proc/self/mem")
    return {
        "no_people_files": empty,
        "file_unreadable missing": folder / "nowhere.parquet",
        "file_unreadable both kinds": mixed,
        "file_unreadable empty": folder / "nothing.parquet",
        "file_unreadable garbage": folder / "garbage.parquet",
        "file_unreadable device": Path("/dev/null"),
        "file_unreadable not a byte": folder / "memory.csv",
    }


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    for kind, path in unreadable_paths(tmp_path).items():
        assert codes("determine", path, tmp_path / "out") == [kind.split()[0]], kind
    assert not list(tmp_path.glob("out*"))


def test_a_truncated_file_is_told_wherever_it_ends(tmp_path: Path) -> None:
    whole = in_parquet(tmp_path / "in.parquet", many_people(FEW), row_group_size=500).read_bytes()
    cut = tmp_path / "cut.parquet"
    for length in [*range(0, len(whole), len(whole) // 20), len(whole) - 1, len(whole) - 8]:
        cut.write_bytes(whole[:length])
        assert codes("determine", cut, tmp_path / "out") == ["file_unreadable"], length
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("checksum", [True, False])
def test_damage_in_the_middle_is_told_and_leaves_no_output(checksum: bool, tmp_path: Path) -> None:
    table = many_people(FEW)
    people = in_parquet(
        tmp_path / "in.parquet", table, row_group_size=500, compression="zstd", write_page_checksum=checksum
    )
    whole = people.read_bytes()
    column = pq.read_metadata(people).row_group(2).column(2)
    first = column.dictionary_page_offset or column.data_page_offset
    middle = first + column.total_compressed_size // 2
    for at in (first, middle) if checksum else (first,):  # without checksums a value may merely be another
        damaged = bytearray(whole)
        damaged[at : at + 30] = b"\xff" * 30
        people.write_bytes(bytes(damaged))
        assert codes("determine", people, tmp_path / "out") == ["file_unreadable"]
        assert not list(tmp_path.glob("out*"))
    people.write_bytes(whole)
    assert decided(people, tmp_path / "out").manifest.answered == FEW


DAMAGE: dict[str, Spoilt] = {
    "place": lambda rng, _: rng.choice([None, 110000, 43, -5, 4301020010031, 430199999999, 140500, 0]),
    "born": lambda rng, _: rng.choice([None, day("1879-12-31"), day("2024-06-01"), day("2201-01-01"), near(rng)]),
    "history": lambda rng, given: [
        *(given["history"] or []),
        *rng.choices([0, 0, 1, 2, 3, 16, 48, 64, 128, 3328], k=2),
    ],
    "history_ends": lambda rng, given: rng.choice([None, given["year"], given["year"] - 1, 1979, 2300, 0, -1]),
    "year": lambda rng, _: rng.choice([None, 2024, 2025, 2026, 2031, 1879, 2201, 0, -7, 32767]),
    "paid_on": lambda rng, _: rng.choice([None, day("1879-12-31"), day("2201-01-01"), near(rng), near(rng)]),
    "history_known_from": lambda rng, _: rng.choice([None, 1879, 1880, 2023, 2200, 2201, -3]),
    "circumstance": lambda rng, _: rng.choice([None, "late", "newborn", "x", "", "none"]),
    "events": lambda rng, _: (
        event(rng.choice([None, "birth", "left_service", "student_prepaid_until"]), near(rng))
        * rng.choice([1, 1, 1, 1, 400, 401])
    ),
    "aid": lambda rng, _: aid(near(rng), rng.choice([None, near(rng)]), rng.choice([None, "orphan", "x"])),
    "repair_years": lambda rng, _: rng.choice([None, -1, 0, 1, 100, 101]),
    "repair_paid_on": lambda rng, _: rng.choice([None, day("2201-01-01"), near(rng)]),
    "earlier_wait_until": lambda rng, _: rng.choice([None, day("1879-12-31"), near(rng)]),
    "original_limit_fen": lambda rng, _: rng.choice([None, -2, -1, 0, 10**14, 10**14 + 1, -(2**63)]),
}
"""For each column a value that may be bad."""


def near(rng: random.Random) -> date | None:
    """A day, or none, about the days of the sound rows."""
    return rng.choice(
        [None, PAID + timedelta(rng.randint(-2_000, 1_000)), EPOCH + timedelta(rng.randint(-20_000, 20_000))]
    )


def is_bad_case(given: dict[str, Any], options: dict[str, Any]) -> bool:
    """Whether the row, written out as a case, is bad input."""
    if None in [given[name] for name in ("place", "born", "history", "year")] or None in given["history"]:
        return True
    try:
        decide(case_of(given, options), policies())
    except (BadInputError, ValidationError):
        return True
    return False


@pytest.mark.parametrize("as_of", [None, day("2025-06-01")])
def test_a_row_is_refused_if_and_only_if_it_is_bad_input_as_a_case(as_of: date | None, tmp_path: Path) -> None:
    rng, rows = random.Random(20250310), []
    for number, sound in enumerate(sound_rows(6_000 if as_of is None else 2_000, 7)):
        spoilt = dict(sound) | {"person_id": str(number)}
        for name in rng.sample(sorted(DAMAGE), rng.choice([0, 1, 1, 1, 2, 3])):
            spoilt[name] = DAMAGE[name](rng, spoilt) if spoilt["year"] is not None else spoilt[name]
        rows.append(spoilt)
    options = Options(as_of)
    decided(in_parquet(tmp_path / "in.parquet", rows), tmp_path / "out", options)
    refused = {kept["row"]: kept["reasons"] for kept in refused_of(tmp_path / "out")}
    differ = [
        (rows[number], refused.get(number))
        for number in range(len(rows))
        if is_bad_case(rows[number], options.block()) != (number in refused)
    ]
    assert differ == []
    seen = Counter(reason for found in refused.values() for reason in found)
    assert set(REASONS) - {"unreadable_value"} <= set(seen)
    assert len(rows) / 4 < len(refused) < len(rows) * 3 / 4


def test_the_bounds_of_rows_are_those_of_cases() -> None:
    """Compiled code holds its own numbers, as its digest covers no source of cases; here they are held together."""
    assert (rows_of_people.FIRST_YEAR, rows_of_people.LAST_YEAR) == (case.FIRST_YEAR, case.LAST_YEAR)
    assert rows_of_people.MOST_REPAIR_YEARS == case.MOST_REPAIR_YEARS
    assert int(case.MOST_YUAN * 100) == rows_of_people.MOST_FEN
    assert MOST_ENTRIES == case.MOST_ROWS
