"""A persona's result without the walk: its case file, pasted where cases are opened."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from playwright.sync_api import Page

from tests.browser.personas import Persona
from tests.browser.walker import GO_ON, send

OPEN = "/calculator/open"
COVERS: dict[str, dict[str, Any]] = {
    "in_window": {"resident": True, "paid_in_window": True},
    "employee": {"employee_months": 12},
    "none": {},
}


def case_of(persona: Persona) -> str:
    """A persona as a case file."""
    events = [{"kind": kind, "on": on.isoformat()} for kind, on in persona.events.items()]
    aid = [{"category": name, "from": date(persona.year - 1, 1, 1).isoformat()} for name in persona.aid]
    paid = None if persona.paid is None else persona.paid.isoformat()
    case = {
        "case": 1,
        "place": persona.place,
        "person": {"born": persona.born.isoformat(), "events": events, "aid": aid},
        "enrolment": {"year": persona.year, "paid_on": paid, "repair": {"years": persona.repaired}},
        "history": rows_of(persona),
    }
    return json.dumps(case, ensure_ascii=False)


def rows_of(persona: Persona) -> list[dict[str, Any]]:
    """The earlier years of a persona, oldest first."""
    rows = []
    newest = persona.year - 1
    for run in persona.past:
        for year in range(newest, run.since - 1, -1):
            claimed = {"reimbursed": True} if year in persona.claims else {}
            rows.append({"year": year, **COVERS[run.cover], **claimed})
        newest = run.since - 1
    return rows[::-1]


def open_result(page: Page, persona: Persona) -> None:
    """Open the persona's case by pasting it."""
    page.goto(OPEN)
    page.fill("#text", case_of(persona))
    send(page, GO_ON)
