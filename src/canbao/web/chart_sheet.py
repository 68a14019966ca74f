"""The sheet that a chart of ours is drawn on: it grows downwards, names itself, and takes its colours from the page.

A chart is 360 units wide, so that on a phone a unit is about a pixel. Shapes carry classes, which the style sheet
colours in light and dark; hatching, dashes and marks tell apart what colour only repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element, SubElement, tostring

from canbao.casework.timeline.layout import ems, wrapped
from canbao.casework.timeline.shapes import number, shape

WIDTH = 360.0
MARGIN = 6.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
SIZE, SMALL = 13.0, 12.0
PITCH = 1.4
"""From one line to the next, in font sizes."""
DASHES = ("", "7 3", "2 3", "10 3 2 3", "5 2", "1 3 6 3")
"""How the lines of a chart are drawn, by turns."""
SAMPLE = 26.0
MARK = 3.6


@dataclass(frozen=True, slots=True)
class Named:
    """What a chart is called, and what it shows in words, for those who do not see it.

    prefix: begins the names of its parts, so that no two charts of a page share one.
    """

    prefix: str
    title: str
    told: str


class Sheet:
    """A drawing that grows downwards; ``y`` is the upper edge of what comes next."""

    def __init__(self, named: Named) -> None:
        self.named = named
        self.y = 2.0
        ids = {tag: f"{named.prefix}-{tag}" for tag in ("title", "desc")}
        self.root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "",
                "class": "chart",
                "role": "img",
                "aria-labelledby": " ".join(ids.values()),
            },
        )
        SubElement(self.root, "title", {"id": ids["title"]}).text = named.title
        SubElement(self.root, "desc", {"id": ids["desc"]}).text = named.told
        self.defs = SubElement(self.root, "defs")

    def draw(self, tag: str, **attributes: float | str) -> Element:
        """A shape of the drawing."""
        return shape(self.root, tag, **attributes)

    def text(self, x: float, baseline: float, words: str, kind: str = "", size: float = SMALL, **more: str) -> None:
        """One line of text. kind: its class."""
        given = {"class_": kind, **more} if kind else more
        self.draw("text", x=x, y=baseline, font_size=size, **given).text = words

    def paragraph(self, words: str, kind: str = "", size: float = SMALL, left: float = LEFT) -> None:
        """A text in as many lines as it needs."""
        for line in wrapped(words, RIGHT - left, partial(width_of, size=size)):
            self.text(left, self.y + size, line, kind, size)
            self.y += size * PITCH

    def hatch(self, name: str, kind: str, *, pitch: float, thick: float, turn: float) -> str:
        """Parallel lines to fill shapes with; the fill."""
        ident = f"{self.named.prefix}-{name}"
        turned = f"rotate({number(turn)})"
        size = {"width": pitch, "height": pitch}
        pattern = shape(self.defs, "pattern", id=ident, **size, patternUnits="userSpaceOnUse", patternTransform=turned)
        shape(pattern, "rect", **size, class_="paper")
        shape(pattern, "rect", width=thick, height=pitch, class_=f"fill {kind}")
        return f"url(#{ident})"

    def key(self, style: int, words: str) -> None:
        """What one of several lines is about, with a sample of it."""
        middle = self.y + SMALL * 0.65
        self.draw("line", x1=LEFT, y1=middle, x2=LEFT + SAMPLE, y2=middle, **line_style(style))
        marker(self.root, style, LEFT + SAMPLE / 2, middle)
        self.paragraph(words, left=LEFT + SAMPLE + 6)

    def done(self) -> str:
        """The text of the drawing."""
        self.root.set("viewBox", f"0 0 {number(WIDTH)} {number(self.y + 4)}")
        return tostring(self.root, encoding="unicode")


def width_of(words: str, size: float = SMALL) -> float:
    """How wide a text is at most."""
    return ems(words) * size


def line_style(style: int) -> dict[str, str]:
    """How a line of a chart is drawn: its class and its dashes."""
    dashes = DASHES[style % len(DASHES)]
    return {"class_": f"line s{style % len(DASHES)}", **({"stroke_dasharray": dashes} if dashes else {})}


def marker(parent: Element, style: int, x: float, y: float) -> None:
    """The mark of a point: a circle, a square, a triangle or a diamond, filled or hollow."""
    form = style % len(DASHES)
    kind = f"mark s{form}" if form < 4 else f"mark hollow s{form}"
    if form in (0, 4):
        shape(parent, "circle", cx=x, cy=y, r=MARK, class_=kind)
        return
    reach = MARK * 1.25
    corners = {
        1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        2: ((0, -1.2), (1.2, 1), (-1.2, 1)),
        3: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
        5: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    }[form]
    points = " ".join(f"{number(x + dx * reach)},{number(y + dy * reach)}" for dx, dy in corners)
    shape(parent, "polygon", points=points, class_=kind)
