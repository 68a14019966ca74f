"""The schema: made by revisions, one after another or all at once, by one program or several."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from tests.postgres import drop

from canbao.basis.errors import BadInputError
from canbao.database.address import Address, of_owner
from canbao.database.connecting import UnsafeRoleError, application, owner, signing_in
from canbao.database.embedded import create_database
from canbao.database.migrating import revisions, upgrade, version_of


def test_a_new_database_gets_every_revision_in_order_and_the_second_time_none(superuser: str) -> None:
    create_database(superuser, "canbao_test_new")
    try:
        address, told = of_owner(superuser, "canbao_test_new"), list[str]()
        with owner(address) as connection:
            assert version_of(connection).present is None
        assert upgrade(address, told=told.append).is_newest
        assert told == revisions()
        assert upgrade(address, told=told.append).is_newest
        assert told == revisions()
    finally:
        drop(superuser, "canbao_test_new")


def test_two_programs_that_upgrade_at_once_run_each_revision_once(superuser: str) -> None:
    create_database(superuser, "canbao_test_race")
    try:
        address, told = of_owner(superuser, "canbao_test_race"), list[str]()
        with ThreadPoolExecutor(3) as pool:
            done = list(pool.map(lambda _: upgrade(address, told=told.append), range(3)))
        assert all(version.is_newest for version in done)
        assert told == revisions()
    finally:
        drop(superuser, "canbao_test_race")


def test_the_application_is_refused_as_superuser_and_as_owner(database: Address) -> None:
    assert database.owner
    for url in (database.owner, database.owner.replace("user=postgres", "user=canbao_owner")):
        wrong = Address(url, url, database.owner)
        with pytest.raises((UnsafeRoleError, BadInputError)), application(wrong):
            pass


def test_the_application_makes_no_tables_and_reads_no_passwords(database: Address) -> None:
    for refused in (
        "CREATE TABLE access.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "SELECT password_hash FROM access.actor",
        "INSERT INTO access.session (token_digest, assignment_id, expires_at) VALUES ('', 1, now())",
        "SELECT access.who_signs_in('a')",
        "UPDATE access.role SET power = false",
        "ALTER TABLE access.actor NO FORCE ROW LEVEL SECURITY",
        "SET ROLE canbao_owner",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), application(database) as connection:
            connection.execute(refused)


def test_whoever_checks_passwords_reads_nothing_else(database: Address) -> None:
    for refused in ("SELECT * FROM access.actor", "SELECT * FROM registry.place", "SELECT access.may('registry.read')"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), signing_in(database) as connection:
            connection.execute(refused)


def test_every_table_has_row_security_that_binds_its_owner_too(database: Address) -> None:
    with owner(database) as connection:
        loose = connection.execute(
            """
            SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('access', 'registry') AND c.relkind IN ('r', 'p')
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND c.relowner = 'canbao_owner'::regrole)
            """
        ).fetchall()
    assert loose == []
