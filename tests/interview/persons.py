"""Simulated persons who tell a hidden case in an interview, as the pages let them tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any

from tests.agreement.generate import random_case

from canbao.basis.errors import BadInputError
from canbao.casework.answer import flat
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.casework.interview.interview import REPAIR, Asked, Interview, go_on, ready_for, told
from canbao.casework.interview.open_facts import DECIDING_FIELDS
from canbao.casework.interview.telling import (
    EVENTS,
    MONTHS_OF_YEAR,
    Before,
    Cover,
    Told,
    aid_told,
    cover_in,
    cover_told,
    events_told,
    is_of_years,
    key_in,
    key_told,
    repair_told,
    row_of,
    years_in,
    years_told,
)
from canbao.policy.library import Library
from canbao.policy.policies import Policies

POLICIES = Policies(Library())
HUNAN, SHANXI, JINCHENG, LISHUI = PLACES = ("430000", "140000", "140500", "331100")
UNASKED = ("as_of", "known_on", "interpretations")
"""Keys of a case that no question asks for: they are there from the beginning."""

Raw = dict[str, Any]


def answer(case: Raw) -> Raw:
    """The deciding fields of the answer of a case."""
    shown = flat(decide(Case.model_validate({"case": 1, **case}), POLICIES).answer)
    return {name: shown[name] for name in DECIDING_FIELDS}


def tellable(case: Raw) -> Raw:
    """A case of which everything can be told: one cover a year, one event of a kind, aid that has not ended, and no
    row of a year that is said to be unknown."""
    plain: Raw = json.loads(json.dumps(case, default=str))
    plain.pop("case", None)
    person, enrolment = plain["person"], plain["enrolment"]
    known_from = plain.get("history_known_from", 0)
    rows = [tellable_row(row) for row in plain.get("history", []) if row["year"] >= known_from]
    aid = {span["category"]: span["from"] for span in person.get("aid", []) if not span.get("until")}
    repair = {"years": 0, "paid_on": None} | (enrolment.get("repair") or {})
    return {
        **{key: plain[key] for key in (*UNASKED, "place", "history_known_from") if key in plain},
        "person": {
            "born": person["born"],
            "aid": [{"category": name, "from": day} for name, day in aid.items()],
            "events": list({event["kind"]: event for event in person.get("events", [])}.values()),
        },
        "history": sorted(rows, key=lambda row: row["year"]),
        "enrolment": {"year": enrolment["year"], "paid_on": enrolment["paid_on"], "repair": repair},
        "earlier_wait_until": plain.get("earlier_wait_until"),
    }


def tellable_row(row: Raw) -> Raw:
    """A row as far as the questions can tell it."""
    cover = cover_in(row)
    kept: Raw = {key: row[key] for key in ("reimbursed", "bonus_used") if key in row and row.get("resident")}
    return {"year": row["year"], **row_of(cover, row.get("employee_months", 0)), **kept}


def hidden_cases(place: str, count: int) -> Iterator[Raw]:
    """Random cases that hit boundaries hard, but for those that contradict themselves."""
    chance = Random(int(place) + 1)
    while count:
        hidden = tellable(random_case(chance, place))
        with suppress(BadInputError, ValueError):
            answer(hidden)
            count -= 1
            yield hidden


class Person:
    """Somebody who knows a hidden case, and answers by it."""

    def __init__(self, hidden: Raw) -> None:
        self.hidden = hidden
        self.rows = {row["year"]: row for row in hidden["history"]}
        self.known_from = hidden.get("history_known_from", 0)
        self.events = {event["kind"]: date.fromisoformat(event["on"]) for event in hidden["person"]["events"]}
        self.prompted: list[str] = []

    def interviewed(self) -> Interview:
        """A whole interview."""
        unasked = {key: self.hidden[key] for key in UNASKED if key in self.hidden}
        return self.carried_on(go_on(Interview(unasked), POLICIES))

    def carried_on(self, interview: Interview) -> Interview:
        """An interview carried on to its end."""
        while question := interview.current:
            self.prompted.append(question.path)
            interview = self.says(interview, question.path)
        return interview

    def says(self, interview: Interview, path: str) -> Interview:
        """The interview after this person's answer to a question that was asked."""
        asked = interview.find(path)
        assert asked is not None
        return told(interview, path, self.told_of(ready_for(interview, path), asked), POLICIES)

    def told_of(self, case: Raw, asked: Asked) -> Told:
        """The answer to a question."""
        path, hidden = asked.path, self.hidden
        if is_of_years(path):
            return self.key_of(case, path) if key_in(path) else self.cover_of(case, path)
        if path == EVENTS or path.startswith(f"{EVENTS}."):
            kinds = asked.kinds or (path.removeprefix(f"{EVENTS}."),)
            return events_told(case, kinds, {kind: self.events[kind] for kind in kinds if kind in self.events})
        if path == "person.aid":
            held = hidden["person"]["aid"]
            return aid_told(case, {one["category"]: date.fromisoformat(one["from"]) for one in held})
        if path == REPAIR:
            repair = hidden["enrolment"]["repair"]
            paid = repair["paid_on"]
            return repair_told(case, repair["years"], None if paid is None else date.fromisoformat(paid))
        value: Any = hidden
        for step in path.split("."):
            value = value[step]
        return key_told(case, path, value)

    def key_of(self, case: Raw, path: str) -> Told:
        """What is said of a key of each year of a path."""
        key = key_in(path)
        nothing = "none" if key == "bonus_used" else False
        return years_told(case, path, {year: self.rows[year].get(key, nothing) for year in years_in(path, case)})

    def cover_of(self, case: Raw, path: str) -> Told:
        """What is said of the cover of the years of a path, newest first."""
        years = years_in(path, case)
        if years[0] < self.known_from:
            return cover_told(case, path, Cover.NOT_KNOWN, 0, years[0], Before.ASK)
        alike = [
            year
            for at, year in enumerate(years)
            if year >= self.known_from and all(self.cover(newer) == self.cover(years[0]) for newer in years[: at + 1])
        ]
        older = years[len(alike) :]
        before = Before.ASK
        if older and older[0] < self.known_from:
            before = Before.NOT_KNOWN
        elif older and not any(year in self.rows for year in older) and min(older) >= self.known_from:
            before = Before.NEVER
        cover, months = self.cover(years[0])
        return cover_told(case, path, cover, months or MONTHS_OF_YEAR, alike[-1], before)

    def cover(self, year: int) -> tuple[Cover, int]:
        """The cover of a year, and the months of employee cover."""
        row = self.rows.get(year, {})
        return cover_in(row), row.get("employee_months", 0)
