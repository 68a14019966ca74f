"""What is paid: the price basis, the aid taken off, the repair added (xz11/2a and 2d, xy41/2.4-2.5, xz11/8)."""

from __future__ import annotations

from typing import NamedTuple

from canbao.basis.days import year_of
from canbao.rules.aid import FULL_RATE_PERCENT, aid_fen, aid_rate_percent
from canbao.rules.clauses import rule
from canbao.rules.parameters import (
    BASIS_FREE,
    BASIS_PERSONAL,
    BASIS_PERSONAL_PLUS_SUBSIDY,
    PRICE_BY_WINDOW,
    PRICE_FREE,
    PRICE_LATE,
    PRICE_PERSONAL,
    PRICE_UNDETERMINED,
    AidTerms,
    PremiumTerms,
)
from canbao.rules.values import UNDETERMINED, plus, times


class Premium(NamedTuple):
    """What an enrolment costs; fen.

    basis: BASIS_PERSONAL, BASIS_PERSONAL_PLUS_SUBSIDY, BASIS_FREE or UNDETERMINED.
    subsidy_fen: what the person pays of the fiscal subsidy. due_fen: what the person pays in all, repair included.
    """

    basis: int
    personal_fen: int
    subsidy_fen: int
    aid_percent: int
    aid_fen: int
    repair_fen: int
    due_fen: int


UNDETERMINED_PREMIUM = Premium(UNDETERMINED, UNDETERMINED, UNDETERMINED, 0, UNDETERMINED, UNDETERMINED, UNDETERMINED)


@rule("xz11/2a", "xy41/2.4")
def price_basis(price: int, paid_in_window: bool, p: PremiumTerms) -> int:
    """The basis of the price: personal, personal plus subsidy, free, or undetermined.

    缴费标准. price: the row's price. Source: xz11/2a, xy41/2.4; elsewhere the documents name no late price.
    """
    if price == PRICE_PERSONAL or (price == PRICE_BY_WINDOW and paid_in_window):
        return BASIS_PERSONAL
    if price == PRICE_FREE:
        return BASIS_FREE
    if price == PRICE_UNDETERMINED:
        return UNDETERMINED
    return p.late_basis


@rule("xz11/2a")
def is_late_price(price: int, paid_in_window: bool) -> bool:
    """Whether the late price is asked, which aid never reduces."""
    return price == PRICE_LATE or (price == PRICE_BY_WINDOW and not paid_in_window)


@rule("xz11/8", "gb38/2.3h")
def repair_fen(years: int, repair_paid_on: int, coverage_year: int, p: PremiumTerms) -> int:
    """The price of repairing ``years`` years: each the personal premium of the year in which it is requested.

    修复缴费. Returns fen; undetermined where that year's premium is not known. Source: xz11/8, gb38/2.3h.
    """
    if years == 0:
        return 0
    position = year_of(repair_paid_on) - (coverage_year - 1)
    if position < 0 or position >= len(p.repair_fen):
        return UNDETERMINED
    return times(years, p.repair_fen[position])


@rule("xz11/2a", "xz11/2d", "xy41/2.4", "xy41/2.5a")
def premium(
    price: int,
    is_special: bool,
    paid_in_window: bool,
    aid_classes: int,
    repair: int,
    p: PremiumTerms,
    a: AidTerms,
) -> Premium:
    """What the enrolment costs: basis, aid, repair, due.

    个人应缴. repair: fen of the repair. Source: xz11/2a, xz11/2d, xy41/2.4, xy41/2.5a.
    """
    basis = price_basis(price, paid_in_window, p)
    if basis == BASIS_FREE:
        return Premium(basis, 0, 0, 0, 0, repair, repair)
    if basis == UNDETERMINED:
        return Premium(basis, p.personal_fen, UNDETERMINED, 0, 0, repair, UNDETERMINED)
    subsidy = p.late_subsidy_fen if basis == BASIS_PERSONAL_PLUS_SUBSIDY else 0
    rate = 0
    if not is_late_price(price, paid_in_window):
        rate = aid_rate_percent(aid_classes, is_special, paid_in_window, a)
    aid = aid_fen(p.personal_fen, rate)
    if rate == FULL_RATE_PERCENT:
        return Premium(basis, p.personal_fen, subsidy, rate, aid, repair, repair)
    own = UNDETERMINED if aid == UNDETERMINED else plus(p.personal_fen, -aid)
    return Premium(basis, p.personal_fen, subsidy, rate, aid, repair, plus(plus(own, subsidy), repair))
