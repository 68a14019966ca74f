"""What makes a table of places unusable beside the places that are known."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Final

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import Level, numbers_above, place_code, place_level
from canbao.registry.places.changes import Known
from canbao.registry.places.table import PlaceRow, PlaceTable

HOLDS: Final[Mapping[Level, tuple[Level, ...]]] = {
    "country": (),
    "province": ("country",),
    "city": ("province",),
    "county": ("city", "province"),
    "township": ("county", "city"),
    "village": ("township",),
}
"""In what a place of each level may lie directly."""
AS_CODED: Final[tuple[Level, ...]] = ("township", "village")
"""Levels that lie in what their code names, and in nothing higher."""
LEVEL_WORDS: Final[Mapping[Level, Text]] = {
    "country": Text("国家", "country"),
    "province": Text("省级", "province"),
    "city": Text("地级", "city"),
    "county": Text("县级", "county"),
    "township": Text("乡级", "township"),
    "village": Text("村级", "village"),
}


def faulty(table: PlaceTable, known: Mapping[int, Known]) -> Iterator[Finding]:
    """What makes a table unusable beside what is known, row by row."""
    rows = {row.place for row in table.rows}
    for row in table.rows:
        if not is_placed(row.place, rows, known):
            yield misplaced(table.where(row.line), row)
        if row.place in known and known[row.place].is_synthetic != table.is_synthetic:
            yield finding("place_is_synthetic", table.where(row.line), place=place_code(row.place))
        if row.former:
            yield from _former(table, row, rows, known)
    for one in table.grids:
        if one.place not in rows and one.place not in known:
            yield finding("grid_place_unknown", table.where(one.line), place=place_code(one.place))


def _former(table: PlaceTable, row: PlaceRow, rows: Container[int], known: Container[int]) -> Iterator[Finding]:
    where, code = table.where(row.line), place_code(row.place)
    for former in row.former:
        if former.place not in rows and former.place not in known:
            yield finding("place_former_unknown", where, place=code, former=place_code(former.place))
        elif place_level(former.place) != place_level(row.place) or former.place == row.place:
            yield finding("place_former_crossed", where, place=code, former=place_code(former.place))


def is_placed(place: int, rows: Container[int], known: Container[int]) -> bool:
    """Whether what a place may lie in is in the table or known; a county may hang on its province."""
    return any(above in rows or above in known for above in holders(place))


def holders(place: int) -> list[int]:
    """The numbers of the places in which one may lie directly, nearest first."""
    level, above = place_level(place), numbers_above(place)
    near = above[:1] if level in AS_CODED else above
    return [one for one in near if place_level(one) in HOLDS[level]]


def misplaced(where: str, row: PlaceRow) -> Finding:
    """That nothing is known in which a place may lie, or that its code leaves a level out."""
    code, may_hold = place_code(row.place), holders(row.place)
    if may_hold:
        return finding("place_parent_unknown", where, name=row.name, place=code, above=place_code(may_hold[0]))
    above = numbers_above(row.place)[0]
    return finding(
        "place_level_skipped", where, name=row.name, place=code, level=LEVEL_WORDS[place_level(row.place)],
        above=place_code(above), above_level=LEVEL_WORDS[place_level(above)],
    )  # fmt: skip


def parent_of(place: int, rows: Container[int], known: Container[int]) -> int:
    """The nearest place above one that the table has or that is known; the country if there is no other."""
    return next((above for above in numbers_above(place) if above in rows or above in known), 0)
