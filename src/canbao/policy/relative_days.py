"""Days relative to a coverage year, as packs write them: ``Y-1/10-01`` is 1 October of the year before."""

from __future__ import annotations

import re
from typing import Any

from canbao.basis.days import day_number, days_in_month

WINDOW_START = "window_start"
WINDOW_END = "window_end"

_FORM = re.compile(r"^Y([+-]\d{1,2})?/(\d\d)-(\d\d)$")
_LEAP_YEAR = 2024


def is_relative_day(word: Any) -> bool:
    """Whether the word names a day that exists in some year."""
    match = _FORM.match(word) if isinstance(word, str) else None
    if match is None:
        return False
    month, day = int(match[2]), int(match[3])
    return 1 <= month <= 12 and 1 <= day <= days_in_month(_LEAP_YEAR, month)


def resolve_day(word: str, year: int) -> int:
    """The day number of a relative day in the coverage year; a 29 February that does not exist is the 28th."""
    match = _FORM.match(word)
    if match is None:
        raise ValueError(f"not a relative day: {word}")
    of_year = year + int(match[1] or 0)
    month = int(match[2])
    return day_number(of_year, month, min(int(match[3]), days_in_month(of_year, month)))
