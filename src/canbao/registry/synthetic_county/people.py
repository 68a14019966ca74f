"""Everybody of the synthetic county as columns: who they are, where they live, which cover they had in which month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

Column = NDArray[Any]

FIRST_YEAR: Final = 2015
YEARS: Final = 12
MONTHS: Final = 12
COUNTY: Final = 439191
COUNTY_DIGITS: Final = 1_000_000
SCHEMES: Final = ("resident", "employee")
NEVER: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class People:
    """A row for everybody, by number in the folder of synthetic people; columns of the same length.

    born, died, moved_on: days (no day: NaT). employed: by month from January 2015 on. resident: months of resident
    cover by year. in_window, reimbursed, bonus: of the resident cover of a year. paid_next: the day on which the year
    after was paid for. aid: category, from, until and who, one row each.
    """

    number: Column
    name: Column
    sex: Column
    born: Column
    died: Column
    registered: Column
    residence: Column
    moved_on: Column
    household: Column
    relation: Column
    school: Column
    employed: Column
    resident: Column
    in_window: Column
    reimbursed: Column
    bonus: Column
    paid_next: Column
    aid: dict[str, Column]
    events: dict[str, Column]

    def __len__(self) -> int:
        return len(self.number)


def read_people(folder: Path) -> People:
    """The people of a folder that ``synthesize`` wrote for the year after the last of ``YEARS``."""
    register = pq.read_table(folder / "register")
    count = register.num_rows
    cover, people = pq.read_table(folder / "cover"), pq.read_table(folder / "people")
    who = positions(people["person_id"])
    paid_next = np.full(count, NEVER)
    paid_next[who] = days(people["paid_on"])
    return People(
        number=texts(register["certificate_number"]),
        name=texts(register["name"]),
        sex=texts(register["sex"]),
        born=days(register["born"]),
        died=days(register["died"]),
        registered=register["registered_place"].to_numpy(),
        residence=register["residence_place"].to_numpy(),
        moved_on=days(register["moved_on"]),
        household=texts(register["household_id"]),
        relation=texts(register["relation"]),
        school=texts(register["school"]),
        **cover_columns(cover, count),
        paid_next=paid_next,
        aid=listed(people, "aid", who),
        events=listed(people, "events", who),
    )


def texts(column: Any) -> Column:
    """A column of texts; None for null."""
    return np.array(column.to_pylist(), object)


def days(column: Any) -> Column:
    """A column of days; NaT for null."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    made = pc.fill_null(whole.cast(pa.int32()), 0).to_numpy().astype("datetime64[D]")
    made[pc.is_null(whole).to_numpy(zero_copy_only=False)] = NEVER
    return np.asarray(made)


def positions(ids: Any) -> Column:
    """The rows of people by their identifiers: S and their number."""
    return np.asarray(pc.utf8_slice_codeunits(ids, 1).cast(pa.int64()).to_numpy())


def cover_columns(cover: Any, count: int) -> dict[str, Column]:
    """Cover by person and year, employee cover by month."""
    who, year = positions(cover["person_id"]), cover["year"].to_numpy() - FIRST_YEAR
    months, scheme = cover["months"].to_numpy(), texts(cover["scheme"])
    by_year = {name: np.zeros((count, YEARS), np.int8) for name in SCHEMES}
    for name in SCHEMES:
        of = scheme == name
        by_year[name][who[of], year[of]] = months[of]
    of = scheme == "resident"
    told: dict[str, Column] = {
        "in_window": np.zeros((count, YEARS), bool),
        "reimbursed": np.zeros((count, YEARS), bool),
    }
    for name, matrix in told.items():
        matrix[who[of], year[of]] = cover[name if name == "reimbursed" else "paid_in_window"].to_numpy()[of]
    told["bonus"] = np.full((count, YEARS), "none", object)
    told["bonus"][who[of], year[of]] = texts(cover["bonus_used"])[of]
    return {"resident": by_year["resident"], "employed": by_month(by_year["employee"]), **told}


def by_month(of_years: Column) -> Column:
    """Months of employee cover of years as months of the calendar: at the end of the year where the next goes on."""
    made = np.zeros((len(of_years), YEARS * MONTHS), bool)
    month = np.arange(MONTHS)
    for year in range(YEARS):
        count = of_years[:, year]
        before = of_years[:, year - 1] > 0 if year else np.zeros(len(count), bool)
        after = of_years[:, year + 1] > 0 if year + 1 < YEARS else np.zeros(len(count), bool)
        at_end = (after & ~before)[:, None]
        begins, ends = month < count[:, None], month >= MONTHS - count[:, None]
        made[:, year * MONTHS : (year + 1) * MONTHS] = np.where(at_end, ends, begins)
    return made


def listed(people: Any, name: str, who: Column) -> dict[str, Column]:
    """What people have several of, a row each: a column for each part, and ``who``."""
    whole = people[name].combine_chunks()
    parents, rows = pc.list_parent_indices(whole).to_numpy(), pc.list_flatten(whole)
    columns: dict[str, Column] = {"who": who[parents]}
    for field in rows.type:
        part = pc.struct_field(rows, field.name)
        columns[field.name] = days(part) if pa.types.is_date(field.type) else texts(part)
    return columns


def day(on: date) -> Any:
    """A day as the columns have it."""
    return np.datetime64(on, "D")
