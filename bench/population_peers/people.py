"""The people of the comparison as plain columns, one ``.npy`` file each; the same number always gives the same people.

Twelve years of history, 2014 to 2025, one word a year (bits as in ``canbao.rules.facts``); coverage year 2026, paid in
the window or late, in Hunan or Jincheng. The people are drawn in blocks, each with its own stream, so that the first n
are the same whatever the total.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]

SEED = 20250101
BLOCK = 500_000
FIRST_YEAR = 2014
COVERAGE_YEAR = 2026
YEARS = tuple(range(FIRST_YEAR, COVERAGE_YEAR))
PLACES = (430000, 140500)
FEN = 100

RESIDENT = 1
PAID_IN_WINDOW = 2
REIMBURSED = 4
OTHER_GUARANTEE = 8
ZERO_CLAIM_USED = 16
BONUS_USED = 32
MONTHS_UNIT = 256

WINDOW_OPENS = np.datetime64("2025-09-01").astype(np.int32)
WINDOW_ENDS = np.datetime64("2025-12-31").astype(np.int32)
YEAR_ENDS = np.datetime64("2026-12-31").astype(np.int32)
BORN_FROM = np.datetime64("1935-01-01").astype(np.int32)
BORN_UNTIL = np.datetime64("2008-01-01").astype(np.int32)

COLUMNS: dict[str, str] = {
    "history": "int16",
    "first_cover_year": "int16",
    "place": "int32",
    "born": "int32",
    "paid_on": "int32",
    "paid_in_window": "bool",
    "repair_years": "int16",
    "original_limit_yuan": "int32",
}
"""Name and type. ``history`` is (people, 12), stored year by year; days are counted from 1970-01-01; the first year of
cover is that of any kind (the coverage year for those never covered)."""

NOT_YET, COVERED, WITHOUT, EMPLOYED, GUARANTEED = range(5)
BEGINNING = np.cumsum([0.20, 0.58, 0.00, 0.18])
NEXT = np.cumsum(
    [
        [0.82, 0.13, 0.00, 0.04],
        [0.00, 0.88, 0.07, 0.04],
        [0.00, 0.34, 0.58, 0.06],
        [0.00, 0.09, 0.06, 0.84],
        [0.00, 0.50, 0.20, 0.10],
    ],
    axis=1,
)
"""Cumulated chances of the first four states after each state; the rest is the fifth."""
IN_WINDOW = 0.92
CLAIMED = 0.35
USED = 0.06
SHORT_EMPLOYMENT = 0.12
ENROLS_IN_WINDOW = 0.85
LIMITS_YUAN = np.array([200_000, 300_000, 400_000, 500_000, 600_000], dtype=np.int32)


def make(folder: Path, people: int) -> None:
    """Write the columns of so many people into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in COLUMNS.items():
        shape, by_year = ((people, len(YEARS)), True) if name == "history" else ((people,), False)
        np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.dtype(kind), shape, fortran_order=by_year)
    for number, start in enumerate(range(0, people, BLOCK)):
        size = min(BLOCK, people - start)
        for name, column in drawn(number).items():
            np.load(folder / f"{name}.npy", mmap_mode="r+")[start : start + size] = column[:size]


def drawn(number: int) -> dict[str, Column]:
    """One whole block of people."""
    rng = np.random.Generator(np.random.Philox(key=[SEED, number]))
    history = drawn_history(rng)
    in_window = rng.random(BLOCK) < ENROLS_IN_WINDOW
    early = rng.integers(WINDOW_OPENS, WINDOW_ENDS + 1, BLOCK)
    late = rng.integers(WINDOW_ENDS + 1, YEAR_ENDS + 1, BLOCK)
    return {
        "history": history,
        "first_cover_year": first_cover_year(history),
        "place": np.where(rng.random(BLOCK) < 0.6, *PLACES),
        "born": rng.integers(BORN_FROM, BORN_UNTIL, BLOCK),
        "paid_on": np.where(in_window, early, late),
        "paid_in_window": in_window,
        "repair_years": rng.choice(np.array([0, 0, 0, 1, 2, 5]), BLOCK),
        "original_limit_yuan": rng.choice(LIMITS_YUAN, BLOCK),
    }


def drawn_history(rng: np.random.Generator) -> Column:
    """Words year by year: each year's state follows from that of the year before."""
    words = np.zeros((BLOCK, len(YEARS)), dtype=np.int16, order="F")
    state = np.searchsorted(BEGINNING, rng.random(BLOCK), side="right")
    for position, year in enumerate(YEARS):
        if position:
            state = (rng.random(BLOCK)[:, None] >= NEXT[state]).sum(axis=1)
        words[:, position] = words_of(rng, state, year)
    return words


def words_of(rng: np.random.Generator, state: Column, year: int) -> Column:
    """The words of one year for the states of the people."""
    covered, employed = state == COVERED, state == EMPLOYED
    claimed = covered & (rng.random(BLOCK) < CLAIMED)
    chance = rng.random(BLOCK)
    words = np.zeros(BLOCK, dtype=np.int16)
    words[covered] += RESIDENT
    words[covered & (rng.random(BLOCK) < IN_WINDOW)] += PAID_IN_WINDOW
    words[claimed] += REIMBURSED
    words[state == GUARANTEED] += OTHER_GUARANTEE
    if year == COVERAGE_YEAR - 1:
        words[claimed & (chance < USED)] += BONUS_USED
    months = np.where(chance < SHORT_EMPLOYMENT, rng.integers(1, 12, BLOCK), 12)
    words[employed] += (months[employed] * MONTHS_UNIT).astype(np.int16)
    return words


def first_cover_year(history: Column) -> Column:
    """The first year with cover of any kind; the coverage year for those never covered."""
    covered = (history & (RESIDENT | OTHER_GUARANTEE) != 0) | (history >= MONTHS_UNIT)
    first: Column = np.where(covered.any(axis=1), FIRST_YEAR + covered.argmax(axis=1), COVERAGE_YEAR)
    return first


def loaded(folder: Path, start: int = 0, stop: int | None = None) -> dict[str, Column]:
    """The columns of the people from ``start`` to, not including, ``stop``, mapped from the files."""
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r")[start:stop] for name in COLUMNS}


def count(folder: Path) -> int:
    """How many people the folder holds."""
    return len(np.load(folder / "place.npy", mmap_mode="r"))
