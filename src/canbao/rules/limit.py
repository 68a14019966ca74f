"""The serious-illness limit: continuity and zero-claim bonuses, cap, penalty (gb38/2.3b-f, xz11/5, jy3/2a and 2d,
ls25/2.3.1)."""

from __future__ import annotations

from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.continuity import (
    GAP_YEAR,
    RESIDENT_YEAR,
    class_of,
    continuous_years,
    is_late_break,
    year_class,
)
from canbao.rules.facts import BONUS_USED, PAID_IN_WINDOW, REIMBURSED, RESIDENT, ZERO_CLAIM_USED, History
from canbao.rules.parameters import ContinuityTerms, LimitTerms
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED, times

PERCENT = 100


class Limit(NamedTuple):
    """The serious-illness limit of a coverage year and its parts; fen and years."""

    original_fen: int
    step_years: int
    continuity_fen: int
    zero_claim_years: int
    zero_claim_fen: int
    cap_fen: int
    bonus_fen: int
    penalty_years: int
    penalty_fen: int
    total_fen: int


@rule("gb38/2.3b", "xz11/5", "jy3/2a", "ls25/2.3.1")
def continuity_step_years(
    history: History,
    year: int,
    paid_in_window: bool,
    continuous: int,
    restored: int,
    m: LimitTerms,
    c: ContinuityTerms,
) -> int:
    """How many times the limit is raised for continuous cover: once for each year beyond the first four.

    连续参保激励次数. Through the coverage year, or, where raises come on 1 January of the next year, the year before.
    continuous: the continuous years through the year before the coverage year. Source: gb38/2.3b, xz11/5, jy3/2a,
    ls25/2.3.1.
    """
    if m.raise_next_january and year <= m.first_year:
        return 0
    if not c.late_year_is_continuous and not paid_in_window:
        return 0
    counted_from = 0 if m.counts_before_first_year else m.first_year
    years = continuous
    if counted_from > history.first_year:
        years = continuous_years(history, year - 1, counted_from, restored, c)
    if not m.raise_next_january:
        years += 1
    steps = max(0, years - m.years_before_first_step)
    if m.steps_survive_gap:
        steps += earlier_step_years(history, year, counted_from, restored, m, c)
    return steps


@rule("gb38/2.3f")
def earlier_step_years(
    history: History, year: int, counted_from: int, restored: int, m: LimitTerms, c: ContinuityTerms
) -> int:
    """Steps earned by earlier streaks that reached the first year of the measures, where they survive a gap."""
    steps = 0
    in_present = True
    last = year - 1
    while last >= max(history.first_year, m.first_year):
        class_ = class_of(history, last, c)
        is_break = (class_ == GAP_YEAR and last < restored) or (
            class_ == RESIDENT_YEAR and is_late_break(history, last, c)
        )
        if is_break:
            in_present = False
        elif not in_present and class_ == RESIDENT_YEAR:
            steps += max(0, continuous_years(history, last, counted_from, restored, c) - m.years_before_first_step)
            in_present = True
        last -= 1
    return steps


@rule("gb38/2.3e", "xz11/5")
def last_clearing_year(history: History, m: LimitTerms) -> int:
    """The last year in which a serious-illness claim used a bonus and so cleared the zero-claim years up to it.

    零报销激励清零. Hunan clears only for the zero-claim part, elsewhere any use clears. A use before there was such a
    bonus clears nothing. Returns a year, or NOTHING. Source: gb38/2.3e, xz11/5, jy3/2a, ls25/2.3.1.
    """
    if history.said & (ZERO_CLAIM_USED | BONUS_USED) == 0:
        return NOTHING
    for back in range(1, len(history.words) + 1):
        word = history.words[len(history.words) - back]
        year = history.first_year + len(history.words) - back
        if word & ZERO_CLAIM_USED and year > m.first_year:
            return year
        if word & BONUS_USED and m.any_use_clears and year >= m.first_year:
            return year
    return NOTHING


@rule("gb38/2.3e")
def used_bonus_before_first(history: History, m: LimitTerms) -> bool:
    """Whether a use of the bonus is reported for a year in which none existed yet."""
    if history.said & (ZERO_CLAIM_USED | BONUS_USED) == 0:
        return False
    for position in range(len(history.words)):
        word = history.words[position]
        year = history.first_year + position
        if word & ZERO_CLAIM_USED and year <= m.first_year:
            return True
        if word & BONUS_USED and year < m.first_year:
            return True
    return False


@rule("gb38/2.3c", "xz11/5")
def zero_claim_years(history: History, year: int, paid_in_window: bool, m: LimitTerms, c: ContinuityTerms) -> int:
    """Years of resident cover without any reimbursement whose next year was enrolled for.

    零报销年数. Only years from the first of the measures on, after the last clearing. Hunan: the next year paid in
    the window; the next year of the last one is this enrolment. Source: gb38/2.3c, xz11/5, jy3/2a, ls25/2.3.1.
    """
    cleared_through = last_clearing_year(history, m)
    years = 0
    next_counts = paid_in_window or not m.zero_claim_needs_window
    for back in range(1, len(history.words) + 1):
        z = year - back
        if z < m.zero_claim_first_year or z <= cleared_through:
            break
        word = history.words[len(history.words) - back]
        class_ = year_class(word, c)
        if class_ == GAP_YEAR and not m.zero_claim_survives_gap:
            break
        is_resident = class_ == RESIDENT_YEAR
        if is_resident and word & REIMBURSED == 0 and next_counts:
            years += 1
        next_counts = is_resident and (word & PAID_IN_WINDOW != 0 or not m.zero_claim_needs_window)
    return years


@rule("jy3/2d", "gb38/2.3f")
def penalty_years(history: History, year: int, restored: int, m: LimitTerms, c: ContinuityTerms) -> int:
    """Missed years of every gap that ended by re-enrolling in the first year of the measures or later.

    断保降额年数. This enrolment ends the present gap. 0 where no penalty is in force. Source: jy3/2d, gb38/2.3f.
    """
    if m.penalty_step_fen == 0 or history.always & RESIDENT:
        return 0
    years = 0
    for y in range(year - 1, history.first_year - 1, -1):
        class_ = class_of(history, y, c)
        is_resident = class_ == RESIDENT_YEAR or (class_ == GAP_YEAR and y >= restored)
        if is_resident and y < m.first_year:
            break
        counts = m.penalty_counts_before_first_year or y >= m.first_year
        if class_ == GAP_YEAR and not is_resident and counts and y >= c.missed_years_from:
            years += 1
    return years


@rule("gb38/2.3d", "xz11/5", "jy3/2a")
def bonus_cap_fen(original_fen: int, m: LimitTerms) -> int:
    """The cap of both bonuses together; fen, a part of a fen dropped. Undetermined while the original limit is.

    激励累计上限. Source: gb38/2.3d, xz11/5, ls25/2.3.1 (share); jy3/2a (amount).
    """
    if m.cap_percent == 0:
        return m.cap_fen
    if original_fen in (UNDETERMINED, UNLIMITED):
        return UNDETERMINED
    return original_fen * m.cap_percent // PERCENT


@rule("gb38/2.3d", "xz11/5")
def bonus_fen(continuity: int, zero_claim: int, cap: int, original_fen: int) -> int:
    """Both bonuses together, at most the cap; fen. An unlimited original limit has no share to cap at.

    Source: gb38/2.3d, xz11/5, jy3/2a, ls25/2.3.1.
    """
    if continuity == 0 and zero_claim == 0:
        return 0
    if continuity == UNDETERMINED or zero_claim == UNDETERMINED:
        return UNDETERMINED
    if cap == UNDETERMINED:
        return continuity + zero_claim if original_fen == UNLIMITED else UNDETERMINED
    return min(continuity + zero_claim, cap)


@rule("gb38/2.3f", "jy3/2d")
def penalty_fen(years: int, m: LimitTerms) -> int:
    """What missed years take off the limit; fen, at most the cap of the penalty. Source: jy3/2d."""
    if m.penalty_step_fen == 0:
        return 0
    return min(times(years, m.penalty_step_fen), m.penalty_cap_fen)


@rule("gb38/2.3b", "gb38/2.3c", "gb38/2.3d", "gb38/2.3f")
def serious_illness_limit(
    history: History,
    year: int,
    paid_in_window: bool,
    continuous: int,
    restored: int,
    original_fen: int,
    m: LimitTerms,
    c: ContinuityTerms,
) -> Limit:
    """The serious-illness limit of the coverage year: original, plus bonuses up to the cap, less the penalty.

    大病保险最高支付限额. Source: gb38/2.3b-f, xz11/5, jy3/2a and 2d, ls25/2.3.1.
    """
    step_years = continuity_step_years(history, year, paid_in_window, continuous, restored, m, c)
    continuity = times(step_years, m.continuity_step_fen)
    claim_years = zero_claim_years(history, year, paid_in_window, m, c)
    zero_claim = times(claim_years, m.zero_claim_step_fen)
    cap = bonus_cap_fen(original_fen, m)
    bonus = bonus_fen(continuity, zero_claim, cap, original_fen)
    missed = penalty_years(history, year, restored, m, c)
    penalty = penalty_fen(missed, m)
    total = UNDETERMINED
    if original_fen == UNLIMITED:
        total = UNLIMITED
    elif original_fen != UNDETERMINED and bonus != UNDETERMINED and penalty != UNDETERMINED:
        total = original_fen + bonus - penalty
    return Limit(original_fen, step_years, continuity, claim_years, zero_claim, cap, bonus, missed, penalty, total)
