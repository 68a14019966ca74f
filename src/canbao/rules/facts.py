"""The facts of one enrolment: the person's past, the days that matter, the payment.

A year of the past is one whole number (a *word*): the low bits are statements, the high bits the months of employee
cover. Words run from the person's first year of cover of any kind to the year before the coverage year, however many
years that is; a word of 0 is a year without cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from canbao.basis.compilable import compilable
from canbao.rules.values import NOTHING

RESIDENT = 1
"""Resident cover in the year."""
PAID_IN_WINDOW = 2
"""The year's premium was paid in its collection window."""
REIMBURSED = 4
"""The fund paid something for the year."""
OTHER_GUARANTEE = 8
"""Service, prison or another guarantee covered the year."""
ZERO_CLAIM_USED = 16
"""A serious-illness claim in the year used the zero-claim bonus."""
BONUS_USED = 32
"""A serious-illness claim in the year used a bonus, the part not told."""
RECORDED = 64
"""The year is known although nothing above is true of it; it tells only among unknown years."""
MONTHS_UNIT = 256
"""One month of employee cover; months stand above the statements."""

NO_ANCHOR = 0
BIRTH = 1
EMPLOYEE_COVER_ENDED = 2
WELFARE_HOME_ADMITTED = 3
STUDENT_REGISTERED = 4
LEFT_SERVICE = 5
RETURNED_RECRUIT = 6
RELEASED_FROM_PRISON = 7
STUDENT_PREPAID_UNTIL = 8
COMMUNITY_CORRECTION = 9
HOUSEHOLD_REGISTERED = 10
RESIDENCE_PERMIT_ISSUED = 11
ACCOMPANYING_SPOUSE_LEFT = 12

ANCHOR_NAMES = (
    "none",
    "birth",
    "employee_cover_ended",
    "welfare_home_admitted",
    "student_registered",
    "left_service",
    "returned_recruit",
    "released_from_prison",
    "student_prepaid_until",
    "community_correction",
    "household_registered",
    "residence_permit_issued",
    "accompanying_spouse_left",
)

AID_CATEGORIES = (
    "destitute",
    "severely_disabled",
    "orphan",
    "unattended_child",
    "minimum_living_allowance",
    "minimum_living_margin",
    "monitored_unstable",
    "monitored_marginal",
    "monitored_sudden_hardship",
)
"""The aid categories; category k is bit k of a set of categories."""


class History(NamedTuple):
    """The years behind a person, complete from the first year of cover to the year before the coverage year.

    first_year: the year of ``words[0]``: the first with cover of any kind, or one from which on cover had existed.
    words: one word a year, ascending; empty when the person was never covered.
    said: everything that any of the words says, as one word. always: everything that each of them says; of no words,
    nothing.
    """

    first_year: int
    words: Sequence[int]
    said: int
    always: int


class Facts(NamedTuple):
    """What is known of a person and an enrolment; days are day numbers, amounts fen.

    anchors: for each anchor (birth and the event kinds, by number) the day that counts, or NOTHING.
    chosen: the circumstance named by the person, by number, or NOTHING to let the law decide.
    aid_classes: the set of aid categories held on the day of payment.
    earlier_wait_until: the first payable day of an earlier wait that is still running, or NOTHING.
    original_limit_fen: fen, UNLIMITED, or UNDETERMINED.
    """

    year: int
    paid_on: int
    chosen: int
    anchors: Sequence[int]
    aid_classes: int
    history: History
    repair_years: int
    repair_paid_on: int
    earlier_wait_until: int
    original_limit_fen: int


@compilable
def history_from(first_year: int, words: Sequence[int]) -> History:
    """The history of the words from a first year on."""
    said = 0
    always = -1 if len(words) > 0 else 0
    for position in range(len(words)):
        said |= words[position]
        always &= words[position]
    return History(first_year, words, said, always)


@compilable
def counts_for_payment(anchor: int, day: int, paid_on: int) -> bool:
    """Whether an event counts: it lies on or before the day of payment; prepayment looks ahead."""
    return anchor == STUDENT_PREPAID_UNTIL or day <= paid_on


@compilable
def later_day(one: int, other: int) -> int:
    """The later of two days, either of which may be NOTHING: events count by the latest of their kind."""
    if one == NOTHING:
        return other
    if other == NOTHING:
        return one
    return max(one, other)


@compilable
def held_on(since: int, until: int, day: int) -> bool:
    """Whether a category held from ``since`` up to, not including, ``until`` (or NOTHING) is held on ``day``."""
    return since <= day and (until == NOTHING or day < until)
