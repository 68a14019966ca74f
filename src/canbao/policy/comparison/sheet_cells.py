"""Places side by side as the cells of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from canbao.basis.findings import Language
from canbao.basis.glossary import label
from canbao.policy.comparison.compare import Head, Row

CELLS_OF_ITEM = 3
"""Topic, item, unit: what stands before the places in every row."""


def head_cells(places: Sequence[Head], language: Language, clauses: str, status: str) -> list[str]:
    """The heads of the columns of the places: each place, its clauses, its status."""
    names = [f"{head.name.get(language)} {head.place}" for head in places]
    return [part for name in names for part in (name, f"{name} {clauses}", f"{name} {status}")]


def row_cells(row: Row, language: Language) -> list[str]:
    """One row: topic, item, unit, then for each place what it says, its clauses, its status."""
    unit = label(row.unit).get(language) if row.unit else ""
    cells = [row.topic.get(language), row.what.get(language), unit]
    for cell in row.cells:
        status = "" if cell.status is None else label(cell.status).get(language)
        cells += [cell.text.get(language), " ".join(cell.clauses), status]
    return cells
