"""Charts as SVG text, from plain numbers and words: bars by year, lines that answer how much, a calendar strip.

What is not known is told in words under the chart, never drawn as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from canbao.casework.timeline.shapes import number
from canbao.web.chart_names import Point, names_placed
from canbao.web.chart_sheet import LEFT, PITCH, RIGHT, SIZE, SMALL, Named, Sheet, line_style, marker, width_of

BAR_HEIGHT, PLOT_HEIGHT, LANE_HEIGHT = 64.0, 190.0, 16.0
MOST_STEPS = 6
MOST_MARKED = 12
"""Points of a line that are all marked; of more, each fifth is."""
SHORT = 3
"""Characters of a label that stands over its point."""

Amount = int | float | Decimal
Fill = Literal["window", "wait", "benefit"]


@dataclass(frozen=True, slots=True)
class Bars:
    """One row of bars: what it is, and a value for each column (None: not known)."""

    name: str
    values: tuple[Amount | None, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its known points, and the labels of some of them by their x."""

    name: str
    points: tuple[tuple[int, int], ...]
    labels: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Axes:
    """What runs along each side, and from where to where x runs with which numbers told."""

    x_name: str
    y_name: str
    first: int
    last: int
    told: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A bar of the calendar: from a day until, not including, another."""

    from_: date
    until: date
    fill: Fill


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the calendar: what it says in words, its bars, and the day of payment if there is one."""

    words: str
    spans: tuple[Span, ...]
    paid_on: date | None = None


def bars_chart(
    named: Named, columns: Sequence[str], rows: Sequence[Bars], own: str = "", notes: Sequence[str] = ()
) -> str:
    """Rows of bars over the same columns and on one scale, each with its number. own: the column to stand out."""
    sheet = Sheet(named)
    fills = (None, sheet.hatch("bars", "s1", pitch=5, thick=2, turn=45))
    most = max((value for row in rows for value in row.values if value is not None), default=1) or 1
    slot = (RIGHT - LEFT) / max(len(columns), 1)
    for position, row in enumerate(rows):
        sheet.text(LEFT, sheet.y + SIZE, row.name, "strong", SIZE)
        sheet.y += SIZE * PITCH + SMALL + 4
        base = sheet.y + BAR_HEIGHT
        for column, value in enumerate(row.values):
            middle = LEFT + slot * (column + 0.5)
            if value is None:
                sheet.text(middle, base - 5, "?", "strong", SIZE, text_anchor="middle")
                continue
            height = BAR_HEIGHT * float(value) / float(most)
            _bar(sheet, fills[position % 2], (middle - slot * 0.34, base - height, slot * 0.68, height))
            sheet.text(middle, base - height - 4, amount(value), text_anchor="middle")
        sheet.draw("line", x1=LEFT, y1=base, x2=RIGHT, y2=base, class_="axis")
        sheet.y = base + 8
    for column, name in enumerate(columns):
        kind = "strong" if name == own else "dim"
        sheet.text(LEFT + slot * (column + 0.5), sheet.y + SMALL - 2, name, kind, text_anchor="middle")
    sheet.y += SMALL * PITCH
    _notes(sheet, notes)
    return sheet.done()


def lines_chart(named: Named, lines: Sequence[Line], axes: Axes, notes: Sequence[str] = ()) -> str:
    """Lines over whole numbers; each is named where there is room, and under the chart when there are several."""
    sheet = Sheet(named)
    steps = steps_to(max((y for line in lines for _, y in line.points), default=1))
    sheet.text(LEFT, sheet.y + SMALL, axes.y_name, "dim")
    top, bottom = sheet.y + SMALL * PITCH + SMALL, sheet.y + SMALL * PITCH + SMALL + PLOT_HEIGHT
    left = LEFT + max(width_of(amount(step)) for step in steps) + 6
    right = RIGHT - 8

    def at(x: int, y: int) -> Point:
        across = left + 8 + (right - left - 8) * (x - axes.first) / max(axes.last - axes.first, 1)
        return Point(across, bottom - (bottom - top) * y / steps[-1])

    for step in steps:
        height = at(axes.first, step).y
        sheet.draw("line", x1=left, y1=height, x2=RIGHT, y2=height, class_="axis" if step == 0 else "grid")
        sheet.text(left - 5, height + SMALL * 0.35, amount(step), "dim", text_anchor="end")
    for x in axes.told:
        sheet.text(at(x, 0).x, bottom + SMALL + 4, str(x), "dim", text_anchor="middle")
    drawn = [[at(x, y) for x, y in line.points] for line in lines]
    for style, (line, points) in enumerate(zip(lines, drawn, strict=True)):
        _line(sheet, style, line, points)
    if len(lines) > 1:
        room = (left + 2, top - SMALL, RIGHT, bottom - 2)
        for style, spot in enumerate(names_placed([line.name for line in lines], drawn, room)):
            if spot is not None:
                sheet.text(spot.left, spot.bottom - 3, lines[style].name, f"strong t{style % 6}")
    sheet.y = bottom + SMALL * PITCH + 4
    sheet.text((left + RIGHT) / 2, sheet.y + SMALL, axes.x_name, "dim", text_anchor="middle")
    sheet.y += SMALL * PITCH + 6
    for style, line in enumerate(lines if len(lines) > 1 else ()):
        sheet.key(style, line.name)
    _notes(sheet, notes)
    return sheet.done()


def calendar_chart(named: Named, first: date, until: date, lanes: Sequence[Lane]) -> str:
    """The months of a span of time, and under them rows of bars, each under its own words."""
    sheet = Sheet(named)
    fills: dict[Fill, str | None] = {
        "window": sheet.hatch("window", "s1", pitch=5, thick=1.4, turn=0),
        "wait": sheet.hatch("wait", "s2", pitch=6, thick=1.6, turn=45),
        "benefit": None,
    }

    def at(day: date) -> float:
        share = (day - first).days / (until - first).days
        return LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0)

    starts = [*months_from(first, until), until]
    for start, following in pairwise(starts):
        if start == first or start.month == 1:
            sheet.text(at(start) + 2, sheet.y + SIZE, str(start.year), "strong", SIZE)
        middle = (at(start) + at(following)) / 2
        sheet.text(middle, sheet.y + SIZE * PITCH + SMALL, str(start.month), "dim", text_anchor="middle")
    own = [at(start) for start in starts[:-1] if start.month == 1]
    _years(sheet, own, SIZE * PITCH + SMALL * PITCH)
    sheet.y += SIZE * PITCH + SMALL * PITCH + 4
    for lane in lanes:
        sheet.paragraph(lane.words, size=SIZE)
        sheet.y += 3
        sheet.draw("rect", x=LEFT, y=sheet.y, width=RIGHT - LEFT, height=LANE_HEIGHT, class_="track", rx=2)
        for span in lane.spans:
            box = (at(span.from_), sheet.y, max(at(span.until) - at(span.from_), 2.0), LANE_HEIGHT)
            _bar(sheet, fills[span.fill], box)
        _years(sheet, own, LANE_HEIGHT)
        if lane.paid_on is not None:
            _flag(sheet, at(lane.paid_on))
        sheet.y += LANE_HEIGHT + 10
    return sheet.done()


def amount(value: Amount) -> str:
    """A number, its thousands set apart."""
    return f"{Decimal(str(value)):,f}"


def steps_to(most: int) -> tuple[int, ...]:
    """Round numbers from 0 to the first at or above the most, few enough to tell."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            count = -(-max(most, 1) // step)
            if count <= MOST_STEPS:
                return tuple(range(0, step * count + 1, step))
        size *= 10


def months_from(first: date, until: date) -> list[date]:
    """The first day of each month from the one of a day on, before another day."""
    found = [first.replace(day=1)]
    while (following := (found[-1] + timedelta(days=31)).replace(day=1)) < until:
        found.append(following)
    return found


def _bar(sheet: Sheet, fill: str | None, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    style = {"class_": "bar s0"} if fill is None else {"class_": "bar framed", "fill": fill}
    sheet.draw("rect", x=x, y=y, width=width, height=height, rx=2, **style)


def _years(sheet: Sheet, starts: Sequence[float], height: float) -> None:
    """Where a year begins, across what is drawn here; not across words."""
    for x in starts:
        sheet.draw("line", x1=x, y1=sheet.y, x2=x, y2=sheet.y + height, class_="year")


def _flag(sheet: Sheet, x: float) -> None:
    middle, reach = sheet.y + LANE_HEIGHT / 2, 6.0
    corners = ((x, middle - reach), (x + reach, middle), (x, middle + reach), (x - reach, middle))
    sheet.draw("polygon", points=" ".join(f"{number(px)},{number(py)}" for px, py in corners), class_="paid")


def _line(sheet: Sheet, style: int, line: Line, points: Sequence[Point]) -> None:
    for run in _runs(line.points, points):
        sheet.draw("polyline", points=" ".join(f"{number(p.x)},{number(p.y)}" for p in run), **line_style(style))
    for (x, _), point in zip(line.points, points, strict=True):
        if len(points) <= MOST_MARKED or x % 5 == 0 or x in dict(line.labels):
            marker(sheet.root, style, point.x, point.y)
    highest = min((point.y for point in points), default=0.0)
    labels = dict(line.labels)
    for (x, _), point in zip(line.points, points, strict=True):
        words = labels.get(x)
        if words is None:
            continue
        if len(words) <= SHORT:
            sheet.text(point.x, point.y - 9, words, "strong", text_anchor="middle")
        elif point.y == highest:
            sheet.text(point.x + 8, point.y - 8, words, "strong", text_anchor="end")
        else:
            sheet.text(point.x + 9, point.y + 5, words, "strong")


def _runs(values: Sequence[tuple[int, int]], points: Sequence[Point]) -> list[list[Point]]:
    """The points in runs without a gap in x."""
    runs: list[list[Point]] = []
    before: int | None = None
    for (x, _), point in zip(values, points, strict=True):
        if before is None or x > before + 1:
            runs.append([])
        runs[-1].append(point)
        before = x
    return runs


def _notes(sheet: Sheet, notes: Sequence[str]) -> None:
    for note in notes:
        sheet.y += 2
        sheet.paragraph(note)
