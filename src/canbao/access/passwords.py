"""Passwords: which are refused, and how they are kept.

Kept as Argon2id with the second recommended parameters of RFC 9106 (64 MiB, three passes, four lanes): about a tenth of
a second to check. A password is taken in the form NFKC, so that keyboards that write the same sign differently agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 10
"""Characters that a password has at least."""
MOST = 128
"""Characters that a password has at most: hashing a longer one would only cost time."""
LEAST_DIFFERENT = 5
"""Different characters that a password has at least."""
LEAST_PERSONAL = 3
"""Characters of a login or a name from which on a password may not hold them."""

ABOUT = "password"
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
"""What lies beside each other in the alphabet and on the keyboard."""
LEET = str.maketrans("013457@$!", "oieastasi")
"""Digits and signs that stand for a letter."""
NUMBER = re.compile(r"[a-z]?\d+[a-z]?")
"""A day of birth, a telephone, a certificate."""
NOT_LETTERS = re.compile(r"[\W\d_]+")
AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def hashed(password: str, login: str, name: str) -> str:
    """What is kept of a new password. Raises BadInputError with every reason to refuse it."""
    faults = list(refusals(password, login, name))
    if faults:
        raise BadInputError(faults)
    return hasher().hash(normal(password))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that is kept. Takes the same time for every password."""
    from argon2.exceptions import InvalidHashError, VerificationError

    plain = normal(password)
    try:
        return hasher().verify(kept, plain[:MOST]) and len(plain) <= MOST
    except (VerificationError, InvalidHashError):
        return False


def spend(password: str) -> None:
    """Work as long as ``matches`` does, for a login that nobody has."""
    hasher().hash(normal(password)[:MOST])


def renewed(kept: str, password: str) -> str | None:
    """The same password under the present parameters; None when it is kept under them already."""
    return hasher().hash(normal(password)) if hasher().check_needs_rehash(kept) else None


def refusals(password: str, login: str, name: str) -> Iterator[Finding]:
    """The reasons to refuse a new password."""
    plain = normal(password)
    if len(plain) < LEAST:
        yield finding("password_short", ABOUT, least=LEAST)
    if len(plain) > MOST:
        yield finding("password_long", ABOUT, most=MOST)
    low = plain.lower()
    if any(len(own) >= LEAST_PERSONAL and own in low for own in (login.lower(), normal(name).lower())):
        yield finding("password_personal", ABOUT)
    if is_trivial(low):
        yield finding("password_trivial", ABOUT)


def is_trivial(low: str) -> bool:
    """Whether a password in small letters is one that is tried first: a number, well known, repeated, in a row."""
    if NUMBER.fullmatch(low) or len(set(low)) < LEAST_DIFFERENT or re.fullmatch(r"(.{1,6}?)\1+", low):
        return True
    letters = NOT_LETTERS.sub("", low)
    if any(in_a_row(part, row) for part in (low, letters) if len(part) >= LEAST_DIFFERENT for row in ROWS):
        return True
    spelt = NOT_LETTERS.sub("", AROUND.sub("", low).translate(LEET))
    return letters in well_known() or spelt in well_known()


def in_a_row(low: str, row: str) -> bool:
    """Whether a password runs along a row, forwards or backwards, once or again and again."""
    length = len(low)
    return any(low in way * (length // len(way) + 2) for way in (row, row[::-1]))


@cache
def well_known() -> frozenset[str]:
    """Words that passwords are made of when nobody is to remember anything."""
    lines = files("canbao.access").joinpath("well_known_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def normal(password: str) -> str:
    """A password as it is compared."""
    return unicodedata.normalize("NFKC", password)


@cache
def hasher() -> PasswordHasher:
    """The parameters under which passwords are kept."""
    from argon2 import PasswordHasher
    from argon2.profiles import RFC_9106_LOW_MEMORY

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
