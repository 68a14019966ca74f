"""Aid towards the personal premium for people in need (gb38/2.2b, xz11/2d-e, xy41/2.5)."""

from __future__ import annotations

from canbao.rules.clauses import rule
from canbao.rules.parameters import AID_NOT_IN_FORCE, AID_UNDETERMINED, AidTerms
from canbao.rules.values import UNDETERMINED

FULL_RATE_PERCENT = 100


@rule("xz11/2d", "xy41/2.5a")
def aid_rate_percent(aid_classes: int, is_special: bool, paid_in_window: bool, a: AidTerms) -> int:
    """The share of the personal premium that aid pays: the highest rate of the categories held on the day of payment.

    资助比例. Aid is for payments in the window. Where the law names the categories without a rate the share is
    undetermined; a special circumstance is then not aided. Returns percent. Source: xz11/2d, xy41/2.5a, jy3/1.
    """
    if aid_classes == 0 or a.state == AID_NOT_IN_FORCE:
        return 0
    if a.state == AID_UNDETERMINED:
        return UNDETERMINED if paid_in_window and not is_special else 0
    if not paid_in_window and not (is_special and a.in_special_circumstances):
        return 0
    best = 0
    for category in range(len(a.rates_percent)):
        if aid_classes >> category & 1 and a.rates_percent[category] > best:
            best = a.rates_percent[category]
    return best


@rule("xy41/2.5a")
def aid_fen(personal_fen: int, rate_percent: int) -> int:
    """The aid in fen; a part of a fen is rounded up, in the person's favour. Source: xy41/2.5a."""
    if rate_percent == 0:
        return 0
    if rate_percent == UNDETERMINED or personal_fen == UNDETERMINED:
        return UNDETERMINED
    return -(-personal_fen * rate_percent // FULL_RATE_PERCENT)
