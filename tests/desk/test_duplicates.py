"""Double cover: found, judged by the rules, resolved by two people, given back, undone; questions to other places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.registry.office import COUNTY, OTHER_COUNTY, Office, opened
from tests.registry.taken_in import NOVEMBER, OCTOBER, SEALS, Row, aid, cover, declared, register, take_in

from canbao.access.proposals import decide
from canbao.basis.errors import BadInputError
from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.desk import duplicates, inquiries
from canbao.desk.duplicates import DoubleCover, Resolution
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.policy.side_terms import SideLaws
from canbao.registry.matching.match import run_match

LAWS = SideLaws(Policies(Library()))
YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)
TODAY = date(2026, 11, 29)


@pytest.fixture
def office(database: Address) -> Office:
    office = declared(opened(database))
    take_in(office, "register", OCTOBER, [register("1")])
    return office


@contextmanager
def acting(office: Office, role: str = "clerk", place: int = COUNTY) -> Iterator[Connection[Any]]:
    with application(office.address, office.session(role, place)) as connection:
        yield connection


def take_cover(office: Office, *rows: Row) -> None:
    """Cover as it is reported, paid in October of the year before."""
    for row in rows:
        row.cover[0] |= {"year": 2026, "paid_on": date(2025, 10, 9)}
    take_in(office, "cover", OCTOBER, list(rows))


def pair(office: Office) -> DoubleCover:
    """The one pair of records that cover the same days."""
    with acting(office) as connection:
        (found,) = duplicates.double_cover(connection, YEAR, NEXT_YEAR)
    return found


def judged(office: Office, choice: duplicates.RecordName | None = None) -> dict[str, Any]:
    """What the rules say of it."""
    with acting(office) as connection:
        said = duplicates.judged(connection, pair(office), LAWS, TODAY, COUNTY, choice)
    assert not said.is_refused, said.findings
    return dict(said.answer)


def resolved(office: Office, resolution: Resolution, choice: duplicates.RecordName | None = None) -> dict[str, Any]:
    """A resolution, proposed by one and approved by another."""
    with acting(office) as connection:
        proposal = duplicates.propose(connection, pair(office), COUNTY, judged(office, choice), resolution)
    with acting(office, "reviewer") as connection:
        decide(connection, proposal, True, "同意")
        return duplicates.effect(connection, proposal)


def spells(office: Office) -> list[tuple[Any, ...]]:
    """Cover as decided."""
    return office.rows(
        "SELECT scheme, place, from_day, nullif(until_day, 'infinity') FROM registry.cover_spell ORDER BY from_day"
    )


def test_two_resident_records_leave_the_one_of_the_place_of_residence(office: Office) -> None:
    take_cover(office, cover("1", 390, YEAR, NEXT_YEAR), cover("1", 390, YEAR, NEXT_YEAR, place=OTHER_COUNTY, key="b"))
    said = judged(office)
    assert (said["answer"], said["reason"], said["principle"]) == ("duplicate", "place_of_residence", "first")
    resolved(office, Resolution("按居住地保留", "first", gives_back=True))
    assert spells(office) == [(390, COUNTY, YEAR, NEXT_YEAR)]
    with acting(office) as connection:
        assert duplicates.double_cover(connection, YEAR, NEXT_YEAR) == []
        ((_, place, scheme, year, why),) = duplicates.refunds(connection, pair_person(office))
        assert (place, scheme, year, why) == (OTHER_COUNTY, 390, 2026, "按居住地保留")


def pair_person(office: Office) -> int:
    ((number,),) = office.rows("SELECT person_id FROM registry.person")
    return int(number)


@pytest.mark.parametrize(("since", "reason"), [(date(2025, 11, 29), "employee_prevails"), (date(2026, 7, 1), None)])
def test_a_year_of_employee_cover_prevails(office: Office, since: date, reason: str | None) -> None:
    take_cover(office, cover("1", 390, YEAR, NEXT_YEAR), cover("1", 310, since, None))
    said = judged(office)
    assert said["answer"] == "duplicate"
    assert (said["reason"] == "employee_prevails") is (reason == "employee_prevails")


def test_the_record_that_goes_ends_where_the_double_cover_begins(office: Office) -> None:
    take_cover(office, cover("1", 390, YEAR, NEXT_YEAR), cover("1", 310, date(2026, 7, 1), None))
    resolved(office, Resolution("本人选择职工医保", "second"), choice="second")
    assert spells(office) == [(390, COUNTY, YEAR, date(2026, 7, 1)), (310, COUNTY, date(2026, 7, 1), None)]


def test_another_record_than_the_principle_names_stays_by_the_person_s_recorded_choice_only(office: Office) -> None:
    take_cover(office, cover("1", 390, YEAR, NEXT_YEAR), cover("1", 390, YEAR, NEXT_YEAR, place=OTHER_COUNTY, key="b"))
    with pytest.raises(BadInputError) as refused:
        resolved(office, Resolution("另有考虑", "second"))
    assert [one.code for one in refused.value.findings] == ["choice_missing"]
    resolved(office, Resolution("本人选择", "second"), choice="second")
    assert spells(office) == [(390, OTHER_COUNTY, YEAR, NEXT_YEAR)]


def test_an_aided_record_is_given_up_with_an_undertaking_only(office: Office) -> None:
    take_in(office, "aid", OCTOBER, [aid("1", since=YEAR - timedelta(days=400))])
    take_cover(office, cover("1", 390, YEAR, NEXT_YEAR), cover("1", 390, YEAR, NEXT_YEAR, place=OTHER_COUNTY, key="b"))
    with pytest.raises(BadInputError) as refused:
        resolved(office, Resolution("按居住地保留", "first"))
    assert [one.code for one in refused.value.findings] == ["undertaking_missing"]


def test_an_undo_brings_back_what_was_and_a_second_one_is_refused(office: Office) -> None:
    take_cover(office, cover("1", 390, YEAR, NEXT_YEAR), cover("1", 390, YEAR, NEXT_YEAR, place=OTHER_COUNTY, key="b"))
    before = spells(office)
    told = resolved(office, Resolution("本人选择", "second", gives_back=True), choice="second")
    assert spells(office) != before
    with acting(office) as connection:
        first, second = (
            duplicates.propose_undo(connection, pair_person(office), COUNTY, told["revision"], "误操作")
            for _ in range(2)
        )
    with acting(office, "reviewer") as connection:
        for proposal in (first, second):
            decide(connection, proposal, True, "")
        duplicates.effect_undo(connection, first)
    assert len(spells(office)) == 1
    assert pair(office)
    with acting(office) as connection:
        assert duplicates.refunds(connection, pair_person(office)) == []
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), acting(office, "reviewer") as connection:
        duplicates.effect_undo(connection, second)


def test_the_asked_place_learns_who_it_is_about_and_answers_once(office: Office) -> None:
    take_cover(office, cover("1", 390, YEAR, NEXT_YEAR), cover("1", 390, YEAR, NEXT_YEAR, place=OTHER_COUNTY, key="b"))
    with acting(office) as connection:
        places = (COUNTY, OTHER_COUNTY)
        inquiries.ask(
            connection, pair_person(office), places, 390, (YEAR, NEXT_YEAR), "是否仍参保？", date(2026, 12, 9)
        )
    with acting(office, "clerk", OTHER_COUNTY) as connection:
        (asked,) = inquiries.inquiries(connection)
        assert inquiries.subject(connection, SEALS, asked.inquiry_id) == ("resident_identity_card", "1", "合成甲1")
        assert [asked.is_late(day) for day in (date(2026, 12, 9), date(2026, 12, 10))] == [False, True]
        inquiries.answer(connection, asked.inquiry_id, "ended", (YEAR, date(2026, 3, 1)), "三月已停保")
    with acting(office) as connection:
        (answered,) = inquiries.inquiries(connection, pair_person(office))
        assert (answered.answer, answered.answer_until, answered.note) == ("ended", date(2026, 3, 1), "三月已停保")
    with (
        pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState),
        acting(office, "clerk", OTHER_COUNTY) as connection,
    ):
        inquiries.answer(connection, asked.inquiry_id, "holds")


def test_a_place_that_is_not_asked_sees_no_inquiry(office: Office) -> None:
    with acting(office) as connection:
        places = (COUNTY, OTHER_COUNTY)
        number = inquiries.ask(connection, pair_person(office), places, 390, (YEAR, NEXT_YEAR), "是否参保？", TODAY)
    third = 439193_000000
    with acting(office, "clerk", third) as connection:
        assert inquiries.inquiries(connection) == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege), acting(office, "clerk", third) as connection:
        inquiries.subject(connection, SEALS, number)


@pytest.mark.parametrize(
    ("since", "as_of", "months"),
    [
        (date(2025, 11, 29), date(2026, 11, 27), 11),
        (date(2025, 11, 29), date(2026, 11, 28), 12),
        (date(2026, 12, 1), date(2026, 11, 28), 0),
    ],
)
def test_months_of_cover_are_whole_ones(since: date, as_of: date, months: int) -> None:
    record = duplicates.Reported(310, COUNTY, since, None, None, None, None, None)
    assert duplicates.months_up_to(record, as_of) == months


def verified(office: Office) -> list[tuple[date | None, bool | None]]:
    """What the matches say of the resolutions."""
    with acting(office) as connection:
        found = duplicates.resolved(connection, (COUNTY, COUNTY + 1_000_000))
    return [(one.month, one.is_double) for one in found]


def matched(office: Office, month: date) -> None:
    with acting(office, "data_officer") as connection:
        run_match(connection, COUNTY, month)


def test_the_match_after_a_resolution_verifies_it(office: Office) -> None:
    here, there = cover("1", 390, YEAR, NEXT_YEAR), cover("1", 390, YEAR, NEXT_YEAR, place=OTHER_COUNTY, key="b")
    take_cover(office, here, there)
    matched(office, OCTOBER)
    assert verified(office) == []
    told = resolved(office, Resolution("按居住地保留", "first"))
    assert verified(office) == [(None, None)]  # the match before it says nothing of it
    matched(office, OCTOBER)
    assert verified(office) == [(OCTOBER, False)]

    again = cover("1", 390, YEAR, NEXT_YEAR, place=OTHER_COUNTY, key="c")
    again.cover[0] |= {"year": 2026, "paid_on": date(2025, 10, 10)}
    take_in(office, "cover", NOVEMBER, [here, there, again])  # the other place reports it anew
    matched(office, NOVEMBER)
    assert verified(office) == [(NOVEMBER, True)]

    with acting(office) as connection:
        undo = duplicates.propose_undo(connection, pair_person(office), COUNTY, told["revision"], "误操作")
    with acting(office, "reviewer") as connection:
        decide(connection, undo, True, "同意")
        duplicates.effect_undo(connection, undo)
    assert verified(office) == []
