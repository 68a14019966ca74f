"""The how-to on people, the match and changes followed literally, in a database with an office of its own."""

from __future__ import annotations

import re
from pathlib import Path

from canbao.database.address import Address
from tests.how_to.pages import ROOT, Run, WriteFile, follow, newcomer, steps
from tests.registry.sealed_office import sealed_office

PAGE = ROOT / "docs" / "how-to" / "registry.md"
PATIENCE = 300
"""Seconds for a command, beside other tests."""
FENCE = re.compile(r"^```(\w*)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def test_a_data_officer_who_follows_the_page_sees_what_it_shows(database: Address, tmp_path: Path) -> None:
    folder, office_folder = tmp_path / "work", tmp_path / "office"
    folder.mkdir()
    office_folder.mkdir()
    office = sealed_office(database, office_folder)
    reader = newcomer(folder)
    reader.patience = PATIENCE
    reader.environment |= {**office.environment, "CANBAO_SESSION": office.office.session("data_officer")}
    assert len(follow(PAGE, reader)) == sum(isinstance(step, Run) for step in steps(PAGE))
    assert office.audited("person.unmask")[0][2] == "came in person to check the entry"


def test_every_block_of_the_page_is_a_file_or_a_command() -> None:
    text = PAGE.read_text(encoding="utf-8")
    opened = FENCE.findall(text)[::2]
    assert opened.count("console") + text.count("<!-- file: ") == len(opened)
    assert sum(isinstance(step, WriteFile) for step in steps(PAGE)) == 3


def test_the_links_lead_somewhere() -> None:
    found = LINK.findall(PAGE.read_text(encoding="utf-8"))
    assert found
    assert [target for target in found if not (PAGE.parent / target).exists()] == []
