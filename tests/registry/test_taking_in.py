"""How a file is taken in, by the functions of the database alone: what is staged becomes people, facts and cover."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from tests.registry.office import COUNTY, OTHER_COUNTY, VILLAGE, Office, declare, opened
from tests.registry.taken_in import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    Row,
    aid,
    cover,
    declared,
    register,
    staged,
    take_in,
    token,
)

from canbao.database.address import Address
from canbao.database.connecting import application

ELSEWHERE = VILLAGE + 1
"""Another village of the county."""


@pytest.fixture
def office(database: Address) -> Office:
    return declared(opened(database))


def test_a_register_makes_people_and_the_same_content_again_changes_nothing(office: Office) -> None:
    rows = [register("1"), register("2", "合成甲2")]
    told = take_in(office, "register", OCTOBER, rows)
    assert (told["state"], told["new"], told["new_people"]) == ("imported", 2, 2)
    again = take_in(office, "register", OCTOBER, rows[::-1])
    assert (again["state"], again["file"]) == ("unchanged", told["file"])
    assert office.row("SELECT count(*) FROM registry.person") == (2,)
    assert office.row("SELECT count(*), count(DISTINCT token) FROM registry.certificate") == (2, 2)
    assert office.row("SELECT count(*) FROM registry.person_record") == (2,)
    assert office.row("SELECT count(*) FROM registry.revision") == (1,)


def test_next_month_s_list_writes_only_what_differs(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1"), register("2", "合成甲2")])
    moved = register("2", "合成甲2", residence_place=COUNTY + 901902, valid_from=date(2026, 10, 20))
    told = take_in(office, "register", NOVEMBER, [register("1"), moved])
    assert (told["same"], told["changed"], told["new"]) == (1, 1, 0)
    assert office.rows(
        "SELECT r.valid_from, r.valid_until, residence_place FROM registry.person_record r JOIN registry.certificate c "
        "USING (person_id) WHERE c.token = %s AND r.ended_in IS NULL ORDER BY 1 NULLS FIRST",
        token("number", "2"),
    ) == [(None, date(2026, 10, 20), VILLAGE), (date(2026, 10, 20), None, COUNTY + 901902)]


def test_aid_that_is_no_longer_in_a_full_list_ends_with_its_month_and_not_before(office: Office) -> None:
    numbers = [str(number) for number in range(1, 31)]
    take_in(office, "register", OCTOBER, [register(number, f"合成甲{number}") for number in numbers])
    take_in(office, "aid", OCTOBER, [aid(number) for number in numbers])
    told = take_in(office, "aid", NOVEMBER, [aid(number) for number in numbers[1:]])
    assert (told["gone"], told["state"]) == (1, "imported")
    assert office.row(
        "SELECT f.valid_from, f.valid_until FROM registry.fact f JOIN registry.certificate c USING (person_id) "
        "WHERE c.token = %s AND f.ended_in IS NULL",
        token("number", "1"),
    ) == (OCTOBER, NOVEMBER)
    assert office.row(
        "SELECT f.valid_until FROM registry.fact f JOIN registry.certificate c USING (person_id) "
        "WHERE c.token = %s AND registry.was_known(f.recorded_in, f.ended_in, %s)",
        token("number", "1"),
        told["revision"] - 1,
    ) == (None,)


def test_a_short_list_is_held_and_ends_nobody_s_aid_until_it_is_confirmed(office: Office) -> None:
    numbers = [str(number) for number in range(1, 31)]
    take_in(office, "register", OCTOBER, [register(number, f"合成甲{number}") for number in numbers])
    take_in(office, "aid", OCTOBER, [aid(number) for number in numbers])
    short = [aid(number) for number in numbers[:20]]
    held = take_in(office, "aid", NOVEMBER, short)
    assert (held["state"], held["before"], held["gone"]) == ("held", 30, 10)
    assert office.row("SELECT count(*) FROM registry.fact WHERE valid_until IS NOT NULL") == (0,)
    told = take_in(office, "aid", NOVEMBER, short, confirmed="十人均已退出，民政来函")
    assert told["state"] == "imported"
    assert office.row("SELECT count(*) FROM registry.fact WHERE valid_until = %s AND ended_in IS NULL", NOVEMBER) == (
        10,
    )
    assert office.rows("SELECT version, state FROM registry.feed_file WHERE feed = 'aid' ORDER BY month, version") == [
        (1, "imported"),
        (1, "withdrawn"),
        (2, "imported"),
    ]


def test_a_rejected_row_still_stands_in_the_list(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register(str(number), f"合成甲{number}") for number in range(30)])
    rows = [Row(str(number), f"合成甲{number}", facts=aid("x").facts) for number in range(30)]
    take_in(office, "aid", OCTOBER, rows)
    told = take_in(office, "aid", NOVEMBER, rows[1:], kept=["合成甲0"])
    assert told["gone"] == 0
    assert office.row("SELECT count(*) FROM registry.fact WHERE ended_in IS NOT NULL") == (0,)


def test_a_late_list_says_nothing_of_the_time_of_a_later_one(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1"), register("2", "合成甲2")])
    take_in(office, "aid", NOVEMBER, [aid("1", since=NOVEMBER)])
    told = take_in(office, "aid", OCTOBER, [aid("2", since=OCTOBER)])
    assert told["late"]
    assert office.rows("SELECT valid_from, valid_until FROM registry.fact WHERE ended_in IS NULL ORDER BY 1") == [
        (OCTOBER, NOVEMBER),
        (NOVEMBER, None),
    ]


def test_changes_that_come_late_do_not_undo_later_ones(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1")], is_full=False)
    moved = register("1", residence_place=COUNTY + 901902, valid_from=date(2026, 11, 3))
    take_in(office, "register", NOVEMBER, [moved], is_full=False)
    earlier = register("1", residence_place=COUNTY + 901903, valid_from=date(2026, 10, 3))
    told = take_in(office, "register", OCTOBER, [earlier], is_full=False)
    assert (told["older"], told["changed"]) == (1, 0)
    assert office.row("SELECT residence_place FROM registry.person") == (COUNTY + 901902,)


def test_a_number_with_one_slip_is_linked_when_name_and_birth_agree(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1"), register("2", "合成甲2")])
    slip, other_name, other_birth = aid("7"), aid("8"), aid("9")
    slip.repairs = other_name.repairs = other_birth.repairs = ("1", "5")
    other_name.name, other_birth.born = "合成甲9", date(1980, 5, 2)
    told = take_in(office, "aid", OCTOBER, [slip, other_name, other_birth])
    assert (told["by_repair"], told["unrepaired"]) == (1, 2)
    assert office.row("SELECT count(*) FROM registry.fact") == (1,)


def test_a_slip_in_a_list_without_days_of_birth_is_mended_by_name(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1"), register("2", "合成甲2")])
    slip, other_name = aid("9"), aid("8")
    slip.born = other_name.born = None
    other_name.name = "合成甲3"
    slip.repairs = other_name.repairs = ("1", "5")
    told = take_in(office, "aid", OCTOBER, [slip, other_name])
    assert (told["by_repair"], told["unrepaired"]) == (1, 1)


def test_where_somebody_lives_ends_with_the_last_row_that_says_it(office: Office) -> None:
    """Two years of cover say it alike: it is recorded once, and stands while one of them is in the list."""
    years = [cover("1", 390, date(year, 1, 1), date(year + 1, 1, 1), key=year) for year in (2025, 2026)]
    another = cover("2", 390, date(2026, 1, 1), date(2027, 1, 1))
    for row in (*years, another):
        row.says = {"residence_place": VILLAGE}
    known = "SELECT residence_place FROM registry.person ORDER BY person_id"
    records = "SELECT valid_until FROM registry.person_record WHERE person_id = 1 AND ended_in IS NULL"
    take_in(office, "cover", OCTOBER, [*years, another])
    assert office.rows(records) == [(None,)]
    take_in(office, "cover", NOVEMBER, [years[0], another], confirmed="核实")
    assert (office.rows(known), office.rows(records)) == ([(VILLAGE,), (VILLAGE,)], [(None,)])
    take_in(office, "cover", DECEMBER, [another], confirmed="核实")
    assert office.rows(records) == [(DECEMBER,)]


def test_a_list_that_is_believed_less_renames_nobody(office: Office) -> None:
    """Its name is kept beside, to be found by; what the register says anew ends both."""
    names = "SELECT name_token, trust FROM registry.person_name WHERE ended_in IS NULL ORDER BY trust"
    take_in(office, "register", OCTOBER, [register("1", "合成甲1")])
    typo = cover("1", 390, date(2026, 1, 1), date(2027, 1, 1))
    typo.name, typo.says = "合成申1", {"residence_place": VILLAGE}
    take_in(office, "cover", OCTOBER, [typo])
    assert office.rows(names) == [(token("name", "合成甲1"), 1), (token("name", "合成申1"), 9)]
    take_in(office, "register", NOVEMBER, [register("1", "合成乙1")])
    assert office.rows(names) == [(token("name", "合成乙1"), 1)]


def test_a_person_without_a_number_is_found_by_name_birth_and_place(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1"), register("2", "合成甲2"), register("3", "合成甲2")])
    one, two = aid("1"), aid("2")
    one.number = two.number = None
    two.name = "合成甲2"
    told = take_in(office, "aid", OCTOBER, [one, two])
    assert (told["by_name_birth_place"], told["unlinked"]) == (1, 1)


def test_a_new_number_with_name_and_birth_of_another_is_doubted(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1")])
    take_in(office, "register", NOVEMBER, [register("1"), register("2")])
    assert office.row("SELECT count(*) FROM registry.person") == (2,)
    assert office.rows("SELECT why, state FROM registry.link_doubt") == [("other_number", "open")]


def test_a_row_that_was_of_nobody_is_doubted_once_when_somebody_like_it_becomes_known(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("5", "合成乙2")])
    take_in(office, "aid", OCTOBER, [aid("9")])
    take_in(office, "register", NOVEMBER, [register("5", "合成乙2"), register("1")])
    take_in(office, "aid", NOVEMBER, [aid("9"), aid("8")])
    doubts = "SELECT row_number, other_person_id FROM registry.link_doubt ORDER BY row_number"
    assert office.rows(doubts) == [(2, None), (3, None)]
    take_in(office, "aid", DECEMBER, [aid("9"), aid("8"), aid("7")])
    assert office.rows(doubts) == [(2, None), (3, None), (4, None)]


def test_what_holds_from_a_day_on_counts_once_the_day_has_come_whatever_is_said_then(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1")], today="2026-10-10")
    moved: dict[str, Any] = {
        "registered_place": ELSEWHERE,
        "residence_place": ELSEWHERE,
        "valid_from": date(2026, 11, 20),
    }
    take_in(office, "register", NOVEMBER, [register("1", **moved)], today="2026-11-01")
    lives = "SELECT residence_place FROM registry.person"
    assert office.rows(lives) == [(VILLAGE,)]
    take_in(office, "deaths", DECEMBER, [Row("1", says={"states_person": True, "sex": 1})], today="2026-12-05")
    assert office.rows(lives) == [(ELSEWHERE,)]


def test_the_first_row_of_somebody_new_is_believed_when_another_of_the_file_says_otherwise(office: Office) -> None:
    first, second = register("1", residence_place=ELSEWHERE), register("1")
    second.key = "another"
    take_in(office, "register", NOVEMBER, [first, second])
    assert office.rows("SELECT residence_place FROM registry.person") == [(ELSEWHERE,)]


def test_somebody_new_who_moves_in_later_is_seen_where_the_list_says_at_once(office: Office) -> None:
    later: dict[str, Any] = {"valid_from": date(2026, 12, 20)}
    first, second = register("1", **later), register("1", residence_place=ELSEWHERE, **later)
    second.key = "another"
    take_in(office, "register", NOVEMBER, [first, second])
    assert office.rows("SELECT residence_place FROM registry.person") == [(VILLAGE,)]


def test_a_list_that_makes_people_from_now_on_makes_those_that_it_had_before(office: Office) -> None:
    take_in(office, "aid", OCTOBER, [aid("9")])
    assert office.rows("SELECT count(*) FROM registry.person") == [(0,)]
    declare(office, {"feed": "aid", "makes_people": True, "version": 2})
    take_in(office, "aid", NOVEMBER, [aid("9"), aid("8")])
    assert office.rows("SELECT count(DISTINCT person_id) FROM registry.fact") == [(2,)]


def test_unknown_people_of_a_list_that_makes_none_wait_until_they_are_known(office: Office) -> None:
    told = take_in(office, "aid", OCTOBER, [aid("1")])
    assert (told["unlinked"], told["new_people"]) == (1, 0)
    assert office.row("SELECT count(*) FROM registry.fact") == (0,)
    take_in(office, "register", OCTOBER, [register("1")])
    told = take_in(office, "aid", NOVEMBER, [aid("1")])
    assert (told["unlinked"], told["changed"]) == (0, 1)
    assert office.row("SELECT count(*) FROM registry.fact") == (1,)


def test_of_two_sources_the_one_that_is_believed_first_counts(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1")])
    death = Row("1", says={"died": date(2026, 10, 9), "born": date(1981, 1, 1)})
    take_in(office, "deaths", OCTOBER, [death], is_full=False)
    assert office.row("SELECT died, born, registered_place FROM registry.person") == (
        date(2026, 10, 9),
        date(1980, 5, 1),
        VILLAGE,
    )


def test_cover_that_overlaps_is_adopted_once_and_the_rest_is_the_work_list(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1"), register("2", "合成甲2")])
    year, next_year = date(2026, 1, 1), date(2027, 1, 1)
    told = take_in(
        office,
        "cover",
        OCTOBER,
        [
            cover("1", 390, year, next_year),
            cover("1", 310, date(2026, 7, 1), None),
            cover("2", 390, date(2025, 1, 1), year),
            cover("2", 390, year, next_year),
        ],
    )
    assert (told["adopted"], told["clashing"]) == (3, 1)
    assert office.rows(
        "SELECT scheme, from_day, until_day, prev_until FROM registry.cover_spell ORDER BY person_id, from_day"
    ) == [
        (390, year, next_year, None),
        (390, date(2025, 1, 1), next_year, None),  # two years without a gap are one spell
    ]


def test_a_spell_that_is_taken_back_stays_known_as_it_was(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register(str(number), f"合成甲{number}") for number in range(20)])
    rows = [cover(str(number), 390, date(2026, 1, 1), date(2027, 1, 1)) for number in range(20)]
    first = take_in(office, "cover", OCTOBER, rows)
    told = take_in(office, "cover", NOVEMBER, rows[1:])
    ((person,),) = office.rows("SELECT person_id FROM registry.certificate WHERE token = %s", token("number", "0"))
    now = office.rows("SELECT from_day, until_day FROM registry.cover_known(%s, NULL)", person)
    then = office.rows("SELECT from_day, until_day FROM registry.cover_known(%s, %s)", person, told["revision"] - 1)
    assert now == [(date(2026, 1, 1), NOVEMBER)]
    assert then == [(date(2026, 1, 1), date(2027, 1, 1))]
    assert first["revision"] < told["revision"]


def test_nobody_writes_double_cover(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1")])
    ((person,),) = office.rows("SELECT person_id FROM registry.person")
    insert_spell = (
        "INSERT INTO registry.cover_spell (person_id, scheme, place, from_day, until_day, prev_until, basis,"
        " recorded_in) VALUES (%s, 390, 439191000000, %s, %s, %s, 'enrolled', 1)"
    )
    office.rows(insert_spell + " RETURNING 1", person, date(2026, 1, 1), date(2027, 1, 1), None)
    for since, until, after in (
        (date(2026, 6, 1), date(2026, 9, 1), None),  # a second head
        (date(2026, 6, 1), date(2027, 6, 1), date(2027, 1, 1)),  # begins before the one it follows has ended
        (date(2028, 1, 1), date(2029, 1, 1), date(2026, 7, 1)),  # follows what is not there
        (date(2025, 1, 1), date(2026, 6, 1), None),  # reaches into the first
    ):
        with pytest.raises(
            (psycopg.errors.UniqueViolation, psycopg.errors.CheckViolation, psycopg.errors.ForeignKeyViolation)
        ):
            office.rows(insert_spell + " RETURNING 1", person, since, until, after)


def test_whoever_may_not_import_there_is_refused(office: Office) -> None:
    for role, place in (("clerk", COUNTY), ("data_officer", OTHER_COUNTY), ("auditor", COUNTY)):
        token_of = office.session(role, place)
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            application(office.address, token_of) as connection,
        ):
            staged(connection, "aid", OCTOBER, [aid("1")], True, COUNTY, {})
    with pytest.raises(psycopg.errors.InsufficientPrivilege), application(office.address, "") as connection:
        staged(connection, "aid", OCTOBER, [aid("1")], True, COUNTY, {})


def test_another_department_brings_only_its_own_feed(office: Office) -> None:
    declare(office, {"feed": "aid", "department": "civil_affairs", "version": 2})
    for department, is_let_in in (("civil_affairs", True), ("education", False)):
        token_of = office.session("partner_department", COUNTY, department)
        with application(office.address, token_of) as connection:
            if is_let_in:
                assert staged(connection, "aid", OCTOBER, [aid("1")], True, COUNTY, {})["state"] == "imported"
                assert connection.execute("SELECT count(*) FROM registry.feed_file").fetchone() == (1,)
                assert connection.execute("SELECT count(*) FROM registry.person").fetchone() == (0,)
            else:
                assert connection.execute("SELECT count(*) FROM registry.feed_file").fetchone() == (0,)
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    staged(connection, "aid", OCTOBER, [aid("1")], True, COUNTY, {})


def test_a_department_publishes_under_no_other_feed_than_it_began(office: Office) -> None:
    declare(office, {"feed": "aid", "department": "civil_affairs", "version": 2})
    token_of = office.session("partner_department", COUNTY, "civil_affairs")
    for other in (
        "registry.link_staged('register', %s, %s)",
        "registry.publish_staged('register', %s, %s, true, '{}')",
    ):
        with application(office.address, token_of) as connection:
            connection.execute("SELECT registry.begin_import('aid', %s)", [COUNTY])
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(f"SELECT {other}", [COUNTY, OCTOBER])
