"""Lives: death, moving away, school, service and prison, drawn for each person of a block."""

from __future__ import annotations

from typing import Final, NamedTuple

from canbao.basis.compilable import compilable
from canbao.basis.days import DAYS_PER_YEAR, day_number, year_of, year_start
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.draws import (
    HOUSEHOLD,
    PER_MILLE,
    PER_MILLION,
    PERSON,
    below,
    between,
    by_age,
    chance,
    key_of,
)
from canbao.population.synthetic.households import CHILD, MALE, Homes, Ints
from canbao.population.synthetic.village_codes import village_below, village_elsewhere
from canbao.rules.facts import COMMUNITY_CORRECTION, LEFT_SERVICE, RELEASED_FROM_PRISON

NEVER: Final = 0
"""In place of a day: it did not happen. In place of a school level: none."""

SCHOOLS = ("none", "nursery", "primary", "middle", "high", "college")
COLLEGE_LEVEL: Final = 5

STAYED: Final = 0
WITHIN: Final = 1
AWAY: Final = 2

SEPTEMBER: Final = 9
TERM_DAYS: Final = 20
"""Schools register new students in the first days of September."""
SERVICE_FROM: Final = 18
SERVICE_FROM_YEARS: Final = 4
SERVICE_YEARS: Final = 2
PRISON_YEARS: Final = 3


class Lives(NamedTuple):
    """What happened to the people of a block, by position; days are day numbers, NEVER for none.

    residence: where they live. moved: STAYED, WITHIN or AWAY. school: a position of SCHOOLS. registered_on: registered
    as a new student in the year before the coverage year. guarded_from, left_on: service or prison from a year up to a
    day; left: the kind of event of that day.
    """

    died: Ints
    moved: Ints
    moved_on: Ints
    residence: Ints
    school: Ints
    registered_on: Ints
    guarded_from: Ints
    left_on: Ints
    left: Ints


def fill_lives(seed: int, first: int, year: int, place: int, homes: Homes, lives: Lives) -> None:
    """Fill a block whose households are known."""
    for i in range(len(homes.born)):
        key = key_of(seed, PERSON, first + i)
        home = key_of(seed, HOUSEHOLD, homes.household[i])
        age = year - year_of(homes.born[i])
        lives.died[i] = death(key, homes.born[i], year)
        lives.school[i] = school_level(key, age - 1)
        lives.registered_on[i] = registration(key, age - 1, lives.school[i], year)
        move(i, key, home, age, year, place, homes, lives)
        guard(i, key, age, year, homes, lives)


@compilable
def death(key: int, born: int, year: int) -> int:
    """The day of death in the years before the coverage year, or NEVER."""
    for t in range(a.PAST_YEARS):
        then = year - a.PAST_YEARS + t
        age = then - year_of(born)
        rate = by_age(age, a.DEATH_AGES, a.DEATHS)
        if age >= 0 and below(key, streams.DIES + t, PER_MILLION) < rate:
            earliest = max(born, year_start(then))
            return between(key, streams.DEATH_DAY, earliest, year_start(then + 1) - 1)
    return NEVER


@compilable
def school_level(key: int, age: int) -> int:
    """The level of school at an age: children all go, of those of college age a share."""
    if age < a.SCHOOL_AGES[0] or age >= a.SCHOOL_AGES[COLLEGE_LEVEL]:
        return NEVER
    level = 1
    while level < COLLEGE_LEVEL and age >= a.SCHOOL_AGES[level]:
        level += 1
    if level == COLLEGE_LEVEL and not goes_to_college(key):
        return NEVER
    return level


@compilable
def goes_to_college(key: int) -> bool:
    """Whether the person studies, or studied, after school."""
    return chance(key, streams.LEAVES_SCHOOL, a.COLLEGE)


@compilable
def registration(key: int, age: int, level: int, year: int) -> int:
    """The day on which a student new to a level was registered in the year before, or NEVER."""
    if level == NEVER or age != a.SCHOOL_AGES[level - 1]:
        return NEVER
    share = a.REGISTERS_ELSEWHERE if level == COLLEGE_LEVEL else a.NEW_PUPILS
    if not chance(key, streams.REGISTERS, share):
        return NEVER
    return day_number(year - 1, SEPTEMBER, 1) + below(key, streams.REGISTERED_DAY, TERM_DAYS)


@compilable
def move(i: int, key: int, home: int, age: int, year: int, place: int, homes: Homes, lives: Lives) -> None:
    """Where the person lives: new students where they study, others by age, most of a household together."""
    lives.residence[i] = homes.village[i]
    mover = home
    if lives.registered_on[i] != NEVER and lives.school[i] == COLLEGE_LEVEL:
        lives.moved_on[i] = lives.registered_on[i]
        mover = key
    elif below(home, streams.MOVES, PER_MILLE) < by_age(age, a.MOVE_AGES, a.MOVERS):
        lives.moved_on[i] = moving_day(home, homes.relation[i], homes.born[i], age, year)
    if lives.moved_on[i] == NEVER or 0 < lives.died[i] <= lives.moved_on[i]:
        lives.moved_on[i] = NEVER
        return
    lives.moved[i] = AWAY if chance(mover, streams.MOVED_OUT, a.MOVERS_LEAVE_PLACE) else WITHIN
    if lives.moved[i] == AWAY:
        lives.residence[i] = village_elsewhere(place, mover, streams.NEW_CITY)
    else:
        lives.residence[i] = village_below(place, mover, streams.NEW_CITY)


@compilable
def moving_day(home: int, relation: int, born: int, age: int, year: int) -> int:
    """The day of the household's move, not before birth; NEVER where somebody grown was too young to move then."""
    earliest = year_start(year - a.MOVE_YEARS)
    day = between(home, streams.MOVED_ON, earliest, year_start(year) - 1)
    if relation != CHILD and day < born + a.MOVE_AGE * DAYS_PER_YEAR:
        return NEVER
    return NEVER if age == 0 else max(day, born)


@compilable
def guard(i: int, key: int, age: int, year: int, homes: Homes, lives: Lives) -> None:
    """Service of young men, prison of adults: from the start of a year up to a day of a later one."""
    drawn = below(key, streams.GUARANTEE, PER_MILLE)
    if homes.sex[i] == MALE and drawn < a.SERVICE:
        begin = year - age + SERVICE_FROM + below(key, streams.GUARANTEE_FROM, SERVICE_FROM_YEARS)
        years = SERVICE_YEARS
        left = LEFT_SERVICE
    elif drawn >= a.SERVICE and drawn < a.SERVICE + a.PRISON:
        begin = year - a.PAST_YEARS + below(key, streams.GUARANTEE_FROM, a.PAST_YEARS)
        years = 1 + below(key, streams.GUARANTEE_YEARS, PRISON_YEARS)
        left = COMMUNITY_CORRECTION if chance(key, streams.CORRECTED, a.CORRECTION) else RELEASED_FROM_PRISON
    else:
        return
    end = begin + years
    if begin < year - a.PAST_YEARS or end > year or begin - (year - age) < SERVICE_FROM:
        return
    day = year_start(end) + below(key, streams.LEFT_DAY, DAYS_PER_YEAR)
    if lives.died[i] != NEVER and lives.died[i] <= day:
        return
    lives.guarded_from[i] = begin
    lives.left_on[i] = day
    lives.left[i] = left
