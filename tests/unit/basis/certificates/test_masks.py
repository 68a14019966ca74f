"""Masks of numbers and names show little, whatever they are given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.basis.certificates.made_up import NUMBERS

from canbao.basis.certificates.kinds import names_of_kinds
from canbao.basis.certificates.masks import DOTS, LONGEST, masked, masked_name

MOST_SHOWN = 7
LETTERS = st.characters(categories=("Lu", "Ll", "Lo"))
PARTS = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=4)


def shown(text: str) -> int:
    """How many characters of a mask are not stars."""
    return len(text) - text.count("*")


@pytest.mark.parametrize(
    ("kind", "number", "mask"),
    [
        ("resident_identity_card", "880123198005010010", "880***********0010"),
        ("resident_identity_card", "88012319800501001X", "880***********001X"),
        ("resident_identity_card", "880123800501001", "880**********01"),
        ("resident_identity_card", " 8801 2319 8005 0100 10 ", "880***********0010"),
        ("disability_certificate", "88012319800501001044", "880*************1044"),
        ("foreign_permanent_residence", "ZZZ110080050110", "ZZZ**********10"),
        ("foreign_permanent_residence", "911999198005010019", "911***********0019"),
        ("hong_kong_macau_travel_permit", "H12345678", "H******78"),
        ("hong_kong_macau_travel_permit", "H1234567800", "H1*******00"),
        ("taiwan_travel_permit", "12345678", "1*****78"),
        ("chinese_passport", "EA1234567", "E******67"),
        ("medical_birth_certificate", "X320101001", "X3******01"),
        ("other_certificate", "军字1234567", "*******67"),
        ("other_certificate", "123456", "1****6"),
        ("other_certificate", "12345", "*****"),
        ("other_certificate", "", ""),
        ("other_certificate", "12\n34<script>5678", "123***********78"),
    ],
)
def test_a_number_is_shown_by_its_ends(kind: str, number: str, mask: str) -> None:
    assert masked(kind, number) == mask


@given(st.sampled_from(names_of_kinds()), st.text(max_size=80))
def test_a_mask_shows_at_most_two_fifths_and_never_more_than_seven_of_any_text(kind: str, text: str) -> None:
    mask = masked(kind, text)
    assert len(mask) <= LONGEST
    assert shown(mask) <= min(MOST_SHOWN, len(mask) * 2 // 5)
    assert all(character == "*" or (character.isascii() and character.isalnum()) for character in mask)


@given(NUMBERS)
def test_the_mask_of_an_identity_number_hides_region_in_part_and_birth_whole(sound: str) -> None:
    assert masked("resident_identity_card", sound) == sound[:3] + "*" * 11 + sound[-4:]


@given(NUMBERS, NUMBERS)
def test_numbers_that_differ_in_what_is_hidden_alone_have_one_mask(one: str, other: str) -> None:
    mixed = one[:3] + other[3:14] + one[14:]
    assert masked("resident_identity_card", mixed) == masked("resident_identity_card", one)


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("王", "*"),
        ("王明", "王*"),
        ("王小明", "王*明"),
        ("欧阳小明", "欧**明"),
        (" 王  明 ", "王 *"),
        ("买买提·艾力", "买**·*力"),
        ("买买提•艾力", "买**·*力"),
        ("阿依古丽．买买提", "阿***·**提"),
        ("𠮷明哲", "𠮷*哲"),
        ("John Smith", "J*** S****"),
        ("MARY ANN SMITH", "M*** *** S****"),
        ("José García", "J*** G*****"),
        ("Smith J", "S**** J"),
        ("A B", "A *"),
        ("Ng", "N*"),
        ("Madonna", "M*****a"),
        ("王\n明", "王 *"),
        ("1王2", "***"),
        ("", ""),
    ],
)
def test_a_name_is_shown_by_its_ends(name: str, mask: str) -> None:
    assert masked_name(name) == mask


@given(PARTS, st.sampled_from(("·", " ", "•", "")))
def test_of_a_name_at_most_two_letters_are_shown_and_never_all(parts: list[str], gap: str) -> None:
    name = gap.join(parts)
    mask = masked_name(name)
    visible = [character for character in mask if character not in "* ·"]
    assert len(visible) <= 2
    assert mask.count("*") >= 1


@given(st.text(max_size=120))
def test_any_text_as_a_name_shows_at_most_two_letters(text: str) -> None:
    mask = masked_name(text)
    assert len(mask) <= LONGEST
    visible = [character for character in mask if character not in "* ·"]
    assert len(visible) <= 2
    assert all(character.isalpha() for character in visible)
    assert not any(character in DOTS - {"·"} for character in mask)
