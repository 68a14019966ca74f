"""What the tests of access ask for: an office, and passwords that cost no time."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from tests.access.office import Office

from canbao.access import passwords
from canbao.database.address import Address

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def office(database: Address) -> Office:
    """A database with nobody in it."""
    return Office(database)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep passwords under parameters that cost no time."""
    monkeypatch.setattr(passwords, "hasher", lambda: CHEAP)
