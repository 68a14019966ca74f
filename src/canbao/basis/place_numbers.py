"""Place codes as the database has them: whole numbers of twelve digits, the codes above a village filled with zeros."""

from __future__ import annotations

DIGITS = 12
SHORT_DIGITS = 6
SHORT = 10 ** (DIGITS - SHORT_DIGITS)


def place_number(code: str) -> int:
    """The number of a code of six or twelve digits: ``430100`` gives 430100000000, ``000000`` the country's 0."""
    return int(code.ljust(DIGITS, "0"))


def place_code(number: int) -> str:
    """The code of a number: six digits from the county upwards, twelve below."""
    return f"{number // SHORT:0{SHORT_DIGITS}d}" if number % SHORT == 0 else f"{number:0{DIGITS}d}"
