"""Names are compared in one form; the surname of a look-up is the first character."""

from __future__ import annotations

from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbao.sealing.names import DOTS, normal_name, surname

NAMES = st.text(st.characters() | st.sampled_from("张欧阳阿·•.　 ａA\u0301\u3099\ufe00"))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("张三\r\n", "张三"),
        ("阿里木． 买买提", "阿里木·买买提"),
        ("阿里木·买买提", "阿里木·买买提"),
        ("Smith　Ｊohn", "SMITHJOHN"),
        ("\uf900", "\u8c48"),  # a compatibility ideograph and the character that it is
        ("葛\U000e0100", "葛"),
        ("", ""),
    ],
)
def test_ways_to_write_a_name_come_to_one(written: str, normal: str) -> None:
    assert normal_name(written) == normal


@pytest.mark.parametrize("dot", [*DOTS, "．", "･", "﹒", "·"])
def test_every_dot_that_is_typed_is_the_same_dot(dot: str) -> None:
    assert normal_name(f"阿里木{dot}买买提") == "阿里木·买买提"


def test_other_characters_are_other_names() -> None:
    assert len({normal_name(name) for name in ("张三", "張三", "章三", "张三丰", "阿·里", "阿里")}) == 6


@given(NAMES)
def test_a_normal_name_stays_as_it_is(name: str) -> None:
    normal = normal_name(name)
    assert normal_name(normal) == normal
    assert is_normalized("NFKC", normal)
    assert not any(character.isspace() for character in normal)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张三", "张"),
        (" 张 三", "张"),
        ("欧阳修", "欧"),
        ("欧阳", "欧"),
        ("阿里木·买买提", "阿"),
        ("Smith John", "SMITH"),
        ("ＳＭＩＴＨ, John", "SMITH"),
        ("smith·john", "SMITH"),
        ("", ""),
        (" ", ""),
        (".", "·"),
    ],
)
def test_the_surname_is_the_first_character_or_the_first_latin_word(name: str, expected: str) -> None:
    assert surname(name) == expected


@given(NAMES)
def test_a_surname_is_empty_only_where_the_name_is(name: str) -> None:
    assert bool(surname(name)) == bool(normal_name(name).strip(",·")) or surname(name) == "·"
