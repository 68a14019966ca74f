"""What a reader asks of the atlas: a day, places to compare. What cannot be read is told, and the page still shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from canbao.basis.day_text import day_expected, day_in
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.basis.places import A_PLACE, is_place_code
from canbao.basis.tree_values import shown
from canbao.policy.library import Library
from canbao.web.page import LANGUAGE, Reader, words

ON, PLACE, ONLY, DIFFERENCES = "on", "place", "only", "differences"
LEAST_COMPARED, MOST_COMPARED = 2, 8


@dataclass(frozen=True, slots=True)
class Day:
    """The day asked for, or the one shown instead, and what was wrong with the one asked for."""

    on: date
    wrong: Text | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The places to compare, each once, and what was wrong with them."""

    places: tuple[str, ...]
    wrong: tuple[Text, ...] = ()


def day_of(request: Request, today: date) -> Day:
    """The day of the address; today where it names none, or none that exists."""
    text = request.query_params.get(ON, "").strip()
    day = day_in(text) if text else today
    if day is not None:
        return Day(day)
    return Day(today, finding("wrong_value", ON, value=shown(text), expected=day_expected(text)).message)


def choice_of(request: Request, library: Library) -> Choice:
    """The places of the address; those that cannot be compared are left out and told."""
    asked = tuple(dict.fromkeys(text.strip() for text in request.query_params.getlist(PLACE) if text.strip()))
    if len(asked) > MOST_COMPARED:
        return Choice(asked[:MOST_COMPARED], (words()["law.too_many"].fill(most=MOST_COMPARED),))
    faults = {place: fault for place in asked if (fault := fault_of(place, library)) is not None}
    places = tuple(place for place in asked if place not in faults)
    if asked and not faults and len(places) < LEAST_COMPARED:
        return Choice(places, (words()["law.too_few"],))
    return Choice(places, tuple(faults.values()))


def fault_of(place: str, library: Library) -> Text | None:
    """Why a place cannot be shown; None where it can."""
    if not is_place_code(place):
        return finding("wrong_value", PLACE, value=shown(place), expected=A_PLACE).message
    try:
        library.place_of_pack(place)
    except BadInputError as bad:
        return bad.findings[0].message
    return None


def address(reader: Reader, path: str, places: Sequence[str], on: date, only: bool) -> str:
    """The address of a comparison, in the reader's language."""
    given = [(PLACE, place) for place in places] + [(ON, on.isoformat())]
    given += [(ONLY, DIFFERENCES)] if only else []
    given += [(LANGUAGE, reader.language)] if reader.is_chosen else []
    return f"{path}?{urlencode(given)}"
