"""Columns whose contents are exchanged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.feeds.made_feeds import csv_file, opened, row_of

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding

Row = dict[str, str]


def exchanged(*headings: str) -> Callable[[Row], Row]:
    """What puts the cells of each heading under the next."""
    return lambda row: {**row, **{to: row[of] for of, to in zip(headings, (*headings[1:], headings[0]), strict=True)}}


def told(folder: Path, rows: list[Row]) -> list[str]:
    """What is said of the columns of a file, in English; empty when it is opened."""
    found: tuple[Finding, ...] = ()
    try:
        opened(csv_file(folder, rows))
    except BadInputError as bad:
        found = bad.findings
    assert {one.code for one in found} <= {"feed_columns_swapped"}
    return [one.message.en for one in found]


def rows(count: int, change: Callable[[Row], Row] = dict, changed: int | None = None) -> list[Row]:
    """Rows, the first of them changed."""
    whole = [row_of(order, until="2026-12-31", note="无误") for order in range(1, count + 1)]
    return [change(row) if at < (count if changed is None else changed) else row for at, row in enumerate(whole)]


def test_columns_in_their_place_are_left_alone(tmp_path: Path) -> None:
    assert told(tmp_path, rows(20)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("身份证号", "姓名"), ("姓名", "认定日期"), ("户籍地", "出生日期"), ("类别", "性别"), ("身份证号", "备注")],
)
def test_two_columns_exchanged_are_named_together(tmp_path: Path, one: str, other: str) -> None:
    (message,) = told(tmp_path, rows(20, exchanged(one, other)))
    assert f"'{one}'" in message
    assert f"'{other}'" in message
    assert "100%" in message


def test_three_columns_shifted_are_told(tmp_path: Path) -> None:
    assert len(told(tmp_path, rows(20, exchanged("身份证号", "姓名", "认定日期")))) == 3


@pytest.mark.parametrize(("changed", "is_told"), [(17, False), (18, True), (19, True)])
def test_nine_in_ten_cells_tell_it(tmp_path: Path, changed: int, is_told: bool) -> None:
    assert bool(told(tmp_path, rows(20, exchanged("身份证号", "姓名"), changed))) is is_told


@pytest.mark.parametrize(("count", "is_told"), [(4, False), (5, True), (6, True)])
def test_fewer_than_five_cells_tell_nothing(tmp_path: Path, count: int, is_told: bool) -> None:
    assert bool(told(tmp_path, rows(count, exchanged("身份证号", "姓名")))) is is_told


def test_a_bad_column_is_not_taken_for_a_swapped_one(tmp_path: Path) -> None:
    """All numbers are wrong, but no other column has any."""
    assert told(tmp_path, rows(20, lambda row: {**row, "身份证号": "无"})) == []


def test_days_under_another_heading_of_days_are_not_told(tmp_path: Path) -> None:
    assert told(tmp_path, rows(20, exchanged("出生日期", "认定日期"))) == []
    assert told(tmp_path, rows(20, lambda row: {**row, "出生日期": "不详"})) == []


def test_no_name_or_number_stands_in_the_message(tmp_path: Path) -> None:
    (message,) = told(tmp_path, rows(20, exchanged("身份证号", "姓名")))
    assert "8843" not in message
    assert "合成" not in message
