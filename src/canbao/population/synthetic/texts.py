"""The texts of a person, all of one width: identifier, household, certificate number, name; each says it is made up.

Identifiers are S (synthetic) and H (household) with ten digits; a name is 合成甲 or 合成乙 with eight digits.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from canbao.population.synthetic.certificates import LENGTH, write_certificate, write_digits
from canbao.population.synthetic.households import Homes

ID_DIGITS: Final = 10
PERSON_MARK: Final = ord("S")
HOUSEHOLD_MARK: Final = ord("H")
NAME_DIGITS: Final = 8
NAMES = np.frombuffer("合成乙合成甲".encode(), dtype=np.uint8).reshape(2, -1)
"""The beginning of a name, by sex."""
NAME_START: Final = 9
"""Bytes of the beginning of a name."""


class Texts(NamedTuple):
    """The texts of a block: a row of bytes each."""

    person_id: NDArray[np.uint8]
    household_id: NDArray[np.uint8]
    certificate: NDArray[np.uint8]
    name: NDArray[np.uint8]


def empty_texts(count: int) -> Texts:
    """Room for the texts of so many people."""
    widths = (1 + ID_DIGITS, 1 + ID_DIGITS, LENGTH, NAME_START + NAME_DIGITS)
    return Texts(*(np.empty((count, width), np.uint8) for width in widths))


def fill_texts(first: int, homes: Homes, names: NDArray[np.uint8], texts: Texts) -> None:
    """Fill the texts of a block whose households are known; names: ``NAMES``."""
    for i in range(len(homes.born)):
        texts.person_id[i, 0] = PERSON_MARK
        write_digits(texts.person_id, i, 1, ID_DIGITS, first + i)
        texts.household_id[i, 0] = HOUSEHOLD_MARK
        write_digits(texts.household_id, i, 1, ID_DIGITS, homes.household[i])
        write_certificate(texts.certificate, i, first + i, homes.sex[i], homes.born[i])
        for at in range(NAME_START):
            texts.name[i, at] = names[homes.sex[i], at]
        write_digits(texts.name, i, NAME_START, NAME_DIGITS, first + i)


def text_array(texts: NDArray[np.uint8]) -> Any:
    """Texts of one width as an Arrow array, without copying them."""
    count, width = texts.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(texts))
