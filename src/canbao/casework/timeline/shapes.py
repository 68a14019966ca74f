"""The shapes of the SVG timeline: what each kind of bar and mark is filled with, clear in black and white."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from canbao.casework.timeline.timeline import SpanKind, YearKind
from canbao.casework.timeline.words import EVENT, PAYMENT

INK = "#1b2631"
QUIET = "#51606d"
RULE = "#c3ccd3"
PAPER = "#ffffff"
TRACK = "#eceff1"
TRACK_OF_YEAR = "#f6f8f9"
ZOOM = "#eef2f4"
TEAL = "#1d6a73"
BLUE = "#3f658c"
AMBER = "#a8650b"
RED = "#a23b2c"
PURPLE = "#70478c"

SOLID: dict[str, str] = {YearKind.IN_WINDOW: TEAL, SpanKind.BENEFIT: TEAL}
FRAMED: dict[str, str] = {
    YearKind.OUTSIDE: TEAL,
    YearKind.EXCUSED: BLUE,
    YearKind.REPAIRED: PURPLE,
    YearKind.UNKNOWN: QUIET,
    SpanKind.WINDOW: BLUE,
    SpanKind.EARLIER_WAIT: RED,
    SpanKind.FIXED: AMBER,
    SpanKind.VARIABLE: AMBER,
    SpanKind.OPEN: QUIET,
}
DASHED: dict[str, str] = {YearKind.MISSED: RED, SpanKind.TAKEN_OFF: PURPLE}
DASHES = "4 3"
CORNER = 2.0


def number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def shape(parent: Element, tag: str, **attributes: float | str) -> Element:
    """A shape; an underscore in a name stands for the dash of SVG."""
    given = {
        name.rstrip("_").replace("_", "-"): value if isinstance(value, str) else number(value)
        for name, value in attributes.items()
    }
    return SubElement(parent, tag, given)


def patterns(parent: Element, prefix: str) -> None:
    """Every hatching, under names that no other drawing on the page has."""
    defs = SubElement(parent, "defs")
    hatch(defs, name_of(prefix, YearKind.OUTSIDE), TEAL, pitch=6, thick=2.6, turn=45)
    hatch(defs, name_of(prefix, SpanKind.WINDOW), BLUE, pitch=5, thick=1, turn=0)
    hatch(defs, name_of(prefix, SpanKind.EARLIER_WAIT), RED, pitch=8, thick=1.2, turn=-45)
    hatch(defs, name_of(prefix, SpanKind.FIXED), AMBER, pitch=5, thick=3.2, turn=45)
    hatch(defs, name_of(prefix, SpanKind.VARIABLE), AMBER, pitch=6, thick=1.2, turn=-45)
    hatch(defs, name_of(prefix, YearKind.REPAIRED), PURPLE, pitch=6, thick=1, turn=45, crossed=True)
    dots(defs, name_of(prefix, YearKind.EXCUSED), BLUE, pitch=6, radius=1.4)
    dots(defs, name_of(prefix, YearKind.UNKNOWN), QUIET, pitch=9, radius=0.8)
    dots(defs, name_of(prefix, SpanKind.OPEN), QUIET, pitch=9, radius=0.8)


def name_of(prefix: str, mark: str) -> str:
    """The name of a pattern."""
    return f"{prefix}-{mark}"


def hatch(
    defs: Element, name: str, colour: str, *, pitch: float, thick: float, turn: float, crossed: bool = False
) -> None:
    """Parallel lines, or, crossed, a net of them."""
    pattern = shape(
        defs,
        "pattern",
        id=name,
        width=pitch,
        height=pitch,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({number(turn)})",
    )
    shape(pattern, "rect", width=pitch, height=pitch, fill=PAPER)
    shape(pattern, "rect", width=thick, height=pitch, fill=colour)
    if crossed:
        shape(pattern, "rect", width=pitch, height=thick, fill=colour)


def dots(defs: Element, name: str, colour: str, *, pitch: float, radius: float) -> None:
    """Dots on paper."""
    pattern = shape(defs, "pattern", id=name, width=pitch, height=pitch, patternUnits="userSpaceOnUse")
    shape(pattern, "rect", width=pitch, height=pitch, fill=PAPER)
    shape(pattern, "circle", cx=pitch / 2, cy=pitch / 2, r=radius, fill=colour)


def block(parent: Element, prefix: str, mark: str, x: float, y: float, width: float, height: float) -> None:
    """A bar, a year, or the little sample of one in a legend."""
    box: dict[str, float | str] = {"x": x, "y": y, "width": max(width, 1.5), "height": height, "rx": CORNER}
    if mark in SOLID:
        shape(parent, "rect", **box, fill=SOLID[mark])
    elif mark in FRAMED:
        fill = f"url(#{name_of(prefix, mark)})"
        shape(parent, "rect", **box, fill=fill, stroke=FRAMED[mark], stroke_width=1.2)
    elif mark in DASHED:
        shape(parent, "rect", **box, fill=PAPER, stroke=DASHED[mark], stroke_width=1.2, stroke_dasharray=DASHES)
    else:
        shape(parent, "rect", x=x, y=y + height - 1.5, width=width, height=1.5, fill=RULE)


def sign(parent: Element, mark: str, x: float, y: float) -> None:
    """The mark of a day: a filled diamond, a larger hollow one, or a flag pointing down."""
    if mark == EVENT:
        points, fill = [(x - 6, y - 7), (x + 6, y - 7), (x, y + 5)], BLUE
    else:
        reach = 6.0 if mark == PAYMENT else 9.0
        points = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        fill = INK if mark == PAYMENT else PAPER
    stroke = PAPER if fill != PAPER else PURPLE
    drawn = " ".join(f"{number(px)},{number(py)}" for px, py in points)
    width = 1.2 if fill != PAPER else 2.0
    shape(parent, "polygon", points=drawn, fill=fill, stroke=stroke, stroke_width=width)
