"""A disk that is full in the middle of an import: all of it is taken back, the command says so, and then it works.

A server of its own, part of whose files lie in a small file system in memory, which a file of ours fills up.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from tests.database.servers import running
from tests.registry.feeds.feed_office import REGISTER, FeedOffice, feed_office, file_name, name_of, written
from tests.registry.sealed_office import card, registered

from canbao.database.address import Address, of_owner
from canbao.database.connecting import owner
from canbao.database.embedded import create_database
from canbao.database.migrating import upgrade

PEOPLE = 1_500
BLOCK = b"\0" * 4096
BORN_FROM, ON_A_DAY = date(1950, 1, 1), 900
LEFT = 40
"""Blocks that are left free."""


@pytest.fixture(scope="module")
def superuser() -> Iterator[str]:
    """The address of the superuser of a server of its own."""
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def small(superuser: str) -> Iterator[Path]:
    """A small file system, as a place of the server's for tables: where the server's user may come."""
    path = Path(tempfile.mkdtemp(prefix="canbao-small-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("whoever runs the tests may not mount a file system; until 2027-12-31")
    try:
        with psycopg.connect(superuser, autocommit=True) as connection:
            (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
            of_server = Path(data).stat()
            for folder in (path, path / "tables"):
                folder.mkdir(exist_ok=True)
                os.chown(folder, of_server.st_uid, of_server.st_gid)
            connection.execute(f"CREATE TABLESPACE small LOCATION '{path / 'tables'}'")
        yield path
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute("DROP DATABASE canbao_small WITH (FORCE)")
            connection.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "-l", path], check=True)
        path.rmdir()


@pytest.fixture(scope="module")
def address(superuser: str, small: Path) -> Address:
    """A database with people's names there, and what is staged."""
    assert small.is_mount()
    create_database(superuser, "canbao_small")
    made = of_owner(superuser, "canbao_small")
    upgrade(made)
    with owner(made) as connection:
        connection.execute("GRANT CREATE ON TABLESPACE small TO canbao_owner, canbao_app")
    return made


@pytest.fixture(scope="module")
def office(address: Address, tmp_path_factory: pytest.TempPathFactory) -> FeedOffice:
    return feed_office(address, tmp_path_factory.mktemp("office"))


def town(count: int) -> list[dict[str, str]]:
    """Rows of the population register."""
    born = [BORN_FROM + timedelta(days=at // ON_A_DAY) for at in range(count)]
    return [registered(card(at % ON_A_DAY + 1, day), name_of(at + 1), day) for at, day in enumerate(born)]


@contextmanager
def full(small: Path) -> Iterator[None]:
    """While a disk has hardly any space left."""
    filler = small / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(BLOCK)
        except OSError:
            os.ftruncate(file.fileno(), file.tell() - LEFT * len(BLOCK))
    try:
        yield
    finally:
        filler.unlink()


PLACES = {
    "while rows are staged": (
        "ALTER DATABASE canbao_small SET temp_tablespaces = small",
        "ALTER DATABASE canbao_small RESET temp_tablespaces",
    ),
    "while they are published": (
        "ALTER TABLE registry.person_name SET TABLESPACE small",
        "ALTER TABLE registry.person_name SET TABLESPACE pg_default",
    ),
}


@pytest.mark.parametrize("when", PLACES)
def test_an_import_for_which_there_is_no_space_is_taken_back_and_works_when_there_is(
    office: FeedOffice, small: Path, tmp_path: Path, when: str
) -> None:
    month = f"2026-{8 + list(PLACES).index(when):02}"
    (before,) = office.office.row("SELECT count(*) FROM registry.person")
    file = written(tmp_path, REGISTER, town(before + PEOPLE), name=file_name(REGISTER, month))
    contents = office.contents()
    begin, end = PLACES[when]
    with owner(office.address) as connection:
        connection.execute(begin)
    with full(small):
        refused = office.feed("import", file)
        assert refused.exit_code == 2
        assert "database_full" in refused.stderr
        assert "No space left on device" in refused.stderr
        assert "Free space" in refused.stderr
        assert office.contents() == contents
    told = office.told("import", file)
    assert (told["state"], told["new_people"]) == ("imported", PEOPLE)
    assert office.office.row("SELECT count(*) FROM registry.person_name") == (before + PEOPLE,)
    with owner(office.address) as connection:
        connection.execute(end)
