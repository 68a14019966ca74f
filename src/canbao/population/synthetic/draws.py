"""Random numbers by counting: every number follows from a seed, whose it is and what it is for, not from an order.

So any block of people can be made by any thread at any time with the same result. The numbers come from the mixing
step of SplitMix64 (Steele, Lea and Flood 2014). Compiled only: the arithmetic relies on 64-bit integers that wrap; a
shift keeps the sign, so the bits it draws in from the left are masked away.
"""

from __future__ import annotations

from canbao.basis.compilable import compilable

WRAP = 1 << 64
STEP = 0x9E3779B97F4A7C15 - WRAP
"""The odd step between two numbers of a sequence, as a signed integer."""
FIRST_FACTOR = 0xBF58476D1CE4E5B9 - WRAP
SECOND_FACTOR = 0x94D049BB133111EB - WRAP
LOW_34 = (1 << 34) - 1
LOW_37 = (1 << 37) - 1
LOW_33 = (1 << 33) - 1
LOW_31 = (1 << 31) - 1

PERSON = 1
"""The key belongs to a person, by number."""
HOUSEHOLD = 2
"""The key belongs to a household, by the number of its first person."""

PER_MILLE = 1_000
PER_MILLION = 1_000_000


@compilable
def mixed(bits: int) -> int:
    """Every bit of the answer depends on every bit given; one to one."""
    bits = (bits ^ ((bits >> 30) & LOW_34)) * FIRST_FACTOR
    bits = (bits ^ ((bits >> 27) & LOW_37)) * SECOND_FACTOR
    return bits ^ ((bits >> 31) & LOW_33)


@compilable
def key_of(seed: int, kind: int, number: int) -> int:
    """The key of a person or a household; all its draws come from it."""
    return mixed(mixed(seed + kind * STEP) + number * STEP)


@compilable
def below(key: int, stream: int, end: int) -> int:
    """A whole number from 0 up to, not including, ``end`` (at most 2**31). stream: what the number is for."""
    return (((mixed(key + (stream + 1) * STEP) >> 33) & LOW_31) * end) >> 31


@compilable
def chance(key: int, stream: int, per_mille: int) -> bool:
    """Whether something that happens to so many of a thousand happens."""
    return below(key, stream, PER_MILLE) < per_mille


@compilable
def between(key: int, stream: int, first: int, last: int) -> int:
    """A whole number from ``first`` to ``last``, both included; ``first`` where they leave nothing to draw."""
    return first + below(key, stream, max(1, last - first + 1))


@compilable
def picked(key: int, stream: int, shares: tuple[int, ...]) -> int:
    """A position drawn by shares per mille; what is left to a thousand goes to the last."""
    left = below(key, stream, PER_MILLE)
    for position in range(len(shares)):
        left -= shares[position]
        if left < 0:
            return position
    return len(shares) - 1


@compilable
def by_age(age: int, ends: tuple[int, ...], values: tuple[int, ...]) -> int:
    """The value of the first band whose end lies above the age; the last value beyond all ends."""
    for band in range(len(ends)):
        if age < ends[band]:
            return values[band]
    return values[len(values) - 1]
