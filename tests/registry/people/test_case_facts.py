"""What the registry knows of people, read for their cases: by year, as known, reported and decided together."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.registry.office import COUNTY, OTHER_COUNTY, VILLAGE, Office, opened
from tests.registry.taken_in import declared

from canbao.casework.case import HistoryRow
from canbao.casework.facts import word_of
from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.registry.people.case_facts import CaseFacts, facts_of
from canbao.registry.people.found import history_start

YEAR = 2027
REVISION = 5


@pytest.fixture
def office(database: Address) -> Office:
    """An office with one person."""
    office = declared(opened(database))
    office.rows(
        "INSERT INTO registry.person (person_id, born, registered_place, residence_place, recorded_in) "
        "OVERRIDING SYSTEM VALUE VALUES (1, '1980-05-01', %s, %s, 1) RETURNING 1",
        VILLAGE,
        VILLAGE,
    )
    return office


def said(office: Office, table: str, **values: Any) -> None:
    """Something said of the person."""
    row = {"person_id": 1, "recorded_in": REVISION, **values}
    names, places = ", ".join(row), ", ".join(["%s"] * len(row))
    office.rows(f"INSERT INTO registry.{table} ({names}) VALUES ({places}) RETURNING 1", *row.values())


def reported(office: Office, scheme: int, since: str, until: str | None, **values: Any) -> None:
    """Cover that is reported."""
    said(office, "reported_enrolment", scheme=scheme, valid_from=since, valid_until=until, **values)


def resident(office: Office, year: int, **values: Any) -> None:
    """A year of resident cover that is reported."""
    reported(office, 390, f"{year}-01-01", f"{year + 1}-01-01", year=year, **values)


def read(office: Office, year: int = YEAR, known: int | None = None, place: int = COUNTY) -> CaseFacts | None:
    """What is read of the person."""
    with application(office.address, office.session("clerk", place)) as connection:
        return facts_of(connection, 1, year, known)


def words(office: Office, known: int | None = None) -> dict[int, int]:
    """The words of the years."""
    found = read(office, known=known)
    assert found is not None
    return dict(zip(found.years, found.words, strict=True))


def word(**parts: Any) -> int:
    """The word that the rules make of a row of a case."""
    return word_of(HistoryRow(year=2020, **parts))


def test_a_year_is_told_from_all_that_is_reported_of_it(office: Office) -> None:
    resident(office, 2024, paid_in_window=False, reimbursed=False)
    resident(office, 2024, paid_in_window=True, reimbursed=True, bonus_used="zero_claim")
    resident(office, 2025, bonus_used="zero_claim")
    resident(office, 2025, bonus_used="any")
    resident(office, YEAR, paid_in_window=True)
    assert words(office) == {
        2024: word(resident=True, paid_in_window=True, reimbursed=True, bonus_used="zero_claim"),
        2025: word(resident=True, bonus_used="any"),
    }


def test_months_of_employee_cover_count_once_on_whatever_day_and_only_before_the_year(office: Office) -> None:
    reported(office, 310, "2023-11-30", "2024-03-01")
    reported(office, 310, "2024-02-29", "2024-12-02")
    reported(office, 310, "2026-12-31", None)
    reported(office, 310, "2027-01-01", None)
    assert words(office) == {
        2023: word(employee_months=2),
        2024: word(employee_months=12),
        2026: word(employee_months=1),
    }


def test_service_and_prison_are_other_guarantees_of_each_year_they_touch(office: Office) -> None:
    said(office, "fact", kind="serving", valid_from="2023-12-31", valid_until="2025-01-01")
    said(office, "fact", kind="in_prison", valid_from="2026-05-01", valid_until="2026-06-01")
    said(office, "fact", kind="student", valid_from="2020-05-01")
    assert words(office) == dict.fromkeys((2023, 2024, 2026), word(other_guarantee=True))


def test_what_was_decided_counts_beside_what_is_reported(office: Office) -> None:
    def spell(since: str, until: str, scheme: int, before: str | None, basis: str = "enrolled") -> None:
        parts = {"place": COUNTY, "from_day": since, "until_day": until, "prev_until": before, "basis": basis}
        said(office, "cover_spell", scheme=scheme, **parts)

    spell("2022-01-01", "2023-01-01", 390, None, basis="reported")
    spell("2023-04-01", "2024-01-01", 390, "2023-01-01")
    spell("2024-03-15", "2024-06-01", 310, "2024-01-01", basis="decided")
    spell("2024-09-01", "2026-01-01", 390, "2024-06-01")
    spell("2026-05-01", "infinity", 310, "2026-01-01")
    assert words(office) == {
        2023: word(resident=True),
        2024: word(employee_months=3),
        2025: word(resident=True),
        2026: word(employee_months=8),
    }
    assert words(office, known=REVISION - 1) == {}


def test_a_spell_that_was_taken_back_is_as_it_was_known(office: Office) -> None:
    was = {"place": COUNTY, "from_day": "2023-01-01", "until_day": "2024-01-01", "basis": "decided", "ended_in": 8}
    said(office, "cover_spell_was", scheme=390, **was)
    assert [words(office, known=known) for known in (4, 5, 7, 8)] == [{}, {2023: 1}, {2023: 1}, {}]
    assert words(office) == {}


def test_a_year_is_unsettled_while_no_report_says_whether_the_fund_paid(office: Office) -> None:
    resident(office, 2024, reimbursed=False)
    resident(office, 2025)
    resident(office, 2026)
    resident(office, 2026, reimbursed=True)
    resident(office, YEAR)
    found, before = read(office), read(office, 2025)
    assert found is not None
    assert before is not None
    assert (list(found.unsettled), list(before.unsettled)) == ([2025], [])


def test_events_and_aid_are_those_with_a_day(office: Office) -> None:
    said(office, "fact", kind="left_service", valid_from="2026-03-01", valid_until="2026-03-02")
    said(office, "fact", kind="student_registered", valid_from=None)
    said(office, "fact", kind="aid", code="orphan", valid_from="2026-01-01", valid_until="2026-07-01")
    said(office, "fact", kind="aid", code="destitute", valid_from="2026-01-01")
    found = read(office)
    assert found is not None
    assert (found.event_kinds, found.event_days) == (["left_service"], [date(2026, 3, 1)])
    assert (found.aid_categories, found.aid_until) == (["destitute", "orphan"], [None, date(2026, 7, 1)])


@pytest.mark.parametrize(("ends", "running"), [("2027-01-01", None), ("2027-01-02", date(2027, 1, 2)), (None, None)])
def test_the_wait_of_a_determination_that_stands_runs_on_into_the_year(
    office: Office, ends: str | None, running: date | None
) -> None:
    office.rows(
        "INSERT INTO registry.determination (person_id, year, place, answer, receipt, known, made_in) "
        "VALUES (1, 2026, %s, %s, '{}', 1, %s) RETURNING 1",
        COUNTY, json.dumps({"waiting": {"ends_before": ends}}), REVISION,
    )  # fmt: skip
    known = [read(office, known=each) for each in (REVISION - 1, REVISION, None)]
    assert [one and one.earlier_wait_until for one in known] == [None, running, running]


def test_nothing_is_read_of_somebody_who_is_not_seen(office: Office) -> None:
    resident(office, 2024)
    assert read(office, place=OTHER_COUNTY) is None


def test_the_start_of_the_history_is_that_of_the_nearest_place_above(office: Office) -> None:
    with application(office.address, office.session("data_officer")) as connection:
        assert history_start(connection, VILLAGE) is None
        connection.execute("SELECT registry.say_history_start(%s, 2018::smallint, 'tests')", [COUNTY])
        connection.execute("SELECT registry.say_history_start(%s, 2021::smallint, 'tests')", [VILLAGE])
        assert (history_start(connection, VILLAGE), history_start(connection, VILLAGE + 1)) == (2021, 2018)
        assert history_start(connection, OTHER_COUNTY) is None
