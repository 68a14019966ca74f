"""The nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None when none is near."""
    from difflib import get_close_matches  # only when something is wrong

    matches = get_close_matches(str(word)[:100], sorted(known), n=1, cutoff=0.5)
    return matches[0] if matches else None
