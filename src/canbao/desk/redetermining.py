"""Determining again, when a fact or a law has changed: who is affected and how; when another approved it, for good.

First a list of exactly those whose answer would be another, the old one beside the new. The list is proposed as it
stands; a second person approves it; it takes effect in one transaction, and settlement is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canbao.access.proposals import propose as proposed
from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding
from canbao.desk.determining import Answer, Determination, answer_for, standing
from canbao.desk.queries import DESK

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.policy.policies import Policies

KIND = "determination.replace"
RESULT = "result"
"""The digest of an answer in its receipt."""


@dataclass(frozen=True, slots=True)
class Affected:
    """A determination that would be another now. changes: each field with its value then and now."""

    old: Determination
    new: Answer
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Undecided:
    """A determination that cannot be made again, and why."""

    old: Determination
    findings: tuple[Finding, ...]


def affected(connection: Connection[Any], policies: Policies, person: int) -> Iterator[Affected | Undecided]:
    """Which determinations of a person would be another by what is known and in force now."""
    for old in standing(connection, person):
        found = again(connection, policies, old)
        if found is not None:
            yield found


def again(connection: Connection[Any], policies: Policies, old: Determination) -> Affected | Undecided | None:
    """A determination made again; None when the answer is the same."""
    try:
        new = answer_for(connection, policies, old.person_id, old.year, old.paid_on, old.place)
    except BadInputError as error:
        return Undecided(old, error.findings)
    if new.receipt[RESULT] == old.receipt[RESULT]:
        return None
    return compared(old, new)


def compared(old: Determination, new: Answer) -> Affected:
    """A determination beside the answer that would be given now."""
    return Affected(old, new, changes(old.answer, new.answer))


def changes(old: Mapping[str, Any], new: Mapping[str, Any], at: str = "") -> dict[str, tuple[Any, Any]]:
    """The fields of two answers that differ, by their path, with the value then and now."""
    found: dict[str, tuple[Any, Any]] = {}
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            found |= changes(before, after, f"{at}{name}.")
        elif before != after:
            found[f"{at}{name}"] = (before, after)
    return found


def propose(connection: Connection[Any], place: int, why: str, those: Sequence[Affected]) -> int:
    """Propose that determinations are replaced by new ones, as they stand in the list; the number of the proposal.

    place: of the office, which holds everybody in the list.
    """
    replacements = [
        {
            "determination": each.old.determination_id,
            "answer": each.new.answer,
            "receipt": each.new.receipt,
            "known": each.new.known,
        }
        for each in those
    ]
    content = {"why": why, "replacements": replacements}
    return proposed(connection, KIND, place, f"{len(those)}", None, content)


def effect(connection: Connection[Any], proposal: int) -> int:
    """Let an approved redetermination take effect; how many determinations were replaced."""
    row = connection.execute(DESK["effect_redetermination"], {"proposal": proposal}).fetchone()
    assert row is not None
    return int(row[0])


def content_of(affected_ones: Sequence[Affected]) -> str:
    """The list as JSON lines, for whoever decides: number, year, and each field then and now."""
    return "\n".join(
        json.dumps(
            {"determination": each.old.determination_id, "year": each.old.year, "changes": each.changes},
            ensure_ascii=False,
        )
        for each in affected_ones
    )
