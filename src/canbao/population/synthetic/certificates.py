"""Certificate numbers of people who do not exist: right in form (GB 11643), of regions that no province has.

Eighteen characters: six digits of region, eight of birth, three of order (odd for men), one check character. The first
two digits are numbers that GB/T 2260 gives to no province (nor to Hong Kong, Macau, Taiwan or to foreigners), so no
real person holds such a number; the other four spread the people of one day of birth.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from canbao.basis.compilable import compilable
from canbao.basis.days import day_number, month_of, year_of
from canbao.population.synthetic.households import MALE

LENGTH: Final = 18
PREFIXES = (88, 89, 87, 86, 85, 84, 72, 73, 74, 75, 76, 77, 78, 79, 80)
"""The first two digits, in the order in which they are used."""
ORDERS: Final = 500
"""Order numbers of one region, day of birth and sex."""
REGIONS: Final = 10_000
"""Regions below one prefix."""
CAPACITY: Final = ORDERS * REGIONS * len(PREFIXES)
"""People who can have numbers of their own."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = (49, 48, 88, 57, 56, 55, 54, 53, 52, 51, 50)
"""The check characters as codes: 1 0 X 9 8 7 6 5 4 3 2."""
MODULUS: Final = 11
ZERO: Final = 48
"""The code of the character 0."""
TEN: Final = 10
YEAR_PLACE: Final = 10_000
MONTH_PLACE: Final = 100


@compilable
def write_digits(texts: NDArray[Any], row: int, at: int, digits: int, number: int) -> None:
    """Write so many digits of a number from the character ``at`` of a row of texts on."""
    for back in range(digits):
        texts[row, at + digits - 1 - back] = np.uint8(ZERO + number % TEN)
        number //= TEN


@compilable
def write_certificate(texts: NDArray[Any], row: int, number: int, sex: int, born: int) -> None:
    """Write the certificate number of the person ``number``; no two people below CAPACITY have the same."""
    group = number // ORDERS
    year = year_of(born)
    month = month_of(born)
    day = born - day_number(year, month, 1) + 1
    order = number % ORDERS * 2 + (1 if sex == MALE else 0)
    write_digits(texts, row, 0, 2, PREFIXES[group // REGIONS])
    write_digits(texts, row, 2, 4, group % REGIONS)
    write_digits(texts, row, 6, 8, year * YEAR_PLACE + month * MONTH_PLACE + day)
    write_digits(texts, row, 14, 3, order)
    total = 0
    for at in range(LENGTH - 1):
        code: Any = np.int64(texts[row, at])
        total += (code - ZERO) * WEIGHTS[at]
    texts[row, LENGTH - 1] = np.uint8(CHECKS[total % MODULUS])
