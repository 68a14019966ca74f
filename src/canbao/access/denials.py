"""What the database refuses, as findings: which right or place is missing, and which roles have it.

The functions of the schema say in one word what is lacking (the detail of the error) and fill in a message (its hint);
what row security or a missing grant refuses has neither, and is told in general.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import place_code

if TYPE_CHECKING:
    from psycopg import Connection, Error

LACKING = {
    "session": "no_session",
    "right": "right_missing",
    "place": "place_missing",
    "department": "department_missing",
    "self": "not_to_oneself",
    "actor": "unknown_actor",
    "first": "not_the_first",
    "own": "maker_is_checker",
    "not_own": "proposal_of_another",
    "proposal": "unknown_proposal",
    "kind": "proposal_kind",
}
"""The finding for each word by which the database says what is lacking."""

STATES = {
    "pending": Text("待复核", "pending"),
    "approved": Text("已同意", "approved"),
    "refused": Text("已退回", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "effected": Text("已生效", "effected"),
}
"""The states of a proposal as people read them."""

REFUSED = "42501"
"""The state by which PostgreSQL says that a privilege is lacking."""
DETAIL, HINT = b"PG_DIAG_MESSAGE_DETAIL", b"PG_DIAG_MESSAGE_HINT"
"""The names under which ADBC gives the detail and the hint of an error."""


class DeniedError(BadInputError):
    """What the present actor may not do here; ``findings`` says what is missing, and who has it."""


@contextmanager
def denials_told() -> Iterator[None]:
    """Turn what the database refuses into DeniedError, a proposal that stands otherwise into BadInputError."""
    from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState

    try:
        yield
    except InsufficientPrivilege as error:
        raise DeniedError([denied(error)]) from error
    except ObjectNotInPrerequisiteState as error:
        if error.diag.message_detail != "proposal":
            raise
        raise BadInputError([standing(error)]) from error


@contextmanager
def streaming_denials_told() -> Iterator[None]:
    """Turn what the database refuses of a stream of Arrow tables into DeniedError."""
    from adbc_driver_manager import ProgrammingError

    try:
        yield
    except ProgrammingError as error:
        if error.sqlstate != REFUSED:
            raise
        details: dict[Any, Any] = dict(error.details)
        raise DeniedError([refused(*(details.get(name, b"").decode() for name in (DETAIL, HINT)))]) from error


def require(connection: Connection[Any], right: str, place: int | None = None) -> int:
    """The present actor's number. Raises DeniedError unless the actor has a right at a place; None: anywhere."""
    with denials_told():
        row = connection.execute("SELECT access.require(%s, %s)", [right, place]).fetchone()
    assert row is not None
    return int(row[0])


def denied(error: Error) -> Finding:
    """The finding for what the database refused."""
    return refused(error.diag.message_detail or "", error.diag.message_hint or "")


def refused(lacking: str, told: str) -> Finding:
    """The finding for what is lacking, in the database's word for it. told: JSON of what fills the message."""
    code = LACKING.get(lacking)
    if code is None:
        return finding("access_refused", "access")
    values: dict[str, Any] = json.loads(told or "{}")
    if code == "right_missing":
        return finding(code, "access", right=values["right"], roles=names_of(values["roles"]))
    if code == "place_missing":
        place = place_code(values["place"])
        return finding(code, place, place=place, own=place_code(values["own"]))
    return finding(code, str(values.get("login") or values.get("proposal") or "access"), **values)


def standing(error: Error) -> Finding:
    """The finding for a proposal that does not stand as an act needs it to."""
    values = told_in(error)
    which, state, wanted = values["proposal"], STATES[values["state"]], STATES[values["wanted"]]
    return finding("proposal_state", str(which), proposal=which, state=state, wanted=wanted)


def told_in(error: Error) -> dict[str, Any]:
    """What fills a message."""
    told: dict[str, Any] = json.loads(error.diag.message_hint or "{}")
    return told


def names_of(roles: Iterable[tuple[str, str]]) -> Text:
    """Roles as a message lists them."""
    pairs = list(roles)
    if not pairs:
        return Text("无", "none")
    return Text("、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs))
