"""What the tests of the match ask for: an office whose county was matched in two months."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.postgres import copied
from tests.registry.office import COUNTY, OTHER_COUNTY
from tests.registry.sealed_office import SealedOffice, card, registered, sealed_office

PEOPLE = 12
SURNAMES = "甲乙丙丁戊己庚辛壬癸子丑"

REPORT = (
    "INSERT INTO registry.reported_enrolment (person_id, scheme, place, year, valid_from, valid_until, recorded_in) "
    "SELECT person_id, 390, %s, 2026, '2026-01-01', '2027-01-01', 1 FROM registry.person "
    "WHERE person_id BETWEEN %s AND %s RETURNING 1"
)


@pytest.fixture(scope="module")
def matched(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealedOffice]:
    """Of twelve people nine are covered here, one elsewhere, two not; in November one more is, and one is dead."""
    with copied(superuser, template) as address:
        office = sealed_office(address, tmp_path_factory.mktemp("office"))
        rows = [registered(card(2 * at + 1), f"合成{SURNAMES[at]}") for at in range(PEOPLE)]
        office.imported("population_register", (2026, 10), rows)
        office.office.rows(REPORT, COUNTY, 1, 9)
        office.office.rows(REPORT, OTHER_COUNTY, 10, 10)
        assert office.canbao("match", "run", "439191", "--month", "2026-10").exit_code == 0
        office.office.rows("INSERT INTO registry.revision (actor_id, act) VALUES (1, 'tests') RETURNING 1")
        office.office.rows(REPORT.replace(", 1 FROM", ", 2 FROM"), COUNTY, 11, 11)
        office.office.rows(
            "INSERT INTO registry.person_record (person_id, died, recorded_in) VALUES (1, '2026-11-05', 2) RETURNING 1"
        )
        assert office.canbao("match", "run", "439191", "--month", "2026-11").exit_code == 0
        yield office
