"""Place codes as the database has them: whole numbers of twelve digits, the codes above a village filled with zeros.

The zeros at the end of a number tell its level, so that a place and all that lies in it are one range of numbers. The
database says the same: ``access.place_end`` and ``registry.place_level``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Level = Literal["country", "province", "city", "county", "township", "village"]

DIGITS = 12
SHORT_DIGITS = 6
SHORT = 10 ** (DIGITS - SHORT_DIGITS)
BEYOND: Final = 10**DIGITS
"""The first number that is no place's."""

LEVELS: Final[tuple[tuple[Level, int], ...]] = (
    ("country", BEYOND),
    ("province", 10**10),
    ("city", 10**8),
    ("county", 10**6),
    ("township", 10**3),
    ("village", 1),
)
"""The levels from the top, and how many numbers a place of each spans."""

_SPANS_ABOVE = tuple(span for _, span in reversed(LEVELS[:-1]))
_WRITTEN = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]")


def place_number(code: str) -> int:
    """The number of a code of six or twelve digits: ``430100`` gives 430100000000, ``000000`` the country's 0."""
    return int(code.ljust(DIGITS, "0"))


def place_code(number: int) -> str:
    """The code of a number: six digits from the county upwards, twelve below."""
    return f"{number // SHORT:0{SHORT_DIGITS}d}" if number % SHORT == 0 else f"{number:0{DIGITS}d}"


def number_written(text: str) -> int | None:
    """The number of a code as tables write it: 2, 4, 6, 9 or 12 digits, full-width ones too; None for what is none."""
    digits = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if not digits.isdecimal():
        digits = _INVISIBLE.sub("", digits)
    return place_number(digits) if _WRITTEN.fullmatch(digits) else None


def place_span(number: int) -> int:
    """How many numbers a place and all that lies in it may have."""
    for _, span in LEVELS:
        if number % span == 0:
            return span
    raise AssertionError(number)


def place_end(number: int) -> int:
    """The first number after a place that does not lie in it."""
    return number + place_span(number)


def place_level(number: int) -> Level:
    """The level that the zeros at the end of a number tell."""
    for level, span in LEVELS:
        if number % span == 0:
            return level
    raise AssertionError(number)


def numbers_above(number: int) -> tuple[int, ...]:
    """The numbers of the places above one, nearest first, whether or not there are such places; the country's last."""
    above, last = [], number
    for span in _SPANS_ABOVE:
        one = number - number % span
        if one != last:
            above.append(one)
            last = one
    return tuple(above)
