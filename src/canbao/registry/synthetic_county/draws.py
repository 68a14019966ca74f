"""Who of the county is chosen for what: drawn from a seed and a name, so that one list does not move the others."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, *names: object) -> np.random.Generator:
    """The draws of a name: the same for the same seed, whatever else is drawn."""
    return np.random.default_rng([seed, *(zlib.crc32(str(name).encode()) for name in names)])


def some(draw: np.random.Generator, of: NDArray[Any], share: float, least: int = 2) -> NDArray[Any]:
    """Some of the rows where ``of`` is true, ascending: a share of them, at least so many where there are."""
    rows = np.flatnonzero(of)
    return np.sort(draw.choice(rows, min(len(rows), max(least, round(share * len(rows)))), replace=False))
