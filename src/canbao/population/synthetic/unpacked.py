"""The words of the past written out: as rows of cover, one for each scheme of a year, and as the lists of a history.

Packing the rows of cover again gives the histories: resident and other rows carry their statements, employee rows
their months.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from canbao.basis.compilable import compilable
from canbao.basis.days import month_of, year_start
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic.enrolment import Enrolments
from canbao.population.synthetic.households import Homes, Ints, Numbers
from canbao.population.synthetic.past import Past
from canbao.rules.facts import (
    BONUS_USED,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    ZERO_CLAIM_USED,
)

SCHEMES = ("resident", "employee", "other")
RESIDENT_SCHEME: Final = 0
EMPLOYEE_SCHEME: Final = 1
OTHER_SCHEME: Final = 2
MOST_SCHEMES: Final = 2
"""Schemes of one person in one year, at most."""

BONUSES = ("none", "zero_claim", "any")


class Cover(NamedTuple):
    """A row for each person, year and scheme with cover; person: the position. scheme, bonus: positions of names."""

    person: Numbers
    year: Numbers
    scheme: Numbers
    months: Numbers
    in_window: Numbers
    reimbursed: Numbers
    bonus: Numbers


COVER_TYPES = Cover(np.int32, np.int16, np.int8, np.int8, np.bool_, np.bool_, np.int8)  # type: ignore[arg-type]
"""The width of each column of cover: there are many rows."""


class Histories(NamedTuple):
    """The words of the rows of people one after another, and for each row where its own begin (one more than rows)."""

    words: Ints
    begins: Ints


def fill_cover(year: int, homes: Homes, past: Past, cover: Cover) -> int:
    """Fill the rows of cover of a block, by person and year; returns their number."""
    rows = 0
    for i in range(len(homes.born)):
        for t in range(a.PAST_YEARS):
            word = past.words[i, t]
            if word == 0:
                continue
            then = year - a.PAST_YEARS + t
            for scheme in range(len(SCHEMES)):
                months = months_of(scheme, word, then, homes.born[i])
                if months == 0:
                    continue
                told = word if scheme == RESIDENT_SCHEME else 0
                cover.person[rows] = i
                cover.year[rows] = then
                cover.scheme[rows] = scheme
                cover.months[rows] = months
                cover.in_window[rows] = told & PAID_IN_WINDOW != 0
                cover.reimbursed[rows] = told & REIMBURSED != 0
                cover.bonus[rows] = bonus_of(told)
                rows += 1
    return rows


@compilable
def months_of(scheme: int, word: int, then: int, born: int) -> int:
    """Months of a scheme in a year; 0 for no cover by it."""
    if scheme == RESIDENT_SCHEME:
        return resident_months(word, then, born) if word & RESIDENT else 0
    if scheme == EMPLOYEE_SCHEME:
        return word // MONTHS_UNIT
    return 12 if word & OTHER_GUARANTEE else 0


@compilable
def resident_months(word: int, then: int, born: int) -> int:
    """Months of resident cover: from birth on, and after employee cover where that was not paid in the window."""
    if born >= year_start(then):
        return 13 - month_of(born)
    if word & PAID_IN_WINDOW:
        return 12
    return max(1, 12 - word // MONTHS_UNIT)


@compilable
def bonus_of(word: int) -> int:
    """Which bonus was used, as a position of BONUSES."""
    if word & ZERO_CLAIM_USED:
        return 1
    return 2 if word & BONUS_USED else 0


def fill_histories(rows: int, past: Past, enrolments: Enrolments, histories: Histories) -> None:
    """Fill the histories of the first ``rows`` rows of people: from the first year of cover to the last of the past."""
    count = 0
    for row in range(rows):
        i = enrolments.person[row]
        histories.begins[row] = count
        is_begun = False
        for t in range(a.PAST_YEARS):
            word = past.words[i, t]
            is_begun = is_begun or word != 0
            if is_begun:
                histories.words[count] = word
                count += 1
    histories.begins[rows] = count
