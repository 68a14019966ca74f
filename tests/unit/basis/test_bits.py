"""Sets of small numbers as whole numbers."""

from __future__ import annotations

import pytest

from canbao.basis.bits import lowest


@pytest.mark.parametrize("number", range(63))
def test_the_lowest_number_of_a_set_is_found_whatever_stands_above_it(number: int) -> None:
    assert lowest(1 << number) == number
    assert lowest(1 << number | 1 << 62) == min(number, 62)
    assert lowest(-(1 << number)) == number
