"""The personal account for close relatives: gb38/2.2d, xz11/4, jy3/1 differ in what they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.side_terms import family_account_terms

from canbao.rules.family_account import (
    GRANDCHILD,
    INCLUSIVE_PREMIUM,
    LONG_TERM_CARE_PREMIUM,
    NO_BALANCE,
    NOT_A_CLOSE_RELATIVE,
    NOT_AT_DESIGNATED_INSTITUTION,
    NOT_PAYABLE,
    NOT_SAID,
    OTHER_RELATIVE,
    OWN_SHARE_IN_SCOPE,
    OWN_SHARE_OUT_OF_SCOPE,
    PARENT,
    PAYABLE,
    PREMIUM_OUTSIDE_PROVINCE,
    RELATIVE_NOT_ENROLLED,
    RELATIVES_NOT_NAMED,
    RESIDENT_PREMIUM,
    SPOUSE,
    USE_NOT_NAMED,
    AccountUse,
    account_payment,
)
from canbao.rules.values import UNDETERMINED

HUNAN = family_account_terms("430000")
PREMIUM = AccountUse(SPOUSE, RESIDENT_PREMIUM, 0, 0, 1, 40000, 100000)
COST = AccountUse(PARENT, OWN_SHARE_IN_SCOPE, 1, 1, 0, 5000, 100000)


@pytest.mark.parametrize("relative", [1 << k for k in range(6)])
@pytest.mark.parametrize("place", ["000000", "430000", "140500", "331100"])
def test_each_close_relative_on_both_sides_everywhere(place: str, relative: int) -> None:
    """gb38/2.2d, xz11/4, jy3/1; Lishui by the national frame."""
    assert account_payment(PREMIUM._replace(relative=relative), family_account_terms(place)).answer == PAYABLE


def test_xz11_4_another_relative_is_not_named() -> None:
    found = account_payment(PREMIUM._replace(relative=OTHER_RELATIVE), HUNAN)
    assert (found.answer, found.reason) == (NOT_PAYABLE, NOT_A_CLOSE_RELATIVE)


@pytest.mark.parametrize(
    ("place", "use", "answer"),
    [
        ("430000", LONG_TERM_CARE_PREMIUM, PAYABLE),
        ("430000", INCLUSIVE_PREMIUM, PAYABLE),
        ("430000", OWN_SHARE_OUT_OF_SCOPE, NOT_SAID),
        ("140500", LONG_TERM_CARE_PREMIUM, NOT_SAID),
        ("140500", INCLUSIVE_PREMIUM, NOT_SAID),
        ("140500", OWN_SHARE_OUT_OF_SCOPE, PAYABLE),
        ("331100", LONG_TERM_CARE_PREMIUM, NOT_SAID),
        ("331100", OWN_SHARE_OUT_OF_SCOPE, NOT_SAID),
    ],
)
def test_uses_differ_by_place(place: str, use: int, answer: int) -> None:
    """xz11/4 adds two premiums, jy3/1 carries the person's whole share; what a text does not name is not a no."""
    found = account_payment(COST._replace(use=use), family_account_terms(place))
    assert found.answer == answer
    if answer == NOT_SAID:
        assert found.reason == USE_NOT_NAMED


def test_xz11_4_a_medical_cost_needs_an_enrolled_relative_and_a_designated_institution() -> None:
    assert account_payment(COST, HUNAN).answer == PAYABLE
    assert account_payment(COST._replace(is_enrolled=0), HUNAN).reason == RELATIVE_NOT_ENROLLED
    elsewhere = account_payment(COST._replace(at_designated_institution=0), HUNAN)
    assert (elsewhere.answer, elsewhere.reason) == (NOT_PAYABLE, NOT_AT_DESIGNATED_INSTITUTION)


def test_xy41_3_3_a_premium_in_another_province_is_not_determined_unless_a_text_says_so() -> None:
    asked = PREMIUM._replace(premium_in_province=0)
    found = account_payment(asked, HUNAN)
    assert (found.answer, found.reason) == (NOT_SAID, PREMIUM_OUTSIDE_PROVINCE)
    assert account_payment(asked, HUNAN._replace(premium_outside_province=0)).answer == NOT_PAYABLE
    assert account_payment(asked, HUNAN._replace(premium_outside_province=1)).answer == PAYABLE


@pytest.mark.parametrize(("balance", "payable"), [(39999, 39999), (40000, 40000), (40001, 40000)])
def test_never_more_than_the_balance(balance: int, payable: int) -> None:
    assert account_payment(PREMIUM._replace(balance_fen=balance), HUNAN).payable_fen == payable


def test_an_empty_account_pays_nothing() -> None:
    assert account_payment(PREMIUM._replace(balance_fen=0), HUNAN).reason == NO_BALANCE


def test_without_a_list_of_relatives_nothing_is_determined() -> None:
    found = account_payment(PREMIUM, HUNAN._replace(relatives=UNDETERMINED))
    assert (found.answer, found.reason) == (NOT_SAID, RELATIVES_NOT_NAMED)


@given(amount=st.integers(0, 10**9), balance=st.integers(0, 10**9))
def test_what_is_paid_is_covered(amount: int, balance: int) -> None:
    found = account_payment(COST._replace(relative=GRANDCHILD, amount_fen=amount, balance_fen=balance), HUNAN)
    if found.answer == PAYABLE:
        assert 0 <= found.payable_fen <= min(amount, balance)
    else:
        assert balance == 0
