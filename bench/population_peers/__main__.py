"""Run the comparison of engines and print its section: python -m bench.population_peers."""

from __future__ import annotations

import argparse
import sys

from bench.population_peers.compare import SIZES, as_delivered, compare
from bench.population_peers.floor import floor
from bench.population_peers.page import section
from bench.population_peers.peers import PEERS


def tell(message: str) -> None:
    """A line about how far it has come."""
    print(message, file=sys.stderr, flush=True)


def main(given: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.population_peers", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many people, one or more")
    parser.add_argument("--runs", type=int, default=5, help="runs of each engine (5); one where it is long")
    parser.add_argument("--workers", type=int, default=1, help="processes of each engine, each on a core (1)")
    parser.add_argument("--without", nargs="*", default=[], help="engines to leave out, by name")
    asked = parser.parse_args(given)
    peers = [peer for peer in PEERS if peer.name not in asked.without]
    results = compare(asked.sizes, asked.runs, asked.workers, peers, tell)
    print(section(results, as_delivered(min(*asked.sizes, SIZES[0])), floor()))


if __name__ == "__main__":
    main(sys.argv[1:])
