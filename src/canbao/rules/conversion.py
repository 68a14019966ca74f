"""Resident contribution years turned into employee contribution years on joining that scheme (jy3/2b)."""

from __future__ import annotations

from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.values import UNDETERMINED, plus

MONTHS_PER_YEAR = 12

# How a part of a whole employee year counts (interpretation ``resident_years_fraction``).
FLOOR = 0
PROPORTIONAL = 1
FRACTION_NAMES = ("floor", "proportional")

# Statuses.
CONVERTED = 0
NOT_JOINED = 1
OUTSIDE_PROVINCE = 2
NOT_IN_TEXTS = 3
STATUS_NAMES = ("converted", "not_joined", "outside_province", "not_in_texts")


class ConversionTerms(NamedTuple):
    """How resident years convert.

    resident_years_per_employee_year: years, or UNDETERMINED where the place's text is silent.
    resident_years_fraction: FLOOR or PROPORTIONAL.
    """

    resident_years_per_employee_year: int
    resident_years_fraction: int


class Conversion(NamedTuple):
    """The answer; months. left_over_months: resident months that brought nothing."""

    status: int
    converted_months: int
    left_over_months: int
    total_months: int


@rule("jy3/2b")
def converted_months(resident_months: int, t: ConversionTerms) -> int:
    """Employee months that so many months of actual resident contributions are worth.

    居民医保缴费年限折算. By whole employee years, or in proportion, a part of a month then dropped.
    Source: jy3/2b.
    """
    rate = t.resident_years_per_employee_year
    if rate == UNDETERMINED:
        return UNDETERMINED
    if t.resident_years_fraction == PROPORTIONAL:
        return resident_months // rate
    return resident_months // (rate * MONTHS_PER_YEAR) * MONTHS_PER_YEAR


@rule("jy3/2b")
def conversion(
    resident_months: int, employee_months: int, has_joined: int, within_province: int, t: ConversionTerms
) -> Conversion:
    """The employee contribution months after joining: those converted added to those paid.

    resident_months: actual contributions only; a repaired year is none. has_joined: employee insurance was
    joined.
    within_province: the move stayed in the province; beyond it the text does not say. Source: jy3/2b.
    """
    converted = converted_months(resident_months, t)
    if converted == UNDETERMINED:
        return Conversion(NOT_IN_TEXTS, UNDETERMINED, UNDETERMINED, UNDETERMINED)
    if not has_joined:
        return Conversion(NOT_JOINED, 0, resident_months, employee_months)
    if not within_province:
        return Conversion(OUTSIDE_PROVINCE, UNDETERMINED, UNDETERMINED, UNDETERMINED)
    left_over = resident_months - converted * t.resident_years_per_employee_year
    return Conversion(CONVERTED, converted, left_over, plus(employee_months, converted))
