"""What a place's text opens: a table of who may enrol in which scheme, through which tie, with which
documents.

The rows are parameters; this module knows only their closed vocabulary (gb38/2.1, xz11/1, xy41/2.1-2.2,
jy3/1, ls25/2.1.1-2.1.2). The nearest pack that speaks of a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.relation import OverlapTerms
from canbao.rules.values import NOTHING

# Who the person is, as bits.
RESIDENT = 1
NEWBORN = 2
PRESCHOOLER = 4
PUPIL = 8
STUDENT = 16
UNIT_EMPLOYEE = 32
FLEXIBLE_WORKER = 64
MIGRANT_WORKER = 128
NEW_FORM_WORKER = 256
UNEMPLOYMENT_BENEFIT = 512
COMMUNITY_CORRECTION = 1024
GROUP_NAMES = (
    "resident",
    "newborn",
    "preschooler",
    "pupil",
    "student",
    "unit_employee",
    "flexible_worker",
    "migrant_worker",
    "new_form_worker",
    "unemployment_benefit",
    "community_correction",
)
CHILDREN = NEWBORN | PRESCHOOLER | PUPIL

# Where the person is from, as bits.
MAINLAND = 1
HK_MACAU_TAIWAN = 2
FOREIGN = 4
ORIGIN_NAMES = ("mainland", "hk_macau_taiwan", "foreign")

# How large the city is, as bits.
ORDINARY_CITY = 1
VERY_LARGE_CITY = 2
MEGA_CITY = 4
CITY_CLASS_NAMES = ("ordinary", "very_large", "mega")

# Documents, as bits.
BIRTH_CERTIFICATE = 1
HOUSEHOLD_REGISTER = 2
RESIDENCE_PERMIT = 4
PARENT_HOUSEHOLD_REGISTER = 8
PARENT_RESIDENCE_PERMIT = 16
EMPLOYMENT_REGISTRATION = 32
HK_MACAU_TAIWAN_PERMIT = 64
PERMANENT_RESIDENCE_PERMIT = 128
NOT_ENROLLED_AT_SCHOOL = 256
OTHER_COVER_ENDED = 512
DOCUMENT_NAMES = (
    "birth_certificate",
    "household_register",
    "residence_permit",
    "parent_household_register",
    "parent_residence_permit",
    "employment_registration",
    "hk_macau_taiwan_permit",
    "permanent_residence_permit",
    "not_enrolled_at_school",
    "other_cover_ended",
)

OPENING_CAPACITY = 32
"""Rows of a table of openings; a fixed number, so that compiled rules fit every place."""


class Opening(NamedTuple):
    """One opening of a scheme. Sets are bit sets.

    layer: 0 for the nearest pack, 1 for the one above it, and so on: the nearest layer that speaks decides.
    schemes, groups, origins, city_classes: for what and whom. is_closed: 1 where the text excludes them.
    ties: one of these ties to the place is needed; 0: none. barred_ties: with one of these the row does not
    speak.
    all_of: documents that are all needed. one_of: documents of which one is needed; 0: none.
    """

    layer: int
    schemes: int
    groups: int
    origins: int
    city_classes: int
    is_closed: int
    ties: int
    barred_ties: int
    all_of: int
    one_of: int


NO_OPENING = Opening(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""Fills a table up to its capacity; it speaks of nobody."""


class EligibilityTerms(NamedTuple):
    """Who may enrol at one place, on one day.

    city_class: one bit (gb38/2.1b); a place of which nothing is known is an ordinary city.
    other_guarantee_excludes: whether another state guarantee keeps a person out of the resident scheme.
    double_enrolment_barred: whether cover elsewhere, or in the other scheme, keeps a person out while it
    runs.
    student_years_at_once: years of premium a student may pay at once. Each may be UNDETERMINED.
    """

    city_class: int
    other_guarantee_excludes: int
    double_enrolment_barred: int
    student_years_at_once: int
    overlap: OverlapTerms
    opening_count: int
    openings: Sequence[Opening]


class Applicant(NamedTuple):
    """A person asking to enrol at a place in one scheme; each set is a bit set, days are day numbers.

    scheme, group, origin: one bit each. ties: to the place asked. documents: those at hand.
    years_at_once: years of premium to be paid now. asked_from, asked_until: the cover asked for, half-open.
    other_scheme: the scheme of cover the person already has, 0 for none; other_ties: to the place of that
    cover;
    other_is_here: that place is the one asked; other_from, other_until: its span, half-open.
    """

    scheme: int
    group: int
    origin: int
    ties: int
    documents: int
    has_other_guarantee: int
    is_new_student: int
    years_at_once: int
    asked_from: int
    asked_until: int
    other_scheme: int
    other_ties: int
    other_is_here: int
    other_from: int
    other_until: int


@rule("gb38/2.1", "xz11/1", "xy41/2.1", "jy3/1", "ls25/2.1.1")
def speaks_of(o: Opening, a: Applicant, city_class: int) -> bool:
    """Whether an opening speaks of this person, scheme and tie to the place; documents are asked later."""
    is_meant = (
        o.schemes & a.scheme != 0
        and o.groups & a.group != 0
        and o.origins & a.origin != 0
        and o.city_classes & city_class != 0
    )
    if not is_meant or o.barred_ties & a.ties != 0:
        return False
    return o.ties == 0 or o.ties & a.ties != 0


@rule("xy41/2.6b", "jy3/4b", "ls25/2.1.1", "ls25/2.1.2")
def has_documents(o: Opening, a: Applicant) -> bool:
    """Whether the person holds the documents that an opening asks for. Source: the clause of the row."""
    has_all = o.all_of & ~a.documents == 0
    return has_all and (o.one_of == 0 or o.one_of & a.documents != 0)


@rule("gb38/2.1", "gb38/2.1b", "xz11/1", "xy41/2.1", "jy3/1", "ls25/2.1.1", "ls25/2.1.2")
def deciding_opening(a: Applicant, t: EligibilityTerms) -> int:
    """The row that decides: in the nearest layer that speaks, an exclusion, else a row whose documents are at
    hand, else the first. Returns its number, or NOTHING where no text speaks.
    """
    found = NOTHING
    for row in range(t.opening_count):
        o = t.openings[row]
        if speaks_of(o, a, t.city_class):
            if found == NOTHING or o.layer < t.openings[found].layer:
                found = row
            elif o.layer == t.openings[found].layer and not t.openings[found].is_closed:
                is_better = has_documents(o, a) and not has_documents(t.openings[found], a)
                if o.is_closed or is_better:
                    found = row
    return found
