"""Measure the service, print, and with --write rewrite docs/benchmarks-service.md."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.machine import load as machine_load
from bench.machine import loop_seconds, this_machine
from bench.service import determinations, strain
from bench.service.page import PAGE, Run, page
from bench.service.pages import pages
from bench.service.server import serving

WORKERS = 2


def tell(message: str) -> None:
    """A line about how far it has come."""
    print(message, file=sys.stderr, flush=True)


def arguments(given: list[str]) -> argparse.Namespace:
    """What the command was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.service", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of the batch (5)")
    parser.add_argument("--skip-memory", action="store_true", help="leave out the 200,000 requests")
    parser.add_argument("--write", action="store_true", help=f"rewrite {PAGE.name}")
    return parser.parse_args(given)


def measured(asked: argparse.Namespace, given: list[str]) -> Run:
    """One run of everything asked for."""
    begun = time.monotonic()
    run = Run(this_machine(), date.today(), " ".join(["python -m bench.service", *given]), WORKERS)
    with tempfile.TemporaryDirectory() as name, serving(WORKERS) as server:
        folder = Path(name)
        run.loads.append(machine_load())
        run.loops.append(loop_seconds())
        run.pages = pages(server, tell)
        run.loops.append(loop_seconds())
        run.details = determinations.figures(server, folder, tell)
        run.loops.append(loop_seconds())
        tell("a batch of 10,000 cases")
        run.batch, run.batch_errors = determinations.batch(server, asked.runs)
        run.loops.append(loop_seconds())
        body = determinations.written_cases(folder)[0]
        if not asked.skip_memory:
            run.memory = strain.memory(server, body, tell)
        tell("more than can be answered")
        run.flood = strain.flooded(server, body)
        tell("renewed while answering")
        run.renewed = strain.renewed(server, body)
        run.loads.append(machine_load())
    run.minutes = (time.monotonic() - begun) / 60
    return run


def main(given: list[str]) -> None:
    """Measure and tell."""
    asked = arguments(given)
    if shutil.which("hey") is None:
        sys.exit("The load generator is missing. Type: sudo apt-get install -y hey")
    text = page(measured(asked, given))
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
        tell(f"written: {PAGE}")


if __name__ == "__main__":
    main(sys.argv[1:])
