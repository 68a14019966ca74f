"""The result of everyone in both languages: one A4 page to take to the office; readable on the smallest screen."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser.one_language import foreign
from tests.browser.opening import open_result
from tests.browser.personas import PERSONAS, Persona
from tests.browser.pictures import Pictures
from tests.browser.reader import SMALL, Language, Readers
from tests.browser.test_personas import big
from tests.browser.walker import overflows, send

A4_POINTS = (595, 842)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.name)
def test_a_result_is_printed_on_one_page_and_keeps_to_its_language(
    persona: Persona, readers: Readers, pictures: Pictures
) -> None:
    """In both languages, with the first payable day and the circumstance, without menus and buttons."""
    page = readers.one("zh", SMALL)
    open_result(page, persona)
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        if language == "en":
            send(page, "a.switch")
        assert foreign(page, language) == []
        assert not overflows(page)
        printed = page.pdf(prefer_css_page_size=True)
        pictures.keep_printed(printed, f"{persona.name}-{language}")
        sheets = PdfReader(BytesIO(printed)).pages
        assert len(sheets) == 1
        assert (round(sheets[0].mediabox.width), round(sheets[0].mediabox.height)) == A4_POINTS
        text = "".join(sheets[0].extract_text().split())
        assert "".join(big(page, "benefit").split()) in text
        assert "".join(page.inner_text("#share").split()) not in text
