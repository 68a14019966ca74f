"""Continuity: what the years behind a person count for (xz11/9d, gb38/2.3f and 2.3h, ls25/2.3.2c)."""

from __future__ import annotations

from canbao.basis.days import add_months, year_of
from canbao.rules.clauses import rule
from canbao.rules.facts import MONTHS_UNIT, OTHER_GUARANTEE, PAID_IN_WINDOW, RESIDENT, History
from canbao.rules.parameters import ContinuityTerms
from canbao.rules.values import NOTHING

GAP_YEAR = 0
RESIDENT_YEAR = 1
EXCUSED_YEAR = 2
BEFORE_YEAR = 3


@rule("xz11/9d", "gb38/2.3f")
def year_class(word: int, c: ContinuityTerms) -> int:
    """The class of a year from the first cover on: resident, excused or gap.

    居民医保年度, 不计断保年度, 断保年度. word: the year's word. Returns RESIDENT_YEAR, EXCUSED_YEAR or GAP_YEAR.
    Source: xz11/9d.
    """
    if word & RESIDENT:
        return RESIDENT_YEAR
    return EXCUSED_YEAR if is_excused(word, c) else GAP_YEAR


@rule("xz11/9d")
def is_excused(word: int, c: ContinuityTerms) -> bool:
    """Whether a year without resident cover is excused: enough months of employee cover, or another guarantee.

    不计断保年度. word: the year's word. Source: xz11/9d.
    """
    if word // MONTHS_UNIT >= c.excusing_employee_months:
        return True
    return word & OTHER_GUARANTEE != 0 and c.other_guarantee_excuses != 0


@rule("xz11/9d")
def class_of(history: History, year: int, c: ContinuityTerms) -> int:
    """The class of any calendar year; a year before the first cover is BEFORE_YEAR."""
    position = year - history.first_year
    if position < 0 or position >= len(history.words):
        return BEFORE_YEAR
    return year_class(history.words[position], c)


@rule("gb38/2.3h", "xz11/9d")
def missed_years(history: History, year: int, born: int, c: ContinuityTerms) -> int:
    """Missed years before the coverage year ``year``: GAP years since the last year of resident cover.

    断保年数. Excused years between neither count nor reset. Without any resident year: GAP years since the first cover.
    born: the day of birth. Returns years, 0 or more. Source: gb38/2.3h, xz11/9d.
    """
    count = len(history.words)
    if count == 0:
        if c.never_covered_has_no_gap:
            return 0
        return max(0, year - max(c.first_measured_year, year_of(born)))
    missed = 0
    for back in range(1, count + 1):
        class_ = year_class(history.words[count - back], c)
        if class_ == RESIDENT_YEAR:
            return missed
        if class_ == GAP_YEAR and year - back >= c.missed_years_from:
            missed += 1
    return 0 if c.gap_needs_prior_resident else missed


@rule("gb38/2.3h")
def is_long_gap(history: History, year: int, missed: int, c: ContinuityTerms) -> bool:
    """Whether the missed years are so many in a row that the wait keeps its floor after repair.

    连续断缴4年及以上. Read over all missed years, or, where excused years break the row, over an unbroken run of them.
    Source: gb38/2.3h, xz11/8.
    """
    if missed < c.long_gap_years or not c.excused_breaks_long_gap or len(history.words) == 0:
        return missed >= c.long_gap_years
    run = 0
    for back in range(1, len(history.words) + 1):
        class_ = year_class(history.words[len(history.words) - back], c)
        if class_ == RESIDENT_YEAR:
            return False
        if class_ == GAP_YEAR and year - back >= c.missed_years_from:
            run += 1
            if run >= c.long_gap_years:
                return True
        else:
            run = 0
    return False


@rule("ls25/2.3.2c")
def is_interrupted_by_transfer(
    history: History, year: int, cover_ended_on: int, paid_on: int, c: ContinuityTerms
) -> bool:
    """Whether a change of year and scheme left so many months unpaid that cover counts as not continuous.

    跨年度、跨制度转换且中断缴费4个月及以上. cover_ended_on: the first day without employee cover, or NOTHING.
    Resident cover since (the year of that day included) mends it. Source: ls25/2.3.2c.
    """
    if c.transfer_unpaid_months == 0 or cover_ended_on == NOTHING or paid_on == NOTHING:
        return False
    if paid_on < add_months(cover_ended_on, c.transfer_unpaid_months):
        return False
    ended_in = year_of(cover_ended_on)
    if ended_in == year_of(paid_on) and not c.transfer_within_one_year:
        return False
    for since in range(ended_in, year):  # noqa: SIM110 - compiled: no generator
        if class_of(history, since, c) == RESIDENT_YEAR:
            return False
    return True


@rule("gb38/2.3h")
def restored_from(history: History, year: int, repaired: int, c: ContinuityTerms) -> int:
    """The first year that repair restores for continuity and penalty; ``year`` itself where it restores none.

    修复是否恢复连续. The latest ``repaired`` missed years count as resident where the reading says so.
    """
    if not c.repaired_year_restores:
        return year
    if len(history.words) == 0:
        return year - repaired
    found = 0
    first = year
    for back in range(1, len(history.words) + 1):
        class_ = year_class(history.words[len(history.words) - back], c)
        if found >= repaired or class_ == RESIDENT_YEAR:
            break
        if class_ == GAP_YEAR and year - back >= c.missed_years_from:
            found += 1
            first = year - back
    return first


@rule("gb38/2.3b", "gb38/2.3f", "xz11/5")
def continuous_years(history: History, through: int, counted_from: int, restored: int, c: ContinuityTerms) -> int:
    """Years of resident cover that end with the year ``through``, walking back over excused years, until a gap.

    连续参保年数. counted_from: years before it do not count (and do not break). restored: GAP years from this one on
    count as resident. Returns years; 0 when ``through`` is a gap. Source: gb38/2.3b, gb38/2.3f, xz11/5, xz11/9d.
    """
    years = 0
    first = history.first_year
    if is_unbroken(history, c):
        years = max(0, through + 1 - max(first, counted_from))
        return years + max(0, first - max(restored, counted_from))
    for year in range(through, first - 1, -1):
        word = history.words[year - first]
        if word & RESIDENT:
            if not c.late_year_is_continuous and word & PAID_IN_WINDOW == 0:
                return years
        elif is_excused(word, c):
            continue
        elif year < restored:
            return years
        if year >= counted_from:
            years += 1
    return years + max(0, first - max(restored, counted_from))


@rule("gb38/2.3b", "xz11/9d")
def is_unbroken(history: History, c: ContinuityTerms) -> bool:
    """Whether every year from the first cover on is one of resident cover that counts for the streak."""
    if history.always & RESIDENT == 0:
        return False
    return c.late_year_is_continuous != 0 or history.always & PAID_IN_WINDOW != 0


@rule("gb38/2.3b")
def is_late_break(history: History, year: int, c: ContinuityTerms) -> bool:
    """Whether a resident year ends the streak because it was paid late, where the reading says so."""
    if c.late_year_is_continuous:
        return False
    return history.words[year - history.first_year] & PAID_IN_WINDOW == 0


@rule("jy3/4a")
def was_insured_before(history: History, day: int, years: int, c: ContinuityTerms) -> bool:
    """Whether each of the ``years`` calendar years before the year of ``day`` was resident or excused.

    连续2年以上参加基本医保. Source: jy3/4a.
    """
    last = year_of(day) - 1
    for year in range(last, last - years, -1):
        class_ = class_of(history, year, c)
        if class_ in (GAP_YEAR, BEFORE_YEAR):
            return False
    return True
