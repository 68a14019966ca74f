"""Rows of CSV files: what stands where, and in which row a person sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.feeds.made_feeds import HELPED, bytes_file, csv_file, csv_text, opened, raw_rows, row_of

from canbao.basis.errors import BadInputError
from canbao.feeds import reading_text
from canbao.feeds.reading_layout import MISSHAPEN, ROW

ROWS = [row_of(order) for order in range(1, 8)]
TEXT = csv_text(ROWS)
HEADING, FIRST = TEXT.split("\r\n")[:2]


def rows_in(folder: Path, text: str, encoding: str = "utf-8") -> list[tuple[int, str | None, str | None]]:
    """Of each row its number, its name and its cells where they are too many or too few."""
    file = opened(bytes_file(folder, text.encode(encoding)))
    return [(row[ROW], row["name"], row[MISSHAPEN]) for row in raw_rows(file)]


def refused(folder: Path, content: bytes) -> tuple[str, str]:
    """Why a file is refused, code and words."""
    with pytest.raises(BadInputError) as caught:
        raw_rows(opened(bytes_file(folder, content)))
    (one,) = caught.value.findings
    return one.code, one.message.en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_same_rows_however_a_file_is_written(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    path = csv_file(tmp_path, ROWS, encoding=encoding, delimiter=delimiter, end=end)
    file = opened(path)
    assert (file.layout.delimiter, file.layout.encoding) == (delimiter, encoding)
    assert [list(row.values())[:14] for row in raw_rows(file)] == [
        [cell or None for cell in row.values()] for row in ROWS
    ]


def test_the_first_row_under_the_headings_is_row_two(tmp_path: Path) -> None:
    assert [row for row, _, _ in rows_in(tmp_path, TEXT)] == [2, 3, 4, 5, 6, 7, 8]


def test_a_line_end_inside_a_cell_is_no_new_row(tmp_path: Path) -> None:
    text = TEXT.replace("合成甲00000001", '"合成甲\r\n00000001"')
    assert rows_in(tmp_path, text)[0] == (2, "合成甲\r\n00000001", None)
    assert rows_in(tmp_path, text)[1][0] == 3


def test_rows_above_the_headings_and_empty_ones_count(tmp_path: Path) -> None:
    text = f'名单,"2026年\r\n11月"\r\n\r\n{HEADING}\r\n{FIRST}\r\n\r\n,,,,,,,,,,,,,\r\n{FIRST}\r\n'
    assert [row for row, _, _ in rows_in(tmp_path, text)] == [4, 7]


def test_rows_with_other_cells_stand_in_their_place(tmp_path: Path) -> None:
    text = f"{HEADING}\r\na,b\r\n{FIRST}\r\n{FIRST},z\r\nc\r\n{FIRST}\r\nd,e\r\n"
    found = rows_in(tmp_path, text)
    assert [row for row, _, _ in found] == [2, 3, 4, 5, 6, 7]
    assert [cells is not None for _, _, cells in found] == [True, False, True, True, False, True]
    assert found[0][2] == '["a", "b"]'
    assert found[3] == (5, None, '["c"]')


def test_empty_cells_beyond_the_headings_do_no_harm(tmp_path: Path) -> None:
    assert rows_in(tmp_path, TEXT.replace("\r\n", ",,\r\n")) == rows_in(tmp_path, TEXT)


def test_rows_set_aside_are_found_again_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block holds a dozen rows; every third row has a cell too many."""
    monkeypatch.setattr(reading_text, "LEAST_BLOCK", 1 << 11)
    monkeypatch.setattr(reading_text, "MOST_BLOCK", 1 << 11)
    lines = [FIRST + ",z" * (at % 3 == 0) for at in range(200)]
    found = rows_in(tmp_path, "\r\n".join([HEADING, *lines]) + "\r\n")
    assert [row for row, _, _ in found] == list(range(2, 202))
    assert [cells is not None for _, _, cells in found] == [at % 3 == 0 for at in range(200)]


def test_a_file_of_rows_with_other_cells_alone(tmp_path: Path) -> None:
    found = rows_in(tmp_path, HEADING + "\r\n" + "a,b\r\n" * 5)
    assert [(row, cells) for row, _, cells in found] == [(at, '["a", "b"]') for at in range(2, 7)]


def test_an_apostrophe_before_a_formula_falls_away(tmp_path: Path) -> None:
    text = csv_text([row_of(note="'=1+1"), row_of(2, note="''-1"), row_of(3, note="'好'")])
    notes = [row["note"] for row in raw_rows(opened(bytes_file(tmp_path, text.encode())))]
    assert notes == ["=1+1", "'-1", "'好'"]


def test_an_empty_file_of_headings_is_a_warning(tmp_path: Path) -> None:
    for text in (HEADING, HEADING + "\r\n"):
        file = opened(bytes_file(tmp_path, text.encode()))
        assert raw_rows(file) == []
        assert [(one.code, one.severity) for one in file.findings] == [("feed_only_headings", "warning")]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\r\n\r\n", b" , ,\r\n"])
def test_a_file_in_which_nothing_stands_is_empty(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content)[0] == "feed_file_empty"


def test_a_file_that_breaks_off_in_a_row_is_refused(tmp_path: Path) -> None:
    code, message = refused(tmp_path, TEXT.encode()[:-60])
    assert code == "feed_file_truncated"
    assert "row 8" in message


def test_a_file_that_breaks_off_in_a_character_is_refused(tmp_path: Path) -> None:
    content = TEXT.encode()
    code, message = refused(tmp_path, content[: content.rindex("男".encode()) + 2])
    assert code == "feed_file_truncated"
    assert "row 8" in message


def test_a_last_row_without_a_line_end_is_whole(tmp_path: Path) -> None:
    assert rows_in(tmp_path, TEXT.rstrip("\r\n")) == rows_in(tmp_path, TEXT)


def test_a_short_last_row_with_a_line_end_is_a_row(tmp_path: Path) -> None:
    assert rows_in(tmp_path, TEXT + "a,b\r\n")[-1] == (9, None, '["a", "b"]')


def test_a_quotation_mark_left_open_at_the_end(tmp_path: Path) -> None:
    content = (TEXT + FIRST.replace("合成甲", '"合成甲') + "\r\n" + FIRST + "\r\n").encode()
    assert refused(tmp_path, content)[0] == "feed_quote_left_open"
    last_cell = TEXT.replace("否,,\r\n", '否,,"\r\n', 1).encode()
    assert refused(tmp_path, last_cell)[0] == "feed_quote_left_open"


def test_a_quotation_mark_left_open_in_a_large_file(tmp_path: Path) -> None:
    content = TEXT + FIRST.replace("合成甲", '"合成甲') + "\r\n" + (FIRST + "\r\n") * 20_000
    code, message = refused(tmp_path, content.encode())
    assert code == "feed_quote_left_open"
    assert "row" in message


def test_a_quotation_mark_inside_a_cell_is_a_character(tmp_path: Path) -> None:
    text = csv_text([row_of(note="甲"), row_of(2, note="乙")]).replace("甲\r\n", '5" 甲\r\n')
    notes = [row["note"] for row in raw_rows(opened(bytes_file(tmp_path, text.encode())))]
    assert notes == ['5" 甲', "乙"]


def test_columns_that_the_feed_does_not_know_are_kept_as_they_stand(tmp_path: Path) -> None:
    rows = [{"序号": str(at), **row} for at, row in enumerate(ROWS)]
    file = opened(csv_file(tmp_path, rows), HELPED)
    assert file.layout.names[0] == "#0"
    assert [row["#0"] for row in raw_rows(file)] == [str(at) for at in range(7)]
