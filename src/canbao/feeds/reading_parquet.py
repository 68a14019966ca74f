"""Rows of a Parquet file: columns of any type that has a text; their names count as row 1, like headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.feeds.about_file import AboutFile
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_headings import find_headings, shown
from canbao.feeds.reading_layout import BATCH_ROWS, Layout, numbered, raw_batch
from canbao.feeds.reading_workbook import number_text

FIRST_ROW = 2
MIDNIGHT = " 00:00:00"


def layout_of(about: AboutFile, feed: Feed) -> tuple[Layout, list[list[str]]]:
    """The layout of a Parquet file, and its headings. Raises BadInputError: damaged, or a column is no cells."""
    try:
        schema = pq.read_schema(about.path)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(about, error) from error
    rows = [list(schema.names)]
    headings = find_headings(feed, rows)
    found = [
        finding("feed_column_type", about.path.name, name=shown(field.name), given=str(field.type))
        for field, name in zip(schema, headings.columns, strict=True)
        if name is not None and not has_text(field.type)
    ]
    if found:
        raise BadInputError(found)
    return Layout("parquet", headings), rows


def batches_of(about: AboutFile, layout: Layout) -> Iterator[Any]:
    """The raw batches of a Parquet file. Raises BadInputError where it is damaged."""
    first = FIRST_ROW
    try:
        with pq.ParquetFile(about.path, page_checksum_verification=True) as file:
            for batch in file.iter_batches(BATCH_ROWS, use_threads=False):
                cells = [text_of(column) for column in batch.columns]
                yield raw_batch(layout, cells, numbered(first, batch.num_rows))
                first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _damaged(about, error) from error


def has_text(kind: Any) -> bool:
    """Whether values of a type can be read as cells."""
    if pa.types.is_dictionary(kind):
        return has_text(kind.value_type)
    types = pa.types
    checks = (types.is_string, types.is_large_string, types.is_string_view, types.is_integer, types.is_floating)
    others = (types.is_date, types.is_timestamp, types.is_boolean, types.is_decimal, types.is_null)
    return any(check(kind) for check in (*checks, *others))


def text_of(column: Any) -> Any:
    """A column as text, null where nothing stands; one that has none is all null."""
    kind = column.type
    if not has_text(kind):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_dictionary(kind):
        return text_of(column.cast(kind.value_type))
    if pa.types.is_floating(kind):
        distinct = column.cast(pa.float64()).dictionary_encode()
        texts = [number_text(number) if number == number else None for number in distinct.dictionary.to_pylist()]
        return pa.array(texts, pa.string()).take(distinct.indices)
    if pa.types.is_timestamp(kind):
        text = pc.strftime(column.cast(pa.timestamp("s", kind.tz), safe=False), "%Y-%m-%d %H:%M:%S")
        return pc.replace_substring_regex(text, MIDNIGHT + "$", "")
    if pa.types.is_date64(kind):
        column = column.cast(pa.date32())
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _damaged(about: AboutFile, error: Exception) -> BadInputError:
    return BadInputError([finding("feed_parquet_damaged", about.path.name, reason=shorten(error))])
