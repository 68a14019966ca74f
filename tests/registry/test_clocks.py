"""Clocks that are wrong and time zones that differ: what is known is numbered, so none of them changes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from tests.postgres import copied
from tests.registry.feeds.feed_office import AID, REGISTER, helped, name_of, people
from tests.registry.office import COUNTY
from tests.registry.sealed_office import SealedOffice, card, resident_year, sealed_office

from canbao.database.connecting import application, owner
from canbao.registry.matching.match import is_the_same_again, newest

FACTS = {
    "person": "born, sex, died, registered_place, residence_place, registration, recorded_in",
    "person_record": "feed, file_id, row_number, born, died, valid_from, valid_until, recorded_in, ended_in",
    "fact": "kind, code, feed, file_id, row_number, valid_from, valid_until, recorded_in, ended_in",
    "reported_enrolment": "scheme, year, paid_on, valid_from, valid_until, feed, file_id, recorded_in, ended_in",
    "cover_spell": "scheme, place, from_day, until_day::text, prev_until, recorded_in",
}
"""What must be the same whatever the clocks show."""
EAST, WEST = "Pacific/Kiritimati", "America/Los_Angeles"
AHEAD = "UPDATE registry.revision SET at = at + interval '2 years' RETURNING 1"
BEHIND = "UPDATE registry.revision SET at = at - interval '2 years' RETURNING 1"


@dataclass
class Known:
    """What is known after two months of files: facts, revisions, the result of the match; who is known on which day."""

    facts: dict[str, list[tuple[Any, ...]]]
    revisions: list[tuple[Any, ...]]
    result: str


def two_months(office: SealedOffice, between: Callable[[SealedOffice], object]) -> Known:
    """Files of two months come in, and something happens to the clocks between them; then a match."""
    office.imported(REGISTER, (2026, 10), people(20))
    office.imported(AID, (2026, 10), helped(range(1, 7)))
    between(office)
    office.imported("resident_cover", (2026, 11), [resident_year(card(at), name_of(at), 2026) for at in range(1, 9)])
    office.imported(AID, (2026, 11), helped(range(2, 8)))
    assert office.canbao("match", "run", "439191", "--month", "2026-11").exit_code == 0
    with application(office.address, office.office.session("data_officer")) as connection:
        run = newest(connection, COUNTY)
        assert run is not None
        assert is_the_same_again(connection, run)
    assert office.office.rows("SELECT * FROM registry.broken_times()") == []
    return Known(
        {
            name: office.office.rows(f"SELECT person_id, {what} FROM registry.{name} ORDER BY {what}, person_id")
            for name, what in FACTS.items()
        },
        office.office.rows("SELECT revision, act, file_id FROM registry.revision ORDER BY revision"),
        run.result,
    )


@pytest.fixture(scope="module")
def usual(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    """What is known when the clocks are right."""
    with copied(superuser, template) as address:
        yield two_months(sealed_office(address, tmp_path_factory.mktemp("usual")), lambda _: None)


@pytest.fixture
def office(superuser: str, template: str, tmp_path: Path) -> Iterator[SealedOffice]:
    with copied(superuser, template) as address:
        yield sealed_office(address, tmp_path)


@pytest.mark.parametrize("clock", [AHEAD, BEHIND], ids=["it ran ahead", "it was behind"])
def test_a_clock_that_is_set_between_two_imports_changes_nothing(
    office: SealedOffice, usual: Known, clock: str
) -> None:
    """What comes later is known later, also where the clock shows less than before."""
    assert two_months(office, lambda one: one.office.rows(clock)) == usual
    first, *_, last = office.office.rows("SELECT at FROM registry.revision ORDER BY revision")
    assert first <= last


def test_time_zones_of_program_session_and_server_change_nothing(
    office: SealedOffice, usual: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day apart from one another: the server in one zone, from the second month on program and session in another."""
    with owner(office.address) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET timezone = {}").format(name, sql.Literal(WEST)))

    def moved(_: SealedOffice) -> None:
        monkeypatch.setenv("PGTZ", EAST)
        monkeypatch.setenv("TZ", EAST)
        time.tzset()

    try:
        assert two_months(office, moved) == usual
    finally:
        monkeypatch.undo()
        time.tzset()
