"""The history of a place's law: every date of change, with the documents and the lines that change on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.changes import changes
from canbao.policy.comparison.compare import Cell, compare
from canbao.policy.comparison.describe import is_open, value_text
from canbao.policy.comparison.lines import DOCUMENTS, SILENT, State
from canbao.policy.library import Chain
from canbao.policy.policies import Policies
from canbao.policy.resolve import Found, Law, find_value
from canbao.policy.schema import UNDETERMINED_WORD, Document

ONE_DAY = timedelta(days=1)
STATES: tuple[State, ...] = get_args(State)
FACTS = tuple(name for name, parameter in PARAMETERS.items() if parameter.by_calendar_year)
"""What is told of years before the measures too."""

EventKind = Literal["issued", "begins", "ended"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happens to a document on a day."""

    kind: EventKind
    short: str
    document: Document


@dataclass(frozen=True, slots=True)
class Change:
    """A line before and from a date of change; None where there is no such line."""

    what: Text
    before: Cell | None
    after: Cell | None


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """A date of change. has_law: whether the law of the day is encoded; is_first: whether it is so from this day on."""

    day: date
    has_law: bool
    is_first: bool
    events: tuple[Event, ...]
    changes: tuple[Change, ...]


def history_of(policies: Policies, place: str) -> tuple[ChangeDay, ...]:
    """Every date of change in the law of a place, the latest first."""
    return tuple(_change_day(policies, place, day) for day in reversed(changes(policies.library, place)))


def _change_day(policies: Policies, place: str, day: date) -> ChangeDay:
    chain = policies.library.chain(place)
    now, before = lines_on(policies, place, day), lines_on(policies, place, day - ONE_DAY)
    events = tuple(events_on(chain, day))
    if now and before:
        return ChangeDay(day, True, False, events, tuple(differences(before, now)))
    facts = differences(facts_of(chain, day.year - 1), facts_of(chain, day.year)) if day.month == day.day == 1 else ()
    return ChangeDay(day, bool(now), bool(now), events, tuple(facts))


Lines = dict[str, tuple[Text, Cell]]


def lines_on(policies: Policies, place: str, day: date) -> Lines:
    """What a place says on a day, line by line; nothing where no law of the day is encoded."""
    try:
        rows = compare(policies, [place], day).rows
    except BadInputError:
        return {}
    return {row.key: (row.what, row.cells[0]) for row in rows if row.topic != DOCUMENTS}


def facts_of(chain: Chain, year: int) -> Lines:
    """What is known of a year whether or not the measures were in force."""
    return {name: (label(name), fact_cell(chain, name, year)) for name in FACTS}


def fact_cell(chain: Chain, name: str, year: int) -> Cell:
    """What is known of a calendar year; silent where only the frame says that it leaves the value open."""
    found = fact_of(chain, name, year)
    if found is None:
        return SILENT
    if found.value == UNDETERMINED_WORD and found.place == chain.layers[-1].place != chain.layers[0].place:
        return SILENT
    word = "undetermined" if found.value == UNDETERMINED_WORD else "not_in_force"
    status = word if is_open(found.value) else found.status
    text = value_text(found.value, found.unit, year)
    return Cell(text, found.clauses, next(state for state in STATES if state == status))


def fact_of(chain: Chain, name: str, year: int) -> Found | None:
    """The value of a calendar year, all documents known."""
    return find_value(chain, "values", name, year, Law(year, date(year, 1, 1)), by_calendar_year=True)


def differences(before: Lines, after: Lines) -> Iterator[Change]:
    """The lines that are not the same: in their words, their clauses, or how sure they are."""
    for key in dict.fromkeys([*after, *before]):
        was, becomes = before.get(key), after.get(key)
        what = (becomes or was or (Text("", ""),))[0]
        old, new = None if was is None else was[1], None if becomes is None else becomes[1]
        if old != new:
            yield Change(what, old, new)


def events_on(chain: Chain, day: date) -> Iterator[Event]:
    """The documents issued on a day, those whose measures begin, and those whose measures have ended."""
    for short, document in chain.documents.items():
        if document.issued == day:
            yield Event("issued", short, document)
        if document.in_force.from_ == day:
            yield Event("begins", short, document)
        if document.in_force.through is not None and document.in_force.through + ONE_DAY == day:
            yield Event("ended", short, document)
