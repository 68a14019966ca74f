"""An objection with evidence, from the paper to the new determination; and what a second person has to do with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.registry.office import COUNTY, OTHER_COUNTY, Office, opened
from tests.registry.taken_in import OCTOBER, SEALS, cover, declared, register, take_in

from canbao.access.denials import DeniedError
from canbao.access.proposals import decide
from canbao.basis.errors import BadInputError
from canbao.database.address import Address
from canbao.database.connecting import application, owner
from canbao.desk import correcting, determining, outgoing, redetermining
from canbao.desk.correcting import Correction, Cover
from canbao.policy.library import Library
from canbao.policy.policies import Policies

POLICIES = Policies(Library())
PAID = date(2025, 11, 3)
YEARS = (2021, 2022, 2023)


@pytest.fixture
def office(database: Address) -> Office:
    """A person with cover from 2021 to 2023, and none in 2024 and 2025 as far as is known."""
    office = declared(opened(database))
    take_in(office, "register", OCTOBER, [register("1")])
    rows = [cover("1", 390, date(year, 1, 1), date(year + 1, 1, 1)) for year in YEARS]
    for row, year in zip(rows, YEARS, strict=True):
        row.cover[0] |= {"year": year, "paid_in_window": True}
    take_in(office, "cover", OCTOBER, rows)
    with acting(office, "data_officer") as connection:
        connection.execute("SELECT registry.say_history_start(%s, 2021::smallint, 'tests')", [COUNTY])
    return office


@contextmanager
def acting(office: Office, role: str, place: int = COUNTY, login: str | None = None) -> Iterator[Connection[Any]]:
    """One act of somebody of the office."""
    with application(office.address, office.session(role, place, login=login)) as connection:
        yield connection


def person(office: Office) -> int:
    ((number,),) = office.rows("SELECT person_id FROM registry.person")
    return int(number)


def insured_elsewhere(year: int) -> Cover:
    """Resident cover of a year in another county."""
    return Cover(390, OTHER_COUNTY, date(year, 1, 1), date(year + 1, 1, 1), year, date(year - 1, 10, 1), True)


def kept(office: Office) -> int:
    """A determination that is kept."""
    with acting(office, "clerk") as connection:
        return determining.keep(connection, POLICIES, person(office), 2026, PAID, COUNTY)


def corrected(office: Office, tmp_path: Path) -> dict[str, Any]:
    """The objection: a paper, a correction of 2024 and 2025, approved by another."""
    paper = tmp_path / "证明.pdf"
    paper.write_bytes(b"%PDF-1.4 \xff\x00 proof")
    with acting(office, "clerk") as connection:
        number = correcting.attach(connection, SEALS, person(office), paper)
        change = Correction("提供了外地参保凭证", [number], covers=[insured_elsewhere(2024), insured_elsewhere(2025)])
        proposal = correcting.propose(connection, person(office), COUNTY, change)
    with acting(office, "reviewer") as connection:
        decide(connection, proposal, True, "凭证属实")
        return correcting.effect(connection, proposal)


def test_the_years_that_were_missed_are_no_longer_and_the_wait_is_gone(office: Office, tmp_path: Path) -> None:
    number = kept(office)
    with acting(office, "clerk") as connection:
        (old,) = determining.standing(connection, person(office))
        assert (old.determination_id, old.answer["years"]["missed"]) == (number, 2)
        assert old.answer["circumstance"] == "in_window_after_gap"
        assert list(redetermining.affected(connection, POLICIES, person(office))) == []
    told = corrected(office, tmp_path)
    assert (told["ended"], told["adopted"], told["clashing"]) == (0, 5, 0)
    with acting(office, "clerk") as connection:
        (found,) = redetermining.affected(connection, POLICIES, person(office))
        assert isinstance(found, redetermining.Affected)
        assert found.changes["years.missed"] == (2, 0)
        assert found.changes["waiting.total_months"] == (5, 0)
        assert found.changes["circumstance"] == ("in_window_after_gap", "in_window")
        proposal = redetermining.propose(connection, COUNTY, "更正后重新判定", [found])
    with acting(office, "reviewer") as connection:
        decide(connection, proposal, True, "同意")
        assert redetermining.effect(connection, proposal) == 1
        new, old = determining.all_of(connection, person(office))
        assert (new.replaces, new.proposal_id, new.answer["years"]["missed"]) == (old.determination_id, proposal, 0)
        assert determining.standing(connection, person(office)) == [new]
        assert [change.what for change in outgoing.outgoing(connection, "national_database")] == ["history_corrected"]
        first, second = outgoing.outgoing(connection, "settlement")
        assert (first.what, second.what, second.content["waiting"]["total_months"]) == ("determined", "redetermined", 0)
        assert outgoing.outgoing(connection, "settlement", after=first.number) == [second]


def test_the_old_answer_can_be_given_again_with_its_receipt(office: Office, tmp_path: Path) -> None:
    kept(office)
    corrected(office, tmp_path)
    with acting(office, "clerk") as connection:
        (old,) = determining.standing(connection, person(office))
        again = determining.answer_for(connection, POLICIES, old.person_id, old.year, old.paid_on, old.place, old.known)
    assert (again.answer, again.receipt) == (old.answer, old.receipt)


def test_nobody_decides_what_they_proposed(office: Office) -> None:
    with acting(office, "clerk", login="both") as connection:
        change = Correction("理由", [], covers=[insured_elsewhere(2024)])
        proposal = correcting.propose(connection, person(office), COUNTY, change)
    with pytest.raises(DeniedError), acting(office, "reviewer", login="both") as connection:
        decide(connection, proposal, True, "")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), acting(office, "reviewer") as connection:
        correcting.effect(connection, proposal)
    assert office.row("SELECT count(*) FROM registry.reported_enrolment") == (3,)


def test_a_correction_takes_effect_once(office: Office, tmp_path: Path) -> None:
    corrected(office, tmp_path)
    ((proposal,),) = office.rows("SELECT proposal_id FROM access.proposal")
    with pytest.raises(psycopg.Error), acting(office, "reviewer") as connection:
        correcting.effect(connection, proposal)
    assert office.row("SELECT count(*) FROM registry.reported_enrolment") == (5,)


def test_what_was_wrong_ends_and_what_no_longer_stands_is_told(office: Office) -> None:
    with acting(office, "clerk") as connection:
        wrong = [
            one for one in correcting.standing_now(connection, person(office)) if one.valid_from == date(2022, 1, 1)
        ]
        change = Correction("2022 年未参保", [], ends=wrong)
        first, second = (correcting.propose(connection, person(office), COUNTY, change) for _ in range(2))
    with acting(office, "reviewer") as connection:
        for proposal in (first, second):
            decide(connection, proposal, True, "")
        assert correcting.effect(connection, first)["ended"] == 1
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), acting(office, "reviewer") as connection:
        correcting.effect(connection, second)
    assert office.row("SELECT count(*) FROM registry.cover_spell") == (2,)


def test_a_paper_is_sealed_and_comes_back_as_it_was(office: Office, tmp_path: Path) -> None:
    corrected(office, tmp_path)
    with acting(office, "clerk") as connection:
        (paper,) = correcting.papers(connection, person(office))
        assert (paper.name, paper.media_type) == ("证明.pdf", "application/pdf")
        assert correcting.content_of(connection, SEALS, paper.attachment_id) == b"%PDF-1.4 \xff\x00 proof"
    ((sealed,),) = office.rows("SELECT sealed FROM registry.attachment")
    assert b"proof" not in bytes(sealed)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Correction(" ", [], covers=[insured_elsewhere(2024)]), "correction_without_reason"),
        (Correction("理由", []), "correction_empty"),
    ],
)
def test_a_correction_says_why_and_what(office: Office, change: Correction, code: str) -> None:
    with acting(office, "clerk") as connection, pytest.raises(BadInputError) as refused:
        correcting.propose(connection, person(office), COUNTY, change)
    assert [one.code for one in refused.value.findings] == [code]


def test_another_place_sees_and_does_nothing(office: Office, tmp_path: Path) -> None:
    kept(office)
    corrected(office, tmp_path)
    with acting(office, "clerk", OTHER_COUNTY) as connection:
        assert determining.standing(connection) == []
        assert correcting.papers(connection, person(office)) == []
        assert outgoing.outgoing(connection, "settlement") == []
    determine = "SELECT registry.keep_determination(%s, 2027::smallint, NULL, 0, '{}', '{}', 1)"
    for act in (
        lambda connection: correcting.attach(connection, SEALS, person(office), tmp_path / "证明.pdf"),
        lambda connection: connection.execute(determine, [person(office)]),
    ):
        refused = pytest.raises((psycopg.errors.InsufficientPrivilege, DeniedError))
        with refused, acting(office, "clerk", OTHER_COUNTY) as connection:
            act(connection)


def test_verify_finds_nothing_and_then_what_was_spoilt(office: Office, tmp_path: Path) -> None:
    corrected(office, tmp_path)
    checks = ("broken_people", "broken_sources", "broken_revisions", "broken_cover", "broken_times")
    assert [office.rows(f"SELECT * FROM registry.{check}()") for check in checks] == [[]] * len(checks)
    with owner(office.address) as connection:
        connection.execute(
            "UPDATE registry.fact SET person_id = 99; UPDATE registry.reported_enrolment SET person_id = 98"
        )
        connection.execute("UPDATE registry.person_record SET file_id = 77, recorded_in = 66")
        connection.execute("UPDATE registry.cover_spell SET from_day = from_day - 200 WHERE prev_until IS NULL")
        connection.execute("UPDATE registry.revision SET at = at - interval '9 days' WHERE revision = 3")
    assert [len(office.rows(f"SELECT * FROM registry.{check}()")) for check in checks] == [1, 1, 1, 0, 1]
