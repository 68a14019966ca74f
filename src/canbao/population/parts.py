"""The parts that one unit writes: its answers, and its refused rows with their reasons."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from canbao.population.answers import answers_schema
from canbao.population.columns import PERSON_ID
from canbao.population.engine import Decided, Lawgiver, decide_batch
from canbao.population.faults import REASONS
from canbao.population.manifest import REJECTS
from canbao.population.source import Unit
from canbao.population.summary import CountySummary
from canbao.population.unfinished import settle

COMPRESSION = "zstd"
LEVEL = 1
ROW_GROUP = 1_000_000
ROW = "row"
WHY = "reasons"


class Parts:
    """The files of a unit, under passing names until they are kept."""

    def __init__(self, folder: Path, unit: Unit) -> None:
        name = f"part-{unit.number:05d}.parquet"
        self.answers, self.rejects = folder / name, folder / REJECTS / name
        self.next_row = unit.first_row
        self.answered = self.refused = 0
        self.years: set[int] = set()
        self._writers: dict[Path, Any] = {}

    def __enter__(self) -> Parts:
        return self

    def write(self, batch: Any, table: Lawgiver) -> tuple[CountySummary, ...]:
        """Decide a batch and write what came of it."""
        decided = decide_batch(batch, table)
        self.years |= years_of(batch)
        self._write(self.answers, decided.answers)
        self.answered += decided.answers.num_rows
        if len(decided.kept) < batch.num_rows:
            refused = refused_rows(batch, decided, self.next_row)
            self._write(self.rejects, refused)
            self.refused += refused.num_rows
        self.next_row += batch.num_rows
        return decided.counties

    def _write(self, path: Path, batch: Any) -> None:
        writer = self._writers.get(path)
        if writer is None:
            writer = self._writers[path] = pq.ParquetWriter(
                passing(path), batch.schema, compression=COMPRESSION, compression_level=LEVEL
            )
        writer.write_batch(batch, row_group_size=ROW_GROUP)

    def keep(self) -> None:
        """Give the files their names, once what they hold is safe on the disk."""
        for path, writer in self._writers.items():
            writer.close()
            with passing(path).open("rb") as file:
                os.fsync(file.fileno())
            passing(path).rename(path)
            settle(path.parent)
        self._writers.clear()

    def __exit__(self, *_: object) -> None:
        for path, writer in self._writers.items():
            with suppress(OSError, pa.ArrowException):  # a full disk: what could not be written is not kept anyway
                writer.close()
            passing(path).unlink(missing_ok=True)


def write_empty(folder: Path, people: Any) -> None:
    """Answers of nobody: a part without a row. people: the columns of the input."""
    empty = pa.RecordBatch.from_pylist([], people)
    with pq.ParquetWriter(folder / "part-00000.parquet", answers_schema(empty.schema.field(PERSON_ID).type)) as writer:
        writer.write_batch(pa.RecordBatch.from_pylist([], writer.schema))


def years_of(batch: Any) -> set[int]:
    """The coverage years in a batch, as the rules see them."""
    years = pc.cast(pc.cast(pc.unique(batch.column("year")), pa.int64(), safe=False), pa.int16(), safe=False)
    return set(years.drop_null().to_pylist())


def passing(path: Path) -> Path:
    """The name of a file that is not whole yet; nothing reads it as data."""
    return path.with_name(f"_{path.name}.tmp")


def refused_rows(batch: Any, decided: Decided, first_row: int) -> Any:
    """The refused rows of a batch: as they were, their position in the input, and the reasons."""
    at = np.flatnonzero(decided.faults)
    rows = batch.take(pa.array(at))
    faults = decided.faults[at]
    columns = [*rows.columns, pa.array(at + first_row), reasons_column(faults)]
    return pa.RecordBatch.from_arrays(columns, [*rows.schema.names, ROW, WHY])


def reasons_column(faults: Any) -> Any:
    """Sets of reasons as lists of their names."""
    bits = faults[:, None] >> np.arange(len(REASONS)) & 1
    offsets = np.concatenate([[0], np.cumsum(bits.sum(axis=1))]).astype(np.int32)
    names = pa.array(REASONS).take(pa.array(np.nonzero(bits)[1]))
    return pa.ListArray.from_arrays(pa.array(offsets), names)
