"""``canbao db verify`` finds whatever was changed in a database behind the program's back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from tests.database.servers import running
from tests.postgres import copied, template

from canbao.database.address import Address, of_owner
from canbao.database.connecting import owner
from canbao.database.migrating import revisions, upgrade
from canbao.database.roles import ensure_roles
from canbao.database.structure import described, differences, expected
from canbao.database.verify import of_guards, verify

STRUCTURE = "structure_differs", "structure_missing", "structure_extra"


def found_after(address: Address, change: str) -> list[tuple[str, str]]:
    """Codes and what they are about, after a change by the superuser."""
    with owner(address) as connection:
        connection.execute(change)
    return [(one.code, one.about) for one in verify(address)]


@pytest.fixture(scope="module")
def kept(superuser: str, template: str) -> Iterator[Address]:
    """A database that no test changes: what one did to it is taken back."""
    with copied(superuser, template) as address:
        with owner(address) as connection:
            ensure_roles(connection)
        yield address


def found_meanwhile(address: Address, change: str) -> list[tuple[str, str]]:
    """The same, in a transaction that is taken back."""
    with owner(address) as connection, connection.transaction(force_rollback=True):
        connection.execute(change)
        found = [*of_guards(connection), *differences(described(connection), *expected())]
        return [(one.code, one.about) for one in found]


def test_nothing_is_found_where_nothing_was_changed(database: Address) -> None:
    assert verify(database) == ()


@pytest.mark.parametrize(
    ("change", "code", "about"),
    [
        ("ALTER TABLE registry.grid DISABLE ROW LEVEL SECURITY", "table_unguarded", "registry.grid"),
        ("ALTER TABLE registry.grid NO FORCE ROW LEVEL SECURITY", "table_unguarded", "registry.grid"),
        ("ALTER TABLE registry.grid OWNER TO postgres", "table_unguarded", "registry.grid"),
        ("DROP POLICY owner ON access.session; DROP POLICY own_or_managed ON access.session", "table_unguarded",
         "access.session"),
        ("CREATE TABLE registry.mine (a int)", "table_unguarded", "registry.mine"),
        ("GRANT TRUNCATE ON registry.place TO canbao_app", "right_too_wide", "canbao_app"),
        ("GRANT TRIGGER ON access.actor TO canbao_signin", "right_too_wide", "canbao_signin"),
        ("GRANT CREATE ON SCHEMA registry TO canbao_app", "right_too_wide", "canbao_app"),
        ("GRANT SELECT (password_hash) ON access.actor TO canbao_app", "right_too_wide", "canbao_app"),
        ("GRANT UPDATE (token_digest) ON access.session TO canbao_app", "right_too_wide", "canbao_app"),
        ("GRANT SELECT ON access.session TO canbao_signin", "right_too_wide", "canbao_signin"),
        ("GRANT USAGE ON SCHEMA registry TO PUBLIC", "right_too_wide", "PUBLIC"),
        ("GRANT SELECT ON registry.place TO PUBLIC", "right_too_wide", "PUBLIC"),
        ("GRANT SELECT (name) ON registry.place TO PUBLIC", "right_too_wide", "PUBLIC"),
        ("GRANT EXECUTE ON FUNCTION access.seal_audit() TO PUBLIC", "right_too_wide", "PUBLIC"),
        ("DO $$BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO canbao_app', current_database()); END$$",
         "right_too_wide", "canbao_app"),
        ("DO $$BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END$$",
         "right_too_wide", "PUBLIC"),
        ("ALTER TABLE registry.place ADD CONSTRAINT later CHECK (place <> 7) NOT VALID", "constraint_not_validated",
         "registry.place later"),
        ("ALTER FUNCTION access.present() RESET search_path", "definer_without_path", "access.present()"),
        ("ALTER FUNCTION access.present() SET search_path = \"$user\", public", "definer_without_path",
         "access.present()"),
        ("CREATE FUNCTION access.mine() RETURNS int SECURITY DEFINER RETURN 1", "definer_without_path",
         "access.mine()"),
    ],
)  # fmt: skip
def test_guards_that_were_taken_away_are_told(change: str, code: str, about: str, kept: Address) -> None:
    found = found_meanwhile(kept, change)
    assert (code, about) in found
    assert any(one.startswith("structure_") for one, _ in found) or "DATABASE" in change


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ("ALTER TABLE registry.grid ADD COLUMN a int", "column registry.grid.a"),
        ("ALTER TABLE registry.grid ALTER COLUMN name TYPE varchar(9)", "column registry.grid.name"),
        ("ALTER TABLE registry.grid ALTER COLUMN name DROP NOT NULL", "column registry.grid.name"),
        ("ALTER TABLE registry.grid ALTER COLUMN name SET DEFAULT 'x'", "column registry.grid.name"),
        ("ALTER TABLE registry.grid DROP CONSTRAINT grid_name_check", "constraint registry.grid grid_name_check"),
        ("DROP INDEX registry.place_parent", "index registry.place_parent"),
        ("DROP INDEX registry.place_parent; CREATE INDEX place_parent ON registry.place (parent DESC)",
         "index registry.place_parent"),
        ("CREATE INDEX mine ON registry.place (name)", "index registry.mine"),
        ("ALTER POLICY owner ON registry.grid USING (grid > 1)", "policy registry.grid owner"),
        ("ALTER POLICY owner ON registry.grid TO canbao_owner, canbao_app", "policy registry.grid owner"),
        ("ALTER TABLE access.audit_event DISABLE TRIGGER only_grows", "trigger access.audit_event only_grows"),
        ("DROP TRIGGER only_grows ON access.audit_event", "trigger access.audit_event only_grows"),
        ("ALTER FUNCTION access.may(text) VOLATILE", "function access.may(text)"),
        ("CREATE OR REPLACE FUNCTION access.may(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER "
         "SET search_path = pg_catalog, access, pg_temp PARALLEL RESTRICTED RETURN true", "function access.may(text)"),
        ("CREATE SCHEMA mine", "schema mine"),
        ("CREATE TYPE access.mine AS ENUM ('a')", "type access.mine"),
        ("CREATE VIEW registry.mine AS SELECT 1 AS a", "view registry.mine"),
        ("CREATE RULE mine AS ON DELETE TO registry.grid DO INSTEAD NOTHING", "rule registry.grid mine"),
        ("GRANT DELETE ON registry.grid TO canbao_app", "right table registry.grid canbao_app"),
        ("REVOKE SELECT ON registry.grid FROM canbao_app", "right table registry.grid canbao_app"),
        ("ALTER SCHEMA registry OWNER TO postgres", "schema registry"),
    ],
)  # fmt: skip
def test_a_structure_that_was_changed_is_told_by_name(change: str, about: str, kept: Address) -> None:
    assert about in [name for code, name in found_meanwhile(kept, change) if code in STRUCTURE]


def test_records_that_were_changed_are_told(filled: Address) -> None:
    """A segment is closed over the events; then one is changed by someone who knows how to."""
    seal = """
        INSERT INTO access.audit_segment (segment, sealed_at, events, previous, digest)
        SELECT 1, now(), count(*), sha256(''), sha256('') FROM access.audit_event;
        ALTER TABLE access.audit_segment DISABLE TRIGGER USER;
        UPDATE access.audit_event SET segment = 1;
        UPDATE access.audit_segment s SET digest = access.segment_digest(s);
        ALTER TABLE access.audit_segment ENABLE TRIGGER USER
    """
    assert found_after(filled, seal) == []
    change = """
        ALTER TABLE access.audit_event DISABLE TRIGGER USER;
        UPDATE access.audit_event SET about = 'thing 0' WHERE about = 'thing 7';
        ALTER TABLE access.audit_event ENABLE TRIGGER USER
    """
    assert found_after(filled, change) == [("records_broken", "access.broken_segments")]
    remove = """
        ALTER TABLE access.audit_event DISABLE TRIGGER USER;
        DELETE FROM access.audit_event WHERE about = 'thing 7' OR about = 'thing 8';
        ALTER TABLE access.audit_event ENABLE TRIGGER USER
    """
    assert found_after(filled, remove) == [("records_broken", "access.broken_segments")]


def test_a_check_that_finds_much_tells_some(database: Address) -> None:
    check = (
        "CREATE FUNCTION access.broken_much() RETURNS TABLE (n int) STABLE LANGUAGE sql "
        "AS 'SELECT generate_series(1, 1000)'"
    )
    found = [about for code, about in found_after(database, check) if code == "records_broken"]
    assert found == ["access.broken_much"] * 20


def test_partitions_are_guarded_each_by_itself(database: Address) -> None:
    """They are as their table in structure, but inherit none of its row security."""
    parts = """
        SET ROLE canbao_owner;
        CREATE TABLE registry.parted (a int) PARTITION BY LIST (a);
        ALTER TABLE registry.parted ENABLE ROW LEVEL SECURITY;
        ALTER TABLE registry.parted FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner ON registry.parted USING (true);
        CREATE TABLE registry.parted_1 PARTITION OF registry.parted FOR VALUES IN (1);
        RESET ROLE
    """
    found = found_after(database, parts)
    assert {about for code, about in found if code == "table_unguarded"} == {"registry.parted_1"}
    assert not any("parted_1" in about for code, about in found if code in STRUCTURE)


def test_an_older_schema_is_told_as_such_and_not_thing_by_thing(empty: Address) -> None:
    assert [one.code for one in verify(empty)] == ["database_not_ready"]
    upgrade(empty, to=revisions()[1])
    assert [one.code for one in verify(empty)] == ["database_not_ready"]


def test_roles_that_are_too_strong_are_told() -> None:
    """On a server of its own: roles are of the whole server."""
    with running() as superuser:
        address = of_owner(superuser, template(superuser))
        for change, about, what in (
            ("ALTER ROLE canbao_app SUPERUSER", "canbao_app", "SUPERUSER"),
            ("ALTER ROLE canbao_app NOSUPERUSER BYPASSRLS", "canbao_app", "BYPASSRLS"),
            ("ALTER ROLE canbao_app NOBYPASSRLS CREATEROLE", "canbao_app", "CREATEROLE"),
            ("ALTER ROLE canbao_app NOCREATEROLE; ALTER ROLE canbao_owner BYPASSRLS", "canbao_owner", "BYPASSRLS"),
            ("ALTER ROLE canbao_owner NOBYPASSRLS; GRANT canbao_owner TO canbao_signin", "canbao_signin",
             "IN ROLE canbao_owner"),
            ("REVOKE canbao_owner FROM canbao_signin; GRANT pg_read_all_data TO canbao_app", "canbao_app",
             "IN ROLE pg_read_all_data"),
        ):  # fmt: skip
            with psycopg.connect(superuser, autocommit=True) as connection:
                connection.execute(change)
            told = [(one.about, one.message.en) for one in verify(address) if one.code == "role_too_strong"]
            assert (about, f"This role is too strong: {what}.") in told
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute("REVOKE pg_read_all_data FROM canbao_app")
            assert verify(address) == ()
            connection.execute("ALTER ROLE canbao_signin RENAME TO somebody")
        assert ("role_missing", "canbao_signin") in [(one.code, one.about) for one in verify(address)]
