"""Official tables of places: the statistics office's twelve digits, the civil affairs' six, or our own columns.

Headings are matched in Chinese and English among the first rows; rows without a code that hold one cell alone are notes
and passed over, and so is the country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, shorten
from canbao.basis.place_numbers import number_written, place_code, place_level
from canbao.registry.places.cells import day_written, listed, plain, rows_of
from canbao.registry.places.table import Former, FormerName, GridRow, PlaceRow, PlaceTable

ROWS_LOOKED_AT: Final = 10
MOST_TOLD: Final = 50
"""Faults of a table that are told one by one."""
LONGEST_NAME: Final = 100
CLASSES: Final = ("111", "112", "121", "122", "123", "210", "220")
"""城乡分类代码: how the statistics office classes a village."""

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("代码", "区划代码", "行政区划代码", "统计用区划代码", "地区代码", "code", "place code", "place"),
    "name": ("名称", "单位名称", "区划名称", "行政区划名称", "地区名称", "name"),
    "urban_rural": ("城乡分类", "城乡分类代码", "urban rural", "urban_rural"),
    "valid_from": ("启用日期", "设立日期", "valid from", "valid_from"),
    "valid_until": ("停用日期", "撤销日期", "valid until", "valid_until"),
    "former": ("原代码", "旧代码", "former", "former codes"),
    "former_names": ("曾用名", "原名称", "former names", "former_names"),
    "grid": ("网格编号", "网格代码", "网格号", "grid"),
    "grid_name": ("网格名称", "grid name", "grid_name"),
    "source": ("来源", "依据", "source"),
}
REQUIRED: Final = ("code", "name")
GRID_DEFAULT: Final = "网格{grid}"
GRID_DIGITS: Final = 3

_BLANKS = re.compile(r"[\s_*:]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def heading(text: str) -> str:
    """A heading without what makes no difference."""
    return _BLANKS.sub("", plain(text)).casefold()


NAMES: Final = {heading(text): column for column, texts in HEADINGS.items() for text in texts}


@dataclass(slots=True)
class Reader:
    """Reads the rows of a table and collects what is wrong with them. about: the file, as findings name it."""

    about: str
    columns: dict[str, int]
    findings: list[Finding] = field(default_factory=list)
    rows: list[PlaceRow] = field(default_factory=list)
    grids: list[GridRow] = field(default_factory=list)
    passed_over: int = 0

    def cell(self, cells: Sequence[str], column: str) -> str:
        """The cell of a column, empty where there is none."""
        at = self.columns.get(column)
        return cells[at] if at is not None and at < len(cells) else ""

    def tell(self, code: str, line: int, **values: Any) -> None:
        """Something is wrong with a line."""
        self.findings.append(finding(code, f"{self.about}:{line}", **values))

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one row."""
        text = self.cell(cells, "code")
        place = number_written(text)
        if place is None:
            if sum(map(bool, cells)) == 1:
                self.passed_over += 1
            else:
                self.tell("place_code_form", line, value=shorten(text))
        elif place == 0:
            self.passed_over += 1
        elif self.cell(cells, "grid"):
            self._take_grid(line, place, cells)
        else:
            self._take_place(line, place, cells)

    def _take_place(self, line: int, place: int, cells: Sequence[str]) -> None:
        name, code = self.cell(cells, "name").rstrip("*").strip(), place_code(place)
        if not 1 <= len(name) <= LONGEST_NAME or _CONTROL.search(name):
            self.tell("place_name_unusable", line, place=code)
            return
        begins, ends = self._day(line, code, cells, "valid_from"), self._day(line, code, cells, "valid_until")
        if begins and ends and ends <= begins:
            self.tell("place_span_empty", line, place=code)
        row = PlaceRow(
            place, name, line, self._class(line, place, cells), begins, ends,
            tuple(self._former(line, code, cells)), tuple(self._former_names(line, code, cells)),
            self.cell(cells, "source") or None,
        )  # fmt: skip
        self.rows.append(row)

    def _take_grid(self, line: int, place: int, cells: Sequence[str]) -> None:
        text, code = plain(self.cell(cells, "grid")), place_code(place)
        own = text.removeprefix(code) if len(text) == len(code) + GRID_DIGITS else text
        number = int(own) if own.isascii() and own.isdecimal() and len(own) <= GRID_DIGITS else 0
        if number == 0 or place_level(place) != "village":
            self.tell("grid_form", line, place=code, value=shorten(text))
            return
        name = self.cell(cells, "grid_name") or GRID_DEFAULT.format(grid=number)
        self.grids.append(GridRow(place, number, name[:LONGEST_NAME], line))

    def _class(self, line: int, place: int, cells: Sequence[str]) -> str | None:
        text = plain(self.cell(cells, "urban_rural"))
        if text and (text not in CLASSES or place_level(place) != "village"):
            self.tell("place_class_unknown", line, place=place_code(place), value=shorten(text))
            return None
        return text or None

    def _day(self, line: int, code: str, cells: Sequence[str], column: str) -> date | None:
        text = self.cell(cells, column)
        day = day_written(text)
        if text and day is None:
            self.tell("place_day_form", line, place=code, column=HEADINGS[column][0], value=shorten(text))
        return day

    def _former(self, line: int, code: str, cells: Sequence[str]) -> Iterator[Former]:
        for part in listed(self.cell(cells, "former")):
            text, _, day = part.partition("@")
            number = number_written(text)
            if number is None or (day and day_written(day) is None):
                self.tell("place_former_form", line, place=code, column=HEADINGS["former"][0], value=shorten(part))
            else:
                yield Former(number, day_written(day) if day else None)

    def _former_names(self, line: int, code: str, cells: Sequence[str]) -> Iterator[FormerName]:
        for part in listed(self.cell(cells, "former_names")):
            name, _, text = part.partition("@")
            day = day_written(text)
            if day is None or not 1 <= len(name) <= LONGEST_NAME:
                self.tell(
                    "place_former_form", line, place=code, column=HEADINGS["former_names"][0], value=shorten(part)
                )
            else:
                yield FormerName(name, day)


def read_table(path: Path, as_of: date, source: str | None = None) -> PlaceTable:
    """The table of a file, CSV (UTF-8 or GB18030) or XLSX. as_of: the day it describes. source: where it comes from.

    Raises BadInputError with what is wrong, line by line, the first fifty.
    """
    rows = rows_of(path)
    first = list(islice(rows, ROWS_LOOKED_AT))
    at, columns = columns_in(first, path.name)
    reader = Reader(path.name, columns)
    for line, cells in chain(first[at:], rows):
        reader.take(line, cells)
    table = PlaceTable(
        tuple(reader.rows), as_of, source or f"{path.name} {as_of}", tuple(reader.grids),
        passed_over=reader.passed_over, about=path.name,
    )  # fmt: skip
    refuse([*reader.findings, *repeated(table)])
    if not table.rows and not table.grids:
        raise BadInputError([finding("places_table_empty", path.name)])
    return table


def columns_in(rows: Sequence[tuple[int, list[str]]], about: str) -> tuple[int, dict[str, int]]:
    """How many rows stand above the first place, and where each column is. Raises BadInputError."""
    for at, (_, cells) in enumerate(rows, 1):
        known = [
            (NAMES[heading(text)], position, text) for position, text in enumerate(cells) if heading(text) in NAMES
        ]
        columns = {column: position for column, position, _ in reversed(known)}
        if all(column in columns for column in REQUIRED) or {"code", "grid"} <= columns.keys():
            if len(columns) < len(known):
                twice = next(text for column, position, text in known if columns[column] != position)
                raise BadInputError([finding("places_heading_twice", about, name=shorten(twice))])
            return at, columns
    raise BadInputError([finding("places_headings_missing", about, rows=ROWS_LOOKED_AT)])


def repeated(table: PlaceTable) -> Iterator[Finding]:
    """Codes and grids that a table has more than once."""
    seen: dict[int, int] = {}
    for row in table.rows:
        if (first := seen.setdefault(row.place, row.line)) != row.line:
            yield finding("place_code_twice", table.where(row.line), place=place_code(row.place), first=first)
    cells: dict[tuple[int, int], int] = {}
    for one in table.grids:
        if (first := cells.setdefault((one.place, one.grid), one.line)) != one.line:
            code = place_code(one.place)
            yield finding("grid_twice", table.where(one.line), place=code, grid=one.grid, first=first)


def refuse(findings: Iterable[Finding]) -> None:
    """Raise BadInputError with the faults among findings, the first of them one by one; nothing without any."""
    faults = [one for one in findings if one.severity == "error"]
    if len(faults) > MOST_TOLD:
        more = finding("places_more_faults", faults[0].about.rpartition(":")[0], count=len(faults) - MOST_TOLD)
        faults = [*faults[:MOST_TOLD], more]
    if faults:
        raise BadInputError(faults)
