"""Rows of XLSX workbooks."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.feeds.made_feeds import bytes_file, codes_of, csv_file, opened, raw_rows, row_of, typed_rows
from tests.unit.feeds.workbooks import workbook_file

from canbao.basis.errors import BadInputError
from canbao.feeds import reading_workbook
from canbao.feeds.reading_layout import ROW
from canbao.feeds.reading_workbook import text_of

ROWS = [row_of(order) for order in range(1, 8)]


def as_excel_has_it(heading: str, text: str) -> Any:
    """A cell as Excel keeps it when it is typed there."""
    if heading in ("出生日期", "认定日期"):
        return date.fromisoformat(text)
    if heading in ("月标准", "户内人数", "户籍地"):
        return float(text)
    return text == "是" if heading == "是否独居" else text


def refused(path: Path) -> str:
    """Why a workbook is refused."""
    with pytest.raises(BadInputError) as caught:
        raw_rows(opened(path))
    return caught.value.findings[0].code


def test_a_workbook_of_text_says_what_the_csv_file_says(tmp_path: Path) -> None:
    assert typed_rows(workbook_file(tmp_path, ROWS)) == typed_rows(csv_file(tmp_path, ROWS))


def test_numbers_and_days_of_a_workbook_say_the_same(tmp_path: Path) -> None:
    made = workbook_file(tmp_path, ROWS, convert=as_excel_has_it)
    assert typed_rows(made) == typed_rows(csv_file(tmp_path, ROWS))


def test_rows_are_counted_as_a_person_sees_them(tmp_path: Path) -> None:
    file = opened(workbook_file(tmp_path, ROWS, above=("2026年11月名单", "")))
    assert [row[ROW] for row in raw_rows(file)] == [4, 5, 6, 7, 8, 9, 10]
    assert (file.layout.sheet, file.layout.headings.row) == ("数据", 3)


def test_rows_can_be_read_again(tmp_path: Path) -> None:
    file = opened(workbook_file(tmp_path, ROWS))
    assert raw_rows(file) == raw_rows(file)


def test_batches_follow_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_workbook, "BATCH_ROWS", 3)
    file = opened(workbook_file(tmp_path, ROWS))
    assert [batch.num_rows for batch in file.batches()] == [3, 3, 1]
    assert [row[ROW] for row in raw_rows(file)] == [2, 3, 4, 5, 6, 7, 8]


def test_a_number_that_excel_rounded_is_told_and_not_taken(tmp_path: Path) -> None:
    """Excel keeps fifteen digits of a number of eighteen."""
    rows = [row_of(order) for order in range(1, 4)]
    made = workbook_file(tmp_path, rows, convert=lambda h, text: float(text[:17] + "0") if h == "身份证号" else text)
    assert codes_of(made) == [(row, "certificate_number", "certificate_number_rounded") for row in (2, 3, 4)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (850.5, "850.5"),
        (3.0, "3"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.3"),
        (439191901901.0, "439191901901"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1.00000000000000E+15"),
        (430191198001011234, "4.30191198001011E+17"),
        (True, "TRUE"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 4, 5), "2025-03-01 04:05:00"),
        (time(12, 0), "12:00:00"),
        (timedelta(days=45000), "45000"),
        (" 甲 ", " 甲 "),
    ],
)
def test_a_cell_as_text(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def test_workbooks_that_are_damaged_are_told_so(tmp_path: Path) -> None:
    content = workbook_file(tmp_path, ROWS).read_bytes()
    assert refused(bytes_file(tmp_path, content[: len(content) // 2], suffix=".xlsx")) == "feed_workbook_damaged"
    middle = len(content) // 3
    flipped = content[:middle] + bytes(byte ^ 0xFF for byte in content[middle : middle + 50]) + content[middle + 50 :]
    assert refused(bytes_file(tmp_path, flipped, suffix=".xlsx")) == "feed_workbook_damaged"
    assert refused(bytes_file(tmp_path, b"PK\x03\x04", suffix=".xlsx")) == "feed_workbook_damaged"


def test_an_archive_without_a_workbook_is_none(tmp_path: Path) -> None:
    path = tmp_path / "helped_2026-11_full.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.csv", "a,b")
    assert refused(path) == "feed_kind_unknown"


def test_a_workbook_that_would_fill_the_memory_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_workbook, "MOST_UNPACKED", 1000)
    assert refused(workbook_file(tmp_path, ROWS)) == "feed_file_too_large"


def test_a_workbook_in_which_nothing_stands(tmp_path: Path) -> None:
    path = workbook_file(tmp_path, [{"": ""}])
    assert refused(path) == "feed_headings_missing"
