"""The circumstance: when each row of a place's table applies (xz11/3 and 9, xy41/2.6, jy3/3-4, ls25/2.3.2).

The rows are parameters; this module knows only their closed vocabulary: an anchor day, a deadline, where the payment
must lie, and what the person must have been before.
"""

from __future__ import annotations

from canbao.basis.days import add_months, month_start_after
from canbao.rules.clauses import rule
from canbao.rules.continuity import RESIDENT_YEAR, class_of, was_insured_before
from canbao.rules.facts import NO_ANCHOR, Facts
from canbao.rules.parameters import (
    AFTER,
    DEADLINE_DAYS,
    DEADLINE_MONTHS,
    FORBIDDEN,
    NO_DEADLINE,
    REQUIRED,
    WITHIN_OR_IN_WINDOW,
    CircumstanceRow,
    ContinuityTerms,
    OtherRules,
)
from canbao.rules.values import NOTHING

CIRCUMSTANCE_NAMES = (
    "in_window",
    "in_window_after_gap",
    "late",
    "newborn",
    "newborn_next_year",
    "newborn_second_year",
    "welfare_home_child",
    "new_student",
    "prepaid_student",
    "employee_ended",
    "employee_ended_after_gap",
    "employee_ended_next_year",
    "employee_ended_late",
    "resumed",
    "exempt",
)
"""The circumstances; a circumstance is its position here. New ones are added at the end."""

# Why a row does not apply, in the order in which the conditions are asked.
MET = 0
NOT_IN_TABLE = 1
EVENT_MISSING = 2
ANCHOR_OUTSIDE_SPAN = 3
COMPANION_MISSING = 4
CATEGORY_MISSING = 5
PAYMENT_MISSING = 6
PAID_TOO_EARLY = 7
PAID_TOO_LATE = 8
NOT_IN_WINDOW = 9
IN_WINDOW = 10
PAST_DEADLINE = 11
WITHIN_DEADLINE = 12
NO_MISSED_YEAR = 13
HAS_MISSED_YEAR = 14
NO_RESIDENT_YEAR_BEFORE = 15
NOT_INSURED_BEFORE = 16
DISPLACED = 17


@rule("xz11/3a", "xz11/9a", "jy3/4a", "ls25/2.3.2d")
def deadline_day(anchor_day: int, count: int, unit: int) -> int:
    """The last day of a deadline: so many days or months after the anchor day, or to the end of the last of so many
    months counted from the next one (次月起).

    Source: xz11/3a (days), xz11/9a, jy3/4a (months), ls25/2.3.2d (months from the next).
    """
    if unit == DEADLINE_DAYS:
        return anchor_day + count
    if unit == DEADLINE_MONTHS:
        return add_months(anchor_day, count)
    return add_months(month_start_after(anchor_day), count) - 1


@rule("xz11/3", "xz11/9", "jy3/3", "jy3/4", "ls25/2.3.2")
def unmet_anchor(row: CircumstanceRow, f: Facts) -> int:
    """The first condition on events and categories that is not met, or MET."""
    if row.anchor != NO_ANCHOR:
        day = f.anchors[row.anchor]
        if day == NOTHING:
            return EVENT_MISSING
        if day < row.anchor_from or day >= row.anchor_until:
            return ANCHOR_OUTSIDE_SPAN
    if row.companion != NO_ANCHOR and f.anchors[row.companion] == NOTHING:
        return COMPANION_MISSING
    if row.aid_classes != 0 and row.aid_classes & f.aid_classes == 0:
        return CATEGORY_MISSING
    return MET


@rule("xz11/2a", "xz11/3", "xz11/9", "jy3/4", "ls25/2.3.2")
def unmet_payment(row: CircumstanceRow, f: Facts, paid_in_window: bool) -> int:
    """The first condition on the day of payment that is not met, or MET."""
    if row.needs_payment == 0:
        return MET
    if f.paid_on == NOTHING:
        return PAYMENT_MISSING
    if f.paid_on < row.paid_from:
        return PAID_TOO_EARLY
    if f.paid_on >= row.paid_until:
        return PAID_TOO_LATE
    if row.window == REQUIRED and not paid_in_window:
        return NOT_IN_WINDOW
    if row.window == FORBIDDEN and paid_in_window:
        return IN_WINDOW
    if row.anchor == NO_ANCHOR:
        return MET
    if row.deadline_unit == NO_DEADLINE:
        return MET
    is_within = f.paid_on <= deadline_day(f.anchors[row.anchor], row.deadline, row.deadline_unit)
    if row.deadline_sense == AFTER:
        return WITHIN_DEADLINE if is_within else MET
    if row.deadline_sense == WITHIN_OR_IN_WINDOW and paid_in_window:
        return MET
    return MET if is_within else PAST_DEADLINE


@rule("xz11/9a", "xz11/3d", "jy3/4a")
def unmet_past(row: CircumstanceRow, f: Facts, missed: int, c: ContinuityTerms) -> int:
    """The first condition on the years behind the person that is not met, or MET."""
    if row.gap == REQUIRED and missed == 0:
        return NO_MISSED_YEAR
    if row.gap == FORBIDDEN and missed > 0:
        return HAS_MISSED_YEAR
    if row.resident_year_before and class_of(f.history, f.year - 1, c) != RESIDENT_YEAR:
        return NO_RESIDENT_YEAR_BEFORE
    if row.insured_years_before > 0 and not was_insured_before(
        f.history, f.anchors[row.anchor], row.insured_years_before, c
    ):
        return NOT_INSURED_BEFORE
    return MET


@rule("xz11/3", "xz11/9", "jy3/4", "ls25/2.3.2")
def unmet_condition(row: CircumstanceRow, f: Facts, paid_in_window: bool, missed: int, c: ContinuityTerms) -> int:
    """The first condition of a row that is not met, or MET when the row applies."""
    unmet = unmet_anchor(row, f)
    if unmet == MET:
        unmet = unmet_payment(row, f, paid_in_window)
    if unmet == MET:
        unmet = unmet_past(row, f, missed, c)
    return unmet


@rule("xz11/16")
def is_left_to_other_rules(f: Facts, paid_in_window: bool, o: OtherRules) -> bool:
    """Whether the place leaves this person to other rules: an event of the groups named, at most so long ago.

    另行规定. Source: xz11/16.
    """
    if o.anchors == 0 or paid_in_window or f.paid_on == NOTHING:
        return False
    for anchor in range(len(f.anchors)):
        if o.anchors >> anchor & 1:
            day = f.anchors[anchor]
            if day != NOTHING and f.paid_on <= add_months(day, o.within_months):
                return True
    return False
