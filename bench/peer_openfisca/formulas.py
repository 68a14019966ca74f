"""The formulas, as the engine's own documentation would have them: one person, values by year, the past as a recursion.

What is behind a person ends with the first year of cover, so that no formula walks further back than the person's
history. Written with NumPy alone, for every engine that calls formulas with (person, period, parameters).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

NEVER = 9999
NONE, ZERO_CLAIM, ANY = 0, 1, 2


def has_begun(person: Any, period: Any) -> Any:
    """Whether the first year of cover of any kind is behind."""
    return person("first_cover_year", period) <= period.start.year


def excused(person: Any, period: Any, parameters: Any) -> Any:
    """A year without resident cover that is not missed."""
    months = person("employee_months", period) >= parameters(period).excusing_employee_months
    return ~person("resident", period) & (months | person("other_guarantee", period))


def missed(person: Any, period: Any) -> Any:
    """A year missed."""
    return has_begun(person, period) & ~person("resident", period) & ~person("excused", period)


def open_gap(person: Any, period: Any) -> Any:
    """Missed years since the last year of resident cover, this year included."""
    if not has_begun(person, period).any():
        return 0
    through = person("open_gap", period.last_year) + person("missed", period)
    return np.where(person("resident", period), 0, through)


def missed_years(person: Any, period: Any) -> Any:
    """Missed years before this coverage year."""
    return person("open_gap", period.last_year)


def continuous_years(person: Any, period: Any) -> Any:
    """Years of resident cover that end with this one, excused years passed over."""
    if not has_begun(person, period).any():
        return 0
    before = person("continuous_years", period.last_year)
    return np.where(person("resident", period), before + 1, np.where(person("excused", period), before, 0))


def continuous_years_by_loop(person: Any, period: Any) -> Any:
    """The same without recursion: a loop over the years of facts inside one formula."""
    years = np.zeros(person.count, dtype=np.int32)
    unbroken = np.ones(person.count, dtype=bool)
    while unbroken.any() and has_begun(person, period).any():
        resident = person("resident", period)
        unbroken = unbroken & (resident | person("excused", period))
        years = years + (unbroken & resident)
        period = period.last_year
    return years


def fixed_wait(person: Any, period: Any, parameters: Any) -> Any:
    """Fixed months: after a gap, or paid outside the window."""
    waits = (person("missed_years", period) > 0) | ~person("paid_in_window", period)
    return np.where(waits, parameters(period).fixed_months, 0)


def variable_wait(person: Any, period: Any) -> Any:
    """A month for each missed year."""
    return person("missed_years", period)


def repairable_years(person: Any, period: Any, parameters: Any) -> Any:
    """Years worth paying for; after a long gap the whole wait keeps its floor."""
    p = parameters(period)
    variable = person("variable_wait", period)
    above_floor = np.maximum(person("fixed_wait", period) + variable - p.long_gap_months, 0)
    is_long = person("missed_years", period) >= p.long_gap_years
    return np.where(is_long, np.minimum(variable, above_floor), variable)


def total_wait(person: Any, period: Any) -> Any:
    """Months to wait, repair taken off."""
    repaired = np.minimum(person("repair_years", period), person("repairable_years", period))
    return person("fixed_wait", period) + person("variable_wait", period) - repaired


def continuity_bonus(person: Any, period: Any, parameters: Any) -> Any:
    """A step for each continuous year beyond the first four."""
    p = parameters(period)
    return p.continuity_step * np.maximum(person("continuous_years", period) - p.years_before_first_step, 0)


def claim_free_stock(person: Any, period: Any, parameters: Any) -> Any:
    """Zero-claim years through this one, counted once the next is enrolled for; a use of the bonus clears them."""
    p = parameters(period)
    year = period.start.year
    if year < p.zero_claim_first_year:
        return 0
    following = period.offset(1)
    enrolled = person("resident", following)
    if p.zero_claim_needs_window:
        enrolled = enrolled & person("paid_in_window", following)
    counts = person("resident", period) & ~person("reimbursed", period) & enrolled
    used = person("bonus_used", period)
    clears = (used == ZERO_CLAIM) & (year > p.measures_first_year)
    if p.any_use_clears:
        clears = clears | (used == ANY)
    return np.where(clears, 0, person("claim_free_stock", period.last_year) + counts)


def zero_claim_bonus(person: Any, period: Any, parameters: Any) -> Any:
    """A step for each zero-claim year."""
    return parameters(period).zero_claim_step * person("claim_free_stock", period.last_year)


def bonus_cap(person: Any, period: Any, parameters: Any) -> Any:
    """The most both bonuses may add."""
    p = parameters(period)
    if p.cap_percent == 0:
        return p.cap
    return person("original_limit", period) * p.cap_percent // 100


def bonus(person: Any, period: Any) -> Any:
    """Both bonuses, at most the cap."""
    both = person("continuity_bonus", period) + person("zero_claim_bonus", period)
    return np.minimum(both, person("bonus_cap", period))


def penal_years(person: Any, period: Any, parameters: Any) -> Any:
    """Missed years of gaps not ended before the measures, through this year."""
    if not has_begun(person, period).any():
        return 0
    through = person("penal_years", period.last_year) + person("missed", period)
    if period.start.year < parameters(period).measures_first_year:
        return np.where(person("resident", period), 0, through)
    return through


def penalty(person: Any, period: Any, parameters: Any) -> Any:
    """What missed years take off."""
    p = parameters(period)
    return np.minimum(p.penalty_step * person("penal_years", period.last_year), p.penalty_cap)


def limit(person: Any, period: Any) -> Any:
    """The serious-illness limit of the year."""
    return person("original_limit", period) + person("bonus", period) - person("penalty", period)


GIVEN: dict[str, type] = {
    "resident": bool,
    "paid_in_window": bool,
    "reimbursed": bool,
    "other_guarantee": bool,
    "employee_months": int,
    "bonus_used": int,
    "repair_years": int,
    "original_limit": int,
}
BOOLEAN: tuple[Callable[..., Any], ...] = (excused, missed)
WHOLE: tuple[Callable[..., Any], ...] = (
    open_gap,
    missed_years,
    continuous_years,
    continuous_years_by_loop,
    fixed_wait,
    variable_wait,
    repairable_years,
    total_wait,
    continuity_bonus,
    claim_free_stock,
    zero_claim_bonus,
    bonus_cap,
    bonus,
    penal_years,
    penalty,
    limit,
)
ANSWERS = (
    "missed_years",
    "continuous_years",
    "fixed_wait",
    "variable_wait",
    "repairable_years",
    "total_wait",
    "continuity_bonus",
    "zero_claim_bonus",
    "bonus_cap",
    "bonus",
    "penalty",
    "limit",
)
