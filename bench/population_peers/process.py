"""What every engine's process does: take the columns in pieces, prepare, compute, write the answers, report.

    python -m bench.population_peers.run_ENGINE PEOPLE_FOLDER ANSWERS_FOLDER [--people N] [--workers N] [--piece N]

A worker is a process with its own share of the people, bound to a processor core of its own. The report is one JSON
object: version, how it was done, people, workers, seconds to begin (build the system, compile), to prepare (the columns
into the engine's form), to compute (the engine answers) and to collect (read the columns, write the answers), the whole
from the first column to the last answer written, each of the slowest worker; and peak memory, of all workers together.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bench.population_peers.people import Column, count, loaded

ANSWERS = (
    "missed_years",
    "continuous_years",
    "fixed_wait",
    "variable_wait",
    "repairable_years",
    "total_wait",
    "continuity_bonus",
    "zero_claim_bonus",
    "bonus_cap",
    "bonus",
    "penalty",
    "limit",
)
FILE = "answers.npy"


class Engine(Protocol):
    """One engine: its package, what is to be said about how it was used, and its two steps on one piece of people."""

    package: str
    form: str
    piece: int

    def begin(self, people: int, /) -> None:
        """Get ready for so many people: build the system, compile."""

    def prepare(self, columns: dict[str, Column]) -> Any:
        """The columns in the form the engine takes."""

    def compute(self, prepared: Any) -> Any:
        """The engine's answers, in whatever form it gives them."""

    def collect(self, answered: Any) -> dict[str, Column]:
        """The answers as whole numbers by name, in the order of the people."""


@dataclass
class Share:
    """What one worker does and how long it took."""

    start: int
    stop: int
    begin: float = 0.0
    prepare: float = 0.0
    compute: float = 0.0
    collect: float = 0.0
    whole: float = 0.0
    peak: int = 0


def work(engine: Engine, folder: Path, out: Path, share: Share, together: Callable[[], object]) -> Share:
    """Get ready, wait until all workers are, then answer the people of a share piece by piece."""
    clock = time.perf_counter
    start = clock()
    engine.begin(share.stop - share.start)
    share.begin = clock() - start
    together()
    start = clock()
    for first in range(share.start, share.stop, engine.piece):
        answer(engine, folder, out, first, min(first + engine.piece, share.stop), share)
    share.whole = clock() - start
    share.peak = peak_bytes()
    return share


def answer(engine: Engine, folder: Path, out: Path, first: int, stop: int, share: Share) -> None:
    """Answer one piece of people and add up the times."""
    clock = time.perf_counter
    read = clock()
    columns = {name: np.array(column) for name, column in loaded(folder, first, stop).items()}
    prepare = clock()
    prepared = engine.prepare(columns)
    compute = clock()
    answered = engine.compute(prepared)
    collect = clock()
    write(out, first, stop, engine.collect(answered))
    share.prepare += compute - prepare
    share.compute += collect - compute
    share.collect += prepare - read + clock() - collect


def peak_bytes() -> int:
    """The most memory this process held. The system's other account, ``ru_maxrss``, begins with that of the parent."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == "VmHWM":
            return int(value.split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def write(out: Path, start: int, stop: int, answers: dict[str, Column]) -> None:
    """Write the answers of a piece to their rows."""
    rows = np.load(out / FILE, mmap_mode="r+")
    for number, name in enumerate(ANSWERS):
        rows[number, start:stop] = answers[name]


def shares(people: int, workers: int) -> list[Share]:
    """The people dealt out to the workers in even runs."""
    edges = [people * number // workers for number in range(workers + 1)]
    return [Share(a, b) for a, b in pairwise(edges)]


def several(engine: Engine, folder: Path, out: Path, dealt: list[Share]) -> list[Share]:
    """Each share in a process of its own, on a core of its own."""
    cores = sorted(os.sched_getaffinity(0))
    context = multiprocessing.get_context("fork")
    results, barrier = context.SimpleQueue(), context.Barrier(len(dealt))

    def one(number: int) -> None:
        os.sched_setaffinity(0, {cores[number % len(cores)]})
        try:
            results.put(work(engine, folder, out, dealt[number], barrier.wait))
        except BaseException:
            barrier.abort()
            raise

    processes = [context.Process(target=one, args=(number,)) for number in range(len(dealt))]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return [results.get() for _ in processes]


def run(make: Callable[[argparse.Namespace], Engine]) -> None:
    """Do what the command line asks with the engine that ``make`` returns, and print the report."""
    asked = arguments().parse_args()
    engine = make(asked)
    people = min(asked.people or count(asked.folder), count(asked.folder))
    engine.piece = min(asked.piece or engine.piece, people)
    asked.out.mkdir(parents=True, exist_ok=True)
    np.lib.format.open_memmap(asked.out / FILE, "w+", np.dtype(np.int32), (len(ANSWERS), people))
    json.dump(report(engine, asked, people), sys.stdout)
    print()


def report(engine: Engine, asked: argparse.Namespace, people: int) -> dict[str, Any]:
    """Answer everyone; what is to be said about it."""
    dealt = shares(people, asked.workers)
    if len(dealt) == 1:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
        found = [work(engine, asked.folder, asked.out, dealt[0], lambda: None)]
    else:
        found = several(engine, asked.folder, asked.out, dealt)
    times = ("begin", "prepare", "compute", "collect", "whole")
    return {
        "version": importlib.metadata.version(engine.package),
        "form": engine.form,
        "people": people,
        "workers": asked.workers,
        "piece": engine.piece,
        **{name: round(max(getattr(share, name) for share in found), 4) for name in times},
        "peak": sum(share.peak for share in found),
    }


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--people", type=int, default=None)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--piece", type=int, default=None)
    parser.add_argument("--loops", type=int, default=None)
    parser.add_argument("--only", choices=("twelve",), default=None)
    parser.add_argument("--backend", choices=("numpy", "jax"), default="jax")
    return parser
