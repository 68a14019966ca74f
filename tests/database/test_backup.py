"""A backup holds everything as of one moment; restored it is the same database; what is not whole is refused."""

from __future__ import annotations

import json
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.database.contents import contents, make_large
from tests.database.servers import running
from tests.postgres import copied, drop

from canbao.basis.errors import BadInputError
from canbao.database import backup, manifest, programs
from canbao.database.address import Address, of_owner
from canbao.database.backup import back_up
from canbao.database.connecting import owner
from canbao.database.embedded import create_database
from canbao.database.programs import Folder
from canbao.database.restore import restore
from canbao.database.structure import described
from canbao.database.tables import tables
from canbao.database.verify import verify


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """What is done is refused with these findings."""
    with pytest.raises(BadInputError) as raised:
        yield
    assert [found.code for found in raised.value.findings] == list(codes)


def test_restore_drill_what_was_dropped_comes_back_as_it_was(filled: Address, superuser: str, tmp_path: Path) -> None:
    """Fill, back up, drop, restore under the same name: rows, sequences, structure, rights, roles."""
    name = psycopg.conninfo.conninfo_to_dict(filled.application)["dbname"]
    assert isinstance(name, str)
    before = contents(filled)
    made = back_up(filled, tmp_path / "whole.backup")
    drop(superuser, name)
    create_database(superuser, name)

    assert restore(of_owner(superuser, name), tmp_path / "whole.backup") == made

    assert contents(filled) == before
    assert before["registry.grid"][0] == made.rows["registry.grid"] == 300
    assert before["access.audit_event"][0] == made.rows["access.audit_event"] == 501
    assert verify(filled) == ()  # of the same structure too


def test_the_manifest_tells_what_the_file_holds(filled: Address, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    told: list[int] = []
    made = back_up(filled, file, told.append)
    block = json.loads((tmp_path / "a.backup.json").read_text("utf-8"))
    assert block == made.block()
    assert block["bytes"] == file.stat().st_size == told[-1]
    with owner(filled) as connection:
        assert set(block["rows"]) == set(tables(connection))
        assert block["server"].split(".")[0] == str(connection.info.server_version // 10_000)
    assert sorted(os.listdir(tmp_path)) == ["a.backup", "a.backup.json"]


def test_nobody_else_may_read_a_backup(database: Address, tmp_path: Path) -> None:
    back_up(database, tmp_path / "a.backup")
    for name in ("a.backup", "a.backup.json"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_rows_of_the_manifest_are_of_the_moment_of_the_backup(
    filled: Address, empty: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written between the count and the dump is in neither."""
    dumped = backup.dumped

    def write_first(*given: object) -> tuple[str, int]:
        with owner(filled) as another:
            another.execute("INSERT INTO access.audit_event (act, outcome) VALUES ('test.late', 'done')")
        return dumped(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(backup, "dumped", write_first)
    made = back_up(filled, tmp_path / "a.backup")
    restore(empty, tmp_path / "a.backup")
    assert made.rows["access.audit_event"] == 501 == contents(empty)["access.audit_event"][0]
    assert contents(filled)["access.audit_event"][0] == 502


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_a_backup_is_not_overwritten(there: str, database: Address, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    if there == "file":
        file.write_text("mine")
    elif there == "folder":
        file.mkdir()
    else:
        file.symlink_to("nowhere")
    with refused("output_exists"):
        back_up(database, file)
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup"]


def test_what_a_killed_backup_left_is_written_over(database: Address, tmp_path: Path) -> None:
    """Half a file, and a manifest whose file never got its name."""
    (tmp_path / "a.backup.unfinished").write_bytes(b"half" * 1_000_000)
    (tmp_path / "a.backup.json").write_text("{}")
    made = back_up(database, tmp_path / "a.backup")
    assert manifest.read(tmp_path / "a.backup") == made
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.backup", "a.backup.json"]


def test_of_two_backups_into_one_file_one_is_refused(database: Address, tmp_path: Path) -> None:
    with backup.claimed(tmp_path / "a.backup") as out:
        out.write(b"mine")
        with refused("run_in_progress"):
            back_up(database, tmp_path / "a.backup")
        out.flush()
        assert (tmp_path / "a.backup.unfinished").read_bytes() == b"mine"


def test_a_folder_that_is_not_there_and_a_full_disk_are_told(database: Address, tmp_path: Path) -> None:
    with refused("file_unwritable"):
        back_up(database, tmp_path / "nowhere" / "a.backup")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with refused("file_unwritable"):
        back_up(database, tmp_path / "a.backup", full)
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_schema_is_not_backed_up(empty: Address, tmp_path: Path) -> None:
    with refused("database_not_ready"):
        back_up(empty, tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_dump_program_older_than_the_server_is_refused(
    database: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with owner(database) as connection:
        major = connection.info.server_version // 10_000
    older = [Folder(one.path, major - 1) for one in programs.folders()][:1]
    assert older
    monkeypatch.setattr(programs, "folders", lambda: iter(older))
    with refused("program_missing"):
        back_up(database, tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_changed_file_and_one_without_manifest_are_not_restored(
    filled: Address, empty: Address, tmp_path: Path
) -> None:
    file = tmp_path / "a.backup"
    back_up(filled, file)
    whole = file.read_bytes()
    for spoilt in (whole[:-1], whole + b"\0", b"", whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]):
        file.write_bytes(spoilt)
        with refused("backup_changed"):
            restore(empty, file)
    file.write_bytes(whole)
    for spoilt_manifest in (
        "",
        "{}",
        "[]",
        (tmp_path / "a.backup.json").read_text().replace('"rows": {', '"rows": 1, "x": {'),
    ):
        (tmp_path / "a.backup.json").write_text(spoilt_manifest)
        with refused("backup_manifest_missing"):
            restore(empty, file)
    (tmp_path / "a.backup.json").unlink()
    with refused("backup_manifest_missing"):
        restore(empty, file)
    assert contents(empty) == {}


def test_a_backup_of_a_newer_schema_is_not_restored(filled: Address, empty: Address, tmp_path: Path) -> None:
    made = back_up(filled, tmp_path / "a.backup")
    manifest.write(made._replace(schema="9999_later"), tmp_path / "a.backup")
    with refused("backup_newer"):
        restore(empty, tmp_path / "a.backup")
    assert contents(empty) == {}


@pytest.mark.parametrize(
    "there", ["CREATE TABLE public.mine (a int)", "CREATE SCHEMA mine", "CREATE FUNCTION f() RETURNS int RETURN 1"]
)
def test_only_an_empty_database_is_restored_into(there: str, filled: Address, empty: Address, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "a.backup")
    with owner(empty) as connection:
        connection.execute(there)
        before = described(connection)
    with refused("database_not_empty"):
        restore(empty, tmp_path / "a.backup")
    with owner(empty) as connection:
        assert described(connection) == before


def test_rows_that_are_not_those_of_the_manifest_leave_the_database_empty(
    filled: Address, empty: Address, tmp_path: Path
) -> None:
    made = back_up(filled, tmp_path / "a.backup")
    for rows in (made.rows | {"registry.grid": 299}, made.rows | {"registry.nothing": 0}):
        manifest.write(made._replace(rows=rows), tmp_path / "a.backup")
        with pytest.raises(BadInputError) as raised:
            restore(empty, tmp_path / "a.backup")
        assert raised.value.findings[0].code == "restore_failed"
        assert "registry." in raised.value.findings[0].message.en
        assert contents(empty) == {}
    manifest.write(made, tmp_path / "a.backup")
    restore(empty, tmp_path / "a.backup")
    assert contents(empty) == contents(filled)


@pytest.fixture(scope="module")
def large(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that takes a moment to restore."""
    file = tmp_path_factory.mktemp("large") / "a.backup"
    with copied(superuser, template) as address:
        make_large(address)
        back_up(address, file)
    return file


@pytest.mark.parametrize("killed", ["pg_restore", "psql"])
def test_a_program_killed_half_way_leaves_the_database_empty(killed: str, large: Path, empty: Address) -> None:
    def kill(done: int, of: int) -> None:
        assert done < of
        for child in children(os.getpid()):
            if Path(f"/proc/{child}/comm").read_text().strip() == killed:
                os.kill(child, signal.SIGKILL)

    with refused("restore_failed"):
        restore(empty, large, kill)
    assert contents(empty) == {}
    assert restore(empty, large).rows["access.audit_event"] == contents(empty)["access.audit_event"][0]


def children(process: int) -> list[int]:
    """The processes that a process began."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                status = (entry / "stat").read_text()
            except OSError:
                continue
            if int(status.rsplit(")", 1)[1].split()[1]) == process:
                found.append(int(entry.name))
    return found


def test_restored_on_another_version_of_the_server_it_is_the_same(
    filled: Address, empty: Address, tmp_path: Path
) -> None:
    """To PostgreSQL 16 and back: the one is older or newer than the server that tests use."""
    with running(16) as other:
        create_database(other, "canbao")
        there = of_owner(other, "canbao")
        back_up(filled, tmp_path / "a.backup")
        restore(there, tmp_path / "a.backup")
        assert verify(there) == ()
        assert contents(there) == contents(filled)
        back_up(there, tmp_path / "b.backup")
    restore(empty, tmp_path / "b.backup")
    assert verify(empty) == ()
    assert contents(empty) == contents(filled)
