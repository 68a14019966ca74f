"""Representative values of facts that are not known yet, taken from the terms of a policy alone.

For a day: both sides of every boundary that a row of the place, a group left to other rules or a rule of continuity
puts on it. For a year: one word of each kind that the terms tell apart. The first value of a domain is what an absent
key means.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from canbao.basis.days import LAST_DAY, add_months, year_of, year_start
from canbao.rules.circumstances import deadline_day
from canbao.rules.facts import (
    BONUS_USED,
    EMPLOYEE_COVER_ENDED,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    STUDENT_PREPAID_UNTIL,
    ZERO_CLAIM_USED,
    Facts,
)
from canbao.rules.parameters import AID_RATES, AID_UNDETERMINED, NO_DEADLINE, CircumstanceRow, Terms
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED

Domain = tuple[int, ...]

PAID = RESIDENT | PAID_IN_WINDOW
"""The word of a year that was paid in its window."""

_YEARS_OF_CUTS = 2
_LONGEST_DEADLINE_YEARS = 4
_STEPS_BELOW_A_LARGE_LIMIT = 100
_PERCENT = 100


def rows_of(t: Terms) -> Iterator[CircumstanceRow]:
    """The rows of the table, without the fill."""
    yield from t.rows[: t.row_count]


def words(year: int, t: Terms) -> Domain:
    """The words an earlier year may have: no cover, in the window, late, employee months on both sides of the number
    that excuses a year, another guarantee; from the first bonus on also reimbursed, and a bonus used."""
    months = t.continuity.excusing_employee_months
    found = [0, PAID, RESIDENT, months * MONTHS_UNIT, (months - 1) * MONTHS_UNIT, 12 * MONTHS_UNIT, OTHER_GUARANTEE]
    found += [PAID | claim for claim in (*reimbursements(year, t)[1:], *uses(year, t)[1:])]
    return tuple(dict.fromkeys(found))


def payments(_year: int, _t: Terms) -> Domain:
    """Whether a year of resident cover was paid in its window."""
    return 0, PAID_IN_WINDOW


def reimbursements(year: int, t: Terms) -> Domain:
    """Whether the fund paid something for a year; not told apart before the first zero-claim year."""
    return (0, REIMBURSED) if year >= t.limit.zero_claim_first_year else (0,)


def uses(year: int, t: Terms) -> Domain:
    """Which bonus a year's claims used; none existed before the first year of the measures."""
    return (0, BONUS_USED, ZERO_CLAIM_USED) if year >= t.limit.first_year else (0,)


def aid_classes(f: Facts, t: Terms) -> Domain:
    """Sets of aid categories: none, one for each kind that the terms tell apart, and all of these together."""
    if f.paid_on == NOTHING:
        return (0,)
    masks = [row.aid_classes for row in rows_of(t) if row.aid_classes]
    kinds: dict[tuple[int, ...], int] = {}
    for category, percent in enumerate(t.aid.rates_percent):
        rate = percent if t.aid.state == AID_RATES else int(t.aid.state == AID_UNDETERMINED)
        kind = (rate, *(mask >> category & 1 for mask in masks))
        if any(kind):
            kinds.setdefault(kind, 1 << category)
    return tuple(dict.fromkeys((0, *kinds.values(), sum(kinds.values()))))


def event_days(anchor: int, counted_on: int, t: Terms) -> Domain:
    """Days of an event: never, the day of payment, and both sides of every boundary that the terms put on it.

    Only days that count for the payment: an event after it is none; prepayment looks ahead. A kind of event that the
    terms do not name has no day at all.
    """
    if not is_named(anchor, t):
        return (NOTHING,)
    last = year_start(t.year + _YEARS_OF_CUTS) if anchor == STUDENT_PREPAID_UNTIL else counted_on
    cuts = set(event_cuts(anchor, counted_on, t))
    days = {last, *cuts, *(day - 1 for day in cuts)}
    earliest = year_start(t.year - _LONGEST_DEADLINE_YEARS)
    return (NOTHING, *sorted(day for day in days if earliest <= day <= last))


def is_named(anchor: int, t: Terms) -> bool:
    """Whether a row, the groups left to other rules or a rule of continuity looks at this event."""
    by_transfer = anchor == EMPLOYEE_COVER_ENDED and t.continuity.transfer_unpaid_months != 0
    by_row = any(anchor in (row.anchor, row.companion) for row in rows_of(t))
    return by_row or by_transfer or bool(t.other_rules.anchors >> anchor & 1)


def event_cuts(anchor: int, counted_on: int, t: Terms) -> Iterator[int]:
    """The first days of the stretches in which an event means the same."""
    for row in rows_of(t):
        if row.anchor != anchor:
            continue
        yield from (row.anchor_from, row.anchor_until, row.not_before)
        if row.deadline_unit != NO_DEADLINE:
            yield first_within(counted_on, row_deadline(row))
    if t.other_rules.anchors >> anchor & 1:
        yield first_within(counted_on, lambda day: add_months(day, t.other_rules.within_months))
    if anchor == EMPLOYEE_COVER_ENDED:
        yield from (year_start(t.year - back) for back in range(_YEARS_OF_CUTS + 1))
        unpaid = t.continuity.transfer_unpaid_months
        if unpaid != 0:
            yield first_within(counted_on, lambda day: add_months(day, unpaid) - 1)


def row_deadline(row: CircumstanceRow) -> Callable[[int], int]:
    """The last day of a row's deadline, by the day of its anchor."""
    return lambda day: deadline_day(day, row.deadline, row.deadline_unit)


def first_within(paid_on: int, last_day: Callable[[int], int]) -> int:
    """The earliest day from which a deadline still reaches the payment."""
    days = range(year_start(year_of(paid_on) - _LONGEST_DEADLINE_YEARS), paid_on + 1)
    found = bisect_left(days, paid_on, key=last_day)
    return days[min(found, len(days) - 1)]


def earlier_waits(born: int, t: Terms) -> Domain:
    """The end of an earlier wait: none runs, or it ends on 1 January, after a fixed wait, on the last day, after it."""
    start, after = year_start(t.year), year_start(t.year + 1)
    days = (start, start + 1, add_months(start, t.waiting.fixed_months), after - 1, after)
    return NOTHING, *ordered(day for day in days if day >= born)


def original_limits(t: Terms) -> Domain:
    """Original limits: not known, one whose share caps the first step, one that caps none, and no limit at all."""
    step = max(t.limit.continuity_step_fen, t.limit.zero_claim_step_fen, _PERCENT)
    share = t.limit.cap_percent or _PERCENT
    first = step * _PERCENT // share
    return UNDETERMINED, first // 2, first * _STEPS_BELOW_A_LARGE_LIMIT, UNLIMITED


def repairs(t: Terms) -> Domain:
    """Years to repair: none, one, two, and as many as make a long gap."""
    return tuple(sorted({0, 1, 2, t.continuity.long_gap_years}))


def repair_days(f: Facts, t: Terms) -> Domain:
    """Days of a repair: with the enrolment, the day after, around the fixed wait's end, in the next calendar years."""
    days = [f.repair_paid_on + 1]
    for start in (f.paid_on, year_start(t.year)):
        if start != NOTHING:
            days += [add_months(start, t.waiting.fixed_months + more) for more in range(3)]
    days += [year_start(t.year), year_start(t.year + 1)]
    return f.repair_paid_on, *ordered(day for day in days if f.repair_paid_on < day < LAST_DAY)


def ordered(days: Iterable[int]) -> list[int]:
    """Days in order, each once."""
    return sorted(set(days))
