"""What is refused before or while packing: every fault is named, and nothing is left behind."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.population.packing.offices import COVER, NEEDED, Office, cover_row, person_row, refusal, with_ids

from canbao.basis.errors import BadInputError
from canbao.population.packing.pack import pack


def test_unknown_missing_and_wrong_columns_are_all_named(office: Office) -> None:
    office.write([], [])
    cover = pa.Table.from_pylist([], COVER).rename_columns([*COVER.names[:5], "reimbursd", "bonus_used"])
    pq.write_table(cover.set_column(1, "year", pa.array([], pa.string())), office.cover)
    people = pa.Table.from_pylist([], NEEDED).drop_columns(["born"]).append_column("history", pa.array([], pa.int64()))
    pq.write_table(people, office.people)
    assert refusal(office) == [
        "history_present: people.parquet: history",
        "missing_column: cover.parquet: reimbursed",
        "missing_column: people.parquet: born",
        "unknown_column: cover.parquet: reimbursd",
        "wrong_column_type: cover.parquet: year",
    ]


def test_histories_that_are_there_are_replaced_only_when_asked(office: Office) -> None:
    office.write([cover_row()], [])
    schema = NEEDED.append(pa.field("history", pa.list_(pa.int16()))).append(pa.field("history_ends", pa.int16()))
    rows = [person_row(history=[8, 8], history_ends=2025)]
    pq.write_table(pa.Table.from_pylist(rows, schema), office.people)
    assert refusal(office) == [
        "history_present: people.parquet: history",
        "history_present: people.parquet: history_ends",
    ]
    pack(office.cover, office.people, office.out, replace_history=True)
    assert office.history() == ([1], 2020)


def test_text_and_numbers_are_not_the_same_persons(office: Office) -> None:
    office.write([cover_row()], [])
    pq.write_table(pa.Table.from_pylist([person_row(1)], with_ids(NEEDED, pa.int64())), office.people)
    assert refusal(office) == ["wrong_column_type: cover.parquet: person_id"]


def test_files_that_are_not_there_or_not_tables_are_findings(office: Office) -> None:
    office.write([cover_row()], [person_row()])
    office.people.unlink()
    office.cover.write_bytes(b"PAR1 not a table PAR1")
    assert refusal(office) == ["file_unreadable: cover.parquet", "file_unreadable: people.parquet"]
    office.people.mkdir()
    assert refusal(office) == ["file_unreadable: cover.parquet", "no_people_files: people.parquet"]


def test_people_as_text_and_files_of_two_kinds_are_findings(office: Office) -> None:
    office.write([cover_row()], [person_row()])
    text = office.folder / "people.csv"
    text.write_text(",".join(NEEDED.names) + "\n", encoding="utf-8")
    office.people.unlink()
    office.people = text
    folder = office.folder / "cover"
    folder.mkdir()
    office.cover.rename(folder / "a.parquet")
    (folder / "b.csv").write_text(",".join(COVER.names) + "\n", encoding="utf-8")
    office.cover = folder
    assert refusal(office) == ["file_unreadable: cover", "wrong_value: people.csv"]


def test_files_of_one_table_have_the_same_columns(office: Office) -> None:
    office.write([], [])
    office.cover.unlink()
    office.cover.mkdir()
    narrow = COVER.set(1, pa.field("year", pa.int64()))
    for name, schema in {"a": COVER, "b": narrow, "c": with_ids(COVER, pa.int64())}.items():
        pq.write_table(pa.Table.from_pylist([], schema), office.cover / f"{name}.parquet")
    pq.write_table(pa.Table.from_pylist([], COVER).drop_columns(["months"]), office.cover / "d.parquet")
    pq.write_table(pa.Table.from_pylist([], COVER.set(2, pa.field("scheme", pa.int8()))), office.cover / "e.parquet")
    assert refusal(office) == [
        "columns_differ: cover.parquet/c.parquet",
        "columns_differ: cover.parquet/d.parquet",
        "wrong_column_type: cover.parquet/e.parquet: scheme",
    ]


def test_a_column_that_is_there_twice_is_a_finding(office: Office) -> None:
    office.write([], [])
    twice = pa.Table.from_pylist([], COVER).rename_columns([*COVER.names[:3], *["months"] * 2, *COVER.names[5:]])
    pq.write_table(twice, office.cover)
    assert refusal(office) == ["repeated_column: cover.parquet: months"]


def test_csv_that_is_not_utf8_is_a_finding(office: Office) -> None:
    office.write([], [person_row()])
    office.cover = office.folder / "cover.csv"
    office.cover.write_bytes("人员".encode("gb18030"))
    assert refusal(office) == ["not_utf8: cover.csv"]


def test_a_file_damaged_in_the_middle_is_a_finding_and_leaves_nothing(office: Office) -> None:
    office.write([cover_row(f"p{n}", 2000 + n % 20) for n in range(5000)], [person_row()])
    data = bytearray(office.cover.read_bytes())
    data[100:4000] = bytes(3900)
    office.cover.write_bytes(data)
    assert refusal(office) == ["file_unreadable: cover.parquet"]


def test_an_answer_that_exists_is_not_touched(office: Office) -> None:
    office.write([], [])
    office.out.mkdir()
    with pytest.raises(BadInputError) as refused:
        pack(office.cover, office.people, office.out)
    assert [found.code for found in refused.value.findings] == ["output_exists"]
    assert list(office.out.iterdir()) == []


def test_impossible_options_are_findings(office: Office) -> None:
    office.write([], [])
    assert refusal(office, memory="much", threads=0) == ["wrong_value: memory", "wrong_value: threads"]


def test_a_full_disk_is_a_finding_and_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    office.write([cover_row()], [person_row()])
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    assert refusal(office) == ["disk_full: packed"]
    assert {path.name for path in office.folder.iterdir()} == {"cover.parquet", "people.parquet"}


def test_too_little_memory_is_a_finding_that_names_the_limit(office: Office) -> None:
    office.write([cover_row()], [person_row()])
    with pytest.raises(BadInputError, match="1KB") as refused:
        pack(office.cover, office.people, office.out, memory="1KB")
    assert [found.code for found in refused.value.findings] == ["memory_short"]
    assert {path.name for path in office.folder.iterdir()} == {"cover.parquet", "people.parquet"}
