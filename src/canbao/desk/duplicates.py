"""Governance of double cover: pairs of records that cover the same days, and what becomes of them (gb38/3.4c).

For each pair the rules propose which record stays; the person may choose otherwise, and giving up an aided record needs
a written undertaking. The resolution is proposed by one and approved by another; then the record that goes ends, cover
is adopted again, and the premium it was paid with is asked back. An act can be undone the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from canbao.access.proposals import propose as proposed
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.tree import Tree
from canbao.casework.beside.commands import SideReply, reply
from canbao.desk.plain_values import plain
from canbao.desk.queries import DESK

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.policy.side_terms import SideLaws

KIND: Final = "cover.resolve"
UNDO: Final = "revision.undo"
EMPLOYEE: Final = 310
SCHEME_NAMES: Final = {310: "employee", 390: "resident"}
COUNTY: Final = 1_000_000
"""Places are compared by county, the area in which a record is kept."""
RecordName = Literal["first", "second"]


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported enrolment of a pair, by what tells it from others. valid_from, valid_until: half-open."""

    scheme: int
    place: int | None
    valid_from: date
    valid_until: date | None
    year: int | None
    paid_on: date | None
    file_id: int | None
    row_number: int | None


@dataclass(frozen=True, slots=True)
class DoubleCover:
    """A person with two records that cover the same days."""

    person_id: int
    registered_place: int | None
    residence_place: int | None
    first: Reported
    second: Reported

    def record(self, name: RecordName) -> Reported:
        """One of the two."""
        return self.first if name == "first" else self.second


@dataclass(frozen=True, slots=True)
class Tie:
    """A school, work or aid of the person."""

    kind: str
    code: str | None
    place: int | None
    valid_from: date | None
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or self.valid_until > day)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is decided of a pair. stays: the record that stays. undertaking: the number of the attachment, if needed.

    gives_back: the premium of the record that goes is asked back.
    """

    why: str
    stays: RecordName
    undertaking: int | None = None
    gives_back: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolution in effect. revision, on: of its effect. month: of the newest match that knew of it; None before one.

    is_double: whether the person is covered twice in that match all the same.
    """

    person_id: int
    revision: int
    on: date
    month: date | None
    is_double: bool | None


def double_cover(
    connection: Connection[Any],
    since: date,
    until: date,
    places: tuple[int, int] = (0, 10**12),
    person: int | None = None,
    most: int = 1000,
) -> list[DoubleCover]:
    """The pairs of records of people of a place that cover the same days, between two days."""
    asked = {
        "since": since,
        "until": until,
        "place_from": places[0],
        "place_until": places[1],
        "person": person,
        "most": most,
    }
    return [
        DoubleCover(row[0], row[1], row[2], Reported(*row[3:11]), Reported(*row[11:19]))
        for row in connection.execute(DESK["double_cover"], asked)
    ]


def judged(
    connection: Connection[Any],
    pair: DoubleCover,
    laws: SideLaws,
    as_of: date,
    place: int,
    choice: RecordName | None = None,
) -> SideReply:
    """What the rules say of a pair on a day: a duplicate or not, which record stays and why, with the clauses."""
    ties = [Tie(*row) for row in connection.execute(DESK["ties"], {"person": pair.person_id})]
    raw = relation_input(pair, ties, as_of, place, choice)
    return reply("relation", raw, Tree(raw, f"person {pair.person_id}"), (), laws)


def relation_input(
    pair: DoubleCover, ties: Iterable[Tie], as_of: date, place: int, choice: RecordName | None
) -> dict[str, Any]:
    """The pair as ``canbao relation`` reads it."""
    held = list(ties)
    begun = [tie.valid_from.year for tie in held if tie.kind == "student_registered" and tie.valid_from is not None]
    studies = any(tie.kind == "student" and tie.holds_on(as_of) for tie in held)
    entered = [year for year in begun if as_of.year - 1 <= year <= as_of.year]
    return {
        "case": 1,
        "id": str(pair.person_id),
        "place": f"{place:012}",
        "as_of": as_of.isoformat(),
        "records": [record_input(pair, pair.first, held, as_of), record_input(pair, pair.second, held, as_of)],
        "student": studies or bool(entered),
        "entry_year": max(entered) if entered else None,
        "choice": choice,
    }


def record_input(pair: DoubleCover, record: Reported, ties: Iterable[Tie], as_of: date) -> dict[str, Any]:
    """One record, with what ties the person to its place."""
    held = [tie for tie in ties if tie.holds_on(as_of)]
    paid_on = record.paid_on
    tied = [
        name
        for name, is_so in (
            ("registered", is_same_county(record.place, pair.registered_place)),
            ("resides", is_same_county(record.place, pair.residence_place)),
            ("works", any(tie.kind == "employed" and is_same_county(tie.place, record.place) for tie in held)),
            ("studies", any(tie.kind == "student" and is_same_county(tie.place, record.place) for tie in held)),
        )
        if is_so
    ]
    return {
        "scheme": SCHEME_NAMES[record.scheme],
        "place": f"{record.place or 0:012}",
        "from": record.valid_from.isoformat(),
        "until": None if record.valid_until is None else record.valid_until.isoformat(),
        "ties": tied,
        "employee_months": months_up_to(record, as_of) if record.scheme == EMPLOYEE else 0,
        "aided": paid_on is not None and any(tie.kind == "aid" and tie.holds_on(paid_on) for tie in ties),
    }


def is_same_county(one: int | None, other: int | None) -> bool:
    """Whether two places lie in the same county."""
    return one is not None and other is not None and one // COUNTY == other // COUNTY


def months_up_to(record: Reported, as_of: date) -> int:
    """Whole months for which a record has lasted, up to a day."""
    end = min(as_of + timedelta(days=1), record.valid_until or date.max)
    months = (end.year - record.valid_from.year) * 12 + end.month - record.valid_from.month
    return max(0, months - (end.day < record.valid_from.day))


def propose(
    connection: Connection[Any], pair: DoubleCover, at_place: int, said: Mapping[str, Any], resolution: Resolution
) -> int:
    """Propose what becomes of a pair; the number of the proposal. said: the answer of ``judged``.

    Raises BadInputError where nothing is covered twice, where another record stays than the rules say and no choice of
    the person says so, and where an undertaking is needed and none is named.
    """
    if said.get("duplicate") is None:
        raise BadInputError([finding("no_double_cover", str(pair.person_id))])
    if said.get("stays") != resolution.stays:
        raise BadInputError([finding("choice_missing", str(pair.person_id))])
    if said.get("undertaking_needed") is not False and resolution.undertaking is None:
        raise BadInputError([finding("undertaking_missing", str(pair.person_id))])
    goes = pair.record("second" if resolution.stays == "first" else "first")
    content = {
        "why": resolution.why,
        "stays": plain(pair.record(resolution.stays)),
        "goes": plain(goes),
        "from_day": said["duplicate"]["from"],
        "principle": said.get("principle"),
        "reason": said.get("reason"),
        "choice": said.get("choice"),
        "undertaking": resolution.undertaking,
        "refund": {"year": goes.year} if resolution.gives_back else None,
    }
    return proposed(connection, KIND, at_place, "", pair.person_id, content)


def effect(connection: Connection[Any], proposal: int) -> dict[str, Any]:
    """Let an approved resolution take effect: what is adopted as cover now, the revision."""
    row = connection.execute(DESK["effect_resolution"], {"proposal": proposal}).fetchone()
    assert row is not None
    return dict(row[0])


def propose_undo(connection: Connection[Any], person: int, at_place: int, revision: int, why: str) -> int:
    """Propose that a resolution or correction of a person is undone; the number of the proposal."""
    return proposed(connection, UNDO, at_place, "", person, {"why": why, "revision": revision})


def effect_undo(connection: Connection[Any], proposal: int) -> dict[str, Any]:
    """Let an approved undo take effect. Raises ObjectNotInPrerequisiteState when it was changed since."""
    row = connection.execute(DESK["effect_undo"], {"proposal": proposal}).fetchone()
    assert row is not None
    return dict(row[0])


def resolved(connection: Connection[Any], places: tuple[int, int], most: int = 1000) -> list[Resolved]:
    """The resolutions in effect of people of a place, the newest first, each with what the next match says of it."""
    asked = {"place_from": places[0], "place_until": places[1], "most": most}
    return [Resolved(*row) for row in connection.execute(DESK["resolved_duplicates"], asked)]


def refunds(connection: Connection[Any], person: int) -> list[tuple[int, int, int, int | None, str]]:
    """The premiums of a person to be given back: number, place, scheme, year, why."""
    return connection.execute(DESK["refunds"], {"person": person}).fetchall()
