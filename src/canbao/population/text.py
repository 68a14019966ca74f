"""People as CSV: every column as text, read into its type; what cannot be read makes the row faulty, not the file.

Dates are YYYY-MM-DD, an empty cell is null, and the three lists are JSON: ``[3, 3, 7]``,
``[{"kind": "left_service", "on": "2025-01-31"}]``. A row that cannot be read keeps its text among the refused rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from canbao.basis.day_text import day_in
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.population.batch import PEOPLE_SCHEMA, schema_findings
from canbao.population.columns import UNREADABLE

BLOCK = 8 << 20
ROW_GROUP = 262_144


def convert(source: Path, target: Path) -> None:
    """A CSV file of people as Parquet. Raises BadInputError for a file that is none, or whose columns are wrong."""
    try:
        with open_csv(source) as reader:
            found = header_findings(reader.schema.names, source.name)
            if found:
                raise BadInputError(found)
            schema = pa.schema([PEOPLE_SCHEMA.field(name) for name in reader.schema.names])
            schema = schema.append(pa.field(UNREADABLE, pa.string()))
            with pq.ParquetWriter(target, schema, compression="zstd") as writer:
                for batch in reader:
                    writer.write_batch(typed(batch, schema), row_group_size=ROW_GROUP)
    except (pa.ArrowException, OSError) as error:
        raise BadInputError([finding("file_unreadable", str(source), reason=shorten(error))]) from error


def open_csv(source: Path) -> Any:
    """A streaming reader of a CSV file, all columns text."""
    with source.open("rb") as file:
        names = file.readline().decode("utf-8-sig", errors="replace").strip().split(",")
    types = {name.strip().strip('"'): pa.string() for name in names}
    return pacsv.open_csv(
        source,
        read_options=pacsv.ReadOptions(block_size=BLOCK, use_threads=False),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True),
    )


def header_findings(names: list[str], about: str) -> list[Any]:
    """What is wrong with the names of the columns."""
    known = [PEOPLE_SCHEMA.field(name) if name in PEOPLE_SCHEMA.names else pa.field(name, pa.null()) for name in names]
    return schema_findings(pa.schema(known), about)


def typed(batch: Any, schema: Any) -> Any:
    """A batch of text in the types of people; the text of rows that cannot be read beside it."""
    wrong = pa.array([False] * batch.num_rows)
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
        return texts, pa.array([False] * len(texts))
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
    if not digits.removeprefix("-").isascii() or not digits.removeprefix("-").isdigit():
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
        pa.array([entries], wanted)
    except (ValueError, TypeError, KeyError, pa.ArrowException):
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
