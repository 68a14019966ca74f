"""Measure the figures of populations and print them; with --write also docs/benchmarks-population.md and its pictures.

python -m bench.population [--people N] [--runs N] [--skip PART …] [--write]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.machine import load, this_machine
from bench.population.data import people_file
from bench.population.files import file_figures
from bench.population.kernel import Chunks, kernel_figures, profile
from bench.population.layouts import layout_figures
from bench.population.made import made_figures
from bench.population.page import PAGE, Run, page, pictures
from bench.population.spark import spark_figures
from bench.population_peers.compare import SIZES, as_delivered, compare
from bench.population_peers.floor import floor
from bench.population_peers.page import section

PEOPLE = 10_000_000
FEWER = 10
"""The smaller size is so many times smaller."""
KERNEL_PEOPLE = 1_000_000
LAYOUT_PEOPLE = 200_000
PARTS = ("kernel", "profile", "layouts", "made", "files", "spark", "peers")


def tell(message: str) -> None:
    """A line about how far it has come."""
    print(message, file=sys.stderr, flush=True)


def arguments(given: list[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.population", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, help="people of the larger file (10 million)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measure (5)")
    parser.add_argument("--skip", nargs="*", choices=PARTS, default=[], help="parts to leave out")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="people of the comparison with peers")
    parser.add_argument("--write", action="store_true", help="write the page and its pictures")
    return parser.parse_args(given)


def measured(asked: argparse.Namespace, folder: Path, command: str) -> Run:
    """Every part that is not skipped."""
    start, loads = time.monotonic(), [load()]
    run = Run(this_machine(), date.today(), command)
    if "made" not in asked.skip:
        tell("synthetic people")
        run.made = made_figures(folder, asked.runs)
    small, large = (people_file(folder, rows, tell) for rows in (asked.people // FEWER, asked.people))
    kernel_people = min(KERNEL_PEOPLE, asked.people // FEWER)
    if "kernel" not in asked.skip:
        tell("the kernel")
        run.kernel = kernel_figures(small, kernel_people, asked.runs)
        loads.append(load())
    if "profile" not in asked.skip:
        tell("its profile (each part compiled out in turn)")
        run.profile = profile(small, kernel_people)
    if "layouts" not in asked.skip:
        tell("layouts of a past")
        run.layouts = layout_figures(Chunks(small, min(LAYOUT_PEOPLE, kernel_people)), asked.runs)
        loads.append(load())
    if "files" not in asked.skip:
        sizes = ((small, asked.people // FEWER), (large, asked.people))
        run.files = [file_figures(file, people, asked.runs, folder, tell) for file, people in sizes]
        loads.append(load())
    if "spark" not in asked.skip:
        run.spark = spark_figures(large, asked.people, asked.runs, folder, tell)
        loads.append(load())
    if "peers" not in asked.skip:
        run.peers = section(
            compare(asked.sizes, asked.runs, tell=tell), as_delivered(min(*asked.sizes, SIZES[0])), floor()
        )
        loads.append(load())
    run.minutes, run.loads = (time.monotonic() - start) / 60, tuple(loads)
    return run


def main(given: list[str]) -> None:
    """Measure and tell."""
    asked = arguments(given)
    with tempfile.TemporaryDirectory(prefix="canbao-bench-") as name:
        run = measured(asked, Path(name), " ".join(["python -m bench.population", *given]))
    text = page(run)
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
        for path, picture in pictures(run).items():
            path.write_text(picture, encoding="utf-8")
        tell(f"written: {PAGE}")


if __name__ == "__main__":
    main(sys.argv[1:])
