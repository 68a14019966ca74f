"""Proposals: an act that one person makes and another decides, before it takes effect.

What is approved is what was proposed: nobody changes the content. Who makes and who decides, the database knows from
the session, and a constraint keeps them apart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canbao.access.audit import audited
from canbao.access.denials import DeniedError
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

LISTED = 200
"""Proposals listed unless more are asked for."""

SQL = queries("canbao.access", "proposals.sql")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal. Logins are None for actors whom the present actor does not see."""

    proposal_id: int
    kind: str
    place: int
    about: str
    person_id: int | None
    content: dict[str, Any]
    state: str
    made_by: int
    made_by_login: str | None
    made_at: datetime
    decided_by: int | None
    decided_by_login: str | None
    decided_at: datetime | None
    why_decided: str | None
    effected_at: datetime | None


def propose(
    connection: Connection[Any], kind: str, place: int, about: str, person_id: int | None, content: dict[str, Any]
) -> int:
    """Propose an act at a place; the number. Raises DeniedError.

    about: what it is about, never a full number or name. content: what the act needs to be done later.
    """
    with audited(connection, "access.propose", kind, person_id=person_id, place=place, writes_itself=True):
        values = [kind, place, about, person_id, json.dumps(content, ensure_ascii=False)]
        row = connection.execute(SQL["propose"], values).fetchone()
    assert row is not None
    return int(row[0])


def decide(connection: Connection[Any], proposal: int, approve: bool, why: str = "") -> None:
    """Approve or refuse a proposal of another. Of two who decide at once, the second finds it decided.

    Raises DeniedError for one's own proposal and for one of another place, BadInputError for one that is not pending.
    """
    if not approve and not why.strip():
        raise BadInputError([finding("refusal_without_reason", str(proposal))])
    with audited(connection, "access.decide", str(proposal), writes_itself=True):
        connection.execute(SQL["decide"], [proposal, approve, why.strip()])


def withdraw(connection: Connection[Any], proposal: int) -> None:
    """Take back a pending proposal of one's own. Raises DeniedError, BadInputError."""
    with audited(connection, "access.withdraw", str(proposal), writes_itself=True):
        connection.execute(SQL["withdraw"], [proposal])


def effected(connection: Connection[Any], proposal: int, kind: str | None = None) -> Proposal:
    """An approved proposal takes effect, once: first in the transaction of the act, which then does what this returns.

    Raises DeniedError for one of another place or kind, BadInputError for one that is not approved.
    """
    with audited(connection, "access.effected", str(proposal), writes_itself=True):
        row = connection.execute(SQL["effected"], [proposal, kind]).fetchone()
    assert row is not None
    return Proposal(*row)


def one(connection: Connection[Any], proposal: int) -> Proposal:
    """A proposal. Raises DeniedError for one that is not there or not seen."""
    found = listed(connection, proposal=proposal)
    if not found:
        raise DeniedError([finding("unknown_proposal", str(proposal), proposal=proposal)])
    return found[0]


def listed(
    connection: Connection[Any],
    *,
    proposal: int | None = None,
    state: str | None = None,
    kind: str | None = None,
    most: int = LISTED,
) -> list[Proposal]:
    """The proposals that the present actor sees, the oldest first."""
    from psycopg.rows import class_row

    values = {"proposal": proposal, "state": state, "kind": kind, "most": most}
    with connection.cursor(row_factory=class_row(Proposal)) as cursor:
        return cursor.execute(SQL["listed"], values).fetchall()
