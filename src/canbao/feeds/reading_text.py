"""Rows of a CSV file: comma, tab or semicolon, any line ends, line ends inside quotation marks.

Arrow parses; rows whose cells are not as many as the headings are set aside by it and put back in their place here,
because they are somebody's rows too.
"""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.feeds.about_file import AboutFile
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_guarded import unguarded
from canbao.feeds.reading_headings import ROWS_LOOKED_AT, find_headings
from canbao.feeds.reading_layout import BATCH_ROWS, Layout, raw_batch

DELIMITERS = (",", "\t", ";")
HEAD: Final = 1 << 16
"""Bytes in which the first rows stand."""
LEAST_BLOCK: Final = 1 << 20
MOST_BLOCK: Final = 1 << 24
"""Bytes that are parsed at once: no row is longer than the least of them."""


class Astray(NamedTuple):
    """A row with other than the expected number of cells: its number and its text."""

    row: int
    text: str


def head_of(about: AboutFile) -> str:
    """The beginning of a file, decoded; it may end inside a row."""
    with about.path.open("rb") as file:
        return file.read(HEAD).decode(about.text.encoding, "ignore")


def first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows of a text."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return list(islice(rows, ROWS_LOOKED_AT)) or [[]]


def layout_of(about: AboutFile, feed: Feed) -> tuple[Layout, list[list[str]]]:
    """The layout of a CSV file, its delimiter being the one by which most headings are known; and its first rows."""
    text = head_of(about)
    every = [(delimiter, first_rows(text, delimiter)) for delimiter in DELIMITERS]
    found = [(find_headings(feed, rows), delimiter, rows) for delimiter, rows in every]
    headings, delimiter, rows = max(found, key=lambda one: (one[0].known, max(map(len, one[2]))))
    return Layout("csv", headings, about.text.encoding, delimiter), rows


def batches_of(about: AboutFile, layout: Layout) -> Iterator[Any]:
    """The raw batches of a CSV file. Raises BadInputError where it breaks off, or a quotation mark is left open."""
    if about.text.is_cut:
        raise _broken(about, "feed_file_truncated", about.text.lines + 1)
    first, last, astray = 1, None, deque[Astray]()

    def set_aside(row: Any) -> str:
        astray.append(Astray(row.number, row.text))
        return "skip"

    try:
        with _open(about, layout, set_aside) as reader:
            for block in _blocks_and_end(reader):
                own = _own(astray, first, block.num_rows)
                count = block.num_rows + len(own)
                yield _batch(about, layout, block, own, first)
                first += count
                last = (block, own) if count else last
    except (pa.ArrowException, OSError) as error:
        raise _unparsed(about, first, error) from error
    if last is not None and (found := _end_findings(about, layout, *last, first - 1)):
        raise BadInputError(found)


def _open(about: AboutFile, layout: Layout, set_aside: Callable[[Any], str]) -> Any:
    """A streaming reader of all cells as text, the rows above the headings too."""
    encoding = "utf8" if about.text.encoding.startswith("utf") else about.text.encoding
    names = layout.names
    return pacsv.open_csv(
        about.path,
        read_options=pacsv.ReadOptions(
            block_size=_block_size(about), use_threads=False, column_names=names, encoding=encoding
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
        ),
    )


def _block_size(about: AboutFile) -> int:
    """Bytes that hold about as many rows as a batch has."""
    a_row = about.size // max(about.text.lines, 1) + 1
    return min(max(a_row * BATCH_ROWS, LEAST_BLOCK), MOST_BLOCK)


def _blocks_and_end(reader: Any) -> Iterator[Any]:
    """The blocks of a reader, and an empty one for the rows set aside after the last."""
    yield from reader
    yield pa.RecordBatch.from_pylist([], reader.schema)


def _own(astray: deque[Astray], first: int, rows: int) -> list[Astray]:
    """The rows set aside that stand among so many others, from the row ``first`` on."""
    own = list[Astray]()
    while astray and astray[0].row <= first + rows + len(own):
        own.append(astray.popleft())
    return own


def _batch(about: AboutFile, layout: Layout, block: Any, own: Sequence[Astray], first: int) -> Any:
    """The raw batch of a block and of the rows set aside in it."""
    numbers = np.arange(first, first + block.num_rows + len(own), dtype=np.int32)
    cells, misshapen = block.columns, pa.nulls(len(numbers), pa.string())
    if own:
        at = np.array([one.row for one in own]) - first
        parsed = [_cells(about, layout, one) for one in own]
        order = np.empty(len(numbers), np.int64)
        order[at] = np.arange(len(own)) + block.num_rows
        order[np.delete(np.arange(len(numbers)), at)] = np.arange(block.num_rows)
        cells = _with_rows(block, parsed, layout).take(pa.array(order)).columns
        beside = [*[None] * block.num_rows, *(None if fits(row, layout) else json_of(row) for row in parsed)]
        misshapen = pa.array(beside, pa.string()).take(pa.array(order))
    if about.text.has_apostrophes:
        cells = [unguarded(column) for column in cells]
    batch = raw_batch(layout, cells, numbers, misshapen)
    return batch.filter(pc.greater(batch.column("#row"), layout.headings.row)) if first == 1 else batch


def _cells(about: AboutFile, layout: Layout, astray: Astray) -> list[str]:
    """The cells of a row set aside, without empty ones beyond the headings.

    Raises BadInputError for a cell longer than any: a quotation mark is left open.
    """
    try:
        row = next(csv.reader(io.StringIO(astray.text, newline=""), delimiter=layout.delimiter), [])
    except csv.Error as error:
        raise _broken(about, "feed_quote_left_open", astray.row) from error
    while len(row) > len(layout.headings.texts) and not row[-1].strip():
        row.pop()
    return row


def fits(row: Sequence[str], layout: Layout) -> bool:
    """Whether a row has a cell for each heading, or nothing at all."""
    return len(row) == len(layout.headings.texts) or not any(cell.strip() for cell in row)


def json_of(row: Sequence[str]) -> str:
    """The cells of a row as one text."""
    return json.dumps(list(row), ensure_ascii=False)


def _with_rows(block: Any, parsed: Sequence[Sequence[str]], layout: Layout) -> Any:
    """A block with more rows behind it: the cells of those that fit, nulls for the others."""
    width = len(layout.headings.texts)
    rows = [[cell or None for cell in row] if len(row) == width else [None] * width for row in parsed]
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.concat_batches([block, pa.RecordBatch.from_arrays(columns, schema=block.schema)])


def _end_findings(about: AboutFile, layout: Layout, block: Any, own: Sequence[Astray], row: int) -> list[Finding]:
    """What the last row says of the file: whether it breaks off there, or a quotation mark swallowed the rest."""
    text = about.text
    if own and own[-1].row == row:
        cells = _cells(about, layout, own[-1])
        is_short = len(cells) < len(layout.headings.texts) and not fits(cells, layout)
        swallows = "\n" in own[-1].text or "\r" in own[-1].text
    else:
        cells = [cell or "" for cell in block.slice(block.num_rows - 1).to_pylist()[0].values()]
        is_short, swallows = False, any("\n" in cell or "\r" in cell for cell in cells)
    if is_short and not text.ends_a_line:
        return [finding("feed_file_truncated", about.path.name, row=row)]
    if text.has_open_quote and swallows:
        return [finding("feed_quote_left_open", about.path.name, row=row)]
    return []


def _unparsed(about: AboutFile, row: int, error: Exception) -> BadInputError:
    """What stopped the parser in or after a row: mostly a quotation mark that is never closed."""
    if "straddl" in str(error) or "out of sync" in str(error):
        return _broken(about, "feed_quote_left_open", row)
    words = Text(
        f"第 {row} 行起无法读取（{shorten(error)}）", f"from row {row} on it cannot be read ({shorten(error)})"
    )
    return BadInputError([finding("file_unreadable", about.path.name, reason=words)])


def _broken(about: AboutFile, code: str, row: int) -> BadInputError:
    return BadInputError([finding(code, about.path.name, row=row)])
