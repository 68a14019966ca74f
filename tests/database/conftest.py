"""Databases for these tests: new ones without anything in them, and one with something in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from os import getpid

import pytest
from tests.database.commands import folders
from tests.database.contents import fill
from tests.postgres import drop

from canbao.database.address import Address, of_owner
from canbao.database.connecting import owner
from canbao.database.embedded import create_database
from canbao.database.roles import ensure_roles

_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def no_keys_left() -> Iterator[None]:
    """The folders of keys go when the tests end."""
    yield
    for folder in folders.values():
        folder.cleanup()


@contextmanager
def new(superuser: str) -> Iterator[Address]:
    """A database as the server makes it, dropped when the block ends."""
    name = f"canbao_empty_{getpid()}_{next(_numbers)}"
    create_database(superuser, name)
    try:
        yield of_owner(superuser, name)
    finally:
        drop(superuser, name)


@pytest.fixture
def empty(superuser: str) -> Iterator[Address]:
    """A database as the server makes it."""
    with new(superuser) as address:
        yield address


@pytest.fixture
def empty_too(superuser: str) -> Iterator[Address]:
    """Another one."""
    with new(superuser) as address:
        yield address


@pytest.fixture
def database(database: Address) -> Address:
    """With the rights of a database of its own, which a copy does not take over."""
    with owner(database) as connection:
        ensure_roles(connection)
    return database


@pytest.fixture
def filled(database: Address) -> Address:
    """A database with places, actors and an audit trail."""
    fill(database)
    return database
