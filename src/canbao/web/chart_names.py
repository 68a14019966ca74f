"""Where the names of lines stand in a chart: beside the point at which a line is farthest from the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from canbao.web.chart_sheet import SMALL, width_of

BESIDE, CLEAR = 8.0, 2.0
FINE = 6
"""Parts into which a stretch of a line is cut when looking whether it meets a name."""

Room = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Point(NamedTuple):
    """A point of a drawing."""

    x: float
    y: float


class Box(NamedTuple):
    """Where a name stands."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two names touch."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it or too near."""
        return self.left - CLEAR < point.x < self.right + CLEAR and self.top - CLEAR < point.y < self.bottom + CLEAR


def names_placed(names: Sequence[str], lines: Sequence[Sequence[Point]], room: Room) -> list[Box | None]:
    """A place for each name beside its line that no line and no other name meets; None where there is none."""
    traces = [list(trace(line)) for line in lines]
    taken: list[Box] = []
    spots: list[Box | None] = []
    for position, name in enumerate(names):
        others = [line for n, line in enumerate(lines) if n != position]
        ranked = sorted(lines[position], key=lambda point: -clearance(point, others))
        spot = next((box for point in ranked for box in boxes(point, name, room) if _free(box, traces, taken)), None)
        spots.append(spot)
        taken += [] if spot is None else [spot]
    return spots


def boxes(point: Point, name: str, room: Room) -> Iterator[Box]:
    """The places beside a point, inside the room: to the right and below, to the left and above."""
    width, (left, top, right, bottom) = width_of(name), room
    for box in (
        Box(point.x + BESIDE, point.y + 1, point.x + BESIDE + width, point.y + 3 + SMALL),
        Box(point.x - BESIDE - width, point.y - 3 - SMALL, point.x - BESIDE, point.y - 1),
    ):
        if box.left >= left and box.right <= right and box.top >= top and box.bottom <= bottom:
            yield box


def clearance(point: Point, others: Sequence[Sequence[Point]]) -> float:
    """How far the other lines are above or below a point."""
    return min((abs(other.y - point.y) for line in others for other in line if other.x == point.x), default=0.0)


def trace(line: Sequence[Point]) -> Iterator[Point]:
    """The points along a line, close enough that a name cannot slip between two."""
    yield from line[:1]
    for one, two in pairwise(line):
        for part in range(1, FINE + 1):
            share = part / FINE
            yield Point(one.x + (two.x - one.x) * share, one.y + (two.y - one.y) * share)


def _free(box: Box, traces: Sequence[Sequence[Point]], taken: Sequence[Box]) -> bool:
    return not any(box.meets(other) for other in taken) and not any(box.holds(p) for line in traces for p in line)
