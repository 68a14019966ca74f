"""Who may enrol in which scheme, where (gb38/1 and 2.1, xz11/1, xy41/2.1-2.2, jy3/1, ls25/2.1.1-2.1.2).

The table of openings says what a place's text opens. Here stands what holds whatever the table says: other
guarantees, one year at a time, no double enrolment. What no text says is not determined, never refused.
"""

from __future__ import annotations

from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.openings import (
    CHILDREN,
    MAINLAND,
    OTHER_COVER_ENDED,
    STUDENT,
    UNIT_EMPLOYEE,
    Applicant,
    EligibilityTerms,
    Opening,
    deciding_opening,
    has_documents,
)
from canbao.rules.relation import (
    BORN,
    EMPLOYEE_SCHEME,
    PARENT_RESIDES,
    REGISTERED,
    RESIDENT_SCHEME,
    RESIDES,
    STUDIES,
    WORKS,
    Record,
    duplicate_from,
)
from canbao.rules.values import NOTHING, UNDETERMINED

# Answers.
ALLOWED = 0
NEEDS = 1
NOT_ALLOWED = 2
NOT_DETERMINED = 3
ANSWER_NAMES = ("allowed", "needs", "not_allowed", "undetermined")

# Reasons.
BY_REGISTRATION = 0
BY_RESIDENCE = 1
BY_WORK = 2
BY_STUDY = 3
BY_BIRTH = 4
BY_PARENT = 5
BY_DOCUMENT = 6
DOCUMENTS_MISSING = 7
CLOSED_TO_GROUP = 8
NO_TIE = 9
TEXT_SILENT = 10
FRAME_ASKS_TO_RELAX = 11
NOT_IN_WORK = 12
HAS_OTHER_GUARANTEE = 13
OTHER_GUARANTEE_SILENT = 14
ONE_YEAR_AT_A_TIME = 15
YEARS_AT_ONCE_SILENT = 16
ENROLLED_HERE = 17
COVERED_ELSEWHERE = 18
COVERED_IN_OTHER_SCHEME = 19
RESIDENT_COVER_GIVES_WAY = 20
DOUBLE_ENROLMENT_SILENT = 21
REASON_NAMES = (
    "by_registration",
    "by_residence",
    "by_work",
    "by_study",
    "by_birth",
    "by_parent",
    "by_document",
    "documents_missing",
    "closed_to_group",
    "no_tie",
    "text_silent",
    "frame_asks_to_relax",
    "not_in_work",
    "has_other_guarantee",
    "other_guarantee_silent",
    "one_year_at_a_time",
    "years_at_once_silent",
    "enrolled_here",
    "covered_elsewhere",
    "covered_in_other_scheme",
    "resident_cover_gives_way",
    "double_enrolment_silent",
)


class Eligibility(NamedTuple):
    """The answer: ALLOWED, NEEDS, NOT_ALLOWED or NOT_DETERMINED, with its reason.

    opening: the row of the table that decided, or NOTHING. all_of, one_of: the documents still needed.
    open_from: the day from which the reason no longer holds, or NOTHING.
    """

    answer: int
    reason: int
    opening: int
    all_of: int
    one_of: int
    open_from: int


@rule("gb38/2.1", "xz11/1")
def reason_of_opening(o: Opening, a: Applicant) -> int:
    """Through which tie an opening admits the person."""
    used = o.ties & a.ties
    if used & REGISTERED:
        return BY_REGISTRATION
    if used & RESIDES:
        return BY_RESIDENCE
    if used & WORKS:
        return BY_WORK
    if used & STUDIES:
        return BY_STUDY
    if used & BORN:
        return BY_BIRTH
    if used & PARENT_RESIDES:
        return BY_PARENT
    return BY_DOCUMENT


@rule("gb38/2.1", "gb38/2.1b")
def without_opening(a: Applicant) -> Eligibility:
    """The answer where no text speaks: a child has no work; a stranger has no tie; all else is not
    determined.

    户籍限制. gb38/2.1 asks to relax the limit for those who live or work at a place, and leaves the how to
    the places.
    """
    if a.scheme == EMPLOYEE_SCHEME and a.group & CHILDREN:
        return Eligibility(NOT_ALLOWED, NOT_IN_WORK, NOTHING, 0, 0, NOTHING)
    if a.ties == 0:
        return Eligibility(NOT_ALLOWED, NO_TIE, NOTHING, 0, 0, NOTHING)
    is_in_frame = a.origin == MAINLAND and a.ties & (RESIDES | WORKS) != 0
    reason = FRAME_ASKS_TO_RELAX if is_in_frame and a.group != UNIT_EMPLOYEE else TEXT_SILENT
    return Eligibility(NOT_DETERMINED, reason, NOTHING, 0, 0, NOTHING)


@rule("gb38/2.1", "gb38/2.1b", "xz11/1", "xy41/2.1", "jy3/1", "ls25/2.1.1", "ls25/2.1.2")
def by_opening(a: Applicant, t: EligibilityTerms) -> Eligibility:
    """What the table of openings says of the person: allowed, needs documents, excluded, or nothing."""
    row = deciding_opening(a, t)
    if row == NOTHING:
        return without_opening(a)
    o = t.openings[row]
    if o.is_closed:
        return Eligibility(NOT_ALLOWED, CLOSED_TO_GROUP, row, 0, 0, NOTHING)
    if has_documents(o, a):
        return Eligibility(ALLOWED, reason_of_opening(o, a), row, 0, 0, NOTHING)
    one_of = 0 if o.one_of & a.documents else o.one_of
    return Eligibility(NEEDS, DOCUMENTS_MISSING, row, o.all_of & ~a.documents, one_of, NOTHING)


@rule("xy41/2.1", "jy3/4a")
def by_other_guarantee(a: Applicant, t: EligibilityTerms) -> int:
    """ALLOWED where another state guarantee does not stand in the way of the resident scheme, else the
    answer.

    享有其他保障. Source: xy41/2.1.
    """
    if not a.has_other_guarantee or a.scheme != RESIDENT_SCHEME or t.other_guarantee_excludes == 0:
        return ALLOWED
    return NOT_DETERMINED if t.other_guarantee_excludes == UNDETERMINED else NOT_ALLOWED


@rule("xz11/1", "xy41/2.2")
def by_years_at_once(a: Applicant, t: EligibilityTerms) -> int:
    """ALLOWED where the years paid at once are lawful, else the answer: a student pays year by year.

    一年一缴. Source: xz11/1, xy41/2.2.
    """
    if a.scheme != RESIDENT_SCHEME or a.group != STUDENT or a.years_at_once <= 1:
        return ALLOWED
    if t.student_years_at_once == UNDETERMINED:
        return NOT_DETERMINED
    return NOT_ALLOWED if a.years_at_once > t.student_years_at_once else ALLOWED


@rule("gb38/3.4c", "xy41/2.2", "xz11/1", "xz11/3d")
def covered_twice_from(a: Applicant, t: EligibilityTerms) -> int:
    """The first day that the cover asked for would share with cover the person already has, or NOTHING.

    A new student's cover at home and at school may overlap in its span. Source: xy41/2.2, xz11/1, xz11/3d.
    """
    if a.other_scheme == 0:
        return NOTHING
    asked = Record(a.scheme, a.ties, a.asked_from, a.asked_until, 0, 0)
    other = Record(a.other_scheme, a.other_ties, a.other_from, a.other_until, 0, 0)
    return duplicate_from(asked, other, a.is_new_student, t.overlap)


@rule("gb38/3.4c", "xy41/2.2", "xz11/1")
def by_other_cover(found: Eligibility, a: Applicant, t: EligibilityTerms) -> Eligibility:
    """The answer ``found``, unless other cover runs: then not allowed until it ends.

    不得重复参保. An employee of a unit is due in the employee scheme whatever resident cover runs; that cover
    must end. Source: xy41/2.2, xz11/1, gb38/3.4c, gb38/1.
    """
    if covered_twice_from(a, t) == NOTHING:
        return found
    if t.double_enrolment_barred == 0:
        return found
    if t.double_enrolment_barred == UNDETERMINED:
        return Eligibility(NOT_DETERMINED, DOUBLE_ENROLMENT_SILENT, found.opening, 0, 0, NOTHING)
    is_due = a.scheme == EMPLOYEE_SCHEME and a.group == UNIT_EMPLOYEE
    if is_due and a.other_scheme == RESIDENT_SCHEME:
        if a.documents & OTHER_COVER_ENDED:
            return found
        needed = found.all_of | OTHER_COVER_ENDED
        return Eligibility(NEEDS, RESIDENT_COVER_GIVES_WAY, found.opening, needed, found.one_of, NOTHING)
    reason = COVERED_ELSEWHERE
    if a.other_scheme != a.scheme:
        reason = COVERED_IN_OTHER_SCHEME
    elif a.other_is_here:
        reason = ENROLLED_HERE
    return Eligibility(NOT_ALLOWED, reason, found.opening, 0, 0, a.other_until)


@rule("gb38/2.1", "xz11/1", "xy41/2.1", "xy41/2.2", "jy3/1", "ls25/2.1.1", "ls25/2.1.2")
def eligibility(a: Applicant, t: EligibilityTerms) -> Eligibility:
    """Whether the person may enrol at the place in the scheme asked.

    参保资格. Asked in this order: another state guarantee, what the texts open, years at once, cover that
    already runs. Source: gb38/2.1, xz11/1, xy41/2.1-2.2, jy3/1, ls25/2.1.1-2.1.2.
    """
    guarantee = by_other_guarantee(a, t)
    if guarantee == NOT_ALLOWED:
        return Eligibility(NOT_ALLOWED, HAS_OTHER_GUARANTEE, NOTHING, 0, 0, NOTHING)
    found = by_opening(a, t)
    if found.answer == NOT_ALLOWED:
        return found
    years = by_years_at_once(a, t)
    if years == NOT_ALLOWED:
        return Eligibility(NOT_ALLOWED, ONE_YEAR_AT_A_TIME, found.opening, 0, 0, NOTHING)
    found = by_other_cover(found, a, t)
    if found.answer == NOT_ALLOWED:
        return found
    if guarantee == NOT_DETERMINED:
        return Eligibility(NOT_DETERMINED, OTHER_GUARANTEE_SILENT, found.opening, 0, 0, NOTHING)
    if years == NOT_DETERMINED:
        return Eligibility(NOT_DETERMINED, YEARS_AT_ONCE_SILENT, found.opening, 0, 0, NOTHING)
    return found
