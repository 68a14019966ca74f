"""Managing actors: the first, roles, passwords; a manager manages the own places alone, and never oneself."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.access.office import (
    CITY,
    COUNTRY,
    COUNTY,
    OTHER_COUNTY,
    PASSWORD,
    PROVINCE,
    TOWN,
    Office,
    codes,
)

from canbao.access import actors
from canbao.access.denials import DeniedError
from canbao.access.sessions import sign_in, who_am_i
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application

MANAGER = "security_administrator"


def denied(office: Office, place: int, act: Callable[[Connection[Any]], Any], role: str = MANAGER) -> list[str]:
    """The codes with which an act of the manager of a place is denied."""
    with pytest.raises(DeniedError) as caught, office.acting(role, place) as connection:
        act(connection)
    return codes(caught.value)


def test_the_first_actor_is_the_security_administrator_of_the_country_and_there_is_one_first(office: Office) -> None:
    actors.add_first(office.address, "anna", "安娜", PASSWORD)
    with application(office.address, sign_in(office.address, "anna", PASSWORD)) as connection:
        present = who_am_i(connection)
        assert (present.role, present.place, present.is_password_of_another) == (MANAGER, COUNTRY, False)
    with pytest.raises(DeniedError) as caught:
        actors.add_first(office.address, "bob", "鲍勃", PASSWORD)
    assert codes(caught.value) == ["not_the_first"]
    assert (None, "access.first", "anna", "done") in office.events()


def test_of_two_who_would_be_first_one_is(office: Office) -> None:
    def first(login: str) -> bool:
        try:
            return actors.add_first(office.address, login, "名", PASSWORD) > 0
        except DeniedError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(first, ["a1", "a2", "a3", "a4"])) == 1


def test_the_application_adds_no_first_actor(office: Office) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), application(office.address) as connection:
        connection.execute("SELECT access.add_first_actor('mallory', 'm', 'h')")


def test_whoever_is_added_and_given_a_role_may_sign_in_to_it(office: Office) -> None:
    with office.acting(MANAGER, PROVINCE) as connection:
        actors.add(connection, "bob", "鲍勃", PASSWORD, COUNTY)
        assert actors.assign(connection, "bob", "clerk", COUNTY)
        assert not actors.assign(connection, "bob", "clerk", COUNTY)  # the same again changes nothing
    with application(office.address, sign_in(office.address, "bob", PASSWORD)) as connection:
        assert who_am_i(connection).role == "clerk"
    with office.acting(MANAGER, PROVINCE) as connection:
        assert actors.end(connection, "bob", "clerk", COUNTY) == 1
        assert actors.end(connection, "bob", "clerk", COUNTY) == 0
        assert actors.disable(connection, "bob")
        assert not actors.disable(connection, "bob")
    acts = [act for _, act, about, outcome in office.events() if about == "bob" and outcome == "done"]
    assert acts == ["access.add", "access.assign", "access.sign_in", "access.end", "access.disable"]


def test_what_is_wrong_with_a_new_actor_is_told_at_once(office: Office) -> None:
    with pytest.raises(BadInputError) as caught, office.acting(MANAGER, COUNTRY) as connection:
        actors.add(connection, "Bob", " ", "1234567", COUNTY)
    assert codes(caught.value) == ["login_malformed", "name_missing", "password_short", "password_trivial"]


def test_a_login_is_given_once(office: Office) -> None:
    office.session("clerk", login="bob")
    with pytest.raises(BadInputError) as caught, office.acting(MANAGER, COUNTRY) as connection:
        actors.add(connection, "bob", "鲍勃", PASSWORD, COUNTY)
    assert codes(caught.value) == ["login_taken"]


def test_an_unknown_role_names_the_nearest(office: Office) -> None:
    office.session("clerk", login="bob")
    with pytest.raises(BadInputError) as caught, office.acting(MANAGER, COUNTRY) as connection:
        actors.assign(connection, "bob", "reviewr", COUNTY)
    assert codes(caught.value) == ["unknown_role"]
    assert "reviewer" in caught.value.findings[0].message.en


def test_a_partner_names_its_department_and_nobody_else_does(office: Office) -> None:
    office.session("clerk", login="bob")
    for role, department in (("partner_department", None), ("clerk", "education")):
        with pytest.raises(BadInputError) as caught, office.acting(MANAGER, COUNTRY) as connection:
            actors.assign(connection, "bob", role, COUNTY, department)
        assert codes(caught.value) == ["department_and_role"]
    with office.acting(MANAGER, COUNTRY) as connection:
        assert actors.assign(connection, "bob", "partner_department", COUNTY, "education")
        assert actors.assign(connection, "bob", "partner_department", COUNTY, "civil_affairs")
        assert actors.end(connection, "bob", "partner_department", COUNTY) == 2


@pytest.mark.parametrize("other", ["security_administrator", "auditor"])
def test_the_three_powers_are_never_in_one_hand(office: Office, other: str) -> None:
    office.session("system_administrator", COUNTY, login="bob")
    with pytest.raises(BadInputError) as caught, office.acting(MANAGER, COUNTRY) as connection:
        actors.assign(connection, "bob", other, COUNTY)
    assert codes(caught.value) == ["powers_separate"]
    with office.acting(MANAGER, COUNTRY) as connection:
        assert actors.end(connection, "bob", "system_administrator", COUNTY)
        assert actors.assign(connection, "bob", other, COUNTY)


def test_nobody_gives_or_ends_a_role_of_their_own_or_disables_themselves(office: Office) -> None:
    own = f"security-administrator.{PROVINCE}.all"
    for act in (
        lambda connection: actors.assign(connection, own, "clerk", PROVINCE),
        lambda connection: actors.end(connection, own, MANAGER, PROVINCE),
        lambda connection: actors.disable(connection, own),
        lambda connection: actors.set_password(connection, own, PASSWORD),
    ):
        assert denied(office, PROVINCE, act) == ["not_to_oneself"]
    assert len(office.events("denied")) == 4


def test_not_even_the_owner_gives_a_role_to_the_one_who_grants_it(office: Office) -> None:
    office.session("clerk", login="bob")
    with pytest.raises(psycopg.errors.CheckViolation):
        office.do("UPDATE access.assignment SET granted_by = actor_id")


@pytest.mark.parametrize("place", [COUNTRY, PROVINCE, CITY, OTHER_COUNTY])
def test_a_manager_adds_actors_and_gives_roles_in_the_own_places_alone(office: Office, place: int) -> None:
    office.session("clerk", COUNTY, login="bob")
    assert denied(office, COUNTY, lambda c: actors.add(c, "eve", "伊娃", PASSWORD, place)) == ["place_missing"]
    assert denied(office, COUNTY, lambda c: actors.assign(c, "bob", "reviewer", place)) == ["place_missing"]
    assert denied(office, COUNTY, lambda c: actors.end(c, "bob", "clerk", place)) == ["place_missing"]


def test_a_manager_manages_what_lies_below(office: Office) -> None:
    with office.acting(MANAGER, COUNTY) as connection:
        for place in (COUNTY, TOWN):
            login = f"worker-{place}"
            actors.add(connection, login, "名", PASSWORD, place)
            actors.assign(connection, login, "township_worker", place)
            actors.set_password(connection, login, "another long one")
            actors.disable(connection, login)


def test_an_actor_of_another_place_and_one_that_is_not_there_look_the_same(office: Office) -> None:
    office.session("clerk", OTHER_COUNTY, login="stranger")
    for login in ("stranger", "nobody"):
        for act in (
            lambda c, who=login: actors.set_password(c, who, PASSWORD),
            lambda c, who=login: actors.disable(c, who),
            lambda c, who=login: actors.assign(c, who, "clerk", COUNTY),
        ):
            assert denied(office, COUNTY, act) == ["unknown_actor"]


def test_an_actor_who_also_has_a_role_above_is_not_taken_over_from_below(office: Office) -> None:
    office.session("clerk", COUNTY, login="bob")
    with office.acting(MANAGER, PROVINCE) as connection:
        actors.assign(connection, "bob", "reviewer", PROVINCE)
    assert denied(office, COUNTY, lambda c: actors.set_password(c, "bob", PASSWORD)) == ["unknown_actor"]
    assert denied(office, COUNTY, lambda c: actors.disable(c, "bob")) == ["unknown_actor"]
    with office.acting(MANAGER, PROVINCE) as connection:
        actors.end(connection, "bob", "reviewer", PROVINCE)
    with office.acting(MANAGER, COUNTY) as connection:
        actors.set_password(connection, "bob", PASSWORD)


def test_an_actor_of_the_level_above_who_has_no_role_is_not_managed_from_below(office: Office) -> None:
    with office.acting(MANAGER, COUNTRY) as connection:
        actors.add(connection, "bob", "鲍勃", PASSWORD, PROVINCE)
    assert denied(office, COUNTY, lambda c: actors.set_password(c, "bob", PASSWORD)) == ["unknown_actor"]
    assert denied(office, COUNTY, lambda c: actors.assign(c, "bob", "clerk", COUNTY)) == ["unknown_actor"]


def test_a_role_is_given_to_nobody_who_is_disabled(office: Office) -> None:
    office.session("clerk", COUNTY, login="bob")
    with office.acting(MANAGER, COUNTY) as connection:
        actors.disable(connection, "bob")
    assert denied(office, COUNTY, lambda c: actors.assign(c, "bob", "reviewer", COUNTY)) == ["unknown_actor"]


@pytest.mark.parametrize(
    "role", ["clerk", "reviewer", "auditor", "system_administrator", "data_officer", "partner_department", "citizen"]
)
def test_without_the_right_nothing_is_managed_and_the_attempt_is_written_down(office: Office, role: str) -> None:
    office.session("clerk", COUNTY, login="bob")
    token = office.session(role, COUNTRY, "mallory", "education" if role == "partner_department" else None)
    for act in (
        lambda c: actors.add(c, "eve", "伊娃", PASSWORD, COUNTY),
        lambda c: actors.assign(c, "bob", "reviewer", COUNTY),
        lambda c: actors.end(c, "bob", "clerk", COUNTY),
        lambda c: actors.set_password(c, "bob", PASSWORD),
        lambda c: actors.disable(c, "bob"),
    ):
        with pytest.raises(DeniedError) as caught, application(office.address, token) as connection:
            act(connection)
        assert codes(caught.value) == ["right_missing"]
        assert "安全管理员" in caught.value.findings[0].message.zh
    assert [event[:2] for event in office.events("denied")] == [
        ("mallory", "access.add"),
        ("mallory", "access.assign"),
        ("mallory", "access.end"),
        ("mallory", "access.password"),
        ("mallory", "access.disable"),
    ]


def test_setting_a_password_ends_the_sessions_of_the_actor_and_is_seen_by_the_auditor(office: Office) -> None:
    token = office.session("auditor", COUNTY, login="aud")
    with office.acting(MANAGER, COUNTY, login="mallory") as connection:
        actors.set_password(connection, "aud", PASSWORD)
    with application(office.address, token) as connection, pytest.raises(BadInputError):
        who_am_i(connection)
    with office.acting("auditor", COUNTRY) as connection:
        seen = connection.execute(
            "SELECT about, outcome FROM access.audit_event WHERE act = 'access.password'"
        ).fetchall()
    assert seen == [("aud", "done")]
    with application(office.address, sign_in(office.address, "aud", PASSWORD)) as connection:
        assert who_am_i(connection).is_password_of_another


def test_a_manager_sets_free_whoever_waits_after_wrong_passwords(office: Office) -> None:
    office.session("clerk", COUNTY, login="bob")
    for _ in range(6):
        with pytest.raises(BadInputError):
            sign_in(office.address, "bob", "not the password")
    with office.acting(MANAGER, COUNTY) as connection:
        (bob,) = [actor for actor in actors.listed(connection) if actor.login == "bob"]
        assert bob.wait_until is not None
        actors.set_password(connection, "bob", PASSWORD)
    assert sign_in(office.address, "bob", PASSWORD)


def test_a_manager_sees_the_actors_of_the_own_places_and_a_clerk_oneself(office: Office) -> None:
    for place in (COUNTY, OTHER_COUNTY, PROVINCE):
        office.session("clerk", place, login=f"clerk-{place}")
    with office.acting(MANAGER, COUNTY, login="manager") as connection:
        assert [actor.login for actor in actors.listed(connection)] == [f"clerk-{COUNTY}", "manager"]
    with office.acting("clerk", COUNTY, login=f"clerk-{COUNTY}") as connection:
        assert [actor.login for actor in actors.listed(connection)] == [f"clerk-{COUNTY}"]


def test_the_roles_and_their_rights_are_no_secret(office: Office) -> None:
    with application(office.address) as connection:
        roles = {role.role: role for role in actors.roles(connection)}
    assert sum(role.power for role in roles.values()) == 3
    assert [right["right"] for right in roles["reviewer"].rights] == [
        "decide",
        "feeds.read",
        "registry.read",
        "registry.write",
    ]
    assert all(role.zh and role.en for role in roles.values())


def test_no_role_both_makes_and_decides(office: Office) -> None:
    both = office.rows(
        "SELECT role FROM access.role_right WHERE right_name IN ('propose', 'decide') GROUP BY role HAVING count(*) > 1"
    )
    assert both == []
