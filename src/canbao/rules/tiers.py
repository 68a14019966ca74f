"""Premium tiers: the tier chosen sets the personal premium and the grade of benefits (xz11/2b).

The text only invites places to try them, so there are tiers only where a pack declares some.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.values import NOTHING, UNDETERMINED

TIER_CAPACITY = 8
"""Tiers of a table; a fixed number, so that compiled rules fit every place."""


class Tier(NamedTuple):
    """One tier: the personal premium in fen and the grade of benefits, a whole number, higher is better."""

    personal_fen: int
    benefit_grade: int


NO_TIER = Tier(NOTHING, NOTHING)
"""Fills a table up to its capacity."""


class TierTerms(NamedTuple):
    """The tiers of a place and coverage year, lowest premium first; ``tier_count`` 0 where the pack declares
    none.
    """

    tier_count: int
    tiers: Sequence[Tier]


@rule("xz11/2b")
def chosen_tier(chosen: int, t: TierTerms) -> Tier:
    """The tier chosen: its personal premium and grade of benefits.

    分档缴费. chosen: the number of the tier from 0, or NOTHING. Without declared tiers both are NOTHING: the
    ordinary premium holds. Where there are tiers and none of them is chosen, both are UNDETERMINED.
    Source: xz11/2b.
    """
    if t.tier_count == 0:
        return Tier(NOTHING, NOTHING)
    if chosen < 0 or chosen >= t.tier_count:
        return Tier(UNDETERMINED, UNDETERMINED)
    return t.tiers[chosen]


@rule("xz11/2b")
def tiers_ascend(t: TierTerms) -> bool:
    """Whether each tier costs more than the one before it and grants at least its grade: what a pack must
    keep to.
    """
    for number in range(1, t.tier_count):
        dearer = t.tiers[number].personal_fen > t.tiers[number - 1].personal_fen
        if not dearer or t.tiers[number].benefit_grade < t.tiers[number - 1].benefit_grade:
            return False
    return True
