"""DuckDB for one run: within the memory it is given, with its tables in the unfinished folder; and its queries.

Values are written into a query, for DuckDB takes none in a view; they come from this package, never from a row.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from canbao.population.columns import Column
from canbao.population.packing.folder import SPILL, WORK

WIDTHS = {"int16": "SMALLINT", "int64": "BIGINT"}


class Database:
    """The database of a run, which lies in its folder until it is removed."""

    def __init__(self, folder: Path, memory: str, threads: int | None) -> None:
        self.folder = folder
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(folder / SPILL),
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
        }
        if threads is not None:
            config["threads"] = threads
        self.connection = duckdb.connect(str(folder / WORK), config=config)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        for left in self.folder.glob(f"{WORK}*"):
            left.unlink()
        shutil.rmtree(self.folder / SPILL, ignore_errors=True)

    def make(self, name: str, **values: object) -> None:
        """Run a query that makes a table or a view, or changes one."""
        self.connection.execute(query(name, **values))

    def table(self, name: str, **values: object) -> Any:
        """The answer of a query as an Arrow table."""
        return self.connection.sql(query(name, **values)).to_arrow_table()

    def reader(self, name: str, rows: int, **values: object) -> Any:
        """The answer of a query, read as it is asked for, in batches of some rows."""
        return self.connection.sql(query(name, **values)).to_arrow_reader(rows)

    def type_of(self, table: str, column: str) -> str:
        """The type of a column as DuckDB names it."""
        return str(self.connection.sql(f"SELECT {as_list([column])} FROM {table}").types[0])


@cache
def text_of(name: str) -> str:
    """A query as it stands in its file."""
    return files("canbao.population.packing").joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")


def query(name: str, **values: object) -> str:
    """A query by its name, its places filled."""
    return text_of(name).format(**values).strip().removesuffix(";")


def as_files(paths: Iterable[Path]) -> str:
    """Files as a list in SQL. An asterisk in a name would be a pattern, so it is bracketed."""
    names = [re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''") for path in paths]
    return "[" + ", ".join(f"'{name}'" for name in names) + "]"


def as_list(names: Iterable[str]) -> str:
    """Columns as a list in SQL."""
    return ", ".join(f'"{name}"' for name in names)


def whole_numbers_fit(columns: Iterable[Column]) -> str:
    """The condition in SQL that every whole number of a row of ``source`` fits the width of its column."""
    whole = [(f'source."{column.name}"', WIDTHS[column.type]) for column in columns if column.type in WIDTHS]
    return " AND ".join(f"({value} IS NULL OR TRY_CAST({value} AS {width}) IS NOT NULL)" for value, width in whole)


def as_person(id_type: str) -> str:
    """How SQL reads the text ``person_id`` as a person of some type; null where it is none."""
    if id_type == "VARCHAR":
        return "person_id"
    return f"CASE WHEN regexp_full_match(person_id, '-?[0-9]+') THEN TRY_CAST(person_id AS {id_type}) END"
