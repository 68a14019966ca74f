"""The case of a person, as the registry knows it: what ``canbao person determine`` decides.

Events and aid are facts of the same names. Where it is not said from which year on cover is in the registry, every year
without a row is unknown.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from canbao.population.year_words import history_row
from canbao.registry.people.case_facts import CaseFacts


def case_of(facts: CaseFacts, year: int, paid_on: date | None, place: int, known_from: int | None) -> dict[str, Any]:
    """A case in format 1, as a plain value. place: 12 digits. known_from: the first year whose cover is known; or None.

    What is not known of the person is left out, so that the case is refused where it is needed.
    """
    person: dict[str, Any] = {
        "aid": [
            {"category": category, "from": told(since), "until": told(until)}
            for category, since, until in zip(facts.aid_categories, facts.aid_from, facts.aid_until, strict=True)
        ],
        "events": [
            {"kind": kind, "on": told(day)} for kind, day in zip(facts.event_kinds, facts.event_days, strict=True)
        ],
    }
    if facts.born:
        person["born"] = told(facts.born)
    return {
        "case": 1,
        "id": str(facts.person_id),
        "place": f"{place:012}",
        "person": person,
        "history_known_from": first_known(year, known_from),
        "history": [history_row(of_year, word) for of_year, word in zip(facts.years, facts.words, strict=True)],
        "enrolment": {"scheme": "resident", "year": year, "paid_on": told(paid_on)},
        "earlier_wait_until": told(facts.earlier_wait_until),
    }


def told(day: date | None) -> str | None:
    """A day as a case has it."""
    return None if day is None else day.isoformat()


def first_known(year: int, known_from: int | None) -> int:
    """The first year that is known, of a case of a coverage year; nothing before it is where nobody said."""
    return year if known_from is None else min(known_from, year)
