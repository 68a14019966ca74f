"""Measure, print, and with --write rewrite docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.command import many_cases, short_commands
from bench.figures import HEADS, Figure
from bench.in_process import in_process_figures
from bench.machine import BUSY_ABOVE, load, this_machine
from bench.page import PAGE, Run, page
from bench.peer import compare
from bench.peer_page import peer_words


def tell(message: str) -> None:
    """A line about how far it has come."""
    print(message, file=sys.stderr, flush=True)


def arguments(given: list[str]) -> argparse.Namespace:
    """What the command was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="runs of the short measures (9)")
    parser.add_argument("--file-runs", type=int, default=5, help="runs of the files of 10,000 cases (5)")
    parser.add_argument("--skip-files", action="store_true", help="leave out the files of 10,000 cases")
    parser.add_argument("--skip-peer", action="store_true", help="leave out the comparison with openfisca-core")
    parser.add_argument("--write", action="store_true", help=f"rewrite {PAGE.name}")
    return parser.parse_args(given)


def measured(asked: argparse.Namespace, given: list[str]) -> Run:
    """One run of everything asked for."""
    start, loads, figures = time.monotonic(), [load()], list[Figure]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tell("the command, from nothing")
        figures += short_commands(asked.runs, folder)
        loads.append(load())
        tell("one case in process")
        figures += in_process_figures(asked.runs)
        loads.append(load())
        tell("openfisca-core")
        peer = "left out" if asked.skip_peer else compare(asked.runs)
        loads.append(load())
        if not asked.skip_files:
            figures += many_cases(asked.file_runs, folder, tell)
    command = " ".join(["python -m bench", *given])
    loads.append(load())
    return Run(this_machine(), date.today(), command, time.monotonic() - start, tuple(loads), tuple(figures), peer)


def show(run: Run) -> None:
    """Print a run."""
    table = Table(*HEADS, title=str(run.machine))
    for figure in run.figures:
        table.add_row(*(cell.replace("*", "").replace("`", "") for cell in figure.cells()))
    console = Console()
    console.print(table)
    loads = ", ".join(f"{one:.1f}" for one in run.loads)
    console.print(f"load average: {loads}" + (f" (loaded machine: above {BUSY_ABOVE:g})" if run.is_busy else ""))
    console.print(peer_words(run.peer), markup=False, highlight=False)


def main(given: list[str]) -> None:
    """Measure and tell."""
    asked = arguments(given)
    run = measured(asked, given)
    show(run)
    if asked.write:
        PAGE.write_text(page(run), encoding="utf-8")
        tell(f"written: {PAGE}")


if __name__ == "__main__":
    main(sys.argv[1:])
