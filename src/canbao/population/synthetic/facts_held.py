"""The lists of a row: the events of the last two years, and the aid identities; flat, in the order of the rows."""

from __future__ import annotations

from typing import Final, NamedTuple

from canbao.basis.compilable import compilable
from canbao.basis.days import DAYS_PER_YEAR, day_number, year_of, year_start
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.aid import KINDS, NO_AID, ORPHAN, Aid
from canbao.population.synthetic.draws import PERSON, below, chance, key_of
from canbao.population.synthetic.enrolment import Enrolments
from canbao.population.synthetic.households import Homes, Ints
from canbao.population.synthetic.lives import NEVER, WITHIN, Lives
from canbao.population.synthetic.past import Past
from canbao.rules.facts import (
    ACCOMPANYING_SPOUSE_LEFT,
    ANCHOR_NAMES,
    BIRTH,
    EMPLOYEE_COVER_ENDED,
    HOUSEHOLD_REGISTERED,
    NO_ANCHOR,
    RESIDENCE_PERMIT_ISSUED,
    RETURNED_RECRUIT,
    STUDENT_PREPAID_UNTIL,
    STUDENT_REGISTERED,
    WELFARE_HOME_ADMITTED,
)

MOST: Final = len(ANCHOR_NAMES)
"""Events of one row, at most."""
RECRUIT_AGES: Final = (18, 24)
SCHOOL_YEAR_ENDS: Final = 8
"""A prepayment lasts to the first of this month of the coverage year."""


class Held(NamedTuple):
    """Events and identities one after another, and for each row where its own begin (one entry more than rows)."""

    event_kind: Ints
    event_on: Ints
    event_from: Ints
    aid_category: Ints
    aid_since: Ints
    aid_until: Ints
    aid_from: Ints


class Told(NamedTuple):
    """What may be told of a person as events: days, or NEVER; and the kinds of the three whose kind is drawn."""

    ended_on: int
    admitted_on: int
    registered_on: int
    prepaid_until: int
    left: int
    left_on: int
    move: int
    moved_on: int
    rare: int
    rare_on: int


def fill_held(
    seed: int,
    first: int,
    year: int,
    rows: int,
    homes: Homes,
    lives: Lives,
    aid: Aid,
    past: Past,
    enrolments: Enrolments,
    held: Held,
) -> None:
    """Fill the lists of the first ``rows`` rows."""
    since = year_start(year - 1)
    events = 0
    identities = 0
    for row in range(rows):
        i = enrolments.person[row]
        key = key_of(seed, PERSON, first + i)
        is_home = enrolments.place[row] == lives.residence[i]
        told = Told(
            ended_on=recent(past.ended_on[i], since),
            admitted_on=recent(aid.since[i, 1], since) if aid.category[i, 1] == ORPHAN else NEVER,
            registered_on=lives.registered_on[i],
            prepaid_until=day_number(year, SCHOOL_YEAR_ENDS, 1) if enrolments.paid_on[row] == NEVER else NEVER,
            left=lives.left[i],
            left_on=recent(lives.left_on[i], since),
            move=told_of_move(key, is_home),
            moved_on=recent(lives.moved_on[i], since) if lives.moved[i] == WITHIN else NEVER,
            rare=rare_event(key, year - year_of(homes.born[i]), lives.left_on[i] == NEVER),
            rare_on=since + below(key, streams.OTHER_DAY, DAYS_PER_YEAR),
        )
        held.event_from[row] = events
        for kind in range(BIRTH + 1, len(ANCHOR_NAMES)):
            day = day_of(kind, told)
            if day != NEVER:
                held.event_kind[events] = kind
                held.event_on[events] = day
                events += 1
        held.aid_from[row] = identities
        for kind in range(KINDS):
            if aid.category[i, kind] != NO_AID:
                held.aid_category[identities] = aid.category[i, kind]
                held.aid_since[identities] = aid.since[i, kind]
                held.aid_until[identities] = aid.until[i, kind]
                identities += 1
    held.event_from[rows] = events
    held.aid_from[rows] = identities


@compilable
def day_of(kind: int, told: Told) -> int:
    """The day of an event of the kind, or NEVER."""
    if kind == EMPLOYEE_COVER_ENDED:
        return told.ended_on
    if kind == WELFARE_HOME_ADMITTED:
        return told.admitted_on
    if kind == STUDENT_REGISTERED:
        return told.registered_on
    if kind == STUDENT_PREPAID_UNTIL:
        return told.prepaid_until
    if kind == told.left:
        return told.left_on
    if kind == told.move:
        return told.moved_on
    return told.rare_on if kind == told.rare else NEVER


@compilable
def recent(day: int, since: int) -> int:
    """The day, or NEVER where it lies before ``since``."""
    return day if day >= since else NEVER


@compilable
def told_of_move(key: int, is_home: bool) -> int:
    """The kind of event by which a move within the place is told, or NO_ANCHOR. is_home: enrols where they live."""
    if not chance(key, streams.MOVE_EVENT, a.MOVE_EVENTS):
        return NO_ANCHOR
    return RESIDENCE_PERMIT_ISSUED if is_home else HOUSEHOLD_REGISTERED


@compilable
def rare_event(key: int, age: int, is_recruit: bool) -> int:
    """A rare kind of event, or NO_ANCHOR: a recruit sent back, a spouse in service left."""
    if age < RECRUIT_AGES[0] or not chance(key, streams.OTHER_EVENT, a.RARE_EVENTS):
        return NO_ANCHOR
    return RETURNED_RECRUIT if is_recruit and age < RECRUIT_AGES[1] else ACCOMPANYING_SPOUSE_LEFT
