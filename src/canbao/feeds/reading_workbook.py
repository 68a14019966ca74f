"""Rows of an XLSX workbook: from the sheet that has the headings.

What a spreadsheet took for a number comes as it shows it: whole numbers in digits, and those of sixteen and more digits
as 4.30191198001011E+17, because it keeps only fifteen, so that a certificate number among them is told to be damaged
and not taken. Days come as 2025-03-01. A cell with an error comes empty.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten
from canbao.feeds.about_file import AboutFile
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_headings import ROWS_LOOKED_AT, find_headings
from canbao.feeds.reading_layout import BATCH_ROWS, Layout, numbered, raw_batch

EXACT: Final = 10**15
"""Spreadsheets keep fifteen digits of a number; from here on the last ones are lost."""
MOST_UNPACKED: Final = 4 << 30
"""Bytes that a workbook may have when unpacked."""
WORKBOOK: Final = "xl/workbook.xml"
NO_WORKBOOK = Text("压缩包，其中没有工作簿", "an archive without a workbook")


class Workbook:
    """An open workbook. The sheet that was looked at first is kept until its rows have been read."""

    def __init__(self, about: AboutFile) -> None:
        self.about = about
        _must_be_whole(about)
        self._kept: dict[str, Any] = {}

    def layout_of(self, feed: Feed) -> tuple[Layout, list[list[str]]]:
        """The layout of the sheet that has most of the headings; and its first rows."""
        import python_calamine as calamine

        best: tuple[Layout, list[list[str]]] | None = None
        with self._open() as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ != calamine.SheetTypeEnum.WorkSheet or sheet.visible != calamine.SheetVisibleEnum.Visible:
                    continue
                data = self._sheet(workbook, sheet.name)
                rows = [[text_of(cell) for cell in row] for row in islice(data.iter_rows(), ROWS_LOOKED_AT)]
                headings = find_headings(feed, rows or [[]])
                if best is None or headings.known > best[0].headings.known:
                    best = Layout("xlsx", headings, sheet=sheet.name), rows
                    self._kept = {sheet.name: data}
        if best is None or not best[1]:
            raise BadInputError([finding("feed_file_empty", self.about.path.name)])
        return best

    def batches_of(self, layout: Layout) -> Iterator[Any]:
        """The raw batches of a sheet."""
        sheet = self._kept.get(layout.sheet)
        if sheet is None:
            with self._open() as workbook:
                sheet = self._sheet(workbook, layout.sheet)
        rows, first = sheet.iter_rows(), layout.headings.row + 1
        for _ in islice(rows, layout.headings.row):
            pass
        while chunk := list(islice(rows, BATCH_ROWS)):
            cells = [column_of(column) for column in zip(*chunk, strict=True)]
            yield raw_batch(layout, cells, numbered(first, len(chunk)))
            first += len(chunk)
        self._kept.clear()

    def _open(self) -> Any:
        import python_calamine as calamine

        try:
            return calamine.load_workbook(self.about.path)
        except (calamine.CalamineError, OSError) as error:
            raise _damaged(self.about, error) from error

    def _sheet(self, workbook: Any, name: str) -> Any:
        import python_calamine as calamine

        try:
            return workbook.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError) as error:
            raise _damaged(self.about, error) from error


def _must_be_whole(about: AboutFile) -> None:
    """Raises BadInputError for an archive that is damaged, too large or no workbook."""
    try:
        with zipfile.ZipFile(about.path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                limit = f"{MOST_UNPACKED >> 30} GiB"
                raise BadInputError([finding("feed_file_too_large", about.path.name, limit=limit)])
            if WORKBOOK not in archive.namelist():
                raise BadInputError([finding("feed_kind_unknown", about.path.name, what=NO_WORKBOOK)])
            if any(part.flag_bits & 1 for part in parts):
                raise BadInputError([finding("feed_workbook_protected", about.path.name)])
            bad = archive.testzip()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(about, error) from error
    except Exception as error:  # zlib.error is no ValueError, and other packings have errors of their own
        if isinstance(error, BadInputError):
            raise
        raise _damaged(about, error) from error
    if bad is not None:
        raise _damaged(about, bad)


def _damaged(about: AboutFile, reason: object) -> BadInputError:
    return BadInputError([finding("feed_workbook_damaged", about.path.name, reason=shorten(reason))])


def column_of(cells: Sequence[Any]) -> Any:
    """A column of cells as text, null where nothing stands."""
    try:
        texts = pa.array(cells, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        texts = pa.array([cell if type(cell) is str else text_of(cell) for cell in cells], pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def text_of(cell: Any) -> str:
    """A cell as text, as the spreadsheet would show it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime):
        day = cell.date().isoformat()
        return day if cell.time() == time() else f"{day} {cell.time().isoformat('seconds')}"
    return cell.isoformat() if isinstance(cell, date | time) else _duration(cell)


def _duration(cell: timedelta) -> str:
    """A duration in days, as the number behind it."""
    return number_text(cell / timedelta(days=1))


def number_text(number: float) -> str:
    """A number as text: whole in digits while they are exact, else with an exponent; others with fifteen digits."""
    if abs(number) >= EXACT:
        return f"{number:.14E}"
    return str(int(number)) if number == int(number) else f"{number:.15g}"
