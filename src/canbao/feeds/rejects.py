"""The rejected rows of a file as a file of their own, laid out like it, with the reasons at the end of each row.

The office corrects it and imports it again: reading passes over the columns of reasons. A cell that nobody touches
comes back as the value that it was. In CSV a cell that a spreadsheet would run as a formula is written with an
apostrophe before it, which reading takes away again (``reading_guarded``); in XLSX every cell is text, which nothing
runs and no spreadsheet rounds. A row with more cells than headings keeps those beyond them behind the reasons.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, shorten
from canbao.feeds.reading import FeedFile
from canbao.feeds.reading_encoding import UTF_8_MARKED
from canbao.feeds.reading_guarded import guarded
from canbao.feeds.reading_headings import REASON_HEADINGS
from canbao.feeds.reading_layout import MISSHAPEN, ROW, Layout

Spreadsheet = Literal["csv", "xlsx"]

LONGEST_CELL: Final = 32_767
"""Characters that a cell of a workbook holds."""
WIDTH: Final = 20
WIDTH_OF_REASON: Final = 60
TEXT: Final = "@"
"""The format of a cell that stays text, also when somebody types digits into it."""
OWN_ONLY: Final = 0o600
"""The file has names and numbers: nobody else may read it."""
GROUP: Final = 10_000
"""Rows of a Parquet file that are written at once."""


class RejectedRow(NamedTuple):
    """A row as it stood in its file. cells: in the order of the file's own columns, and any beyond them."""

    row_number: int
    cells: tuple[str, ...]
    findings: tuple[Finding, ...]


def rejected_rows(file: FeedFile, findings: Mapping[int, Sequence[Finding]]) -> Iterator[RejectedRow]:
    """Rows of a file, read from it again. findings: by the numbers of the rows that are wanted.

    Raises BadInputError where the file breaks off.
    """
    wanted = np.array(sorted(findings), np.int32)
    own = file.layout.own
    for raw in file.batches():
        at = np.flatnonzero(np.isin(raw.column(ROW).to_numpy(), wanted))
        for row in raw.take(pa.array(at)).to_pylist() if len(at) else ():
            cells = tuple(row[file.layout.names[position]] or "" for position in own)
            if row[MISSHAPEN] is not None:
                cells = _own_cells(json.loads(row[MISSHAPEN]), file.layout)
            yield RejectedRow(row[ROW], cells, tuple(findings[row[ROW]]))


def _own_cells(every: list[str], layout: Layout) -> tuple[str, ...]:
    """The cells of a row that has more or fewer than there are headings: the file's own, then those beyond."""
    width = len(layout.headings.texts)
    padded = [*every, *[""] * (width - len(every))]
    return (*(padded[at] for at in layout.own), *padded[width:])


def write_rejects(target: Path, layout: Layout, rows: Iterable[RejectedRow], kind: Spreadsheet | None = None) -> int:
    """Write rejected rows, laid out as in the file they came from. Returns how many.

    kind: a spreadsheet's format instead of the file's own. Replaces the target all at once, or leaves it as it is.
    Raises BadInputError where it cannot be written, or a workbook cannot hold a cell.
    """
    write = {"csv": _write_csv, "xlsx": _write_xlsx, "parquet": _write_parquet}[kind or layout.kind]
    try:
        with _replacing(target) as path:
            return write(path, layout, rows)
    except OSError as error:
        raise BadInputError(
            [finding("file_unwritable", target.name, reason=shorten(error.strerror or error))]
        ) from error


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place at the end, and is gone when anything fails."""
    path = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        path.touch(OWN_ONLY)
        yield path
        path.replace(target)
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def reasons_of(row: RejectedRow) -> tuple[str, str]:
    """Why a row was rejected and what to do, in Chinese and in English: one sentence after another."""
    zh = [f"{_about(one, '：')}{one.message.zh}{one.remedy.zh}" for one in row.findings]
    en = [f"{_about(one, ': ')}{one.message.en} {one.remedy.en}" for one in row.findings]
    return "".join(zh), " ".join(en)


def _about(one: Finding, colon: str) -> str:
    """The heading that a finding is about; nothing for one about the row as a whole."""
    return one.about + colon if one.about else ""


def _headings(layout: Layout) -> list[str]:
    return [*(layout.headings.texts[at] for at in layout.own), *REASON_HEADINGS]


def _cells(layout: Layout, row: RejectedRow) -> list[str]:
    """The cells of a row with the reasons between the file's own columns and what stood beyond them."""
    own = len(layout.own)
    return [*row.cells[:own], *reasons_of(row), *row.cells[own:]]


def _write_csv(path: Path, layout: Layout, rows: Iterable[RejectedRow]) -> int:
    """CSV in the encoding and with the delimiter of the file; of a file that was none, UTF-8 with a mark and commas."""
    count = 0
    encoding, delimiter = layout.encoding or UTF_8_MARKED, layout.delimiter or ","
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(map(guarded, _headings(layout)))
        for row in rows:
            writer.writerow(map(guarded, _cells(layout, row)))
            count += 1
    return count


def _write_xlsx(path: Path, layout: Layout, rows: Iterable[RejectedRow]) -> int:
    """A workbook whose cells are all text."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    count, headings = 0, _headings(layout)
    try:
        with Workbook(str(path), {"constant_memory": True}) as workbook:
            text = workbook.add_format({"num_format": TEXT})
            sheet = workbook.add_worksheet(layout.sheet or None)
            sheet.set_column(0, len(headings) - 3, WIDTH, text)
            sheet.set_column(len(headings) - 2, len(headings) - 1, WIDTH_OF_REASON, text)
            sheet.freeze_panes(1, 0)
            _write_row(sheet, 0, headings, workbook.add_format({"bold": True, "num_format": TEXT}))
            for count, row in enumerate(rows, 1):
                cells = _cells(layout, row)
                if max(map(len, cells)) > LONGEST_CELL:
                    at = row.row_number
                    raise BadInputError([finding("rejects_cell_too_long", "", row=at, longest=LONGEST_CELL)])
                _write_row(sheet, count, cells, text)
    except FileCreateError as error:
        raise OSError(str(error)) from error
    return count


def _write_row(sheet: Any, at: int, cells: Sequence[str], text: Any) -> None:
    for column, cell in enumerate(cells):
        if cell:
            sheet.write_string(at, column, cell, text)


def _write_parquet(path: Path, layout: Layout, rows: Iterable[RejectedRow]) -> int:
    """Parquet, all columns text."""
    import pyarrow.parquet as pq

    count, schema = 0, pa.schema([pa.field(heading, pa.string()) for heading in _headings(layout)])
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True) as writer:
        for group in in_groups(rows):
            cells = zip(*(_cells(layout, row) for row in group), strict=True)
            columns = [pa.array([cell or None for cell in column], pa.string()) for column in cells]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
            count += len(group)
    return count


def in_groups(rows: Iterable[RejectedRow]) -> Iterator[list[RejectedRow]]:
    """Rows in groups, as they come."""
    every = iter(rows)
    while group := list(islice(every, GROUP)):
        yield group
