"""The four answers of a rule: a value, zero, nothing, and undetermined.

Amounts and days are whole numbers; three numbers far outside their range stand for the answers that are not numbers.
"""

from __future__ import annotations

from canbao.basis.compilable import compilable

UNDETERMINED = -(2**62)
"""The texts, or the facts at hand, do not give the value."""

NOTHING = UNDETERMINED + 1
"""There is no such value: no payment, no wait, no day."""

UNLIMITED = 2**62
"""A limit without an upper end."""


@compilable
def plus(one: int, other: int) -> int:
    """The sum of two amounts; undetermined when either is."""
    if one == UNDETERMINED or other == UNDETERMINED:
        return UNDETERMINED
    return one + other


@compilable
def times(count: int, each: int) -> int:
    """``count`` times an amount; none of an undetermined amount is still 0."""
    if count == 0:
        return 0
    if count == UNDETERMINED or each == UNDETERMINED:
        return UNDETERMINED
    return count * each
