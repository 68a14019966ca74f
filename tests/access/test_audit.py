"""What is written down: with the act when it is done, by itself when it is not; and who sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from tests.access.office import COUNTRY, COUNTY, OTHER_COUNTY, OTHER_PROVINCE, PROVINCE, TOWN, Office, codes

from canbao.access import audit
from canbao.access.audit import audited, write
from canbao.access.denials import DeniedError
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.database.connecting import application


def details(office: Office) -> list[tuple[Any, ...]]:
    """Outcome and detail of each event."""
    return office.rows("SELECT outcome, detail FROM access.audit_event ORDER BY event_id")


def test_what_is_done_is_written_with_who_where_on_whom_and_why(office: Office) -> None:
    with (
        office.acting("clerk", COUNTY, "bob") as connection,
        audited(connection, "enrol.correct", "case 7", person_id=7, place=TOWN, why="evidence") as told,
    ):
        told["rows"] = 3
    (row,) = office.rows(
        "SELECT a.login, e.role, e.place, e.act, e.about, e.about_place, e.person_id, e.why, e.outcome, e.detail, "
        "e.session_id IS NOT NULL, e.written_by FROM access.audit_event e JOIN access.actor a USING (actor_id)"
    )
    assert row == (
        "bob", "clerk", COUNTY, "enrol.correct", "case 7", TOWN, 7, "evidence", "done", {"rows": 3}, True, "canbao_app",
    )  # fmt: skip


def test_an_act_and_its_event_stand_or_fall_together(office: Office) -> None:
    def act() -> None:
        with office.acting("clerk") as connection:
            with audited(connection, "enrol.correct"):
                pass
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert office.events() == []


def test_what_fails_is_taken_back_and_written_all_the_same_without_words_that_may_be_personal(office: Office) -> None:
    def act() -> None:
        with office.acting("clerk") as connection, audited(connection, "enrol.correct", "case 7") as told:
            told["step"] = 2
            connection.execute("SELECT access.propose('merge', %s, '', NULL, '{}')", [COUNTY])
            raise ValueError("849101199001010000")

    with pytest.raises(ValueError, match="8491"):
        act()
    assert [event[1:] for event in office.events()] == [("enrol.correct", "case 7", "failed")]
    assert details(office) == [("failed", {"step": 2, "error": "ValueError"})]
    assert office.rows("SELECT FROM access.proposal") == []


def test_bad_input_is_told_by_its_codes(office: Office) -> None:
    with (
        pytest.raises(BadInputError),
        office.acting("clerk") as connection,
        audited(connection, "enrol.correct"),
    ):
        raise BadInputError([finding("name_missing", "--name")])
    assert details(office) == [("failed", {"findings": ["name_missing"]})]


def test_an_interrupted_act_is_written_down(office: Office) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        office.acting("clerk") as connection,
        audited(connection, "feeds.import"),
    ):
        raise KeyboardInterrupt
    assert details(office) == [("failed", {"error": "KeyboardInterrupt"})]


def test_what_the_database_refuses_is_denied_told_and_written_down(office: Office) -> None:
    for refused in ("SELECT access.require('decide', NULL)", "DELETE FROM access.audit_event"):
        with (
            pytest.raises(DeniedError),
            office.acting("clerk", COUNTY, "bob") as connection,
            audited(connection, "enrol.correct"),
        ):
            connection.execute(refused)
    assert [event[0::3] for event in office.events()] == [("bob", "denied"), ("bob", "denied")]
    assert details(office)[0] == ("denied", {"findings": ["right_missing"]})
    assert details(office)[1] == ("denied", {"findings": ["access_refused"]})


def test_a_denied_act_of_nobody_is_written_down_too(office: Office) -> None:
    with (
        pytest.raises(DeniedError) as caught,
        application(office.address, "no such token") as connection,
        audited(connection, "enrol.correct"),
    ):
        connection.execute("SELECT access.require('decide', NULL)")
    assert codes(caught.value) == ["no_session"]
    assert office.events() == [(None, "enrol.correct", "", "denied")]


def test_what_is_written_elsewhere_does_not_wait_for_what_the_act_holds(office: Office) -> None:
    office.session("clerk", COUNTY, "bob")

    def act() -> None:
        with (
            office.acting("security_administrator", COUNTRY) as connection,
            audited(connection, "enrol.correct"),
        ):
            connection.execute("SELECT access.disable('bob'), access.close_session()")  # holds their rows
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert office.events() == [(f"security-administrator.{COUNTRY}.all", "enrol.correct", "", "failed")]


def test_without_the_database_the_error_says_that_it_is_not_written(new_office: Office) -> None:
    def act() -> None:
        with new_office.acting("clerk") as connection, audited(connection, "enrol.correct"):
            new_office.do(f'ALTER DATABASE "{connection.info.dbname}" CONNECTION LIMIT 0')
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        act()
    assert caught.value.__notes__ == ["not in the audit trail: OperationalError"]


def test_inner_acts_are_written_in_the_order_in_which_they_end(office: Office) -> None:
    with (
        office.acting("clerk") as connection,
        audited(connection, "enrol.merge"),
        audited(connection, "enrol.correct"),
    ):
        pass
    assert [event[1] for event in office.events()] == ["enrol.correct", "enrol.merge"]


def test_an_auditor_sees_what_those_of_the_own_places_did_and_what_was_done_there(office: Office) -> None:
    for place, about_place in (
        (COUNTY, None),
        (OTHER_COUNTY, None),
        (OTHER_COUNTY, TOWN),
        (PROVINCE, COUNTY),
        (PROVINCE, None),
    ):
        with office.acting("clerk", place) as connection:
            write(connection, "enrol.correct", f"{place} {about_place}", "done", place=about_place)
    with application(office.address) as connection:
        write(connection, "enrol.correct", "nobody", "denied")

    def seen(place: int) -> list[str]:
        with office.acting("auditor", place) as connection:
            return [event.about for event in audit.listed(connection) if event.act != "audit.read"]

    assert seen(COUNTY) == [f"{PROVINCE} {COUNTY}", f"{OTHER_COUNTY} {TOWN}", f"{COUNTY} None"]
    assert seen(OTHER_PROVINCE) == []
    assert len(seen(PROVINCE)) == 5
    assert len(seen(COUNTRY)) == 6


def test_the_list_is_asked_for_by_day_act_actor_person_and_outcome(office: Office) -> None:
    with office.acting("clerk", COUNTY, "bob") as connection:
        write(connection, "enrol.correct", "one", "done", person_id=7)
        write(connection, "enrol.correct_all", "two", "failed")
    with office.acting("clerk", COUNTY, "eve") as connection:
        write(connection, "enrolling", "three", "denied")
    with office.acting("auditor", COUNTRY) as connection:

        def found(**asked: Any) -> list[str]:
            return [event.about for event in audit.listed(connection, **asked) if event.act != "audit.read"]

        assert [event.about for event in audit.listed(connection, most=1)] == ["three"]
        assert found() == ["three", "two", "one"]
        assert found(act="enrol") == ["two", "one"]  # the part before a dot, not any beginning
        assert found(act="enrol.correct") == ["one"]
        assert found(act="%") == []
        assert found(actor="eve") == ["three"]
        assert found(person_id=7) == ["one"]
        assert found(denied=True) == ["three", "two"]
        assert found(since=datetime.now(UTC) + timedelta(minutes=1)) == []
        assert len(found(since=datetime.now(UTC) - timedelta(minutes=1))) == 3


def test_that_the_trail_was_read_is_written_down(office: Office) -> None:
    with office.acting("auditor", COUNTRY, "aud") as connection:
        audit.listed(connection, actor="bob", person_id=7)
    (row,) = office.rows("SELECT act, person_id, outcome, detail FROM access.audit_event")
    assert row == ("audit.read", 7, "done", {"events": 0, "act": None, "actor": "bob"})


def test_whoever_may_not_read_the_trail_is_told_who_may(office: Office) -> None:
    with pytest.raises(DeniedError) as caught, office.acting("clerk") as connection:
        audit.listed(connection)
    assert codes(caught.value) == ["right_missing"]
    assert [event[1::2] for event in office.events()] == [("audit.read", "denied")]
    assert "auditor" in caught.value.findings[0].message.en


@pytest.mark.parametrize(
    ("column", "value"), [("about", "x" * 501), ("why", "x" * 2001), ("detail", {"long": "x" * 100_000})]
)
def test_an_event_has_a_size(office: Office, column: str, value: Any) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), office.acting("clerk") as connection:
        write(connection, "enrol.correct", **{"about": "", "outcome": "done", column: value})
