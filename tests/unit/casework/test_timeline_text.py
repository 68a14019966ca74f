"""The timeline in the terminal: no line too wide, shapes told apart without colour, bars where the days are."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from tests.unit.casework.timelines import made_up, timelines, worked

from canbao.basis.findings import Language
from canbao.casework.timeline.text import (
    GLYPHS,
    LABEL_WIDTH,
    STYLES,
    Line,
    lines_of,
    rich_text,
    ruler_of,
)
from canbao.casework.timeline.timeline import SpanKind, YearKind

LANGUAGES: tuple[Language, ...] = ("zh", "en")
WIDTHS = (80, 97, 120, 200)


def row(lines: tuple[Line, ...], label: str) -> str:
    """The bar of the lane with a label."""
    return next(line.text for line in lines if line.text.startswith(label))[
        LABEL_WIDTH - cell_len(label) + len(label) :
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(language: Language, width: int) -> None:
    """In worked cases and crowded ones; Chinese counts double; nothing unprintable reaches the terminal."""
    for name, timeline in timelines().items():
        for line in lines_of(timeline, width, language):
            assert cell_len(line.text) <= width, (name, line.text)
            assert line.text.isprintable(), (name, line.text)


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_stand_under_their_months(width: int) -> None:
    """Exact columns: the fixed part fills January to March, the variable part April, the benefit the rest."""
    t = worked("430000/2026/repair-in-the-window:one-missed-year-unrepaired")
    lines, month = lines_of(t, width, "zh"), ruler_of(t, width).month_width
    assert row(lines, "等待期") == " " * 4 * month + "▓" * 3 * month + "▒" * month
    assert row(lines, "待遇") == " " * 8 * month + "█" * 8 * month
    assert row(lines, "缴费").replace("◆", "░") == "░" * 4 * month
    numbers = next(line.text for line in lines if line.text.split()[:2] == ["9", "10"])
    assert numbers.index(" 1 ") + 1 == LABEL_WIDTH + 4 * month


def test_a_wait_beyond_the_year_ends_in_an_arrow() -> None:
    """The bar stops at the edge and says that it goes on."""
    t = worked("430000/2026/repair-and-the-year-end:late-in-august-with-two-missed-years-leaves-nothing")
    assert row(lines_of(t, 80, "zh"), "等待期").endswith("→")


def test_a_payment_and_a_repair_on_one_day_are_both_seen() -> None:
    """The second mark stands beside the first."""
    t = worked("430000/2026/repair-in-the-window:one-missed-year-repaired")
    assert "◆◇" in row(lines_of(t, 80, "zh"), "缴费")


def test_a_day_is_never_too_short_to_see() -> None:
    """A benefit of one day has one column."""
    t = worked("430000/2026/earlier-wait:earlier-wait-on-the-last-day-leaves-one-day")
    assert row(lines_of(t, 80, "zh"), "待遇").strip() == "█"


def test_kinds_of_years_and_of_spans_differ_in_shape() -> None:
    """Without colour they must still be told apart."""
    assert len({GLYPHS[kind] for kind in YearKind}) == len(YearKind)
    assert len({GLYPHS[kind] for kind in SpanKind}) == len(SpanKind)
    assert all(kind in STYLES for kind in (*YearKind, *SpanKind))


def test_every_shape_drawn_is_explained() -> None:
    """Each glyph of a bar or a year stands in a legend too."""
    for name, timeline in timelines().items():
        text = "\n".join(line.text for line in lines_of(timeline, 120, "zh"))
        for kind in {year.kind for year in timeline.years} | {span.kind for span in timeline.spans}:
            assert re.search(rf"(?m)(^ *|   ){re.escape(GLYPHS[kind])} \S", text), (name, kind)


def test_the_rich_text_is_the_same_text_coloured() -> None:
    """Colour adds nothing and takes nothing away."""
    lines = lines_of(made_up(id="x"), 100, "zh")
    coloured = rich_text(lines)
    assert [part.rstrip() for part in coloured.plain.split("\n")] == [line.text for line in lines]
    assert any(str(span.style) == STYLES[YearKind.MISSED] for span in coloured.spans)


def test_markup_in_an_id_stays_text() -> None:
    """Square brackets are no styles."""
    lines = lines_of(made_up(id="[red]x[/red]"), 100, "en")
    assert "[red]x[/red]" in rich_text(lines).plain


def test_a_width_out_of_range_is_brought_into_it() -> None:
    """Narrower than 80 columns is drawn at 80, wider than 200 at 200."""
    t = made_up(id="x")
    assert lines_of(t, 10, "zh") == lines_of(t, 80, "zh")
    assert lines_of(t, 1000, "zh") == lines_of(t, 200, "zh")
