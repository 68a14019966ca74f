"""Every kind of question, each shown at once: the cookie of an interview that stands there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from canbao.casework.interview.interview import Asked, Interview
from canbao.web.addresses import name_of
from canbao.web.state import NAME, State, packed

CASE: dict[str, Any] = {
    "place": "331100",
    "enrolment": {"year": 2026, "paid_on": "2025-11-20"},
    "person": {"born": "1985-03-12"},
    "history": [
        {"year": 2023, "resident": True, "paid_in_window": True},
        {"year": 2024, "resident": True, "paid_in_window": True, "reimbursed": True},
        {"year": 2025, "resident": True, "paid_in_window": True, "reimbursed": True},
    ],
}
NEEDED = ("place", "enrolment.year", "enrolment.paid_on", "person.born")
OTHERS = (
    Asked("history.1985-2022"),
    Asked("history.2023-2025.paid_in_window"),
    Asked("history.2025.reimbursed"),
    Asked("history.2024-2025.bonus_used"),
    Asked("person.events", ("employee_cover_ended", "student_registered", "student_prepaid_until")),
    Asked("person.aid"),
    Asked("enrolment.repair"),
    Asked("earlier_wait_until"),
)
KINDS = ("place", "year", "payment", "birth", "cover", "payments", "claims", "uses", "events", "aid", "repair", "wait")
WITHOUT_MISTAKE = {"uses"}
"""Kinds of which every answer that can be sent is one."""


def show(page: Page, site: str, kind: str) -> None:
    """Show the question of a kind, not answered yet, after the needed ones."""
    waiting = next(
        (one for one in OTHERS if name_of(Interview({}, (one,)), one.path) == kind),
        Asked(NEEDED[KINDS.index(kind)] if KINDS.index(kind) < len(NEEDED) else ""),
    )
    told = tuple(Asked(path, is_told=True) for path in NEEDED if path != waiting.path)
    state = State(Interview(CASE, (*told, waiting)))
    page.context.add_cookies([{"name": f"{NAME}{kind:_<12}", "value": packed(state), "url": f"{site}/calculator"}])
    page.goto(f"/calculator/{kind:_<12}/ask/{kind}")


def show_mistake(page: Page, kind: str) -> None:
    """Send the question that is shown without an answer."""
    for radio in page.locator("main input:checked").all():
        radio.evaluate("(one) => { one.checked = false; }")
    for field in page.locator("main input[inputmode=numeric]").all():
        field.evaluate("(one) => { one.value = ''; }")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert page.url.endswith(f"/ask/{kind}")
