"""Signing in: whom it lets in, what it tells those whom it does not, and when a session is over."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from argon2 import PasswordHasher
from tests.access.office import CITY, COUNTRY, COUNTY, PASSWORD, Office, codes

from canbao.access import actors, passwords
from canbao.access.sessions import change_password, sign_in, sign_out, who_am_i
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application

NEW = "a river in the fog"


def hired(office: Office, login: str = "anna", *roles: tuple[str, int]) -> None:
    """An actor with a password and some roles."""
    office.do(
        "INSERT INTO access.actor (login, display_name, password_hash, place) VALUES (%s, '安娜', %s, %s)",
        login,
        passwords.hasher().hash(PASSWORD),
        COUNTY,
    )
    for role, place in roles or (("clerk", COUNTY),):
        office.session(role, place, login)


def refused(office: Office, login: str, password: str, **choice: Any) -> list[str]:
    """The codes with which an attempt is refused."""
    with pytest.raises(BadInputError) as caught:
        sign_in(office.address, login, password, **choice)
    return codes(caught.value)


def test_who_signs_in_acts_in_the_role_until_signing_out(office: Office) -> None:
    hired(office)
    token = sign_in(office.address, "anna", PASSWORD)
    with application(office.address, token) as connection:
        present = who_am_i(connection)
    assert (present.login, present.role, present.place) == ("anna", "clerk", COUNTY)
    assert "propose" in present.rights
    assert sign_out(office.address, token)
    assert not sign_out(office.address, token)
    with application(office.address, token) as connection, pytest.raises(BadInputError) as caught:
        who_am_i(connection)
    assert codes(caught.value) == ["no_session"]
    assert office.events() == [("anna", "access.sign_in", "anna", "done"), ("anna", "access.sign_out", "", "done")]


def test_the_database_has_the_digest_of_a_token_alone(office: Office) -> None:
    hired(office)
    token = sign_in(office.address, "anna", PASSWORD)
    assert len(token) >= 43  # 256 bits
    (kept,) = office.rows("SELECT token_digest FROM access.session ORDER BY session_id DESC LIMIT 1")[0]
    assert kept == hashlib.sha256(token.encode()).digest()


def test_a_wrong_password_an_unknown_login_and_a_disabled_actor_look_the_same(office: Office) -> None:
    hired(office)
    hired(office, "gone")
    office.do("UPDATE access.actor SET disabled_at = now() WHERE login = 'gone'")
    for login, password in (("anna", NEW), ("nobody", PASSWORD), ("gone", PASSWORD), ("Not a login!", PASSWORD)):
        assert refused(office, login, password) == ["sign_in_refused"]


def test_refused_attempts_are_audited_and_what_may_be_a_password_is_not_repeated(office: Office) -> None:
    hired(office)
    for login in ("anna", "nobody", "pale green kettle"):
        with pytest.raises(BadInputError) as caught:
            sign_in(office.address, login, NEW)
        assert "kettle" not in str(caught.value)
    assert office.events() == [
        (None, "access.sign_in", "anna", "denied"),
        (None, "access.sign_in", "", "denied"),
        (None, "access.sign_in", "", "denied"),
    ]
    assert office.rows("SELECT about_place FROM access.audit_event ORDER BY event_id")[0] == (COUNTY,)


class Counted(PasswordHasher):
    """Counts how often the work of hashing is done."""

    work = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        type(self).work += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:
        type(self).work += 1
        return super().verify(hash, password)


def test_an_unknown_login_costs_the_same_work_as_a_wrong_password(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    hired(office)
    counted = Counted(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: counted)
    for login in ("anna", "nobody", "Not a login!"):
        Counted.work = 0
        refused(office, login, NEW)
        assert Counted.work == 1


def test_five_wrong_passwords_are_free_then_each_waits_longer(office: Office) -> None:
    hired(office)
    for _ in range(5):
        assert refused(office, "anna", NEW) == ["sign_in_refused"]
    assert refused(office, "anna", PASSWORD) == ["sign_in_wait"]  # not even the right one is looked at
    waits = []
    for _ in range(8):
        office.do("UPDATE access.sign_in_attempt SET wait_until = now()")
        refused(office, "anna", NEW)
        (row,) = office.rows("SELECT extract(epoch FROM wait_until - last_at)::integer FROM access.sign_in_attempt")
        waits.append(row[0])
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    office.do("UPDATE access.sign_in_attempt SET wait_until = now()")
    assert sign_in(office.address, "anna", PASSWORD)
    assert office.rows("SELECT failures FROM access.sign_in_attempt") == [(0,)]


def test_a_login_that_nobody_has_waits_too(office: Office) -> None:
    for _ in range(5):
        assert refused(office, "nobody", NEW) == ["sign_in_refused"]
    assert refused(office, "nobody", NEW) == ["sign_in_wait"]


def test_attempts_at_once_are_each_counted(office: Office) -> None:
    hired(office)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: refused(office, "anna", NEW), range(12)))
    assert answers.count(["sign_in_refused"]) == 5
    assert answers.count(["sign_in_wait"]) == 7


def test_of_those_that_come_too_early_one_is_audited(office: Office) -> None:
    hired(office)
    for _ in range(9):
        refused(office, "anna", NEW)
    whys = [why for (why,) in office.rows("SELECT why FROM access.audit_event ORDER BY event_id")]
    assert whys == ["password"] * 5 + ["wait"]


def test_attempts_are_forgotten_after_a_day(office: Office) -> None:
    hired(office)
    for _ in range(5):
        refused(office, "anna", NEW)
    office.do("UPDATE access.sign_in_attempt SET last_at = now() - interval '25 hours', wait_until = now()")
    refused(office, "anna", NEW)
    assert office.rows("SELECT failures FROM access.sign_in_attempt WHERE login = 'anna'") == [(1,)]


def test_with_several_roles_one_is_chosen(office: Office) -> None:
    hired(office, "anna", ("clerk", COUNTY), ("reviewer", COUNTY), ("reviewer", CITY))
    with pytest.raises(BadInputError) as caught:
        sign_in(office.address, "anna", PASSWORD)
    assert codes(caught.value) == ["sign_in_choose"]
    message = caught.value.findings[0].message
    assert "经办人员 439191 (clerk)" in message.zh
    assert "reviewer 439100 (reviewer)" in message.en
    assert refused(office, "anna", PASSWORD, role="reviewer") == ["sign_in_choose"]
    assert refused(office, "anna", PASSWORD, role="auditor") == ["sign_in_no_role"]
    with application(office.address, sign_in(office.address, "anna", PASSWORD, "reviewer", CITY)) as connection:
        assert (who_am_i(connection).role, who_am_i(connection).place) == ("reviewer", CITY)
    assert sign_in(office.address, "anna", PASSWORD, "clerk")


def test_who_has_no_role_is_told_so_only_with_the_right_password(office: Office) -> None:
    hired(office)
    office.do("UPDATE access.assignment SET ended_at = now()")
    assert refused(office, "anna", NEW) == ["sign_in_refused"]
    assert refused(office, "anna", PASSWORD) == ["sign_in_no_role"]


@pytest.mark.parametrize(
    "over",
    [
        "UPDATE access.session SET expires_at = now()",
        "UPDATE access.session SET closed_at = now()",
        "UPDATE access.assignment SET ended_at = now()",
        "UPDATE access.actor SET disabled_at = now()",
    ],
)
def test_a_session_is_over_at_once_also_in_a_transaction_that_is_held_open(office: Office, over: str) -> None:
    with office.acting("clerk") as connection:
        assert who_am_i(connection)
        office.do(over)
        assert connection.execute("SELECT access.actor_id()").fetchone() == (None,)


@pytest.mark.parametrize(("before", "is_over"), [("1 second", False), ("0 seconds", True), ("-1 second", True)])
def test_a_session_ends_at_its_moment(office: Office, before: str, is_over: bool) -> None:
    with office.acting("clerk") as connection:
        moment = connection.execute("SELECT statement_timestamp()").fetchone()
        office.do("UPDATE access.session SET expires_at = now() + %s::interval", before)
        assert moment
        assert (connection.execute("SELECT access.actor_id()").fetchone() == (None,)) == is_over


def test_a_session_lasts_a_day_at_most(office: Office) -> None:
    hired(office)
    sign_in(office.address, "anna", PASSWORD, hours=1000)
    (row,) = office.rows("SELECT expires_at - opened_at <= interval '24 hours' FROM access.session ORDER BY 1 LIMIT 1")
    assert row == (True,)


def test_a_password_kept_under_older_parameters_is_kept_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    hired(office)
    newer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: newer)
    sign_in(office.address, "anna", PASSWORD)
    (kept,) = office.rows("SELECT password_hash FROM access.actor")[0]
    assert "m=16,t=2,p=1" in kept
    sign_in(office.address, "anna", PASSWORD)
    assert office.rows("SELECT password_hash FROM access.actor")[0] == (kept,)


def test_one_s_own_password_goes_by_the_old_one_and_ends_all_sessions(office: Office) -> None:
    hired(office)
    first, second = sign_in(office.address, "anna", PASSWORD), sign_in(office.address, "anna", PASSWORD)
    with pytest.raises(BadInputError) as caught:
        change_password(office.address, "anna", NEW, NEW)
    assert codes(caught.value) == ["sign_in_refused"]
    with pytest.raises(BadInputError) as caught:
        change_password(office.address, "anna", PASSWORD, "anna anna anna")
    assert "password_personal" in codes(caught.value)
    change_password(office.address, "anna", PASSWORD, NEW)
    for token in (first, second):
        with application(office.address, token) as connection, pytest.raises(BadInputError):
            who_am_i(connection)
    assert refused(office, "anna", PASSWORD) == ["sign_in_refused"]
    with application(office.address, sign_in(office.address, "anna", NEW)) as connection:
        assert not who_am_i(connection).is_password_of_another
    assert ("anna", "access.password", "anna", "done") in office.events()


def test_a_password_that_another_set_is_told(office: Office) -> None:
    with office.acting("security_administrator", COUNTRY) as connection:
        actors.add(connection, "bob", "鲍勃", PASSWORD, COUNTY)
        actors.assign(connection, "bob", "clerk", COUNTY)
    with application(office.address, sign_in(office.address, "bob", PASSWORD)) as connection:
        assert who_am_i(connection).is_password_of_another
