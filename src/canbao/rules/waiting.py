"""The waiting period, fixed and variable, and its repair (gb38/2.3g-h, xz11/8, xy41/2.7, jy3/2c, ls25/2.3.2-2.3.3)."""

from __future__ import annotations

from typing import NamedTuple

from canbao.basis.days import add_months
from canbao.rules.clauses import rule
from canbao.rules.parameters import WaitingTerms
from canbao.rules.values import NOTHING, UNDETERMINED


class Wait(NamedTuple):
    """A waiting period; months and day numbers.

    repaired_years: the years sold. repairable_years: the most worth selling at enrolment.
    ends_before: the first day after the wait, the repair day included; unrepaired_end: the same without any repair.
    """

    fixed_months: int
    variable_months: int
    repaired_months: int
    repaired_years: int
    total_months: int
    repairable_years: int
    starts_on: int
    ends_before: int
    unrepaired_end: int


NO_WAIT = Wait(0, 0, 0, 0, 0, 0, NOTHING, NOTHING, NOTHING)
UNDETERMINED_WAIT = Wait(
    UNDETERMINED,
    UNDETERMINED,
    UNDETERMINED,
    0,
    UNDETERMINED,
    UNDETERMINED,
    UNDETERMINED,
    UNDETERMINED,
    UNDETERMINED,
)


@rule("gb38/2.3h", "xz11/8")
def variable_months(missed: int, w: WaitingTerms) -> int:
    """Months added to the fixed wait, before any repair: one for each missed year.

    变动待遇等待期. missed: missed years, 0 or more. Returns months. Source: gb38/2.3h, xz11/8, jy3/2c, ls25/2.3.2b.
    """
    counted = missed if w.first_missed_year_counts else max(0, missed - 1)
    return counted * w.months_per_missed_year


@rule("gb38/2.3h", "xz11/8", "ls25/2.3.3")
def repairable_years(fixed: int, variable: int, is_long_gap: bool, w: WaitingTerms) -> int:
    """The most years whose payment still shortens the wait.

    可修复年数. After a long gap the fixed and variable part together keep their floor of months. None where a place
    has no repair. fixed, variable: months. Returns years. Source: gb38/2.3h, xz11/8, jy3/2c, ls25/2.3.3.
    """
    if w.months_per_repaired_year == 0:
        return 0
    months = variable
    if is_long_gap:
        months = max(0, min(variable, fixed + variable - w.long_gap_total_months))
    return months // w.months_per_repaired_year


@rule("gb38/2.3g", "xy41/2.7")
def wait_end(starts_on: int, fixed: int, variable: int, w: WaitingTerms) -> int:
    """The first day after a wait of ``fixed`` and ``variable`` months that starts on ``starts_on``.

    等待期届满之日. Calendar months in one step; where the fixed part is counted in days, the variable months follow it.
    Source: gb38/2.3g, xz11/8; in days xy41/2.7.
    """
    if fixed > 0 and w.fixed_days > 0:
        end = add_months(starts_on + w.fixed_days, variable)
    else:
        end = add_months(starts_on, fixed + variable)
    return end if w.starting_day_counts else end + 1


@rule("gb38/2.3h", "xz11/8")
def repaired_end(starts_on: int, fixed: int, variable: int, years: int, repair_paid_on: int, w: WaitingTerms) -> int:
    """The first day after the wait when ``years`` are repaired on ``repair_paid_on``.

    Repair never makes it later; nothing before the repair payment becomes payable. Source: xz11/8.
    """
    shortened = wait_end(starts_on, fixed, variable - years * w.months_per_repaired_year, w)
    if w.repair_not_retroactive:
        shortened = max(shortened, repair_paid_on)
    return min(shortened, wait_end(starts_on, fixed, variable, w))


@rule("gb38/2.3h", "xz11/8")
def wait_after(
    starts_on: int,
    fixed: int,
    variable: int,
    is_long_gap: bool,
    repair_years: int,
    repair_paid_on: int,
    paid_on: int,
    w: WaitingTerms,
) -> Wait:
    """The whole wait: its parts, the years worth repairing, and the day it is over.

    Of the years asked for, the fewest that reach the earliest end are sold. Source: xz11/8, jy3/2c, ls25/2.3.3.
    """
    unrepaired = wait_end(starts_on, fixed, variable, w)
    repairable = repairable_years(fixed, variable, is_long_gap, w)
    asked = min(repair_years, repairable)
    if w.repair_only_with_payment and repair_paid_on != paid_on:
        asked = 0
    end = unrepaired if asked == 0 else repaired_end(starts_on, fixed, variable, asked, repair_paid_on, w)
    sold = asked
    while sold > 0 and repaired_end(starts_on, fixed, variable, sold - 1, repair_paid_on, w) == end:
        sold -= 1
    repaired = sold * w.months_per_repaired_year
    return Wait(
        fixed,
        variable,
        repaired,
        sold,
        fixed + variable - repaired,
        repairable,
        starts_on,
        end,
        unrepaired,
    )
