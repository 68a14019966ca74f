"""The answers as ttsim's policy functions: each written for one person and vectorised by the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ttsim.tt import TTSIMUnit, policy_function

UNIT = TTSIMUnit.DIMENSIONLESS


def of_one_person(function: Callable[..., Any]) -> Any:
    """A policy function written for one person."""
    return policy_function(unit=UNIT)(function)


@of_one_person
def missed_years(open_gap_in_2025: int) -> int:
    """Missed years before the coverage year."""
    return open_gap_in_2025


@of_one_person
def continuous_years(streak_in_2025: int) -> int:
    """Years of resident cover that end with the coverage year."""
    return streak_in_2025 + 1


@of_one_person
def fixed_wait(missed_years: int, paid_in_window: bool, fixed_months: int) -> int:
    """Fixed months: after a gap, or paid outside the window."""
    return fixed_months if missed_years > 0 or not paid_in_window else 0


@of_one_person
def variable_wait(missed_years: int) -> int:
    """A month for each missed year."""
    return missed_years


@of_one_person
def repairable_years(
    missed_years: int, fixed_wait: int, variable_wait: int, long_gap_years: int, long_gap_months: int
) -> int:
    """Years worth paying for; after a long gap the whole wait keeps its floor."""
    above_floor = min(variable_wait, max(fixed_wait + variable_wait - long_gap_months, 0))
    return above_floor if missed_years >= long_gap_years else variable_wait


@of_one_person
def total_wait(fixed_wait: int, variable_wait: int, repair_years: int, repairable_years: int) -> int:
    """Months to wait, repair taken off."""
    return fixed_wait + variable_wait - min(repair_years, repairable_years)


@of_one_person
def continuity_bonus(continuous_years: int, continuity_step: int, years_before_first_step: int) -> int:
    """A step for each continuous year beyond the first four."""
    return continuity_step * max(continuous_years - years_before_first_step, 0)


@of_one_person
def zero_claim_bonus(claim_free_in_2025: int, zero_claim_step: int) -> int:
    """A step for each zero-claim year."""
    return zero_claim_step * claim_free_in_2025


@of_one_person
def bonus_cap(original_limit: int, cap_percent: int, cap: int) -> int:
    """The most both bonuses may add."""
    return cap if cap_percent == 0 else original_limit * cap_percent // 100


@of_one_person
def bonus(continuity_bonus: int, zero_claim_bonus: int, bonus_cap: int) -> int:
    """Both bonuses, at most the cap."""
    return min(continuity_bonus + zero_claim_bonus, bonus_cap)


@of_one_person
def penalty(penal_in_2025: int, penalty_step: int, penalty_cap: int) -> int:
    """What missed years take off."""
    return min(penalty_step * penal_in_2025, penalty_cap)


@of_one_person
def limit(original_limit: int, bonus: int, penalty: int) -> int:
    """The serious-illness limit of the year."""
    return original_limit + bonus - penalty


SCALAR = (
    missed_years,
    continuous_years,
    fixed_wait,
    variable_wait,
    repairable_years,
    total_wait,
    continuity_bonus,
    zero_claim_bonus,
    bonus_cap,
    bonus,
    penalty,
    limit,
)
