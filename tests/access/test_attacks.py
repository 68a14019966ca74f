"""What an attacker cannot do who may send any statement over the application's connection.

As after an injection: the attacker has the session of a clerk of a county, and knows its token, but no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.access.office import CITY, COUNTRY, COUNTY, NOT_KEPT, OTHER_COUNTY, PASSWORD, Office, opened
from tests.postgres import copied

from canbao.access import audit, proposals
from canbao.database.connecting import SESSION, application, signing_in
from canbao.database.roles import ensure_roles


@pytest.fixture(scope="module")
def bureau(superuser: str, template: str) -> Iterator[Office]:
    """An office with people of two counties, whom the attacks leave as they are."""
    with copied(superuser, template) as address, opened(address) as office:
        ensure_roles(office.owner)  # what a role may do with a database is not copied with it
        for role in ("security_administrator", "auditor", "reviewer", "clerk", "system_administrator"):
            for place in (COUNTRY, COUNTY, OTHER_COUNTY):
                office.session(role, place)
        with office.acting("clerk", OTHER_COUNTY) as connection:
            proposals.propose(connection, "person.merge", OTHER_COUNTY, "two files", 7, {})
        with office.acting("system_administrator", COUNTRY) as connection:
            audit.seal(connection)
        yield office


@pytest.fixture
def attacker(bureau: Office) -> Iterator[Connection[Any]]:
    """The connection of the attacker, whose transaction is taken back."""
    with bureau.acting("clerk", COUNTY, "mallory") as connection, connection.transaction(force_rollback=True):
        yield connection


FORBIDDEN = {
    "a wider scope": "UPDATE access.assignment SET place = 0",
    "a role": "INSERT INTO access.assignment (actor_id, role, power, place) VALUES (1, 'auditor', true, 0)",
    "a role by its function": "SELECT access.assign('mallory', 'reviewer', 439191000000, NULL)",
    "a right": "INSERT INTO access.role_right VALUES ('clerk', 'decide')",
    "an actor": "SELECT access.add_actor('eve', 'eve', 'h', 439191000000)",
    "the first actor": "SELECT access.add_first_actor('eve', 'eve', 'h')",
    "a session": "INSERT INTO access.session (token_digest, assignment_id, expires_at) SELECT sha256('a'), 1, now()",
    "a session by its function": "SELECT access.open_session('mallory', 1, sha256('a'), 24)",
    "a longer session": "UPDATE access.session SET expires_at = 'infinity'",
    "digests of tokens": "SELECT token_digest FROM access.session",
    "all of a session": "SELECT * FROM access.session",
    "digests of passwords": "SELECT password_hash FROM access.actor",
    "what signing in sees": "SELECT access.who_signs_in('mallory')",
    "the own password without the old one": "SELECT access.set_own_password('mallory', 'h')",
    "the own password as if managed": "SELECT access.set_password('mallory', 'h')",
    "another's password": "SELECT access.set_password('clerk.439192000000.all', 'h')",
    "another's password behind its back": "SELECT access.rehash('clerk.439192000000.all', 'a', 'b')",
    "a fresh count of attempts": "SELECT access.forget_attempts('mallory')",
    "an actor disabled": "SELECT access.disable('clerk.439191000000.all')",
    "a role ended": "SELECT access.end_assignment('clerk.439191000000.all', 'clerk', 439191000000)",
    "an actor held": "SELECT access.managed_actor('clerk.439191000000.all', true)",
    "sessions of another ended": "SELECT access.close_sessions_of(1)",
    "an event": "INSERT INTO access.audit_event (act, outcome) VALUES ('enrol.correct', 'done')",
    "an event behind the rules": "SELECT access.note('access.assign', '', NULL, '', 'done')",
    "an event of access": "SELECT access.audit('access.assign', '', NULL, '', 'done')",
    "a refused attempt of another": "SELECT access.refuse_sign_in('clerk.439192000000.all', 'password')",
    "an event changed": "UPDATE access.audit_event SET actor_id = NULL",
    "an event deleted": "DELETE FROM access.audit_event",
    "events gone": "TRUNCATE access.audit_event",
    "a segment": "INSERT INTO access.audit_segment SELECT 9, now(), 1, 1, sha256('a'), sha256('b')",
    "a seal": "SELECT access.seal_audit()",
    "events of others by digest": "SELECT access.event_digests(0, 100)",
    "a proposal decided": "SELECT access.decide(1, true, '')",
    "a proposal held": "SELECT access.proposal_standing(1, 'pending')",
    "another role of the server": "SET ROLE canbao_owner",
    "another user": "SET SESSION AUTHORIZATION canbao_signin",
    "no row security": "ALTER TABLE access.actor DISABLE ROW LEVEL SECURITY",
    "no trigger": "ALTER TABLE access.audit_event DISABLE TRIGGER ALL",
    "triggers off": "SET session_replication_role = replica",
    "another function": "CREATE OR REPLACE FUNCTION access.may(text) RETURNS boolean LANGUAGE sql RETURN true",
    "a function in public": "CREATE FUNCTION public.f() RETURNS boolean LANGUAGE sql RETURN true",
    "a schema": "CREATE SCHEMA mine",
    "a temporary table": "CREATE TEMPORARY TABLE session (session_id bigint)",
    "a temporary function": "CREATE FUNCTION pg_temp.f() RETURNS boolean LANGUAGE sql RETURN true",
    "a temporary view": "CREATE TEMPORARY VIEW actor AS SELECT 1",
    "an operator": "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
    "a way out": "CREATE FOREIGN DATA WRAPPER mine",
    "a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "a file": "COPY (SELECT 1) TO '/tmp/canbao'",
    "a file of the server": "SELECT pg_read_file('postgresql.conf')",
    "a policy": "CREATE POLICY all_mine ON access.actor USING (true)",
    "a grant": "GRANT SELECT ON access.actor TO canbao_signin",
    "the sealers kept waiting": "LOCK TABLE access.audit_segment IN SHARE MODE",
    "the writers kept waiting": "LOCK TABLE access.audit_event IN EXCLUSIVE MODE",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_is_forbidden_is_refused(attacker: Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attacker.execute(statement)


@pytest.mark.parametrize("guess", ["", "0", "' OR true --", "a" * 10_000, "\N{SNOWMAN}"])
def test_another_word_in_the_setting_is_nobody(attacker: Connection[Any], guess: str) -> None:
    attacker.execute("SELECT set_config(%s, %s, true)", [SESSION, guess])
    assert attacker.execute("SELECT access.actor_id(), access.place_from(), access.may('propose')").fetchone() == (
        None,
        None,
        False,
    )
    assert attacker.execute("SELECT count(*) FROM access.proposal").fetchone() == (0,)


def test_a_digest_that_leaked_from_a_backup_is_no_token(bureau: Office, attacker: Connection[Any]) -> None:
    for (digest,) in bureau.rows("SELECT token_digest FROM access.session"):
        for form in (digest.hex(), "\\x" + digest.hex()):
            attacker.execute("SELECT set_config(%s, %s, true)", [SESSION, form])
            assert attacker.execute("SELECT access.actor_id()").fetchone() == (None,)


def test_the_scope_stays_what_the_session_has(attacker: Connection[Any]) -> None:
    for setting in (
        "SET LOCAL search_path = pg_temp, public, access, registry",
        "SET LOCAL check_function_bodies = off",
        "SET LOCAL plan_cache_mode = force_generic_plan",
    ):
        attacker.execute(setting)
    assert attacker.execute("SELECT access.place_from(), access.holds(0), access.may('decide')").fetchone() == (
        COUNTY,
        False,
        False,
    )


def test_without_row_security_nothing_is_shown_at_all(attacker: Connection[Any]) -> None:
    attacker.execute("SET LOCAL row_security = off")
    for asked in ("SELECT count(*) FROM access.actor", "SELECT access.place_from()", "SELECT access.may('decide')"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), attacker.transaction():
            attacker.execute(asked)


def test_one_sees_oneself_and_nobody_else(attacker: Connection[Any]) -> None:
    assert attacker.execute("SELECT login FROM access.actor").fetchall() == [("mallory",)]
    assert attacker.execute("SELECT count(*) FROM access.assignment").fetchone() == (1,)
    for table in ("sign_in_attempt", "audit_event", "audit_segment", "proposal"):
        assert attacker.execute(f"SELECT count(*) FROM access.{table}").fetchone() == (0,), table


def test_a_function_that_raises_looks_at_no_row_that_is_not_seen(attacker: Connection[Any]) -> None:
    for asked in (
        "SELECT FROM access.actor WHERE 1 / (CASE WHEN login LIKE 'auditor%' THEN 0 ELSE 1 END) = 1",
        "SELECT FROM access.actor WHERE (CASE WHEN login = 'mallory' THEN '1' ELSE login END)::integer = 1",
        "SELECT FROM access.audit_event WHERE about::integer = 1",
        "SELECT FROM access.proposal WHERE about::integer = 1",
    ):
        attacker.execute(asked)  # nothing raised: the row was not looked at


def test_statistics_tell_nothing(bureau: Office, attacker: Connection[Any]) -> None:
    bureau.do("ANALYZE access.actor, access.session, access.audit_event")
    for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
        assert attacker.execute(f"SELECT count(*) FROM {view} WHERE schemaname = 'access'").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attacker.execute("SELECT * FROM pg_statistic")


def test_others_at_work_give_no_token_away(bureau: Office, attacker: Connection[Any]) -> None:
    token = bureau.session("auditor", COUNTRY, "victim")
    with application(bureau.address, token) as connection:
        audit.listed(connection)
        seen = attacker.execute("SELECT string_agg(query, ' ') FROM pg_stat_activity").fetchone()
        assert seen
        assert token not in seen[0]
        assert "access.audit($" in seen[0]  # the query is seen, its values are not


def test_an_error_of_the_database_repeats_no_row(bureau: Office) -> None:
    with bureau.acting("security_administrator", COUNTRY) as connection:
        for login in ("Not well formed", f"clerk.{OTHER_COUNTY}.all"):
            with pytest.raises(psycopg.errors.IntegrityError) as caught, connection.transaction():
                connection.execute("SELECT access.add_actor(%s, 'e', 'the kept password', 0)", [login])
            assert "kept password" not in str(caught.value)
            assert caught.value.diag.message_detail is None


def test_events_carry_the_name_of_the_session_whatever_is_said(bureau: Office) -> None:
    with bureau.acting("clerk", COUNTY, "mallory") as connection:
        number = connection.execute(
            "SELECT access.audit('enrol.correct', 'by anna', NULL, '', 'done', '{\"actor_id\": 1}')"
        ).fetchone()
    assert number
    assert bureau.rows(
        "SELECT a.login, e.written_by FROM access.audit_event e JOIN access.actor a USING (actor_id) "
        "WHERE event_id = %s",
        number[0],
    ) == [("mallory", "canbao_app")]


def test_nothing_is_done_by_nobody(bureau: Office) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), application(bureau.address) as connection:
        connection.execute("SELECT access.audit('enrol.correct', '', NULL, '', 'done')")


def test_a_temporary_table_that_a_function_made_opens_no_place_for_one_s_own(bureau: Office) -> None:
    bureau.do(
        "SET ROLE canbao_owner; "
        "CREATE FUNCTION access.makes_temporary() RETURNS void LANGUAGE plpgsql SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS "
        "$$ BEGIN CREATE TEMPORARY TABLE its_own (a integer) ON COMMIT DROP; END $$; "
        "GRANT EXECUTE ON FUNCTION access.makes_temporary() TO canbao_app; RESET ROLE"
    )
    try:
        for statement in (
            "CREATE TEMPORARY TABLE session (session_id bigint)",
            "CREATE FUNCTION pg_temp.f() RETURNS boolean LANGUAGE sql RETURN true",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), bureau.acting("clerk", CITY) as connection:
                connection.execute(f"SELECT access.makes_temporary(); {statement}")
    finally:
        bureau.do("DROP FUNCTION access.makes_temporary()")


def test_temporary_tables_would_deceive_no_function_if_there_were_any(new_office: Office) -> None:
    with new_office.acting("clerk", COUNTY, "mallory") as connection:
        new_office.do(f'GRANT TEMPORARY ON DATABASE "{connection.info.dbname}" TO canbao_app')
        for table in ("session", "assignment", "actor", "role", "audit_event", "proposal"):
            connection.execute(f"CREATE TEMPORARY TABLE {table} (nothing integer)")
        connection.execute("CREATE TEMPORARY TABLE role_right (role text, right_name text)")
        connection.execute("SET LOCAL search_path = pg_temp, access")
        connection.execute("INSERT INTO pg_temp.role_right VALUES ('clerk', 'decide')")
        assert connection.execute("SELECT may('decide'), may('propose'), place_from()").fetchone() == (
            False,
            True,
            COUNTY,
        )
        number = proposals.propose(connection, "person.merge", COUNTY, "", None, {})
        assert connection.execute("SELECT count(*) FROM pg_temp.proposal").fetchone() == (0,)
    assert new_office.rows("SELECT proposal_id FROM access.proposal") == [(number,)]
    assert new_office.events() == [("mallory", "access.propose", f"person.merge {number}", "done")]


def test_settings_that_a_role_keeps_for_itself_change_no_function(bureau: Office) -> None:
    loose = bureau.rows(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text IN "
        "('access', 'registry', 'staging') "
        "AND NOT EXISTS (SELECT FROM unnest(proconfig) s WHERE s LIKE 'search_path=%')"
    )
    assert loose == []


def test_functions_of_access_look_for_temporary_tables_last(bureau: Office) -> None:
    loose = bureau.rows(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'access'::regnamespace "
        "AND EXISTS (SELECT FROM unnest(proconfig) s WHERE s LIKE 'search_path=%' AND s NOT LIKE '%pg_temp')"
    )
    assert loose == []


def test_no_function_is_everybody_s(bureau: Office) -> None:
    loose = bureau.rows(
        "SELECT p.oid::regprocedure::text "
        "FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "
        "WHERE p.pronamespace::regnamespace::text IN ('access', 'registry', 'staging') AND a.grantee = 0"
    )
    assert loose == []


def test_a_view_shows_what_its_reader_may_see(bureau: Office) -> None:
    loose = bureau.rows(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'v' "
        "AND relnamespace::regnamespace::text IN ('access', 'registry', 'staging') "
        "AND NOT coalesce(reloptions @> '{security_invoker=true}', false)"
    )
    assert loose == []


def test_whoever_checks_passwords_reads_no_table_and_manages_nobody(bureau: Office) -> None:
    for refused in (
        "SELECT 1 FROM access.actor",
        "SELECT 1 FROM access.session",
        "SELECT 1 FROM access.sign_in_attempt",
        "SELECT access.present()",
        "SELECT access.note('enrol.correct', '', NULL, '', 'done')",
        "SELECT access.audit('enrol.correct', '', NULL, '', 'denied')",
        "SELECT access.set_password('mallory', 'h')",
        "SELECT access.assign('mallory', 'auditor', 0, NULL)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), signing_in(bureau.address) as connection:
            connection.execute(refused)


def test_the_attacks_left_everything_as_it_was(bureau: Office) -> None:
    assert bureau.rows("SELECT DISTINCT password_hash FROM access.actor WHERE password_hash <> %s", NOT_KEPT) == []
    assert bureau.rows("SELECT FROM access.actor WHERE disabled_at IS NOT NULL OR login = 'eve'") == []
    assert bureau.rows("SELECT FROM access.proposal WHERE state <> 'pending'") == []
    assert PASSWORD not in str(bureau.rows("SELECT * FROM access.actor"))
