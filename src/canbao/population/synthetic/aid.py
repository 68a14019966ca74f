"""Aid identities: of whole households, of elders alone, of children, of people with a severe disability."""

from __future__ import annotations

from typing import Final, NamedTuple

from canbao.basis.compilable import compilable
from canbao.basis.days import year_of, year_start
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.draws import HOUSEHOLD, PER_MILLE, PERSON, below, between, key_of
from canbao.population.synthetic.households import ELDER_ALONE, GRANDPARENTS, ONE_PARENT, Homes, Ints
from canbao.population.synthetic.lives import NEVER
from canbao.rules.facts import AID_CATEGORIES

NO_AID: Final = -1
DESTITUTE: Final = AID_CATEGORIES.index("destitute")
DISABLED: Final = AID_CATEGORIES.index("severely_disabled")
ORPHAN: Final = AID_CATEGORIES.index("orphan")
UNATTENDED: Final = AID_CATEGORIES.index("unattended_child")
FIRST_OF_HOME: Final = AID_CATEGORIES.index("minimum_living_allowance")
"""From here on the categories are those of households, in the order of ``HOME_AID``."""
ADULT: Final = 18
KINDS: Final = 2
"""At most so many identities a person: the household's (0) and an own (1)."""


class Aid(NamedTuple):
    """Two identities a person, by position: category (NO_AID for none), from a day, up to a day (NEVER: still held)."""

    category: Ints
    since: Ints
    until: Ints


def fill_aid(seed: int, first: int, year: int, homes: Homes, aid: Aid) -> None:
    """Fill a block whose households are known."""
    for i in range(len(homes.born)):
        key = key_of(seed, PERSON, first + i)
        home = key_of(seed, HOUSEHOLD, homes.household[i])
        hold(i, 0, home, streams.AID_FROM, home_category(home), year, homes, aid)
        own = own_category(key, year - year_of(homes.born[i]), homes.kind[i])
        hold(i, 1, key, streams.OWN_AID_FROM, own, year, homes, aid)


@compilable
def home_category(home: int) -> int:
    """The category of a household, or NO_AID."""
    left = below(home, streams.AID_KIND, PER_MILLE)
    for position in range(len(a.HOME_AID)):
        left -= a.HOME_AID[position]
        if left < 0:
            return FIRST_OF_HOME + position
    return NO_AID


@compilable
def own_category(key: int, age: int, kind: int) -> int:
    """The category of a person alone, or NO_AID."""
    drawn = below(key, streams.OWN_AID, PER_MILLE)
    if kind == ELDER_ALONE and drawn < a.DESTITUTE:
        return DESTITUTE
    if age < ADULT and kind in (GRANDPARENTS, ONE_PARENT):
        if drawn < a.ORPHAN:
            return ORPHAN
        if drawn < a.ORPHAN + a.UNATTENDED:
            return UNATTENDED
    if drawn >= PER_MILLE - a.DISABLED:
        return DISABLED
    return NO_AID


@compilable
def hold(i: int, kind: int, key: int, stream: int, category: int, year: int, homes: Homes, aid: Aid) -> None:
    """Give the person an identity: from a day not before birth, ended, with an end ahead, or open."""
    aid.category[i, kind] = category
    if category == NO_AID:
        return
    today = year_start(year)
    since = max(homes.born[i], between(key, stream, year_start(year - a.AID_YEARS), today - 1))
    aid.since[i, kind] = since
    state = below(key, stream + 1, PER_MILLE)
    if state < a.AID_ENDED:
        aid.until[i, kind] = between(key, stream + 2, since + 1, today - 1)
    elif state < a.AID_ENDED + a.AID_TERM:
        aid.until[i, kind] = max(since, today) + 1 + below(key, stream + 2, a.AID_TERM_DAYS)


@compilable
def is_held(since: int, until: int, day: int) -> bool:
    """Whether an identity is held on the day; since: NEVER for none, until: NEVER for still held."""
    return since != NEVER and since <= day and (until == NEVER or until > day)
