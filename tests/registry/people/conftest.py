"""What the tests of people ask for: an office with keys, empty or lived in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.postgres import copied
from tests.registry.office import COUNTY, VILLAGE
from tests.registry.sealed_office import SealedOffice, card, registered, resident_year, sealed_office

from canbao.database.address import Address

CHILD = date(2015, 6, 1)


@pytest.fixture
def office(database: Address, tmp_path: Path) -> SealedOffice:
    """An office with nobody in its registry."""
    return sealed_office(database, tmp_path)


@pytest.fixture(scope="module")
def lived_in(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealedOffice]:
    """An office with a household of two and a neighbour; for tests that change nothing of what is known.

    Person 1 was covered in 2024 to 2026, from July 2026 also reported as an employee, and is given aid; the feed of
    aid says another residence. Person 2 is a child of the household. Person 3 has the name of 1.
    """
    with copied(superuser, template) as address:
        office = sealed_office(address, tmp_path_factory.mktemp("office"))
        one, child, other = card(1), card(3, CHILD), card(5)
        office.imported(
            "population_register",
            (2026, 10),
            [
                registered(one, "合成甲一", household_number="H1", household_relation="户主"),
                registered(child, "合成乙乙", CHILD, household_number="H1", household_relation="子女"),
                registered(other, "合成甲一", registered_place=str(VILLAGE + 1), residence_place=str(VILLAGE + 1)),
            ],
        )
        elsewhere = str(COUNTY + 902_000)
        office.imported(
            "resident_cover",
            (2026, 10),
            [
                resident_year(one, "合成甲一", 2024, residence_place=elsewhere),
                resident_year(one, "合成甲一", 2025, residence_place=elsewhere),
                resident_year(one, "合成甲一", 2026, reimbursed="", residence_place=elsewhere),
            ],
        )
        office.office.rows(
            "INSERT INTO registry.reported_enrolment (person_id, scheme, place, valid_from, feed, recorded_in) "
            "VALUES (1, 310, %s, '2026-07-01', 'employee_cover', 2) RETURNING 1",
            COUNTY,
        )
        office.office.rows(
            "INSERT INTO registry.fact (person_id, kind, code, feed, valid_from, valid_until, recorded_in) VALUES "
            "(1, 'aid', 'orphan', 'civil_affairs', '2025-01-01', NULL, 2), "
            "(1, 'released_from_prison', NULL, 'released_and_correction', '2024-03-01', '2024-03-02', 2) RETURNING 1"
        )
        yield office
