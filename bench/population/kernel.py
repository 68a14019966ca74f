"""The kernel alone: people a second on one core and on two, beside copying the same bytes, and where the time goes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.samples import ROOT
from bench.timing import Measured, repeated
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.population.answers import batch_of
from canbao.population.arrays import Answers, People, empty_answers
from canbao.population.batch import distinct, people_of
from canbao.population.engine import kernel, summary_of
from canbao.population.kernel import new_scratch
from canbao.population.law import LawTable

CHUNK = 65_536
"""Rows decided in one call, as in a run over files."""


@dataclass(frozen=True)
class KernelFigures:
    """Seconds a person: the kernel on one core and on two, copying the same bytes, and the steps around it."""

    people: int
    bytes_in: float
    bytes_out: float
    one: Measured
    two: Measured
    copied: Measured
    read: Measured
    written: Measured
    summed: Measured


class Chunks:
    """People in chunks, with what is needed to decide them again and again."""

    def __init__(self, file: Path, rows: int) -> None:
        table = pq.ParquetFile(file).read_row_groups(groups_of(file, rows)).slice(0, rows)
        self.batches = [batch.take(pa.array(range(batch.num_rows))) for batch in table.to_batches(CHUNK)]
        law = LawTable(Policies(Library()))
        self.people = [people_of(batch) for batch in self.batches]
        for people in self.people:
            self.law = law.with_places(*distinct(people, law.by_village))
        self.answers = [empty_answers(len(people.year)) for people in self.people]
        self.rows = sum(len(people.year) for people in self.people)

    def decide(self, numbers: range) -> None:
        """Decide some of the chunks."""
        scratch = new_scratch()
        for number in numbers:
            people = self.people[number]
            kernel()(0, len(people.year), people, self.law, self.answers[number], scratch)

    def decide_by(self, threads: int) -> None:
        """Decide all chunks, dealt out to threads."""
        count = len(self.people)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda n: self.decide(range(n, count, threads)), range(threads)))


def groups_of(file: Path, rows: int) -> list[int]:
    """Row groups spread over a file that hold at least so many rows."""
    metadata = pq.ParquetFile(file).metadata
    wanted = max(1, -(-rows * metadata.num_row_groups // metadata.num_rows))
    step = metadata.num_row_groups / wanted
    return [int(number * step) for number in range(wanted)]


def kernel_figures(file: Path, rows: int, runs: int) -> KernelFigures:
    """All figures of the kernel, over so many people of a file."""
    chunks = Chunks(file, rows)
    space = [
        (People(*map(np.empty_like, p)), Answers(*map(np.empty_like, a)))
        for p, a in zip(chunks.people, chunks.answers, strict=True)
    ]

    def copy() -> None:
        for number, (people, answers) in enumerate(space):
            for to, source in zip((*people, *answers), (*chunks.people[number], *chunks.answers[number]), strict=True):
                np.copyto(to, source)

    def each(act: Callable[[Any, Any, Any], object]) -> Callable[[], None]:
        def all_of_them() -> None:
            for batch, people, answers in zip(chunks.batches, chunks.people, chunks.answers, strict=True):
                act(batch, people, answers)

        return all_of_them

    per = chunks.rows
    return KernelFigures(
        per,
        sum(column.nbytes for people in chunks.people for column in people) / per,
        sum(column.nbytes for answers in chunks.answers for column in answers) / per,
        repeated(lambda: chunks.decide_by(1), runs, per),
        repeated(lambda: chunks.decide_by(2), runs, per),
        repeated(copy, runs, per),
        repeated(each(lambda batch, _, __: people_of(batch)), runs, per),
        repeated(each(lambda batch, _, answers: batch_of(batch, answers)), runs, per),
        repeated(each(lambda _, people, answers: summary_of(people, answers)), runs, per),
    )


LEFT_OUT = {
    "checking the row": "faults",
    "the law of place, year and day": "law",
    "price, wait and benefit of the rows that apply": "outcome",
    "continuous years": "continuous",
    "the limit": "limit",
    "findings": "notes",
    "writing the answer": "store",
}
"""The parts of a row's work, and by which name ``without.py`` leaves each out."""


def profile(file: Path, rows: int) -> dict[str, float]:
    """What each part of a row's work takes, in seconds: the whole less a kernel compiled without the part."""
    whole = seconds_without(file, rows, "nothing")
    return {part: whole - seconds_without(file, rows, name) for part, name in LEFT_OUT.items()} | {"the whole": whole}


def seconds_without(file: Path, rows: int, name: str) -> float:
    """Seconds a row of a kernel compiled in a process of its own with one part left out."""
    command = [sys.executable, "-m", "bench.population.without", name, str(file), str(rows)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout))
