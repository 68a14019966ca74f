"""Numbers that may have been meant: one character mistaken, or two neighbours exchanged.

The check character of ISO 7064 MOD 11-2 finds every such error, so a number that is right has no repair, and the number
that was meant is always among the repairs of a wrong one. Which it is, name and day of birth must say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from canbao.basis.certificates.eighteen import LENGTH, born_of, is_sound, sex_of
from canbao.basis.certificates.plain import plain

MODULUS: Final = 11
REST: Final = 1
"""What the weighted sum of a right number leaves."""
RADIX: Final = 2
LAST: Final = LENGTH - 1
X: Final = "X"
TEN: Final = 10

WEIGHTS = tuple(pow(RADIX, LAST - at, MODULUS) for at in range(LENGTH))
INVERSES = tuple(pow(weight, -1, MODULUS) for weight in WEIGHTS)
_VALUES = {**{str(digit): digit for digit in range(TEN)}, X: TEN}


def repairs(number: str) -> tuple[str, ...]:
    """The sound numbers that differ from a number of eighteen characters in one of them or in the order of two.

    A letter may stand where a digit was meant (O for 0). Ascending; empty when the number is right, is not of eighteen
    characters, or would need more than one change. Around a dozen for an ordinary number.
    """
    number = plain(number)
    if len(number) != LENGTH:
        return ()
    strange = [at for at, character in enumerate(number) if not _belongs(character, at)]
    if len(strange) > 1:
        return ()
    candidates = {*_one_character(number, strange or range(LENGTH)), *_two_exchanged(number)}
    return tuple(sorted(one for one in candidates - {number} if is_sound(one)))


def repairs_agreeing(number: str, born: int | None = None, sex: int | None = None) -> tuple[str, ...]:
    """The repairs that state this day of birth (a day number) and this sex; what is None is not asked."""
    return tuple(
        one for one in repairs(number) if (born is None or born_of(one) == born) and (sex is None or sex_of(one) == sex)
    )


def _belongs(character: str, at: int) -> bool:
    """Whether the character may stand there: a digit, at the end also X."""
    return character in _VALUES and (character != X or at == LAST)


def _one_character(number: str, places: list[int] | range) -> Iterator[str]:
    """The numbers with one other character whose check agrees: in each place there is at most one."""
    values = [_VALUES.get(character, 0) for character in number]
    missing = REST - sum(value * weight for value, weight in zip(values, WEIGHTS, strict=True))
    for at in places:
        value = (values[at] + missing * INVERSES[at]) % MODULUS
        if value < TEN or at == LAST:
            yield number[:at] + (X if value == TEN else str(value)) + number[at + 1 :]


def _two_exchanged(number: str) -> Iterator[str]:
    """The number with two neighbours exchanged, wherever they differ."""
    for at in range(LAST):
        yield number[:at] + number[at + 1] + number[at] + number[at + 2 :]
