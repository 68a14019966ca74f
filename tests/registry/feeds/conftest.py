"""The office of these tests, with and without people in its registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.registry.feeds.feed_office import REGISTER, FeedOffice, feed_office, people, written

from canbao.database.address import Address

PEOPLE = 40


@pytest.fixture
def empty_office(database: Address, tmp_path: Path) -> FeedOffice:
    """An office with nobody in its registry."""
    return feed_office(database, tmp_path)


@pytest.fixture
def office(empty_office: FeedOffice, tmp_path: Path) -> FeedOffice:
    """An office that has the population register of October: 40 people."""
    folder = tmp_path / "register"
    folder.mkdir()
    register = written(folder, REGISTER, people(PEOPLE), name="population_register_439191_2026-10_full")
    empty_office.told("import", register)
    return empty_office
