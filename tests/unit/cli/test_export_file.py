"""Lists written to files: there when whole, for their owner's eyes, nothing in them taken for a formula."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from canbao.basis.errors import BadInputError
from canbao.cli.export_file import exporting, write_list

ROWS: list[list[Any]] = [["=1+1", None, date(2026, 11, 29)], ["-甲", 7, "a,b"]]


def written(out: Path) -> int:
    """Write the rows."""
    with exporting(out) as unfinished:
        assert not out.exists()
        assert stat.S_IMODE(unfinished.stat().st_mode) == 0o600
        return write_list(unfinished, out.suffix, ["一", "二", "三"], ROWS)


def test_a_csv_file_opens_in_a_spreadsheet_as_it_was_meant(tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    assert written(out) == 2
    assert out.read_bytes().decode("utf-8-sig").splitlines() == ["一,二,三", "'=1+1,,2026-11-29", '\'-甲,7,"a,b"']
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_holds_text_alone(tmp_path: Path) -> None:
    out = tmp_path / "list.XLSX"
    assert written(out) == 2
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert rows == [["一", "二", "三"], ["=1+1", "", "2026-11-29"], ["-甲", "7", "a,b"]]


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exporting(tmp_path / "list.csv") as unfinished:
        write_list(unfinished, ".csv", ["一"], ([1 // turn] for turn in (1, 0)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("list.doc", "export_kind_unknown"), ("no/list.csv", "file_unwritable"), ("is.csv", "output_exists")],
)
def test_where_nothing_can_be_written_nothing_is(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "is.csv").write_text("kept", "utf-8")
    with pytest.raises(BadInputError) as refused, exporting(tmp_path / name):
        pass
    assert [found.code for found in refused.value.findings] == [code]
    assert (tmp_path / "is.csv").read_text("utf-8") == "kept"
