"""What is paid: basis, aid, repair, due (xz11/2a and 2d, xy41/2.4-2.5, xz11/8, jy3/1, ls25)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.rules.terms import FRAME, HUNAN, LISHUI, SHANXI, day, terms

from canbao.rules.aid import aid_fen, aid_rate_percent
from canbao.rules.facts import AID_CATEGORIES, held_on
from canbao.rules.parameters import (
    BASIS_FREE,
    BASIS_PERSONAL,
    BASIS_PERSONAL_PLUS_SUBSIDY,
    PRICE_BY_WINDOW,
    PRICE_FREE,
    PRICE_LATE,
    PRICE_PERSONAL,
    PRICE_UNDETERMINED,
)
from canbao.rules.premium import Premium, is_late_price, premium, price_basis, repair_fen
from canbao.rules.values import NOTHING, UNDETERMINED, plus, times


def classes(*names: str) -> int:
    """A set of aid categories."""
    return sum(1 << AID_CATEGORIES.index(name) for name in names)


def price(
    price: int,
    place: str = HUNAN,
    year: int = 2025,
    held: int = 0,
    repair: int = 0,
    *,
    in_window: bool = True,
    is_special: bool = False,
    **readings: Any,
) -> Premium:
    """What an enrolment costs."""
    t = terms(place, year, **readings)
    return premium(price, is_special, in_window, held, repair, t.premium, t.aid)


def test_xy41_2_4_in_the_window_the_personal_premium_outside_with_the_subsidy() -> None:
    """Hunan 2025: 400 in the window, 400 + 700 outside."""
    inside, outside = price(PRICE_PERSONAL), price(PRICE_LATE, in_window=False)
    assert (inside.basis, inside.due_fen, inside.subsidy_fen) == (BASIS_PERSONAL, 400_00, 0)
    assert (outside.basis, outside.due_fen, outside.subsidy_fen) == (BASIS_PERSONAL_PLUS_SUBSIDY, 1100_00, 700_00)


@pytest.mark.parametrize(("subsidy_of", "due"), [("coverage_year", 1100_00), ("year_before", 1070_00)])
def test_the_subsidy_of_the_late_price_is_of_the_coverage_year_unless_read_otherwise(subsidy_of: str, due: int) -> None:
    assert price(PRICE_LATE, in_window=False, late_price_subsidy_year=subsidy_of).due_fen == due


@pytest.mark.parametrize("place", [SHANXI, LISHUI, FRAME])
def test_elsewhere_no_document_names_a_late_price(place: str) -> None:
    """Silence is never filled with Hunan's rule: the personal premium is told, the due is undetermined."""
    found = price(PRICE_LATE, place, in_window=False, repair=400_00)
    assert (found.basis, found.due_fen, found.subsidy_fen) == (UNDETERMINED, UNDETERMINED, UNDETERMINED)
    assert (found.personal_fen, found.aid_fen, found.repair_fen) == (400_00, 0, 400_00)
    assert price(PRICE_LATE, place, in_window=False, late_price_basis="personal").due_fen == 400_00


@pytest.mark.parametrize(
    ("asked", "in_window", "basis", "is_late"),
    [
        (PRICE_PERSONAL, True, BASIS_PERSONAL, False),
        (PRICE_PERSONAL, False, BASIS_PERSONAL, False),
        (PRICE_LATE, True, BASIS_PERSONAL_PLUS_SUBSIDY, True),
        (PRICE_LATE, False, BASIS_PERSONAL_PLUS_SUBSIDY, True),
        (PRICE_BY_WINDOW, True, BASIS_PERSONAL, False),
        (PRICE_BY_WINDOW, False, BASIS_PERSONAL_PLUS_SUBSIDY, True),
        (PRICE_FREE, False, BASIS_FREE, False),
        (PRICE_UNDETERMINED, False, UNDETERMINED, False),
    ],
)
def test_the_basis_is_the_rows_and_for_some_rows_the_windows(
    asked: int, in_window: bool, basis: int, is_late: bool
) -> None:
    assert price_basis(asked, in_window, terms(HUNAN).premium) == basis
    assert is_late_price(asked, in_window) is is_late


def test_free_is_free_but_for_the_repair() -> None:
    assert price(PRICE_FREE, repair=800_00) == Premium(BASIS_FREE, 0, 0, 0, 0, 800_00, 800_00)


@pytest.mark.parametrize(
    ("names", "percent"),
    [
        ((), 0),
        (("destitute",), 100),
        (("severely_disabled",), 100),
        (("orphan",), 100),
        (("unattended_child",), 100),
        (("minimum_living_allowance",), 50),
        (("minimum_living_margin",), 50),
        (("monitored_unstable",), 50),
        (("monitored_marginal",), 50),
        (("monitored_sudden_hardship",), 50),
        (("minimum_living_allowance", "monitored_unstable"), 50),
        (("minimum_living_allowance", "orphan"), 100),
    ],
)
def test_xy41_2_5a_the_highest_rate_of_the_categories_held_counts_once(names: tuple[str, ...], percent: int) -> None:
    assert aid_rate_percent(classes(*names), False, True, terms(HUNAN, 2025).aid) == percent


def test_xz11_2d_aid_is_for_payments_in_the_window() -> None:
    held = classes("destitute")
    assert price(PRICE_PERSONAL, held=held).due_fen == 0
    assert price(PRICE_LATE, held=held, in_window=False).due_fen == 1100_00
    assert price(PRICE_PERSONAL, held=held, in_window=False, is_special=True).due_fen == 400_00


def test_special_circumstances_outside_the_window_are_aided_only_as_read() -> None:
    found = price(
        PRICE_PERSONAL,
        held=classes("minimum_living_allowance"),
        in_window=False,
        is_special=True,
        aid_in_special_circumstances=True,
    )
    assert (found.aid_fen, found.due_fen) == (200_00, 200_00)


@pytest.mark.parametrize("category", AID_CATEGORIES)
def test_jy3_1_classes_without_rates_leave_aid_and_due_undetermined_in_the_window(category: str) -> None:
    inside = price(PRICE_PERSONAL, SHANXI, held=classes(category))
    assert (inside.aid_fen, inside.due_fen, inside.personal_fen) == (UNDETERMINED, UNDETERMINED, 400_00)
    special = price(PRICE_PERSONAL, SHANXI, held=classes(category), is_special=True)
    assert (special.aid_fen, special.due_fen) == (0, 400_00)


def test_ls25_names_no_aid_so_it_is_nought() -> None:
    assert price(PRICE_PERSONAL, LISHUI, held=classes("destitute")).due_fen == 400_00


@pytest.mark.parametrize(
    ("personal", "percent", "aid"), [(400_00, 50, 200_00), (385_00, 50, 192_50), (3, 50, 2), (1, 1, 1), (0, 50, 0)]
)
def test_half_of_an_amount_is_whole_fen_rounded_for_the_person(personal: int, percent: int, aid: int) -> None:
    assert aid_fen(personal, percent) == aid


def test_full_aid_of_an_unknown_premium_leaves_only_the_repair_to_pay() -> None:
    """2027 is not yet announced: the premium is unknown, with full aid the due is the repair alone."""
    found = price(PRICE_PERSONAL, HUNAN, 2027, held=classes("orphan"), repair=400_00)
    assert (found.personal_fen, found.aid_fen, found.due_fen) == (UNDETERMINED, UNDETERMINED, 400_00)
    half = price(PRICE_PERSONAL, HUNAN, 2027, held=classes("minimum_living_margin"))
    assert (half.aid_fen, half.due_fen) == (UNDETERMINED, UNDETERMINED)


@pytest.mark.parametrize(
    ("repaired_on", "fen"),
    [("2024-12-31", 2 * 380_00), ("2025-01-01", 2 * 400_00), ("2025-12-31", 2 * 400_00), ("2027-01-01", UNDETERMINED)],
)
def test_xz11_8_a_year_is_repaired_at_the_premium_of_the_year_in_which_it_is_asked(repaired_on: str, fen: int) -> None:
    assert repair_fen(2, day(repaired_on), 2025, terms(HUNAN, 2025).premium) == fen
    assert repair_fen(0, day(repaired_on), 2025, terms(HUNAN, 2025).premium) == 0


@pytest.mark.parametrize("repaired_on", ["2023-12-31", "2040-01-01"])
def test_a_repair_in_a_year_without_a_premium_at_hand_is_undetermined(repaired_on: str) -> None:
    assert repair_fen(1, day(repaired_on), 2025, terms(HUNAN, 2025).premium) == UNDETERMINED


@pytest.mark.parametrize(("on", "held"), [("2024-09-30", False), ("2024-10-01", True), ("2024-10-02", True)])
def test_a_category_is_held_from_its_first_day(on: str, held: bool) -> None:
    assert held_on(day("2024-10-01"), NOTHING, day(on)) is held


@pytest.mark.parametrize(("on", "held"), [("2024-11-30", True), ("2024-12-01", False), ("2024-12-02", False)])
def test_a_category_is_held_up_to_its_last_day_not_included(on: str, held: bool) -> None:
    assert held_on(day("2024-10-01"), day("2024-12-01"), day(on)) is held


def test_undetermined_is_never_taken_for_a_number() -> None:
    assert plus(UNDETERMINED, 5) == plus(5, UNDETERMINED) == UNDETERMINED
    assert times(0, UNDETERMINED) == 0
    assert times(2, UNDETERMINED) == times(UNDETERMINED, 2) == UNDETERMINED


@settings(derandomize=True, deadline=None)
@given(
    asked=st.sampled_from([PRICE_PERSONAL, PRICE_LATE, PRICE_FREE, PRICE_BY_WINDOW]),
    held=st.integers(0, 511),
    repair=st.integers(0, 10**6),
    in_window=st.booleans(),
    is_special=st.booleans(),
)
def test_what_is_due_is_the_sum_of_its_parts(
    asked: int, held: int, repair: int, in_window: bool, is_special: bool
) -> None:
    p = price(asked, held=held, repair=repair, in_window=in_window, is_special=is_special)
    assert p.due_fen == p.personal_fen - p.aid_fen + p.subsidy_fen + p.repair_fen
    assert 0 <= p.aid_fen <= p.personal_fen
