"""Enrolling: a clerk puts a person into a scheme at a pooling place for a coverage year.

That nobody has cover twice is a constraint of the database, whoever enrols and however many at once: one enrolment
stands, the others are told which cover stands, without being told where another place lies. Cover beside other cover
needs a reason that the law gives. What was enrolled ends by a correction or a resolution, which another approves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from canbao.access.denials import told_in
from canbao.basis.days import day_number
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import place_code
from canbao.desk.queries import DESK

if TYPE_CHECKING:
    from psycopg import Connection, Error

    from canbao.policy.policies import Policies

ACT: Final = "cover.enrol"
RESIDENT: Final = 390
SCHEMES: Final[Mapping[int, Text]] = {
    310: Text("职工医保", "the employee scheme"),
    390: Text("居民医保", "the resident scheme"),
}
NEARNESS: Final[Mapping[str, Text]] = {
    "same_county": Text("本县（区）", "in this county"),
    "same_city": Text("本市其他县（区）", "in another county of this city"),
    "same_province": Text("本省其他市", "in another city of this province"),
    "another_province": Text("外省", "in another province"),
    "unknown": Text("地区不详", "at a place that is not known"),
}
"""Where cover stands, as whoever enrols elsewhere may know it."""
REFUSALS: Final = {
    "enrol_merged": "enrol_merged",
    "enrol_not_living": "enrol_not_living",
    "enrol_place": "enrol_no_pooling_place",
    "enrol_days": "enrol_days_outside",
    "enrol_nothing_beside": "enrol_nothing_beside",
    "enrol_basis": "enrol_basis_missing",
    "enrol_changed": "enrol_changed",
}
"""The finding for each word by which the database refuses to enrol."""
Beside = Literal["new_student"]
"""Why the law allows cover beside other cover: a new student, at home and at the place of study (xz11/3d)."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is enrolled. scheme: 310 or 390. place: the pooling place, 12 digits. since, until: half-open.

    is_paid_in_window: None where nobody says. beside: why it may stand beside other cover.
    """

    scheme: int
    place: int
    year: int
    since: date
    until: date
    paid_on: date | None = None
    is_paid_in_window: bool | None = None
    beside: Beside | None = None


def span_of(year: int, paid_on: date) -> tuple[date, date]:
    """The days of cover of a year where nothing else is said: from its first day, or the later day of payment."""
    return max(date(year, 1, 1), paid_on), date(year + 1, 1, 1)


def is_in_window(policies: Policies, place: int, year: int, paid_on: date) -> bool:
    """Whether a day lies in the collection window of a place and coverage year, by the law on that day.

    place: 12 digits. Raises BadInputError where no law is known.
    """
    terms = policies.policy(place_code(place)[:6], year, max(paid_on, date(year, 1, 1))).terms
    return terms.window_from <= day_number(paid_on.year, paid_on.month, paid_on.day) < terms.window_until


def enrol(connection: Connection[Any], person: int, enrolment: Enrolment, why: str) -> int:
    """Enrol a person; the revision.

    Raises BadInputError where cover stands on one of the days, or the enrolment is none that there could be; psycopg's
    InsufficientPrivilege for whoever may not, at the place or for the person.
    """
    values = {
        "person": person,
        "scheme": enrolment.scheme,
        "place": enrolment.place,
        "year": enrolment.year,
        "since": enrolment.since,
        "until": enrolment.until,
        "paid_on": enrolment.paid_on,
        "in_window": enrolment.is_paid_in_window,
        "beside": enrolment.beside,
        "why": why,
    }
    with refusals_told(person):
        row = connection.execute(DESK["enrol"], values).fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def refusals_told(person: int) -> Iterator[None]:
    """Turn what the database refuses to enrol into findings. Raises BadInputError."""
    from psycopg.errors import DeadlockDetected, ObjectNotInPrerequisiteState

    try:
        yield
    except DeadlockDetected as error:
        raise BadInputError([finding("enrol_changed", f"person {person}", person=person)]) from error
    except ObjectNotInPrerequisiteState as error:
        raise BadInputError([refusal(person, error)]) from error


def refusal(person: int, error: Error) -> Finding:
    """The finding for what the database refused."""
    told, word, about = told_in(error), error.diag.message_detail or "", f"person {person}"
    if word != "enrol_covered":
        return finding(REFUSALS[word], about, **{"person": person, **told})
    until = told["until"]
    return finding(
        "enrol_covered",
        about,
        scheme=SCHEMES[told["scheme"]],
        nearness=NEARNESS[told["nearness"]],
        since=told["from"],
        through=Text("无终止日", "no end") if until is None else last_day(until),
        person=person,
    )


def last_day(until: str) -> str:
    """The last day of a span that ends before a day."""
    return (date.fromisoformat(until) - timedelta(days=1)).isoformat()
