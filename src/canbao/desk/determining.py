"""Determinations that are kept: what was answered, to whom, by what was known, with the receipt.

A kept determination is never changed; another replaces it, by a proposal that a second person approved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.tree import Tree
from canbao.casework.decide import decide_read
from canbao.casework.read import read_case
from canbao.casework.report import report
from canbao.desk.queries import DESK
from canbao.registry.people.case_facts import facts_of
from canbao.registry.people.case_of import case_of
from canbao.registry.people.found import history_start

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.casework.decide import Decision
    from canbao.policy.policies import Policies

NATIONWIDE: Final = (0, 10**12)
PAGE: Final = 1000
"""Determinations read at a time."""


@dataclass(frozen=True, slots=True)
class Determination:
    """A determination as it is kept. answer: without its receipt. known: the revision by which it was made."""

    determination_id: int
    person_id: int
    year: int
    paid_on: date | None
    place: int
    answer: Mapping[str, Any]
    receipt: Mapping[str, Any]
    known: int
    made_in: int
    replaces: int | None
    proposal_id: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the case of a person. known: the revision by which it was made."""

    answer: dict[str, Any]
    receipt: dict[str, Any]
    known: int


def answer_for(
    connection: Connection[Any],
    policies: Policies,
    person: int,
    year: int,
    paid_on: date | None,
    place: int,
    known: int | None = None,
) -> Answer:
    """What the law answers a person who pays on a day, from what the registry knows of it, now or in a revision.

    place: 12 digits. Raises BadInputError for a person who is not seen, and where something needed is not known.
    """
    by = known if known is not None else newest(connection)
    facts = facts_of(connection, person, year, by)
    if facts is None:
        raise BadInputError([finding("person_not_seen", str(person))])
    raw = case_of(facts, year, paid_on, place, history_start(connection, place, by))
    found = read_case(raw, Tree(raw, f"person {person}"))
    if found.case is None:
        raise BadInputError(found.findings)
    answer, receipt = told(decide_read(found.case, policies), policies)
    return Answer(answer, receipt, by)


def told(decision: Decision, policies: Policies) -> tuple[dict[str, Any], dict[str, Any]]:
    """A decision as it is kept: the answer without its receipt, and the receipt."""
    said = report(decision, policies, "result")
    return {name: value for name, value in said.items() if name != "receipt"}, said["receipt"]


def keep(
    connection: Connection[Any], policies: Policies, person: int, year: int, paid_on: date | None, place: int
) -> int:
    """Determine for a person and keep it; its number.

    Raises BadInputError, psycopg's UniqueViolation for a second one of the same year.
    """
    found = answer_for(connection, policies, person, year, paid_on, place)
    row = connection.execute(
        DESK["keep"],
        {
            "person": person,
            "year": year,
            "paid_on": paid_on,
            "place": place,
            "answer": json.dumps(found.answer, ensure_ascii=False),
            "receipt": json.dumps(found.receipt),
            "known": found.known,
        },
    ).fetchone()
    assert row is not None
    return int(row[0])


def standing(
    connection: Connection[Any], person: int | None = None, places: tuple[int, int] = NATIONWIDE, after: int = 0
) -> list[Determination]:
    """The determinations that stand, of a person or of the people of a place; at most ``PAGE``, from a number on."""
    asked = {"person": person, "place_from": places[0], "place_until": places[1], "after": after, "most": PAGE}
    return [Determination(*row) for row in connection.execute(DESK["standing"], asked)]


def all_of(connection: Connection[Any], person: int) -> list[Determination]:
    """Every determination of a person, the newest first."""
    return [Determination(*row) for row in connection.execute(DESK["all_of"], {"person": person})]


def newest(connection: Connection[Any]) -> int:
    """The newest revision."""
    row = connection.execute(DESK["newest_revision"]).fetchone()
    assert row is not None
    return int(row[0])
