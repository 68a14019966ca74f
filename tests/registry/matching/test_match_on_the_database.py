"""The monthly match by the database alone: classes, lists, the same again, the difference (gb38/3.4a, xz11/10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from tests.registry.office import COUNTY, OTHER_COUNTY, Office, opened
from tests.registry.taken_in import DECEMBER, NOVEMBER, OCTOBER, Row, aid, cover, declared, register, take_in, token

from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.registry.matching import match as matching

YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)
ELSEWHERE = OTHER_COUNTY + 901901


@pytest.fixture
def office(database: Address) -> Office:
    return declared(opened(database))


def fact(number: str, kind: str, since: date = YEAR, until: date | None = None, **parts: Any) -> Row:
    """A row that states one fact."""
    return Row(
        number, key=(number, kind, since), facts=[{"kind": kind, "valid_from": since, "valid_until": until, **parts}]
    )


def match(office: Office, month: date = NOVEMBER, place: int = COUNTY) -> int:
    """Run the match as the data officer of the place."""
    with application(office.address, office.session("data_officer", place)) as connection:
        row = connection.execute("SELECT registry.run_match(%s, %s, '')", [place, month]).fetchone()
        assert row
        return int(row[0])


def replay(office: Office, run: int) -> bool:
    """Whether a run comes out the same again."""
    with application(office.address, office.session("data_officer")) as connection:
        row = connection.execute("SELECT then_result = now_result FROM registry.replay_match(%s)", [run]).fetchone()
        assert row
        return bool(row[0])


def classes(office: Office, run: int) -> dict[str, str]:
    """The class of each number."""
    found = office.rows(
        "SELECT c.token, m.class FROM registry.match_person m JOIN registry.certificate c USING (person_id) "
        "WHERE run_id = %s",
        run,
    )
    known = {token("number", str(number)): str(number) for number in range(40)}
    return {known[bytes(key)]: value for key, value in found}


def listed(office: Office, run: int, name: str) -> list[Any]:
    """The items of a list."""
    return [
        row[0]
        for row in office.rows(
            "SELECT detail FROM registry.match_item WHERE run_id = %s AND list = %s ORDER BY number", run, name
        )
    ]


def people(*numbers: int, **says: Any) -> list[Row]:
    """Rows of the register."""
    return [register(str(number), f"合成甲{number}", **says) for number in numbers]


def test_everybody_known_is_in_one_class(office: Office) -> None:
    rows = people(*range(8))
    rows += people(8, registered_place=ELSEWHERE, residence_place=ELSEWHERE)
    rows += people(9, registration="moved_out", registered_place=ELSEWHERE)
    rows += people(10, died=date(2026, 11, 30))
    rows += people(11, died=date(2026, 12, 1))
    take_in(office, "register", OCTOBER, rows)
    take_in(
        office,
        "aid",
        OCTOBER,
        [
            fact("2", "settled_abroad"),
            fact("3", "serving"),
            fact("4", "in_prison"),
            fact("5", "missing"),
            fact("6", "serving", until=NOVEMBER),
        ],
    )
    take_in(
        office,
        "cover",
        OCTOBER,
        [
            cover("0", 390, YEAR, NEXT_YEAR),
            cover("1", 310, YEAR, None, place=OTHER_COUNTY),
            cover("7", 310, YEAR, date(2026, 11, 30)),
        ],
    )
    assert classes(office, match(office)) == {
        "0": "enrolled_here",
        "1": "enrolled_elsewhere",
        "2": "settled_abroad",
        "3": "in_service",
        "4": "in_prison",
        "5": "missing",
        "6": "unenrolled",
        "7": "unenrolled",
        "9": "unenrolled",
        "10": "dead",
        "11": "unenrolled",
    }


@pytest.mark.parametrize(("died", "is_dead"), [(29, True), (30, True), (31, False)])
def test_the_last_day_of_the_month_decides(office: Office, died: int, is_dead: bool) -> None:
    take_in(office, "register", OCTOBER, people(0, died=NOVEMBER + timedelta(days=died - 1)))
    assert (classes(office, match(office))["0"] == "dead") is is_dead


def test_the_work_lists(office: Office) -> None:
    take_in(
        office,
        "register",
        OCTOBER,
        [
            *people(0, 1, 2, 3, 4, 5, 6),
            *people(7, born=date(2026, 9, 1)),
            *people(8, died=date(2026, 6, 1)),
            *people(9, died=date(2026, 6, 1)),
        ],
    )
    take_in(
        office,
        "aid",
        OCTOBER,
        [
            aid("0", "orphan"),
            aid("1"),
            aid("2", until=date(2026, 11, 15)),
            aid("30"),
            fact("3", "student", detail='{"school": "a"}'),
            fact("3", "student", since=OCTOBER, detail='{"school": "b"}'),
            fact("4", "student", detail='{"school": "a"}'),
        ],
    )
    take_in(
        office,
        "cover",
        OCTOBER,
        [
            cover("1", 390, YEAR, NEXT_YEAR),
            cover("2", 390, YEAR, NEXT_YEAR),
            cover("3", 390, YEAR, NEXT_YEAR),
            cover("4", 390, YEAR, NEXT_YEAR),
            cover("4", 310, OCTOBER, None),
            cover("5", 390, YEAR, NEXT_YEAR),
            cover("6", 310, YEAR, None, place=OTHER_COUNTY),
            cover("8", 310, YEAR, None),
            cover("9", 390, YEAR, NEXT_YEAR),
        ],
    )
    run = match(office)
    assert [len(listed(office, run, name)) for name in ("unenrolled", "newborn_without_cover")] == [2, 1]
    assert listed(office, run, "aid_without_cover") == [{"aid": ["orphan"]}]
    assert [item["aid"] for item in listed(office, run, "aid_ended")] == ["destitute"]
    assert listed(office, run, "student_twice") == [{"schools": [{"school": "a"}, {"school": "b"}]}]
    (double,) = listed(office, run, "double_cover")
    assert (double["one"]["scheme"], double["other"]["scheme"]) == (390, 310)
    (dead,) = listed(office, run, "cover_after_death")
    assert (dead["scheme"], dead["died"]) == (310, "2026-06-01")
    (elsewhere,) = listed(office, run, "mark_elsewhere")
    assert elsewhere["place"] == OTHER_COUNTY
    (unknown,) = listed(office, run, "not_in_registry")
    assert unknown["feed"] == "aid"


def test_a_month_worked_out_again_gives_the_same_bytes_whatever_came_since(office: Office) -> None:
    take_in(office, "register", OCTOBER, people(*range(20)))
    take_in(office, "aid", OCTOBER, [aid(str(number)) for number in range(20)] + [aid("25")])
    take_in(office, "cover", OCTOBER, [cover(str(number), 390, YEAR, NEXT_YEAR) for number in range(15)])
    first = match(office)
    take_in(
        office,
        "register",
        NOVEMBER,
        [
            *people(*range(18)),
            *people(18, 19, residence_place=ELSEWHERE, registered_place=ELSEWHERE, valid_from=YEAR),
            *people(25),
        ],
    )
    take_in(office, "aid", NOVEMBER, [aid(str(number)) for number in range(19)] + [aid("25")])
    take_in(office, "cover", NOVEMBER, [cover(str(number), 390, YEAR, NEXT_YEAR) for number in range(14)])
    take_in(office, "deaths", NOVEMBER, [Row("3", "合成甲3", says={"died": OCTOBER})], is_full=False)
    assert replay(office, first)
    second = match(office)
    assert classes(office, first) != classes(office, second)
    assert office.row("SELECT count(DISTINCT result) FROM registry.match_run") == (2,)
    assert replay(office, first)
    assert replay(office, second)
    assert match(office, DECEMBER) != second


def test_another_place_s_officer_runs_nothing_here_and_sees_none_of_it(office: Office) -> None:
    take_in(office, "register", OCTOBER, people(0))
    match(office)
    stranger = office.session("data_officer", OTHER_COUNTY)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), application(office.address, stranger) as connection:
        connection.execute("SELECT registry.run_match(%s, %s, '')", [COUNTY, NOVEMBER])
    with application(office.address, stranger) as connection:
        for table in ("match_run", "match_person", "match_item", "person", "fact"):
            assert connection.execute(f"SELECT count(*) FROM registry.{table}").fetchone() == (0,)


def test_the_difference_of_two_months_is_a_list(office: Office) -> None:
    take_in(office, "register", OCTOBER, people(*range(20)))
    take_in(office, "cover", OCTOBER, [cover(str(number), 390, YEAR, NEXT_YEAR) for number in range(15)])
    take_in(office, "aid", OCTOBER, [aid("18"), aid("30")])
    match(office, OCTOBER)
    take_in(office, "deaths", NOVEMBER, [Row("3", "合成甲3", says={"died": NOVEMBER})], is_full=False)
    take_in(office, "cover", NOVEMBER, [cover("18", 390, YEAR, NEXT_YEAR)], is_full=False)
    match(office, NOVEMBER)
    with application(office.address, office.session("data_officer")) as connection:
        after, before = matching.runs_of(connection, COUNTY)
        assert (before.month, after.month) == (OCTOBER, NOVEMBER)
        assert matching.newest(connection, COUNTY, NOVEMBER) == after
        assert [item["feed"] for item in after.inputs] == ["aid", "cover", "cover", "deaths", "register"]
        told = matching.difference(connection, before, after)
        assert told.classes == (("enrolled_here", "dead", 1), ("unenrolled", "enrolled_here", 1))
        assert told.lists == (
            ("aid_without_cover", 0, 1, 0),
            ("not_in_registry", 0, 0, 1),
            ("unenrolled", 0, 1, 4),
        )
        assert [change[1:] for change in matching.people_changed(connection, before, after)] == [
            ("enrolled_here", "dead"),
            ("unenrolled", "enrolled_here"),
        ]
        assert matching.is_the_same_again(connection, before)
        (item, *_) = matching.items_of(connection, after.run_id, "unenrolled", most=1)
        assert (item.number, item.detail) == (1, {"registered": True, "resident": True})
