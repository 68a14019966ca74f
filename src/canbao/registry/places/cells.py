"""The cells of a file of places, CSV or XLSX, as rows of text; and cells read as codes, days and lists."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Final

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
COMMENT: Final = "#"
"""Lines that begin with it above the headings say something of the table."""
DELIMITERS: Final = (",", "\t", ";")
HEAD_LINES: Final = 40
"""Lines from whose signs the delimiter is told."""

_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?: 00:00:00)?"
)
_BETWEEN = re.compile(r"[\s,;、，；]+")


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file that are not empty, with numbers from 1. Raises BadInputError where it cannot be read."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) in (b"PK", b"\xd0\xcf")
    except OSError as error:
        raise BadInputError([finding("file_unreadable", str(path), reason=shorten(error.strerror or error))]) from error
    rows = _of_workbook(path) if is_packed or path.suffix.lower() in WORKBOOKS else _of_text(path)
    for number, cells in rows:
        tidy = [tidied(cell) for cell in cells]
        if any(tidy):
            yield number, tidy


def tidied(cell: str) -> str:
    """A cell without the blanks around it, also those that nobody sees."""
    return cell.strip(" \t\r\n\u00a0\u3000\u200b\ufeff")


def plain(text: str) -> str:
    """A text with full-width signs made plain."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _of_text(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text file in UTF-8 or GB18030, without the remarks above the headings."""
    from canbao.feeds.reading_encoding import text_facts

    facts = text_facts(path)
    if facts.is_cut:
        raise BadInputError([finding("feed_encoding_unknown", path.name, offset=path.stat().st_size)])
    with path.open(encoding=facts.encoding, newline="") as file:
        remarks, head = 0, list[str]()
        for line in islice(file, HEAD_LINES):
            if not head and line.lstrip().startswith(COMMENT):
                remarks += 1
            else:
                head.append(line)
        delimiter = max(DELIMITERS, key="".join(head).count)
        reader = csv.reader(chain(head, file), delimiter=delimiter)
        try:
            for cells in reader:
                yield remarks + reader.line_num, cells
        except csv.Error as error:
            raise BadInputError([finding("file_unreadable", str(path), reason=shorten(error))]) from error


def _of_workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet of a workbook that has any."""
    import python_calamine as calamine

    from canbao.feeds.reading_workbook import text_of

    try:
        with calamine.load_workbook(path) as workbook:
            for name in workbook.sheet_names:
                rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                if rows:
                    yield from ((number, [text_of(cell) for cell in row]) for number, row in enumerate(rows, 1))
                    return
    except (calamine.CalamineError, OSError) as error:
        raise BadInputError([finding("feed_workbook_damaged", path.name, reason=shorten(error))]) from error


def day_written(text: str) -> date | None:
    """The day of a cell, as 2011-05-20, 2011/5/20, 2011年5月20日 or 20110520; None for what is no day."""
    match = _DAY.fullmatch(plain(text)) if text else None
    if match is None:
        return None
    year, *rest = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, *rest)
    except ValueError:
        return None


def listed(text: str) -> list[str]:
    """The parts of a cell that holds several, with blanks, commas or semicolons between."""
    return [part for part in _BETWEEN.split(plain(text)) if part] if text else []
