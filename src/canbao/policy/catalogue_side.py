"""The parameters of the chapters beside the enrolment decision: eligibility, relation, retirement, conversion, family
account, settlement, and premium tiers. Any of them may be silent: what rests on it is then undetermined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from canbao.basis.findings import Text
from canbao.policy.parameter import COUNT, FLAG, Parameter, is_count, is_flag, is_yuan
from canbao.policy.relative_days import is_relative_day
from canbao.rules.family_account import RELATIVE_NAMES, USE_NAMES
from canbao.rules.openings import CITY_CLASS_NAMES
from canbao.rules.relation import TIE_NAMES
from canbao.rules.retirement import MAKE_UP_NAMES, PLACE_NAMES
from canbao.rules.tiers import TIER_CAPACITY

CLOSE_RELATIVES = tuple(name for name in RELATIVE_NAMES if name != "other")
"""The relatives that a text can name; ``other`` is whom it does not."""

SILENT = {"may_be_open": True, "may_be_silent": True}


def is_choice_of(names: Sequence[str]) -> Callable[[Any], bool]:
    """The test for one of the names."""
    return lambda value: isinstance(value, str) and value in names


def is_set_of(names: Sequence[str]) -> Callable[[Any], bool]:
    """The test for a list of some of the names, each once."""

    def accepts(value: Any) -> bool:
        is_list = isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)
        return is_list and set(value) <= set(names) and len(set(value)) == len(value)

    return accepts


def is_overlap(value: Any) -> bool:
    """A first day, or null where the text names none, and a last day, relative to the coverage year."""
    return (
        isinstance(value, dict)
        and set(value) == {"from", "through"}
        and is_relative_day(value["through"])
        and (value["from"] is None or is_relative_day(value["from"]))
    )


def is_positive(value: Any) -> bool:
    """A whole number from 1 on."""
    return is_count(value) and value > 0


def is_tiers(value: Any) -> bool:
    """Tiers from the cheapest on: each dearer than the one before, none with a lower grade."""
    if not isinstance(value, list) or not 1 <= len(value) <= TIER_CAPACITY or not all(map(is_tier, value)):
        return False
    return all(
        one["personal"] < next_one["personal"] and one["benefit_grade"] <= next_one["benefit_grade"]
        for one, next_one in pairwise(value)
    )


def is_tier(value: Any) -> bool:
    """A personal premium and a grade of benefits."""
    return (
        isinstance(value, dict)
        and set(value) == {"personal", "benefit_grade"}
        and is_yuan(value["personal"])
        and is_count(value["benefit_grade"])
    )


def one_of(names: Sequence[str]) -> Text:
    """The form of a choice, in words."""
    return Text(f"下列之一：{'、'.join(names)}", f"one of: {', '.join(names)}")


def list_of(names: Sequence[str]) -> Text:
    """The form of a set, in words."""
    return Text(f"列表，取自：{'、'.join(names)}", f"a list from: {', '.join(names)}")


def flag(name: str) -> Parameter:
    """A parameter that is true or false."""
    return Parameter(name, "flag", FLAG, is_flag, **SILENT)


def chosen(name: str, names: Sequence[str]) -> Parameter:
    """A parameter that is one of the names."""
    return Parameter(name, "choice", one_of(names), is_choice_of(names), **SILENT)


def some(name: str, names: Sequence[str], unit: str = "choice") -> Parameter:
    """A parameter that is a set of the names."""
    return Parameter(name, unit, list_of(names), is_set_of(names), **SILENT)


def counted(name: str, unit: str, accepts: Callable[[Any], bool] = is_count) -> Parameter:
    """A parameter that is a whole number."""
    form = COUNT if accepts is is_count else Text("从 1 起的整数", "a whole number from 1 on")
    return Parameter(name, unit, form, accepts, **SILENT)


_OVERLAP = Text(
    "如 {from: Y-1/09-01, through: Y-1/12-31}，from 可为 null",
    "as {from: Y-1/09-01, through: Y-1/12-31}; from may be null",
)
_TIERS = Text(
    "由低到高的档次，如 [{personal: 400, benefit_grade: 1}, {personal: 600, benefit_grade: 2}]",
    "tiers from the cheapest on, as [{personal: 400, benefit_grade: 1}, {personal: 600, benefit_grade: 2}]",
)

SIDE_PARAMETERS: tuple[Parameter, ...] = (
    Parameter("premium.tiers", "yuan", _TIERS, is_tiers, **SILENT),
    chosen("eligibility.city_class", CITY_CLASS_NAMES),
    flag("eligibility.other_guarantee_excludes"),
    flag("eligibility.double_enrolment_barred"),
    counted("eligibility.student_years_at_once", "years", is_positive),
    Parameter("relation.student_overlap", "days", _OVERLAP, is_overlap, **SILENT),
    counted("relation.prevailing_employee_months", "months"),
    flag("relation.aided_needs_undertaking"),
    chosen("relation.employee_place", TIE_NAMES),
    chosen("relation.resident_place", TIE_NAMES),
    chosen("relation.student_place", TIE_NAMES),
    flag("relation.own_choice"),
    counted("retirement.required_years", "years"),
    flag("retirement.deemed_years_count"),
    counted("retirement.province_years", "years"),
    some("retirement.province_make_up", MAKE_UP_NAMES),
    some("retirement.required_make_up", MAKE_UP_NAMES),
    some("retirement.places_same", PLACE_NAMES),
    some("retirement.places_in_province", PLACE_NAMES),
    some("retirement.places_outside_province", PLACE_NAMES),
    some("retirement.places_extended", PLACE_NAMES),
    counted("conversion.resident_years_per_employee_year", "years", is_positive),
    some("family_account.relatives", CLOSE_RELATIVES, "relatives"),
    some("family_account.uses", USE_NAMES),
    flag("family_account.premium_outside_province"),
    flag("settlement.serious_with_basic"),
    flag("settlement.inclusive_needs_basic"),
)
