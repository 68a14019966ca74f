"""Tables of places written by hand, and what is known beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from canbao.basis.place_numbers import number_written, numbers_above
from canbao.registry.places.changes import Edge, Known, Plan, Present
from canbao.registry.places.plan import plan
from canbao.registry.places.table import Former, PlaceRow, PlaceTable

DAY = date(2026, 6, 30)
EARLIER = date(2025, 6, 30)
ALWAYS = ("430000", "430100")


def number(code: str) -> int:
    """The number of a code."""
    found = number_written(code)
    assert found is not None
    return found


def row(code: str, name: str, former: str = "", **values: Any) -> PlaceRow:
    """A row of a table; former: codes taken over, with blanks between."""
    taken = tuple(Former(number(one)) for one in former.split())
    return PlaceRow(number(code), name, line=number(code) % 97 + 2, former=taken, **values)


def table(*rows: PlaceRow, as_of: date | None = DAY, **values: Any) -> PlaceTable:
    """A table of a day."""
    return PlaceTable(rows, as_of, "official", about="places.csv", **values)


def known(code: str, name: str, **values: Any) -> Known:
    """A place as the database has it."""
    plain = {"urban_rural": None, "valid_from": None, "valid_until": None, "known_on": EARLIER, "is_synthetic": False}
    place = number(code)
    return Known(place, name, next(iter(numbers_above(place)), None), **{**plain, **values})


def beside(*places: Known, edges: Iterable[Edge] = ()) -> Present:
    """What is known: these places, the country, 湖南 and 长沙."""
    above = (
        Known(0, "全国", None, None, None, None, None, False),
        known("430000", "湖南省"),
        known("430100", "长沙市"),
    )
    return Present({one.place: one for one in (*above, *places)}, tuple(edges))


def planned(made: PlaceTable, present: Present, *, end_absent: bool = False) -> Plan:
    """What loading a table changes."""
    return plan(made, present, end_absent=end_absent)


def counted(made: Plan) -> dict[str, int]:
    """The counts that are not zero."""
    return {kind: count for kind, count in made.counts.items() if count}


def codes(made: Plan) -> list[str]:
    """The codes of a plan's findings."""
    return [one.code for one in made.findings]
