"""Which option beats which: as good on price, first payable day and limit, and better on one of them.

What is not known counts only where that is sure: two open prices are compared when the same thing is open in both (the
late price of one place and year), and then by what is known; a price of 0 is never the dearer one; nothing payable in
the year is not better for beginning earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from canbao.rules.answer import has_benefit
from canbao.rules.determine import Determination
from canbao.rules.parameters import PRICE_UNDETERMINED
from canbao.rules.values import UNDETERMINED

BETTER = 1
AS_GOOD = 0
WORSE = -1
"""Worse, or not known to be as good."""

Part = tuple[str, int]
LATE_PRICE: Part = ("late price", 0)


class Worth(NamedTuple):
    """What an option is compared on, under one reading of the past.

    law: the place and coverage year. known_fen: the price as far as it is known. open_parts: the parts of it that are
    not. raise_fen: the bonus less the penalty, or undetermined. raises: what the bonus and the penalty are counted
    from, more being better.
    """

    law: tuple[str, int]
    known_fen: int
    open_parts: tuple[Part, ...]
    is_payable: bool
    benefit_from: int
    limit_fen: int
    raise_fen: int
    raises: tuple[int, int, int]


def worth_of(place: str, year: int, row_price: int, d: Determination) -> Worth:
    """What a determination is worth. row_price: the price of the row taken, as the table names it."""
    known_fen, open_parts = price_parts(row_price, d)
    m = d.limit
    is_raise_known = UNDETERMINED not in (m.bonus_fen, m.penalty_fen)
    return Worth(
        (place, year),
        known_fen,
        open_parts,
        has_benefit(d),
        d.benefit_from,
        m.total_fen,
        m.bonus_fen - m.penalty_fen if is_raise_known else UNDETERMINED,
        (m.step_years, m.zero_claim_years, -m.penalty_years),
    )


def price_parts(row_price: int, d: Determination) -> tuple[int, tuple[Part, ...]]:
    """The part of a price that is known, and what each open part of it is."""
    p = d.premium
    if p.due_fen != UNDETERMINED:
        return p.due_fen, ()
    open_parts: list[Part] = []
    known = 0
    if p.basis == UNDETERMINED:
        open_parts.append(("price of", d.circumstance) if row_price == PRICE_UNDETERMINED else LATE_PRICE)
    elif p.personal_fen == UNDETERMINED:
        open_parts.append(("personal premium, aided by", p.aid_percent))
    elif p.aid_fen == UNDETERMINED:
        open_parts.append(("aid", 0))
    else:
        known += p.personal_fen - p.aid_fen
    if p.basis != UNDETERMINED:
        if p.subsidy_fen == UNDETERMINED:
            open_parts.append(("subsidy", 0))
        else:
            known += p.subsidy_fen
    if p.repair_fen == UNDETERMINED:
        open_parts.append(("repair", d.wait.repaired_years))
    else:
        known += p.repair_fen
    return known, tuple(open_parts)


def beaten(options: Sequence[Sequence[Worth | None]]) -> list[int | None]:
    """For each option the number, from 1, of the first that beats it under every reading of the past; None for none.

    An option has one worth for each reading, None where it is not open to the person. Years are not compared.
    """
    years = [next(worth.law[1] for worth in option if worth is not None) for option in options]
    found: list[int | None] = []
    for at, option in enumerate(options):
        rivals = (
            n for n, year in enumerate(years) if n != at and year == years[at] and beats_in_all(options[n], option)
        )
        first = next(rivals, None)
        found.append(None if first is None else first + 1)
    return found


def beats_in_all(one: Sequence[Worth | None], other: Sequence[Worth | None]) -> bool:
    """Whether one option is open and beats another under every reading under which that one is open."""
    for mine, theirs in zip(one, other, strict=True):
        if theirs is not None and (mine is None or not beats(mine, theirs)):
            return False
    return True


def beats(one: Worth, other: Worth) -> bool:
    """Whether an option is as good on price, first payable day and limit, and better on at least one of them."""
    price = price_compared(one, other)
    if price == WORSE:
        return False
    start = start_compared(one, other)
    if start == WORSE:
        return False
    limit = limit_compared(one, other)
    return limit != WORSE and BETTER in (price, start, limit)


def price_compared(one: Worth, other: Worth) -> int:
    """How one price compares with another. What is open cannot be negative, and no late price is 0."""
    if one.open_parts == other.open_parts and (not one.open_parts or one.law == other.law):
        return less_is_better(one.known_fen, other.known_fen)
    if not one.open_parts and one.known_fen == 0:
        return BETTER if other.known_fen > 0 or LATE_PRICE in other.open_parts else AS_GOOD
    return WORSE


def start_compared(one: Worth, other: Worth) -> int:
    """How the first payable days compare. Where both give nothing in the year, an earlier day is no advantage in it; a
    later one still carries a longer wait into the next year."""
    if one.is_payable and other.is_payable:
        return less_is_better(one.benefit_from, other.benefit_from)
    if one.is_payable or other.is_payable:
        return BETTER if one.is_payable else WORSE
    return AS_GOOD if one.benefit_from <= other.benefit_from else WORSE


def limit_compared(one: Worth, other: Worth) -> int:
    """How the limits compare. Where the original is open, it is the same at one place: then by what is added to it."""
    if UNDETERMINED not in (one.limit_fen, other.limit_fen):
        return less_is_better(other.limit_fen, one.limit_fen)
    if one.law != other.law:
        return WORSE
    if one.limit_fen == other.limit_fen and UNDETERMINED not in (one.raise_fen, other.raise_fen):
        return less_is_better(other.raise_fen, one.raise_fen)
    return AS_GOOD if all(a >= b for a, b in zip(one.raises, other.raises, strict=True)) else WORSE


def less_is_better(one: int, other: int) -> int:
    """Two known numbers, the smaller being the better."""
    if one == other:
        return AS_GOOD
    return BETTER if one < other else WORSE
