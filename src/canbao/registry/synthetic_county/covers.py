"""The cover that departments report at the end of a month: spells of employee cover, years of resident cover."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from canbao.registry.synthetic_county.draws import stream
from canbao.registry.synthetic_county.people import FIRST_YEAR, MONTHS, NEVER, YEARS, Column, People
from canbao.registry.synthetic_county.planted import LAST_YEAR, Month, Planted

UNTIL_PAID = 121
"""Days over which payments in the window spread, from 1 September on."""
UNTIL_PAID_LATE = 25
NEWBORN_DAYS = 80


class Spells(NamedTuple):
    """Spells of employee cover: who, first day, first day without it (NaT while it goes on)."""

    who: Column
    begins: Column
    ends: Column


class ResidentYears(NamedTuple):
    """Years of resident cover: who, year, first and last day of cover, day of payment."""

    who: Column
    year: Column
    begins: Column
    through: Column
    paid_on: Column


def first_of(month: Any) -> Column:
    """The first day of months by their place in the months of cover."""
    return np.asarray((np.datetime64(f"{FIRST_YEAR}-01", "M") + month).astype("datetime64[D]"))


def known_employed(people: People, month: Month) -> Column:
    """Months of employee cover as known at the end of a month: what has begun goes on, what begins later is unknown."""
    known = people.employed.copy()
    known[:, month.at + 1 :] = known[:, month.at][:, None]
    return known


def employee_spells(people: People, planted: Planted, month: Month) -> Spells:
    """Spells of employee cover as known at the end of a month."""
    known = known_employed(people, month).astype(np.int8)
    steps = np.diff(np.pad(known, ((0, 0), (1, 1))), axis=1)
    who, begins_at = np.nonzero(steps == 1)
    ends_at = np.nonzero(steps == -1)[1]
    begins = first_of(begins_at)
    ends = np.where(ends_at > month.at, NEVER, first_of(ends_at))
    died = np.where(people.died[who] <= month.last, people.died[who], NEVER)
    ends = np.where(np.isnat(died), ends, np.fmin(ends, died + 1))
    goes_on = np.isin(who, planted.after_death) & (ends == died + 1)
    ends[goes_on] = NEVER
    kept = ~(died < begins)
    more = planted.double_here
    return Spells(
        np.concatenate([who[kept], more]),
        np.concatenate([begins[kept], np.full(len(more), np.datetime64(f"{LAST_YEAR}-06-01"))]),
        np.concatenate([ends[kept], np.full(len(more), NEVER)]),
    )


def resident_years(people: People, month: Month, seed: int) -> ResidentYears:
    """Years of resident cover as known at the end of a month: paid for, and not while there was employee cover."""
    parts = [_year(people, known_employed(people, month), at, seed) for at in range(YEARS)]
    who = np.flatnonzero(people.paid_next <= month.last)
    who = who[~(people.died[who] <= month.last)]
    begins = np.full(len(who), np.datetime64(f"{LAST_YEAR + 1}-01-01"))
    parts.append(ResidentYears(who, np.full(len(who), LAST_YEAR + 1), begins, begins + 364, people.paid_next[who]))
    every = ResidentYears(*(np.concatenate(part) for part in zip(*parts, strict=True)))
    kept = every.paid_on <= month.last
    return ResidentYears(*(part[kept] for part in every))


def _year(people: People, known: Column, at: int, seed: int) -> ResidentYears:
    year, months = FIRST_YEAR + at, people.resident[:, at]
    count = len(people)
    free = ~known[:, at * MONTHS : (at + 1) * MONTHS]
    free &= np.arange(MONTHS) >= MONTHS - months[:, None]
    who = np.flatnonzero(free.any(axis=1) & (months > 0))
    free = free[who]
    first, last = free.argmax(axis=1), MONTHS - free[:, ::-1].argmax(axis=1)
    begins = np.maximum(first_of(at * MONTHS + first), people.born[who])
    through = first_of(at * MONTHS + last) - 1
    draw = stream(seed, "paid", year)
    spread = {
        name: draw.integers(0, most + 1, count)[who]
        for name, most in (("window", UNTIL_PAID), ("late", UNTIL_PAID_LATE), ("born", NEWBORN_DAYS))
    }
    in_window = people.in_window[who, at]
    paid = np.where(
        in_window, np.datetime64(f"{year - 1}-09-01") + spread["window"], first_of(at * MONTHS + first) + spread["late"]
    )
    is_newborn = people.born[who].astype("datetime64[Y]") == np.datetime64(str(year), "Y")
    paid = np.where(is_newborn, people.born[who] + spread["born"], paid)
    return ResidentYears(who, np.full(len(who), year), begins, through, paid)


def is_elsewhere(people: People, planted: Planted, who: Column, begins: Column) -> Column:
    """Which covers are of another place: of those insured elsewhere, from the year after they moved on."""
    moved = people.moved_on[who].astype("datetime64[Y]") + 1
    return np.isin(who, planted.insured_elsewhere) & (begins >= moved.astype("datetime64[D]"))
