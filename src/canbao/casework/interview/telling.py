"""What an answer of a person leaves in a partial case: keys, rows of years, and paths answered with "no such thing".

Each function takes a partial case in the case format and gives another; none changes the one it was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Partial = dict[str, Any]

HISTORY = "history."
EVENTS = "person.events"
MONTHS_OF_YEAR = 12


class Cover(StrEnum):
    """What cover a person had in a year. NOT_KNOWN: that year and all before it."""

    IN_WINDOW = "in_window"
    LATE = "late"
    EMPLOYEE = "employee"
    OTHER = "other"
    NONE = "none"
    NOT_KNOWN = "not_known"


class Before(StrEnum):
    """What a person says of the years before those told: ask on, none was covered, or not known."""

    ASK = "ask"
    NEVER = "never"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Told:
    """A partial case after an answer, and the paths that the answer closes without leaving a key."""

    case: Partial
    answered: tuple[str, ...] = ()


def key_told(case: Mapping[str, Any], path: str, value: Any) -> Told:
    """A key of the case; its mappings are made where they are missing."""
    changed = deepcopy(dict(case))
    *steps, key = path.split(".")
    inside = changed
    for step in steps:
        inside = inside.setdefault(step, {})
    inside[key] = value
    return Told(changed)


def cover_told(case: Mapping[str, Any], path: str, cover: Cover, months: int, since: int, before: Before) -> Told:
    """The newest years of a run that were alike, back to ``since``; what is said of the years before them.

    months: of employee cover in each of the years. Years are told newest first; a year that has a row keeps it.
    """
    changed = without_years(case, path)
    years = years_in(path, changed)
    if cover is Cover.NOT_KNOWN:
        changed["history_known_from"] = years[0] + 1
        return Told(changed)
    alike = [year for year in years if year >= since]
    older = years[len(alike) :]
    rows = changed.setdefault("history", [])
    rows += [{"year": year, **row_of(cover, months)} for year in alike]
    rows.sort(key=lambda row: row["year"])
    if older and before is Before.NOT_KNOWN:
        changed["history_known_from"] = older[0] + 1
    never = older if before is Before.NEVER else ()
    return Told(changed, tuple(f"{HISTORY}{year}" for year in never))


def row_of(cover: Cover, months: int) -> Partial:
    """The keys of a year's row, beside the year."""
    rows: dict[Cover, Partial] = {
        Cover.IN_WINDOW: {"resident": True, "paid_in_window": True},
        Cover.LATE: {"resident": True, "paid_in_window": False},
        Cover.EMPLOYEE: {"employee_months": months},
        Cover.OTHER: {"other_guarantee": True},
    }
    return rows.get(cover, {})


def cover_in(row: Mapping[str, Any]) -> Cover:
    """The cover that a row tells of."""
    if row.get("resident"):
        return Cover.IN_WINDOW if row.get("paid_in_window") else Cover.LATE
    if row.get("employee_months"):
        return Cover.EMPLOYEE
    return Cover.OTHER if row.get("other_guarantee") else Cover.NONE


def years_told(case: Mapping[str, Any], path: str, values: Mapping[int, Any]) -> Told:
    """A key that rows of resident cover leave out (paid_in_window, reimbursed, bonus_used), for the years of a path."""
    changed = deepcopy(dict(case))
    key = key_in(path)
    years = set(years_in(path, changed))
    for row in changed.get("history", ()):
        if row["year"] in years and row.get("resident"):
            row[key] = values[row["year"]]
    return Told(changed)


def events_told(case: Mapping[str, Any], kinds: Collection[str], days: Mapping[str, date]) -> Told:
    """The events of some kinds that happened, with their days; the other kinds never did."""
    changed = deepcopy(dict(case))
    person = changed.setdefault("person", {})
    kept = [event for event in person.get("events", ()) if event["kind"] not in kinds]
    person["events"] = [*kept, *({"kind": kind, "on": on.isoformat()} for kind, on in days.items())]
    return Told(changed, tuple(f"{EVENTS}.{kind}" for kind in kinds if kind not in days))


def aid_told(case: Mapping[str, Any], since: Mapping[str, date]) -> Told:
    """The aid categories held, each since a day."""
    return key_told(case, "person.aid", [{"category": name, "from": day.isoformat()} for name, day in since.items()])


def repair_told(case: Mapping[str, Any], years: int, paid_on: date | None) -> Told:
    """How many missed years are repaired, and when; None: with the enrolment."""
    paid = None if paid_on is None else paid_on.isoformat()
    return key_told(case, "enrolment.repair", {"years": years, "paid_on": paid})


def without_years(case: Mapping[str, Any], path: str) -> Partial:
    """A case before the cover of the years of a path was told: their rows, and all older ones, are gone."""
    changed = deepcopy(dict(case))
    newest = max(span_of(path))
    rows = [row for row in changed.get("history", ()) if row["year"] > newest]
    changed.pop("history", None)
    changed.pop("history_known_from", None)
    return {**changed, "history": rows} if rows else changed


def without_key(case: Mapping[str, Any], path: str) -> Partial:
    """A case before a key of the rows of a path was told."""
    changed = deepcopy(dict(case))
    key, years = key_in(path), set(years_in(path, changed))
    for row in changed.get("history", ()):
        if row["year"] in years:
            row.pop(key, None)
    return changed


def fitted(case: Mapping[str, Any]) -> Partial:
    """A case without rows of years before birth or from the coverage year on, as when one of these was changed."""
    changed = deepcopy(dict(case))
    first, last = bounds(changed)
    rows = [row for row in changed.get("history", ()) if first <= row["year"] <= last]
    changed.pop("history", None)
    return {**changed, "history": rows} if rows else changed


def bounds(case: Mapping[str, Any]) -> tuple[int, int]:
    """The first and the last earlier year that a person can have cover in."""
    born = str(case.get("person", {}).get("born", ""))
    first = int(born[:4]) if born[:4].isdecimal() else 0
    return first, int(case.get("enrolment", {}).get("year", MOST_YEAR)) - 1


MOST_YEAR = 9999


def is_of_years(path: str) -> bool:
    """Whether a path is about earlier years."""
    return path.startswith(HISTORY)


def key_in(path: str) -> str:
    """The key of a row that a path asks for; empty when it asks for the whole year."""
    return path.removeprefix(HISTORY).partition(".")[2]


def span_of(path: str) -> tuple[int, int]:
    """The first and the last year of a path."""
    first, _, last = path.removeprefix(HISTORY).partition(".")[0].partition("-")
    return int(first), int(last or first)


def years_in(path: str, case: Mapping[str, Any]) -> list[int]:
    """The years of a path, newest first: for a key those with resident cover, else those a person can have had."""
    first, last = span_of(path)
    low, high = bounds(case)
    years = range(min(last, high), max(first, low) - 1, -1)
    if key_in(path):
        resident = {row["year"] for row in case.get("history", ()) if row.get("resident")}
        return [year for year in years if year in resident]
    return list(years)


def runs(years: Iterable[int]) -> list[tuple[int, int]]:
    """Years as runs of consecutive ones, first and last, ascending."""
    found: list[tuple[int, int]] = []
    for year in sorted(years):
        if found and found[-1][1] == year - 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


def rows_of(case: Mapping[str, Any], years: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """The rows of some years, by year."""
    return {row["year"]: row for row in case.get("history", ()) if row["year"] in years}
