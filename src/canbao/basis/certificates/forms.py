"""The forms of certificate numbers other than those of eighteen characters, as far as they are published.

Sources. Permits of Hong Kong and Macau: H or M, eight digits, in cards before 2012 two more (Ministry of Public
Security, 2010); the platform's codes 04 and 05 also take the passports of the two regions (a letter and eight digits,
or two letters and seven). Taiwan: eight digits since 2008, before that ten and the sign of the issuing office (National
Immigration Administration, 2020). Foreigner's permanent residence, cards of 2004 and 2017: three letters of the
country and twelve digits (same, 2023). Chinese passports: E and eight digits, since 2017 E, a letter but I and O, and
seven digits; before 2012 G and eight, or 14 or 15 and seven; D, S, P (also DE, SE, PE) diplomatic, of service, for
public affairs. Birth certificates: a letter for the year of print and nine digits, the first two of the province, on
paper and electronically alike (National Health Commission, seventh edition, 2023). Disability certificates: the
identity number, one digit of the kind of disability, one of the grade, and B with a digit from the second card on
(China Disabled Persons' Federation, rules for the certificate).

Forms change and lists of them are never whole: a number that only looks unusual is taken, with a warning; the bounds
alone refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from canbao.basis.certificates.kinds import (
    CHINESE_PASSPORT,
    DISABILITY_CERTIFICATE,
    FOREIGN_PASSPORT,
    FOREIGN_PERMANENT_RESIDENCE,
    HONG_KONG_MACAU_TRAVEL_PERMIT,
    MEDICAL_BIRTH_CERTIFICATE,
    RESIDENCE_PERMIT,
    RESIDENT_IDENTITY_CARD,
    TAIWAN_TRAVEL_PERMIT,
)
from canbao.basis.findings import Text


@dataclass(frozen=True, slots=True)
class Form:
    """The form of the numbers of a kind. usual: what is published. bounds: what is taken at all."""

    usual: re.Pattern[str]
    bounds: re.Pattern[str]
    expected: Text

    def is_usual(self, number: str) -> bool:
        """Whether the number has a published form."""
        return self.usual.fullmatch(number) is not None

    def is_within(self, number: str) -> bool:
        """Whether the number is taken."""
        return self.bounds.fullmatch(number) is not None


_PASSPORT_OF_A_REGION: Final = r"[HK][0-9]{8}|[HK][A-Z][0-9]{7}|M[A-Z][0-9]{7}"
_WITHIN: Final = r"[0-9A-Z]{5,20}"
_DIGIT_THERE: Final = r"(?=.*[0-9])"
_FREE: Final = rf"{_DIGIT_THERE}[0-9A-Z\u3007\u4e00-\u9fff]{{3,40}}"


def _form(usual: str, zh: str, en: str, bounds: str = _DIGIT_THERE + _WITHIN) -> Form:
    """A form by its patterns and words."""
    return Form(re.compile(usual), re.compile(bounds), Text(zh, en))


EIGHTEEN: Final = r"[1-9][0-9]{16}[0-9X]"

FORMS: dict[str, Form] = {
    RESIDENT_IDENTITY_CARD: _form(
        EIGHTEEN, "18 位号码（或 15 位旧号码）", "eighteen characters (or the old fifteen digits)", EIGHTEEN
    ),
    RESIDENCE_PERMIT: _form(
        EIGHTEEN, "以 81、82、83 开头的 18 位号码", "eighteen characters that begin with 81, 82 or 83", EIGHTEEN
    ),
    FOREIGN_PERMANENT_RESIDENCE: _form(
        rf"[A-Z]{{3}}[0-9]{{12}}|{EIGHTEEN}",
        "3 个字母加 12 位数字，或以 9 开头的 18 位号码",
        "three letters and twelve digits, or eighteen characters that begin with 9",
    ),
    HONG_KONG_MACAU_TRAVEL_PERMIT: _form(
        rf"[HM][0-9]{{8}}([0-9]{{2}})?|{_PASSPORT_OF_A_REGION}",
        "字母 H 或 M 加 8 位或 10 位数字",
        "H or M and eight or ten digits",
    ),
    TAIWAN_TRAVEL_PERMIT: _form(
        r"[0-9]{8}|[0-9]{10}[0-9A-Z]?", "8 位数字，或 10 位数字加一个字母", "eight digits, or ten and a letter"
    ),
    CHINESE_PASSPORT: _form(
        rf"[EG][0-9]{{8}}|E[A-HJ-NP-Z][0-9]{{7}}|1[45][0-9]{{7}}|[DSP][0-9]{{7,8}}|[DSP]E[0-9]{{7}}|{_PASSPORT_OF_A_REGION}",
        "1 个字母加 8 位数字，或 2 个字母加 7 位数字",
        "a letter and eight digits, or two letters and seven",
    ),
    FOREIGN_PASSPORT: _form(
        _DIGIT_THERE + _WITHIN, "5 至 20 位字母和数字", "five to twenty letters and digits, at least one digit"
    ),
    MEDICAL_BIRTH_CERTIFICATE: _form(r"[A-Z][0-9]{9}", "1 个字母加 9 位数字", "a letter and nine digits"),
    DISABILITY_CERTIFICATE: _form(
        rf"{EIGHTEEN}[1-7][1-4](B[0-9]+)?",
        "公民身份号码加残疾类别、等级各一位",
        "the identity number and one digit each of kind and grade",
        rf"{_DIGIT_THERE}[0-9A-Z]{{5,24}}",
    ),
}
"""The forms of the kinds that have one; the others are free within ``FREE``."""

FREE = _form(
    _FREE, "3 至 40 位字母、数字或汉字，至少一位数字", "three to forty letters or digits, at least one digit", _FREE
)

TELLING = (
    RESIDENT_IDENTITY_CARD,
    FOREIGN_PERMANENT_RESIDENCE,
    HONG_KONG_MACAU_TRAVEL_PERMIT,
    CHINESE_PASSPORT,
    MEDICAL_BIRTH_CERTIFICATE,
    DISABILITY_CERTIFICATE,
)
"""The kinds whose form says enough to name them where a number does not fit the kind given."""


def form_of(kind: str) -> Form:
    """The form of the numbers of a kind."""
    return FORMS.get(kind, FREE)


def kinds_fitting(number: str) -> tuple[str, ...]:
    """The kinds, of those with a telling form, whose form the number has."""
    return tuple(kind for kind in TELLING if FORMS[kind].is_usual(number))
