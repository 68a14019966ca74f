"""Numbers and names as they are shown by default: enough to recognise what one knows already, too little to learn it.

Of a number of eighteen the first three and the last four characters stay: province and, in part, city, and the end that
a holder is asked for; never the day of birth. Shorter numbers keep less, those under six nothing. Of a name the first
and the last character stay, of a name of two only the first: 王*, 王*明, 欧**明; 买**·*力; J*** S****. Characters that
cannot stand in a number or a name are hidden too, so that nothing else comes into a page or log by this way.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from canbao.basis.certificates.kinds import FOREIGN_PERMANENT_RESIDENCE
from canbao.basis.certificates.plain import plain

STAR: Final = "*"
LONGEST: Final = 40
"""Characters of a mask: the rest of a longer text is left out."""

SHOWN: tuple[tuple[int, int, int], ...] = ((18, 3, 4), (13, 3, 2), (10, 2, 2), (8, 1, 2), (6, 1, 1), (0, 0, 0))
"""From so many characters on: how many stay at the beginning and at the end."""
SHOWN_OF_FOREIGN_RESIDENCE: Final = (3, 2)
"""Of the card of fifteen: the letters of the country and the two characters after the day of birth."""
FOREIGN_RESIDENCE_LENGTH: Final = 15

DOT: Final = "·"
DOTS = frozenset("·•・‧∙⋅.．。")
"""What is written between the parts of a name; shown as the first of them."""
IDEOGRAPH: Final = "Lo"
"""The category of letters that are neither large nor small, as 汉字 are."""
WHOLE: Final = 2
"""Letters of which not both are shown."""


def masked(kind: str, number: str) -> str:
    """A certificate number as it is shown; also a text that is no number, of whatever length. An empty one is empty."""
    text = plain(number)[:LONGEST]
    first, last = _shown(kind, len(text))
    hidden = len(text) - first - last
    return _of_a_number(text[:first]) + STAR * hidden + _of_a_number(text[first + hidden :])


def _shown(kind: str, length: int) -> tuple[int, int]:
    """How many characters stay at the beginning and at the end."""
    if kind == FOREIGN_PERMANENT_RESIDENCE and length == FOREIGN_RESIDENCE_LENGTH:
        return SHOWN_OF_FOREIGN_RESIDENCE
    return next((first, last) for least, first, last in SHOWN if length >= least)


def _of_a_number(text: str) -> str:
    """The text with a star for what is no ordinary digit or letter."""
    if text.isascii() and text.isalnum():
        return text
    return "".join(one if one.isascii() and one.isalnum() else STAR for one in text)


def masked_name(name: str) -> str:
    """A person's name as it is shown: its first and its last letter, and the gaps between its parts."""
    text = " ".join(unicodedata.normalize("NFC", name).split())[:LONGEST]
    letters = [at for at, character in enumerate(text) if character != " " and character not in DOTS]
    stay = _letters_that_stay(text, letters)
    return "".join(_shown_of_name(character, at in stay) for at, character in enumerate(text))


def _letters_that_stay(text: str, letters: list[int]) -> frozenset[int]:
    """Where the letters stand that are shown: of names with capitals the initials of their first and last part."""
    if len(letters) < WHOLE:
        return frozenset()
    first, last = letters[0], letters[-1]
    if not any(unicodedata.category(text[at]) == IDEOGRAPH for at in letters):
        last = max((at for at in letters if text[at - 1] == " "), default=last)
    return frozenset((first, last) if len(letters) > WHOLE else (first,))


def _shown_of_name(character: str, stays: bool) -> str:
    """A character of a name, hidden unless it stays; gaps are no secret."""
    if character == " ":
        return character
    if character in DOTS:
        return DOT
    return character if stays and character.isalpha() else STAR
