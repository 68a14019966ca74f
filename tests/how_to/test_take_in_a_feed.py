"""The page on taking in a feed, followed literally by a data officer whose database is made."""

from __future__ import annotations

from pathlib import Path

from canbao.database.address import Address
from tests.how_to.pages import ROOT, Run, follow, newcomer, steps
from tests.registry.feeds.feed_office import OFFICER, feed_office

PAGE = ROOT / "docs" / "how-to" / "take-in-a-feed.md"


def test_a_data_officer_who_follows_the_page_sees_what_it_shows(database: Address, tmp_path: Path) -> None:
    reader = newcomer(tmp_path)
    reader.patience = 240
    office = feed_office(database, tmp_path / "office")
    reader.environment |= {**office.environment, "CANBAO_SESSION": office.office.session(OFFICER, login="officer")}
    assert len(follow(PAGE, reader)) == 13


def test_every_command_of_the_page_shows_what_it_prints() -> None:
    silent = [step.command for step in steps(PAGE) if isinstance(step, Run) and not step.shown]
    assert silent == ["sed -i 's/,低收入,/,孤儿,/' rejects_civil_affairs_439191_2026-11_delta.csv"]
