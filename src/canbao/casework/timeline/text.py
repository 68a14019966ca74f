"""A timeline as lines of text for the terminal: shapes that read without colour, Chinese counted two columns wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from canbao.basis.days import add_months, days_in_month, month_of, year_of
from canbao.basis.findings import Language
from canbao.casework.timeline.layout import wrapped
from canbao.casework.timeline.timeline import SpanKind, Timeline, YearKind, YearOfCover
from canbao.casework.timeline.words import (
    EVENT,
    PAYMENT,
    REPAIR,
    Key,
    Lane,
    counts_of,
    earlier_of,
    lanes_of,
    subtitle_of,
    title_of,
    year_keys,
    years_label,
)

if TYPE_CHECKING:
    import rich.text

LEAST_WIDTH = 80
MOST_WIDTH = 200
LABEL_WIDTH = 14
WIDEST_MONTH = 8
WIDEST_YEAR = 8
GLYPHS: dict[str, str] = {
    YearKind.IN_WINDOW: "█",
    YearKind.OUTSIDE: "▒",
    YearKind.EXCUSED: "·",
    YearKind.MISSED: "[ ]",
    YearKind.REPAIRED: "[+]",
    YearKind.UNKNOWN: "?",
    YearKind.BEFORE: "_",
    SpanKind.WINDOW: "░",
    SpanKind.EARLIER_WAIT: "╱",
    SpanKind.FIXED: "▓",
    SpanKind.VARIABLE: "▒",
    SpanKind.TAKEN_OFF: "-",
    SpanKind.BENEFIT: "█",
    SpanKind.OPEN: "?",
    PAYMENT: "◆",
    REPAIR: "◇",
    EVENT: "▼",
}
"""What each thing is drawn with; a glyph of three is a frame: left edge, filling, right edge."""

STYLES: dict[str, str] = {
    "title": "bold",
    "label": "bold",
    "quiet": "dim",
    YearKind.IN_WINDOW: "cyan",
    YearKind.OUTSIDE: "cyan",
    YearKind.EXCUSED: "blue",
    YearKind.MISSED: "red",
    YearKind.REPAIRED: "magenta",
    YearKind.UNKNOWN: "yellow",
    YearKind.BEFORE: "dim",
    SpanKind.WINDOW: "blue",
    SpanKind.EARLIER_WAIT: "yellow",
    SpanKind.FIXED: "yellow",
    SpanKind.VARIABLE: "bright_yellow",
    SpanKind.TAKEN_OFF: "magenta",
    SpanKind.BENEFIT: "green",
    SpanKind.OPEN: "yellow",
    PAYMENT: "bold",
    REPAIR: "bold magenta",
    EVENT: "bold blue",
}
"""The Rich style of each thing; colour only repeats what the shape says."""

LABEL = "label"
TITLE = "title"
QUIET = "quiet"
PLAIN = ""
BETWEEN = "   "
PAST_THE_END = "→"
NARROW_MONTH = 3
"""Columns of a month from which every month has its number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of one line and the name of their style."""

    text: str
    style: str = PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its pieces from left to right."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The line without styles."""
        return "".join(piece.text for piece in self.pieces).rstrip()


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where days stand: months of equal width from the month of ``first`` to the end of the coverage year."""

    first: int
    months: int
    month_width: int

    @property
    def width(self) -> int:
        """All columns."""
        return self.months * self.month_width

    def runs_past(self, until: int) -> bool:
        """Whether a span goes on after the last day."""
        return until > add_months(self.first, self.months)

    def column(self, day: int) -> int:
        """The column of a day, counted from the left; days off the ruler stand at its ends."""
        months = (year_of(day) - year_of(self.first)) * 12 + month_of(day) - month_of(self.first)
        if months < 0:
            return 0
        if months >= self.months:
            return self.width
        length = days_in_month(year_of(day), month_of(day))
        start = add_months(self.first, months)
        return months * self.month_width + (day - start) * self.month_width // length


def lines_of(timeline: Timeline, width: int, language: Language) -> tuple[Line, ...]:
    """The timeline in lines of at most ``width`` columns (80 to 200)."""
    width = max(LEAST_WIDTH, min(width, MOST_WIDTH))
    return tuple(_lines(timeline, width, language))


def rich_text(lines: tuple[Line, ...]) -> rich.text.Text:
    """The lines as one Rich text, coloured."""
    import rich.text

    text = rich.text.Text()
    for number, line in enumerate(lines):
        if number:
            text.append("\n")
        for piece in line.pieces:
            text.append(piece.text, STYLES.get(piece.style))
    return text


def columns_of(text: str) -> int:
    """How many columns a text takes in the terminal."""
    from rich.cells import cell_len

    return cell_len(text)


def padded(text: str, width: int) -> str:
    """A text filled with spaces to a width."""
    return text + " " * max(0, width - columns_of(text))


def _lines(t: Timeline, width: int, language: Language) -> Iterator[Line]:
    yield Line((Piece(title_of(t).get(language), TITLE),))
    for part in wrapped(subtitle_of(t).get(language), width, columns_of):
        yield Line((Piece(part, QUIET),))
    yield Line()
    yield from year_lines(t, width, language)
    yield Line()
    ruler = ruler_of(t, width)
    yield from ruler_lines(ruler)
    for lane in lanes_of(t):
        yield from lane_lines(lane, ruler, width, language)


def year_lines(t: Timeline, width: int, language: Language) -> Iterator[Line]:
    """The row of years with its numbers above, and what it means below."""
    label = years_label().get(language)
    cell = min(WIDEST_YEAR, (width - LABEL_WIDTH) // len(t.years))
    indent = Piece(" " * LABEL_WIDTH)
    numbers = (Piece(str(y.year).ljust(cell), LABEL if y.year == t.year else QUIET) for y in t.years)
    yield Line((Piece(padded(label, LABEL_WIDTH), LABEL), *numbers))
    yield Line((indent, *(piece for year in t.years for piece in year_cell(year, cell))))
    yield from key_lines(year_keys(t), width, language)
    for text in (counts_of(t), earlier_of(t)):
        if text is not None:
            for part in wrapped(text.get(language), width - LABEL_WIDTH, columns_of):
                yield Line((indent, Piece(part)))


def year_cell(year: YearOfCover, width: int) -> tuple[Piece, Piece]:
    """One year as a block, one column free at its right."""
    glyph, inner = GLYPHS[year.kind], width - 1
    block = glyph * inner if len(glyph) == 1 else glyph[0] + glyph[1] * (inner - 2) + glyph[2]
    return Piece(block, year.kind), Piece(" ")


def ruler_of(t: Timeline, width: int) -> Ruler:
    """The ruler that fits."""
    months = len(t.months)
    return Ruler(t.ruler_from, months, min(WIDEST_MONTH, (width - LABEL_WIDTH - 1) // months))


def ruler_lines(ruler: Ruler) -> Iterator[Line]:
    """The years and months above the lanes."""
    years, months = "", ""
    for number in range(ruler.months):
        day = add_months(ruler.first, number)
        month = month_of(day)
        if number == 0 or month == 1:
            years += str(year_of(day)) if len(years) <= number * ruler.month_width else ""
        years = years.ljust((number + 1) * ruler.month_width)
        is_named = ruler.month_width >= NARROW_MONTH or month % 3 == 1
        months += (str(month) if is_named else "").ljust(ruler.month_width)
    indent = Piece(" " * LABEL_WIDTH)
    yield Line((indent, Piece(years.rstrip(), LABEL)))
    yield Line((indent, Piece(months.rstrip(), QUIET)))


def lane_lines(lane: Lane, ruler: Ruler, width: int, language: Language) -> Iterator[Line]:
    """A lane: its bar, and below it what it means."""
    label = Piece(padded(lane.label.get(language), LABEL_WIDTH), LABEL)
    drawn = tuple(bar(lane, ruler))
    if drawn:
        yield Line((label, *drawn))
        yield from key_lines(lane.keys, width, language)
        return
    first, *more = key_lines(lane.keys, width, language)
    yield Line((label, *first.pieces[1:]))
    yield from more


def bar(lane: Lane, ruler: Ruler) -> Iterator[Piece]:
    """The spans and marks of a lane, one piece for each run of one style."""
    cells = [(" ", PLAIN)] * ruler.width
    filled = 0
    for span in lane.spans:
        start = max(ruler.column(span.from_), filled)
        filled = max(ruler.column(span.until), min(start + 1, ruler.width), filled)
        cells[start:filled] = [(GLYPHS[span.kind], span.kind)] * (filled - start)
    for mark in lane.marks:
        place_mark(cells, ruler.column(mark.on), mark.name)
    if any(ruler.runs_past(span.until) for span in lane.spans):
        cells.append((PAST_THE_END, PLAIN))
    while cells and cells[-1] == (" ", PLAIN):
        cells.pop()
    start = 0
    for end in range(1, len(cells) + 1):
        if end == len(cells) or cells[end][1] != cells[start][1]:
            yield Piece("".join(glyph for glyph, _ in cells[start:end]), cells[start][1])
            start = end


def place_mark(cells: list[tuple[str, str]], column: int, name: str) -> None:
    """Put a mark in its column, or, where another kind of mark stands there, in the next one."""
    taken = {PAYMENT, REPAIR, EVENT} - {name}
    while column + 1 < len(cells) and cells[column][1] in taken:
        column += 1
    cells[column] = (GLYPHS[name], name)


def key_lines(keys: tuple[Key, ...], width: int, language: Language) -> Iterator[Line]:
    """Keys side by side, as many on a line as fit; each its glyph and what it means."""
    room = width - LABEL_WIDTH
    line: list[Piece] = []
    for key in keys:
        glyph = GLYPHS.get(key.mark, "")
        lead = [Piece(glyph, key.mark), Piece(" ")] if glyph else []
        taken = sum(columns_of(piece.text) for piece in line)
        lead_width = sum(columns_of(piece.text) for piece in lead)
        first, *more = wrapped(key.text.get(language), room - lead_width, columns_of)
        if line and taken + len(BETWEEN) + lead_width + columns_of(first) > room:
            yield indented(line)
            line = []
        line += [*([Piece(BETWEEN)] if line else []), *lead, Piece(first)]
        for part in more:
            yield indented(line)
            line = [Piece(part)]
    if line:
        yield indented(line)


def indented(pieces: list[Piece]) -> Line:
    """A line that leaves the column of labels free."""
    return Line((Piece(" " * LABEL_WIDTH), *pieces))
