"""Columns give what single values give, as lists and as Arrow arrays, and what is missing stays missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.sealing.rings import NUMBER, ring_in_memory

from canbao.sealing import bulk
from canbao.sealing.columns import Column
from canbao.sealing.seals import SealBrokenError, Seals, key_id_of, place
from canbao.sealing.tokens import Tokens

CARD = "resident_identity_card"
TOKENS = Tokens(ring_in_memory())
SEALS = Seals(ring_in_memory())

NAMES = st.sampled_from(["张三", "李四", " 张 三", "Smith John", "", None])
KINDS = st.sampled_from([CARD, "passport", None])
NUMBERS = st.none() | st.text("0123456789X", max_size=18)
DAYS = st.none() | st.sampled_from([date(1990, 3, 7), date(1990, 3, 31), date(1990, 4, 1), date(1, 1, 1)])
PLACES = st.sampled_from(["919101", "919102", None])
PEOPLE = st.lists(st.tuples(NAMES, KINDS, NUMBERS, DAYS, PLACES), max_size=12)


def plain_list(values: list[Any], _type: str) -> Column:
    return values


def array(values: list[Any], kind: str) -> Column:
    return pa.array(values, pa.type_for_alias(kind))


def chunked(values: list[Any], kind: str) -> Column:
    half = len(values) // 2
    return pa.chunked_array([array(values[:half], kind), array(values[half:], kind)])


def dictionary(values: list[Any], kind: str) -> Column:
    return array(values, kind).dictionary_encode()


MAKERS = pytest.mark.parametrize("made", [plain_list, array, chunked, dictionary])
Made = Callable[[list[Any], str], Column]


def listed(column: Column) -> list[Any]:
    return column if isinstance(column, list) else list(column.to_pylist())


@MAKERS
@settings(deadline=None)
@given(PEOPLE)
def test_tokens_of_columns_are_those_of_each_row(made: Made, people: list[tuple[Any, ...]]) -> None:
    names, kinds, numbers, days, places = ([person[at] for person in people] for at in range(5))
    name_column, day_column, number_column = made(names, "string"), made(days, "date32"), made(numbers, "string")

    assert listed(bulk.name_tokens(TOKENS, name_column)) == [
        None if name is None else TOKENS.of_name(name) for name in names
    ]
    assert listed(bulk.number_tokens(TOKENS, made(kinds, "string"), number_column)) == [
        None if None in row else TOKENS.of_number(*row) for row in zip(kinds, numbers, strict=True)
    ]
    assert listed(bulk.number_tokens(TOKENS, CARD, number_column)) == [
        None if number is None else TOKENS.of_number(CARD, number) for number in numbers
    ]
    assert listed(bulk.surname_month_tokens(TOKENS, name_column, day_column)) == [
        None if None in row else TOKENS.of_surname_and_birth_month(*row) for row in zip(names, days, strict=True)
    ]
    assert listed(bulk.name_birth_place_tokens(TOKENS, name_column, day_column, made(places, "string"))) == [
        None if None in row else TOKENS.of_name_birth_place(*row) for row in zip(names, days, places, strict=True)
    ]
    assert listed(bulk.row_tokens(TOKENS, "births/1", [name_column, number_column])) == [
        TOKENS.of_row("births/1", row) for row in zip(names, numbers, strict=True)
    ]
    assert listed(bulk.row_key_tokens(TOKENS, "births/1", [number_column])) == [
        TOKENS.of_row_key("births/1", [number]) for number in numbers
    ]


@MAKERS
@settings(deadline=None)
@given(st.lists(st.none() | st.text(max_size=5), max_size=8))
def test_a_column_sealed_opens_row_by_row_and_as_a_column(made: Made, plain: list[str | None]) -> None:
    rows = list(range(70, 70 + len(plain)))
    sealed = bulk.sealed_column(SEALS, made(plain, "string"), "person_name", made(rows, "int64"), "name")
    opened = [
        None if value is None else SEALS.unseal(value, place("person_name", row, "name"))
        for value, row in zip(listed(sealed), rows, strict=True)
    ]
    assert opened == plain
    assert listed(bulk.unsealed_column(SEALS, sealed, "person_name", rows, "name")) == plain


@pytest.mark.parametrize("count", [bulk.MANY - 1, bulk.MANY, bulk.MANY + 1])
def test_many_rows_give_what_few_give(count: int) -> None:
    """Around the number from which the compiled hash is used; a part of an array, and with rows that are missing."""
    texts = array([None if at % 7 == 0 else "某" * (at % 90) for at in range(count + 5)], "string").slice(5)
    assert bulk.name_tokens(TOKENS, texts).to_pylist() == [
        None if text is None else TOKENS.of_name(text) for text in texts.to_pylist()
    ]


def test_a_list_gives_a_list_and_an_array_an_array() -> None:
    assert isinstance(bulk.name_tokens(TOKENS, ["张三"]), list)
    assert bulk.name_tokens(TOKENS, array(["张三"], "string")).type == pa.binary()
    assert bulk.name_tokens(TOKENS, array([None], "string")).type == pa.binary()
    sealed = bulk.sealed_column(SEALS, array(["张三"], "string"), "person_name", [1], "name")
    assert sealed.type == pa.binary()
    assert bulk.unsealed_column(SEALS, sealed, "person_name", [1], "name").type == pa.string()


def test_no_two_values_of_a_column_share_a_nonce() -> None:
    sealed = bulk.sealed_column(SEALS, [NUMBER] * 500, "person_certificate", list(range(500)), "number")
    assert len({value[3:15] for value in sealed}) == 500


def test_a_column_with_values_in_the_wrong_rows_says_which_row() -> None:
    sealed = bulk.sealed_column(SEALS, ["张三", "李四", "王五"], "person_name", [1, 2, 3], "name")
    with pytest.raises(SealBrokenError, match=r"^person_name\|3\|name: "):
        bulk.unsealed_column(SEALS, [sealed[0], sealed[1], sealed[1]], "person_name", [1, 2, 3], "name")


@pytest.mark.parametrize("rows", [[1], [1, 2, 3]])
def test_columns_of_different_lengths_are_refused(rows: list[int]) -> None:
    with pytest.raises(ValueError, match="zip"):
        bulk.sealed_column(SEALS, ["张三", "李四"], "person_name", rows, "name")
    with pytest.raises(ValueError, match=r"[Ll]ength"):
        bulk.row_tokens(TOKENS, "births/1", [["张三", "李四"], ["x"] * len(rows)])


def test_only_values_under_older_keys_are_sealed_anew() -> None:
    both = Seals(ring_in_memory(data=(1, 2)))
    sealed = [SEALS.seal("张三", "person_name|1|name"), both.seal("李四", "person_name|2|name"), None]
    first, *others = bulk.resealed_column(both, sealed, "person_name", [1, 2, 3], "name")
    assert key_id_of(first) == 2
    assert both.unseal(first, "person_name|1|name") == "张三"
    assert others == [None, None]
