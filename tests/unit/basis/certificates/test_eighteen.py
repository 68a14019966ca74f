"""Numbers of eighteen characters, and the old ones of fifteen digits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from tests.unit.basis.certificates.made_up import NUMBERS, OLD_NUMBERS, number

from canbao.basis.certificates.eighteen import (
    FEMALE,
    FIRST_YEAR,
    MALE,
    birth_day,
    born_of,
    has_form,
    has_old_form,
    in_eighteen,
    is_sound,
    kind_of,
    sex_of,
    with_check,
)
from canbao.basis.days import from_date
from canbao.population.synthetic.certificates import write_certificate
from canbao.population.synthetic.households import FEMALE as SYNTHETIC_FEMALE
from canbao.population.synthetic.households import MALE as SYNTHETIC_MALE

SPECIMEN_OF_FOREIGN_CARD = "911124198108030024"
"""The number on the picture that was published with the foreigner's card of 2023."""


def test_the_worked_example_of_the_weights_ends_in_the_character_that_leaves_one() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    seventeen = "88012319800501001"
    rest = sum(int(digit) * weight for digit, weight in zip(seventeen, weights, strict=True)) % 11
    assert with_check(seventeen) == seventeen + "10X98765432"[rest]


@given(NUMBERS)
def test_a_sound_number_is_accepted(sound: str) -> None:
    assert is_sound(sound)
    assert ric.calc_check_digit(sound) == sound[-1]


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_other_character_in_any_place_is_detected(sound: str, at: int, character: str) -> None:
    changed = sound[:at] + character + sound[at + 1 :]
    assert is_sound(changed) == (changed == sound)


@given(NUMBERS, st.integers(0, 16))
def test_two_neighbours_exchanged_are_detected(sound: str, at: int) -> None:
    changed = sound[:at] + sound[at + 1] + sound[at] + sound[at + 2 :]
    assert is_sound(changed) == (changed == sound)


@given(OLD_NUMBERS)
def test_an_old_number_becomes_a_sound_one_of_the_same_region_birth_and_order(old: str) -> None:
    new = in_eighteen(old)
    assert has_old_form(old)
    assert is_sound(new)
    assert new[:6] + new[8:17] == old
    assert new[6:8] == "19"


@pytest.mark.parametrize(
    ("order", "century"), [("995", "19"), ("996", "18"), ("997", "18"), ("998", "18"), ("999", "18"), ("000", "19")]
)
def test_the_last_four_orders_of_an_old_number_are_of_people_of_a_hundred_years(order: str, century: str) -> None:
    assert in_eighteen("880123900501" + order)[6:10] == century + "90"


def test_an_old_number_born_on_29_february_1900_has_no_such_day_and_in_2000_would_have() -> None:
    assert not is_sound(in_eighteen("880123000229001"))
    assert is_sound(number("20000229"))


@pytest.mark.parametrize(
    ("eight", "exists"),
    [
        ("20240228", True),
        ("20240229", True),
        ("20240230", False),
        ("20230229", False),
        ("20231231", True),
        ("20231301", False),
        ("20230001", False),
        ("20230100", False),
        ("20230131", True),
        ("20230132", False),
        (f"{FIRST_YEAR - 1}1231", False),
        (f"{FIRST_YEAR}0101", True),
        (f"{FIRST_YEAR}0102", True),
    ],
)
def test_a_day_of_birth_exists_or_not(eight: str, exists: bool) -> None:
    assert (birth_day(eight) is not None) is exists


@given(NUMBERS)
def test_a_number_states_birth_and_sex(sound: str) -> None:
    assert born_of(sound) == from_date(date(int(sound[6:10]), int(sound[10:12]), int(sound[12:14])))
    assert sex_of(sound) == (FEMALE if sound[16] in "02468" else MALE)


@pytest.mark.parametrize(
    ("region", "kind"),
    [
        ("720000", "resident_identity_card"),
        ("800000", "resident_identity_card"),
        ("810000", "hong_kong_macau_taiwan_residence_permit"),
        ("820000", "hong_kong_macau_taiwan_residence_permit"),
        ("830000", "hong_kong_macau_taiwan_residence_permit"),
        ("840000", "resident_identity_card"),
        ("911124", "foreign_permanent_residence"),
    ],
)
def test_the_first_digits_tell_the_kind(region: str, kind: str) -> None:
    assert kind_of(number(born="18150501", region=region)) == kind


def test_the_number_on_the_specimen_of_the_foreign_card_is_sound() -> None:
    assert is_sound(SPECIMEN_OF_FOREIGN_CARD)
    assert kind_of(SPECIMEN_OF_FOREIGN_CARD) == "foreign_permanent_residence"


@pytest.mark.parametrize(
    "text",
    [
        *("", "88012319800501001", "8801231980050100100", "08012319800501001X", "88012319800501X016"),
        *("88012319800501001x", "８80123198005010010", "٨80123198005010010", "880123198005010010\n"),
    ],
)
def test_what_is_not_seventeen_digits_and_a_character_has_not_the_form(text: str) -> None:
    assert not has_form(text)
    assert not is_sound(text)


@given(st.integers(0, 7_000_000), st.dates(date(1920, 1, 1), date(2026, 12, 31)), st.booleans())
def test_the_numbers_of_synthetic_people_are_sound_and_state_their_birth_and_sex(
    person: int, born: date, male: bool
) -> None:
    texts = np.zeros((1, 18), np.uint8)
    sex = SYNTHETIC_MALE if male else SYNTHETIC_FEMALE
    write_certificate(texts, 0, person, sex, from_date(born))
    written = texts.tobytes().decode("ascii")
    assert is_sound(written)
    assert born_of(written) == from_date(born)
    assert sex_of(written) == (MALE if male else FEMALE)
    assert kind_of(written) == "resident_identity_card"
