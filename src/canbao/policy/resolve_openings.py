"""The table of openings that holds at a place: each row with the clauses in force and how near the text stands.

The nearest text that speaks of a person decides (``rules/openings.py``), so each overlay and each pack is a layer of
its own; a text that gives way to newer ones of higher layers stands behind those.
"""

from __future__ import annotations

from dataclasses import dataclass

from canbao.policy.library import Chain
from canbao.policy.resolve import Law, is_newer, live_clauses, yields
from canbao.policy.schema import Opening


@dataclass(frozen=True, slots=True)
class FoundOpening:
    """A row that holds: how near its text stands (0 is nearest), the place of its pack, the clauses in force."""

    layer: int
    place: str
    opening: Opening
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    sheet: int
    place: str
    opening: Opening
    clauses: tuple[str, ...]


def find_openings(chain: Chain, law: Law) -> tuple[FoundOpening, ...]:
    """The rows that hold for the law asked for, nearest first."""
    rows = list(_rows(chain, law))
    stands = [_stands(row, rows, chain) for row in rows]
    layers = {where: layer for layer, where in enumerate(sorted(set(stands)))}
    found = [
        FoundOpening(layers[where], row.place, row.opening, row.clauses)
        for where, row in zip(stands, rows, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: one.layer))


def _rows(chain: Chain, law: Law) -> list[_Row]:
    sheets = [(layer.place, sheet) for layer in chain.layers for sheet in layer.sheets]
    return [
        _Row(number, place, opening, clauses)
        for number, (place, sheet) in enumerate(sheets)
        for opening in sheet.openings
        if opening.coverage_years.holds(law.year)
        and (clauses := live_clauses(opening, chain, law, by_calendar_year=False))
    ]


def _stands(row: _Row, rows: list[_Row], chain: Chain) -> tuple[int, int]:
    """Where a row stands: on its own sheet, or just behind the last sheet with a newer text that it gives way to."""
    if not yields(row.clauses, chain):
        return row.sheet, 0
    newer = [other.sheet for other in rows if other.sheet > row.sheet and is_newer(other.clauses, row.clauses, chain)]
    return (max(newer), 1) if newer else (row.sheet, 0)
