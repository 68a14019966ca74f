"""Retiree benefits in Lishui (ls25/2.2.1-2.2.3), silent elsewhere."""

import pytest
from tests.unit.side_terms import retirement_terms

from canbao.rules.retirement import (
    BELOW_RETIREMENT_AGE,
    LAST_PLACE,
    MOST_YEARS_PLACE,
    NOT_IN_TEXTS,
    PAY_AT_ONCE,
    PAY_ON,
    PENSION_EXTENDED,
    PENSION_IN_PROVINCE,
    PENSION_MISSING,
    PENSION_NOT_GRANTED,
    PENSION_OUTSIDE_PROVINCE,
    PLACE_NOT_NAMED,
    PROVINCE_YEARS_MISSING,
    REGISTERED_PLACE,
    RETIREE_BENEFITS,
    YEARS_MISSING,
    RetirementFacts,
    retirement,
)
from canbao.rules.values import UNDETERMINED

LISHUI = retirement_terms("331100")
RETIRED_HERE = RetirementFacts(
    reached_age=1,
    actual_months=240,
    deemed_months=0,
    province_months=240,
    pension=PENSION_IN_PROVINCE,
    pension_at_last_place=1,
    last_place_here=1,
    record_at_registered_place=1,
)
RETIRED_OUTSIDE = RETIRED_HERE._replace(pension=PENSION_OUTSIDE_PROVINCE, pension_at_last_place=0)


@pytest.mark.parametrize(
    ("months", "status", "missing"),
    [(239, YEARS_MISSING, 1), (240, RETIREE_BENEFITS, 0), (241, RETIREE_BENEFITS, 0)],
)
def test_ls25_2_2_1_twenty_years_at_retirement_age(months: int, status: int, missing: int) -> None:
    found = retirement(RETIRED_HERE._replace(actual_months=months), LISHUI)
    assert (found.status, found.missing_months) == (status, missing)
    assert found.places == LAST_PLACE


@pytest.mark.parametrize(("deemed", "status"), [(59, YEARS_MISSING), (60, RETIREE_BENEFITS), (61, RETIREE_BENEFITS)])
def test_ls25_2_2_1_deemed_years_count_with_those_paid(deemed: int, status: int) -> None:
    assert retirement(RETIRED_HERE._replace(actual_months=180, deemed_months=deemed), LISHUI).status == status


def test_ls25_2_2_1_below_retirement_age_nothing_is_due_but_the_missing_months_are_told() -> None:
    found = retirement(RETIRED_HERE._replace(reached_age=0, actual_months=200), LISHUI)
    assert (found.status, found.missing_months, found.make_up) == (BELOW_RETIREMENT_AGE, 40, 0)


def test_ls25_does_not_say_how_years_missing_from_the_twenty_are_made_up() -> None:
    assert retirement(RETIRED_HERE._replace(actual_months=200), LISHUI).make_up == UNDETERMINED


def test_ls25_2_2_1_the_pension_comes_first() -> None:
    assert retirement(RETIRED_HERE._replace(pension=PENSION_NOT_GRANTED), LISHUI).status == PENSION_MISSING


def test_ls25_2_2_2_retired_in_the_province_last_enrolled_elsewhere_may_take_the_place_with_most_years() -> None:
    found = retirement(RETIRED_HERE._replace(pension_at_last_place=0), LISHUI)
    assert (found.status, found.places) == (RETIREE_BENEFITS, MOST_YEARS_PLACE)


@pytest.mark.parametrize(
    ("months", "status", "missing", "make_up"),
    [
        (119, PROVINCE_YEARS_MISSING, 1, PAY_AT_ONCE | PAY_ON),
        (120, RETIREE_BENEFITS, 0, 0),
        (121, RETIREE_BENEFITS, 0, 0),
    ],
)
def test_ls25_2_2_3_retired_outside_ten_years_in_the_province(
    months: int, status: int, missing: int, make_up: int
) -> None:
    found = retirement(RETIRED_OUTSIDE._replace(province_months=months), LISHUI)
    assert (found.status, found.province_missing_months, found.province_make_up) == (status, missing, make_up)
    assert found.places == LAST_PLACE


def test_ls25_2_2_3_the_ten_years_are_not_asked_of_those_retired_in_the_province() -> None:
    assert retirement(RETIRED_HERE._replace(province_months=0), LISHUI).status == RETIREE_BENEFITS


def test_ls25_2_2_3_retired_outside_and_last_enrolled_elsewhere_the_text_names_no_place() -> None:
    found = retirement(RETIRED_OUTSIDE._replace(last_place_here=0), LISHUI)
    assert (found.status, found.places) == (PLACE_NOT_NAMED, UNDETERMINED)


@pytest.mark.parametrize(("record", "places"), [(1, LAST_PLACE | REGISTERED_PLACE), (0, LAST_PLACE)])
def test_ls25_2_2_3_extended_pension_the_registered_place_only_with_a_record(record: int, places: int) -> None:
    facts = RETIRED_HERE._replace(pension=PENSION_EXTENDED, record_at_registered_place=record)
    assert retirement(facts, LISHUI).places == places


@pytest.mark.parametrize("place", ["000000", "430000", "140500"])
def test_elsewhere_the_texts_are_silent_and_lishui_is_no_model(place: str) -> None:
    found = retirement(RETIRED_HERE, retirement_terms(place))
    assert (found.status, found.missing_months, found.places) == (NOT_IN_TEXTS, UNDETERMINED, UNDETERMINED)


def test_nothing_is_made_up_where_nothing_is_missing() -> None:
    found = retirement(RETIRED_HERE, LISHUI)
    assert (found.make_up, found.province_make_up) == (0, 0)
