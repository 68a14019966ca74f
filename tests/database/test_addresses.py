"""Wrong passwords, roles and servers: told in findings, without a traceback, and never with the password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.database.commands import begun, db, keys_of, settings
from tests.database.contents import contents, fill
from tests.database.servers import asking_for_passwords

from canbao.database.address import Address, address_of, of_owner
from canbao.database.connecting import application, owner, signing_in
from canbao.database.embedded import create_database

SECRET = "Hunter2-Geheim"
OFFICE = f"""
    CREATE ROLE dba LOGIN CREATEROLE PASSWORD '{SECRET}';
    CREATE ROLE nobody LOGIN PASSWORD '{SECRET}';
    CREATE DATABASE office OWNER dba;
    CREATE DATABASE office_again OWNER dba
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of an office: it asks for passwords, and the owner of its database is no superuser."""
    with asking_for_passwords() as superuser:
        with psycopg.connect(superuser, autocommit=True) as connection:
            for words in OFFICE.split(";"):
                connection.execute(words)
        yield superuser


def named(server: str, user: str, password: str = SECRET, database: str = "office") -> str:
    """The address of a user of the server."""
    return psycopg.conninfo.make_conninfo(server, user=user, password=password, dbname=database)


def environment(server: str, database: str = "office") -> dict[str, str]:
    """The settings of the office."""
    return {
        "CANBAO_KEYS": keys_of(database),
        "DATABASE_URL": named(server, "canbao_app", database=database),
        "CANBAO_OWNER_URL": named(server, "dba", database=database),
    }


def test_an_office_works_without_a_superuser(server: str, tmp_path: Path) -> None:
    """Make, let in by password, back up, restore beside it, verify: all as the owner of the database."""
    office, again = environment(server), environment(server, "office_again")
    assert db(office, "init").exit_code == 0
    address, beside = address_of(office), address_of(again)
    assert address is not None
    assert beside is not None
    with application(address) as connection, signing_in(address):
        assert connection.execute("SELECT count(*) FROM registry.place").fetchone() == (1,)
    fill(address)
    assert db(office, "verify").exit_code == 0
    made = db(office, "backup", tmp_path / "a.backup")
    assert made.exit_code == 0, made.stderr
    back = db(again, "restore", tmp_path / "a.backup")
    assert back.exit_code == 0, back.stderr
    assert contents(beside) == contents(address)
    assert SECRET not in (tmp_path / "a.backup.json").read_text("utf-8")


def test_a_backup_that_row_security_would_shorten_is_refused(server: str, tmp_path: Path) -> None:
    """As the owner; a superuser is not bound."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS hidden")
        connection.execute("CREATE DATABASE hidden OWNER dba")
    hidden = environment(server, "hidden")
    assert db(hidden, "init").exit_code == 0
    address = address_of(hidden)
    assert address is not None
    for change in (
        "ALTER POLICY owner ON registry.place USING (place > 0)",
        "ALTER POLICY owner ON registry.place USING (true); "
        "CREATE POLICY fewer ON registry.place AS RESTRICTIVE USING (place > 0)",
    ):
        with owner(address) as connection:
            connection.execute(change)
        refused = db(hidden, "backup", tmp_path / "a.backup")
        assert refused.exit_code == 2
        assert "rows_hidden" in refused.stderr
        assert "registry.place" in refused.stderr
        assert list(tmp_path.iterdir()) == []
    whole = hidden | {"CANBAO_OWNER_URL": psycopg.conninfo.make_conninfo(server, dbname="hidden")}
    assert db(whole, "backup", tmp_path / "a.backup").exit_code == 0


@pytest.mark.parametrize("command", ["init", "upgrade", "status", "backup", "restore", "verify"])
def test_a_wrong_password_is_told_without_it(command: str, server: str, tmp_path: Path) -> None:
    wrong = "Swordfish-99"
    given = environment(server) | {"CANBAO_OWNER_URL": named(server, "dba", wrong)}
    file = [tmp_path / "a.backup"] if command in ("backup", "restore") else []
    if command == "restore":
        (tmp_path / "a.backup").write_bytes(b"")
        manifest = '{"format": 1, "sha256": "", "bytes": 0, "schema": "0001_access", "server": "18.0", "tool": 18,'
        (tmp_path / "a.backup.json").write_text(manifest + ' "taken_at": "", "rows": {}}')
    refused = db(given, command, *file)
    assert refused.exit_code == 2
    assert "database_unreachable" in refused.stderr
    assert 'password authentication failed for user "dba"' in refused.stderr
    assert wrong not in refused.output
    assert "Traceback" not in refused.output


def test_the_whole_program_says_it_in_lines_too(server: str) -> None:
    """Not only the command by itself."""
    address = address_of(environment(server))
    assert address is not None
    wrong = Address(address.application, address.sign_in, named(server, "dba", "Swordfish-99"))
    with begun(wrong, "status") as process:
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, b"")
    assert b"database_unreachable" in said
    assert b"Swordfish" not in said
    assert b"Traceback" not in said


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    nowhere = f"postgresql://canbao_app:{SECRET}@127.0.0.1:1/office"
    refused = db({"DATABASE_URL": nowhere}, "status")
    assert refused.exit_code == 2
    assert "127.0.0.1:1/office" in refused.stderr
    assert "Connection refused" in refused.stderr
    assert SECRET not in refused.output
    assert tmp_path


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("DATABASE_URL", f"postgresql://postgres:{SECRET}@localhost/office", "database_url_role"),
        ("DATABASE_URL", f"postgresql://canbao_app:{SECRET}@h@localhost/office", "database_url_unreadable"),
        ("DATABASE_URL", f"postgresql://canbao_app:{SECRET}/x@localhost/office", "database_url_unreadable"),
        ("DATABASE_URL", f"postgresql://canbao_app:77/{SECRET}@localhost/office", "database_url_unreadable"),
        ("DATABASE_URL", f"user=canbao_app password=two {SECRET}", "database_url_unreadable"),
        ("CANBAO_OWNER_URL", f"postgresql://dba:{SECRET}@h@localhost/office", "owner_url_unreadable"),
        ("CANBAO_OWNER_URL", f"user=dba password=two {SECRET}", "owner_url_unreadable"),
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(setting: str, value: str, code: str) -> None:
    sound = {"DATABASE_URL": "postgresql://canbao_app@127.0.0.1:1/office"}
    for command in ("status", "init"):
        refused = db(sound | {setting: value}, command)
        assert refused.exit_code == 2
        assert code in refused.stderr
        assert SECRET not in refused.output


def test_an_owner_who_may_not_is_refused(server: str) -> None:
    powerless = environment(server) | {"CANBAO_OWNER_URL": named(server, "nobody", database="postgres")}
    refused = db(powerless, "init")
    assert (refused.exit_code, "owner_url_role" in refused.stderr) == (2, True)


def test_addresses_of_two_databases_are_told(server: str, database: Address) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        create_database(server, "elsewhere")
        connection.execute("DROP DATABASE IF EXISTS mixed")
        connection.execute("CREATE DATABASE mixed OWNER dba")
    assert db(environment(server, "mixed"), "init").exit_code == 0
    with psycopg.connect(psycopg.conninfo.make_conninfo(server, dbname="mixed"), autocommit=True) as connection:
        connection.execute("GRANT CONNECT ON DATABASE elsewhere TO canbao_app, canbao_signin")
    mixed = environment(server, "mixed") | {"DATABASE_URL": named(server, "canbao_app", database="elsewhere")}
    found = db(mixed, "verify")
    assert found.exit_code == 1
    assert found.stderr.count("(addresses_differ)") == 2
    assert of_owner(server, "mixed").is_embedded
    assert settings(database)
