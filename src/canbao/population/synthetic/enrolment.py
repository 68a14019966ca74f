"""The enrolment of the coverage year: who has a row of people, when they paid, what they repaired.

Nobody pays before they were born, registered at school, left service, or lost the employee cover that makes them pay.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from canbao.basis.compilable import compilable
from canbao.basis.days import day_number, year_start
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.draws import PERSON, below, between, chance, key_of, picked
from canbao.population.synthetic.households import Homes, Ints
from canbao.population.synthetic.lives import COLLEGE_LEVEL, NEVER, WITHIN, Lives
from canbao.population.synthetic.past import YEARS, Past
from canbao.rules.facts import PAID_IN_WINDOW, RESIDENT

CIRCUMSTANCES = ("", "late")
"""The circumstances a row may name; the first for none."""
UNLIMITED: Final = -1
NOT_TOLD: Final = 0
"""In place of a limit: the row leaves it null."""


class Enrolments(NamedTuple):
    """The rows of people, as many as enrol: the person's position and what the columns say; 0 stands for null."""

    person: Ints
    place: Ints
    paid_on: Ints
    named: Ints
    repair_years: Ints
    repair_paid_on: Ints
    wait_until: Ints
    limit_fen: Ints
    known_from: Ints


def fill_enrolments(
    seed: int, first: int, year: int, homes: Homes, lives: Lives, past: Past, enrolments: Enrolments
) -> int:
    """Fill the rows of those alive who enrol for the coverage year; returns their number."""
    rows = 0
    for i in range(len(homes.born)):
        word = past.words[i, YEARS - 1]
        if word & RESIDENT == 0 or lives.died[i] != NEVER:
            continue
        key = key_of(seed, PERSON, first + i)
        if is_prepaid(key, lives.school[i]):
            paid_on = NEVER
        else:
            paid_on = payment_day(key, i, year, word & PAID_IN_WINDOW != 0, homes, lives, past)
            if paid_on == NEVER:
                continue
        enrolments.person[rows] = i
        enrolments.paid_on[rows] = paid_on
        elsewhere = lives.moved[i] == WITHIN and chance(key, streams.RESIDENCE_CHOSEN, a.ENROLS_AT_RESIDENCE)
        enrolments.place[rows] = lives.residence[i] if elsewhere else homes.village[i]
        is_late = paid_on >= year_start(year)
        enrolments.named[rows] = 1 if is_late and chance(key, streams.NAMED, a.NAMED_SHARE) else 0
        repair(rows, key, i, paid_on, past, enrolments)
        enrolments.wait_until[rows] = earlier_wait(key, i, year, past)
        enrolments.limit_fen[rows] = limit(key)
        enrolments.known_from[rows] = past.known_from[i]
        rows += 1
    return rows


@compilable
def is_prepaid(key: int, school: int) -> bool:
    """Whether a college has paid ahead for its student, who then pays nothing."""
    return school == COLLEGE_LEVEL and chance(key, streams.PREPAID, a.PREPAID_STUDENTS)


@compilable
def payment_day(key: int, i: int, year: int, in_window: bool, homes: Homes, lives: Lives, past: Past) -> int:
    """The day of payment; NEVER where the coverage year is over before the person could have paid."""
    born = homes.born[i]
    last = year_start(year + 1) - 1
    opens = day_number(year - 1, a.WINDOW_OPENS_MONTH, 1)
    if born >= year_start(year):
        return newborn_day(key, born, last)
    earliest = max(born, max(lives.registered_on[i], lives.left_on[i]))
    ended = past.ended_on[i]
    if ended >= opens:
        earliest = max(earliest, ended)
    if in_window and earliest < year_start(year):
        one = between(key, streams.PAID_DAY, max(opens, earliest), year_start(year) - 1)
        other = between(key, streams.PAID_DAY_AGAIN, max(opens, earliest), year_start(year) - 1)
        return max(one, other)
    earliest = max(earliest, year_start(year))
    if ended == earliest:
        return between(key, streams.PAID_DAY, ended, min(last, ended + a.AFTER_WORK_DAYS))
    return min(
        between(key, streams.PAID_DAY, earliest, last),
        between(key, streams.PAID_DAY_AGAIN, earliest, last),
    )


@compilable
def newborn_day(key: int, born: int, last: int) -> int:
    """The day on which a newborn of the coverage year was paid for: in time or late, in that year; else NEVER."""
    if chance(key, streams.PAID_DAY_AGAIN, a.NEWBORN_IN_TIME):
        return between(key, streams.PAID_DAY, born, min(last, born + a.NEWBORN_DAYS))
    late = born + a.NEWBORN_DAYS + 1
    return between(key, streams.PAID_DAY, late, last) if late <= last else NEVER


@compilable
def repair(row: int, key: int, i: int, paid_on: int, past: Past, enrolments: Enrolments) -> None:
    """Some of those with missed years pay for some of them, with the enrolment or later."""
    missed = min(missed_years(i, past), a.REPAIRED_AT_MOST)
    enrolments.repair_years[row] = 0
    enrolments.repair_paid_on[row] = NEVER
    if missed == 0 or paid_on == NEVER or not chance(key, streams.REPAIRS, a.REPAIRERS):
        return
    enrolments.repair_years[row] = between(key, streams.REPAIRED_YEARS, 1, missed)
    if chance(key, streams.REPAIRED_LATER, a.REPAIRED_LATER):
        enrolments.repair_paid_on[row] = paid_on + below(key, streams.REPAIR_DAY, a.REPAIR_DAYS)


@compilable
def missed_years(i: int, past: Past) -> int:
    """Years without any cover since the last resident year; 0 where there was none."""
    missed = 0
    for back in range(1, YEARS):
        word = past.words[i, YEARS - 1 - back]
        if word & RESIDENT != 0:
            return missed
        if word == 0:
            missed += 1
    return 0


@compilable
def earlier_wait(key: int, i: int, year: int, past: Past) -> int:
    """The day up to which a wait from the year before still runs, for some who paid late then; else NEVER."""
    word = past.words[i, YEARS - 2]
    if word & RESIDENT == 0 or word & PAID_IN_WINDOW != 0 or not chance(key, streams.WAITS, a.EARLIER_WAITS):
        return NEVER
    return year_start(year) + 1 + below(key, streams.WAIT_DAY, a.EARLIER_WAIT_DAYS)


@compilable
def limit(key: int) -> int:
    """The serious-illness limit before bonuses in fen, NOT_TOLD or UNLIMITED."""
    kind = picked(key, streams.LIMIT, a.LIMIT_SHARES)
    if kind == 0:
        return a.LIMIT_FEN
    return NOT_TOLD if kind == 1 else UNLIMITED
