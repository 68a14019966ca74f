"""People as CSV: read as they are written, and what cannot be read keeps its text among the refused rows."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.case_files import run
from tests.population.files import answers_of, codes, decided, many_people, refused_of, rows_in

from canbao.population import text
from canbao.population.batch import PEOPLE_SCHEMA
from canbao.population.columns import UNREADABLE

HEADER = "person_id,place,born,history,history_ends,year,paid_on,events,aid,original_limit_fen"
SOUND = 'p{n},430000,1980-05-01,"[3, 7]",2024,2025,2025-03-10,,,'
EVENTS = '"[{""kind"": ""left_service"", ""on"": ""2025-01-31""}]"'
AID = '"[{""category"": ""orphan"", ""from"": ""2024-10-01"", ""until"": null}]"'


def written(folder: Path, *lines: str, header: str = HEADER, ends: str = "\n") -> Path:
    """A CSV file."""
    path = folder / "in.csv"
    path.write_bytes("".join(f"{line}{ends}" for line in (header, *lines)).encode())
    return path


def with_cell(name: str, cell: str) -> str:
    """A sound line with one cell another."""
    cells = dict(zip(HEADER.split(","), SOUND.format(n=1).replace('"[3, 7]"', "L").split(","), strict=True))
    return ",".join((cells | {name: cell}).values()).replace("L", '"[3, 7]"' if name != "history" else "L")


def converted(folder: Path, source: Path) -> list[dict[str, Any]]:
    """The rows that a CSV file is read as."""
    text.convert(source, folder / "made.parquet")
    return rows_in([folder / "made.parquet"])


def test_lists_days_numbers_and_nulls_are_read(tmp_path: Path) -> None:
    line = f'p1,430102001003,1980-05-01,"[3, 7]",2024,2025,2025-03-10,{EVENTS},{AID},-1'
    sound = converted(tmp_path, written(tmp_path, line, SOUND.format(n=2)))
    assert [row[UNREADABLE] for row in sound] == [None, None]
    assert sound[0]["events"] == [{"kind": "left_service", "on": text.day_of("2025-01-31")}]
    assert sound[0]["aid"] == [{"category": "orphan", "from": text.day_of("2024-10-01"), "until": None}]
    assert (sound[0]["place"], sound[0]["history"], sound[0]["original_limit_fen"]) == (430102001003, [3, 7], -1)
    assert (sound[1]["events"], sound[1]["original_limit_fen"]) == (None, None)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_mark_of_order_line_ends_and_quoted_names_are_all_one(
    ends: str, mark: bytes, quoted: bool, tmp_path: Path
) -> None:
    header = ",".join(f'"{name}"' for name in HEADER.split(",")) if quoted else HEADER
    people = written(tmp_path, SOUND.format(n="é参"), "", SOUND.format(n=2), header=header, ends=ends)
    people.write_bytes(mark + people.read_bytes())
    decided(people, tmp_path / "out")
    assert [row["person_id"] for row in answers_of(tmp_path / "out")] == ["pé参", "p2"]


BAD_CELLS = {
    "place": ["43oooo", "430000.0", "4.3e5", "４３００００", "9" * 30, "9" * 5_000, "--1", "-"],
    "born": ["1980/05/01", "19800501", "1980-02-30", "1980-05-01T00:00", "x", "0000-00-00"],
    "year": ["2025.0", "99999", "true"],
    "history": [
        "3",
        '"[3, 7"',
        '"[3.0]"',
        '"[1.5]"',
        "[true]",
        '"[""3""]"',
        "[70000]",
        f"[{'9' * 40}]",
        f"[{'9' * 5_000}]",
        "[NaN]",
        "[[3]]",
        "[" * 20_000,
        "{}",
        "null",
    ],
    "events": [
        '"[{""kind"": ""left_service"", ""on"": ""2025-02-30""}]"',
        '"[{""kind"": ""left_service"", ""on"": 20250101}]"',
        '"[{""kind"": ""left_service"", ""at"": ""2025-01-31""}]"',
        '"[{""kind"": 5, ""on"": ""2025-01-31""}]"',
        '"[{""kind"": ""\\ud800"", ""on"": ""2025-01-31""}]"',
        '"[""left_service""]"',
        "[5]",
    ],
}


def test_a_cell_that_cannot_be_read_refuses_its_row_and_keeps_its_text(tmp_path: Path) -> None:
    lines = [(name, cell, with_cell(name, cell)) for name, cells in BAD_CELLS.items() for cell in cells]
    people = written(tmp_path, *(part for _, _, line in lines for part in (line, SOUND.format(n="sound"))))
    report = decided(people, tmp_path / "out")
    refused = refused_of(tmp_path / "out")
    assert [(row["row"], "unreadable_value" in row["reasons"]) for row in refused] == [
        (2 * n, True) for n in range(len(lines))
    ]
    for row, (name, cell, _) in zip(refused, lines, strict=True):
        kept = json.loads(row[UNREADABLE])
        assert kept[name] == cell.strip('"').replace('""', '"')
        assert kept["person_id"] == "p1"
    assert report.manifest.answered == len(lines)


def test_a_text_that_cannot_be_read_in_a_column_that_may_be_null_is_its_only_reason(tmp_path: Path) -> None:
    people = written(tmp_path, with_cell("original_limit_fen", "4,000".replace(",", ".")), with_cell("events", "x"))
    decided(people, tmp_path / "out")
    assert [row["reasons"] for row in refused_of(tmp_path / "out")] == [["unreadable_value"]] * 2


def test_lines_with_other_cells_than_the_header_are_refused_where_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [SOUND.format(n=n) for n in range(300)]
    wrong = {0: "p0,430000", 1: "too,few", 77: lines[77] + ",more", 150: '"a\nb",2', 298: "x", 299: "p299,"}
    lines = [wrong.get(n, line) for n, line in enumerate(lines)]
    for block in (text.BLOCK, 700):
        monkeypatch.setattr(text, "BLOCK", block)
        out = tmp_path / f"out-{block}"
        report = decided(written(tmp_path, *lines), out)
        refused = refused_of(out)
        assert {row["row"]: row[UNREADABLE] for row in refused} == wrong
        assert all("unreadable_value" in row["reasons"] for row in refused)
        assert report.manifest.answered == len(answers_of(out)) == 300 - len(wrong)
        answered = [f"p{n}" for n in range(300) if n not in wrong]
        assert [row["person_id"] for row in answers_of(out)] == answered
        assert report.total.people == 300


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"{HEADER}\n{SOUND.format(n='中')}\n".encode("gb18030"), "not_utf8"),
        (HEADER.replace("aid", "资助").encode("gb18030") + b"\n", "not_utf8"),
        (f"{HEADER}\n{SOUND}\n".encode("utf-16"), "not_utf8"),
        (f"{HEADER}\n".encode() + (SOUND + "\n").encode() * 200_000 + b"\xe4\xb8", "not_utf8"),
        (b"", "file_unreadable"),
        (b"\n\n", "file_unreadable"),
        (HEADER.replace(",", ";").encode(), "missing_column"),
        (HEADER.replace("born", "borne").encode() + b"\n", "unknown_column"),
        (HEADER.encode() + b",born\n", "repeated_column"),
        (b"person_id,place\n", "missing_column"),
        (b"PAR1\x00\x01\xff\xfe" * 100, "not_utf8"),
    ],
)
def test_a_file_that_is_not_people_as_csv_is_told_and_leaves_nothing(content: bytes, code: str, tmp_path: Path) -> None:
    people = tmp_path / "in.csv"
    people.write_bytes(content)
    assert code in codes("determine", people, tmp_path / "out")
    assert list(tmp_path.iterdir()) == [people]


def test_where_a_file_is_not_utf8_is_told(tmp_path: Path) -> None:
    people = written(tmp_path, SOUND.format(n=1), SOUND.format(n="中"))
    people.write_bytes(people.read_text(encoding="utf-8").encode("gb18030"))
    result = run("population", "determine", people, tmp_path / "out", "--lang", "en")
    assert result.exit_code == 2
    assert f"not UTF-8 (at byte {people.read_bytes().index('中'.encode('gb18030'))})" in result.stderr


def test_a_corrected_file_is_decided_without_more_ado(tmp_path: Path) -> None:
    people = written(tmp_path, SOUND.format(n="中"))
    people.write_bytes(people.read_text(encoding="utf-8").encode("gb18030"))
    assert codes("determine", people, tmp_path / "out") == ["not_utf8"]
    assert decided(written(tmp_path, SOUND.format(n=1)), tmp_path / "out").manifest.answered == 1


def test_a_header_alone_is_nobody(tmp_path: Path) -> None:
    report = decided(written(tmp_path), tmp_path / "out")
    assert report.manifest.rows == 0
    assert [path.name for path in (tmp_path / "out").glob("*.parquet")] == ["part-00000.parquet"]


def test_csv_files_of_a_folder_must_have_the_same_columns(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    written(folder, SOUND.format(n=1)).rename(folder / "a.csv")
    written(folder, SOUND.format(n=2)).rename(folder / "b.CSV")
    assert decided(folder, tmp_path / "both").manifest.answered == 2
    narrow = ",".join(SOUND.format(n=3).split(",")[:8])
    written(folder, narrow, header=HEADER.removesuffix(",aid,original_limit_fen")).rename(folder / "c.csv")
    result = run("population", "determine", folder, tmp_path / "out", "--lang", "en")
    assert result.exit_code == 2
    assert "c.csv: aid\n   Column aid is missing" in result.stderr
    assert "c.csv: original_limit_fen" in result.stderr
    assert not list(tmp_path.glob("out*"))


def test_the_columns_of_text_are_those_of_people() -> None:
    assert text.header_schema(PEOPLE_SCHEMA.names) == PEOPLE_SCHEMA
    assert many_people(10).schema == PEOPLE_SCHEMA
