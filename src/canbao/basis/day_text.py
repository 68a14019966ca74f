"""A day as people write it in files and on the command line: YYYY-MM-DD and nothing else."""

from __future__ import annotations

import re
from datetime import date

from canbao.basis.findings import Text

A_DAY = Text("日期，如 2025-03-10", "a day, as 2025-03-10")
A_DAY_THAT_EXISTS = Text("存在的日期，如 2025-03-10", "a day that exists, as 2025-03-10")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def looks_like_day(text: str) -> bool:
    """Whether the text has the form of a day, whether or not there is such a day."""
    return _DAY.fullmatch(text) is not None


def day_in(text: str) -> date | None:
    """The day a text names; None when it is written otherwise (20250310, 2025-W10-1) or does not exist."""
    try:
        return date.fromisoformat(text) if looks_like_day(text) else None
    except ValueError:
        return None


def day_expected(text: str) -> Text:
    """What to say was expected in place of a text that is no day."""
    return A_DAY_THAT_EXISTS if looks_like_day(text) else A_DAY
