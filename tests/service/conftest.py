"""One client for the tests that need no settings of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.service.serving import asking


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of an application that refuses nothing for being many or late."""
    with asking() as made:
        yield made
