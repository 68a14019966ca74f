"""Sets of small numbers as whole numbers: k is in the set when bit k is 1."""

from __future__ import annotations

from canbao.basis.compilable import compilable


@compilable
def lowest(members: int) -> int:
    """The lowest number in a set that has one. A population has it by one instruction (``population/apart.py``)."""
    number = 0
    while members >> number & 1 == 0:
        number += 1
    return number
