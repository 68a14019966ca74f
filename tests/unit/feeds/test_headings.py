"""Which column of a file is which, and whose file it is."""

from __future__ import annotations

import pytest
from tests.unit.feeds.made_feeds import HELPED, PUPILS, made_feed

from canbao.feeds.reading_headings import (
    Headings,
    another_feed,
    find_headings,
    heading_findings,
    is_reason,
    tidy_heading,
)

REQUIRED = ["身份证号", "姓名", "类别", "认定日期"]


def found(*headings: str) -> Headings:
    """The headings of a file of helped people."""
    return find_headings(HELPED, [list(headings)])


def codes(*headings: str) -> list[str]:
    """What is wrong with headings."""
    return [one.code for one in heading_findings(HELPED, found(*headings), "file")]


@pytest.mark.parametrize(
    "heading",
    [
        "身份证号",
        "certificate_number",
        "certificate number",
        "公民身份号码",
        " 身份 证号 ",
        "身份证号*",
        "\ufeff身份证号",
        "身份证号（必填）",
    ]
    + ["ＣＥＲＴＩＦＩＣＡＴＥ＿ＮＵＭＢＥＲ", "身份\n证号", "身份证号："],
)
def test_a_heading_is_known_however_it_is_written(heading: str) -> None:
    assert found(heading).columns == ("certificate_number",)


def test_a_heading_of_several_widths_is_one() -> None:
    assert tidy_heading("（ＡＢＣ　１）") == tidy_heading("(abc1)")


def test_headings_are_found_below_a_title() -> None:
    rows = [["2026年11月名单", "", "", ""], [""], REQUIRED, ["884300198005010014", "合成甲", "孤儿", "2026-01-01"]]
    assert find_headings(HELPED, rows).row == 3


def test_without_any_heading_one_thing_is_said() -> None:
    assert codes("甲", "乙") == ["feed_headings_missing"]


def test_each_missing_required_column_is_named() -> None:
    assert codes("身份证号") == ["feed_column_missing"] * 3
    assert codes(*REQUIRED) == []


def test_columns_that_are_not_known_are_a_warning_with_the_nearest() -> None:
    (one,) = heading_findings(HELPED, found(*REQUIRED, "出生年月日期"), "file")
    assert (one.code, one.severity) == ("feed_column_unknown", "warning")
    assert "出生日期" in one.message.zh


def test_a_heading_that_is_not_known_never_shows_digits() -> None:
    """What stands there may be somebody's row."""
    (one,) = heading_findings(HELPED, found(*REQUIRED, "884300198005010014"), "file")
    assert "8843" not in one.message.zh


def test_the_same_column_twice_is_an_error() -> None:
    assert codes(*REQUIRED, "公民身份号码") == ["feed_column_twice"]


def test_columns_of_reasons_and_without_a_heading_are_passed_over() -> None:
    assert codes(*REQUIRED, "退回原因", "reject_reason", "") == []
    assert is_reason("退回原因")
    assert not is_reason("原因")


def test_another_feeds_file_is_told_by_its_headings() -> None:
    rows = [["身份证号", "姓名", "学校名称", "年级"]]
    one = another_feed(HELPED, [HELPED, PUPILS], rows, "file")
    assert one is not None
    assert (one.code, one.severity) == ("feed_another_feed", "error")
    assert "在校学生" in one.message.zh
    assert "pupils" in one.remedy.en


def test_a_file_that_fits_this_feed_and_another_better_is_a_warning() -> None:
    both = made_feed([*HELPED.columns, *PUPILS.columns[2:]], HELPED.key, feed="helped_pupils")
    one = another_feed(HELPED, [both], [[*REQUIRED, "学校名称", "年级"]], "file")
    assert one is not None
    assert (one.code, one.severity) == ("feed_perhaps_another", "warning")


def test_its_own_file_is_no_other_feeds() -> None:
    rows = [[column.zh for column in HELPED.columns]]
    assert another_feed(HELPED, [HELPED, PUPILS], rows, "file") is None
    assert another_feed(HELPED, [], [["a"]], "file") is None
