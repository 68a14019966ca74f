"""The how-to 'Decide a population' followed literally: made people, answers, refusals, a kill, packing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.how_to.pages import ROOT, Run, WriteFile, follow, newcomer, steps

PAGE = ROOT / "docs" / "how-to" / "decide-a-population.md"
REFERENCE = ROOT / "docs" / "reference" / "population.md"
PATIENCE = 300
"""Seconds for a command: the first one may compile, beside other tests."""

FENCE = re.compile(r"^```(\w*)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)(?:#([^)]*))?\)")
HEADING = re.compile(r"^## (.*)$", re.MULTILINE)


def test_a_newcomer_who_follows_the_page_sees_what_it_shows(tmp_path: Path) -> None:
    reader = newcomer(tmp_path)
    reader.patience = PATIENCE
    assert len(follow(PAGE, reader)) == 15
    assert not list(tmp_path.glob("*.unfinished"))
    answers = [pq.read_table(tmp_path / name) for name in ("answers", "again", "from-cover")]
    assert answers[0].equals(answers[1])
    assert answers[0].equals(answers[2])


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_shows_what_the_commands_print(name: str, tmp_path: Path) -> None:
    reader = newcomer(tmp_path)
    reader.patience = PATIENCE
    assert len(follow(ROOT / name, reader)) == 3


def test_every_block_of_the_page_is_a_file_or_a_command() -> None:
    text = PAGE.read_text(encoding="utf-8")
    opened = FENCE.findall(text)[::2]
    assert opened.count("console") + text.count("<!-- file: ") == len(opened)
    assert sum(isinstance(step, WriteFile) for step in steps(PAGE)) == 6
    assert sum(bool(step.shown) for step in steps(PAGE) if isinstance(step, Run)) >= 11


@pytest.mark.parametrize("page", [PAGE, REFERENCE], ids=lambda page: page.stem)
def test_the_links_lead_somewhere(page: Path) -> None:
    found = LINK.findall(page.read_text(encoding="utf-8"))
    assert found
    for target, part in found:
        assert (page.parent / target).exists(), target
        assert not part or part in anchors(page.parent / target), part


def anchors(page: Path) -> Iterator[str]:
    """The anchors of the headings of a page, as the site that shows it makes them."""
    for heading in HEADING.findall(page.read_text(encoding="utf-8")):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
