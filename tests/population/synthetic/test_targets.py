"""The people show the public totals they are held against, and the structure that the reference page promises."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from canbao.population.synthetic import assumptions
from canbao.population.synthetic.calibration import TARGETS, calibration
from canbao.population.synthetic.reference_page import page
from canbao.rules.facts import AID_CATEGORIES

REPOSITORY = Path(__file__).parents[3]

SHOWN = {
    "gaps last: who skipped skips again rather": """
        with years as (select person_id, year, lead(year) over (partition by person_id order by year) as next
            from (select distinct person_id, year from cover))
        select avg((next - year > 2)::int) filter (next - year > 1) > 0.4 from years""",
    "young adults have gaps more often than children": """
        select avg(gaps) filter (age between 22 and 40) > 1.5 * avg(gaps) filter (age between 6 and 17)
        from (select 2026 - year(born) as age, len(list_filter(history, lambda word: word = 0)) as gaps from people)""",
    "those who moved have gaps more often": """
        select avg(gaps) filter (moved_on is not null) > 1.2 * avg(gaps) filter (moved_on is null)
        from (select moved_on, len(list_filter(history, lambda word: word = 0)) as gaps
            from people join register using (person_id))""",
    "households pay together": """
        select avg((least(one, other))::int) > 1.2 * avg(one::int) * avg(other::int)
        from (select year(min(paid_on)) = 2026 as one, year(max(paid_on)) = 2026 as other
            from people join register using (person_id) group by household_id having count(*) > 1)""",
    "young adults leave": """
        select avg((registered_place <> residence_place)::int) filter (2026 - year(born) between 20 and 34) > 0.2
        from register where died is null""",
    "claims rise with age": """
        select avg(reimbursed::int) filter (year - year(born) > 65) > 1.7 * avg(reimbursed::int)
            filter (year - year(born) between 18 and 40)
        from cover join register using (person_id) where scheme = 'resident'""",
    "health lasts": """
        select corr(early, late) > 0.1 from (
            select avg(reimbursed::int) filter (year < 2020) as early,
                avg(reimbursed::int) filter (year >= 2020) as late
            from cover where scheme = 'resident' group by person_id)""",
    "work lasts": """
        select avg((months = 12)::int) > 0.8 from cover where scheme = 'employee'""",
    "some repair, some earlier years are unknown, some wait": """
        select min(share) > 0.001 from (select unnest([count(repair_years), count(history_known_from),
            count(earlier_wait_until), count(events)]) / count(*) as share from people)""",
    "unknown years stay rare": """
        select count(history_known_from) / count(*) between 0.003 and 0.008 from people""",
    "newborns are paid for within ninety days": """
        select avg((paid_on - born <= 90)::int) > 0.8 and count(*) > 50 from people where year(born) = 2026""",
    "every kind of event happens": """
        select count(distinct event.kind) >= 9 from (select unnest(events) as event from people)""",
    "every aid category is held": f"""
        select count(distinct held.category) = {len(AID_CATEGORIES)} from (select unnest(aid) as held from people)""",
    "a plausible pyramid": """
        select avg((2026 - year(born) < 15)::int) between 0.13 and 0.19
            and avg((2026 - year(born) >= 60)::int) between 0.18 and 0.25 from register where died is null""",
}


def test_every_target_is_met(made: Path) -> None:
    """Within the stated tolerance."""
    reached = calibration(made)
    assert [share.target for share in reached] == list(TARGETS)
    assert [(share.target.name, share.per_mille) for share in reached if not share.is_met] == []


@pytest.mark.parametrize("name", SHOWN)
def test_the_structure_is_joint(tables: duckdb.DuckDBPyConnection, name: str) -> None:
    """What depends on what, seen in the tables."""
    assert tables.execute(SHOWN[name]).fetchone() == (True,)


def test_every_figure_is_in_the_table_once() -> None:
    """The value in the table is the one the code uses, and no figure of the module is missing from it."""
    used = {name: value for name, value in vars(assumptions).items() if name.isupper() and name != "TABLE"}
    assert {entry.name: entry.value for entry in assumptions.TABLE} == used
    assert len(assumptions.TABLE) == len(used)


def test_the_page_states_the_figures_of_the_code() -> None:
    """``docs/reference/synthetic-people.md`` is what the code writes."""
    written = (REPOSITORY / "docs" / "reference" / "synthetic-people.md").read_text(encoding="utf-8")
    assert written == page()
