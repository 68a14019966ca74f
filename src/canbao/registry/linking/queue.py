"""The queue of doubts about two people, and what the two say, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canbao.basis.certificates.masks import masked, masked_name
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.registry.linking.kinds import SINGLE_KINDS
from canbao.registry.linking.run import SQL
from canbao.registry.people.sources import Key, Source, sources_of
from canbao.sealing.seals import place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two people of whom it is in doubt whether they are one. person: who would be kept; other: who would go into it.

    why: other_number or fuzzy. state: open, same, different or withdrawn. weight, model, evidence: of a fuzzy one.
    reopens: the doubt that was settled before something became known otherwise. recorded_in, closed_in: revisions.
    """

    doubt: int
    person: int
    other: int
    why: str
    state: str
    weight: float | None
    model: str | None
    evidence: Mapping[str, Any]
    reopens: int | None
    reason: str | None
    proposal: int | None
    recorded_in: int
    closed_in: int | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What two files say otherwise, each with the row that says it. what: a part of the identity or a kind of fact."""

    what: str
    kept: Any
    merged: Any
    kept_source: Source
    merged_source: Source


def queue(connection: Connection[Any], at: int, most: int = 100) -> list[Doubt]:
    """The open doubts of a place (twelve digits), the surest first; both people are seen by the present actor."""
    return [Doubt(*row) for row in connection.execute(SQL["queue"], {"place": at, "most": most})]


def one(connection: Connection[Any], doubt: int) -> Doubt:
    """A doubt. Raises BadInputError for one that is not there, or whose people the present actor does not both see."""
    row = connection.execute(SQL["one"], {"doubt": doubt}).fetchone()
    if row is None:
        raise BadInputError([finding("doubt_unknown", str(doubt), doubt=doubt)])
    return Doubt(*row)


def compared(connection: Connection[Any], doubt: Doubt) -> str:
    """The digest of what is known now of both, in hexadecimal."""
    row = connection.execute(SQL["compared"], {"one": doubt.person, "other": doubt.other}).fetchone()
    assert row is not None
    return bytes(row[0]).hex()


def contradictions(connection: Connection[Any], seals: Seals, doubt: Doubt) -> list[Contradiction]:
    """What the two contradict one another in: as it is while the doubt is open; when they were merged, as written then.

    Names and numbers are masked.
    """
    if doubt.state not in ("open", "same"):
        return []
    asked = {"keep": doubt.person, "merge": doubt.other, "single_kinds": SINGLE_KINDS, "revision": doubt.closed_in}
    name = "conflicts_written" if doubt.state == "same" else "conflicts_between"
    rows = connection.execute(SQL[name], asked).fetchall()
    shown = _Shown(connection, seals, [value for row in rows for value in (row[1], row[2])])
    keys: list[tuple[Key, Key]] = [((None, row[3], row[4], None), (None, row[5], row[6], None)) for row in rows]
    files = [{"file_id": key[1], "row_number": key[2]} for pair in keys for key in pair]
    sources = sources_of(connection, files)
    return [
        Contradiction(row[0], shown.of(row[1]), shown.of(row[2]), sources[first], sources[second])
        for row, (first, second) in zip(rows, keys, strict=True)
    ]


class _Shown:
    """Values as they may be shown: names and numbers, told by the numbers of their rows, opened and masked."""

    def __init__(self, connection: Connection[Any], seals: Seals, values: list[Any]) -> None:
        self.names = {
            row: masked_name(seals.unseal(sealed, place("person_name", row, "name")))
            for row, sealed in connection.execute(SQL["sealed_names"], {"rows": _rows(values, "name")})
        }
        self.numbers = {
            row: masked(kind, seals.unseal(sealed, place("certificate", row, "number")))
            for row, kind, sealed in connection.execute(SQL["sealed_numbers"], {"rows": _rows(values, "certificate")})
        }

    def of(self, value: Any) -> Any:
        """A value as it may be shown."""
        if isinstance(value, Mapping) and "name" in value:
            return self.names.get(value["name"])
        if isinstance(value, Mapping) and "certificate" in value:
            return {"kind": value["kind"], "number": self.numbers.get(value["certificate"])}
        return value


def _rows(values: list[Any], part: str) -> list[int]:
    return sorted({value[part] for value in values if isinstance(value, Mapping) and part in value})
