"""The kinds of facts in which two files of one person may contradict one another."""

from __future__ import annotations

from typing import Final

from canbao.feeds.vocabulary import KINDS

SINGLE_KINDS: Final = sorted(
    kind.name for kind in KINDS.values() if kind.form == "span" and not kind.several and kind.subject == "person"
)
"""The kinds of which one holds at a time."""
