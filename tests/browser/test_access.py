"""For everybody: axe finds nothing, a keyboard and a narrow screen are enough, targets are large, one language."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.kinds import KINDS, WITHOUT_MISTAKE, show, show_mistake
from tests.browser.one_language import foreign
from tests.browser.opening import OPEN, open_result
from tests.browser.personas import FIVE_MISSED, TOO_LATE, TWO_MISSED, UNPRICED, Persona
from tests.browser.pictures import Pictures
from tests.browser.reader import DESKTOP, PHONE, SMALL, Language, Readers, Scheme
from tests.browser.site import Site
from tests.browser.test_personas import check_outcome
from tests.browser.walker import overflows, shown

PAGES = ("/", "/calculator", OPEN, "/privacy", "/api", "/law", "/law/430000", "/law/compare", "/nowhere")
LOOKS: tuple[tuple[Language, Scheme], ...] = (("zh", "light"), ("en", "dark"))
LEAST_PIXELS = 44
MOST_TABS = 80
TARGETS = "main button, main a.button, main a.back, main .change a, main summary, main .choice, header a, footer a"
TOO_SMALL = """(targets, least) => targets
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => one.offsetParent && !one.classList.contains("skip"))
  .filter(([one, box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`)"""


def faults(page: Page, scheme: Scheme = "light") -> list[str]:
    """What axe finds; in the dark only colours are looked at again."""
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else None
    found = Axe().run(page, options=options).response["violations"]
    return [f"{page.url}: {one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def small_targets(page: Page) -> list[str]:
    """What is too small for a finger."""
    found: list[str] = page.locator(TARGETS).evaluate_all(TOO_SMALL, LEAST_PIXELS)
    return found


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_is_for_everybody(
    kind: str, language: Language, scheme: Scheme, readers: Readers, site: Site, pictures: Pictures
) -> None:
    """As it is asked, and with a mistake: then the reader is taken to what is wrong."""
    page = readers.one(language, SMALL, scheme=scheme)
    show(page, site.address, kind)
    pictures.keep(page, f"question-{kind}-{language}-{scheme}")
    assert shown(page) == kind
    assert faults(page, scheme) == []
    assert foreign(page, language) == []
    assert small_targets(page) == []
    assert not overflows(page)
    if kind in WITHOUT_MISTAKE:
        return
    show_mistake(page, kind)
    pictures.keep(page, f"question-{kind}-{language}-{scheme}-wrong")
    assert page.evaluate("document.activeElement.className") == "summary"
    assert faults(page, scheme) == []
    assert foreign(page, language) == []
    page.click(".summary a")
    wrong = page.url.partition("#")[2]
    assert page.locator(f"[id='{wrong}']").is_visible()


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
@pytest.mark.parametrize("address", PAGES)
def test_every_other_page_is_for_everybody(
    address: str, language: Language, scheme: Scheme, readers: Readers, pictures: Pictures
) -> None:
    """At home, at the law, at the description of the interface, where nothing is."""
    page = readers.one(language, SMALL, scheme=scheme)
    page.goto(address)
    name = address.strip("/").replace("/", "-") or "home"
    pictures.keep(page, f"page-{name}-{language}-{scheme}")
    assert faults(page, scheme) == []
    assert not overflows(page)
    if not address.startswith("/law"):
        assert foreign(page, language) == []
        assert small_targets(page) == []


@pytest.mark.parametrize("persona", [TWO_MISSED, TOO_LATE, UNPRICED], ids=lambda persona: persona.name)
def test_a_result_is_for_everybody(persona: Persona, readers: Readers) -> None:
    """On a small screen and on a desk, light and dark."""
    page = readers.one("zh", SMALL)
    open_result(page, persona)
    assert faults(page) == []
    assert small_targets(page) == []
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{page.url.partition('?')[0]}?lang=en")
    assert faults(page, "dark") == []
    assert not overflows(page)


def test_a_trial_is_for_everybody(readers: Readers) -> None:
    """What is told when something is tried out."""
    page = readers.one("zh", PHONE)
    open_result(page, TWO_MISSED)
    page.select_option("#trial-repair", "0")
    page.locator(".trial").wait_for()
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page, "dark") == []
    assert small_targets(page) == []
    assert foreign(page, "zh") == []


def press_to(page: Page, name: str) -> None:
    """Tab to a field, a button or a link; in a group of choices, with the arrows."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.id || document.activeElement.type || ''")
        if here == name:
            return
        if here.partition("-")[0] == name.partition("-")[0] and page.evaluate("document.activeElement.type") == "radio":
            while page.evaluate("document.activeElement.id") != name:
                page.keyboard.press("ArrowDown")
            return
    raise AssertionError(name)


def type_day(page: Page, name: str, day: date) -> None:
    """A day, field by field as they stand."""
    for part in ("year", "month", "day"):
        press_to(page, f"{name}-{part}")
        page.keyboard.type(str(getattr(day, part)))


def type_cover(page: Page, cover: str, since: int, before: str) -> None:
    """What cover there was."""
    press_to(page, f"cover-{cover}")
    page.keyboard.press("Space")
    press_to(page, "since")
    page.keyboard.type(str(since))
    press_to(page, f"before-{before}")
    page.keyboard.press("Space")


def test_a_whole_interview_needs_the_keyboard_only(readers: Readers) -> None:
    """Tab, Space, arrows, Enter and digits."""
    page = readers.one("zh", DESKTOP)
    page.goto("/")
    persona = FIVE_MISSED
    runs = iter(persona.past)
    press_to(page, "submit")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    while shown(page) != "result":
        kind = shown(page).partition("-")[0]
        if kind == "birth":
            type_day(page, "born", persona.born)
        elif kind == "cover":
            run = next(runs)
            type_cover(page, run.cover, run.since, run.before)
        else:
            press_to(
                page,
                {"place": f"place-{persona.place}", "year": f"year-{persona.year}", "payment": "when-day"}.get(
                    kind, {"repair": "repair-none", "wait": "wait-no"}.get(kind, "none-yes")
                ),
            )
            page.keyboard.press("Space")
        if kind == "payment" and persona.paid is not None:
            type_day(page, "paid", persona.paid)
        press_to(page, "submit")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    check_outcome(page, persona.outcome, "zh")


def test_the_first_stop_of_the_keyboard_skips_the_menu(readers: Readers) -> None:
    """To the content."""
    page = readers.one("en")
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
