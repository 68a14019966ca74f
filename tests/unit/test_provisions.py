"""The table of provisions is complete and true: every clause of the five documents has a row, every row names modules
and tests that exist and speak of it, or says why nothing carries it; and nothing cites a clause that has no row."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import canbao.rules
from canbao.rules.clauses import CLAUSES_OF_RULE

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "canbao"
PAGE = ROOT / "docs" / "reference" / "provisions.md"

IDS = tuple(
    f"{document}/{article}"
    for document, articles in {
        "gb38": """1 2.1 2.1b 2.1c 2.2a 2.2b 2.2c 2.2d 2.2e 2.3a 2.3b 2.3c 2.3d 2.3e 2.3f 2.3g 2.3h 2.3i 3.4a 3.4b 3.4c
            3.4d 3.5 3.5b 3.6a 3.6b 3.6c 3.6d 3.6e 3.6f 3.7 4.8 4.8b 4.9 4.10 4.10b 5.11 5.12 5.13 5.13b""",
        "xz11": "1 2a 2b 2c 2d 2e 3a 3b 3c 3d 3e 4 5 6 7 8 9a 9b 9c 9d 10 11 12 13 14 15 16",
        "xy41": """1 2.1 2.2 2.3 2.4 2.5a 2.5b 2.5c 2.6a 2.6b 2.6c 2.6d 2.6e 2.7 3.1 3.2 3.2b 3.2c 3.2d 3.2e 3.3 3.4
            4""",
        "jy3": "1 2a 2b 2c 2d 3 4a 4b 4c 5 6 7 8 9 10 11 12 13 14 15",
        "ls25": """2.1.1 2.1.2 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2a 2.3.2b 2.3.2c 2.3.2d 2.3.3 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5
            end""",
    }.items()
    for article in articles.split()
)
"""Every provision, in the order of the documents."""

PARTS = ("web", "registry", "matching", "collection", "outreach", "evaluation")
KINDS = re.compile(r"[RDPSGX]( [RDPSGX])*")
NONE = "–"
ROW = re.compile(r"^\| ((?:gb38|xz11|xy41|jy3|ls25)/\S+) \|(.*)\|$", re.MULTILINE)
PATH = re.compile(r"`([^`]+)`")
CITED = re.compile(r"(?<![A-Za-z0-9])(gb38|xz11|xy41|jy3|ls25)[/_](\d+(?:[._]\d+)*[a-z]?(?![a-z0-9])|end\b)")
PLANNED = re.compile(r"planned: ([a-z]+(?:, [a-z]+)*)")

BY_WORD = {"ls25/end": "yields_to_newer"}
"""Provisions that a module carries under a word of its own, without their number."""

FOLLOWED = {"tests/how_to/test_tutorial.py": ("docs/tutorial", "docs/how-to")}
"""Tests that follow pages: what they show stands in the pages."""


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    id: str
    asks: str
    kind: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    state: str

    @property
    def word(self) -> str:
        """The state without its reason."""
        return self.state.partition(":")[0]


def rows() -> list[Row]:
    """The rows of the page in order."""
    found = []
    for name, rest in ROW.findall(PAGE.read_text(encoding="utf-8")):
        asks, kind, modules, tests, state = (cell.strip() for cell in rest.split("|"))
        found.append(Row(name, asks, kind, paths(modules), paths(tests), state))
    return found


def paths(cell: str) -> tuple[str, ...]:
    """The paths of a cell; none for a dash."""
    found = tuple(PATH.findall(cell))
    assert (cell == NONE) == (not found), cell
    return found


ROWS = rows()
CARRIED = [row for row in ROWS if row.word != "planned"]


@cache
def clauses_in(path: Path) -> frozenset[str]:
    """The clauses that a file speaks of, as ``gb38/2.1b`` or, in the name of a test, ``gb38_2_1b``."""
    cited = CITED.findall(path.read_text(encoding="utf-8"))
    return frozenset(f"{document}/{article.replace('_', '.')}" for document, article in cited)


def covers(cited: str, provision: str) -> bool:
    """Whether a citation speaks of a provision: the same, or the article of which the provision is an item."""
    return provision == cited or (provision.startswith(cited) and not provision[len(cited)].isdigit())


def is_known(cited: str) -> bool:
    """Whether a citation speaks of some provision of the table."""
    return any(covers(cited, provision) for provision in IDS)


def shown_in(test: str) -> list[Path]:
    """The files in which a test shows what it shows: itself, or the pages that it follows."""
    pages = [page for folder in FOLLOWED.get(test, ()) for page in sorted((ROOT / folder).glob("*.md"))]
    path = ROOT / test
    return pages or (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])


def test_the_table_has_every_provision_once_and_nothing_else() -> None:
    assert [name for name, n in Counter(row.id for row in ROWS).items() if n > 1] == []
    assert tuple(row.id for row in ROWS) == IDS
    assert len(IDS) == len(set(IDS)) == 130


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_what_carries_it_or_why_nothing_does(row: Row) -> None:
    assert row.asks
    assert KINDS.fullmatch(row.kind)
    assert row.word in ("done", "partly", "planned"), row.state
    if row.word == "planned":
        parts, stop, reason = row.state.removeprefix("planned: ").partition(". ")
        assert set(parts.split(", ")) <= set(PARTS), row.state
        assert stop
        assert len(reason) > 10
        assert row.modules == row.tests == ()
    else:
        assert row.modules
        assert row.tests
    if row.word == "partly":
        assert len(row.state) > len("partly: ") + 10
    for parts in PLANNED.findall(row.state):
        assert set(parts.split(", ")) <= set(PARTS), row.state


@pytest.mark.parametrize("row", CARRIED, ids=lambda row: row.id)
def test_the_modules_and_tests_of_a_row_exist(row: Row) -> None:
    assert [path for path in row.modules if not (PACKAGE / path).is_file()] == []
    assert [path for path in row.tests if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("row", [row for row in CARRIED if row.word == "done"], ids=lambda row: row.id)
def test_what_is_done_is_cited_by_a_module_and_by_a_test_of_its_row(row: Row) -> None:
    """An article stands for its items: xz11/9 for xz11/9a."""
    modules = {cited for path in row.modules for cited in clauses_in(PACKAGE / path)}
    tests = {cited for test in row.tests for path in shown_in(test) for cited in clauses_in(path)}
    assert any(covers(cited, row.id) for cited in tests), f"no test of {row.tests} speaks of it"
    if row.id in BY_WORD:
        assert all(BY_WORD[row.id] in (PACKAGE / path).read_text(encoding="utf-8") for path in row.modules)
        return
    assert any(covers(cited, row.id) for cited in modules), f"no module of {row.modules} speaks of it"


def test_every_clause_of_a_rule_has_a_row() -> None:
    for module in pkgutil.iter_modules(canbao.rules.__path__):
        importlib.import_module(f"canbao.rules.{module.name}")
    assert len(CLAUSES_OF_RULE) > 50
    unknown = {name: cited for name, clauses in CLAUSES_OF_RULE.items() for cited in clauses if not is_known(cited)}
    assert unknown == {}


@pytest.mark.parametrize("folder", ["src/canbao/rules", "src/canbao/policy", "src/canbao/casework", "tests/cases"])
def test_every_clause_cited_has_a_row(folder: str) -> None:
    """In the packs, the rules, the casework and the worked cases."""
    files = [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".py", ".yaml")]
    unknown = {str(path.relative_to(ROOT)): c for path in files for c in clauses_in(path) if not is_known(c)}
    assert unknown == {}
    assert any(clauses_in(path) for path in files)


@pytest.mark.parametrize(
    ("cited", "provision", "speaks"),
    [
        ("xz11/9", "xz11/9a", True),
        ("xz11/9a", "xz11/9a", True),
        ("xz11/9a", "xz11/9b", False),
        ("xz11/1", "xz11/10", False),
        ("ls25/2.3", "ls25/2.3.1", True),
    ],
)
def test_an_article_stands_for_its_items(cited: str, provision: str, speaks: bool) -> None:
    assert covers(cited, provision) is speaks
