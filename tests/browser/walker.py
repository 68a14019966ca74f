"""Walking through the calculator: whatever question is shown is answered as the persona would."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.personas import TODAY, Persona, Run

MOST_QUESTIONS = 20
NEEDED = ["place", "year", "payment", "birth"]
GO_ON = "main form button[type=submit]"


def start(page: Page) -> None:
    """From the home page to the first question."""
    page.goto("/")
    send(page, GO_ON)


def walk(page: Page, persona: Persona) -> list[str]:
    """From the home page to the result; the questions that were asked."""
    start(page)
    return walk_on(page, persona)


def walk_on(page: Page, persona: Persona, until: str = "result") -> list[str]:
    """From the question that is shown to the result, or to another question; the questions that were asked."""
    asked: list[str] = []
    while shown(page) != until:
        assert shown(page) not in asked, f"asked twice: {shown(page)}"
        assert len(asked) < MOST_QUESTIONS
        asked.append(shown(page))
        fill(page, persona)
        send(page, GO_ON)
    return asked


def shown(page: Page) -> str:
    """The question that a page asks, or ``result``."""
    return urlsplit(page.url).path.rpartition("/")[2]


def overflows(page: Page) -> bool:
    """Whether a page is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def send(page: Page, button: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.click(button)


def fill(page: Page, persona: Persona) -> None:
    """Fill in the answer to the question that is shown, and send nothing."""
    kind, _, number = shown(page).partition("-")
    if kind == "place":
        page.check(f"#place-{persona.place}")
    elif kind == "year":
        page.check(f"#year-{persona.year}")
    elif kind == "payment":
        fill_payment(page, persona.paid)
    elif kind == "birth":
        fill_day(page, "born", persona.born)
    elif kind == "cover":
        fill_cover(page, persona.past[int(number or 1) - 1])
    elif kind == "claims":
        tick(page, "year", {str(year): None for year in persona.claims if page.locator(f"#year-{year}").count()})
    elif kind == "uses":
        for select in page.locator("main select").all():
            select.select_option("none")
    elif kind == "events":
        tick(page, "event", {kind: on for kind, on in persona.events.items() if page.locator(f"#event-{kind}").count()})
    elif kind == "aid":
        tick(page, "aid", dict.fromkeys(persona.aid))
    elif kind == "repair":
        page.check(f"#repair-{'some' if persona.repaired else 'none'}")
        if persona.repaired:
            page.fill("#years", str(persona.repaired))
    else:
        assert kind == "wait"
        page.check("#wait-no")


def fill_payment(page: Page, paid: date | None) -> None:
    """When it is paid."""
    if paid is None:
        page.check("#when-nothing")
    elif paid == TODAY:
        page.check("#when-today")
    else:
        page.check("#when-day")
        fill_day(page, "paid", paid)


def fill_day(page: Page, name: str, day: date) -> None:
    """The three fields of a day."""
    for part in ("year", "month", "day"):
        page.fill(f"#{name}-{part}", str(getattr(day, part)))


def tick(page: Page, name: str, chosen: dict[str, date] | dict[str, None]) -> None:
    """Tick what is chosen of a list, each with its day if it has one; nothing chosen: none."""
    if not chosen:
        page.check("#none-yes")
    for value, day in chosen.items():
        page.check(f"#{name}-{value}")
        if day is not None:
            fill_day(page, value, day)


def fill_cover(page: Page, run: Run) -> None:
    """What cover there was, since when, and before that."""
    page.check(f"#cover-{run.cover}")
    if page.locator("#since").count():
        page.select_option("#since", str(run.since))
        page.check(f"#before-{run.before}")
