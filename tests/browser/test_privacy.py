"""Nothing of a person in an address, a log or a cache; answers shared by a link stay with those who have the link."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Page, Response

from tests.browser.opening import OPEN, case_of, open_result
from tests.browser.personas import EMPLOYEE, NEWBORN, TWO_MISSED
from tests.browser.reader import DESKTOP, Readers
from tests.browser.site import Site
from tests.browser.test_personas import big
from tests.browser.walker import GO_ON, fill_day, send, shown, walk

NONCE = r"/calculator/[\w-]{12}"
ADDRESSES = re.compile(
    rf"/|/static/[\w.]+|/calculator(/open|/erase)?|{NONCE}(/ask/[a-z]+(-\d)?|/result|/trial(/part)?|/case\.json)?"
)
"""Every address of an interview: chance, the kind of a question, and nothing else."""
OF_A_PERSON = ("1985", "03-12", "2015", "2024", "2025", "430000", "in_window", "history", "born", '"case"')
"""What the case of the returnee holds."""


def headline(page: Page) -> str:
    """The cards of a result."""
    return page.inner_text(".headline")


def test_no_address_no_log_and_no_cache_holds_anything_of_a_person(readers: Readers, site: Site) -> None:
    """A whole interview, a trial, a case file in and out, a case with a mistake; and no answer of it is kept."""
    kept: list[str | None] = []

    def note(response: Response) -> None:
        if "/calculator" in response.url:
            kept.append(response.headers.get("cache-control"))

    start = site.log.stat().st_size
    page = readers.one("en", DESKTOP)
    page.on("response", note)
    walk(page, TWO_MISSED)
    page.fill("#trial-day", "2025-11-21")
    send(page, "form.whatif button")
    with page.expect_download():
        page.click("a[download]")
    open_result(page, TWO_MISSED)
    page.goto(OPEN)
    page.fill("#text", case_of(TWO_MISSED).replace("1985-03-12", "1985-03-32"))
    send(page, GO_ON)
    assert page.locator(".summary").count() == 1
    assert set(kept) == {"no-store"}
    for address in readers.addresses:
        assert ADDRESSES.fullmatch(urlsplit(address).path), address
        assert urlsplit(address).query in ("", "lang=zh", "lang=en")
    logged = site.log.read_bytes()[start:].decode()
    assert "/ask/cover" in logged
    asked = re.sub(r"127\.0\.0\.1:\d+", "", logged)
    assert [told for told in OF_A_PERSON if told in re.sub(NONCE, "", asked)] == []


def test_a_shared_link_shows_the_same_result_and_its_answers_never_leave_the_browser(
    readers: Readers, site: Site
) -> None:
    """The answers stand after the # only, and are gone from the address once they are read."""
    page = readers.one("en", DESKTOP, fresh=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_result(page, TWO_MISSED)
    page.click("#share")
    page.wait_for_function("document.querySelector('#share-said').textContent.startsWith('Copied')")
    link = str(page.evaluate("navigator.clipboard.readText()"))
    address, answers = urldefrag(link)
    assert urlsplit(address)[2:4] == (OPEN, "")
    assert len(answers) > 100
    asked = len(readers.addresses)
    start = site.log.stat().st_size
    other = readers.one("en", DESKTOP, fresh=True)
    other.goto(link)
    other.wait_for_url("**/result")
    assert headline(other) == headline(page)
    assert other.evaluate("history.length") <= 3
    later = readers.addresses[asked:]
    assert later
    assert not any(answers[:20] in address for address in later)
    assert answers[:20] not in site.log.read_bytes()[start:].decode()
    other.go_back()
    assert "#" not in other.url


def test_a_browser_without_a_clipboard_shows_the_link(readers: Readers) -> None:
    """It can be copied by hand."""
    page = readers.one("zh", fresh=True)
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    open_result(page, EMPLOYEE)
    page.click("#share")
    assert f"{OPEN}#" in page.input_value("#share-said textarea")


def test_the_case_file_is_opened_by_upload_and_by_paste(readers: Readers, tmp_path: Path) -> None:
    """With the same result as the answers it came from; its answers can be changed."""
    page = readers.one("zh", DESKTOP)
    walk(page, NEWBORN)
    told = headline(page)
    with page.expect_download() as waiting:
        page.click("a[download]")
    file = tmp_path / "case.json"
    waiting.value.save_as(file)
    for script in (True, False):
        other = readers.one("zh", DESKTOP, script=script)
        other.goto(OPEN)
        other.set_input_files("#file", file)
        send(other, GO_ON)
        assert headline(other) == told
        other.goto(OPEN)
        other.fill("#text", file.read_text())
        send(other, GO_ON)
        assert headline(other) == told
    send(other, ".answers .change a[href$='/ask/payment']")
    fill_day(other, "paid", date(2026, 11, 27))
    send(other, GO_ON)
    assert shown(other) == "result"


def test_what_cannot_be_opened_is_told_with_what_to_do(readers: Readers) -> None:
    """Nothing sent, no case at all, a case with two mistakes."""
    page = readers.one("en")
    page.goto(OPEN)
    send(page, GO_ON)
    assert "Choose a file, or paste the case." in page.inner_text(".summary")
    page.fill("#text", "canbao")
    send(page, GO_ON)
    assert page.locator(".summary li").count() == 1
    page.fill("#text", case_of(NEWBORN).replace("430000", "999999").replace("2026-11-10", "2026-13-10"))
    send(page, GO_ON)
    assert page.locator(".summary li").count() >= 1
    assert "999999" in page.input_value("#text")
    assert page.evaluate("document.activeElement.className") == "summary"


def test_answers_can_be_erased(readers: Readers) -> None:
    """No cookie is left."""
    page = readers.one("en")
    open_result(page, NEWBORN)
    assert big(page, "pay") == "400 yuan"
    send(page, "form[action*='/erase'] button")
    assert "Erased." in page.inner_text("main")
    assert page.context.cookies() == []
