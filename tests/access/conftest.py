"""What the tests of access ask for: an office, and passwords that cost no time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from tests.access.office import Office, opened
from tests.postgres import copied

from canbao.access import passwords
from canbao.database.address import Address

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
EMPTIED = ("audit_event", "audit_segment", "proposal", "session", "assignment", "sign_in_attempt", "actor")


@pytest.fixture(scope="module")
def kept_office(superuser: str, template: str) -> Iterator[Office]:
    """An office for the tests of a module, one after the other."""
    with copied(superuser, template) as address, opened(address) as office:
        yield office


@pytest.fixture
def office(kept_office: Office) -> Office:
    """An office with nobody in it: the one of the module, emptied, which is quicker than a new one."""
    kept_office.do("SET session_replication_role = replica")
    for table in EMPTIED:
        kept_office.do(f"DELETE FROM access.{table}")
    kept_office.do("RESET session_replication_role")
    return kept_office


@pytest.fixture
def database(office: Office) -> Address:
    """The database of an office with nobody in it."""
    return office.address


@pytest.fixture
def new_office(superuser: str, template: str) -> Iterator[Office]:
    """An office in a database of its own, for tests that change more than rows."""
    with copied(superuser, template) as address, opened(address) as office:
        yield office


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep passwords under parameters that cost no time."""
    monkeypatch.setattr(passwords, "hasher", lambda: CHEAP)
