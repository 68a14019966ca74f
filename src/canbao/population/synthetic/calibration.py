"""What synthetic people are held against: public totals, and what was reached, measured on the files themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic.draws import PER_MILLE
from canbao.population.synthetic.synthesize import ABOUT
from canbao.population.synthetic.village_codes import CITY, COUNTY_DIGITS, PROVINCE


class Target(NamedTuple):
    """A share the people should show, and how far they may be from it; both per mille. query: SQL that measures it."""

    name: str
    meaning: str
    per_mille: float
    tolerance: float
    query: str


class Reached(NamedTuple):
    """A target and the share the people show, per mille."""

    target: Target
    per_mille: float

    @property
    def is_met(self) -> bool:
        """Whether it lies within the tolerance."""
        return abs(self.per_mille - self.target.per_mille) <= self.target.tolerance


ENROLLED: Final = """(select person_id, bool_or(scheme = 'resident') as resident
    from cover where year = $last group by 1)"""
"""Everyone enrolled in the last year of the past, and whether in the resident scheme."""

TARGETS: Final = (
    Target(
        "resident_share",
        "resident scheme among the enrolled of the last year of the past (in both schemes: resident)",
        PER_MILLE * a.NATIONAL_RESIDENT / a.NATIONAL_ENROLLED,
        20,
        f"select avg(resident::int) from {ENROLLED}",
    ),
    Target(
        "aided_share",
        "holding an aid identity when the coverage year begins, among all enrolled of the year before",
        PER_MILLE * a.NATIONAL_AIDED / a.NATIONAL_ENROLLED,
        6,
        f"""select (select count(distinct person_id) from (select person_id, unnest(aid) as held from people)
            where held."from" <= make_date($last + 1, 1, 1)
            and (held.until is null or held.until > make_date($last + 1, 1, 1)))
            / (select count(*) from people) * (select avg(resident::int) from {ENROLLED})""",
    ),
    Target(
        "enrolment_rate",
        "enrolled in either scheme in the last year of the past, among those alive after it who live in the place",
        a.ENROLMENT_GOAL,
        12,
        f"""select avg((enrolled.person_id is not null)::int)
            from register left join {ENROLLED} enrolled using (person_id)
            where died is null and year(born) <= $last and residence_place // $divisor = $prefix""",
    ),
    Target(
        "window_share",
        "paid before the coverage year began, among its resident enrolments with a payment",
        a.WINDOW_SHARE,
        25,
        "select avg((year(paid_on) <= $last)::int) from people",
    ),
)
"""What is measured, in the order in which it is told."""


def calibration(out: Path) -> tuple[Reached, ...]:
    """Each target with what the people in the folder ``out`` show."""
    about = json.loads((out / ABOUT).read_text(encoding="utf-8"))
    place = int(about["place"])
    divisor = COUNTY_DIGITS * (PROVINCE if place % PROVINCE == 0 else CITY if place % CITY == 0 else 1)
    values = {"last": about["year"] - 1, "divisor": divisor, "prefix": place * COUNTY_DIGITS // divisor}
    with duckdb.connect() as connection:
        for table in ("people", "register", "cover"):
            connection.read_parquet(str(out / table / "*.parquet")).create_view(table)
        return tuple(Reached(target, _share(connection, target.query, values)) for target in TARGETS)


def _share(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, int]) -> float:
    used = {name: value for name, value in values.items() if f"${name}" in query}
    row = connection.execute(query, used).fetchone()
    return PER_MILLE * float(row[0]) if row is not None and row[0] is not None else 0.0
