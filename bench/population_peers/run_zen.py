"""zen-engine: a decision graph a place, people in batches as the engine takes them, each person one request."""

from __future__ import annotations

import argparse
import gc
from typing import Any

import numpy as np
import zen

from bench.population_peers import people as p
from bench.population_peers.process import ANSWERS, run
from bench.population_peers.zen_model import graph

LISTS = {
    "resident": p.RESIDENT,
    "in_window": p.PAID_IN_WINDOW,
    "reimbursed": p.REIMBURSED,
    "guaranteed": p.OTHER_GUARANTEE,
    "used_zero_claim": p.ZERO_CLAIM_USED,
    "used_any": p.BONUS_USED,
}


class Zen:
    """The engine with both places' graphs loaded."""

    package = "zen-engine"
    piece = 1_000
    form = "a decision graph a place (expression nodes), evaluate_batch, no cycle collection"

    def __init__(self) -> None:
        self.engine: Any = None

    def begin(self, _people: int, /) -> None:
        """Load and compile the graphs. Cycles are not collected: there are none, and looking costs a quarter."""
        gc.disable()
        content = {str(place): graph(place) for place in p.PLACES}
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})

    def prepare(self, columns: dict[str, p.Column]) -> list[dict[str, Any]]:
        """One request a person: the past as lists of years, the months of employee cover as a list."""
        words = columns["history"]
        people = len(words)
        lists = {name: years_with(words, bit) for name, bit in LISTS.items()}
        for row in np.flatnonzero(columns["paid_in_window"]).tolist():
            lists["in_window"][row].append(p.COVERAGE_YEAR)
        fields = {
            **lists,
            "months": (words // p.MONTHS_UNIT).tolist(),
            "first_cover_year": columns["first_cover_year"].tolist(),
            "repair_years": columns["repair_years"].tolist(),
            "original_limit": columns["original_limit_yuan"].tolist(),
        }
        places = columns["place"].tolist()
        names = tuple(fields)
        rows = zip(*fields.values(), strict=True)
        contexts = [dict(zip(names, row, strict=True)) for row in rows]
        return [{"key": str(places[row]), "context": contexts[row]} for row in range(people)]

    def compute(self, prepared: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The engine's answer to each request."""
        answered: list[dict[str, Any]] = self.engine.evaluate_batch(prepared)
        return answered

    def collect(self, answered: list[dict[str, Any]]) -> dict[str, p.Column]:
        """The answers as columns."""
        results = [each["data"]["result"] for each in answered]
        return {name: np.array([result[name] for result in results], dtype=np.int32) for name in ANSWERS}


def years_with(words: p.Column, bit: int) -> list[list[int]]:
    """For each person the years whose word has the bit."""
    found: list[list[int]] = [[] for _ in range(len(words))]
    for row, position in np.argwhere(words & bit != 0).tolist():
        found[row].append(p.FIRST_YEAR + position)
    return found


def engine(_asked: argparse.Namespace) -> Zen:
    """The engine; nothing to choose."""
    return Zen()


if __name__ == "__main__":
    run(engine)
