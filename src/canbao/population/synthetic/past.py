"""The past: each year's word of each person, from work, from whether they enrolled, and when they paid.

Whoever skipped a year skips the next more often than not; young adults and movers skip more; a household decides most
years as one and pays in the same habit. The last word is the coverage year's own, which no history shows.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from canbao.basis.compilable import compilable
from canbao.basis.days import day_number, month_of, year_of, year_start
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.aid import Aid, is_held
from canbao.population.synthetic.draws import HOUSEHOLD, PER_MILLE, PERSON, below, chance, key_of
from canbao.population.synthetic.households import Homes, Ints
from canbao.population.synthetic.lives import NEVER, STAYED, Lives
from canbao.population.synthetic.work import (
    kind_of_work,
    month_of_change,
    work_begins_at,
    work_changes,
    works_at_first,
)
from canbao.rules.facts import MONTHS_UNIT, OTHER_GUARANTEE, PAID_IN_WINDOW, RESIDENT

YEARS: Final = a.PAST_YEARS + 1
"""The words of a person: the past and the coverage year."""

UNENROLLED: Final = 0
COVERED: Final = 1
GAP: Final = 2


class Past(NamedTuple):
    """The years of a block: words by position and year; the day employee cover last ended, or NEVER; known from.

    known_from: the year before which nothing is known, or NEVER.
    """

    words: Ints
    ended_on: Ints
    known_from: Ints


class Life(NamedTuple):
    """What every year of a person asks for, taken out of the columns once: columns handed on cost more than the years.

    first, end: the positions of the years lived. habit: of paying in the window, per mille. skips: how many of a
    thousand like this person skip a year, if not young. guarded_from, left_in: service or prison, up to left_in.
    """

    key: int
    home: int
    first_year: int
    born_in: int
    died_on: int
    first: int
    end: int
    guarded_from: int
    left_in: int
    aid_since: int
    aid_until: int
    own_aid_since: int
    own_aid_until: int
    skips: int
    habit: int
    work: int
    works_from: int


def fill_past(seed: int, first: int, year: int, homes: Homes, lives: Lives, aid: Aid, past: Past) -> None:
    """Fill a block whose households, lives and aid are known."""
    for i in range(len(homes.born)):
        key = key_of(seed, PERSON, first + i)
        home = key_of(seed, HOUSEHOLD, homes.household[i])
        live_through(i, life_of(i, key, home, year, homes, lives, aid), past)
        forget(i, key, year, homes, lives, past)


@compilable
def life_of(i: int, key: int, home: int, year: int, homes: Homes, lives: Lives, aid: Aid) -> Life:
    """The person at the position, as every year asks for it."""
    first_year = year - a.PAST_YEARS
    born_in = year_of(homes.born[i])
    died_in = year if lives.died[i] == NEVER else year_of(lives.died[i])
    is_mover = lives.moved[i] != STAYED
    skips = a.SKIPS + (a.MOVERS_SKIP_MORE if is_mover else 0)
    habit = a.PUNCTUAL if chance(home, streams.PUNCTUAL, a.PUNCTUAL_HOMES) else a.UNPUNCTUAL
    return Life(
        key=key,
        home=home,
        first_year=first_year,
        born_in=born_in,
        died_on=lives.died[i],
        first=max(0, born_in - first_year),
        end=died_in - first_year + 1,
        guarded_from=lives.guarded_from[i],
        left_in=year_of(max(1, lives.left_on[i])),
        aid_since=aid.since[i, 0],
        aid_until=aid.until[i, 0],
        own_aid_since=aid.since[i, 1],
        own_aid_until=aid.until[i, 1],
        skips=skips,
        habit=habit,
        work=kind_of_work(key, home, is_mover, aid.category[i, 0]),
        works_from=work_begins_at(key),
    )


@compilable
def live_through(i: int, life: Life, past: Past) -> None:
    """Year by year from birth, or from the first year simulated, to the coverage year or the year of death."""
    is_employed = False
    state = UNENROLLED
    for t in range(life.first, life.end):
        then = life.first_year + t
        if life.guarded_from <= then and then < life.left_in:
            past.words[i, t] = OTHER_GUARANTEE
            is_employed = False
            state = COVERED
            continue
        was_employed = is_employed_first(life, t, is_employed)
        month = month_changed(life, t, was_employed)
        is_employed = was_employed != (month > 0)
        if was_employed and month > 0:
            past.ended_on[i] = day_number(then + month // 12, month % 12 + 1, 1)
        word = months_worked(life, then, was_employed, month) * MONTHS_UNIT
        if was_employed:
            word |= word_after_work(life, t, month)
        else:
            word |= resident_word(life, t, state)
        past.words[i, t] = word
        if word != 0:
            state = COVERED
        elif state == COVERED:
            state = GAP


@compilable
def is_employed_first(life: Life, t: int, is_employed: bool) -> bool:
    """Whether the person is employed when the year begins: drawn when working life or the years simulated begin."""
    age = life.first_year + t - life.born_in
    if age >= life.works_from and (t == 0 or age == life.works_from):
        return works_at_first(life.key, t, life.work)
    return is_employed


@compilable
def month_changed(life: Life, t: int, was_employed: bool) -> int:
    """The last month of a job lost in the year, the first of one taken; 0 where nothing changes."""
    age = life.first_year + t - life.born_in
    if age >= life.works_from and work_changes(life.key, t, life.work, age, was_employed):
        return month_of_change(life.key, t)
    return 0


@compilable
def months_worked(life: Life, then: int, was_employed: bool, month: int) -> int:
    """Months of employee cover in the year, up to the month of death. month: in which it changed, or 0."""
    if was_employed:
        months = 12 if month == 0 else month
    else:
        months = 0 if month == 0 else 13 - month
    if life.died_on != NEVER and year_of(life.died_on) == then:
        return min(months, month_of(life.died_on))
    return months


@compilable
def word_after_work(life: Life, t: int, month: int) -> int:
    """RESIDENT where employee cover ended within the year and the person enrols for the rest of it; month: its last."""
    if month in (0, 12):
        return 0
    return RESIDENT if chance(life.key, streams.AFTER_WORK + t, a.ENROLS_AFTER_WORK) else 0


@compilable
def resident_word(life: Life, t: int, state: int) -> int:
    """RESIDENT where somebody without work enrols for the year, PAID_IN_WINDOW where they paid in its window."""
    then = life.first_year + t
    starts = year_start(then)
    is_aided = is_held(life.aid_since, life.aid_until, starts)
    is_aided = is_aided or is_held(life.own_aid_since, life.own_aid_until, starts)
    if not enrols(life.key, life.home, t, enrolment_rate(t, then - life.born_in, state, life.skips, is_aided)):
        return 0
    if then == life.born_in or then == life.left_in or not pays_in_window(life.key, life.home, t, life.habit):
        return RESIDENT
    return RESIDENT | PAID_IN_WINDOW


@compilable
def enrols(key: int, home: int, t: int, rate: int) -> bool:
    """Whether the person enrols for the year; most years the household decides as one."""
    together = chance(home, streams.TOGETHER + t, a.ENROLS_TOGETHER)
    return chance(home if together else key, streams.ENROLS + t, rate)


@compilable
def enrolment_rate(t: int, age: int, state: int, skips: int, is_aided: bool) -> int:
    """How many of a thousand like this person enrol for the year. skips: how many of them skip a year, if not young."""
    if is_aided:
        return a.AIDED_ENROLS
    if age == 0:
        return a.NEWBORN_ENROLS
    if t == 0:
        return a.COVERED_AT_FIRST
    if state == UNENROLLED:
        return a.FIRST_ENROLS
    if state == GAP:
        return a.RETURNS
    if age >= a.YOUNG_FROM and age < a.YOUNG_TO:
        skips += a.YOUNG_SKIP_MORE
    return PER_MILLE - skips


@compilable
def pays_in_window(key: int, home: int, t: int, habit: int) -> bool:
    """Whether the payment lies in the window, by the household's habit (per mille); most years all of it together."""
    together = chance(key, streams.WINDOW_ALONE + t, a.ENROLS_TOGETHER)
    return chance(home if together else key, streams.IN_WINDOW + t, habit)


@compilable
def forget(i: int, key: int, year: int, homes: Homes, lives: Lives, past: Past) -> None:
    """Make the earlier years of a few unknown, of movers more often."""
    share = a.UNKNOWN_PAST_MOVERS if lives.moved[i] != STAYED else a.UNKNOWN_PAST
    known_from = year - 1 - below(key, streams.KNOWN_FROM, a.UNKNOWN_UNTIL)
    if known_from <= year_of(homes.born[i]) or not chance(key, streams.KNOWN, share):
        return
    past.known_from[i] = known_from
    for t in range(known_from - (year - a.PAST_YEARS)):
        past.words[i, t] = 0
