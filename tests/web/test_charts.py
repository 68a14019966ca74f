"""Charts are readable without colour and without sight, draw what they are given, and never draw what is not known."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from xml.etree.ElementTree import Element, fromstring

import pytest

from canbao.web.chart_names import Box, Point, names_placed, trace
from canbao.web.chart_sheet import DASHES, WIDTH, Named, width_of
from canbao.web.charts import (
    Axes,
    Bars,
    Lane,
    Line,
    Span,
    amount,
    bars_chart,
    calendar_chart,
    lines_chart,
    months_from,
    steps_to,
)

SVG = "{http://www.w3.org/2000/svg}"
NAMED = Named("c1", "标题", "用文字说明的内容")
AXES = Axes("年数", "元", 0, 8, tuple(range(9)))


def drawn(svg: str) -> Element:
    return fromstring(svg)


def of_class(root: Element, tag: str, kind: str) -> list[Element]:
    return [one for one in root.iter(SVG + tag) if kind in one.get("class", "").split()]


def texts(root: Element) -> list[str]:
    return [one.text or "" for one in root.iter(SVG + "text")]


def a_bar_chart() -> Element:
    rows = [Bars("个人缴费", (380, None, 400)), Bars("财政补助", (670, 700, None))]
    return drawn(bars_chart(NAMED, ["2024", "2025", "2026"], rows, "2026", ["? 2025：个人缴费，无法确定"]))


def a_line_chart(*lines: Line, notes: tuple[str, ...] = ()) -> Element:
    return drawn(lines_chart(NAMED, lines, AXES, notes))


RISING = Line("甲", tuple((x, 3 + x) for x in range(9)), tuple((x, str(3 + x)) for x in range(9)))
FLAT = Line("乙", tuple((x, 6) for x in range(9)))
A_CALENDAR = (
    date(2025, 9, 1),
    date(2027, 1, 1),
    [
        Lane("集中缴费期", (Span(date(2025, 9, 1), date(2026, 1, 1), "window"),)),
        Lane("期外", (Span(date(2026, 1, 1), date(2026, 4, 1), "wait"),), date(2026, 1, 1)),
        Lane("无法确定", ()),
    ],
)


@pytest.mark.parametrize(
    "root",
    [a_bar_chart(), a_line_chart(RISING), drawn(calendar_chart(NAMED, *A_CALENDAR))],
    ids=["bars", "lines", "calendar"],
)
def test_a_chart_is_an_image_with_a_title_and_its_content_in_words(root: Element) -> None:
    assert root.get("role") == "img"
    names = (root.get("aria-labelledby") or "").split()
    told = {one.get("id"): one.text for one in root if one.tag in (SVG + "title", SVG + "desc")}
    assert [told[name] for name in names] == [NAMED.title, NAMED.told]


@pytest.mark.parametrize(
    "svg",
    [
        bars_chart(NAMED, ["2026"], [Bars("甲", (1,)), Bars("乙", (2,))]),
        lines_chart(NAMED, [RISING, FLAT], AXES),
        calendar_chart(NAMED, *A_CALENDAR),
    ],
    ids=["bars", "lines", "calendar"],
)
def test_a_chart_has_no_style_of_its_own_no_script_and_no_colour(svg: str) -> None:
    root = drawn(svg)
    for one in root.iter():
        assert "style" not in one.attrib
        assert not any(name.startswith("on") for name in one.attrib)
        assert one.get("fill", "url(#c1-").startswith("url(#c1-")
    assert not list(root.iter(SVG + "style"))
    assert not list(root.iter(SVG + "script"))


def test_a_bar_is_as_high_as_its_number_and_one_scale_holds_for_all_rows() -> None:
    bars = [one for one in a_bar_chart().iter(SVG + "rect") if "bar" in one.get("class", "").split()]
    heights = [float(one.get("height", "")) for one in bars]
    ratios = [height / value for height, value in zip(heights, (380, 400, 670, 700), strict=True)]
    assert max(ratios) - min(ratios) < 0.001


def test_what_is_not_known_is_a_question_mark_and_a_sentence_never_a_bar() -> None:
    root = a_bar_chart()
    assert texts(root).count("?") == 2
    assert "? 2025：个人缴费，无法确定" in texts(root)
    assert "0" not in texts(root)


def test_the_rows_of_bars_differ_in_black_and_white() -> None:
    fills = {one.get("fill") for one in a_bar_chart().iter(SVG + "rect") if "bar" in one.get("class", "").split()}
    assert fills == {None, "url(#c1-bars)"}


def test_a_line_has_a_mark_and_a_label_at_each_of_its_points() -> None:
    root = a_line_chart(RISING)
    assert len(of_class(root, "circle", "mark")) == 9
    assert [text for text in texts(root) if text in dict(RISING.labels).values()].count("11") == 1
    points = (of_class(root, "polyline", "line")[0].get("points") or "").split()
    heights = [float(point.split(",")[1]) for point in points]
    assert heights == sorted(heights, reverse=True)


def test_a_line_breaks_where_nothing_is_known() -> None:
    root = a_line_chart(Line("甲", ((0, 3), (1, 4), (4, 7), (5, 8))), notes=("甲：2、3 无法确定",))
    assert [len((one.get("points") or "").split()) for one in of_class(root, "polyline", "line")] == [2, 2]
    assert "甲：2、3 无法确定" in texts(root)


def test_no_line_is_drawn_where_nothing_at_all_is_known() -> None:
    root = a_line_chart(Line("甲", ()), notes=("甲：无法确定",))
    assert not of_class(root, "polyline", "line")
    assert "甲：无法确定" in texts(root)


def test_several_lines_differ_in_dashes_and_marks_and_each_is_named() -> None:
    lines = [Line(f"第{n}地", tuple((x, n * x) for x in range(9))) for n in range(1, 6)]
    root = a_line_chart(*lines)
    dashes = [one.get("stroke-dasharray", "") for one in of_class(root, "polyline", "line")]
    assert dashes == list(DASHES[:5])
    for line in lines:
        assert line.name in texts(root)


def test_names_meet_neither_lines_nor_each_other() -> None:
    lines = [[Point(40 + 30 * x, 200 - slope * x) for x in range(9)] for slope in (4, 12, 20)]
    spots = names_placed(["湖南省", "丽水市", "山西省"], lines, (30, 10, 350, 205))
    found = [spot for spot in spots if spot is not None]
    assert len(found) == 3
    assert not any(one.meets(other) for one, other in combinations(found, 2))
    assert not any(spot.holds(point) for spot in found for line in lines for point in trace(line))


def test_a_name_without_room_is_left_to_the_key() -> None:
    line = [Point(10 * x, 10) for x in range(10)]
    assert names_placed(["很长很长的名字"], [line], (0, 0, 60, 20)) == [None]


def test_touching_boxes_do_not_meet() -> None:
    assert not Box(0, 0, 10, 10).meets(Box(10, 0, 20, 10))
    assert Box(0, 0, 10, 10).meets(Box(9, 9, 20, 20))


def test_the_calendar_draws_each_span_where_its_days_lie() -> None:
    root = drawn(calendar_chart(NAMED, *A_CALENDAR))
    bars = [one for one in root.iter(SVG + "rect") if "bar" in one.get("class", "").split()]
    assert [one.get("fill") for one in bars] == ["url(#c1-window)", "url(#c1-wait)"]
    window, wait = bars
    assert float(window.get("x", "")) + float(window.get("width", "")) == pytest.approx(
        float(wait.get("x", "")), abs=0.1
    )
    assert len(of_class(root, "polygon", "paid")) == 1
    assert "无法确定" in texts(root)


def test_the_months_are_told_from_the_first_to_the_last() -> None:
    root = drawn(calendar_chart(NAMED, *A_CALENDAR))
    assert [text for text in texts(root) if text.isdecimal() and len(text) < 3] == [
        str(month) for month in (9, 10, 11, 12, *range(1, 13))
    ]
    assert months_from(date(2025, 12, 15), date(2026, 2, 1)) == [date(2025, 12, 1), date(2026, 1, 1)]


def test_words_stay_on_the_sheet() -> None:
    long = "期外缴费，如 2026-01-01 缴费：等 3 个月，2026-04-01 至 2026-12-31 可报销，此后另行计算"
    root = drawn(calendar_chart(NAMED, date(2025, 9, 1), date(2027, 1, 1), [Lane(long, ())]))
    for one in root.iter(SVG + "text"):
        if one.get("text-anchor") is None:
            assert float(one.get("x", "")) + width_of(one.text or "", float(one.get("font-size", ""))) <= WIDTH


def test_hostile_words_stay_words() -> None:
    svg = lines_chart(Named("c1", "<script>", '"><b>'), [Line("<i>&", ((0, 1),))], AXES, ["</svg><script>"])
    assert "<script>" not in svg
    assert not list(drawn(svg).iter(SVG + "script"))


@pytest.mark.parametrize(
    ("most", "steps"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (11, (0, 2, 4, 6, 8, 10, 12)),
        (80_000, (0, 20_000, 40_000, 60_000, 80_000)),
        (80_001, (0, 20_000, 40_000, 60_000, 80_000, 100_000)),
    ],
)
def test_the_steps_are_round_and_reach_the_most(most: int, steps: tuple[int, ...]) -> None:
    assert steps_to(most) == steps


def test_amounts_keep_their_decimals_and_set_thousands_apart() -> None:
    assert [amount(value) for value in (0, 1124, 0.1, 1234.5)] == ["0", "1,124", "0.1", "1,234.5"]
