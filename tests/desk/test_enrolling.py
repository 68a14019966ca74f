"""Enrolling: nobody twice, whoever enrols and however many at once; lawful overlaps; what ends an enrolment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.registry.office import CITY, COUNTY, OTHER_COUNTY, VILLAGE, Office, opened
from tests.registry.sealed_office import card, registered, sealed_office
from tests.registry.taken_in import NOVEMBER, OCTOBER, Row, cover, declared, register, take_in

from canbao.access.proposals import decide
from canbao.basis.errors import BadInputError
from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.desk import correcting
from canbao.desk.correcting import Correction
from canbao.desk.enrolling import Enrolment, enrol, is_in_window
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.registry.matching.scheduled import match_month

YEAR, NEXT_YEAR, AFTER = date(2027, 1, 1), date(2028, 1, 1), date(2029, 1, 1)
OVER_THERE = 439192_901901
RESIDENT, EMPLOYEE = 390, 310
ROUNDS = 6
HERE = Enrolment(RESIDENT, COUNTY, 2027, YEAR, NEXT_YEAR, date(2026, 11, 20), True)
THERE = Enrolment(RESIDENT, OTHER_COUNTY, 2027, YEAR, NEXT_YEAR, date(2026, 11, 20), True)


@pytest.fixture
def office(database: Address) -> Office:
    """People registered in one county who live in another: clerks of both may enrol them."""
    office = declared(opened(database))
    rows = [register(str(each), f"合成甲{each}", residence_place=OVER_THERE) for each in range(ROUNDS)]
    take_in(office, "register", OCTOBER, rows)
    return office


@contextmanager
def acting(office: Office, role: str = "clerk", place: int = COUNTY) -> Iterator[Connection[Any]]:
    with application(office.address, office.session(role, place)) as connection:
        yield connection


def enrolled(office: Office, wanted: Enrolment = HERE, person: int = 1, place: int | None = None) -> int:
    """Somebody enrolled by a clerk of the place."""
    with acting(office, place=wanted.place if place is None else place) as connection:
        return enrol(connection, person, wanted, "本人申请")


def refused(office: Office, wanted: Enrolment, person: int = 1, place: int | None = None) -> str:
    """The code of the finding by which it is refused."""
    with pytest.raises(BadInputError) as bad:
        enrolled(office, wanted, person, place)
    (found,) = bad.value.findings
    return found.code


def spells(office: Office, person: int = 1) -> list[tuple[Any, ...]]:
    """Cover as decided."""
    return office.rows(
        "SELECT scheme, place, from_day, nullif(until_day, 'infinity'), basis FROM registry.cover_spell"
        " WHERE person_id = %s ORDER BY from_day",
        person,
    )


def traces(office: Office, person: int) -> tuple[int, ...]:
    """How much there is of a person: spells, reports, changes told outside, events."""
    tables = ("registry.cover_spell", "registry.reported_enrolment", "registry.outgoing_change", "access.audit_event")
    return tuple(office.row(f"SELECT count(*) FROM {table} WHERE person_id = %s", person)[0] for table in tables)


def attempted(office: Office, wanted: Enrolment, person: int, together: Barrier) -> BadInputError | int:
    """An enrolment tried together with others: the revision, or why it is refused."""
    together.wait()
    try:
        return enrolled(office, wanted, person)
    except BadInputError as bad:
        return bad


def test_of_two_counties_at_once_one_enrols_and_the_other_is_told_by_which_cover(office: Office) -> None:
    """Real threads, several rounds: whoever comes first, one spell, one report, one revision more."""
    wanted = (HERE, THERE)
    for one in wanted:
        office.session("clerk", one.place)
    for person in range(1, ROUNDS + 1):
        (revisions,) = office.row("SELECT count(*) FROM registry.revision")
        together = Barrier(len(wanted))

        with ThreadPoolExecutor(len(wanted)) as pool:
            tried = [pool.submit(attempted, office, one, person, together) for one in wanted]
            found = [one.result() for one in tried]
        (bad,) = (one for one in found if isinstance(one, BadInputError))
        (told,) = bad.findings
        assert told.code == "enrol_covered"
        for part in ("the resident scheme", "another county of this city", "2027-01-01 to 2027-12-31"):
            assert part in told.message.en
        assert "43919" not in told.message.en + told.message.zh + told.remedy.zh
        (winner,) = (one for one, end in zip(wanted, found, strict=True) if isinstance(end, int))
        assert spells(office, person) == [(RESIDENT, winner.place, YEAR, NEXT_YEAR, "enrolled")]
        assert traces(office, person) == (1, 1, 1, 1)
        assert office.row("SELECT count(*) FROM registry.revision") == (revisions + 1,)


@pytest.mark.parametrize(
    ("since", "until", "is_free"),
    [
        (date(2027, 6, 30), NEXT_YEAR, False),
        (date(2027, 7, 1), NEXT_YEAR, True),
        (date(2027, 7, 2), NEXT_YEAR, True),
        (YEAR, date(2027, 3, 2), False),
        (YEAR, date(2027, 3, 1), True),
        (YEAR, date(2027, 2, 28), True),
    ],
)
def test_cover_may_touch_other_cover_and_not_overlap_it(
    office: Office, since: date, until: date, is_free: bool
) -> None:
    enrolled(office, Enrolment(EMPLOYEE, COUNTY, 2027, date(2027, 3, 1), date(2027, 7, 1)))
    wanted = Enrolment(RESIDENT, COUNTY, 2027, since, until)
    if is_free:
        enrolled(office, wanted)
        assert len(spells(office)) == 2
    else:
        assert refused(office, wanted) == "enrol_covered"
    assert office.rows("SELECT * FROM registry.broken_cover()") == []


def test_a_spell_fits_between_two_others(office: Office) -> None:
    for year in (2025, 2027, 2026):
        enrolled(office, Enrolment(RESIDENT, COUNTY, year, date(year, 1, 1), date(year + 1, 1, 1)))
    assert [start.year for _, _, start, _, _ in spells(office)] == [2025, 2026, 2027]
    assert office.rows("SELECT * FROM registry.broken_cover()") == []


def test_a_feed_that_reports_otherwise_does_not_displace_what_was_enrolled(office: Office) -> None:
    enrolled(office)
    told = take_in(office, "cover", NOVEMBER, [cover("0", EMPLOYEE, YEAR, None)])
    assert (told["adopted"], told["clashing"]) == (0, 1)
    assert spells(office) == [(RESIDENT, COUNTY, YEAR, NEXT_YEAR, "enrolled")]
    with acting(office, "data_officer") as connection:
        run = match_month(connection, (), COUNTY, YEAR, YEAR)
    assert run is not None
    assert run.counts["lists"]["double_cover"] == 1


def test_a_new_student_is_covered_at_home_and_at_school_until_the_year_begins(office: Office) -> None:
    enrolled(office, Enrolment(RESIDENT, COUNTY, 2026, date(2026, 1, 1), YEAR), place=COUNTY)
    school = Enrolment(RESIDENT, OTHER_COUNTY, 2027, date(2026, 9, 1), NEXT_YEAR, beside="new_student")
    assert refused(office, school) == "enrol_basis_missing"
    student = {"kind": "student_registered", "code": None, "place": OVER_THERE, "valid_from": date(2026, 9, 1)}
    take_in(office, "aid", OCTOBER, [Row("0", facts=[student])])
    assert refused(office, Enrolment(RESIDENT, OTHER_COUNTY, 2027, date(2026, 9, 1), NEXT_YEAR)) == "enrol_covered"
    enrolled(office, school)
    assert [one[1:4] for one in spells(office)] == [(COUNTY, date(2026, 1, 1), YEAR), (OTHER_COUNTY, YEAR, NEXT_YEAR)]
    beside = office.rows("SELECT place, from_day, until_day, basis, clause FROM registry.cover_overlap")
    assert beside == [(OTHER_COUNTY, date(2026, 9, 1), YEAR, "new_student", "xz11/3d")]


def test_what_was_enrolled_ends_by_a_correction_that_another_approves(office: Office) -> None:
    """The spell is known until then, and what was reported before it is adopted in its place."""
    before = enrolled(office)
    take_in(office, "cover", NOVEMBER, [cover("0", EMPLOYEE, date(2026, 12, 1), None)])
    with acting(office) as connection:
        (wrong,) = (one for one in correcting.standing_now(connection, 1) if one.scheme == RESIDENT)
        paper = Correction("录入错误", (), ends=[wrong])
        proposal = correcting.propose(connection, 1, COUNTY, paper)
    with acting(office, "reviewer") as connection:
        decide(connection, proposal, True, "同意")
        correcting.effect(connection, proposal)
    assert [one[0] for one in spells(office)] == [EMPLOYEE]
    assert office.rows("SELECT * FROM registry.broken_cover()") == []
    known = office.rows("SELECT scheme, place, basis FROM registry.cover_known(1, %s)", before)
    assert known == [(RESIDENT, COUNTY, "enrolled")]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Enrolment(RESIDENT, VILLAGE, 2027, YEAR, NEXT_YEAR), "enrol_no_pooling_place"),
        (Enrolment(RESIDENT, COUNTY, 2027, date(2026, 8, 31), NEXT_YEAR), "enrol_days_outside"),
        (Enrolment(RESIDENT, COUNTY, 2027, YEAR, date(2028, 1, 2)), "enrol_days_outside"),
        (Enrolment(RESIDENT, COUNTY, 2027, YEAR, YEAR), "enrol_days_outside"),
        (Enrolment(RESIDENT, COUNTY, 2027, date(2026, 9, 1), NEXT_YEAR, beside="new_student"), "enrol_nothing_beside"),
    ],
)
def test_what_no_enrolment_may_be_is_refused(office: Office, wanted: Enrolment, code: str) -> None:
    assert refused(office, wanted, place=COUNTY) == code
    assert traces(office, 1) == (0, 0, 0, 0)


def test_the_dead_are_not_enrolled(office: Office) -> None:
    office.rows("UPDATE registry.person SET died = '2027-01-01' WHERE person_id = 2 RETURNING 1")
    assert refused(office, HERE, 2) == "enrol_not_living"


def test_a_clerk_enrols_at_places_of_the_own_scope_alone(office: Office) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        enrolled(office, THERE, place=COUNTY)
    with acting(office, "data_officer") as connection:
        assert enrol(connection, 2, HERE, "") > 0
    for role in ("policy_officer", "auditor", "village_worker"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), acting(office, role) as connection:
            enrol(connection, 1, HERE, "")
    assert traces(office, 1) == (0, 0, 0, 0)
    enrolled(office, THERE, place=CITY)


@pytest.mark.parametrize(
    ("paid_on", "is_in"),
    [(date(2024, 8, 31), False), (date(2024, 9, 1), True), (date(2024, 12, 31), True), (date(2025, 1, 1), False)],
)
def test_the_law_says_whether_a_day_lies_in_the_window(paid_on: date, is_in: bool) -> None:
    assert is_in_window(Policies(Library()), COUNTY, 2025, paid_on) is is_in


def test_the_command_enrols_and_tells_what_stands_in_the_way(database: Address, tmp_path: Any) -> None:
    office = sealed_office(database, tmp_path)
    office.imported("population_register", (2026, 10), [registered(card(1), "合成甲一")])
    asked = ("enrol", 1, "--scheme", "resident", "--year", 2027, "--paid-on", "2026-11-20", "--why", "本人申请")
    done = office.canbao(*asked, "--json", role="clerk")
    assert done.exit_code == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert (told["place"], told["from"], told["until"]) == ("439191", "2027-01-01", "2028-01-01")
    assert told["paid_in_window"] is True
    again = office.canbao(*asked, role="clerk", lang="zh")
    assert again.exit_code == 2
    assert "此人已参保：居民医保，本县（区），2027-01-01 至 2027-12-31" in again.stderr
    assert [event[3] for event in office.audited("cover.enrol")] == ["done", "failed"]
    assert office.audited("cover.enrol")[1][4] == {"findings": ["enrol_covered"]}
    elsewhere = office.canbao(*asked, role="clerk", place=OTHER_COUNTY)
    assert elsewhere.exit_code == 2
    assert "person_unknown" in elsewhere.stderr
    shown = office.canbao("person", "show", 1, "--as-of", "2027-03-01", role="clerk", lang="zh")
    assert shown.exit_code == 0, shown.stdout + shown.stderr
    assert "经办参保" in shown.stdout
