"""Going back and forth: with the browser, with the page's own links, in two tabs, after an hour, between languages."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.opening import open_result
from tests.browser.personas import ALWAYS, EMPLOYEE, LATE, NEWBORN, TWO_MISSED, Persona
from tests.browser.reader import DESKTOP, Readers
from tests.browser.test_personas import big
from tests.browser.walker import GO_ON, fill, fill_day, send, shown, start, walk, walk_on

GONE = 410
FILLED = """() => [...document.querySelectorAll("main form input, main form select")]
  .filter((one) => one.offsetParent && (one.checked || !["radio", "checkbox"].includes(one.type)))
  .map((one) => `${one.id}=${one.value}`)"""
"""What is ticked or filled in on the page that is shown."""


def walked(page: Page, persona: Persona) -> list[tuple[str, Any]]:
    """Walk to the result; each question with what was filled in."""
    start(page)
    seen = []
    while shown(page) != "result":
        fill(page, persona)
        seen.append((shown(page), page.evaluate(FILLED)))
        send(page, GO_ON)
    return seen


def test_the_browsers_back_button_shows_each_earlier_question_as_it_was_answered(readers: Readers) -> None:
    """All the way to the first question, by asking for pages only: no form is ever sent again."""
    page = readers.one()
    seen = walked(page, TWO_MISSED)
    methods: list[str] = []
    page.on("request", lambda request: methods.append(request.method))
    for question, filled in reversed(seen):
        page.go_back()
        assert (shown(page), page.evaluate(FILLED)) == (question, filled)
    assert set(methods) == {"GET"}
    for question, _ in seen[1:]:
        page.go_forward()
        assert shown(page) == question


def test_the_pages_own_link_back_shows_each_earlier_question_as_it_was_answered(readers: Readers) -> None:
    """And answering it again goes on where the interview stood."""
    page = readers.one("en")
    seen = walked(page, LATE)
    page.go_back()
    for question, filled in reversed(seen):
        assert (shown(page), page.evaluate(FILLED)) == (question, filled)
        if page.locator("a.back").count():
            send(page, "a.back")
    assert shown(page) == "place"
    send(page, GO_ON)
    assert shown(page) == "result"


def test_an_early_answer_changed_from_the_result_keeps_the_rest(readers: Readers) -> None:
    """Another day of payment: only what became open by it is asked."""
    page = readers.one("en", DESKTOP)
    before = walk(page, LATE)
    send(page, ".answers .change a[href*='/ask/payment']")
    fill_day(page, "paid", TWO_MISSED.paid or LATE.born)
    send(page, GO_ON)
    asked = walk_on(page, LATE)
    assert asked
    assert not set(asked) & set(before)
    assert big(page, "pay") == "400 yuan"
    assert big(page, "benefit") == "2026-01-01"


def test_an_answer_on_earlier_years_changed_from_the_result_asks_again_what_rested_on_it(readers: Readers) -> None:
    """Five years missed instead of two."""
    page = readers.one("en")
    walk(page, TWO_MISSED)
    send(page, ".answers .change a[href$='/ask/cover']")
    page.select_option("#since", "2023")
    send(page, GO_ON)
    assert shown(page) == "cover-2"
    page.check("#cover-in_window")
    page.select_option("#since", "2015")
    page.check("#before-never")
    send(page, GO_ON)
    walk_on(page, TWO_MISSED)
    assert big(page, "pay") == "1,200 yuan"
    assert big(page, "benefit") == "2026-05-01"


def test_two_interviews_in_two_tabs_do_not_mix(readers: Readers) -> None:
    """Told in turns, each has its own answers."""
    one = readers.one("en", fresh=True)
    other = one.context.new_page()
    people = ((one, NEWBORN), (other, EMPLOYEE))
    for page, _ in people:
        start(page)
    while any(shown(page) != "result" for page, _ in people):
        for page, persona in people:
            if shown(page) != "result":
                fill(page, persona)
                send(page, GO_ON)
    assert (big(one, "benefit"), big(other, "benefit")) == ("2026-11-10", "2026-10-15")
    one.reload()
    assert big(one, "benefit") == "2026-11-10"


def test_the_result_can_be_loaded_again_and_read_in_the_other_language(readers: Readers) -> None:
    """The page is the same, and so are the answers."""
    page = readers.one("zh", DESKTOP)
    open_result(page, ALWAYS)
    before = page.inner_text("main")
    response = page.reload()
    assert response is not None
    assert response.status == 200
    assert page.inner_text("main") == before
    send(page, "a.switch")
    assert page.inner_text("h1") == "Hunan · coverage year 2027"
    send(page, ".answers .change a >> nth=0")
    assert page.inner_text("h1") == "Where is the enrolment?"
    send(page, GO_ON)
    assert page.inner_text("h1") == "Hunan · coverage year 2027"


def test_when_the_cookie_is_gone_the_page_says_so_and_one_can_start_again(readers: Readers) -> None:
    """At the result, at a question, and after sending an answer."""
    page = readers.one("en")
    walk(page, NEWBORN)
    result = page.url
    page.go_back()
    page.context.clear_cookies()
    send(page, GO_ON)
    assert page.inner_text("h1") == "The answers are gone"
    response = page.goto(result)
    assert response is not None
    assert response.status == GONE
    assert page.inner_text("h1") == "The answers are gone"
    send(page, GO_ON)
    assert shown(page) == "place"
