"""Place codes (GB/T 2260): six digits for province, city and county, twelve down to the village."""

from __future__ import annotations

import re
from functools import lru_cache

from canbao.basis.findings import Text

COUNTRY = "000000"

PLACE_PATTERN = r"^[0-9]{6}([0-9]{6})?$"
"""The form of a place code."""
PLACE_PATTERNS = (PLACE_PATTERN, r"^\d{6}(\d{6})?$", r"^[0-9]{6,12}$")
"""The patterns by which models ask for a place code."""
A_PLACE = Text('六位或十二位地区代码，如 "430000"', 'a place code of six or twelve digits, as "430000"')

MOST_KEPT = 4096
"""Places whose chain is kept: most of many people live in few places."""

_CODE = re.compile(PLACE_PATTERN)
_LEVELS = (9, 6, 4, 2)


def is_place_code(code: str) -> bool:
    """Whether the text has the form of a place code: six or twelve digits."""
    return _CODE.fullmatch(code) is not None


@lru_cache(maxsize=MOST_KEPT)
def ancestors(code: str) -> tuple[str, ...]:
    """The place itself and the places above it, nearest first, as six-digit codes where they have one.

    ``430102001003`` gives itself, its township, county 430102, city 430100, province 430000 and the country.
    """
    chain = [code]
    for digits in _LEVELS:
        if digits < len(code):
            width = 12 if digits > 6 else 6
            above = code[:digits].ljust(width, "0")
            if above not in chain:
                chain.append(above)
    if COUNTRY not in chain:
        chain.append(COUNTRY)
    return tuple(chain)


def is_at_or_below(code: str, place: str) -> bool:
    """Whether ``code`` is the place ``place`` or lies in it."""
    return place in ancestors(code)
