"""One determination: the circumstance, and what it decides, with every value on the way.

The only module that composes the chapters. It returns all intermediate values, so that an explanation is a rendering
and never a second computation.
"""

from __future__ import annotations

from typing import NamedTuple

from canbao.basis.bits import lowest
from canbao.rules.benefit import benefit_from, start_day
from canbao.rules.circumstances import (
    DISPLACED,
    MET,
    NOT_IN_TABLE,
    is_left_to_other_rules,
    unmet_condition,
)
from canbao.rules.clauses import rule
from canbao.rules.continuity import (
    continuous_years,
    is_interrupted_by_transfer,
    is_long_gap,
    missed_years,
    restored_from,
)
from canbao.rules.facts import BIRTH, EMPLOYEE_COVER_ENDED, NO_ANCHOR, Facts
from canbao.rules.limit import Limit, serious_illness_limit
from canbao.rules.parameters import AFTER_GAP, APPLIES, REQUIRED, CircumstanceRow, Terms
from canbao.rules.premium import UNDETERMINED_PREMIUM, Premium, premium, repair_fen
from canbao.rules.values import NOTHING, UNDETERMINED
from canbao.rules.waiting import (
    NO_WAIT,
    UNDETERMINED_WAIT,
    Wait,
    variable_months,
    wait_after,
)

DECIDED = 0
LEFT_TO_OTHER_RULES = 1
CIRCUMSTANCE_NOT_MET = 2
NO_CIRCUMSTANCE = 3


class Years(NamedTuple):
    """The years behind the person. counted_missed: missed years as an ordinary wait counts them (transfer included)."""

    missed: int
    counted_missed: int
    is_long_gap: bool
    is_interrupted: bool


class Outcome(NamedTuple):
    """What one row decides. own_start: the benefit start before an earlier wait still running is looked at."""

    wait: Wait
    premium: Premium
    own_start: int
    benefit_from: int


class Choice(NamedTuple):
    """The row taken (or NOTHING) and why none was; the set of rows that apply; what the row decides."""

    row: int
    reason: int
    unmet: int
    applicable: int
    outcome: Outcome


class Determination(NamedTuple):
    """Everything decided, and everything found on the way; days are day numbers, amounts fen.

    circumstance, row: the circumstance and the row of the table taken, or NOTHING.
    reason: DECIDED, LEFT_TO_OTHER_RULES, CIRCUMSTANCE_NOT_MET or NO_CIRCUMSTANCE.
    unmet: the condition that kept a named circumstance from applying.
    applicable: the set of rows that apply, as bits.
    benefit_through: the last day of the benefit span; the span is empty when it lies before ``benefit_from``.
    """

    circumstance: int
    row: int
    reason: int
    unmet: int
    applicable: int
    paid_in_window: bool
    years: Years
    continuous: int
    wait: Wait
    premium: Premium
    own_start: int
    benefit_from: int
    benefit_through: int
    limit: Limit


@rule("gb38/2.3f", "gb38/2.3h", "xz11/9d", "ls25/2.3.2c")
def years_behind(f: Facts, t: Terms) -> Years:
    """The missed years before the coverage year, and how an ordinary wait counts them."""
    c = t.continuity
    missed = missed_years(f.history, f.year, f.anchors[BIRTH], c)
    interrupted = is_interrupted_by_transfer(f.history, f.year, f.anchors[EMPLOYEE_COVER_ENDED], f.paid_on, c)
    counted = max(missed, 1) if interrupted else missed
    return Years(missed, counted, is_long_gap(f.history, f.year, missed, c), interrupted)


@rule("ls25/2.3.2c")
def missed_for(row: CircumstanceRow, years: Years) -> int:
    """The missed years a row counts: a change of year and scheme interrupts for the ordinary rows only."""
    return years.counted_missed if row.ordinary else years.missed


@rule("gb38/2.3g", "xz11/8", "xz11/9", "ls25/2.3.2")
def wait_of(row: CircumstanceRow, f: Facts, years: Years, paid_in_window: bool, t: Terms) -> Wait:
    """The wait that a row sets; months 0 and no days where it sets none."""
    w = t.waiting
    missed = missed_for(row, years)
    has_fixed = row.fixed == APPLIES or (row.fixed == AFTER_GAP and missed > 0)
    fixed = w.fixed_months if has_fixed else 0
    variable = variable_months(missed, w) if row.variable == APPLIES else 0
    if fixed == 0 and variable == 0:
        return NO_WAIT
    starts_on = start_day(row.wait_from, row, f, paid_in_window, t.year_from)
    return wait_after(starts_on, fixed, variable, years.is_long_gap, f.repair_years, f.repair_paid_on, f.paid_on, w)


@rule("xz11/3", "xz11/8", "xz11/9", "jy3/4", "ls25/2.3.2")
def outcome_of(row: CircumstanceRow, f: Facts, years: Years, paid_in_window: bool, t: Terms) -> Outcome:
    """The five things a row decides: price, fixed and variable wait, where the wait or benefit starts, and its end."""
    wait = wait_of(row, f, years, paid_in_window, t)
    if wait.starts_on == NOTHING:
        start = start_day(row.benefit_from, row, f, paid_in_window, t.year_from)
    else:
        start = wait.ends_before
    repair = repair_fen(wait.repaired_years, f.repair_paid_on, f.year, t.premium)
    price = premium(row.price, row.ordinary == 0, paid_in_window, f.aid_classes, repair, t.premium, t.aid)
    return Outcome(
        wait,
        price,
        max(start, row.not_before),
        benefit_from(start, row.not_before, f.earlier_wait_until, t.waiting),
    )


@rule("xz11/3b", "xz11/9b")
def is_more_favourable(one: Outcome, other: Outcome) -> bool:
    """Whether one outcome is better for the person: earlier benefits, then the lower price; unknown prices last."""
    if one.benefit_from != other.benefit_from:
        return one.benefit_from < other.benefit_from
    if one.premium.due_fen == UNDETERMINED or other.premium.due_fen == UNDETERMINED:
        return one.premium.due_fen != UNDETERMINED and other.premium.due_fen == UNDETERMINED
    return one.premium.due_fen < other.premium.due_fen


@rule("xz11/3", "xz11/9", "jy3/4", "ls25/2.3.2")
def rows_to_ask(f: Facts, t: Terms) -> int:
    """The rows that can apply, as a set: those that need no event, and those whose event may have happened in time.

    All of them where the person names the circumstance and so is to be told why it does not apply.
    """
    if f.chosen != NOTHING:
        return (1 << t.row_count) - 1
    asked = t.rows_of_anchor[NO_ANCHOR]
    for anchor in range(1, len(f.anchors)):
        if f.anchors[anchor] >= t.earliest_of_anchor[anchor]:
            asked |= t.rows_of_anchor[anchor]
    return asked


@rule("xz11/3", "xz11/9", "xz11/16", "jy3/4", "ls25/2.3.2")
def choose(f: Facts, years: Years, paid_in_window: bool, t: Terms) -> Choice:
    """The row that decides: of those that apply, the one named by the person, else the most favourable.

    Rows of the place stand before the ordinary ones, and the first of equals is taken.
    """
    best = Outcome(UNDETERMINED_WAIT, UNDETERMINED_PREMIUM, UNDETERMINED, UNDETERMINED)
    if is_left_to_other_rules(f, paid_in_window, t.other_rules):
        return Choice(NOTHING, LEFT_TO_OTHER_RULES, NOT_IN_TABLE, 0, best)
    taken = NOTHING
    applicable = 0
    unmet_of_chosen = NOT_IN_TABLE
    window_displaced = False
    left = rows_to_ask(f, t)
    while left != 0:
        index = lowest(left)
        left &= left - 1
        row = t.rows[index]
        unmet = unmet_condition(row, f, paid_in_window, missed_for(row, years), t.continuity)
        if unmet == MET and window_displaced and row.ordinary and row.window == REQUIRED:
            unmet = DISPLACED
        is_candidate = f.chosen == NOTHING or row.name == f.chosen
        if unmet != MET:
            if is_candidate:
                unmet_of_chosen = max(unmet_of_chosen, unmet)
            continue
        applicable |= 1 << index
        if row.displaces_window:
            window_displaced = True
        if is_candidate:
            outcome = outcome_of(row, f, years, paid_in_window, t)
            if taken == NOTHING or is_more_favourable(outcome, best):
                taken = index
                best = outcome
    if taken != NOTHING:
        return Choice(taken, DECIDED, MET, applicable, best)
    reason = NO_CIRCUMSTANCE if f.chosen == NOTHING else CIRCUMSTANCE_NOT_MET
    return Choice(NOTHING, reason, unmet_of_chosen, applicable, best)


@rule("gb38/2.3g", "xz11/3", "xz11/9", "xz11/16", "jy3/4", "ls25/2.3.2")
def determine(f: Facts, t: Terms) -> Determination:
    """Decide one enrolment in the resident scheme. Never raises. Source: the chapters it composes."""
    paid_in_window = t.window_from <= f.paid_on < t.window_until
    years = years_behind(f, t)
    choice = choose(f, years, paid_in_window, t)
    name = NOTHING
    pays_in_window = paid_in_window
    if choice.row != NOTHING:
        name = t.rows[choice.row].name
        pays_in_window = paid_in_window and t.rows[choice.row].needs_payment != 0
    outcome = choice.outcome
    restored = restored_from(f.history, f.year, outcome.wait.repaired_years, t.continuity)
    continuous = continuous_years(f.history, f.year - 1, 0, restored, t.continuity)
    limit = serious_illness_limit(
        f.history, f.year, pays_in_window, continuous, restored, f.original_limit_fen, t.limit, t.continuity
    )
    return Determination(
        name,
        choice.row,
        choice.reason,
        choice.unmet,
        choice.applicable,
        paid_in_window,
        years,
        continuous + 1,
        outcome.wait,
        outcome.premium,
        outcome.own_start,
        outcome.benefit_from,
        t.year_until - 1,
        limit,
    )
