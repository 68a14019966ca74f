"""The generated pages of ``docs/reference`` are as ``make docs`` writes them."""

from __future__ import annotations

import re

import pytest
from scripts.generate_docs import REFERENCE, pages

from canbao.basis.finding_codes import CODES
from canbao.casework.schemas import NAMES
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.library import Library

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_regenerating_changes_nothing(name: str) -> None:
    """What fails here is mended by ``make docs``."""
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name]


def test_no_schema_is_left_over() -> None:
    """A form that is no longer published leaves no file."""
    written = {path.name for path in (REFERENCE / "schemas").iterdir()}
    assert written == {f"{name}.schema.json" for name in NAMES}


def test_the_pages_name_everything() -> None:
    """Every finding code, interpretation and parameter has its row or section."""
    assert set(CODES) <= set(re.findall(r"^\| `(\w+)`", PAGES["findings.md"], re.MULTILINE))
    readings = set(re.findall(r"^\| `(\w+)`", PAGES["interpretations.md"], re.MULTILINE))
    assert readings == set(Library().pack("000000").interpretations)
    assert re.findall(r"^## `([\w.]+)`$", PAGES["parameters.md"], re.MULTILINE) == list(PARAMETERS)


def test_what_no_pack_gives_is_said() -> None:
    """Tiers are a possibility, not a fact."""
    section = PAGES["parameters.md"].split("## `premium.tiers`")[1].split("## ")[0]
    assert "given by no shipped pack" in section
