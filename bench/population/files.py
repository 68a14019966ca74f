"""Parquet to Parquet by the command, in a process of its own: wall and processor seconds, and peak memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.command import Ended, finished
from bench.timing import Measured


@dataclass(frozen=True)
class FileFigures:
    """One size: how many people, and what the command took in each run."""

    people: int
    bytes_in: int
    bytes_out: int
    wall: Measured
    processor: Measured
    memory: Measured


def file_figures(file: Path, people: int, runs: int, folder: Path, tell: Callable[[str], None]) -> FileFigures:
    """The command over a file, several times; the machine code is there already."""
    out = folder / "answers"
    ended: list[Ended] = []
    for number in range(runs):
        shutil.rmtree(out, ignore_errors=True)
        tell(f"{people:,} people from file to file, run {number + 1}")
        ended.append(finished(["population", "determine", str(file), str(out), "--json"], folder / "said"))
    return FileFigures(
        people,
        file.stat().st_size,
        sum(part.stat().st_size for part in out.glob("*.parquet")),
        Measured(tuple(one.wall for one in ended)),
        Measured(tuple(one.processor for one in ended)),
        Measured(tuple(one.most_memory for one in ended)),
    )
