"""A timeline as one SVG file: the years above, the coverage year's months below, drawn out of its own year.

No script, font or image from outside; hatching and words carry what colour only repeats. Narrow enough for a phone,
sharp on paper: 480 units wide, as high as its texts need. Texts are placed by an upper estimate of their width.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, tostring

from canbao.basis.days import iso, month_of, year_start
from canbao.basis.digests import digest_of
from canbao.basis.findings import Language
from canbao.casework.timeline import shapes as paint
from canbao.casework.timeline.layout import INSET, Tag, ems, placed, wrapped
from canbao.casework.timeline.shapes import block, patterns, shape, sign
from canbao.casework.timeline.timeline import Span, SpanKind, Timeline, YearKind
from canbao.casework.timeline.words import (
    EVENT,
    PAYMENT,
    REPAIR,
    SHORT,
    Key,
    Lane,
    counts_of,
    earlier_of,
    lanes_of,
    sentences_of,
    subtitle_of,
    title_of,
    year_keys,
    years_label,
)

FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', sans-serif"
WIDTH = 480.0
MARGIN = 14.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
TITLE_SIZE, LABEL_SIZE, TEXT_SIZE, SMALL_SIZE = 17.0, 13.0, 12.5, 11.5
PITCH = 1.42
"""From one line to the next, in font sizes."""
CELL_HEIGHT, TRACK_HEIGHT, ZOOM_HEIGHT = 30.0, 20.0, 26.0
CELL_GAP, STUB = 4.0, 18.0
SAMPLE_WIDTH, SAMPLE_HEIGHT = 18.0, 11.0
LANE_GAP = 13.0
LEADER = 5.0
"""From a bar to the days below it."""


def svg_of(timeline: Timeline, language: Language) -> str:
    """The timeline as the text of an SVG file."""
    return tostring(Drawing(timeline, language).root, encoding="unicode")


class Drawing:
    """A drawing that grows downwards; ``y`` is the upper edge of what comes next."""

    def __init__(self, timeline: Timeline, language: Language) -> None:
        self.timeline = timeline
        self.language = language
        self.prefix = "t" + digest_of([repr(timeline), language]).rpartition(":")[2][:10]
        self.y = MARGIN
        self.root = self.sheet()
        patterns(self.root, self.prefix)
        paper = shape(self.root, "rect", width=WIDTH, fill=paint.PAPER)
        self.heading()
        self.years()
        self.months()
        lanes = lanes_of(timeline)
        indent = max(width_of(lane.label.get(language), LABEL_SIZE) for lane in lanes) + 12
        for lane in lanes:
            self.lane(lane, LEFT + indent)
        height = paint.number(self.y + MARGIN - LANE_GAP)
        paper.set("height", height)
        self.root.set("viewBox", f"0 0 {paint.number(WIDTH)} {height}")

    def sheet(self) -> Element:
        """The outermost element, with a name and the whole content in words for those who cannot see it."""
        names = {"title": title_of(self.timeline), "desc": sentences_of(self.timeline)}
        root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "",
                "role": "img",
                "aria-labelledby": " ".join(f"{self.prefix}-{tag}" for tag in names),
                "font-family": FONTS,
                "xml:lang": "zh-CN" if self.language == "zh" else "en",
            },
        )
        for tag, words in names.items():
            SubElement(root, tag, {"id": f"{self.prefix}-{tag}"}).text = words.get(self.language)
        return root

    def text(
        self, x: float, baseline: float, words: str, size: float, fill: str = paint.INK, bold: bool = False
    ) -> None:
        """One line of text from ``x`` on."""
        weight = {"font_weight": "bold"} if bold else {}
        shape(self.root, "text", x=x, y=baseline, font_size=size, fill=fill, **weight).text = words

    def paragraph(self, words: str, size: float, fill: str = paint.INK, bold: bool = False) -> None:
        """A text over the whole width, in as many lines as it needs."""
        for line in wrapped(words, RIGHT - LEFT, partial(width_of, size=size)):
            self.text(LEFT, self.y + size, line, size, fill, bold)
            self.y += size * PITCH

    def heading(self) -> None:
        """What this is, of whom."""
        self.paragraph(title_of(self.timeline).get(self.language), TITLE_SIZE, bold=True)
        self.paragraph(subtitle_of(self.timeline).get(self.language), TEXT_SIZE, paint.QUIET)
        self.y += LANE_GAP

    def years(self) -> None:
        """The row of years, its legend above it."""
        t = self.timeline
        label = years_label().get(self.language)
        self.text(LEFT, self.y + LABEL_SIZE, label, LABEL_SIZE, bold=True)
        self.keys((Key("", counts_of(t)),), LEFT + width_of(label, LABEL_SIZE) + 12)
        self.keys(year_keys(t), LEFT)
        earlier = earlier_of(t)
        if earlier is not None:
            self.paragraph(earlier.get(self.language), TEXT_SIZE)
        self.y += 6
        start = LEFT
        if t.earlier is not None:
            for dot in range(3):
                shape(
                    self.root,
                    "circle",
                    cx=LEFT + 2 + dot * 5,
                    cy=self.cells_top + CELL_HEIGHT / 2,
                    r=1.6,
                    fill=paint.INK,
                )
            start += STUB
        width = min((RIGHT - start + CELL_GAP) / len(t.years), 60)
        for position, year in enumerate(t.years):
            self.year(year.kind, year.year, start + position * width, width - CELL_GAP)
        self.y = self.cells_top + CELL_HEIGHT
        self.zoom(start + (len(t.years) - 1) * width, width - CELL_GAP)

    @property
    def cells_top(self) -> float:
        """The upper edge of the years, their numbers above them."""
        return self.y + SMALL_SIZE + 4

    def year(self, kind: YearKind, year: int, x: float, width: float) -> None:
        """One year: its number and its block."""
        name = str(year)
        is_own = year == self.timeline.year
        middle = x + (width - width_of(name, SMALL_SIZE)) / 2
        self.text(middle, self.y + SMALL_SIZE - 1, name, SMALL_SIZE, paint.INK if is_own else paint.QUIET, is_own)
        block(self.root, self.prefix, kind, x, self.cells_top, width, CELL_HEIGHT)
        if kind == YearKind.UNKNOWN:
            self.on_paper("?", x, width, self.cells_top, CELL_HEIGHT)

    def zoom(self, x: float, width: float) -> None:
        """The coverage year opens into its months."""
        from_, until = self.at(year_start(self.timeline.year)), RIGHT
        top, bottom = self.y, self.y + ZOOM_HEIGHT
        corners = ((x, top), (x + width, top), (until, bottom), (from_, bottom))
        points = " ".join(f"{paint.number(px)},{paint.number(py)}" for px, py in corners)
        shape(self.root, "polygon", points=points, fill=paint.ZOOM)
        for one, other in ((corners[0], corners[3]), (corners[1], corners[2])):
            shape(self.root, "line", x1=one[0], y1=one[1], x2=other[0], y2=other[1], stroke=paint.RULE)
        self.y = bottom

    def at(self, day: int) -> float:
        """Where a day stands; days off the ruler stand at its ends."""
        t = self.timeline
        share = (day - t.ruler_from) / (t.ruler_until - t.ruler_from)
        return LEFT + max(0.0, min(share, 1.0)) * (RIGHT - LEFT)

    def months(self) -> None:
        """The years and months above the lanes."""
        own = self.at(year_start(self.timeline.year))
        height = LABEL_SIZE * PITCH + SMALL_SIZE * PITCH + 2
        shape(self.root, "rect", x=own, y=self.y, width=RIGHT - own, height=height, fill=paint.ZOOM)
        self.text(own + 5, self.y + LABEL_SIZE + 1, str(self.timeline.year), LABEL_SIZE, bold=True)
        before = str(self.timeline.year - 1)
        if own - LEFT >= width_of(before, LABEL_SIZE):
            self.text(LEFT, self.y + LABEL_SIZE + 1, before, LABEL_SIZE, paint.QUIET, bold=True)
        self.y += LABEL_SIZE * PITCH
        for day, following in pairwise([*self.timeline.months, self.timeline.ruler_until]):
            name = str(month_of(day))
            middle = (self.at(day) + self.at(following) - width_of(name, SMALL_SIZE)) / 2
            self.text(middle, self.y + SMALL_SIZE, name, SMALL_SIZE, paint.QUIET)
        self.y += SMALL_SIZE * PITCH + 2 + LANE_GAP * 0.6

    def lane(self, lane: Lane, left: float) -> None:
        """One row: its name and, from ``left`` on, what is in it; the bars and marks; the days."""
        label = lane.label.get(self.language)
        self.text(LEFT, self.y + LABEL_SIZE, label, LABEL_SIZE, bold=True)
        self.keys(lane.keys, left)
        if lane.spans or lane.marks:
            self.y += 3
            self.track(lane)
        self.y += LANE_GAP

    def keys(self, keys: tuple[Key, ...], left: float) -> None:
        """Keys side by side from ``left`` on: a sample of the bar or mark, and what it means."""
        x = left
        for key in keys:
            lead = SAMPLE_WIDTH + 5 if key.mark else 0.0
            first, *more = wrapped(key.text.get(self.language), RIGHT - left - lead, partial(width_of, size=TEXT_SIZE))
            if x > left and x + lead + width_of(first, TEXT_SIZE) > RIGHT:
                self.y += TEXT_SIZE * PITCH
                x = left
            if key.mark:
                self.sample(key.mark, x)
            self.text(x + lead, self.y + LABEL_SIZE, first, TEXT_SIZE)
            x += lead + width_of(first, TEXT_SIZE) + 14
            for line in more:
                self.y += TEXT_SIZE * PITCH
                self.text(left + lead, self.y + LABEL_SIZE, line, TEXT_SIZE)
                x = left + lead + width_of(line, TEXT_SIZE) + 14
        self.y += TEXT_SIZE * PITCH

    def sample(self, mark: str, x: float) -> None:
        """A little of what a key is about."""
        top = self.y + 3
        if mark in (PAYMENT, REPAIR, EVENT):
            sign(self.root, mark, x + SAMPLE_WIDTH / 2, top + SAMPLE_HEIGHT / 2)
        else:
            block(self.root, self.prefix, mark, x, top, SAMPLE_WIDTH, SAMPLE_HEIGHT)

    def track(self, lane: Lane) -> None:
        """The bars and marks of a lane on the months, and below them their days."""
        own, top = self.at(year_start(self.timeline.year)), self.y
        shape(self.root, "rect", x=LEFT, y=top, width=own - LEFT, height=TRACK_HEIGHT, fill=paint.TRACK_OF_YEAR)
        shape(self.root, "rect", x=own, y=top, width=RIGHT - own, height=TRACK_HEIGHT, fill=paint.TRACK)
        for day in self.timeline.months[1:]:
            x, is_new_year = self.at(day), month_of(day) == 1
            colour = paint.QUIET if is_new_year else paint.RULE
            shape(self.root, "line", x1=x, y1=top, x2=x, y2=top + TRACK_HEIGHT, stroke=colour, stroke_width=0.8)
        for span in lane.spans:
            self.bar(span)
        for mark in sorted(lane.marks, key=lambda mark: mark.name != REPAIR):
            sign(self.root, mark.name, self.at(mark.on), top + TRACK_HEIGHT / 2)
        self.y += TRACK_HEIGHT
        self.days(lane)

    def bar(self, span: Span) -> None:
        """One span, with its short name where it fits and a tip where it goes on beyond the drawing."""
        left, right = self.at(span.from_), self.at(span.until)
        if right <= left:
            return
        block(self.root, self.prefix, span.kind, left, self.y + 1, right - left, TRACK_HEIGHT - 2)
        middle = self.y + TRACK_HEIGHT / 2
        if span.until > self.timeline.ruler_until:
            self.tip(RIGHT + 1, middle, 8)
        if span.kind == SpanKind.EARLIER_WAIT:
            self.tip(LEFT - 1, middle, -8)
        if span.kind != SpanKind.WINDOW:
            words, is_solid = SHORT[span.kind].get(self.language), span.kind in paint.SOLID
            self.on_paper(words, left, right - left, self.y, TRACK_HEIGHT, is_solid)

    def tip(self, x: float, middle: float, reach: float) -> None:
        """An arrow head that says: and on."""
        points = f"{paint.number(x)},{paint.number(middle - 7)} {paint.number(x + reach)},{paint.number(middle)} "
        points += f"{paint.number(x)},{paint.number(middle + 7)}"
        shape(self.root, "polygon", points=points, fill=paint.INK)

    def on_paper(self, words: str, x: float, width: float, top: float, height: float, is_solid: bool = False) -> None:
        """A short text in the middle of a block, on a slip of paper, or white where the block is dark.

        Nothing where it does not fit.
        """
        wide = width_of(words, SMALL_SIZE)
        if wide + 10 > width:
            return
        left, tall = x + (width - wide) / 2, SMALL_SIZE + 3.5
        slip = top + (height - tall) / 2
        if not is_solid:
            shape(self.root, "rect", x=left - 3, y=slip, width=wide + 6, height=tall, rx=2.0, fill=paint.PAPER)
        self.text(left, slip + SMALL_SIZE - 0.2, words, SMALL_SIZE, paint.PAPER if is_solid else paint.INK)

    def days(self, lane: Lane) -> None:
        """The days of a lane below it, moved apart where they are near."""
        tags = [*(tag for span in lane.spans for tag in self.edges(span, lane)), *self.marked(lane)]
        found = placed(tags, LEFT - 8, RIGHT + 8, partial(width_of, size=SMALL_SIZE))
        for one in found:
            top = self.y + LEADER + one.row * SMALL_SIZE * 1.3
            end = max(one.left + INSET, min(one.x, one.right - INSET))
            shape(self.root, "line", x1=one.x, y1=self.y, x2=end, y2=top + 1.5, stroke=paint.QUIET, stroke_width=0.8)
            self.text(one.left, top + SMALL_SIZE, one.text, SMALL_SIZE, paint.QUIET)
        if found:
            self.y += LEADER + (1 + max(one.row for one in found)) * SMALL_SIZE * 1.3

    def edges(self, span: Span, lane: Lane) -> list[Tag]:
        """The first day of a span, and its last where no other span of the lane follows at once."""
        t = self.timeline
        tags: list[Tag] = []
        if t.ruler_from <= span.from_ < t.ruler_until and span.kind != SpanKind.EARLIER_WAIT:
            tags.append(Tag(self.at(span.from_), iso(span.from_)[5:], 1))
        followed = any(other.from_ == span.until for other in lane.spans)
        if t.ruler_from < span.until <= t.ruler_until and not followed:
            tags.append(Tag(self.at(span.until), iso(span.until - 1)[5:], -1))
        return tags

    def marked(self, lane: Lane) -> list[Tag]:
        """The days of the marks."""
        return [Tag(self.at(mark.on), iso(mark.on)[5:], 0) for mark in lane.marks]


def width_of(text: str, size: float) -> float:
    """An upper estimate of the width of a text."""
    return ems(text) * size
