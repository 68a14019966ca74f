"""A database with the country alone, and sessions for it."""

from __future__ import annotations

import pytest
from tests.registry.office import Office

from canbao.database.address import Address


@pytest.fixture
def office(database: Address) -> Office:
    """An office whose places are yet to be loaded."""
    return Office(database)
