"""Every row of people is a case without contradictions; a sample is read as cases by the very code that reads cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from tests.population.synthetic.setting import PLACE, YEAR

from canbao.basis.places import is_at_or_below
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions
from canbao.casework.decide import decide
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.population.columns import PEOPLE
from canbao.population.synthetic.people_table import TYPES
from canbao.population.synthetic.synthesize import synthesize
from canbao.rules.facts import (
    BONUS_USED,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    ZERO_CLAIM_USED,
)

ALL = RESIDENT | PAID_IN_WINDOW | REIMBURSED | OTHER_GUARANTEE | ZERO_CLAIM_USED | BONUS_USED
SAMPLE = 1_500
DECIDED = 150
FEW = 1_500

FAULTS = {
    "paid before birth": "select 1 from people where paid_on < born",
    "paid neither in the window nor in the year": f"""select 1 from people
        where paid_on not between make_date({YEAR - 1}, 9, 1) and make_date({YEAR}, 12, 31)""",
    "unpaid without a prepayment": """select 1 from people where paid_on is null
        and not coalesce(list_contains([event.kind for event in events], 'student_prepaid_until'), false)""",
    "event before birth": "select 1 from (select born, unnest(events) as event from people) where event.on < born",
    "event of no kind": """select 1 from (select unnest(events) as event from people)
        where event.kind in ('none', 'birth') or event.kind is null""",
    "aid before birth": "select 1 from (select born, unnest(aid) as held from people) where held.from < born",
    "aid that ends before it begins": """select 1 from (select unnest(aid) as held from people)
        where held.until <= held.from""",
    "repair before the enrolment": "select 1 from people where repair_paid_on < paid_on",
    "repair paid without years": "select 1 from people where repair_paid_on is not null and repair_years is null",
    "repair of no years": "select 1 from people where repair_years < 1",
    "history before birth": "select 1 from people where history_ends - len(history) + 1 < year(born)",
    "history up to another year": f"select 1 from people where history_ends <> {YEAR - 1} or year <> {YEAR}",
    "history before what is known": """select 1 from people
        where history_ends - len(history) + 1 < history_known_from""",
    "history that begins without cover": "select 1 from people where history[1] = 0",
    "in the window without resident cover": f"""select 1 from (select unnest(history) as word from people)
        where word & {PAID_IN_WINDOW} <> 0 and word & {RESIDENT} = 0""",
    "more than twelve months": f"""select 1 from (select unnest(history) as word from people)
        where word // {MONTHS_UNIT} > 12 or word < 0""",
    "unknown bits": f"""select 1 from (select unnest(history) as word from people)
        where word % {MONTHS_UNIT} > {ALL}""",
    "day out of range": "select 1 from people where year(born) < 1880 or year(born) > 2200",
    "person twice": "select person_id from people group by 1 having count(*) > 1",
    "dead": "select 1 from people join register using (person_id) where died is not null",
    "other birth than in the register": """select 1 from people join register using (person_id)
        where people.born <> register.born""",
    "other place than registered or lived in": """select 1 from people join register using (person_id)
        where place not in (registered_place, residence_place)""",
    "place outside": f"select 1 from people where place // 10000000000 <> {PLACE // 10000}",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_row_of_people_has_the_fault(tables: duckdb.DuckDBPyConnection, fault: str) -> None:
    """Over all rows at once."""
    assert tables.execute(f"select count(*) from ({FAULTS[fault]})").fetchone() == (0,)


def test_the_columns_are_those_of_a_batch(made: Path) -> None:
    """Names, order, types, and which may be null."""
    schema = parquet.read_schema(next((made / "people").glob("*.parquet")))
    assert schema.names == [column.name for column in PEOPLE]
    for column in PEOPLE:
        assert schema.field(column.name).type == TYPES[column.type], column.name
        assert schema.field(column.name).nullable == column.nullable


def case_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a case of Hunan."""
    first = row["history_ends"] - len(row["history"]) + 1
    return {
        "case": 1,
        "id": row["person_id"],
        "place": str(row["place"]),
        "person": {"born": row["born"], "aid": row["aid"] or [], "events": row["events"] or []},
        "history_known_from": row["history_known_from"],
        "history": [history_row(first + back, word) for back, word in enumerate(row["history"]) if word],
        "enrolment": {
            "year": row["year"],
            "paid_on": row["paid_on"],
            "circumstance": row["circumstance"],
            "repair": {"years": row["repair_years"] or 0, "paid_on": row["repair_paid_on"]},
        },
        "earlier_wait_until": row["earlier_wait_until"],
        "original_limit_yuan": limit_of(row["original_limit_fen"]),
    }


def limit_of(fen: int | None) -> int | str | None:
    """The limit of a row as a case has it."""
    if fen is None:
        return None
    return "unlimited" if fen < 0 else fen // 100


def history_row(year: int, word: int) -> dict[str, Any]:
    """A word as a row of a case."""
    bonus = "zero_claim" if word & ZERO_CLAIM_USED else "any" if word & BONUS_USED else "none"
    return {
        "year": year,
        "resident": bool(word & RESIDENT),
        "paid_in_window": bool(word & PAID_IN_WINDOW),
        "reimbursed": bool(word & REIMBURSED),
        "other_guarantee": bool(word & OTHER_GUARANTEE),
        "employee_months": word // MONTHS_UNIT,
        "bonus_used": bonus,
    }


def sample(made: Path) -> list[dict[str, Any]]:
    """Rows with as much told as possible, and the first ones."""
    people = parquet.read_table(made / "people")
    told = pa.compute.add(
        people["events"].is_valid().cast(pa.int8()),
        pa.compute.add(people["aid"].is_valid().cast(pa.int8()), people["repair_years"].is_valid().cast(pa.int8())),
    )
    rare = people.take(pa.compute.sort_indices(told, sort_keys=[("", "descending")])[: SAMPLE // 2])
    rows: list[dict[str, Any]] = [*rare.to_pylist(), *people.slice(0, SAMPLE // 2).to_pylist()]
    return rows


def test_a_sample_reads_as_cases(made: Path) -> None:
    """The model of a case accepts them, and they contradict themselves nowhere; some are decided."""
    policies = Policies(Library())
    cases = [Case.model_validate(case_of(row)) for row in sample(made)]
    assert [contradictions(case) for case in cases] == [[] for _ in cases]
    decided = [decide(case, policies) for case in cases[:: len(cases) // DECIDED]]
    assert len(decided) >= DECIDED


@pytest.mark.parametrize(("place", "year"), [(140500, 2025), (331100, 2028)])
def test_other_places_and_years_read_as_cases(tmp_path: Path, place: int, year: int) -> None:
    """Jincheng before any bonus, Lishui when bonuses have been used."""
    synthesize(tmp_path / "people", place, FEW, 1, year=year)
    cases = [
        Case.model_validate(case_of(row)) for row in parquet.read_table(tmp_path / "people" / "people").to_pylist()
    ]
    assert [contradictions(case) for case in cases] == [[] for _ in cases]
    assert all(is_at_or_below(case.place, str(place)) and case.enrolment.year == year for case in cases)
    assert len(cases) > FEW // 2
