"""Premium tiers (xz11/2b): only where a pack declares them. The figures here are invented for the test."""

from canbao.rules.tiers import NO_TIER, TIER_CAPACITY, Tier, TierTerms, chosen_tier, tiers_ascend
from canbao.rules.values import NOTHING, UNDETERMINED


def terms(*tiers: Tier) -> TierTerms:
    """A table of tiers, filled up."""
    return TierTerms(len(tiers), (*tiers, *[NO_TIER] * (TIER_CAPACITY - len(tiers))))


TWO = terms(Tier(40000, 1), Tier(60000, 2))


def test_xz11_2b_without_declared_tiers_the_ordinary_premium_holds() -> None:
    assert chosen_tier(0, terms()) == Tier(NOTHING, NOTHING)


def test_xz11_2b_the_tier_chosen_gives_premium_and_grade() -> None:
    assert chosen_tier(0, TWO) == Tier(40000, 1)
    assert chosen_tier(1, TWO) == Tier(60000, 2)


def test_a_tier_that_is_not_there_gives_nothing_determined() -> None:
    for chosen in (NOTHING, -1, 2):
        assert chosen_tier(chosen, TWO) == Tier(UNDETERMINED, UNDETERMINED)


def test_a_pack_must_not_charge_more_for_less() -> None:
    assert tiers_ascend(TWO)
    assert tiers_ascend(terms(Tier(40000, 1), Tier(50000, 1)))
    assert not tiers_ascend(terms(Tier(40000, 2), Tier(50000, 1)))
    assert not tiers_ascend(terms(Tier(40000, 1), Tier(40000, 2)))
