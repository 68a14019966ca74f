"""The chain of the audit trail: what a segment closes over, and what verifying finds.

Whoever tampers here does so as a superuser with triggers off, as nobody else could.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from tests.access.office import COUNTRY, COUNTY, OTHER_COUNTY, Office, codes, opened
from tests.postgres import copied

from canbao.access import audit
from canbao.access.denials import DeniedError
from canbao.access.verifying import Anchor, Verified, anchor, anchor_in, verify
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application


def happened(office: Office, *abouts: str, place: int = COUNTY) -> None:
    """An event for each, by a clerk of a place."""
    with office.acting("clerk", place) as connection:
        for about in abouts:
            audit.write(connection, "enrol.correct", about, "done")


def sealed(office: Office) -> int | None:
    """Seal what can be sealed; the number of the segment."""
    with office.acting("system_administrator", COUNTRY) as connection:
        return audit.seal(connection)


def trail(office: Office, segments: int = 3, events: int = 3) -> None:
    """A trail of some segments with some events each."""
    for segment in range(segments):
        happened(office, *(f"{segment}.{event}" for event in range(events)))
        assert sealed(office) == segment + 1


def verified(office: Office, *anchors: Anchor, place: int = COUNTRY) -> Verified:
    """What an auditor finds."""
    with office.acting("auditor", place) as connection:
        return verify(connection, anchors)


def faults(office: Office, *anchors: Anchor, place: int = COUNTRY) -> list[tuple[str, str]]:
    """What an auditor finds wrong: the segment, and the English words of what is wrong with it."""
    found = verified(office, *anchors, place=place).findings
    return [(one.about, one.message.en.partition(": ")[2] or one.code) for one in found if one.severity == "error"]


def tampered(office: Office, *statements: str) -> None:
    """What a superuser does behind the back of all triggers and keys."""
    office.do("SET session_replication_role = replica")
    for statement in statements:
        assert office.owner.execute(statement).rowcount != 0, statement
    office.do("RESET session_replication_role")


def test_a_trail_that_nobody_touched_holds(office: Office) -> None:
    trail(office)
    result = verified(office)
    assert result.holds
    assert (result.segments, result.events, result.unseen) == (3, 9, 0)
    assert sealed(office) is None
    happened(office, "one more")
    assert verified(office).unsealed == 1
    assert [one.code for one in verified(office).findings] == ["audit_unsealed"]


def test_an_empty_trail_holds_and_has_no_anchor(office: Office) -> None:
    assert verified(office).holds
    with pytest.raises(BadInputError) as caught, office.acting("auditor", COUNTRY) as connection:
        anchor(connection)
    assert codes(caught.value) == ["audit_nothing_sealed"]


def test_an_event_of_a_transaction_that_still_runs_goes_into_a_later_segment(office: Office) -> None:
    with office.acting("clerk") as late:
        audit.write(late, "enrol.correct", "late", "done")
        happened(office, "later, but committed first")
        assert sealed(office) is None  # what came after the one that runs may not overtake it
    happened(office, "last")
    assert sealed(office) == 1
    assert office.rows("SELECT about, segment FROM access.audit_event ORDER BY event_id") == [
        ("late", 1),
        ("later, but committed first", 1),
        ("last", 1),
    ]
    assert verified(office).holds


def test_a_commit_that_arrives_late_leaves_what_is_sealed_as_it_is(office: Office) -> None:
    happened(office, "early")
    with office.acting("clerk") as late:
        audit.write(late, "enrol.correct", "late", "done")
        assert sealed(office) == 1
        with office.acting("auditor", COUNTRY) as connection:
            kept = anchor(connection)
    assert sealed(office) == 2
    assert office.rows("SELECT about, segment FROM access.audit_event ORDER BY event_id") == [("early", 1), ("late", 2)]
    assert verified(office, kept).holds


def test_a_transaction_of_another_database_of_the_server_keeps_nobody_waiting(office: Office, superuser: str) -> None:
    with psycopg.connect(superuser) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        happened(office, "here")
        assert sealed(office) == 1


def test_a_transaction_that_writes_no_events_keeps_nobody_waiting(office: Office) -> None:
    assert office.address.owner
    with psycopg.connect(office.address.owner) as long:
        long.execute("SELECT pg_current_xact_id()")
        long.execute("LOCK TABLE access.audit_event IN ACCESS SHARE MODE")  # as a backup does
        happened(office, "here")
        assert sealed(office) == 1


def test_the_one_who_seals_does_not_seal_what_the_own_transaction_wrote(office: Office) -> None:
    with office.acting("system_administrator", COUNTRY) as connection:
        audit.write(connection, "places.load", "own", "done")
        assert audit.seal(connection) is None
    assert sealed(office) == 1


def test_sealers_at_once_make_one_chain(office: Office) -> None:
    def work(number: int) -> None:
        happened(office, f"{number}")
        sealed(office)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    sealed(office)
    result = verified(office)
    assert result.holds
    assert (result.events, result.unsealed) == (24, 0)


def test_two_segments_never_follow_the_same_one(office: Office) -> None:
    trail(office, segments=2)
    with pytest.raises(psycopg.errors.UniqueViolation):
        office.do(
            "INSERT INTO access.audit_segment SELECT 3, sealed_at, sealed_by, events, previous, sha256('') "
            "FROM access.audit_segment WHERE segment = 2"
        )


def test_sealing_needs_the_right_and_sees_what_others_committed(office: Office) -> None:
    happened(office, "one")
    with pytest.raises(DeniedError), office.acting("clerk") as connection:
        audit.seal(connection)
    with office.acting("auditor", COUNTRY) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(psycopg.errors.InvalidTransactionState), connection.transaction():
            audit.seal(connection)
    assert [event[1:] for event in office.events("denied", "failed")] == [
        ("audit.seal", "", "denied"),
        ("audit.seal", "", "failed"),
    ]


def test_events_that_a_backup_brings_from_another_server_are_sealed(office: Office) -> None:
    happened(office, "brought")
    tampered(office, "UPDATE access.audit_event SET written_in = '9000000000000000000'")
    happened(office, "made here")
    assert sealed(office) == 1
    assert office.rows("SELECT DISTINCT segment FROM access.audit_event") == [(1,)]
    assert verified(office).holds


TABLES = ("audit_segment", "audit_event")


@pytest.fixture(scope="module")
def one_trail(superuser: str, template: str) -> Iterator[Office]:
    """A trail of three segments with a copy beside it, made once."""
    with copied(superuser, template) as address, opened(address) as office:
        trail(office)
        for table in TABLES:
            office.do(f"CREATE TABLE public.{table}_kept AS TABLE access.{table}")
        yield office


@pytest.fixture
def whole_trail(one_trail: Office) -> Office:
    """The trail as it was made."""
    tampered(
        one_trail,
        *(f"DELETE FROM access.{table}" for table in TABLES),
        *(f"INSERT INTO access.{table} OVERRIDING SYSTEM VALUE TABLE public.{table}_kept" for table in TABLES),
    )
    return one_trail


COUNT = "the number of its events differs: some were deleted or inserted."
CONTENT = "its content was changed."
CHAIN = "it does not follow from the one before."
GAP = "one before it is missing."
ORPHAN = "there are events of it, but not the segment."

OTHERS = "written_in, written_by, actor_id, session_id, role, place, act, about_place, person_id, why, outcome, detail"


@pytest.mark.parametrize(
    ("tampering", "expected"),
    [
        (["UPDATE access.audit_event SET about = 'x' WHERE about = '1.1'"], [("2", CONTENT)]),
        (["UPDATE access.audit_event SET why = 'x' WHERE about = '1.1'"], [("2", CONTENT)]),
        (["UPDATE access.audit_event SET at = at + interval '1 microsecond' WHERE about = '1.1'"], [("2", CONTENT)]),
        (["UPDATE access.audit_event SET actor_id = NULL WHERE about = '1.1'"], [("2", CONTENT)]),
        (["UPDATE access.audit_event SET outcome = 'denied' WHERE about = '1.1'"], [("2", CONTENT)]),
        (["UPDATE access.audit_event SET detail = '{\"a\": 1}' WHERE about = '1.1'"], [("2", CONTENT)]),
        (["UPDATE access.audit_event SET place = 0 WHERE about = '1.1'"], [("2", CONTENT)]),
        (["DELETE FROM access.audit_event WHERE about = '1.1'"], [("2", COUNT)]),
        (["DELETE FROM access.audit_event WHERE about LIKE '1.%'"], [("2", COUNT)]),
        (
            [f"INSERT INTO access.audit_event (at, about, segment, {OTHERS}) "
             f"SELECT at, 'x', 2, {OTHERS} FROM access.audit_event WHERE about = '1.1'"],
            [("2", COUNT)],
        ),
        (  # one deleted, another inserted in its place
            ["DELETE FROM access.audit_event WHERE about = '1.1'",
             f"INSERT INTO access.audit_event (at, about, segment, {OTHERS}) "
             f"SELECT at, 'x', 2, {OTHERS} FROM access.audit_event WHERE about = '1.2'"],
            [("2", CONTENT)],
        ),
        (  # two change places
            ["ALTER TABLE access.audit_event ALTER event_id SET GENERATED BY DEFAULT",
             "UPDATE access.audit_event SET event_id = -1 WHERE about = '1.0'",
             "UPDATE access.audit_event e SET event_id = o.event_id - 1 FROM access.audit_event o "
             "WHERE e.about = '1.1' AND o.about = '1.1'",
             "UPDATE access.audit_event e SET event_id = o.event_id + 1 FROM access.audit_event o "
             "WHERE e.about = '1.0' AND o.about = '1.1'"],
            [("2", CONTENT)],
        ),
        (["UPDATE access.audit_event SET segment = 3 WHERE about = '1.2'"], [("2", COUNT), ("3", COUNT)]),
        (["UPDATE access.audit_event SET segment = NULL WHERE about = '1.2'"], [("2", COUNT)]),
        (["UPDATE access.audit_segment SET digest = sha256('') WHERE segment = 2"], [("2", CONTENT), ("3", CHAIN)]),
        (["UPDATE access.audit_segment SET sealed_at = now() WHERE segment = 2"], [("2", CONTENT)]),
        (["UPDATE access.audit_segment SET sealed_by = NULL WHERE segment = 2"], [("2", CONTENT)]),
        (
            ["UPDATE access.audit_segment SET events = 2 WHERE segment = 2",
             "DELETE FROM access.audit_event WHERE about = '1.2'"],
            [("2", CONTENT)],
        ),
        (["DELETE FROM access.audit_segment WHERE segment = 2"], [("2", ORPHAN), ("3", GAP)]),
        (
            ["DELETE FROM access.audit_segment WHERE segment = 2", "DELETE FROM access.audit_event WHERE segment = 2"],
            [("3", GAP)],
        ),
        (
            ["DELETE FROM access.audit_segment WHERE segment = 1", "DELETE FROM access.audit_event WHERE segment = 1"],
            [("2", GAP)],
        ),
        (["DELETE FROM access.audit_segment WHERE segment = 3"], [("3", ORPHAN)]),
    ],
)  # fmt: skip
def test_what_is_tampered_with_is_found(
    whole_trail: Office, tampering: list[str], expected: list[tuple[str, str]]
) -> None:
    assert faults(whole_trail) == []
    tampered(whole_trail, *tampering)
    assert faults(whole_trail) == expected


def test_an_end_that_was_cut_off_is_told_by_a_line_kept_outside_alone(office: Office) -> None:
    trail(office)
    with office.acting("auditor", COUNTRY) as connection:
        line = str(anchor(connection))
    tampered(
        office,
        "DELETE FROM access.audit_segment WHERE segment = 3",
        "DELETE FROM access.audit_event WHERE segment = 3",
    )
    assert faults(office) == []
    assert [one.code for one in verified(office, anchor_in(line)).findings] == ["audit_anchor_gone"]


def rewritten(office: Office) -> None:
    """A trail whose every digest was worked out again after a change, by whoever may do everything."""
    tampered(office, "UPDATE access.audit_event SET about = 'x' WHERE about = '0.0'")
    for segment in (1, 2, 3):
        tampered(
            office,
            "UPDATE access.audit_segment s SET previous = coalesce((SELECT b.digest FROM access.audit_segment b "
            f"WHERE b.segment = s.segment - 1), sha256('')) WHERE s.segment = {segment}",
            f"UPDATE access.audit_segment s SET digest = access.segment_digest(s) WHERE s.segment = {segment}",
        )


def test_a_trail_that_was_rewritten_as_a_whole_is_told_by_a_line_kept_outside_alone(office: Office) -> None:
    trail(office)
    with office.acting("auditor", COUNTRY) as connection:
        kept = anchor(connection)
    assert faults(office, kept) == []
    rewritten(office)
    assert faults(office) == []
    assert [one.code for one in verified(office, kept).findings] == ["audit_anchor_differs"]


def test_an_anchor_of_the_middle_still_holds_when_the_trail_has_grown(office: Office) -> None:
    trail(office, segments=1)
    with office.acting("auditor", COUNTRY) as connection:
        kept = anchor(connection)
    happened(office, "more")
    assert sealed(office) == 2
    assert verified(office, kept).holds


def test_functions_of_the_database_that_lie_convince_nobody_who_sees_everything(new_office: Office) -> None:
    trail(new_office)
    tampered(new_office, "UPDATE access.audit_event SET about = 'x' WHERE about = '1.1'")
    new_office.do(
        "CREATE OR REPLACE FUNCTION access.event_digest(e access.audit_event) RETURNS bytea "
        "LANGUAGE sql STABLE RETURN sha256('as if nothing had happened')"
    )
    assert ("2", CONTENT) in faults(new_office)


def test_an_auditor_of_a_place_checks_the_whole_chain_and_the_content_of_the_place(office: Office) -> None:
    happened(office, "here")
    happened(office, "there", "there too", place=OTHER_COUNTY)
    assert sealed(office) == 1
    result = verified(office, place=COUNTY)
    assert result.holds
    assert (result.events, result.unseen) == (3, 2)
    assert [one.code for one in result.findings] == ["audit_partly_seen"]
    tampered(office, "UPDATE access.audit_event SET why = 'x' WHERE about = 'there'")
    assert faults(office, place=COUNTY) == [("1", CONTENT)]


def test_a_segment_that_is_sealed_while_the_trail_is_verified_is_not_looked_at(office: Office) -> None:
    trail(office, segments=2)
    happened(office, "more")
    with office.acting("auditor", COUNTRY) as connection:
        result = verify(connection, told=lambda _: None)
        sealed(office)
        assert result.segments == 2
        assert verify(connection).segments == 3


def test_verifying_goes_on_where_there_are_many_segments(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from canbao.access import verifying

    monkeypatch.setattr(verifying, "SEGMENTS_AT_A_TIME", 2)
    monkeypatch.setattr(verifying, "EVENTS_AT_A_TIME", 2)
    trail(office, segments=5)
    told = list[int]()
    with office.acting("auditor", COUNTRY) as connection:
        assert verify(connection, told=told.append).events == 15
    assert told == [2, 4, 5]
    tampered(office, "DELETE FROM access.audit_segment WHERE segment = 3")
    assert faults(office) == [("3", ORPHAN), ("4", GAP)]


def test_nobody_but_an_auditor_verifies_or_takes_an_anchor(office: Office) -> None:
    trail(office, segments=1)
    for asked in (verify, anchor):
        with pytest.raises(DeniedError), office.acting("system_administrator", COUNTRY) as connection:
            asked(connection)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access.audit_event SET why = 'x'",
        "UPDATE access.audit_event SET about = about",
        "DELETE FROM access.audit_event",
        "TRUNCATE access.audit_event",
        "TRUNCATE access.audit_segment CASCADE",
        "UPDATE access.audit_segment SET events = 1",
        "DELETE FROM access.audit_segment",
    ],
)
def test_not_even_the_owner_changes_the_trail_unasked(office: Office, statement: str) -> None:
    trail(office, segments=1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
        office.do(statement)


def test_the_digest_of_an_event_does_not_depend_on_the_session_s_settings(office: Office) -> None:
    trail(office, segments=1)

    def digests(*settings: str) -> list[tuple[Any, ...]]:
        with application(office.address, office.session("auditor", COUNTRY)) as connection:
            for setting in settings:
                connection.execute(f"SET LOCAL {setting}")
            assert verify(connection).holds
            return connection.execute("SELECT digest FROM access.event_digests(1, 2)").fetchall()

    plain = digests()
    assert plain == digests("timezone = 'Asia/Shanghai'", "datestyle = 'German'", "extra_float_digits = -15")
    assert len(plain) == 3
