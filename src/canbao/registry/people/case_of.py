"""The case of a person, as the registry knows it: what ``canbao person determine`` decides.

Events and aid are facts of the same names. A coverage year is told from what is reported of it: resident cover, months
of employee cover, service or prison. Where it is not said from which year on cover is in the registry, every year
without a row is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, get_args

from canbao.casework.case import EventKind
from canbao.registry.people.person_file import PersonFile, Statement

EVENTS: Final = frozenset(get_args(EventKind))
GUARANTEES: Final = frozenset({"serving", "in_prison"})
"""Facts of years in which another guarantee held (semantics of ``other_guarantee``)."""
EMPLOYEE, RESIDENT = 310, 390
FAR: Final = date(9999, 12, 31)


def case_of(file: PersonFile, year: int, paid_on: date | None, place: int, known_from: int | None) -> dict[str, Any]:
    """A case in format 1, as a plain value. place: 12 digits. known_from: the first year whose cover is known; or None.

    What is not known of the person is left out, so that the case is refused where it is needed.
    """
    facts = [fact for fact in file.facts if fact.valid_from is not None]
    person: dict[str, Any] = {
        "aid": [aid_of(fact) for fact in facts if fact.what == "aid"],
        "events": [{"kind": fact.what, "on": told(fact.valid_from)} for fact in facts if fact.what in EVENTS],
    }
    if file.identity.get("born"):
        person["born"] = told(file.identity["born"])
    return {
        "case": 1,
        "id": str(file.person_id),
        "place": f"{place:012}",
        "person": person,
        "history_known_from": year if known_from is None else min(known_from, year),
        "history": history_of(file.reported, facts, year),
        "enrolment": {"scheme": "resident", "year": year, "paid_on": told(paid_on)},
    }


def told(day: date | None) -> str | None:
    """A day as a case has it."""
    return None if day is None else day.isoformat()


def aid_of(fact: Statement) -> dict[str, Any]:
    """An aid category held."""
    return {"category": fact.said["code"], "from": told(fact.valid_from), "until": told(fact.valid_until)}


def history_of(reported: Iterable[Statement], facts: Iterable[Statement], year: int) -> list[dict[str, Any]]:
    """The rows of the years before ``year`` of which something is known, in order."""
    rows: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    months: defaultdict[int, set[int]] = defaultdict(set)
    for cover in reported:
        if cover.said["scheme"] == RESIDENT:
            merge(rows[cover.said.get("year") or first_day(cover).year], cover.said)
        else:
            for of_year, month in months_of(cover, year):
                months[of_year].add(month)
    for of_year, found in months.items():
        rows[of_year]["employee_months"] = len(found)
    for fact in facts:
        if fact.what in GUARANTEES:
            for of_year in {of_year for of_year, _ in months_of(fact, year)}:
                rows[of_year]["other_guarantee"] = True
    return [{"year": of_year, **rows[of_year]} for of_year in sorted(rows) if of_year < year]


def unsettled_years(file: PersonFile, year: int) -> tuple[int, ...]:
    """The years of resident cover before ``year`` of which it is not said whether the fund paid anything."""
    said: defaultdict[int, list[bool]] = defaultdict(list)
    for cover in file.reported:
        if cover.said["scheme"] == RESIDENT:
            of_year = cover.said.get("year") or first_day(cover).year
            said[of_year].append("reimbursed" in cover.said)
    return tuple(of_year for of_year in sorted(said) if of_year < year and not any(said[of_year]))


def merge(row: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Add what one report says of a year of resident cover: any claim is a claim, the largest use of a bonus counts."""
    row["resident"] = True
    row["paid_in_window"] = bool(row.get("paid_in_window") or said.get("paid_in_window"))
    row["reimbursed"] = bool(row.get("reimbursed") or said.get("reimbursed"))
    used = said.get("bonus_used") or "none"
    if used != "none" and row.get("bonus_used") != "any":
        row["bonus_used"] = used


def months_of(statement: Statement, before_year: int) -> Iterable[tuple[int, int]]:
    """The months, of the years before one, in which something holds on at least one day."""
    day = first_day(statement)
    until = statement.valid_until or FAR
    while day < until and day.year < before_year:
        yield day.year, day.month
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def first_day(statement: Statement) -> date:
    """The first day on which something holds; raises ValueError for one without it."""
    if statement.valid_from is None:
        raise ValueError(statement.what)
    return statement.valid_from
