"""The files of the answer: parts of people with their histories, and the rows that were not packed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from canbao.population.batch import PEOPLE_SCHEMA
from canbao.population.columns import PERSON_ID
from canbao.population.packing.histories import Cover, Histories, histories, used_rows

GROUP = 131_072
"""Persons packed at a time, and rows of a row group at most but for persons with several coverage years."""
PART = 1_000_000
"""Rows of a part at most."""
STORED: dict[str, Any] = {"compression": "zstd", "compression_level": 1}


class Parts:
    """The parts of the answer, one open at a time, and what was written. id_type: the type persons came with."""

    def __init__(self, folder: Path, id_type: Any) -> None:
        self.folder = folder
        self.schema = PEOPLE_SCHEMA.set(PEOPLE_SCHEMA.get_field_index(PERSON_ID), pa.field(PERSON_ID, id_type))
        self.rows = self.without_cover = self.used = self.files = 0
        self._in_part = 0
        self._writer: Any = None

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, *_: object) -> None:
        if self.files == 0:
            self._part(0)  # an answer without rows is still a table
        self._writer.close()

    def write(self, people: Any, cover: Any) -> None:
        """Write a group: its rows of people with their histories. Both tables are by person and year."""
        told = Cover(*(column.to_numpy() for column in cover.columns))
        person = people["person"].to_numpy()
        coverage_year = people["year"].to_numpy().astype(np.int64)
        packed = histories(person, coverage_year, told)
        table = self._with(people, packed)
        for start in range(0, table.num_rows, GROUP):
            rows = table.slice(start, GROUP)
            self._part(rows.num_rows).write_table(rows)
        self.rows += len(person)
        self.without_cover += int(np.count_nonzero(packed.ends == 0))
        self.used += used_rows(person, coverage_year, told)

    def _with(self, people: Any, packed: Histories) -> Any:
        """The columns of people in their order and types, the histories among them; what was left out is null."""
        made = {
            "history": pa.ListArray.from_arrays(packed.offsets, packed.words),
            "history_ends": pa.array(packed.ends, mask=packed.ends == 0),
        }
        columns = [
            made[field.name]
            if field.name in made
            else people[field.name].cast(field.type)
            if field.name in people.column_names
            else pa.nulls(people.num_rows, field.type)
            for field in self.schema
        ]
        return pa.Table.from_arrays(columns, schema=self.schema)

    def _part(self, rows: int) -> Any:
        """The writer of the part that has room for some more rows."""
        if self._writer is None or self._in_part + rows > PART:
            if self._writer is not None:
                self._writer.close()
            name = f"part-{self.files:05}.parquet"
            self._writer = pq.ParquetWriter(self.folder / name, self.schema, **STORED)
            self.files, self._in_part = self.files + 1, 0
        self._in_part += rows
        return self._writer


def write_rejects(path: Path, rows: Any) -> dict[str, int]:
    """Write rows that are not packed, with their reasons; returns the rows for each reason."""
    counted: Counter[str] = Counter()
    with pq.ParquetWriter(path, rows.schema, **STORED) as writer:
        for table in evenly(rows):
            writer.write_table(table)
            for reason in table["reasons"].combine_chunks().flatten().value_counts().to_pylist():
                counted[reason["values"]] += reason["counts"]
    return dict(sorted(counted.items()))


def evenly(rows: Any) -> Iterator[Any]:
    """The rows in tables of ``GROUP``, the last one shorter, however they come."""
    held: list[Any] = []
    for batch in rows:
        held.append(batch)
        while sum(b.num_rows for b in held) >= GROUP:
            table = pa.Table.from_batches(held, rows.schema)
            yield table.slice(0, GROUP).combine_chunks()
            held = table.slice(GROUP).to_batches()
    if held:
        yield pa.Table.from_batches(held, rows.schema).combine_chunks()
