"""Laying out texts: lines that fit a width, and labels that never meet. Used by the drawings of a timeline."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDE = ("W", "F", "A")
WIDE_EM = 1.0
NARROW_EM = 0.6
GAP = 4.0
"""Free room between two labels."""
INSET = 3.0
"""How far inside its label a leader ends at least."""
BREAK_AFTER = "，；。、,;"

Measure = Callable[[str], float]


def ems(text: str) -> float:
    """How wide a text is at most, in font sizes: a Chinese character one, a Latin one 0.6."""
    return sum(WIDE_EM if unicodedata.east_asian_width(c) in WIDE else NARROW_EM for c in text)


def wrapped(text: str, room: float, measure: Measure) -> list[str]:
    """A text in lines that fit ``room``, broken after a comma, else at a space, else anywhere."""
    lines: list[str] = []
    rest = text
    while measure(rest) > room and len(rest) > 1:
        cut = len(rest)
        while cut > 1 and measure(rest[:cut].rstrip()) > room:
            cut -= 1
        cut = break_before(rest, cut)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*lines, rest]


def break_before(text: str, cut: int) -> int:
    """The best place to break a text at or before ``cut``: not in its first half if it can be helped."""
    after_comma = max(text.rfind(c, 0, cut) for c in BREAK_AFTER) + 1
    at_space = text.rfind(" ", 0, cut + 1)
    for place in (after_comma, at_space):
        if place > cut // 2:
            return place
    return cut


@dataclass(frozen=True, slots=True)
class Tag:
    """A label wanted at ``x``. side: -1 to the left of x, 0 centred, 1 to the right."""

    x: float
    text: str
    side: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A label placed: what it is about at ``x``, its text from ``left`` to ``right``, on a row (0 is the nearest)."""

    x: float
    text: str
    left: float
    right: float
    row: int


def placed(tags: Sequence[Tag], left: float, right: float, measure: Measure) -> list[Placed]:
    """Labels where they are wanted, or moved aside in their order, so that no two meet.

    More than a row holds go by turns into several rows.
    """
    ordered = sorted(dict.fromkeys(tags), key=lambda tag: (tag.x, -tag.side))
    widest = max((measure(tag.text) for tag in ordered), default=0.0)
    in_a_row = max(1, int((right - left + GAP) // (widest + GAP)))
    rows = math.ceil(len(ordered) / in_a_row)
    return [one for row in range(rows) for one in spread(ordered[row::rows], row, left, right, measure)]


def spread(tags: Sequence[Tag], row: int, left: float, right: float, measure: Measure) -> list[Placed]:
    """One row of labels: pushed right by their left neighbours, then back left from the edge."""
    widths = [measure(tag.text) for tag in tags]
    starts = [
        tag.x - width / 2 if tag.side == 0 else tag.x - INSET if tag.side > 0 else tag.x + INSET - width
        for tag, width in zip(tags, widths, strict=True)
    ]
    starts = [evened(starts, widths, index) for index in range(len(tags))]
    free_from = left
    for index, width in enumerate(widths):
        starts[index] = max(starts[index], free_from)
        free_from = starts[index] + width + GAP
    free_until = right
    for index in range(len(tags) - 1, -1, -1):
        starts[index] = min(starts[index], free_until - widths[index])
        free_until = starts[index] - GAP
    return [
        Placed(tag.x, tag.text, start, start + width, row)
        for tag, start, width in zip(tags, starts, widths, strict=True)
    ]


def evened(starts: Sequence[float], widths: Sequence[float], index: int) -> float:
    """The start of a label moved by half of what it overlaps each direct neighbour, so that both give way."""
    start = starts[index]
    if index > 0:
        start += max(0.0, starts[index - 1] + widths[index - 1] + GAP - starts[index]) / 2
    if index + 1 < len(starts):
        start -= max(0.0, starts[index] + widths[index] + GAP - starts[index + 1]) / 2
    return start
