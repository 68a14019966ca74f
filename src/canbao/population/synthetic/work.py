"""Work: spells of employee cover, by months; a job is taken or lost at most once a year."""

from __future__ import annotations

from typing import Final

from canbao.basis.compilable import compilable
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.aid import FIRST_OF_HOME
from canbao.population.synthetic.draws import PER_MILLE, below, between, chance
from canbao.population.synthetic.lives import goes_to_college

NO_WORK: Final = 0
UNSTABLE: Final = 1
STABLE: Final = 2


@compilable
def kind_of_work(key: int, home: int, is_mover: bool, home_aid: int) -> int:
    """The kind of work of a life: none with employee cover, in and out of it, or lasting. None with an allowance."""
    if home_aid == FIRST_OF_HOME:
        return NO_WORK
    alone = not chance(key, streams.WORK_ALONE, a.WORK_ALIKE)
    drawn = below(key, streams.OWN_WORK, PER_MILLE) if alone else below(home, streams.FORMAL_WORK, PER_MILLE)
    stable = a.STABLE_WORK + (a.MOVERS_STABLE_MORE if is_mover else 0)
    if drawn < stable:
        return STABLE
    return UNSTABLE if drawn < stable + a.UNSTABLE_WORK else NO_WORK


@compilable
def work_begins_at(key: int) -> int:
    """The age from which the person may be employed: after college, or after school."""
    return a.SCHOOL_AGES[5] + 1 if goes_to_college(key) else a.SCHOOL_END_WORK


@compilable
def works_at_first(key: int, t: int, kind: int) -> bool:
    """Whether somebody of this kind of work is employed when the years simulated begin."""
    return chance(key, streams.WORKS_AT_FIRST + t, a.WORKING_AT_FIRST[kind])


@compilable
def work_changes(key: int, t: int, kind: int, age: int, is_employed: bool) -> bool:
    """Whether a job is lost, or taken, in the year; the retired keep what they have."""
    if age >= a.RETIREMENT:
        return False
    rate = a.LOSES_WORK[kind] if is_employed else a.TAKES_WORK[kind]
    return chance(key, streams.WORK_CHANGES + t, rate)


@compilable
def month_of_change(key: int, t: int) -> int:
    """The month in which it changes: the last month of a job that is lost, the first of one that is taken."""
    return between(key, streams.WORK_MONTH + t, 1, 12)
