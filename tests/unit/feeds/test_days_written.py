"""Days and months as departments write them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbao.feeds.checking_days import FIRST_YEAR, read_days, read_months

FIRST_OF_MARCH = date(2025, 3, 1)


def day(text: str) -> tuple[date | None, list[str]]:
    """A text as a day, and what is wrong with it."""
    values, faults = read_days("日期", pa.array(["2024-01-01", text, None]))
    assert values[0].as_py() == date(2024, 1, 1)
    return values[1].as_py(), [one.finding.code for one in faults if 1 in one.where]


def month(text: str) -> tuple[date | None, list[str]]:
    """A text as a month, and what is wrong with it."""
    values, faults = read_months("月份", pa.array([None, text]))
    return values[1].as_py(), [one.finding.code for one in faults if 1 in one.where]


@pytest.mark.parametrize(
    "text",
    ["2025-03-01", "2025/03/01", "2025.03.01", "2025-3-1", "2025/3/1", "20250301", "2025年3月1日", "2025年03月01日"]
    + ["2025 年 3 月 1 日", "2025-03-01 00:00:00", "2025-03-01T00:00:00", "2025-03-01 08:30", "20250301 000000"[:8]]
    + [
        "20250301 00:00:00",
        "2025-03-01T00:00:00.000Z",
        "2025-03-01T00:00:00+08:00",
        "45717",
        "45717.0",
        "2025年3月1号",
    ],
)
def test_the_first_of_march_however_it_is_written(text: str) -> None:
    assert day(text) == (FIRST_OF_MARCH, [])


@pytest.mark.parametrize(
    "text",
    ["不详", "2025", "2025-03", "25-3-1", "01/03/2025", "2025-03-01x", "9000", "123456", "2025_03_01", "长" * 50],
)
def test_what_is_no_day(text: str) -> None:
    assert day(text) == (None, ["not_a_date"])


@pytest.mark.parametrize(
    "text",
    ["2025-02-29", "2025-2-30", "20250229", "2025-13-01", "2025-00-10", "2025-01-00", "2025年4月31日", "00000000"],
)
def test_a_day_that_does_not_exist(text: str) -> None:
    assert day(text) == (None, ["date_impossible"])


@pytest.mark.parametrize(
    ("text", "exists"),
    [("2024-02-28", True), ("2024-02-29", True), ("2024-02-30", False), ("1900-02-29", False), ("2000-02-29", True)],
)
def test_the_leap_day(text: str, exists: bool) -> None:
    assert (day(text)[0] is not None) is exists


@pytest.mark.parametrize(("text", "exists"), [("1849-12-31", False), ("1850-01-01", True), ("1850-1-2", True)])
def test_no_day_before_the_first_year(text: str, exists: bool) -> None:
    assert FIRST_YEAR == 1850
    assert (day(text)[0] is not None) is exists


@given(st.dates(date(FIRST_YEAR, 1, 1), date(9999, 12, 31)))
def test_every_day_is_read_as_it_is_written(on: date) -> None:
    for text in (on.isoformat(), f"{on.year:04}{on.month:02}{on.day:02}", f"{on.year}/{on.month}/{on.day}"):
        assert day(text) == (on, [])


@given(st.text(st.sampled_from("0123456789-/年月日 "), max_size=12))
def test_what_is_read_from_a_text_exists_or_is_told(text: str) -> None:
    found, codes = day(text)
    assert (found is None) is (codes != [] or text == "")


@pytest.mark.parametrize(
    "text", ["2025-03", "2025/3", "202503", "2025年3月", "2025年03月", "2025.03", "2025-03-17", "20250317", "45717"]
)
def test_a_month_is_its_first_day(text: str) -> None:
    assert month(text) == (FIRST_OF_MARCH, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [("2025-13", "date_impossible"), ("202500", "date_impossible"), ("3月", "not_a_month"), ("2025", "not_a_month")],
)
def test_what_is_no_month(text: str, code: str) -> None:
    assert month(text) == (None, [code])
