"""An objection with evidence: "I was insured elsewhere in 2024". A paper, a correction, a second person, a new history.

What was wrong ends and what is right is recorded, in one revision that names the proposal; nothing is overwritten, so
what was answered before can still be shown as it was known then.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from canbao.access.proposals import propose as proposed
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.desk.plain_values import plain
from canbao.desk.queries import DESK
from canbao.sealing.seals import place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals

KIND = "person.correct"
MOST_BYTES: Final = 10_000_000
UNKNOWN_TYPE: Final = "application/octet-stream"
ATTACHMENT = ("attachment", "content")
ENROLMENT = "reported_enrolment"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was handed in. digest: SHA-256 of its bytes."""

    attachment_id: int
    name: str
    media_type: str
    size: int
    digest: bytes
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Cover:
    """Cover as it should have been recorded. valid_from, valid_until: half-open; year: of resident cover."""

    scheme: int
    place: int
    valid_from: date
    valid_until: date | None
    year: int | None = None
    paid_on: date | None = None
    paid_in_window: bool | None = None
    reimbursed: bool | None = None
    bonus_used: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Another fact as it should have been recorded."""

    kind: str
    valid_from: date | None
    valid_until: date | None = None
    code: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A statement of a person that stands now, by what tells it from others. kind: of a fact, or reported_enrolment."""

    kind: str
    scheme: int | None
    code: str | None
    valid_from: date | None
    valid_until: date | None
    file_id: int | None
    row_number: int | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong and what is right."""

    why: str
    attachments: Sequence[int]
    ends: Sequence[Standing] = ()
    covers: Sequence[Cover] = ()
    facts: Sequence[Fact] = field(default=())


def attach(connection: Connection[Any], seals: Seals, person: int, path: Path) -> int:
    """Keep a paper of a person, sealed; its number. Raises BadInputError for one that is empty or over 10 MB."""
    content = path.read_bytes()
    if not 0 < len(content) <= MOST_BYTES:
        raise BadInputError([finding("attachment_size", path.name, most=MOST_BYTES // 10**6)])
    row = connection.execute(DESK["next_attachment"], {"person": person}).fetchone()
    assert row is not None
    number = int(row[0])
    connection.execute(
        DESK["attach"],
        {
            "number": number,
            "person": person,
            "name": path.name[-200:],
            "media_type": mimetypes.guess_type(path.name)[0] or UNKNOWN_TYPE,
            "size": len(content),
            "digest": hashlib.sha256(content).digest(),
            "sealed": seals.seal(content.decode("latin-1"), place(ATTACHMENT[0], number, ATTACHMENT[1])),
        },
    )
    return number


def papers(connection: Connection[Any], person: int) -> list[Paper]:
    """The papers of a person."""
    return [Paper(*row) for row in connection.execute(DESK["attachments"], {"person": person})]


def content_of(connection: Connection[Any], seals: Seals, number: int) -> bytes:
    """What a paper holds. Raises BadInputError for one that is not seen, SealBrokenError for one that was changed."""
    row = connection.execute(DESK["attachment"], {"number": number}).fetchone()
    if row is None:
        raise BadInputError([finding("unknown_attachment", str(number))])
    return seals.unseal(row[3], place(ATTACHMENT[0], number, ATTACHMENT[1])).encode("latin-1")


def standing_now(connection: Connection[Any], person: int) -> list[Standing]:
    """What is said of a person now, apart from who it is: what a correction may end."""
    return [Standing(*row) for row in connection.execute(DESK["standing_now"], {"person": person})]


def propose(connection: Connection[Any], person: int, at_place: int, correction: Correction) -> int:
    """Propose a correction of a person's history; the number of the proposal. Raises DeniedError, BadInputError."""
    if not correction.why.strip():
        raise BadInputError([finding("correction_without_reason", str(person))])
    if not (correction.ends or correction.covers or correction.facts):
        raise BadInputError([finding("correction_empty", str(person))])
    content = {
        "why": correction.why,
        "attachments": list(correction.attachments),
        "end": {
            "enrolments": [plain(each) for each in correction.ends if each.kind == ENROLMENT],
            "facts": [plain(each) for each in correction.ends if each.kind != ENROLMENT],
        },
        "add": {
            "enrolments": [plain(each) for each in correction.covers],
            "facts": [plain(each) for each in correction.facts],
        },
    }
    return proposed(connection, KIND, at_place, "", person, content)


def effect(connection: Connection[Any], proposal: int) -> dict[str, Any]:
    """Let an approved correction take effect: what ended, what was adopted as cover, the revision.

    Raises DeniedError, and psycopg's ObjectNotInPrerequisiteState when what was to end is no longer so.
    """
    row = connection.execute(DESK["effect_correction"], {"proposal": proposal}).fetchone()
    assert row is not None
    return dict(row[0])
