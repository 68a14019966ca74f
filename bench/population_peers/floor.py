"""The least time a person can take whatever the engine: reading their facts once and writing twelve answers once."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from bench.population_peers import people as p
from bench.population_peers.process import ANSWERS
from bench.timing import repeated

PIECE = 20_000
"""People at a time: facts and answers together fit the cache of a core."""
RUNS = 51
NAMES = ("history", "paid_in_window", "repair_years", "original_limit_yuan", "place")


def floor() -> float:
    """Seconds a person to read the columns the answers rest on, and to write the columns of answers, by NumPy."""
    with tempfile.TemporaryDirectory(prefix="canbao-floor-") as folder:
        p.make(Path(folder), PIECE)
        columns = {name: np.array(column) for name, column in p.loaded(Path(folder)).items()}
    facts = [np.frombuffer(np.ascontiguousarray(columns[name]).tobytes(), np.uint8) for name in NAMES]
    words = [np.frombuffer(one[: len(one) // 8 * 8], np.uint64) for one in facts]
    people = len(columns["place"])
    answers = np.empty((len(ANSWERS), people), np.int32)

    def once() -> None:
        for one in words:
            np.bitwise_or.reduce(one)
        answers.fill(people)

    return repeated(once, RUNS, people).median
