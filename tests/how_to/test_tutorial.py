"""The tutorial, in both languages, and the how-to pages: followed literally with the real command, in a new folder.

Their files are written, their commands run, and what they printed is held against what the page shows.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.how_to.pages import OMITTED, ROOT, Run, follow, newcomer, steps

DOCS = ROOT / "docs"
TUTORIALS = ("tutorial/first-case.md", "tutorial/first-case.zh.md")
HOW_TOS = ("how-to/overlays.md", "how-to/receipts.md", "how-to/interpretations.md", "how-to/batch-of-cases.md")
LEAST_COMMANDS = dict.fromkeys(TUTORIALS, 14) | dict.fromkeys(HOW_TOS, 6)

FENCE = re.compile(r"^```(\w*)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", [*TUTORIALS, *HOW_TOS])
def test_a_newcomer_who_follows_the_page_sees_what_it_shows(name: str, tmp_path: Path) -> None:
    commands = follow(DOCS / name, newcomer(tmp_path))
    assert len(commands) >= LEAST_COMMANDS[name]
    for drawing in tmp_path.glob("*.svg"):
        assert ElementTree.parse(drawing).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert ("tutorial" in name) == (tmp_path / "timeline.svg").exists()


@pytest.mark.parametrize("name", [*TUTORIALS, *HOW_TOS])
def test_every_block_of_a_page_is_a_file_or_a_command(name: str) -> None:
    """No block stands on a page without being run: each is a file to write, or commands."""
    text = (DOCS / name).read_text(encoding="utf-8")
    opened = FENCE.findall(text)[::2]
    marks = text.count("<!-- file: ")
    assert opened.count("console") + marks == len(opened)
    shown = [step for step in steps(DOCS / name) if isinstance(step, Run) and set(step.shown) - {OMITTED}]
    assert len(shown) >= 4


@pytest.mark.parametrize("name", [*TUTORIALS, *HOW_TOS, "README.md"])
def test_the_links_of_a_page_lead_somewhere(name: str) -> None:
    page = DOCS / name
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_languages_run_the_same_commands() -> None:
    """The Chinese tutorial is the English one without ``--lang en``."""
    english, chinese = ([s.command for s in steps(DOCS / name) if isinstance(s, Run)] for name in TUTORIALS)
    assert [command.replace(" --lang en", "") for command in english] == chinese
