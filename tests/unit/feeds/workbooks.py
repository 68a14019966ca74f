"""Workbooks as departments make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.unit.feeds.made_feeds import NAME
from xlsxwriter import Workbook  # type: ignore[import-untyped]


def workbook_file(
    folder: Path,
    rows: Sequence[dict[str, Any]],
    *,
    convert: Callable[[str, str], Any] = lambda _, cell: cell,
    above: Sequence[str] = (),
    name: str = NAME,
) -> Path:
    """Rows as a workbook with a sheet of explanations before them.

    convert: makes another cell of a heading and a text. above: lines over the headings.
    """
    path = folder / f"{name}.xlsx"
    with Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        workbook.add_worksheet("说明").write_string(0, 0, "如何填写")
        sheet = workbook.add_worksheet("数据")
        for at, text in enumerate(above):
            sheet.write_string(at, 0, text)
        for column, heading in enumerate(rows[0]):
            sheet.write_string(len(above), column, heading)
        for at, row in enumerate(rows, len(above) + 1):
            for column, (heading, text) in enumerate(row.items()):
                _write(sheet, at, column, convert(heading, text), day)
    return path


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
    elif cell:
        sheet.write_string(row, column, cell)
