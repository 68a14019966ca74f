"""Who is who: a person with another number, two files that are one person's, a file that was two people's after all.

Each is proposed by one and approved by another. A seal is bound to its row, so numbers and names are opened and sealed
anew for the rows that will hold them. What was known before stays as it was known: statements end of one file and are
recorded of the other in one revision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from canbao.access.proposals import one
from canbao.access.proposals import propose as proposed
from canbao.basis.certificates.certificate import Certificate
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.database.queries import queries
from canbao.registry.linking.kinds import SINGLE_KINDS
from canbao.registry.people.person_file import CERTIFICATE, NAME
from canbao.sealing.seals import place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals
    from canbao.sealing.tokens import Tokens

NUMBER: Final = "person.number"
MERGE: Final = "person.merge"
SPLIT: Final = "person.split"
SQL: Final[Mapping[str, str]] = queries("canbao.desk", "identities.sql")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two files of which it is in doubt whether they are one person's. why: other_number, several_people, fuzzy."""

    doubt_id: int
    person_id: int
    other_person_id: int | None
    why: str
    evidence: Mapping[str, Any]
    file_id: int | None
    row_number: int | None


def doubts(connection: Connection[Any], after: int = 0, most: int = 100) -> list[Doubt]:
    """The open doubts of the people whom the present actor may see, the oldest first."""
    return [Doubt(*row) for row in connection.execute(SQL["doubts"], {"after": after, "most": most})]


def propose_number(
    connection: Connection[Any],
    sealing: tuple[Seals, Tokens],
    person: int,
    at_place: int,
    certificate: Certificate,
    since: date,
    why: str,
) -> int:
    """Propose that a person holds another certificate from a day on: a changed number, or a newborn's first one.

    It takes the place of the certificate that the person holds alone; of several none is taken to be meant, and all
    stay. The number is kept sealed in the proposal. Returns the number of the proposal.
    """
    if not why.strip():
        raise BadInputError([finding("correction_without_reason", str(person))])
    seals, tokens = sealing
    held = [(row, sealed) for row, sealed, is_held in certificates_of(connection, person) if is_held]
    replaced = held if len(held) == 1 else []
    asked = {"certificates": 1 + len(replaced), "names": 0}
    row, *kept = [number for _, number in connection.execute(SQL["next_rows"], asked).fetchall()]
    content = {
        "why": why,
        "from_day": since.isoformat(),
        "kept": None,
        "certificate": {
            "row": row,
            "kind": certificate.kind,
            "token": tokens.of_number(certificate.kind, certificate.number).hex(),
            "sealed": seals.seal(certificate.number, place(CERTIFICATE[0], row, CERTIFICATE[1])).hex(),
        },
    }
    for again in _resealed(seals, CERTIFICATE, replaced, kept):
        content["kept"] = {"of": again["old_row"], "row": again["new_row"], "sealed": again["sealed"]}
    return proposed(connection, NUMBER, at_place, "", person, content)


def effect_number(connection: Connection[Any], proposal: int) -> int:
    """Let an approved change of number take effect; the revision.

    Raises psycopg's ObjectNotInPrerequisiteState when somebody holds the number, or the old one is not held any more.
    """
    row = connection.execute(SQL["effect_number"], {"proposal": proposal}).fetchone()
    assert row is not None
    return int(row[0])


def propose_merge(
    connection: Connection[Any],
    keep: int,
    merge: int,
    at_place: int,
    today: date,
    why: str,
    more: Mapping[str, Any] | None = None,
) -> int:
    """Propose that two files are one person's: ``merge`` goes into ``keep``. The number of the proposal.

    more: what else the proposal holds, as the doubt that it settles.
    """
    if keep == merge:
        raise BadInputError([finding("merge_with_itself", str(keep))])
    if not why.strip():
        raise BadInputError([finding("correction_without_reason", str(keep))])
    content = {**(more or {}), "why": why, "keep": keep, "merge": merge, "today": today.isoformat()}
    return proposed(connection, MERGE, at_place, "", keep, content)


def effect_merge(connection: Connection[Any], seals: Seals, proposal: int) -> dict[str, Any]:
    """Let an approved merge take effect: what moved, cover as adopted, contradictions written down, the revision."""
    content = one(connection, proposal).content
    return _moved(connection, seals, "effect_merge", proposal, content["merge"], None)


def propose_split(
    connection: Connection[Any], keep: int, merge: int, at_place: int, revision: int, today: date, why: str
) -> int:
    """Propose that a merge, made in a revision, was wrong. The number of the proposal."""
    if not why.strip():
        raise BadInputError([finding("correction_without_reason", str(keep))])
    content = {"why": why, "keep": keep, "merge": merge, "revision": revision, "today": today.isoformat()}
    return proposed(connection, SPLIT, at_place, "", keep, content)


def effect_split(connection: Connection[Any], seals: Seals, proposal: int) -> dict[str, Any]:
    """Let an approved split take effect: what moved back, cover as adopted, the revision."""
    content = one(connection, proposal).content
    return _moved(connection, seals, "effect_split", proposal, content["keep"], content["revision"])


def certificates_of(
    connection: Connection[Any], person: int, recorded_in: int | None = None
) -> list[tuple[int, bytes, bool]]:
    """The certificates of a person known now: row, sealed number, whether it is held."""
    return connection.execute(SQL["certificates"], {"person": person, "recorded_in": recorded_in}).fetchall()


def _moved(
    connection: Connection[Any], seals: Seals, act: str, proposal: int, person: int, recorded_in: int | None
) -> dict[str, Any]:
    """Seal a person's numbers and names for the rows that will hold them, and let the act take effect."""
    asked = {"person": person, "recorded_in": recorded_in}
    numbers = [(row[0], row[1]) for row in certificates_of(connection, person, recorded_in)]
    names = connection.execute(SQL["names"], asked).fetchall()
    wanted = {"certificates": len(numbers), "names": len(names)}
    rows = [row[1] for row in connection.execute(SQL["next_rows"], wanted).fetchall()]
    done = connection.execute(
        SQL[act],
        {
            "proposal": proposal,
            "certificates": json.dumps(_resealed(seals, CERTIFICATE, numbers, rows[: len(numbers)])),
            "names": json.dumps(_resealed(seals, NAME, names, rows[len(numbers) :])),
            "single_kinds": SINGLE_KINDS,
        },
    ).fetchone()
    assert done is not None
    return dict(done[0])


def _resealed(seals: Seals, column: tuple[str, str], held: list[Any], rows: list[int]) -> list[dict[str, Any]]:
    """Values sealed for other rows of their table."""
    table, name = column
    return [
        {
            "old_row": old,
            "new_row": new,
            "sealed": seals.seal(seals.unseal(sealed, place(table, old, name)), place(table, new, name)).hex(),
        }
        for (old, sealed), new in zip(held, rows, strict=True)
    ]
