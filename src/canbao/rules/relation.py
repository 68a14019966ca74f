"""Two enrolment records at once: which one stays (gb38/3.4c, xz11/3d, xy41/2.2, jy3/6, ls25/4.1).

The principles are national guidance as relayed; each holds in principle, so the person's own choice prevails
and is recorded. The scheme of a record and its ties to its place are bit sets, shared with the chapter on
eligibility.
"""

from __future__ import annotations

from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.values import NOTHING, UNDETERMINED

# Schemes, as bits.
RESIDENT_SCHEME = 1
EMPLOYEE_SCHEME = 2
SCHEME_NAMES = ("resident", "employee")

# What ties a person to the place of a record, as bits.
REGISTERED = 1
RESIDES = 2
WORKS = 4
STUDIES = 8
BORN = 16
PARENT_RESIDES = 32
TIE_NAMES = ("registered", "resides", "works", "studies", "born", "parent_resides")

# Which record.
FIRST = 0
SECOND = 1
RECORD_NAMES = ("first", "second")

# Why a record stays, or why none is named.
NO_OVERLAP = 0
STUDENT_OVERLAP = 1
PLACE_OF_WORK = 2
PLACE_OF_RESIDENCE = 3
PLACE_OF_STUDY = 4
EMPLOYEE_PREVAILS = 5
EMPLOYEE_COVER_TOO_SHORT = 6
NEITHER_STANDS_OUT = 7
NO_PRINCIPLE_KNOWN = 8
RELATION_REASONS = (
    "no_overlap",
    "student_overlap",
    "place_of_work",
    "place_of_residence",
    "place_of_study",
    "employee_prevails",
    "employee_cover_too_short",
    "neither_stands_out",
    "no_principle_known",
)


class OverlapTerms(NamedTuple):
    """The lawful overlap of a new student's cover at home and at school, for one year of entry (xz11/3d,
    jy3/3).

    student_from: the first day, or NOTHING where the text names none. student_until: the first day after it.
    Both UNDETERMINED where the texts are silent.
    """

    student_from: int
    student_until: int


class RelationTerms(NamedTuple):
    """Which of two records stays.

    prevailing_employee_months: unbroken months of employee cover from which the employee record stays.
    aided_needs_undertaking: whether giving up an aided record needs the person's written undertaking.
    """

    prevailing_employee_months: int
    aided_needs_undertaking: int
    overlap: OverlapTerms


class Record(NamedTuple):
    """One enrolment record. Its span is half-open in day numbers.

    ties: what ties the person to the place of the record, a set. employee_months: unbroken months of employee
    cover.
    """

    scheme: int
    ties: int
    from_day: int
    until_day: int
    employee_months: int
    is_aided: int


class Relation(NamedTuple):
    """What becomes of two records.

    duplicate_from, duplicate_until: the days covered twice without leave, half-open; NOTHING where there are
    none.
    principle: the record that stays in principle, NOTHING where the person chooses, UNDETERMINED where no
    rule is known. stays: the record that stays after the person's choice. departs: the choice departs from
    the principle.
    needs_undertaking: 1, 0, or UNDETERMINED while it is open which record goes.
    """

    is_duplicate: bool
    duplicate_from: int
    duplicate_until: int
    principle: int
    reason: int
    stays: int
    departs: bool
    needs_undertaking: int


@rule("xz11/3d", "jy3/3")
def is_home_and_school(first: Record, second: Record, is_new_student: int) -> bool:
    """Whether the two are a new student's resident records, one at the place of study and one not.

    新入学学生户籍地与学籍地参保. Source: xz11/3d, jy3/3.
    """
    if not is_new_student or first.scheme != RESIDENT_SCHEME or second.scheme != RESIDENT_SCHEME:
        return False
    return (first.ties & STUDIES == 0) != (second.ties & STUDIES == 0)


@rule("xz11/3d", "jy3/3", "gb38/3.4c")
def duplicate_from(first: Record, second: Record, is_new_student: int, o: OverlapTerms) -> int:
    """The first day that both records cover without leave, or NOTHING.

    重复参保起始日. A new student's overlap is lawful as long as its span runs; what outlasts it is a
    duplicate. Returns a day number. Source: xz11/3d, jy3/3, gb38/3.4c.
    """
    begins = max(first.from_day, second.from_day)
    ends = min(first.until_day, second.until_day)
    if begins >= ends:
        return NOTHING
    if is_home_and_school(first, second, is_new_student) and o.student_until != UNDETERMINED:
        starts_in_span = o.student_from == NOTHING or begins >= o.student_from
        if starts_in_span:
            begins = max(begins, o.student_until)
    return begins if begins < ends else NOTHING


@rule("gb38/3.4c")
def record_with_tie(first: Record, second: Record, tie: int) -> int:
    """The one record of the two that has the tie to its place, or NOTHING when both or neither have it."""
    first_has = first.ties & tie != 0
    second_has = second.ties & tie != 0
    if first_has == second_has:
        return NOTHING
    return FIRST if first_has else SECOND


@rule("gb38/3.4c", "ls25/2.1.1")
def resident_record_that_stays(first: Record, second: Record, is_student: int) -> int:
    """Of two resident records: a student's at the place of study, anyone's at the place of residence.

    居民医保重复参保: 常住地, 学生为学籍地. Returns FIRST, SECOND or NOTHING. Source: gb38/3.4c, ls25/2.1.1.
    """
    if is_student:
        at_school = record_with_tie(first, second, STUDIES)
        if at_school != NOTHING:
            return at_school
    return record_with_tie(first, second, RESIDES)


@rule("gb38/3.4c")
def record_across_schemes(first: Record, second: Record, t: RelationTerms) -> int:
    """Of an employee and a resident record: the employee one, once it has run without a break for so many
    months.

    跨制度重复参保. Below that the person chooses: NOTHING. Source: gb38/3.4c.
    """
    if t.prevailing_employee_months == UNDETERMINED:
        return UNDETERMINED
    employee = FIRST if first.scheme == EMPLOYEE_SCHEME else SECOND
    months = first.employee_months if employee == FIRST else second.employee_months
    return employee if months >= t.prevailing_employee_months else NOTHING


@rule("gb38/3.4c")
def principle(first: Record, second: Record, is_student: int, t: RelationTerms) -> int:
    """The record that stays in principle; NOTHING where the person chooses. Source: gb38/3.4c."""
    if first.scheme != second.scheme:
        return record_across_schemes(first, second, t)
    if first.scheme == EMPLOYEE_SCHEME:
        return record_with_tie(first, second, WORKS)
    return resident_record_that_stays(first, second, is_student)


@rule("gb38/3.4c")
def relation_reason(first: Record, second: Record, is_student: int, stays: int) -> int:
    """Why ``stays`` (FIRST, SECOND, NOTHING or UNDETERMINED) is what the principle says."""
    if stays == UNDETERMINED:
        return NO_PRINCIPLE_KNOWN
    if first.scheme != second.scheme:
        return EMPLOYEE_COVER_TOO_SHORT if stays == NOTHING else EMPLOYEE_PREVAILS
    if stays == NOTHING:
        return NEITHER_STANDS_OUT
    if first.scheme == EMPLOYEE_SCHEME:
        return PLACE_OF_WORK
    if is_student and record_with_tie(first, second, STUDIES) != NOTHING:
        return PLACE_OF_STUDY
    return PLACE_OF_RESIDENCE


@rule("gb38/3.4c")
def needs_undertaking(first: Record, second: Record, stays: int, t: RelationTerms) -> int:
    """Whether the record that goes is an aided one, whose loss the person must accept in writing.

    书面承诺. Returns 1, 0, or UNDETERMINED while it is open which record goes. Source: gb38/3.4c.
    """
    if not first.is_aided and not second.is_aided:
        return 0
    if stays in (NOTHING, UNDETERMINED) or t.aided_needs_undertaking == UNDETERMINED:
        return UNDETERMINED
    goes_aided = second.is_aided if stays == FIRST else first.is_aided
    return 1 if goes_aided and t.aided_needs_undertaking else 0


@rule("gb38/3.4c", "xz11/3d", "jy3/3", "jy3/6", "ls25/4.1")
def relation(
    first: Record, second: Record, is_student: int, is_new_student: int, choice: int, t: RelationTerms
) -> Relation:
    """Which of two records stays, by principle and by the person's choice.

    重复参保治理. choice: FIRST, SECOND, or NOTHING while the person has not chosen.
    Source: gb38/3.4c, jy3/6, ls25/4.1; lawful overlaps xz11/3d, jy3/3.
    """
    begins = duplicate_from(first, second, is_new_student, t.overlap)
    if begins == NOTHING:
        meets = max(first.from_day, second.from_day) < min(first.until_day, second.until_day)
        reason = STUDENT_OVERLAP if meets else NO_OVERLAP
        return Relation(False, NOTHING, NOTHING, NOTHING, reason, NOTHING, False, 0)
    named = principle(first, second, is_student, t)
    reason = relation_reason(first, second, is_student, named)
    stays = named if choice == NOTHING else choice
    departs = choice != NOTHING and named in (FIRST, SECOND) and choice != named
    return Relation(
        True,
        begins,
        min(first.until_day, second.until_day),
        named,
        reason,
        stays,
        departs,
        needs_undertaking(first, second, stays, t),
    )
