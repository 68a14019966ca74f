"""Numbers as people, forms and spreadsheets write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.basis.certificates.made_up import NUMBERS

from canbao.basis.certificates.plain import LONGEST, is_masked, is_rounded, plain

ADDED = tuple(" \t\n\r\u3000\u00a0\u200b\ufeff-－—'’()（）.")
"""What typing and copying put between, before and after the characters."""


@given(NUMBERS, st.lists(st.tuples(st.integers(0, 18), st.sampled_from(ADDED)), max_size=6))
def test_what_was_added_to_a_number_falls_away(sound: str, added: list[tuple[int, str]]) -> None:
    text = sound
    for at, character in added:
        text = text[:at] + character + text[at:]
    assert plain(text) == sound


@given(NUMBERS)
def test_full_width_characters_and_a_small_x_are_the_same_number(sound: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in sound)
    assert plain(wide) == plain(sound.lower()) == plain(wide.lower()) == sound


@pytest.mark.parametrize("cross", ["x", "Ｘ", "ｘ", "×", "Х", "х"])
def test_what_looks_like_the_last_x_is_one(cross: str) -> None:
    assert plain("88012319800501001" + cross) == "88012319800501001X"


@given(st.text(max_size=300))
def test_any_text_becomes_one_short_word(text: str) -> None:
    once = plain(text)
    assert len(once) <= LONGEST
    assert once == "".join(once.split())


@given(st.text("0189ABXxabｘ×０９军字第()- \t\u3000.'*", max_size=300))
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("880***********0010", True),
        ("880＊＊＊0010", True),
        ("880●●●0010", True),
        ("880123XXXXXXXX0010", True),
        ("880123XX0010", False),
        ("88012319800501001X", False),
        ("XXX123456789012", False),
    ],
)
def test_a_masked_number_is_told_from_a_whole_one(text: str, masked: bool) -> None:
    assert is_masked(text) is masked


@pytest.mark.parametrize(
    ("text", "rounded"),
    [
        ("8.80123E+17", True),
        ("8.80123e17", True),
        (" ８.8E+17 ", True),
        ("'9E+17", True),
        ("8E17", False),
        ("E12345678", False),
        ("880123198005010010", False),
        ("8.80123E+1777", False),
    ],
)
def test_an_amount_written_by_a_spreadsheet_is_told_from_a_number(text: str, rounded: bool) -> None:
    assert is_rounded(text) is rounded
