"""From the cover of persons to their histories: one word a year, without a gap, for each row of people.

NumPy lays the words of many persons at a time. ``list()`` in DuckDB is as quick, but it holds all lists in memory and
leaves the gaps between years to be filled.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from canbao.rules import facts

Whole = npt.NDArray[np.int64]

YEARS = 4096
"""More than any year: a person's number times this, plus a year, is one number that sorts as the two do."""


class Cover(NamedTuple):
    """The sound cover of some persons, by person and year: whose, of which year, what it says."""

    person: Whole
    year: Whole
    word: Whole


class Histories(NamedTuple):
    """Histories of rows of people: the words of all, where each row's begin, its last year (0: it has none)."""

    words: npt.NDArray[np.int16]
    offsets: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int16]


def histories(person: Whole, coverage_year: Whole, cover: Cover) -> Histories:
    """For each row of people one word a year, from the first year with a record to the last before the coverage year.

    A year without a record is 0; one whose record says nothing true is ``RECORDED``.
    """
    key, year, word = words_of_years(cover)
    low = np.searchsorted(key, person * YEARS)
    high = np.searchsorted(key, person * YEARS + coverage_year)
    first, last = year[low], year[high - 1]
    offsets = np.concatenate(([0], np.cumsum(np.where(high > low, last - first + 1, 0))))

    told = high - low
    row = np.repeat(np.arange(len(person)), told)
    place = np.arange(len(row)) + np.repeat(low - (np.cumsum(told) - told), told)
    words = np.zeros(offsets[-1], np.int16)
    words[offsets[row] + year[place] - first[row]] = word[place]
    return Histories(words, offsets.astype(np.int32), np.where(high > low, last, 0).astype(np.int16))


def words_of_years(cover: Cover) -> tuple[Whole, Whole, Whole]:
    """Each person's years as one number each, the years (and one 0 more, for a place after the last), their words.

    The schemes of one year are one word: the statements of either, the months of the employee scheme.
    """
    key = cover.person * YEARS + cover.year
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    word = np.bitwise_or.reduceat(cover.word, starts) if len(starts) else cover.word
    return key[starts], np.append(cover.year[starts], 0), np.where(word == 0, facts.RECORDED, word)


def used_rows(person: Whole, coverage_year: Whole, cover: Cover) -> int:
    """How many rows of cover are in a history: those with a row of people of a later coverage year."""
    following = np.searchsorted(person * YEARS + coverage_year, cover.person * YEARS + cover.year, side="right")
    return int(np.count_nonzero(np.append(person, -1)[following] == cover.person))
