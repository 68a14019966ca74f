"""How the past may lie in a file: words one after the other, a fixed number of words, wider words, sets of bits.

For each: bytes a person in memory and in Parquet, seconds a person to read the column into arrays, and to decide from
them. Fixed words are decided by the same kernel, which passes over the leading years without cover; sets of bits are
first turned into words, as the rules take them, and that is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.population.kernel import Chunks
from bench.timing import Measured, repeated
from canbao.population.arrays import Array, People
from canbao.population.compiling import compiled
from canbao.population.engine import kernel
from canbao.population.kernel import new_scratch
from canbao.rules.facts import MONTHS_UNIT, RESIDENT

FIXED = 12
SETS = 6
"""Statements of a word, each a set with a bit a year; months stay words."""


@dataclass(frozen=True)
class LayoutFigures:
    """One layout: bytes in memory and in a file, seconds to read and to decide; all a person."""

    name: str
    memory_bytes: float
    file_bytes: float
    read: Measured
    decided: Measured


def layout_figures(chunks: Chunks, runs: int) -> list[LayoutFigures]:
    """Every layout over the first chunks."""
    makers: tuple[Callable[[Chunks, int], LayoutFigures], ...] = (ragged, wide, fixed, sets)
    return [maker(chunks, runs) for maker in makers]


def histories(people: People) -> list[Array]:
    """The words of each person."""
    return np.split(people.history, people.history_offsets[1:-1])


def column_figures(name: str, columns: Any, rows: int, runs: int, decide: Callable[[], None]) -> LayoutFigures:
    """Sizes and times of a layout's columns. decide: decides all chunks from arrays."""
    buffer = BytesIO()
    pq.write_table(columns, buffer, compression="zstd", compression_level=1)
    file = buffer.getvalue()

    def read() -> None:
        pq.read_table(pa.BufferReader(file), use_threads=False)

    return LayoutFigures(
        name, columns.nbytes / rows, len(file) / rows, repeated(read, runs, rows), repeated(decide, runs, rows)
    )


def ragged(chunks: Chunks, runs: int) -> LayoutFigures:
    """The words of a person one after the other, 16 bits each."""
    column = pa.chunked_array([batch.column("history") for batch in chunks.batches])
    table = pa.table({"history": column})
    return column_figures("list of 16-bit words", table, chunks.rows, runs, lambda: chunks.decide_by(1))


def wide(chunks: Chunks, runs: int) -> LayoutFigures:
    """The same with 32 bits a word, narrowed before the rules."""
    column = pa.chunked_array([batch.column("history") for batch in chunks.batches]).cast(pa.list_(pa.int32()))

    def decide() -> None:
        for part in column.chunks:
            part.values.cast(pa.int16())
        chunks.decide_by(1)

    return column_figures("list of 32-bit words", pa.table({"history": column}), chunks.rows, runs, decide)


def padded(people: People) -> Array:
    """The words of each person, so many from the last year on backwards; older years are cut."""
    rows = len(people.year)
    words = np.zeros((rows, FIXED), np.int16)
    counts = np.minimum(np.diff(people.history_offsets), FIXED)
    at = np.arange(FIXED)[None, :] >= (FIXED - counts)[:, None]
    kept = people.history[np.concatenate([w[-FIXED:] for w in people_positions(people)])] if rows else people.history
    words[at] = kept
    return words


def people_positions(people: People) -> list[Array]:
    """The positions of each person's words."""
    return [np.arange(a, b) for a, b in zip(people.history_offsets[:-1], people.history_offsets[1:], strict=True)]


def fixed(chunks: Chunks, runs: int) -> LayoutFigures:
    """Twelve words a person, whoever it is; a longer past is cut."""
    words = [padded(people) for people in chunks.people]
    column = pa.chunked_array([pa.FixedSizeListArray.from_arrays(pa.array(w.ravel()), FIXED) for w in words])
    again = [
        people._replace(
            history=sealed(w.ravel()),
            history_offsets=sealed(np.arange(len(w) + 1, dtype=np.int32) * FIXED),
            history_ends=sealed(
                np.where(people.history_ends < 0, people.year - 1, people.history_ends).astype(np.int16)
            ),
        )
        for w, people in zip(words, chunks.people, strict=True)
    ]

    def decide() -> None:
        scratch = new_scratch()
        for people, answers in zip(again, chunks.answers, strict=True):
            kernel()(0, len(people.year), people, chunks.law, answers, scratch)

    return column_figures(f"{FIXED} words, always", pa.table({"history": column}), chunks.rows, runs, decide)


def sealed(array: Array) -> Array:
    """An array that is no longer written."""
    array.flags.writeable = False
    return array


def words_of_sets(sets: Array, months: Array, offsets: Array, words: Array) -> None:
    """Words from sets of bits: bit k of set s says s of the year k years before the last."""
    for row in range(len(offsets) - 1):
        last = offsets[row + 1] - 1
        for position in range(offsets[row], offsets[row + 1]):
            back = last - position
            word = months[position] * MONTHS_UNIT
            for statement in range(sets.shape[0]):
                word |= ((sets[statement, row] >> back) & 1) << statement
            words[position] = word


def sets(chunks: Chunks, runs: int) -> LayoutFigures:
    """A set of 64 bits for each statement, and the months of employee cover as a list."""
    made = [sets_of(people) for people in chunks.people]
    columns = {f"set{s}": pa.chunked_array([pa.array(bits[s]) for bits, _ in made]) for s in range(SETS)}
    columns["months"] = pa.chunked_array(
        [
            pa.ListArray.from_arrays(pa.array(people.history_offsets), pa.array(months))
            for (_, months), people in zip(made, chunks.people, strict=True)
        ]
    )
    decode = compiled(words_of_sets)

    def decide() -> None:
        scratch = new_scratch()
        for (bits, months), people, answers in zip(made, chunks.people, chunks.answers, strict=True):
            words = np.empty(len(months), np.int16)
            decode(bits, months, people.history_offsets, words)
            again = people._replace(history=sealed(words))
            kernel()(0, len(people.year), again, chunks.law, answers, scratch)

    return column_figures("sets of 64 bits, months as a list", pa.table(columns), chunks.rows, runs, decide)


def sets_of(people: People) -> tuple[Array, Array]:
    """The statements of each person's years as sets, and the months of employee cover."""
    bits = np.zeros((SETS, len(people.year)), np.int64)
    for row, words in enumerate(histories(people)):
        back = np.arange(len(words))[::-1]
        for statement in range(SETS):
            bits[statement, row] = int(
                np.bitwise_or.reduce((words >> statement & RESIDENT).astype(np.int64) << back, initial=0)
            )
    return bits, (people.history // MONTHS_UNIT).astype(np.int8)
