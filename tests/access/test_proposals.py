"""Maker and checker: one proposes, another decides, once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.access.office import CITY, COUNTRY, COUNTY, OTHER_COUNTY, PROVINCE, TOWN, Office, codes

from canbao.access import proposals
from canbao.access.denials import DeniedError
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application


def made(office: Office, place: int = COUNTY, login: str = "maker", kind: str = "person.merge") -> int:
    """The number of a proposal of a clerk."""
    with office.acting("clerk", place, login) as connection:
        return proposals.propose(connection, kind, place, "two files", 7, {"into": 8})


def approved(office: Office, kind: str = "person.merge") -> int:
    """The number of a proposal that a reviewer has approved."""
    number = made(office, kind=kind)
    with office.acting("reviewer", COUNTY, "checker") as connection:
        proposals.decide(connection, number, True)
    return number


def refused(office: Office, role: str, act: Callable[[Connection[Any]], Any], **who: Any) -> list[str]:
    """The codes with which an act is refused."""
    with pytest.raises(BadInputError) as caught, office.acting(role, **who) as connection:
        act(connection)
    return codes(caught.value)


def state(office: Office, number: int) -> str:
    """The state of a proposal."""
    ((found,),) = office.rows("SELECT state FROM access.proposal WHERE proposal_id = %s", number)
    return str(found)


def test_one_makes_another_decides_and_it_takes_effect_once(office: Office) -> None:
    number = approved(office)
    with office.acting("clerk", COUNTY, "doer") as connection:
        done = proposals.effected(connection, number, "person.merge")
        assert (done.kind, done.person_id, done.content, done.state) == ("person.merge", 7, {"into": 8}, "effected")
    again = refused(office, "clerk", lambda c: proposals.effected(c, number))
    assert again == ["proposal_state"]
    (row,) = office.rows(
        "SELECT m.login, d.login, e.login, decided_at >= made_at, effected_at >= decided_at "
        "FROM access.proposal JOIN access.actor m ON m.actor_id = made_by "
        "JOIN access.actor d ON d.actor_id = decided_by JOIN access.actor e ON e.actor_id = effected_by"
    )
    assert row == ("maker", "checker", "doer", True, True)
    assert office.events("done") == [
        ("maker", "access.propose", f"person.merge {number}", "done"),
        ("checker", "access.decide", f"person.merge {number}", "done"),
        ("doer", "access.effected", f"person.merge {number}", "done"),
    ]


def test_one_actor_is_not_both_in_two_sessions_of_two_roles(office: Office) -> None:
    number = made(office, login="both")
    assert refused(office, "reviewer", lambda c: proposals.decide(c, number, True), login="both") == [
        "maker_is_checker"
    ]
    assert refused(office, "reviewer", lambda c: proposals.decide(c, number, False, "no"), login="both") == [
        "maker_is_checker"
    ]
    assert state(office, number) == "pending"
    assert office.events("denied") == [("both", "access.decide", str(number), "denied")] * 2


def test_the_database_itself_holds_maker_and_checker_apart(office: Office) -> None:
    number = approved(office)
    with pytest.raises(psycopg.errors.CheckViolation, match="proposal_maker_is_not_checker"):
        office.do("UPDATE access.proposal SET decided_by = made_by WHERE proposal_id = %s", number)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'approved'",
        "state = 'effected', effected_at = now(), effected_by = made_by",
        "decided_by = (SELECT max(actor_id) FROM access.actor)",
        "effected_at = now()",
    ],
)
def test_no_state_without_the_one_who_brought_it_about(office: Office, change: str) -> None:
    made(office)
    office.session("reviewer")
    with pytest.raises(psycopg.errors.CheckViolation):
        office.do(f"UPDATE access.proposal SET {change}")


def test_a_clerk_does_not_decide_and_a_reviewer_does_not_propose(office: Office) -> None:
    number = made(office)
    assert refused(office, "clerk", lambda c: proposals.decide(c, number, True), login="other") == ["right_missing"]
    assert refused(office, "reviewer", lambda c: proposals.propose(c, "a", COUNTY, "", None, {})) == ["right_missing"]


@pytest.mark.parametrize(("place", "is_seen"), [(COUNTY, True), (CITY, True), (OTHER_COUNTY, False), (TOWN, False)])
def test_a_proposal_is_decided_by_those_whose_place_holds_it(office: Office, place: int, is_seen: bool) -> None:
    number = made(office)
    with office.acting("reviewer", place) as connection:
        assert [one.proposal_id for one in proposals.listed(connection)] == ([number] if is_seen else [])
    if is_seen:
        with office.acting("reviewer", place) as connection:
            proposals.decide(connection, number, True, "seen the papers")
        return
    for which in (number, number + 1):  # one of another place and one that is not there look the same
        with pytest.raises(DeniedError) as caught, office.acting("reviewer", place) as connection:
            proposals.decide(connection, which, True)
        assert codes(caught.value) == ["unknown_proposal"]


@pytest.mark.parametrize("place", [COUNTRY, PROVINCE, OTHER_COUNTY])
def test_a_proposal_is_made_for_the_own_places_alone(office: Office, place: int) -> None:
    assert refused(office, "clerk", lambda c: proposals.propose(c, "a", place, "", None, {})) == ["place_missing"]


def test_of_two_reviewers_at_once_one_decides(office: Office) -> None:
    number, both = made(office), Barrier(2)
    tokens = [(office.session("reviewer", COUNTY, login), vote) for login, vote in (("r1", True), ("r2", False))]

    def decide(token: str, vote: bool) -> list[str]:
        try:
            with application(office.address, token) as connection:
                both.wait(10)
                proposals.decide(connection, number, vote, "my view")
        except BadInputError as error:
            return codes(error)
        return []

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda asked: decide(*asked), tokens))
        assert sorted(answers) == [[], ["proposal_state"]]
        number = made(office)


def test_a_refusal_says_why(office: Office) -> None:
    number = made(office)
    assert refused(office, "reviewer", lambda c: proposals.decide(c, number, False, " ")) == ["refusal_without_reason"]
    with office.acting("reviewer", login="checker") as connection:
        proposals.decide(connection, number, False, "the papers are missing")
        (one,) = proposals.listed(connection)
    assert (one.state, one.why_decided, one.made_by_login, one.decided_by_login) == (
        "refused",
        "the papers are missing",
        "maker",
        "checker",
    )
    with office.acting("clerk", login="maker") as connection:  # the maker sees who refused it
        assert proposals.one(connection, number).decided_by_login == "checker"


def test_the_maker_alone_takes_a_proposal_back_while_it_is_pending(office: Office) -> None:
    number = made(office)
    assert refused(office, "clerk", lambda c: proposals.withdraw(c, number), login="other") == ["proposal_of_another"]
    with office.acting("clerk", login="maker") as connection:
        proposals.withdraw(connection, number)
    assert state(office, number) == "withdrawn"
    assert refused(office, "reviewer", lambda c: proposals.decide(c, number, True)) == ["proposal_state"]
    other = approved(office)
    assert refused(office, "clerk", lambda c: proposals.withdraw(c, other), login="maker") == ["proposal_state"]


@pytest.mark.parametrize("stands", ["pending", "refused", "withdrawn"])
def test_what_is_not_approved_takes_no_effect(office: Office, stands: str) -> None:
    number = made(office)
    if stands == "refused":
        with office.acting("reviewer") as connection:
            proposals.decide(connection, number, False, "no")
    elif stands == "withdrawn":
        with office.acting("clerk", login="maker") as connection:
            proposals.withdraw(connection, number)
    assert refused(office, "clerk", lambda c: proposals.effected(c, number)) == ["proposal_state"]
    assert state(office, number) == stands


def test_an_approval_of_one_kind_of_act_serves_no_other(office: Office) -> None:
    number = approved(office, kind="fact.correct")
    assert refused(office, "clerk", lambda c: proposals.effected(c, number, "person.merge")) == ["proposal_kind"]
    assert state(office, number) == "approved"


def test_an_effect_that_is_taken_back_leaves_the_proposal_approved(office: Office) -> None:
    number = approved(office)

    def act() -> None:
        with office.acting("clerk") as connection:
            proposals.effected(connection, number)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert state(office, number) == "approved"


def test_of_two_who_effect_at_once_one_does(office: Office) -> None:
    number = approved(office)
    tokens = [office.session("clerk", COUNTY, login) for login in ("d1", "d2")]

    def effect(token: str) -> bool:
        try:
            with application(office.address, token) as connection:
                proposals.effected(connection, number)
        except BadInputError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(effect, tokens)) == [False, True]


def test_nobody_changes_what_was_proposed(office: Office) -> None:
    made(office)
    for statement in (
        "UPDATE access.proposal SET content = '{}'",
        "UPDATE access.proposal SET state = 'approved'",
        "DELETE FROM access.proposal",
        "INSERT INTO access.proposal (kind, place, content, made_by, made_session) VALUES ('a', 0, '{}', 1, 1)",
    ):
        for role in ("clerk", "reviewer"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), office.acting(role) as connection:
                connection.execute(statement)


@pytest.mark.parametrize("role", ["policy_officer", "village_worker", "security_administrator", "citizen"])
def test_who_neither_makes_nor_decides_nor_audits_sees_no_proposal(office: Office, role: str) -> None:
    number = made(office)
    with office.acting(role) as connection:
        assert proposals.listed(connection) == []
        with pytest.raises(DeniedError):
            proposals.one(connection, number)


def test_the_list_is_asked_for_by_state_and_kind(office: Office) -> None:
    first, second = made(office), approved(office, kind="fact.correct")
    with office.acting("reviewer") as connection:
        assert [one.proposal_id for one in proposals.listed(connection)] == [first, second]
        assert [one.proposal_id for one in proposals.listed(connection, state="pending")] == [first]
        assert [one.proposal_id for one in proposals.listed(connection, kind="fact.correct")] == [second]
