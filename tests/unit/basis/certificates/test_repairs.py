"""Mending a number that has one character wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.basis.certificates.made_up import NUMBERS, OLD_NUMBERS, number

from canbao.basis.certificates.eighteen import FEMALE, MALE, born_of, is_sound, sex_of
from canbao.basis.certificates.repairs import repairs, repairs_agreeing

CHARACTERS = "0123456789X"


def tried_one_by_one(wrong: str) -> list[str]:
    """All sound numbers one change away, by trying every one."""
    others = [wrong[:at] + one + wrong[at + 1 :] for at in range(18) for one in CHARACTERS]
    swapped = [wrong[:at] + wrong[at + 1] + wrong[at] + wrong[at + 2 :] for at in range(17)]
    return sorted({one for one in others + swapped if is_sound(one) and one != wrong})


@given(NUMBERS, st.integers(0, 17), st.sampled_from(CHARACTERS + "OI"))
def test_the_number_meant_is_among_the_repairs_of_any_one_mistake(sound: str, at: int, character: str) -> None:
    wrong = sound[:at] + character + sound[at + 1 :]
    assert wrong == sound or sound in repairs(wrong)


@given(NUMBERS, st.integers(0, 16))
def test_the_number_meant_is_among_the_repairs_of_two_neighbours_exchanged(sound: str, at: int) -> None:
    wrong = sound[:at] + sound[at + 1] + sound[at] + sound[at + 2 :]
    assert wrong == sound or sound in repairs(wrong)


@given(st.from_regex(r"[78][0-9]{5}(19|20)[0-9]{9}[0-9X]", fullmatch=True))
def test_repairs_are_exactly_the_sound_numbers_one_change_away(wrong: str) -> None:
    assert list(repairs(wrong)) == tried_one_by_one(wrong)


@given(NUMBERS)
def test_a_sound_number_needs_no_repair(sound: str) -> None:
    assert repairs(sound) == ()


@given(NUMBERS, st.integers(0, 17), st.integers(1, 9))
def test_repairs_that_agree_are_those_that_state_birth_and_sex(sound: str, at: int, more: int) -> None:
    wrong = sound[:at] + str((int(sound[at].replace("X", "0")) + more) % 10) + sound[at + 1 :]
    born, sex = born_of(sound), sex_of(sound)
    agreeing = repairs_agreeing(wrong, born, sex)
    assert agreeing == tuple(one for one in repairs(wrong) if born_of(one) == born and sex_of(one) == sex)
    assert wrong == sound or sound in agreeing
    assert repairs_agreeing(wrong) == repairs(wrong)


@pytest.mark.parametrize("sex", [MALE, FEMALE])
def test_a_mistake_in_the_birth_is_mended_by_the_birth_alone(sex: int) -> None:
    sound = number("19800501", order=sex)
    wrong = sound[:12] + "3" + sound[13:]
    assert repairs_agreeing(wrong, born_of(sound), sex) == (sound,)


def test_a_number_is_mended_as_it_is_written() -> None:
    sound = number()
    wrong = sound[:3] + "9" + sound[4:]
    assert repairs(f" {wrong[:6]}-{wrong[6:]}\t") == repairs(wrong)


@pytest.mark.parametrize(
    "text", ["", "8801231980050100", "8801231980050100100", "王小明", "88OI23198005010010", "X" * 18]
)
def test_what_needs_more_than_one_change_is_not_mended(text: str) -> None:
    assert repairs(text) == ()


@given(OLD_NUMBERS)
def test_an_old_number_has_no_check_and_no_repair(old: str) -> None:
    assert repairs(old) == ()


def test_an_impossible_birth_with_a_check_that_agrees_has_more_than_one_mistake() -> None:
    assert repairs(number("19800230")) == ()
