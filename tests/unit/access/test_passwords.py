"""Which passwords are refused, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, Type

from canbao.access import passwords
from canbao.access.passwords import LEAST, MOST, hashed, hasher, is_trivial, matches, refusals, renewed, well_known
from canbao.basis.errors import BadInputError

GOOD = "pale green kettle"


def codes(password: str, login: str = "anna", name: str = "安娜丽") -> list[str]:
    """The codes of the reasons to refuse a password."""
    return [found.code for found in refusals(password, login, name)]


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parameters that cost no time."""
    made = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: made)


def test_passwords_are_kept_under_the_second_recommended_parameters_of_rfc_9106() -> None:
    made = hasher()
    assert (made.type, made.time_cost, made.memory_cost, made.parallelism) == (Type.ID, 3, 64 * 1024, 4)
    assert (made.salt_len, made.hash_len) == (16, 32)


def test_a_kept_password_is_recognised_and_another_is_not() -> None:
    kept = hashed(GOOD, "anna", "安娜")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert matches(kept, GOOD)
    assert not matches(kept, GOOD + ".")
    assert GOOD not in kept


@pytest.mark.usefixtures("cheap")
def test_the_same_password_is_kept_differently_each_time() -> None:
    assert hashed(GOOD, "anna", "安娜") != hashed(GOOD, "anna", "安娜")


@pytest.mark.usefixtures("cheap")
def test_keyboards_that_write_a_sign_differently_agree() -> None:
    assert matches(hashed("café ｇｒｅｅｎ kettle", "anna", "安娜"), "cafe\u0301 green kettle")


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("kept", ["", "no password opens this", "$argon2id$v=19$m=1$x"])
def test_what_is_no_digest_matches_nothing(kept: str) -> None:
    assert not matches(kept, kept)


@pytest.mark.usefixtures("cheap")
def test_what_is_longer_than_a_password_may_be_matches_nothing() -> None:
    longest = "pale green kettle " + "长" * (MOST - 18)
    kept = hashed(longest, "anna", "安娜")
    assert matches(kept, longest)
    assert not matches(kept, longest + "长")


def test_a_password_is_kept_anew_when_the_parameters_have_changed() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    newer = renewed(old, GOOD)
    assert newer is not None
    assert matches(newer, GOOD)
    assert renewed(newer, GOOD) is None


@pytest.mark.parametrize(("length", "found"), [(LEAST - 1, ["password_short"]), (LEAST, []), (LEAST + 1, [])])
def test_a_password_has_a_least_length(length: int, found: list[str]) -> None:
    assert codes("kettle pale green"[:length]) == found


@pytest.mark.parametrize(("length", "found"), [(MOST - 1, []), (MOST, []), (MOST + 1, ["password_long"])])
def test_a_password_has_a_greatest_length(length: int, found: list[str]) -> None:
    assert codes("".join(chr(0x4E00 + number) for number in range(length))) == found


@pytest.mark.parametrize("password", ["my anna password 7", "ANNA and the rest", "这是安娜丽的口令没错吧"])
def test_a_password_does_not_hold_the_login_or_the_name(password: str) -> None:
    assert codes(password) == ["password_personal"]


def test_a_name_of_two_signs_may_stand_in_a_password() -> None:
    assert codes("安娜爱吃糖油粑粑和米粉", name="安娜") == []


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "0987654321",
        "19800501198005",
        "84910119900101002x",
        "abcdefghijkl",
        "zyxwvutsrqpo",
        "qwertyuiop",
        "1qaz2wsx3edc",
        "zxcvbnm123456",
        "a1b2c3d4e5f6",
        "aaaaaaaaaaaa",
        "ababababababab",
        "abcabcabcabc",
        "test-test-test",
        "password123",
        "p@ssw0rd2026!",
        "admin@12345",
        "!!welcome!!2026",
        "yibao2026!!",
        "woaini1314520",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert is_trivial(password)
    assert "password_trivial" in codes(password)
    assert "password_trivial" in codes(password.upper())


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery", "四川的山水很美丽啊好", "x7!kq-29fmw", "we welcome all tests"]
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    assert codes(password) == []


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(BadInputError) as caught:
        hashed("anna1", "anna", "安娜")
    assert [found.code for found in caught.value.findings] == [
        "password_short",
        "password_personal",
        "password_trivial",
    ]
    assert "anna1" not in str(caught.value)


def test_well_known_words_are_letters_alone_as_they_are_compared() -> None:
    assert len(well_known()) > 60
    assert all(word.isalpha() and word == word.lower() for word in well_known())
