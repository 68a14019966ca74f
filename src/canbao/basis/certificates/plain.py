"""The characters of a certificate number as written anywhere: without what typing, spreadsheets and forms add.

Full-width characters become ordinary ones, small letters capitals, and a multiplication sign or a Cyrillic letter in
the place of X becomes X. Spaces, invisible characters, dashes, brackets, apostrophes and full stops fall away.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""Characters that are looked at: a longer text is no number."""

_ADDED = frozenset("()[]'`´’‘\"“”.·")
_GROUPS = frozenset("ZC")
"""The groups of characters that fall away: separators, and those that cannot be seen."""
_DASH: Final = "Pd"
_LOOKS_LIKE_X = str.maketrans("×✕✖⨯Хх", "XXXXXX")

_PLAIN = re.compile(r"[0-9A-Z]*")
_MASKED = re.compile(r"[*●■█•]|[0-9]X{3,}[0-9]")
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{1,3}|[0-9]\.[0-9]+[Ee][0-9]{1,3}")


def _stays(character: str) -> bool:
    """Whether a character may belong to a number."""
    category = unicodedata.category(character)
    return category[0] not in _GROUPS and category != _DASH and character not in _ADDED


def plain(text: str) -> str:
    """The characters of a number that a text gives; plain characters stay as they are. At most ``LONGEST``."""
    if len(text) <= LONGEST and _PLAIN.fullmatch(text):
        return text
    even = unicodedata.normalize("NFKC", text[:LONGEST].translate(_LOOKS_LIKE_X))
    return "".join(filter(_stays, even)).upper()[:LONGEST]


def is_masked(text: str) -> bool:
    """Whether characters of the number are covered, by stars or by several X between digits."""
    return _MASKED.search(plain(text)) is not None


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet wrote the number as an amount: 4.30102E+17."""
    even = unicodedata.normalize("NFKC", text[:LONGEST]).strip("' \t\r\n")
    return _ROUNDED.fullmatch(even) is not None
