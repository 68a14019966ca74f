"""A block: a fixed number of people made at once, independent of every other block."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from canbao.population.compiling import Notice, compiled
from canbao.population.synthetic.aid import KINDS, NO_AID, Aid, fill_aid
from canbao.population.synthetic.assumptions import PAST_YEARS
from canbao.population.synthetic.claims import Claims, fill_claims
from canbao.population.synthetic.enrolment import Enrolments, fill_enrolments
from canbao.population.synthetic.facts_held import MOST, Held, fill_held
from canbao.population.synthetic.households import Homes, fill_homes
from canbao.population.synthetic.lives import Lives, fill_lives
from canbao.population.synthetic.past import YEARS, Past, fill_past
from canbao.population.synthetic.texts import NAMES, Texts, empty_texts, fill_texts
from canbao.population.synthetic.unpacked import COVER_TYPES, MOST_SCHEMES, Cover, Histories, fill_cover, fill_histories

BLOCK: Final = 50_000
"""People of a block; part of what a seed means: another size makes other households at the borders."""

Columns = TypeVar("Columns", bound=tuple[Any, ...])


class Recipe(NamedTuple):
    """What decides the people: the place (six digits), the seed, the coverage year."""

    place: int
    seed: int
    year: int


class Block(NamedTuple):
    """The people of a block, whose first has the number ``first``, and everything about them."""

    first: int
    homes: Homes
    lives: Lives
    texts: Texts
    enrolments: Enrolments
    histories: Histories
    held: Held
    cover: Cover
    claims: Claims


class Makers(NamedTuple):
    """The compiled steps, in the order in which they run."""

    homes: Any
    lives: Any
    aid: Any
    past: Any
    claims: Any
    enrolments: Any
    held: Any
    cover: Any
    histories: Any
    texts: Any


STEPS = Makers(
    fill_homes,
    fill_lives,
    fill_aid,
    fill_past,
    fill_claims,
    fill_enrolments,
    fill_held,
    fill_cover,
    fill_histories,
    fill_texts,
)


def makers(notice: Notice | None = None) -> Makers:
    """The steps compiled; notice: is told each that must be compiled first."""
    return Makers(*(compiled(step, notice) for step in STEPS))


def make_block(make: Makers, recipe: Recipe, first: int, count: int) -> Block:
    """Make the ``count`` people from the number ``first`` on."""
    place, seed, year = recipe
    homes = _zeros(Homes, count)
    lives = _zeros(Lives, count)
    aid = Aid(np.full((count, KINDS), NO_AID), np.zeros((count, KINDS), np.int64), np.zeros((count, KINDS), np.int64))
    past = Past(np.zeros((count, YEARS), np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64))
    make.homes(seed, first, year, place, homes)
    make.lives(seed, first, year, place, homes, lives)
    make.aid(seed, first, year, homes, aid)
    make.past(seed, first, year, homes, lives, aid, past)
    claims = _empty(Claims, count * PAST_YEARS)
    claims = _first(claims, make.claims(seed, first, year, place, homes, past, claims))
    enrolments = _empty(Enrolments, count)
    rows = make.enrolments(seed, first, year, homes, lives, past, enrolments)
    enrolments = _first(enrolments, rows)
    held = _lists(rows)
    make.held(seed, first, year, rows, homes, lives, aid, past, enrolments, held)
    cover = Cover(*(np.empty(count * PAST_YEARS * MOST_SCHEMES, kind) for kind in COVER_TYPES))
    cover = _first(cover, make.cover(year, homes, past, cover))
    histories = Histories(np.empty(rows * PAST_YEARS, np.int64), np.empty(rows + 1, np.int64))
    make.histories(rows, past, enrolments, histories)
    texts = empty_texts(count)
    make.texts(first, homes, NAMES, texts)
    return Block(first, homes, lives, texts, enrolments, histories, held, cover, claims)


def _zeros(kind: type[Columns], count: int) -> Columns:
    return kind(*(np.zeros(count, np.int64) for _ in kind._fields))  # type: ignore[attr-defined]


def _empty(kind: type[Columns], count: int) -> Columns:
    return kind(*(np.empty(count, np.int64) for _ in kind._fields))  # type: ignore[attr-defined]


def _first(columns: Columns, rows: int) -> Columns:
    return type(columns)(*(column[:rows] for column in columns))


def _lists(rows: int) -> Held:
    events, identities = rows * MOST, rows * KINDS
    return Held._make(
        np.empty(size, np.int64) for size in (events, events, rows + 1, identities, identities, identities, rows + 1)
    )
