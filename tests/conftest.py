"""What tests of several folders ask for: databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from canbao.database.address import Address


@pytest.fixture(scope="session")
def superuser() -> str:
    """The address of the superuser of the server that tests use; the processes of one run share it."""
    from tests.postgres import superuser

    return superuser(os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid()))


@pytest.fixture(scope="session")
def template(superuser: str) -> Iterator[str]:
    """The name of a database with the newest schema."""
    from tests.postgres import drop, template

    name = template(superuser)
    yield name
    drop(superuser, name)


@pytest.fixture
def database(superuser: str, template: str) -> Iterator[Address]:
    """A database with the newest schema for one test."""
    from tests.postgres import copied

    with copied(superuser, template) as address:
        yield address
