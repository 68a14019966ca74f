"""Retiree benefits of the employee scheme: years required, and where they are claimed (ls25/2.2.1-2.2.3)."""

from __future__ import annotations

from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.values import UNDETERMINED

MONTHS_PER_YEAR = 12

# Where the pension was granted.
PENSION_IN_PROVINCE = 0
PENSION_OUTSIDE_PROVINCE = 1
PENSION_EXTENDED = 2
PENSION_NOT_GRANTED = 3
PENSION_NAMES = ("in_province", "outside_province", "extended", "not_granted")

# Places at which retiree benefits may be claimed, as bits.
LAST_PLACE = 1
MOST_YEARS_PLACE = 2
REGISTERED_PLACE = 4
PLACE_NAMES = ("last_place", "most_years_place", "registered_place")

# How missing years are made up, as bits.
PAY_AT_ONCE = 1
PAY_ON = 2
MAKE_UP_NAMES = ("pay_at_once", "pay_on")

# Statuses.
RETIREE_BENEFITS = 0
BELOW_RETIREMENT_AGE = 1
YEARS_MISSING = 2
PROVINCE_YEARS_MISSING = 3
PENSION_MISSING = 4
PLACE_NOT_NAMED = 5
NOT_IN_TEXTS = 6
STATUS_NAMES = (
    "retiree_benefits",
    "below_retirement_age",
    "years_missing",
    "province_years_missing",
    "pension_missing",
    "place_not_named",
    "not_in_texts",
)


class RetirementTerms(NamedTuple):
    """What retiree benefits ask for; each may be UNDETERMINED where the place's text is silent.

    required_years: contribution years at retirement age. deemed_years_count: years recognised as if paid
    count.
    province_years: years paid in the province, asked of those who retired outside it.
    province_make_up: how those years are made up; required_make_up: the same for the years required; sets.
    places_*: where benefits may be claimed: pension where last enrolled, pension elsewhere in the province,
    pension outside it, extended pension; sets.
    """

    required_years: int
    deemed_years_count: int
    province_years: int
    province_make_up: int
    required_make_up: int
    places_same: int
    places_in_province: int
    places_outside_province: int
    places_extended: int


class RetirementFacts(NamedTuple):
    """What is known of the person; months.

    actual_months: paid in the employee scheme. deemed_months: recognised in the province as if paid.
    province_months: those of ``actual_months`` paid in the province. pension: one of the PENSION codes.
    pension_at_last_place: the pension was granted where the person was last enrolled.
    last_place_here: the last enrolment was in this pooling area.
    record_at_registered_place: there is an employee record at the registered place.
    """

    reached_age: int
    actual_months: int
    deemed_months: int
    province_months: int
    pension: int
    pension_at_last_place: int
    last_place_here: int
    record_at_registered_place: int


class Retirement(NamedTuple):
    """The answer; months.

    make_up, province_make_up: how missing months are made up, sets; 0 where none are missing (or none yet).
    places: where benefits may be claimed, a set. Each set is UNDETERMINED where the text names none.
    """

    status: int
    counted_months: int
    missing_months: int
    province_missing_months: int
    make_up: int
    province_make_up: int
    places: int


@rule("ls25/2.2.1")
def counted_months(f: RetirementFacts, t: RetirementTerms) -> int:
    """Months that count towards the years required: paid, and recognised as if paid.

    累计缴费年限, 视同缴费年限. Returns months. Source: ls25/2.2.1.
    """
    if f.deemed_months == 0 or t.deemed_years_count == 0:
        return f.actual_months
    if t.deemed_years_count == UNDETERMINED:
        return UNDETERMINED
    return f.actual_months + f.deemed_months


@rule("ls25/2.2.1", "ls25/2.2.3")
def missing_months(months: int, required_years: int) -> int:
    """Months still missing from so many required years. Source: ls25/2.2.1, ls25/2.2.3."""
    if months == UNDETERMINED or required_years == UNDETERMINED:
        return UNDETERMINED
    return max(0, required_years * MONTHS_PER_YEAR - months)


@rule("ls25/2.2.3")
def province_missing_months(f: RetirementFacts, t: RetirementTerms) -> int:
    """Months missing in the province, asked only of those who retired outside it. Source: ls25/2.2.3."""
    if f.pension != PENSION_OUTSIDE_PROVINCE:
        return 0
    return missing_months(f.province_months, t.province_years)


@rule("ls25/2.2.2", "ls25/2.2.3")
def claim_places(f: RetirementFacts, t: RetirementTerms) -> int:
    """Where retiree benefits may be claimed, a set; UNDETERMINED where the text does not say.

    退休待遇归集地. Retired outside the province: here only if the last enrolment was here. An extended
    pension: the registered place only with a record there. Source: ls25/2.2.2, ls25/2.2.3.
    """
    if f.pension == PENSION_NOT_GRANTED:
        return UNDETERMINED
    if f.pension == PENSION_EXTENDED:
        if t.places_extended == UNDETERMINED or f.record_at_registered_place:
            return t.places_extended
        return t.places_extended & ~REGISTERED_PLACE
    if f.pension == PENSION_OUTSIDE_PROVINCE:
        return t.places_outside_province if f.last_place_here else UNDETERMINED
    return t.places_same if f.pension_at_last_place else t.places_in_province


@rule("ls25/2.2.1", "ls25/2.2.2", "ls25/2.2.3")
def retirement(f: RetirementFacts, t: RetirementTerms) -> Retirement:
    """Whether retiree benefits are due, what is missing, how it is made up, and where they are claimed.

    退休人员医疗保险待遇. Months missing are given below retirement age as well. Source: ls25/2.2.1-2.2.3.
    """
    counted = counted_months(f, t)
    missing = missing_months(counted, t.required_years)
    in_province = province_missing_months(f, t)
    places = claim_places(f, t)
    make_up = t.required_make_up if f.reached_age and missing > 0 else 0
    province_make_up = t.province_make_up if f.reached_age and in_province > 0 else 0
    if not f.reached_age:
        status = BELOW_RETIREMENT_AGE
    elif missing == UNDETERMINED or in_province == UNDETERMINED:
        status = NOT_IN_TEXTS
    elif missing > 0:
        status = YEARS_MISSING
    elif in_province > 0:
        status = PROVINCE_YEARS_MISSING
    elif f.pension == PENSION_NOT_GRANTED:
        status = PENSION_MISSING
    else:
        status = PLACE_NOT_NAMED if places == UNDETERMINED else RETIREE_BENEFITS
    return Retirement(status, counted, missing, in_province, make_up, province_make_up, places)
