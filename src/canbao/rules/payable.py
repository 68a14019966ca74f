"""Whether a cost on a day is payable (xz11/8, jy3/2c, ls25/2.3.2)."""

from __future__ import annotations

from canbao.basis.days import year_of
from canbao.rules.clauses import rule
from canbao.rules.continuity import BEFORE_YEAR, EXCUSED_YEAR, RESIDENT_YEAR, class_of
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import BIRTH, EMPLOYEE_COVER_ENDED, Facts
from canbao.rules.parameters import Terms
from canbao.rules.values import NOTHING

PAYABLE = 0
IN_WAIT = 1
IN_EARLIER_WAIT = 2
BEFORE_BENEFIT = 3
IN_LATER_YEAR = 4
IN_GAP = 5
IN_OTHER_SCHEME = 6
IN_EARLIER_ENROLMENT = 7
NOT_DECIDED = 8
BEFORE_BIRTH = 9
NOT_YET_ENROLLED = 10
IN_EMPLOYEE_COVER = 11

ANSWERED_ELSEWHERE = (IN_LATER_YEAR, IN_OTHER_SCHEME, IN_EARLIER_ENROLMENT, NOT_DECIDED, IN_EMPLOYEE_COVER)
"""The answers that are neither yes nor no: another enrolment, or another scheme, says whether the cost is payable."""


@rule("xz11/8", "xz11/9d", "jy3/2c")
def in_earlier_year(day: int, year: int, f: Facts, t: Terms) -> int:
    """Whose matter a cost is in a year before the coverage year.

    A year of resident cover is decided for itself; a year of other cover, and the part of a year up to the end of
    employee cover, belongs to that scheme; before the first cover nobody was enrolled yet; a missed year is never
    payable. Source: xz11/8, xz11/9d, jy3/2c.
    """
    class_ = class_of(f.history, year, t.continuity)
    if class_ == RESIDENT_YEAR:
        return IN_EARLIER_ENROLMENT
    if class_ == EXCUSED_YEAR:
        return IN_OTHER_SCHEME
    if is_in_employee_cover(day, year, f):
        return IN_EMPLOYEE_COVER
    if class_ == BEFORE_YEAR:
        return NOT_YET_ENROLLED
    return IN_GAP


@rule("xz11/9a", "jy3/4a", "ls25/2.3.2d")
def is_in_employee_cover(day: int, year: int, f: Facts) -> bool:
    """Whether employee cover ended in the year of the day, and later than it. Source: xz11/9a."""
    ended_on = f.anchors[EMPLOYEE_COVER_ENDED]
    return ended_on != NOTHING and day < ended_on and year_of(ended_on) == year


@rule("xz11/8", "jy3/2c")
def payable_on(day: int, f: Facts, d: Determination, t: Terms) -> int:
    """Whether a cost on ``day`` is payable under a determination, and if not why.

    It is when the day lies in the benefit span. A day of another year belongs to that year, and a day before employee
    cover ended to the employee scheme. Source: xz11/8, jy3/2c.
    """
    if day < f.anchors[BIRTH]:
        return BEFORE_BIRTH
    if day > d.benefit_through:
        return IN_LATER_YEAR
    if d.reason != DECIDED:
        return NOT_DECIDED
    if day >= d.benefit_from:
        return PAYABLE
    year = year_of(day)
    if year < f.year:
        return in_earlier_year(day, year, f, t)
    if is_in_employee_cover(day, year, f):
        return IN_EMPLOYEE_COVER
    if day >= d.own_start:
        return IN_EARLIER_WAIT
    if d.wait.starts_on != NOTHING and day >= d.wait.starts_on:
        return IN_WAIT
    return BEFORE_BENEFIT
