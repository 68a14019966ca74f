"""Who is who: another number, two files that are one person's, one file that was two people's after all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.registry.office import COUNTY, OTHER_COUNTY, Office, opened
from tests.registry.taken_in import NOVEMBER, OCTOBER, SEALS, aid, cover, declared, register, take_in, token

from canbao.access.proposals import decide
from canbao.basis.certificates.certificate import Certificate
from canbao.basis.errors import BadInputError
from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.desk import identities
from canbao.registry.people.person_file import read
from canbao.sealing.seals import place
from canbao.sealing.tokens import Tokens

YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)
TODAY = date(2026, 11, 29)


class Standing(Tokens):
    """Tokens as the staged files of these tests have them."""

    def __init__(self) -> None:
        self.version = 1

    def of_number(self, kind: str, number: str) -> bytes:
        assert kind
        return token("number", number)


@pytest.fixture
def office(database: Address) -> Office:
    """Two files that are one person's: the number was changed, and the register has the new one from November on."""
    office = declared(opened(database))
    take_in(office, "register", OCTOBER, [register("1")])
    take_in(office, "aid", OCTOBER, [aid("1")])
    take_in(office, "cover", OCTOBER, [cover("1", 390, YEAR, NEXT_YEAR)])
    take_in(office, "register", NOVEMBER, [register("1"), register("2")])
    take_in(office, "cover", NOVEMBER, [cover("2", 310, NEXT_YEAR, None)], is_full=False)
    return office


@contextmanager
def acting(office: Office, role: str = "clerk", place: int = COUNTY) -> Iterator[Connection[Any]]:
    with application(office.address, office.session(role, place)) as connection:
        yield connection


def approved(office: Office, proposal: int) -> None:
    with acting(office, "reviewer") as connection:
        decide(connection, proposal, True, "同意")


def merged(office: Office) -> dict[str, Any]:
    """The second file goes into the first."""
    with acting(office) as connection:
        (doubt,) = identities.doubts(connection)
        assert (doubt.why, doubt.person_id, doubt.other_person_id) == ("other_number", 1, 2)
        proposal = identities.propose_merge(connection, 1, 2, COUNTY, TODAY, "换号，同一人")
    approved(office, proposal)
    with acting(office, "reviewer") as connection:
        return identities.effect_merge(connection, SEALS, proposal)


def numbers(office: Office, person: int, known: int | None = None) -> list[tuple[str, date | None]]:
    """The numbers of a person, opened, with the day until which each was held."""
    with acting(office) as connection:
        file = read(connection, SEALS, person, TODAY, known, shows_all=True)
    assert file is not None
    return [(held.shown, held.valid_until) for held in file.certificates]


def test_a_merged_file_has_everything_and_what_was_known_stays_known(office: Office) -> None:
    told = merged(office)
    assert (told["moved"], told["adopted"]) == (2, 2)
    assert numbers(office, 1) == [("1", None), ("2", None)]
    with acting(office) as connection:
        after, empty = (read(connection, SEALS, person, TODAY) for person in (1, 2))
        before = [read(connection, SEALS, person, TODAY, told["revision"] - 1) for person in (1, 2)]
        assert [len(file.reported) for file in (after, empty) if file] == [2, 0]
        assert [file.merged_into for file in (after, empty) if file] == [None, 1]
        assert [len(file.reported) for file in before if file] == [1, 1]
        assert [len(file.certificates) for file in before if file] == [1, 1]
        assert identities.doubts(connection) == []
    assert office.row("SELECT count(*) FROM registry.feed_row WHERE person_id = 2") == (0,)
    assert office.rows("SELECT * FROM registry.broken_cover()") == []


def test_rows_of_both_numbers_go_to_the_one_file_from_then_on(office: Office) -> None:
    merged(office)
    told = take_in(office, "aid", NOVEMBER, [aid("2", "orphan")], is_full=False)
    assert (told["unlinked"], told["new"]) == (0, 1)
    assert office.rows("SELECT person_id, code FROM registry.fact WHERE ended_in IS NULL ORDER BY code") == [
        (1, "destitute"),
        (1, "orphan"),
    ]


def test_a_split_gives_back_what_the_merge_brought(office: Office) -> None:
    told = merged(office)
    with acting(office) as connection:
        proposal = identities.propose_split(connection, 1, 2, COUNTY, told["revision"], TODAY, "并非同一人")
        again = identities.propose_split(connection, 1, 2, COUNTY, told["revision"], TODAY, "并非同一人")
    approved(office, proposal)
    approved(office, again)
    with acting(office, "reviewer") as connection:
        assert identities.effect_split(connection, SEALS, proposal)["moved"] == 2
    assert (numbers(office, 1), numbers(office, 2)) == ([("1", None)], [("2", None)])
    spells = "SELECT person_id, scheme FROM registry.cover_spell ORDER BY 1"
    assert office.rows(spells) == [(1, 390), (2, 310)]
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), acting(office, "reviewer") as connection:
        identities.effect_split(connection, SEALS, again)


def test_a_changed_number_is_held_from_its_day_and_the_old_one_until_then(office: Office) -> None:
    since = date(2026, 11, 3)
    with acting(office) as connection:
        asked = (connection, (SEALS, Standing()), 1, COUNTY)
        new = Certificate("resident_identity_card", "9")
        proposal = identities.propose_number(*asked, new, since, "改出生日期换号")
        taken = identities.propose_number(*asked, Certificate("resident_identity_card", "2"), since, "误填")
    for number in (proposal, taken):
        approved(office, number)
    with acting(office, "reviewer") as connection:
        revision = identities.effect_number(connection, proposal)
    assert numbers(office, 1) == [("9", None), ("1", since)]
    assert numbers(office, 1, revision - 1) == [("1", None)]
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), acting(office, "reviewer") as connection:
        identities.effect_number(connection, taken)
    told = take_in(office, "aid", NOVEMBER, [aid("1", "orphan"), aid("9", "orphan", since=NOVEMBER)], is_full=False)
    assert (told["unlinked"], told["by_earlier_number"]) == (0, 0)


def test_a_number_in_a_proposal_is_sealed(office: Office) -> None:
    with acting(office) as connection:
        new = Certificate("resident_identity_card", "884312198005010028")
        identities.propose_number(connection, (SEALS, Standing()), 1, COUNTY, new, TODAY, "换号")
    ((content,),) = office.rows("SELECT content FROM access.proposal")
    assert "884312198005010028" not in str(content)
    sealed = bytes.fromhex(content["certificate"]["sealed"])
    where = place("certificate", content["certificate"]["row"], "number")
    assert SEALS.unseal(sealed, where) == "884312198005010028"


def test_another_place_merges_nothing(office: Office) -> None:
    with pytest.raises(Exception, match=r"place|权|管辖|范围"), acting(office, "clerk", OTHER_COUNTY) as connection:
        identities.propose_merge(connection, 1, 2, COUNTY, TODAY, "换号")
    with pytest.raises(BadInputError), acting(office) as connection:
        identities.propose_merge(connection, 1, 1, COUNTY, TODAY, "换号")
