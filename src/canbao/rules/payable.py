"""Whether a cost on a day is payable (xz11/8, jy3/2c, ls25/2.3.2)."""

from __future__ import annotations

from canbao.basis.days import year_of
from canbao.rules.clauses import rule
from canbao.rules.continuity import EXCUSED_YEAR, RESIDENT_YEAR, class_of
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import BIRTH, Facts
from canbao.rules.parameters import Terms
from canbao.rules.values import NOTHING

PAYABLE = 0
IN_WAIT = 1
IN_EARLIER_WAIT = 2
BEFORE_BENEFIT = 3
AFTER_BENEFIT = 4
IN_GAP = 5
IN_OTHER_SCHEME = 6
IN_EARLIER_ENROLMENT = 7
NOT_DECIDED = 8
BEFORE_BIRTH = 9


@rule("xz11/8", "jy3/2c")
def payable_on(day: int, f: Facts, d: Determination, t: Terms) -> int:
    """Whether a cost on ``day`` is payable under a determination, and if not why.

    It is when the day lies in the benefit span. A day of an earlier year belongs to that year: a missed year is never
    payable; a year of other cover or an earlier enrolment is answered there. Source: xz11/8, jy3/2c.
    """
    if day < f.anchors[BIRTH]:
        return BEFORE_BIRTH
    if d.reason != DECIDED:
        return NOT_DECIDED
    if day > d.benefit_through:
        return AFTER_BENEFIT
    if day >= d.benefit_from:
        return PAYABLE
    year = year_of(day)
    if year < f.year:
        class_ = class_of(f.history, year, t.continuity)
        if class_ == RESIDENT_YEAR:
            return IN_EARLIER_ENROLMENT
        if class_ == EXCUSED_YEAR:
            return IN_OTHER_SCHEME
        return IN_GAP
    if day >= d.own_start:
        return IN_EARLIER_WAIT
    if d.wait.starts_on != NOTHING and day >= d.wait.starts_on:
        return IN_WAIT
    return BEFORE_BENEFIT
