"""What changed for others: settlement, which pays by waits, spans and limits, and the national database (gb38/3.4d).

Without it a wait that was worked out has no effect. A reader keeps the last number that it has read and asks for what
is behind it; nothing is ever added before a number that was given out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from canbao.desk.queries import DESK

if TYPE_CHECKING:
    from psycopg import Connection

Audience = Literal["settlement", "national_database"]


@dataclass(frozen=True, slots=True)
class OutgoingChange:
    """A change for others. number: by which a reader reads on. what: determined, redetermined, history_corrected."""

    number: int
    person_id: int
    place: int
    what: str
    content: Mapping[str, Any]
    revision: int


def outgoing(connection: Connection[Any], audience: Audience, after: int = 0, most: int = 1000) -> list[OutgoingChange]:
    """The changes behind a number, in their order, at most so many; of people whom the present actor may see."""
    connection.execute(DESK["number_outgoing"])
    asked = {"audience": audience, "after": after, "most": most}
    return [OutgoingChange(*row) for row in connection.execute(DESK["outgoing"], asked)]
