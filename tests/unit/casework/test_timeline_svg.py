"""The timeline as SVG: well formed, safe to embed, readable by a screen reader, and no two texts in one place."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import combinations
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

import pytest
from tests.unit.casework.timelines import crowded, made_up, timelines, worked

from canbao.basis.findings import Language
from canbao.casework.timeline.layout import Tag, ems, placed, wrapped
from canbao.casework.timeline.shapes import DASHED, FRAMED, SOLID
from canbao.casework.timeline.svg import svg_of
from canbao.casework.timeline.timeline import SpanKind, Timeline, YearKind

LANGUAGES: tuple[Language, ...] = ("zh", "en")
NS = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "defs", "pattern", "rect", "circle", "line", "polygon", "text"}
ASCENT, DESCENT = 0.88, 0.12
LEAST_FONT = 11.0


@cache
def drawing(name: str, language: Language) -> str:
    """The drawing of one of the timelines."""
    return svg_of(timelines()[name], language)


class Box(NamedTuple):
    """Where a text stands."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def boxes(root: Element) -> list[Box]:
    """The boxes of all texts: a Chinese character 1 em wide, a Latin one 0.6 em."""
    found = []
    for element in root.iter(f"{NS}text"):
        text, size = element.text or "", float(element.attrib["font-size"])
        assert size >= LEAST_FONT
        assert "text-anchor" not in element.attrib
        em = sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.6 for c in text)
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        found.append(Box(x, y - ASCENT * size, x + em * size, y + DESCENT * size, text))
    return found


def overlap(one: Box, other: Box) -> bool:
    """Whether two texts share a spot."""
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def ticks(root: Element) -> list[str]:
    """Every text drawn."""
    return [element.text or "" for element in root.iter(f"{NS}text")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_drawing_is_well_formed_and_no_text_meets_another(language: Language) -> None:
    """Worked cases and some crowded ones: texts inside the view box and apart, only plain shapes."""
    for name in timelines():
        root = fromstring(drawing(name, language))
        assert {element.tag.removeprefix(NS) for element in root.iter()} <= ALLOWED, name
        _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
        drawn = boxes(root)
        for box in drawn:
            assert box.left >= 0, (name, box)
            assert box.top >= 0, (name, box)
            assert box.right <= width, (name, box)
            assert box.bottom <= height, (name, box)
        for one, other in combinations(drawn, 2):
            assert not overlap(one, other), (name, one, other)


def test_shapes_stay_inside_the_view_box() -> None:
    """Rectangles and polygons too."""
    for name in timelines():
        root = fromstring(drawing(name, "zh"))
        _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
        for rect in root.findall(f"{NS}rect"):
            x, y = float(rect.get("x", "0")), float(rect.get("y", "0"))
            assert x >= 0, name
            assert x + float(rect.attrib["width"]) <= width + 1.5, name
            assert y + float(rect.attrib["height"]) <= height, name
        for polygon in root.findall(f"{NS}polygon"):
            for point in polygon.attrib["points"].split():
                px, py = (float(part) for part in point.split(","))
                assert 0 <= px <= width, name
                assert 0 <= py <= height, name


def test_it_is_named_for_screen_readers() -> None:
    """Role, title and a description with everything drawn, in the language asked for."""
    t = worked("430000/2026/repair-in-the-window:one-missed-year-repaired")
    for language, words in (("zh", "修复减去 1 个月"), ("en", "taken off by repair: 1 month")):
        root = fromstring(svg_of(t, "zh" if language == "zh" else "en"))
        title, desc = root.find(f"{NS}title"), root.find(f"{NS}desc")
        assert title is not None
        assert desc is not None
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], desc.attrib["id"]]
        assert "2026" in (title.text or "")
        assert words in (desc.text or "")
        assert "2026-04-01" in (desc.text or "")


def test_nothing_comes_from_outside() -> None:
    """No address but the namespace, no script, style or image; patterns are the file's own."""
    svg = svg_of(crowded(), "zh")
    assert re.findall(r"\w+://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|style|image|use|foreignObject)|\bon\w+=|href", svg)
    names = {element.attrib["id"] for element in fromstring(svg).iter(f"{NS}pattern")}
    assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= names


def test_two_drawings_on_a_page_share_no_names() -> None:
    """Names are made from the content; the same content gives the same file."""
    one, other = made_up(id="one"), made_up(id="other")
    ids = [set(re.findall(r'id="([^"]*)"', svg_of(t, "zh"))) for t in (one, other)]
    assert not ids[0] & ids[1]
    assert svg_of(one, "zh") == svg_of(made_up(id="one"), "zh")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b", "\"'><g onload=x>", "]]>", "\x00\x0b\ufffe\ud800"]
)
def test_an_id_is_text_whatever_it_holds(text: str) -> None:
    """Escaped, and characters that XML forbids are left out."""
    t = made_up(id="x")
    root = fromstring(svg_of(Timeline(**{**vars(t), "case_id": text}), "zh"))
    assert {element.tag.removeprefix(NS) for element in root.iter()} <= ALLOWED
    shown = "".join(ticks(root))
    expected = "".join(c for c in text if c.isprintable())
    assert expected.replace(" ", "") in shown.replace(" ", "")


def test_kinds_differ_without_colour() -> None:
    """Every kind of year but the empty one, and every kind of span, is filled, hatched or dashed in its own way."""
    assert {*SOLID, *FRAMED, *DASHED} == {*SpanKind, *YearKind} - {YearKind.BEFORE}
    t = worked("430000/2026/repair-in-the-window:one-missed-year-unrepaired")
    patterns = fromstring(svg_of(t, "zh")).iter(f"{NS}pattern")
    drawings = {
        name: (
            pattern.get("width"),
            pattern.get("patternTransform"),
            *(tuple(shape.attrib.items()) for shape in pattern),
        )
        for pattern in patterns
        for name in [pattern.attrib["id"].partition("-")[2]]
    }
    drawings.pop(SpanKind.OPEN)
    assert len({str(drawing) for drawing in drawings.values()}) == len(drawings)
    assert {*drawings, SpanKind.OPEN} == set(FRAMED)


def test_days_are_labelled() -> None:
    """The days that matter stand at their bars."""
    t = worked("430000/2026/repair-in-the-window:one-missed-year-unrepaired")
    assert {"09-01", "12-31", "10-15", "01-01", "04-01", "04-30", "05-01"} <= set(ticks(fromstring(svg_of(t, "zh"))))


def test_labels_keep_their_order_and_their_distance() -> None:
    """Thirty labels on one spot spread over several rows; none meets another or leaves the room given."""
    tags = [Tag(50 + n / 10, f"{n:05}", 0) for n in range(30)]
    found = placed(tags, 0, 300, lambda text: 7.0 * len(text))
    assert len(found) == len(tags)
    for one, other in combinations(found, 2):
        assert one.row != other.row or one.right < other.left or other.right < one.left
        assert 0 <= one.left < one.right <= 300


def test_a_text_breaks_after_a_comma_or_at_a_space() -> None:
    """Else anywhere; nothing is lost."""
    assert wrapped("一二三四，五六七", 6, ems) == ["一二三四，", "五六七"]
    assert wrapped("one two three", 5, ems) == ["one two", "three"]
    assert wrapped("一二三四五六七", 3, ems) == ["一二三", "四五六", "七"]
