"""Households: who lives with whom, as of the coverage year; everyone alive or dead in the years simulated.

The people of a household stand next to each other, the head first; the last household of a block may be cut short.
Ages follow the bands of the head, the gaps between generations and fewer births of late; they are ages at the end of
the coverage year, so a newborn of the year is 0.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from canbao.basis.compilable import compilable
from canbao.basis.days import DAYS_PER_YEAR, year_start
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.draws import HOUSEHOLD, PERSON, below, between, chance, key_of, picked
from canbao.population.synthetic.village_codes import village_below

SINGLE: Final = 0
COUPLE: Final = 1
FAMILY: Final = 2
ONE_PARENT: Final = 3
THREE_GENERATIONS: Final = 4
GRANDPARENTS: Final = 5
ELDER_COUPLE: Final = 6
ELDER_ALONE: Final = 7

RELATIONS = ("head", "spouse", "child", "parent", "grandchild")
HEAD: Final = 0
SPOUSE: Final = 1
CHILD: Final = 2
PARENT: Final = 3
GRANDCHILD: Final = 4

SEXES = ("female", "male")
FEMALE: Final = 0
MALE: Final = 1

Ints = NDArray[np.int64]
Numbers = NDArray[Any]
"""Whole numbers of a width of their own."""


class Homes(NamedTuple):
    """The people of a block, by position: household (the number of its head), its kind, and what birth settles.

    born: a day number. village: the registered place, a code of twelve digits.
    """

    household: Ints
    kind: Ints
    relation: Ints
    sex: Ints
    born: Ints
    village: Ints


def fill_homes(seed: int, first: int, year: int, place: int, homes: Homes) -> None:
    """Fill a block whose first person has the number ``first``."""
    start = 0
    while start < len(homes.household):
        start = compose(seed, first, start, year, place, homes)


@compilable
def compose(seed: int, first: int, start: int, year: int, place: int, homes: Homes) -> int:
    """One household from the position ``start`` on; returns the position after it."""
    key = key_of(seed, HOUSEHOLD, first + start)
    kind = picked(key, streams.KIND, a.HOUSEHOLD_KINDS)
    age = between(key, streams.HEAD_AGE, a.HEAD_AGE_FROM[kind], a.HEAD_AGE_TO[kind])
    sex = MALE if chance(key, streams.HEAD_SEX, a.MALE_HEADS) else FEMALE
    at = member(seed, first, start, start, HEAD, sex, age, year, homes)
    if kind not in (SINGLE, ONE_PARENT, ELDER_ALONE):
        spread = a.SPOUSE_AGE_SPREAD
        other = age + below(key, streams.MEMBER, 2 * spread + 1) - spread
        at = member(seed, first, start, at, SPOUSE, 1 - sex, other, year, homes)
    if kind in (FAMILY, ONE_PARENT, THREE_GENERATIONS):
        at = children(seed, first, start, at, key, age, year, homes)
    if kind == GRANDPARENTS:
        at = grandchildren(seed, first, start, at, key, year, homes)
    if kind == THREE_GENERATIONS:
        at = parents(seed, first, start, at, key, age, year, homes)
    village = village_below(place, key, streams.CITY)
    for position in range(start, at):
        homes.kind[position] = kind
        homes.village[position] = village
    return at


@compilable
def children(seed: int, first: int, start: int, at: int, key: int, age: int, year: int, homes: Homes) -> int:
    """The children still at home of a head of this age."""
    born = 1 + picked(key, streams.CHILDREN, a.CHILDREN_BORN)
    for child in range(born):
        stream = streams.MEMBER + 4 + 4 * child
        own = age - between(key, stream, a.PARENT_AGE_FROM, a.PARENT_AGE_TO)
        if is_at_home(key, stream + 1, own):
            sex = MALE if chance(key, stream + 3, a.MALE_BIRTHS) else FEMALE
            at = member(seed, first, start, at, CHILD, sex, own, year, homes)
    return at


@compilable
def is_at_home(key: int, stream: int, age: int) -> bool:
    """Whether such a child was born, in years of fewer births too, and has not left."""
    if age < 0:
        return False
    if age < a.FEWER_BIRTHS_FROM:
        return not chance(key, stream, (a.FEWER_BIRTHS_FROM - age) * a.FEWER_BIRTHS_STEP)
    return age < a.HOME_LEFT_AT or chance(key, stream, a.STAYS_AT_HOME)


@compilable
def grandchildren(seed: int, first: int, start: int, at: int, key: int, year: int, homes: Homes) -> int:
    """The children left with their grandparents: one or two."""
    for child in range(1 + below(key, streams.CHILDREN, 2)):
        stream = streams.MEMBER + 20 + 4 * child
        age = below(key, stream, a.GRANDCHILD_AGE_TO + 1)
        if is_at_home(key, stream + 1, age):
            sex = MALE if chance(key, stream + 3, a.MALE_BIRTHS) else FEMALE
            at = member(seed, first, start, at, GRANDCHILD, sex, age, year, homes)
    return at


@compilable
def parents(seed: int, first: int, start: int, at: int, key: int, age: int, year: int, homes: Homes) -> int:
    """The head's mother, or both parents."""
    stream = streams.MEMBER + 32
    own = age + between(key, stream, a.GRANDPARENT_GAP_FROM, a.GRANDPARENT_GAP_TO)
    at = member(seed, first, start, at, PARENT, FEMALE, own, year, homes)
    if chance(key, streams.GRANDPARENTS, a.BOTH_GRANDPARENTS):
        his = own + below(key, stream + 1, a.SPOUSE_AGE_SPREAD + 1)
        at = member(seed, first, start, at, PARENT, MALE, his, year, homes)
    return at


@compilable
def member(
    seed: int, first: int, start: int, at: int, relation: int, sex: int, age: int, year: int, homes: Homes
) -> int:
    """One person at the position ``at``, where the block has room; returns the next position."""
    if at >= len(homes.household):
        return at
    key = key_of(seed, PERSON, first + at)
    homes.household[at] = first + start
    homes.relation[at] = relation
    homes.sex[at] = sex
    homes.born[at] = year_start(year - age) + below(key, streams.BIRTH_DAY, DAYS_PER_YEAR)
    return at + 1
