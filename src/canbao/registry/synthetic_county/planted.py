"""What is put into the county for the match to find: people chosen for it, the same in both months.

Synthetic people have one cover at a time, die with it and go to one school. Beside them are drawn: double cover here
and across places, cover that goes on after a death, a second school, aid of people without cover, aid that ends or is
no longer listed, moves of the second month, people in service and in prison, and which of those who live elsewhere are
insured there.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

import numpy as np

from canbao.registry.synthetic_county.draws import some, stream
from canbao.registry.synthetic_county.people import (
    COUNTY,
    COUNTY_DIGITS,
    FIRST_YEAR,
    MONTHS,
    YEARS,
    Column,
    People,
    day,
)

LAST_YEAR: Final = FIRST_YEAR + YEARS - 1
ADULT: Final = day(date(LAST_YEAR - 18, 1, 1))
RECRUIT: Final = day(date(LAST_YEAR - 24, 1, 1))

SHARES: Final = {
    "double_here": 0.002,
    "double_elsewhere": 0.05,
    "after_death": 0.2,
    "student_twice": 0.006,
    "aided_uncovered": 0.03,
    "aid_ends": 0.02,
    "aid_gone": 0.01,
    "moved_out": 0.001,
    "moved_in": 0.001,
    "moved_within": 0.0015,
    "serving": 0.05,
    "in_prison": 0.02,
    "insured_elsewhere": 0.6,
}
"""Of those of whom it can be true."""


class Month:
    """A month of files: its first and last day, its place in the months of cover."""

    def __init__(self, year: int, month: int) -> None:
        self.year, self.month = year, month
        self.first = np.datetime64(f"{year:04}-{month:02}", "D")
        self.last = (np.datetime64(f"{year:04}-{month:02}", "M") + 1).astype("datetime64[D]") - 1
        self.at = (year - FIRST_YEAR) * MONTHS + month - 1

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


MONTHS_OF_FILES: Final = (Month(LAST_YEAR, 10), Month(LAST_YEAR, 11))
BEFORE, NOW = MONTHS_OF_FILES


@dataclass(frozen=True)
class Planted:
    """Rows of people, ascending; ``aid_ends`` and ``aid_gone`` are rows of their aid."""

    double_here: Column
    double_elsewhere: Column
    after_death: Column
    student_twice: Column
    aided_uncovered: Column
    aid_ends: Column
    aid_gone: Column
    moved_out: Column
    moved_in: Column
    moved_within: Column
    serving: Column
    in_prison: Column
    insured_elsewhere: Column

    def counts(self) -> dict[str, int]:
        """How many of each sort."""
        return {each.name: len(getattr(self, each.name)) for each in fields(self)}


def planted(people: People, seed: int) -> Planted:
    """Whom the county has for what."""
    chosen: dict[str, Any] = {}
    lives = alive(people, NOW)
    resident = people.resident[:, -1] > 0
    employed = people.employed[:, -MONTHS:].any(axis=1)
    away = people.residence // COUNTY_DIGITS != COUNTY
    free = lives & ~away
    without = free & ~resident & ~people.employed[:, NOW.at - 1 :].any(axis=1) & np.isnat(people.paid_next)
    died = (people.died >= day(date(LAST_YEAR - 1, 1, 1))) & (people.died < BEFORE.first)
    held = people.employed[np.arange(len(people)), month_of_death(people)]
    listed = civil(people) & (people.aid["from"] < BEFORE.first) & ~(people.aid["until"] <= NOW.last)

    def choose(name: str, of: Column) -> Column:
        chosen[name] = some(stream(seed, name), of, SHARES[name])
        rest = np.ones(len(people), bool)
        rest[chosen[name]] = False
        return rest

    without &= choose("aided_uncovered", without & (people.born < ADULT))
    without &= choose("serving", without & (people.sex == "male") & (people.born < ADULT) & (people.born > RECRUIT))
    choose("in_prison", without & (people.born < ADULT))
    choose("insured_elsewhere", lives & away & (people.moved_on < day(date(LAST_YEAR, 1, 1))))
    elsewhere = np.zeros(len(people), bool)
    elsewhere[chosen["insured_elsewhere"]] = True
    choose("double_elsewhere", lives & away & ~elsewhere & resident & ~employed)
    settled = free & resident & ~employed & (people.born < ADULT)
    settled &= choose("double_here", settled)
    settled &= choose("moved_out", settled)
    settled &= choose("moved_in", settled)
    choose("moved_within", settled)
    choose("after_death", died & held)
    choose("student_twice", free & (people.school != None))  # noqa: E711 - of a column of texts
    chosen["aid_ends"] = some(stream(seed, "aid_ends"), listed, SHARES["aid_ends"])
    listed[chosen["aid_ends"]] = False
    chosen["aid_gone"] = some(stream(seed, "aid_gone"), listed, SHARES["aid_gone"])
    return Planted(**chosen)


CIVIL: Final = {
    "destitute": "特困人员",
    "orphan": "孤儿",
    "unattended_child": "事实无人抚养儿童",
    "minimum_living_allowance": "最低生活保障对象",
    "minimum_living_margin": "低保边缘家庭成员",
}


def civil(people: People) -> Column:
    """The rows of aid that civil affairs recognise."""
    return np.isin(people.aid["category"].astype(str), list(CIVIL))


def alive(people: People, month: Month) -> Column:
    """Who is born and has not died at the end of a month."""
    return np.asarray((people.born <= month.last) & ~(people.died <= month.last))


def month_of_death(people: People) -> Column:
    """The place of the month of death in the months of cover; the last month of those who live."""
    months = people.died.astype("datetime64[M]") - np.datetime64(f"{FIRST_YEAR}-01", "M")
    at = np.where(np.isnat(people.died), YEARS * MONTHS - 1, months.astype(np.int64))
    return np.clip(at, 0, YEARS * MONTHS - 1)
