"""What a certificate states, and by which number its holder is found again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from tests.unit.basis.certificates.made_up import NUMBERS, number

from canbao.basis.certificates.agreement import disagreements
from canbao.basis.certificates.certificate import Certificate, lifelong, resident_number_in, stated
from canbao.basis.certificates.eighteen import FEMALE, MALE, born_of, sex_of
from canbao.basis.days import from_date

CARD = "resident_identity_card"
BORN = from_date(date(1980, 5, 1))


@given(NUMBERS)
def test_an_identity_number_states_birth_sex_and_region(sound: str) -> None:
    assert stated(Certificate(CARD, sound)) == (born_of(sound), sex_of(sound), sound[:6])


@pytest.mark.parametrize(("order", "sex"), [(1, MALE), (2, FEMALE), (998, FEMALE), (999, MALE), (0, FEMALE)])
def test_odd_orders_are_of_men(order: int, sex: int) -> None:
    assert stated(Certificate(CARD, number(order=order))) == (BORN, sex, "880123")


def test_a_foreign_card_states_the_birth_alone() -> None:
    sound = number(region="911999")
    assert stated(Certificate("foreign_permanent_residence", sound)) == (BORN, None, None)


def test_a_disability_certificate_states_what_its_identity_number_does() -> None:
    certificate = Certificate("disability_certificate", number() + "44B1")
    assert stated(certificate) == (BORN, MALE, "880123")
    assert resident_number_in(certificate) == number()
    assert lifelong(certificate) == (CARD, number())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("foreign_permanent_residence", "ZZZ110080050110"),
        ("disability_certificate", "431234567"),
        ("chinese_passport", "E12345678"),
        ("medical_birth_certificate", "X320101001"),
        ("foreign_passport", number()),
    ],
)
def test_other_numbers_state_nothing_and_are_their_own(kind: str, text: str) -> None:
    certificate = Certificate(kind, text)
    assert stated(certificate) is None
    assert lifelong(certificate) == certificate
    assert disagreements(certificate, born=1, sex=MALE, first_registered_in="430000") == ()


@pytest.mark.parametrize(
    ("kind", "cards", "one"),
    [
        ("hong_kong_macau_travel_permit", ("H12345678", "H1234567800", "H1234567803"), "H12345678"),
        ("taiwan_travel_permit", ("12345678", "1234567801", "1234567802B"), "12345678"),
        (CARD, (number(),), number()),
    ],
)
def test_the_cards_of_one_holder_have_one_lifelong_number(kind: str, cards: tuple[str, ...], one: str) -> None:
    assert {lifelong(Certificate(kind, card)) for card in cards} == {Certificate(kind, one)}


def test_a_certificate_is_shown_masked_however_it_is_printed() -> None:
    certificate = Certificate(CARD, number())
    shown = "Certificate(resident_identity_card, 880***********0010)".replace("0010", number()[-4:])
    assert {repr(certificate), str(certificate), f"{certificate}", f"{certificate!r}"} == {shown}


@pytest.mark.parametrize(
    ("born", "found"),
    [(BORN - 1, ["certificate_birth_differs"]), (BORN, []), (BORN + 1, ["certificate_birth_differs"]), (None, [])],
)
def test_another_day_of_birth_is_a_warning(born: int | None, found: list[str]) -> None:
    told = disagreements(Certificate(CARD, number()), born=born)
    assert [one.code for one in told] == found
    assert all(one.severity == "warning" for one in told)


@pytest.mark.parametrize(
    ("sex", "found"),
    [(MALE, []), (FEMALE, ["certificate_sex_differs"]), (None, []), (0, []), (9, [])],
)
def test_another_sex_is_a_warning_and_an_unknown_one_is_not(sex: int | None, found: list[str]) -> None:
    assert [one.code for one in disagreements(Certificate(CARD, number(order=1)), sex=sex)] == found


@pytest.mark.parametrize(
    ("region", "place", "found"),
    [
        ("430000", "430000", []),
        ("430000", "430102001003", []),
        ("430000", "440000", ["certificate_region_differs"]),
        ("430000", "440103001003", ["certificate_region_differs"]),
        ("430000", "000000", []),
        ("430000", None, []),
        ("880123", "430000", []),
    ],
)
def test_another_province_of_first_registration_is_a_warning(region: str, place: str | None, found: list[str]) -> None:
    certificate = Certificate(CARD, number("18600501", region=region))
    told = disagreements(certificate, first_registered_in=place)
    assert [one.code for one in told] == found
    assert all("440000" in one.message.zh for one in told)


def test_the_region_of_a_residence_permit_is_not_compared() -> None:
    permit = Certificate("hong_kong_macau_taiwan_residence_permit", number("18600501", region="810000"))
    assert disagreements(permit, first_registered_in="430000") == ()


def test_everything_that_differs_is_told_and_says_what_it_is_about() -> None:
    told = disagreements(Certificate(CARD, number()), born=1, sex=FEMALE, about="row 7")
    assert [(one.code, one.about) for one in told] == [
        ("certificate_birth_differs", "row 7"),
        ("certificate_sex_differs", "row 7"),
    ]
