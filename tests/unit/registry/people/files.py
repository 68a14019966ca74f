"""Files of people as tests make them, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from canbao.registry.people.person_file import PersonFile, Statement
from canbao.registry.people.sources import Source

AS_OF = date(2026, 11, 29)
NOBODY = PersonFile(1, None, AS_OF, None, {}, (), (), (), (), (), (), (), ())


def file_of(**parts: Any) -> PersonFile:
    """A file with some parts."""
    return replace(NOBODY, **parts)


def said(what: str, start: str | None, until: str | None, feed: str = "one", **parts: Any) -> Statement:
    """Something said from a day until another."""
    days = (date.fromisoformat(day) if day else None for day in (start, until))
    return Statement(what, parts, next(days), next(days), Source(feed, None, None, 2, None))
