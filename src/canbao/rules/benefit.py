"""From when costs are payable (xz11/3, 8 and 9, xy41/2.6, jy3/2c, 3 and 4, ls25/2.3.2)."""

from __future__ import annotations

from canbao.basis.days import month_start_after
from canbao.rules.clauses import rule
from canbao.rules.facts import Facts
from canbao.rules.parameters import (
    START_ANCHOR,
    START_BY_WINDOW,
    START_DAY,
    START_NEXT_MONTH,
    START_PAYMENT,
    CircumstanceRow,
    WaitingTerms,
)
from canbao.rules.values import NOTHING


@rule("xz11/3", "xz11/9", "jy3/3", "jy3/4", "ls25/2.3.2")
def start_day(start: int, row: CircumstanceRow, f: Facts, paid_in_window: bool, year_from: int) -> int:
    """The day a wait or a benefit starts: the coverage year, the payment, the month after it, or the anchor day.

    start: one of the START codes. year_from: the first day of the coverage year. Returns a day number. Source: the
    clause of the row.
    """
    if start == START_PAYMENT or (start == START_BY_WINDOW and not paid_in_window):
        return f.paid_on
    if start == START_NEXT_MONTH:
        return month_start_after(f.paid_on)
    if start == START_ANCHOR:
        return f.anchors[row.anchor]
    if start == START_DAY:
        return row.start_day
    return year_from


@rule("xz11/8")
def benefit_from(start: int, not_before: int, earlier_wait_until: int, w: WaitingTerms) -> int:
    """The first payable day: not before the row allows, nor before an earlier wait that still runs is over.

    享受待遇起始日. Source: xz11/8, xz11/9b.
    """
    first = max(start, not_before)
    if w.wait_carries_into_next_year and earlier_wait_until != NOTHING:
        first = max(first, earlier_wait_until)
    return first
