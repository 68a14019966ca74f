"""Numbers of eighteen characters: six of region, eight of birth, three of order (odd for men), one check character.

The citizen's identity number is one (GB 11643-1999); so are, by the same check, that of the residence permit of people
from Hong Kong, Macau and Taiwan (region 810000, 820000, 830000; State Council, 2018) and that of the foreigner's
permanent residence card of 2023 (9, two digits of province, three of nationality, then birth, order and check; National
Immigration Administration, rules for reading the card, 2023). The check character is python-stdnum's (ISO 7064
MOD 11-2); its ``validate`` is not used, because it refuses permits, foreigners and regions newer than the birth.

Regions are not checked here: lists of regions age, and numbers of regions that no province has (72 to 80, 84 to 89) are
how people who do not exist are told from those who do.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from stdnum.cn import ric

from canbao.basis.certificates.kinds import FOREIGN_PERMANENT_RESIDENCE, RESIDENCE_PERMIT, RESIDENT_IDENTITY_CARD
from canbao.basis.days import from_date

LENGTH: Final = 18
OLD_LENGTH: Final = 15
REGION: Final = 6
"""Characters of region before those of birth."""
BIRTH: Final = slice(6, 14)
OLD_BIRTH: Final = slice(6, 12)
ORDER: Final = slice(14, 17)

FIRST_YEAR: Final = 1800
"""No birth before it is believed: the oldest century that a number can name."""

MALE: Final = 1
FEMALE: Final = 2
"""As GB/T 2261.1 numbers the sexes."""

CENTURY: Final = "19"
CENTURY_BEFORE: Final = "18"
ORDERS_OF_CENTENARIANS = frozenset(("996", "997", "998", "999"))
"""In numbers of fifteen digits these were kept for people of a hundred years and more."""

KINDS_OF_EIGHTEEN = (RESIDENT_IDENTITY_CARD, RESIDENCE_PERMIT, FOREIGN_PERMANENT_RESIDENCE)

MOST_BIRTHS: Final = 100_000
"""Days of birth that are kept: more than lie between the oldest and the youngest of a country."""

_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_FORM = re.compile(r"[1-9][0-9]{14}")
_PERMIT_REGIONS = ("81", "82", "83")
_FOREIGN: Final = "9"


def has_form(number: str) -> bool:
    """Whether it is seventeen digits, the first not 0, and a digit or X."""
    return _FORM.fullmatch(number) is not None


def has_old_form(number: str) -> bool:
    """Whether it is fifteen digits, the first not 0."""
    return _OLD_FORM.fullmatch(number) is not None


def check_agrees(number: str) -> bool:
    """Whether the last character of a number in form is the one that the others ask for."""
    return ric.calc_check_digit(number) == number[-1]


@lru_cache(maxsize=MOST_BIRTHS)
def birth_day(eight: str) -> int | None:
    """The day number of YYYYMMDD; None when there is no such day, or it lies before ``FIRST_YEAR``."""
    year = int(eight[:4])
    if year < FIRST_YEAR:
        return None
    try:
        return from_date(date(year, int(eight[4:6]), int(eight[6:])))
    except ValueError:
        return None


def is_sound(number: str) -> bool:
    """Whether form and check character are right and the day of birth exists."""
    return has_form(number) and check_agrees(number) and birth_day(number[BIRTH]) is not None


def born_of(number: str) -> int:
    """The day number of the birth that a sound number states."""
    born = birth_day(number[BIRTH])
    assert born is not None
    return born


def sex_of(number: str) -> int:
    """``MALE`` or ``FEMALE``, as the order of a number says."""
    return MALE if int(number[ORDER]) % 2 else FEMALE


def kind_of(number: str) -> str:
    """The kind of certificate that has this number of eighteen: its first digits say."""
    if number.startswith(_FOREIGN):
        return FOREIGN_PERMANENT_RESIDENCE
    if number.startswith(_PERMIT_REGIONS):
        return RESIDENCE_PERMIT
    return RESIDENT_IDENTITY_CARD


def with_check(seventeen: str) -> str:
    """Seventeen digits with their check character."""
    return seventeen + ric.calc_check_digit(seventeen + "0")


def in_eighteen(fifteen: str) -> str:
    """A number of fifteen digits in eighteen: the century is put in, and the check character added.

    The century is the 20th, for people of a hundred years and more (orders 996 to 999) the 19th. The day of birth need
    not exist.
    """
    century = CENTURY_BEFORE if fifteen[-3:] in ORDERS_OF_CENTENARIANS else CENTURY
    return with_check(fifteen[:REGION] + century + fifteen[REGION:])
