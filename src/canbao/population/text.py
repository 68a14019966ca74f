"""People as CSV: every column as text, read into its type; what cannot be read makes the row faulty, not the file.

Dates are YYYY-MM-DD, an empty cell is null, and the three lists are JSON: ``[3, 3, 7]``,
``[{"kind": "left_service", "on": "2025-01-31"}]``. A row that cannot be read keeps its text among the refused rows.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from canbao.basis.day_text import day_in
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.population.batch import PEOPLE_SCHEMA, schema_findings
from canbao.population.columns import UNREADABLE
from canbao.population.source import differing_columns, unreadable

BLOCK = 8 << 20
ROW_GROUP = 262_144
LONGEST_HEADER = 1 << 16
FIRST_ROW = 2
"""The number of the first line under the header, as the reader counts them."""
MOST_DIGITS = 100
"""Digits of a number that are looked at; no column holds so many."""


def check_files(sources: Iterable[Path]) -> None:
    """Raises BadInputError for files that cannot be read as text, and for all that is wrong with their columns."""
    schemas, found = dict[str, Any](), list[Finding]()
    for source in sources:
        try:
            schemas[source.name] = header_schema(column_names(source))
            found += schema_findings(schemas[source.name], source.name)
            must_be_utf8(source)
        except BadInputError as bad:
            found += bad.findings
    found = found or differing_columns(schemas)
    if found:
        raise BadInputError(found)


def header_schema(names: Iterable[str]) -> Any:
    """The columns of a header, in the types they will have."""
    return pa.schema(
        [PEOPLE_SCHEMA.field(name) if name in PEOPLE_SCHEMA.names else pa.field(name, pa.null()) for name in names]
    )


def column_names(source: Path) -> list[str]:
    """The names in the first line of a file. Raises BadInputError where it has none, or is not UTF-8."""
    try:
        with source.open("rb") as file:
            line = file.readline(LONGEST_HEADER).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError([finding("not_utf8", str(source), offset=error.start)]) from error
    except OSError as error:
        raise unreadable(source, error) from error
    names = next(csv.reader([line]), [])
    if not names:
        raise unreadable(source, Text("没有表头", "it has no header"))
    return names


def convert(source: Path, target: Path) -> None:
    """A CSV file of people as Parquet. Raises BadInputError for a file that is none; OSError where it cannot write."""
    schema = people_schema(column_names(source))
    with pq.ParquetWriter(target, schema, compression="zstd", write_page_checksum=True) as writer:
        for batch in batches_of(source, schema):
            writer.write_batch(batch, row_group_size=ROW_GROUP)


def people_schema(names: Iterable[str]) -> Any:
    """The columns of people made from text, with the text of the rows that cannot be read."""
    return header_schema(names).append(pa.field(UNREADABLE, pa.string()))


def batches_of(source: Path, schema: Any) -> Iterator[Any]:
    """The rows of a CSV file in the types of people, in their order. Raises BadInputError for a file that is none."""
    for texts, misshapen in blocks_of(source, schema.names[:-1]):
        good, made = typed(texts, schema), list[Any]()
        for at, line in misshapen:
            done = sum(one.num_rows for one in made)
            made += [good.slice(0, at - done), unread_row(line, schema)]
            good = good.slice(at - done)
        if good.num_rows or made:
            yield pa.concat_batches([*made, good])


def blocks_of(source: Path, names: list[str]) -> Iterator[tuple[Any, list[tuple[int, str]]]]:
    """The blocks of a CSV file, all columns text; with each the lines that have more or fewer cells than the header,
    and the positions among its rows where they stood."""
    misshapen: deque[tuple[int, str]] = deque()

    def set_aside(row: Any) -> str:
        misshapen.append((row.number - FIRST_ROW, row.text))
        return "skip"

    first = 0
    try:
        with open_csv(source, names, set_aside) as reader:
            for block in chain(reader, [pa.RecordBatch.from_pylist([], reader.schema)]):
                own: list[tuple[int, str]] = []
                while misshapen and misshapen[0][0] - first <= block.num_rows + len(own):
                    position, line = misshapen.popleft()
                    own.append((position - first, line))
                first += block.num_rows + len(own)
                yield block, own
            assert not misshapen, "every line is among the rows"
    except (pa.ArrowException, OSError) as error:
        raise unreadable(source, error) from error


def open_csv(source: Path, names: Iterable[str], set_aside: Callable[[Any], str]) -> Any:
    """A streaming reader of a CSV file, all columns text. set_aside: is told the lines with other cells."""
    return pacsv.open_csv(
        source,
        read_options=pacsv.ReadOptions(block_size=BLOCK, use_threads=False),
        parse_options=pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=set_aside),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
        ),
    )


def must_be_utf8(source: Path) -> None:
    """Raises BadInputError for a file that is not UTF-8, saying where; before it is parsed, which would not say it."""
    decoder, offset = codecs.getincrementaldecoder("utf-8")(), 0
    try:
        with source.open("rb") as file:
            for block in chain(iter(partial(file.read, BLOCK), b""), [b""]):
                begun = len(decoder.getstate()[0])
                try:
                    decoder.decode(block, final=not block)
                except UnicodeDecodeError as error:
                    at = offset - begun + error.start
                    raise BadInputError([finding("not_utf8", str(source), offset=at)]) from error
                offset += len(block)
    except OSError as error:
        raise unreadable(source, error) from error


def unread_row(line: str, schema: Any) -> Any:
    """A row of which only the text is known."""
    row = dict.fromkeys(schema.names) | {UNREADABLE: line}
    return pa.RecordBatch.from_pylist([row], schema)


def typed(batch: Any, schema: Any) -> Any:
    """A batch of text in the types of people; the text of rows that cannot be read beside it."""
    wrong = pa.array([False] * batch.num_rows, pa.bool_())
    columns = []
    for name in batch.schema.names:
        column, unread = column_of(batch.column(name), schema.field(name).type)
        columns.append(column)
        wrong = pc.or_(wrong, unread)
    return pa.RecordBatch.from_arrays([*columns, text_of(batch, wrong)], schema=schema)


def text_of(batch: Any, rows: Any) -> Any:
    """The text of some rows as JSON, null for the others."""
    texts: list[str | None] = [None] * batch.num_rows
    for row in pc.indices_nonzero(rows).to_pylist():
        texts[row] = json.dumps(batch.slice(row, 1).to_pylist()[0], ensure_ascii=False)
    return pa.array(texts, pa.string())


def column_of(texts: Any, wanted: Any) -> tuple[Any, Any]:
    """A column of text in its type, null where it cannot be read; and where that is."""
    if wanted == pa.string():
        return texts, pa.array([False] * len(texts), pa.bool_())
    distinct = pc.dictionary_encode(texts)
    read = [reader_of(wanted)(text) for text in distinct.dictionary.to_pylist()]
    values = pa.array(read, wanted).take(distinct.indices)
    return values, pc.and_(pc.is_valid(texts), pc.is_null(values))


def reader_of(wanted: Any) -> Callable[[str], Any]:
    """What reads a cell of a type: the value, or None where it cannot be read."""
    if wanted == pa.date32():
        return day_in
    if pa.types.is_integer(wanted):
        bounds = (-(1 << (wanted.bit_width - 1)), (1 << (wanted.bit_width - 1)) - 1)
        return lambda text: whole_number(text, *bounds)
    return lambda text: list_in(text, wanted)


def whole_number(text: str, least: int, most: int) -> int | None:
    """A whole number of a range."""
    digits = text.strip()
    bare = digits.removeprefix("-")
    if not bare.isascii() or not bare.isdigit() or len(bare) > MOST_DIGITS:
        return None
    number = int(digits)
    return number if least <= number <= most else None


def list_in(text: str, wanted: Any) -> Any:
    """A list written as JSON, of the wanted type."""
    try:
        entries = json.loads(text)
        if not isinstance(entries, list):
            return None
        if pa.types.is_struct(wanted.value_type):
            entries = [struct_in(entry, wanted.value_type) for entry in entries]
        elif not all(entry is None or type(entry) is int for entry in entries):
            return None
        pa.array([entries], wanted)
    except (ValueError, OverflowError, RecursionError, pa.ArrowException):
        return None
    return entries


def struct_in(entry: Any, wanted: Any) -> dict[str, Any]:
    """An entry of a list: known keys only, its days as days. Raises ValueError for anything else."""
    fields = {field.name: field.type for field in wanted}
    if not isinstance(entry, dict) or not set(entry) <= set(fields):
        raise ValueError(entry)
    return {name: day_of(value) if fields[name] == pa.date32() else value for name, value in entry.items()}


def day_of(value: Any) -> date | None:
    """A day or null. Raises ValueError for anything else."""
    day = day_in(value) if isinstance(value, str) else None
    if day is None and value is not None:
        raise ValueError(value)
    return day
