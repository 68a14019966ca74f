"""Measure the registry, print, and with --write rewrite docs/benchmarks-registry.md."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date

from bench.machine import load, loop_seconds, this_machine
from bench.registry import safety
from bench.registry.importing import measured
from bench.registry.page import PAGE, Run, page


def tell(message: str) -> None:
    """A line about how far it has come."""
    print(message, file=sys.stderr, flush=True)


def arguments(given: list[str]) -> argparse.Namespace:
    """What the command was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.registry", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[250_000, 1_000_000], help="sizes (250000 1000000)")
    parser.add_argument("--safety-people", type=int, default=50_000, help="people of the runs without row security")
    parser.add_argument("--safety-runs", type=int, default=3, help="how many of them (3); 0 leaves them out")
    parser.add_argument("--write", action="store_true", help=f"rewrite {PAGE.name}")
    return parser.parse_args(given)


def main(given: list[str]) -> None:
    """Measure and tell."""
    asked = arguments(given)
    begun = time.monotonic()
    run = Run(this_machine(), date.today(), " ".join(["python -m bench.registry", *given]))
    run.loads.append(load())
    run.loops.append(loop_seconds())
    for people in asked.people:
        run.sizes.append(measured(people, tell))
        run.loops.append(loop_seconds())
    run.safety = safety.ratios(asked.safety_people, asked.safety_runs, tell)
    run.loads.append(load())
    run.minutes = (time.monotonic() - begun) / 60
    text = page(run)
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
        tell(f"written: {PAGE}")


if __name__ == "__main__":
    main(sys.argv[1:])
