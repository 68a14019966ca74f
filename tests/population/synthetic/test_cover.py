"""The tables agree: packing cover gives the histories, claims are the reimbursed years, the dead have none."""

from __future__ import annotations

import duckdb
import pytest
from tests.population.synthetic.setting import YEAR

from canbao.population.synthetic.assumptions import FIRST_BONUS_YEAR, PAST_YEARS
from canbao.rules.facts import (
    BONUS_USED,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    ZERO_CLAIM_USED,
)

PACKED = f"""
select person_id, year, sum(case scheme
    when 'employee' then months * {MONTHS_UNIT}
    when 'other' then {OTHER_GUARANTEE}
    else {RESIDENT} + paid_in_window::int * {PAID_IN_WINDOW} + reimbursed::int * {REIMBURSED}
        + case bonus_used when 'zero_claim' then {ZERO_CLAIM_USED} when 'any' then {BONUS_USED} else 0 end
    end)::int as word
from cover semi join people using (person_id) group by all"""

TOLD = """
select person_id, (history_ends - len(history) + position)::smallint as year, history[position]::int as word
from (select person_id, history_ends, history, unnest(range(1, len(history) + 1)) as position from people)
where history[position] <> 0"""

FAULTS = {
    "a year told twice by one scheme": "select 1 from cover group by person_id, year, scheme having count(*) > 1",
    "months out of range": "select 1 from cover where months not between 1 and 12",
    "statements of a scheme that has none": """select 1 from cover where scheme <> 'resident'
        and (paid_in_window or reimbursed or bonus_used <> 'none')""",
    "years out of range": f"select 1 from cover where year not between {YEAR - PAST_YEARS} and {YEAR - 1}",
    "cover before birth": "select 1 from cover join register using (person_id) where year < year(born)",
    "cover after death": "select 1 from cover join register using (person_id) where year > year(died)",
    "employee months after death": """select 1 from cover join register using (person_id)
        where scheme = 'employee' and year = year(died) and months > month(died)""",
    "people of nobody": "select 1 from people anti join register using (person_id)",
    "cover of nobody": "select 1 from cover anti join register using (person_id)",
    "claims of nobody": "select 1 from claims anti join register using (person_id)",
    "reimbursed without a claim": """select 1 from (from cover where reimbursed) anti join claims
        using (person_id, year)""",
    "claim without being reimbursed": """select 1 from claims anti join
        (from cover where reimbursed) using (person_id, year)""",
    "bonus fen and bonus apart": """select 1 from claims join (from cover where reimbursed) using (person_id, year)
        where (bonus_used <> 'none') <> (bonus_fen > 0)""",
    "amounts": """select 1 from claims where reimbursed_fen <= 0 or serious_illness_fen < 0
        or (bonus_fen > 0 and serious_illness_fen = 0)""",
    "bonus before the first": f"select 1 from cover where bonus_used <> 'none' and year < {FIRST_BONUS_YEAR}",
    "zero-claim bonus before the second year": f"""select 1 from cover
        where bonus_used = 'zero_claim' and year <= {FIRST_BONUS_YEAR}""",
}


@pytest.mark.parametrize(("one", "other"), [(PACKED, TOLD), (TOLD, PACKED)], ids=["cover", "history"])
def test_packed_cover_is_the_history(tables: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    """Person by person and year by year, in both directions."""
    assert tables.execute(f"select count(*) from ({one} except {other})").fetchone() == (0,)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_tables_agree(tables: duckdb.DuckDBPyConnection, fault: str) -> None:
    """Over all rows at once."""
    assert tables.execute(f"select count(*) from ({FAULTS[fault]})").fetchone() == (0,)


def test_rows_stand_by_person(tables: duckdb.DuckDBPyConnection) -> None:
    """In the order of people, and within a person of years."""
    for table in ("people", "register", "cover", "claims"):
        year = ", year" if table in ("cover", "claims") else ""
        query = f"""select count(*) from (select person_id, lag(person_id) over () as before
            {year + ", lag(year) over () as year_before" if year else ""} from {table})
            where person_id < before {"or (person_id = before and year < year_before)" if year else ""}"""
        assert tables.execute(query).fetchone() == (0,), table
