"""Times taken several times over: the median, and the least and the most beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 3
FAR_APART = 1.25
"""The median over the least, above which the runs are taken again."""


@dataclass(frozen=True)
class Measured:
    """The values of several runs, in seconds or bytes."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        """The lowest value."""
        return min(self.values)

    @property
    def most(self) -> float:
        """The highest value."""
        return max(self.values)

    @property
    def runs(self) -> int:
        """How many runs."""
        return len(self.values)


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def taken(measure: Callable[[], float], runs: int) -> Measured:
    """A measure taken several times, and as often again, up to three times, while the runs lie far apart."""
    values: list[float] = []
    for _ in range(ROUNDS):
        values += [measure() for _ in range(runs)]
        if statistics.median(values) <= FAR_APART * min(values):
            break
    return Measured(tuple(values))


def repeated(act: Callable[[], object], runs: int, among: int = 1) -> Measured:
    """Several calls after one that is not counted; each call's time shared among the things it did."""
    act()
    return taken(lambda: seconds(act) / among, runs)
