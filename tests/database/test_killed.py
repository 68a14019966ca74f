"""``canbao db backup`` and ``restore`` killed half-way: nothing half-written has the name, and a second run works."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.database.commands import begun, db, settings
from tests.database.contents import contents, make_large
from tests.interrupting import interruptible
from tests.postgres import copied

from canbao.database.address import Address
from canbao.database.connecting import owner

PATIENCE = 60


def until(happened: Callable[[], bool]) -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture(scope="module")
def large(superuser: str, template: str) -> Iterator[Address]:
    """A database whose backup takes a moment."""
    with copied(superuser, template) as address:
        make_large(address)
        yield address


@pytest.fixture(scope="module")
def file(large: Address, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    made = tmp_path_factory.mktemp("large") / "a.backup"
    assert db(settings(large), "backup", made).exit_code == 0
    return made


def others(address: Address) -> int:
    """How many others are connected to a database."""
    with owner(address) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_killed_backup_leaves_no_name_and_no_one_who_goes_on(large: Address, tmp_path: Path) -> None:
    file, left = tmp_path / "a.backup", tmp_path / "a.backup.unfinished"
    with begun(large, "backup", file) as process:
        until(lambda: left.exists() and left.stat().st_size > 100_000)
        process.send_signal(signal.SIGKILL)
    assert [path.name for path in tmp_path.iterdir()] == [left.name]
    until(lambda: others(large) == 0)  # pg_dump has ended by itself
    size = left.stat().st_size
    again = db(settings(large), "backup", file)
    assert again.exit_code == 0, again.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.backup", "a.backup.json"]
    assert file.stat().st_size > size


def test_an_interrupted_backup_takes_away_what_it_wrote(large: Address, tmp_path: Path) -> None:
    left = tmp_path / "a.backup.unfinished"
    with interruptible(), begun(large, "backup", tmp_path / "a.backup") as process:
        until(lambda: left.exists() and left.stat().st_size > 0)  # it has only begun
        process.send_signal(signal.SIGINT)
        process.wait()  # before its pipes are closed
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_killed_restore_leaves_an_empty_database(large: Address, file: Path, empty: Address) -> None:
    with begun(empty, "restore", file) as process:
        until(lambda: rows_on_their_way(empty) > 1_000)
        process.send_signal(signal.SIGKILL)
    until(lambda: others(empty) == 0)
    assert contents(empty) == {}
    again = db(settings(empty), "restore", file)
    assert again.exit_code == 0, again.stderr
    assert contents(empty) == contents(large)


def rows_on_their_way(address: Address) -> int:
    """How many rows are being copied in, not yet to be seen."""
    with psycopg.connect(address.owner or "") as connection:
        row = connection.execute(
            "SELECT sum(tuples_processed) FROM pg_stat_progress_copy WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0] or 0)


def test_of_two_restores_at_once_one_waits_and_is_refused(large: Address, file: Path, empty: Address) -> None:
    with begun(empty, "restore", file) as one, begun(empty, "restore", file) as other:
        said = [process.communicate(timeout=PATIENCE)[1].decode() for process in (one, other)]
    assert sorted((one.returncode, other.returncode)) == [0, 2]
    assert sum("database_not_empty" in words for words in said) == 1
    assert sum("另一个 canbao db" in words or "Another canbao db" in words for words in said) == 1
    assert contents(empty) == contents(large)
