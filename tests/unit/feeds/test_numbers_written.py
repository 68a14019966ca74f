"""Whole numbers, amounts, places, codes, yes and no."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.feeds.made_feeds import CATEGORY, LIVES_ALONE, MONTHLY, PEOPLE, PLACE, SEX

from canbao.feeds.checking_columns import read_column
from canbao.feeds.descriptor import Column


def read(column: Column, text: str) -> Any:
    """A text in a column, with others around it: the value, or the code of what is wrong."""
    values, faults = read_column(column, pa.array([None, text, None, text]))
    codes = [one.finding.code for one in faults if set(one.where.tolist()) & {1, 3}]
    assert values[1] == values[3]
    assert values[0].as_py() is None
    assert bool(codes) is (values[1].as_py() is None)
    return codes[0] if codes else values[1].as_py()


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("003", 3), ("-3", -3), ("+3", 3), ("3.0", 3), ("3.00", 3), ("1,234", 1234), ("1,234,567", 1234567)]
    + [("0", 0), ("999999999999999", 999_999_999_999_999), ("1000000000000000", "not_whole"), ("3.5", "not_whole")]
    + [
        ("12,34", "not_whole"),
        ("三", "not_whole"),
        ("3人", "not_whole"),
        ("1e3", "not_whole"),
        ("9" * 30, "not_whole"),
    ],
)
def test_a_whole_number(text: str, number: int | str) -> None:
    assert read(PEOPLE, text) == number


@pytest.mark.parametrize(
    ("text", "fen"),
    [("400", 40000), ("400.5", 40050), ("400.50", 40050), ("0.01", 1), ("400.500", 40050), ("1,234.56", 123456)]
    + [("¥400", 40000), ("400元", 40000), ("400 元", 40000), ("-400", -40000), ("400.005", "amount_below_fen")]
    + [("0.001", "amount_below_fen"), ("四百", "not_an_amount"), ("400.", "not_an_amount"), (".5", "not_an_amount")]
    + [("9999999999999.99", 999_999_999_999_999), ("10000000000000", "not_an_amount"), ("4E2", "not_an_amount")],
)
def test_an_amount_in_fen(text: str, fen: int | str) -> None:
    assert read(MONTHLY, text) == fen


@given(st.integers(0, 99_999_999_999_999))
def test_every_amount_is_read_to_the_fen(fen: int) -> None:
    """Those written plainly are read all at once, the others one by one: alike."""
    text = f"{fen // 100}.{fen % 100:02}"
    assert read(MONTHLY, text) == fen
    assert read(MONTHLY, f"¥{text}") == fen


@pytest.mark.parametrize(
    ("text", "digits"),
    [("439191", 439191000000), ("439191901", 439191901000), ("439191901901", 439191901901), ("43919", "not_a_place")]
    + [("4391919", "not_a_place"), ("43919190190", "not_a_place"), ("4391919019011", "not_a_place")]
    + [("039191", "not_a_place"), ("某县", "not_a_place")],
)
def test_a_place_in_twelve_digits(text: str, digits: int | str) -> None:
    assert read(PLACE, text) == digits


@pytest.mark.parametrize("text", ["是", "1", "Y", "y", "yes", "TRUE", "true", "√"])
def test_yes(text: str) -> None:
    assert read(LIVES_ALONE, text) is True


@pytest.mark.parametrize("text", ["否", "0", "N", "no", "FALSE", "×"])
def test_no(text: str) -> None:
    assert read(LIVES_ALONE, text) is False


@pytest.mark.parametrize("text", ["2", "不详", "-", "是否"])
def test_neither_yes_nor_no(text: str) -> None:
    assert read(LIVES_ALONE, text) == "not_yes_no"


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (SEX, "男", "male"),
        (SEX, "1", "male"),
        (SEX, "male", "male"),
        (SEX, "MALE", "male"),
        (SEX, "女", "female"),
        (SEX, "3", "not_a_code"),
        (CATEGORY, "特困人员", "destitute"),
        (CATEGORY, "特困", "destitute"),
        (CATEGORY, "05", "orphan"),
        (CATEGORY, "特", "not_a_code"),
    ],
)
def test_a_code_by_any_of_its_words(column: Column, text: str, code: str) -> None:
    assert read(column, text) == code


def test_a_word_with_full_width_signs_is_known_as_a_tidied_cell_has_it() -> None:
    column = SEX.model_copy(update={"codes_also": {"男（先生）": "male"}})
    assert read(column, "男(先生)") == "male"


def test_a_code_that_is_digits_is_known_without_its_zeros() -> None:
    """A spreadsheet drops them."""
    column = SEX.model_copy(update={"codes": {"01": SEX.codes["male"], "02": SEX.codes["female"]}, "codes_also": {}})
    assert [read(column, text) for text in ("01", "1", "2", "女")] == ["01", "01", "02", "02"]


def test_what_the_codes_are_is_told() -> None:
    _, faults = read_column(CATEGORY, pa.array(["特"]))
    assert faults[0].finding.message.zh == "不是该列的代码或名称；可填：特困人员、孤儿。"
