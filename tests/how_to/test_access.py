"""The page on access, followed literally, in a database with nobody in it."""

from __future__ import annotations

import re
from pathlib import Path

from canbao.database.address import Address
from tests.how_to.pages import ROOT, Run, follow, newcomer, steps

PAGE = ROOT / "docs" / "how-to" / "access.md"
LINK = re.compile(r"\]\(([^)#]+)\)")


def test_a_newcomer_who_follows_the_page_sees_what_it_shows(database: Address, tmp_path: Path) -> None:
    reader = newcomer(tmp_path)
    reader.environment |= {
        "DATABASE_URL": database.application,
        "CANBAO_OWNER_URL": database.owner or "",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    reader.patience = 300
    done = follow(PAGE, reader)
    assert len(done) == sum(isinstance(step, Run) for step in steps(PAGE)) == 21
    assert (tmp_path / "kept-outside.txt").read_text().startswith("canbao-audit 1 ")


def test_the_links_lead_somewhere() -> None:
    targets = LINK.findall(PAGE.read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (PAGE.parent / target).exists()] == []
