"""The two tables that packing reads, cover and people: their files, their columns, and what is wrong with them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.nearest import nearest
from canbao.population.batch import TYPES, expected, fits_type, is_text
from canbao.population.columns import PEOPLE, PERSON_ID, Column
from canbao.population.source import CSV, PARQUET, files_of, footer

COVER = (
    Column(PERSON_ID, "string", False, False, Text("人员编号；与人员表同类型", "the person, typed as in people")),
    Column("year", "int16", False, False, Text("年度", "the year")),
    Column("scheme", "string", False, False, Text("制度：居民、职工或其他", "resident, employee or other")),
    Column("months", "int8", True, False, Text("职工医保月数，0 至 12", "months of the employee scheme, 0 to 12")),
    Column("paid_in_window", "bool", True, False, Text("在集中参保期缴费", "paid in the enrolment window")),
    Column("reimbursed", "bool", True, False, Text("当年有报销", "had claims reimbursed that year")),
    Column(
        "bonus_used", "string", True, False, Text("用过的激励：无、零报销、不明", "bonus used: none, zero_claim, any")
    ),
)
"""The columns of cover: a row for each person, year and scheme. A whole number may be of any width."""
HISTORY = ("history", "history_ends")
"""The columns of people that packing makes."""
KINDS = TYPES | {"int8": pa.int8(), "bool": pa.bool_()}

Types = dict[str, Any]
"""The columns of a file with their Arrow types; None for text that has not been read yet."""


class Table(NamedTuple):
    """An input: its path, its files, what they hold (``.parquet`` or ``.csv``), and the columns of each."""

    path: Path
    files: tuple[Path, ...]
    suffix: str
    types: tuple[Types, ...]


class Tables(NamedTuple):
    """The two tables, without findings."""

    cover: Table
    people: Table


def tables_of(cover: Path, people: Path, *, replace_history: bool, found: list[Finding]) -> Tables:
    """The two tables. Raises BadInputError for all that is wrong with them, and for what was ``found`` before."""
    found = list(found)
    tables = {}
    for name, path, columns, suffixes in (
        ("cover", cover, COVER, (PARQUET, CSV)),
        ("people", people, PEOPLE, (PARQUET,)),
    ):
        try:
            tables[name] = table_of(path, suffixes)
        except BadInputError as bad:
            found += bad.findings
            continue
        found += column_findings(tables[name], columns)
    if "people" in tables and not replace_history:
        found += history_findings(tables["people"])
    if len(tables) == 2 and not found:
        found += person_findings(**tables)
    if found:
        raise BadInputError(found)
    return Tables(**tables)


def table_of(path: Path, suffixes: tuple[str, ...]) -> Table:
    """The files at a path, which are all of one kind. Raises BadInputError for others, and for damaged ones."""
    files = files_of(path)
    suffix = files[0].suffix.lower()
    if suffix not in suffixes:
        kinds = Text(f"{'、'.join(suffixes)} 文件", f"files of {', '.join(suffixes)}")
        raise BadInputError([finding("wrong_value", str(path), value=shorten(path.name), expected=kinds)])
    read = header_of if suffix == CSV else columns_of
    return Table(path, files, suffix, tuple(map(read, files)))


def columns_of(path: Path) -> Types:
    """The columns of a Parquet file with their types."""
    schema, _ = footer(path)
    return dict(zip(once(schema.names, path), schema.types, strict=True))


def header_of(path: Path) -> Types:
    """The columns of a CSV file, all text until they are read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            names = next(csv.reader(lines), [])
    except UnicodeDecodeError as error:
        raise BadInputError([finding("not_utf8", str(path), offset=error.start)]) from error
    except (OSError, csv.Error) as error:
        raise BadInputError([finding("file_unreadable", str(path), reason=shorten(error))]) from error
    return dict.fromkeys(once(names, path))


def once(names: list[str], path: Path) -> list[str]:
    """Names of columns. Raises BadInputError where one is there twice: which of the two is meant cannot be told."""
    twice = [shorten(name) for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise BadInputError([finding("repeated_column", f"{path}: {name}", name=name) for name in twice])
    return names


def column_findings(table: Table, columns: tuple[Column, ...]) -> Iterator[Finding]:
    """What is wrong with the columns of a table: unknown, missing, of another type, not the same in all files.

    The columns that packing makes may be missing or there, of any type.
    """
    known = {column.name: column for column in columns}
    first = table.types[0]
    for name in sorted(first.keys() - known.keys()):
        near = nearest(name, known) or "–"
        yield finding("unknown_column", f"{table.path}: {shorten(name)}", name=shorten(name), nearest=near)
    for column in columns:
        if not column.optional and column.name not in (*first, *HISTORY):
            yield finding("missing_column", f"{table.path}: {column.name}", name=column.name, type=column.type)
    for file, types in zip(table.files, table.types, strict=True):
        if types.keys() != first.keys() or persons_are_text(types) != persons_are_text(first):
            yield finding("columns_differ", str(file), file=file.name, other=table.files[0].name)
            continue
        for name, given in types.items():
            if name in HISTORY or name not in known or given is None or fits(given, known[name]):
                continue
            wanted = expected(known[name])
            yield finding("wrong_column_type", f"{file}: {name}", name=name, given=shorten(given), expected=wanted)


def fits(given: Any, column: Column) -> bool:
    """Whether a column of the given Arrow type can be read: the very type, or a wider or narrower number."""
    if column.name == PERSON_ID:
        return bool(is_text(given) or pa.types.is_integer(given))
    return fits_type(given, KINDS[column.type])


def persons_are_text(types: Types) -> bool | None:
    """Whether the persons of a file are text; None where its types are not known."""
    given = types.get(PERSON_ID)
    return None if given is None else is_text(given)


def history_findings(people: Table) -> Iterator[Finding]:
    """Histories that are there already are not replaced unasked."""
    for name in HISTORY:
        if name in people.types[0]:
            yield finding("history_present", f"{people.path}: {name}", column=name)


def person_findings(cover: Table, people: Table) -> Iterator[Finding]:
    """Persons are the same only where text meets text and numbers meet numbers; text of CSV is read as either."""
    mine, theirs = cover.types[0][PERSON_ID], people.types[0][PERSON_ID]
    if mine is not None and is_text(mine) != is_text(theirs):
        wanted = Text(f"与人员表相同的类型（{theirs}）", f"the type it has in people ({theirs})")
        about = f"{cover.path}: {PERSON_ID}"
        yield finding("wrong_column_type", about, name=PERSON_ID, given=str(mine), expected=wanted)
