"""Sessions: signing in with a password, who one is, signing out.

The token is 256 random bits that its holder alone knows; the database has its digest. A login that nobody has costs the
same work and ends in the same words as a wrong password.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canbao.access.passwords import hashed, matches, renewed, spend
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import place_code
from canbao.database.connecting import application, signing_in
from canbao.database.queries import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from canbao.database.address import Address

HOURS = 10
"""How long a session lasts: a day's work. The database allows 24 at most."""
TOKEN_BYTES = 32
LOGIN = re.compile(r"[a-z][a-z0-9_.-]{1,62}")

SQL = queries("canbao.access", "sessions.sql")


@dataclass(frozen=True, slots=True)
class Choice:
    """A role that the one who signs in may act in."""

    actor_id: int
    name: str
    kept: str
    is_password_of_another: bool
    assignment_id: int | None
    role: str
    zh: str
    en: str
    place: int
    department: str | None

    def told(self) -> Text:
        """The role and its place as a message lists them."""
        at = f" {place_code(self.place)} ({self.role}{', ' + self.department if self.department else ''})"
        return Text(self.zh + at, self.en + at)


@dataclass(frozen=True, slots=True)
class Present:
    """Who acts: an actor in a role at a place until the session ends."""

    actor_id: int
    login: str
    name: str
    role: str
    zh: str
    en: str
    place: int
    department: str | None
    expires_at: datetime
    is_password_of_another: bool
    rights: list[str]


def sign_in(
    address: Address, login: str, password: str, role: str | None = None, place: int | None = None, hours: int = HOURS
) -> str:
    """The token of a new session. Raises BadInputError, always the same for a wrong password and an unknown login.

    role, place: which of several roles is meant; needed only where there are several.
    """
    choices = proved(address, login, password)
    chosen = choice(choices, role, place)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with signing_in(address) as connection:
        values = [login, chosen.assignment_id, digest_of(token), hours]
        if one(connection, "open", values) is None:
            raise BadInputError([refused(login)])  # ended or disabled just now
    return token


def proved(address: Address, login: str, password: str) -> list[Choice]:
    """What one may act as who knows the password. Raises BadInputError; a wrong attempt is counted and written down."""
    if not LOGIN.fullmatch(login):
        spend(password)
        with signing_in(address) as connection:
            one(connection, "refuse", ["", "password"])
        raise BadInputError([refused(login)])
    with signing_in(address) as connection:
        seconds = one(connection, "begin", [login])
    if seconds:
        raise BadInputError([finding("sign_in_wait", login, seconds=seconds)])
    with signing_in(address) as connection:
        choices = who_signs_in(connection, login)
    if not checked(choices, password):
        with signing_in(address) as connection:
            one(connection, "refuse", [login, "password"])
        raise BadInputError([refused(login)])
    with signing_in(address) as connection:
        one(connection, "forget", [login])
        if newer := renewed(choices[0].kept, password):
            one(connection, "rehash", [login, choices[0].kept, newer])
    return choices


def who_signs_in(connection: Connection[Any], login: str) -> list[Choice]:
    """The roles of a login, each with what is kept of the password; empty for nobody."""
    return [Choice(*row) for row in connection.execute(SQL["who"], [login]).fetchall()]


def checked(choices: Sequence[Choice], password: str) -> bool:
    """Whether the password is that of the one who signs in; for nobody the same work is done."""
    if choices:
        return matches(choices[0].kept, password)
    spend(password)
    return False


def choice(choices: Sequence[Choice], role: str | None, place: int | None) -> Choice:
    """The one role that is meant. Raises BadInputError when it is none or several."""
    held = [one for one in choices if one.assignment_id is not None]
    meant = [one for one in held if role in (None, one.role) and place in (None, one.place)]
    if len(meant) == 1:
        return meant[0]
    code = "sign_in_choose" if meant else "sign_in_no_role"
    raise BadInputError([finding(code, "--role", choices=listed(meant or held))])


def listed(choices: Sequence[Choice]) -> Text:
    """Roles as a message lists them."""
    texts = [choice.told() for choice in choices] or [Text("无", "none")]
    return Text("；".join(text.zh for text in texts), "; ".join(text.en for text in texts))


def refused(login: str) -> Finding:
    """The one answer to all that is wrong; a login that cannot be one is not repeated, it may be a password."""
    return finding("sign_in_refused", login if LOGIN.fullmatch(login) else "login")


def change_password(address: Address, login: str, old: str, new: str) -> None:
    """Another password of one's own, by the old one; ends all sessions. Raises BadInputError."""
    choices = proved(address, login, old)
    kept = hashed(new, login, choices[0].name)
    with signing_in(address) as connection:
        one(connection, "own_password", [login, kept])


def sign_out(address: Address, token: str) -> bool:
    """End a session; whether there was one."""
    with application(address, token) as connection:
        return bool(one(connection, "close", []))


def who_am_i(connection: Connection[Any]) -> Present:
    """Who the connection acts for. Raises BadInputError when it is nobody."""
    row = connection.execute(SQL["present"]).fetchone()
    if row is None:
        raise BadInputError([finding("no_session", "session")])
    return Present(*row)


def digest_of(token: str) -> bytes:
    """What the database has of a token."""
    return hashlib.sha256(token.encode()).digest()


def one(connection: Connection[Any], name: str, values: Sequence[Any]) -> Any:
    """The one value that a query gives."""
    row = connection.execute(SQL[name], values).fetchone()
    return None if row is None else row[0]
