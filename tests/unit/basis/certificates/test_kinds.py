"""The kinds of certificate, their words and the platform's codes."""

from __future__ import annotations

import pytest

from canbao.basis.certificates.kinds import KINDS, TABLE, kind_called, names_of_kinds, platform_code
from canbao.basis.glossary import entry, terms

PLATFORM_CODES = (
    *("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17"),
    *("90", "99", "990102", "990201"),
)
"""``psn_cert_type`` of the interface specification V1.1.27 of Hunan."""


def test_each_code_of_the_platform_is_of_one_kind() -> None:
    codes = [code for kind in TABLE for code in kind.platform]
    assert sorted(codes) == sorted(PLATFORM_CODES)


def test_the_glossary_has_exactly_these_kinds_with_these_codes() -> None:
    assert terms("certificate_kind") == names_of_kinds()
    assert {name: tuple(entry(name).platform.split()) for name in KINDS} == {
        name: kind.platform for name, kind in KINDS.items()
    }


@pytest.mark.parametrize("name", names_of_kinds())
def test_a_kind_is_known_by_its_name_its_words_and_its_codes(name: str) -> None:
    kind = KINDS[name]
    called = [name, kind.label.zh, kind.label.en, *kind.platform]
    assert [kind_called(text) for text in called] == [kind] * len(called)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1", "resident_identity_card"),
        (" ０１ ", "resident_identity_card"),
        ("身份证", "resident_identity_card"),
        ("5", "hong_kong_macau_travel_permit"),
        ("护照", "chinese_passport"),
        ("Foreign Passport", "foreign_passport"),
    ],
)
def test_a_kind_is_known_as_departments_write_it(text: str, name: str) -> None:
    assert kind_called(text) is KINDS[name]


@pytest.mark.parametrize("text", ["", "0", "18", "驾驶证", "001"])
def test_what_names_no_kind_is_none(text: str) -> None:
    assert kind_called(text) is None


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("hong_kong_macau_travel_permit", "H12345678", "04"),
        ("hong_kong_macau_travel_permit", "M12345678", "05"),
        ("chinese_passport", "MA1234567", "16"),
        ("resident_identity_card", "M", "01"),
        ("medical_birth_certificate", "X320101001", "990201"),
    ],
)
def test_at_the_border_a_kind_becomes_a_code_and_macau_the_second_of_two(kind: str, number: str, code: str) -> None:
    assert platform_code(kind, number) == code
