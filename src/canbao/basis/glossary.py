"""The words of the project: English term, 中文, the field or code of the national platform, meaning.

The table is ``glossary.csv``. A term is one word for one thing; no two kinds share a term.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from canbao.basis.findings import Text
from canbao.basis.nearest import nearest


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the glossary. platform: the national platform's field or code, or empty."""

    term: str
    kind: str
    label: Text
    platform: str
    meaning: str


@cache
def glossary() -> dict[str, Entry]:
    """Every entry by its term, in the order of the file."""
    text = files("canbao.basis").joinpath("glossary.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    entries = (
        Entry(row["term"], row["kind"], Text(row["zh"], row["en"]), row["platform"], row["meaning"]) for row in rows
    )
    return {entry.term: entry for entry in entries}


def entry(term: str) -> Entry:
    """The entry of a term. Raises KeyError naming the nearest known term."""
    found = glossary().get(term)
    if found is None:
        raise KeyError(f"{term} is not in the glossary (nearest: {nearest(term, glossary()) or 'none'})")
    return found


def label(term: str) -> Text:
    """What a term is called in Chinese and English. Raises KeyError naming the nearest known term."""
    return entry(term).label


def terms(kind: str) -> tuple[str, ...]:
    """The terms of a kind, in the order of the file. Raises KeyError naming the nearest known kind."""
    found = tuple(e.term for e in glossary().values() if e.kind == kind)
    if not found:
        kinds = {e.kind for e in glossary().values()}
        raise KeyError(f"{kind} is not a kind of term (nearest: {nearest(kind, kinds) or 'none'})")
    return found
