"""What if it were paid on another day, more years repaired, the limit known: tried out, never kept as an answer."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page

from tests.browser.opening import open_result
from tests.browser.personas import AIDED, LATE, PREPAID, TWO_MISSED
from tests.browser.reader import DESKTOP, Readers
from tests.browser.test_personas import big, card
from tests.browser.walker import send

SLIDE = """(slider, value) => {
  slider.value = String(value);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
WINDOW_OPENS = date(2025, 9, 1)


def slide(page: Page, name: str, value: int) -> None:
    """Move a slider; the outcome follows."""
    with page.expect_response("**/trial/part"):
        page.locator(f"#trial-{name}-slider").evaluate(SLIDE, value)


def wait_for(page: Page, name: str, said: str) -> None:
    """Until a card says something in large letters."""
    page.locator(f"section[aria-labelledby={name}-head] .big", has_text=said).wait_for()


def test_sliders_move_the_outcome_in_place(readers: Readers) -> None:
    """Two years repaired: 400 yuan each, the wait two months shorter for both; no other page is shown."""
    page = readers.one("zh", DESKTOP)
    open_result(page, TWO_MISSED)
    moved: list[str] = []
    page.on("framenavigated", lambda frame: moved.append(frame.url))
    slide(page, "repair", 0)
    wait_for(page, "benefit", "2026-06-01")
    assert big(page, "pay") == "400 元"
    assert "应缴 1,200 元 → 400 元" in page.inner_text(".trial")
    slide(page, "repair", 1)
    wait_for(page, "benefit", "2026-05-01")
    assert page.input_value("#trial-repair") == "1"
    slide(page, "repair", 2)
    wait_for(page, "benefit", "2026-04-01")
    assert page.locator(".trial").count() == 0
    slide(page, "day", (date(2026, 2, 10) - WINDOW_OPENS).days)
    # Late: 400 + 724 and two years repaired; 3 months + 2 − 2 from 10 February.
    wait_for(page, "benefit", "2026-05-10")
    assert page.input_value("#trial-day") == "2026-02-10"
    assert big(page, "pay") == "1,924 元"
    assert moved == []


def test_the_slider_is_moved_with_the_keyboard(readers: Readers) -> None:
    """One step is one day: paid a day later, the wait is over a day later."""
    page = readers.one("en")
    open_result(page, LATE)
    page.focus("#trial-day-slider")
    page.keyboard.press("ArrowRight")
    wait_for(page, "benefit", "2026-06-11")
    assert page.input_value("#trial-day") == "2026-03-11"


def test_the_limit_of_the_place_gives_the_whole_limit(readers: Readers) -> None:
    """400,000 yuan and 40,000 for eight steps; 20% of 100,000 is the most that can be added to that."""
    page = readers.one("en")
    open_result(page, AIDED)
    page.fill("#trial-limit", "400000")
    wait_for(page, "limit", "440,000 yuan")
    page.fill("#trial-limit", "100000")
    wait_for(page, "limit", "120,000 yuan")
    assert "Serious-illness limit" in card(page, "limit")


def test_without_script_the_form_tries_the_same_and_goes_back_to_the_answers(readers: Readers) -> None:
    """Each trial is a page of its own, and a mistake in it is told."""
    page = readers.one("en", DESKTOP, script=False)
    open_result(page, TWO_MISSED)
    page.select_option("#trial-repair", "1")
    page.fill("#trial-limit", "300000")
    send(page, "form.whatif button")
    assert big(page, "benefit") == "2026-05-01"
    assert "This is a trial, not your answers." in page.inner_text(".trial")
    page.fill("#trial-limit", "plenty")
    send(page, "form.whatif button")
    assert "Enter whole yuan" in page.inner_text(".summary")
    assert big(page, "benefit") == "2026-05-01"
    send(page, ".trial button")
    assert page.locator(".trial").count() == 0
    assert big(page, "benefit") == "2026-04-01"
    assert page.input_value("#trial-limit") == ""


def test_a_trial_lasts_while_the_page_is_loaded_again_and_ends_with_back_to_my_answers(readers: Readers) -> None:
    """The answers themselves are never changed by it."""
    page = readers.one("zh")
    open_result(page, TWO_MISSED)
    page.select_option("#trial-repair", "0")
    wait_for(page, "benefit", "2026-06-01")
    send(page, ".trial button")
    assert big(page, "benefit") == "2026-04-01"
    assert page.input_value("#trial-repair") == "2"


def test_where_nothing_is_paid_there_is_no_day_to_try(readers: Readers) -> None:
    """A student who prepaid."""
    page = readers.one()
    open_result(page, PREPAID)
    assert page.locator("form.whatif").count() == 0
