"""Lists written to a file: CSV or a workbook, readable by its owner alone, there only when all of it is written."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten

UNFINISHED = ".unfinished"
OWNER_ALONE = 0o600
NO_FOLDER = Text("没有这个目录", "there is no such folder")


@contextmanager
def exporting(out: Path, kinds: Sequence[str] = (".csv", ".xlsx")) -> Iterator[Path]:
    """A path to write to, which becomes ``out`` when the block ends well and is removed when it does not.

    Raises BadInputError where ``out`` is there already, cannot be written, or is of another kind.
    """
    unfinished = out.with_name(out.name + UNFINISHED)
    if out.suffix.lower() not in kinds:
        raise BadInputError([finding("export_kind_unknown", "--out", expected=", ".join(kinds))])
    if out.exists():
        raise BadInputError([finding("output_exists", "--out", path=str(out))])
    if not out.parent.is_dir():
        raise BadInputError([finding("file_unwritable", f"--out {out}", reason=NO_FOLDER)])
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE))
        unfinished.chmod(OWNER_ALONE)
    except OSError as error:
        reason = shorten(error.strerror or error)
        raise BadInputError([finding("file_unwritable", f"--out {out}", reason=reason)]) from error
    try:
        yield unfinished
        unfinished.rename(out)
    finally:
        unfinished.unlink(missing_ok=True)


def write_list(path: Path, kind: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a list with its heads; how many rows it has. kind: ``.csv`` or ``.xlsx``."""
    return _workbook(path, heads, rows) if kind.lower() == ".xlsx" else _csv(path, heads, rows)


def _csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """With a byte-order mark, so that a spreadsheet reads the Chinese; nothing in it is taken for a formula."""
    from canbao.feeds.reading_guarded import guarded

    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for row in rows:
            writer.writerow([guarded("" if cell is None else str(cell)) for cell in row])
            written += 1
    return written


def _workbook(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Every cell is text."""
    import xlsxwriter  # type: ignore[import-untyped]

    written = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head)
        for row in rows:
            written += 1
            for at, cell in enumerate(row):
                sheet.write_string(written, at, "" if cell is None else str(cell))
    return written
