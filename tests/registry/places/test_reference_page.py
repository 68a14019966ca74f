"""The page on places does what it says."""

from __future__ import annotations

from pathlib import Path

from tests.how_to.pages import ROOT, Reader, follow
from tests.registry.office import Office
from tests.registry.places.loading import administrator

from canbao.registry.places.official import HEADINGS

PAGE = ROOT / "docs" / "reference" / "places.md"


def test_the_page_can_be_followed(office: Office, tmp_path: Path) -> None:
    reader = Reader.in_folder(tmp_path)
    reader.environment |= {"DATABASE_URL": office.address.application, "CANBAO_SESSION": administrator(office)}
    assert len(follow(PAGE, reader)) == 8


def test_the_page_names_every_column() -> None:
    text = PAGE.read_text("utf-8")
    rows = text[text.index("| column |") : text.index("The headings stand")]
    for headings in HEADINGS.values():
        assert headings[0] in rows
