"""Tables of places loaded into a real database: what changes, what is refused, who may, two at once, many at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from tests.registry.office import COUNTY, Office
from tests.registry.places.loading import DAY, administrator, load_shipped, load_text, loaded, table_of

from canbao.access.denials import DeniedError
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application
from canbao.registry.places.former_codes import place_on
from canbao.registry.places.load import Loaded, load, load_synthetic_county
from canbao.registry.places.tree import describe

HUNAN, SHANXI, CHANGSHA, FURONG = 430000_000000, 140000_000000, 430100_000000, 430102_000000
TOWNS = """统计用区划代码,城乡分类代码,名称
430102001000,,一街
430102001001,111,一社区
430102001002,112,二社区
430102002000,,二街
430102002001,220,三村
"""
LAST = "SELECT outcome, detail FROM access.audit_event WHERE act = 'places.load' ORDER BY event_id DESC LIMIT 1"
SECONDS = 20
"""Of this process for 60,000 villages; measured: 3, and as long again in the server."""


@pytest.fixture
def office(office: Office) -> Office:
    """An office with the shipped places."""
    load_shipped(office)
    return office


def places(office: Office, below: int = FURONG) -> list[tuple[object, ...]]:
    return office.rows(
        "SELECT place %% 1000000, name, urban_rural, valid_until, known_on FROM registry.place "
        "WHERE place > %s AND place < access.place_end(%s) ORDER BY place",
        below,
        below,
    )


def test_townships_and_villages_are_loaded_below_their_county(office: Office, tmp_path: Path) -> None:
    report = load_text(office, tmp_path, TOWNS)
    assert (report.counts["new"], report.findings) == (5, ())
    with application(office.address) as connection:
        village = describe(connection, 430102_001001)
        assert village.full_name == "湖南省 长沙市 芙蓉区 一街 一社区"
        assert (village.place.urban_rural, village.place.valid_from) == ("111", None)
        assert [one.name for one in describe(connection, FURONG).children] == ["一街", "二街"]


def test_the_same_table_again_writes_no_row(office: Office, tmp_path: Path) -> None:
    load_text(office, tmp_path, TOWNS)
    before = office.rows("SELECT p::text, p.xmin::text FROM registry.place p ORDER BY place")
    report = load_text(office, tmp_path, TOWNS, DAY + timedelta(days=30))
    assert (report.counts["unchanged"], report.is_changed) == (5, False)
    assert office.rows("SELECT p::text, p.xmin::text FROM registry.place p ORDER BY place") == before


def test_a_new_name_keeps_the_former_one_until_the_day_of_the_table(office: Office, tmp_path: Path) -> None:
    load_text(office, tmp_path, TOWNS, DAY)
    report = load_text(office, tmp_path, TOWNS.replace("一社区", "新社区"), DAY + timedelta(days=365))
    assert report.counts["renamed"] == 1
    with application(office.address) as connection:
        for days, name in ((364, "一社区"), (365, "新社区"), (366, "新社区")):
            assert describe(connection, 430102_001001, DAY + timedelta(days=days)).place.name == name
        assert describe(connection, 430102_001001).former_names == (("一社区", DAY + timedelta(days=365)),)


def test_an_older_table_changes_nothing_that_a_newer_one_said(office: Office, tmp_path: Path) -> None:
    load_text(office, tmp_path, TOWNS, DAY)
    report = load_text(office, tmp_path, TOWNS.replace("一社区", "旧名"), DAY - timedelta(days=1))
    assert ([found.code for found in report.findings], report.is_changed) == (["places_older"], False)


def test_a_village_that_became_another_code_ends_and_is_followed(office: Office, tmp_path: Path) -> None:
    load_text(office, tmp_path, TOWNS)
    later = DAY + timedelta(days=365)
    text = "代码,名称,原代码\n430102001001,一社区\n430102001003,合并社区,430102001002\n"
    report = load_text(office, tmp_path, text, later)
    assert (report.counts["ended"], report.counts["successors"], report.findings) == (1, 1, ())
    with application(office.address) as connection:
        for days, expected in ((364, "二社区"), (365, "合并社区"), (366, "合并社区")):
            found = place_on(connection, 430102_001002, DAY + timedelta(days=days)).place
            assert found is not None
            assert found.name == expected


def test_what_is_absent_is_told_and_ends_only_when_that_is_asked_for(office: Office, tmp_path: Path) -> None:
    load_text(office, tmp_path, TOWNS)
    shorter = TOWNS.replace("430102001002,112,二社区\n", "")
    report = load_text(office, tmp_path, shorter)
    assert ([found.code for found in report.findings], report.is_changed) == (["place_absent"], False)
    report = load_text(office, tmp_path, shorter, DAY + timedelta(days=1), end_absent=True)
    assert report.counts["ended"] == 1
    assert (1002, "二社区", "112", DAY + timedelta(days=1), DAY + timedelta(days=1)) in places(office)
    again = load_text(office, tmp_path, TOWNS, DAY + timedelta(days=2))
    assert [found.code for found in again.findings] == ["place_in_force_again"]
    assert (1002, "二社区", "112", None, DAY + timedelta(days=2)) in places(office)


def test_places_left_in_a_county_that_ended_are_told_and_answered_by_the_new_county(
    office: Office, tmp_path: Path
) -> None:
    load_text(office, tmp_path, TOWNS)
    day = DAY + timedelta(days=1)
    report = load_text(
        office, tmp_path, f"代码,名称,停用日期,原代码\n430102,芙蓉区,{day}\n430113,新区,,430102@{day}\n", day
    )
    ended = [found for found in report.findings if found.code == "place_ended_above"]
    assert "5" in ended[0].message.zh
    with application(office.address) as connection:
        answer = place_on(connection, 430102_001001, day)
        assert (answer.known_as, [place.code for place, _ in answer.places]) == (FURONG, ["430113"])
        before = place_on(connection, 430102_001001, DAY)
        assert [place.code for place, _ in before.places] == ["430102001001"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("代码,名称\n430199001,一街\n430102001,一街\n", "place_parent_unknown"),
        ("代码,名称,原代码\n430102001,一街,430102009\n", "place_former_unknown"),
        ("代码,名称\n430102001,一街\n430102001,二街\n", "place_code_twice"),
        ("代码,名称\n430102001,一街\n43010x001,二街\n", "place_code_form"),
    ],
)
def test_of_a_broken_table_nothing_is_loaded(office: Office, tmp_path: Path, text: str, found: str) -> None:
    before = loaded(office)
    with pytest.raises(BadInputError) as raised:
        load_text(office, tmp_path, text)
    assert [one.code for one in raised.value.findings] == [found]
    assert loaded(office) == before


def test_a_load_that_fails_in_the_middle_leaves_nothing(office: Office, tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        raise RuntimeError(f"{done} of {of}")

    with (
        pytest.raises(RuntimeError, match="5 of 5"),
        application(office.address, administrator(office)) as connection,
    ):
        load(connection, table_of(tmp_path, TOWNS), written=stop)
    assert places(office) == []
    outcome, detail = office.row(LAST)
    assert (outcome, detail) == ("failed", {"error": "RuntimeError"})


# --- who may


@pytest.mark.parametrize("role", ["clerk", "data_officer", "security_administrator", "auditor", "policy_officer"])
def test_others_than_system_administrators_are_refused(office: Office, tmp_path: Path, role: str) -> None:
    with pytest.raises(DeniedError) as raised:
        load_text(office, tmp_path, TOWNS, session=office.session(role, HUNAN))
    assert [one.code for one in raised.value.findings] == ["right_missing"]
    assert places(office) == []
    assert office.rows("SELECT 1 FROM access.audit_event WHERE act = 'places.load' AND outcome = 'denied'")


def test_without_a_session_nothing_is_loaded(office: Office, tmp_path: Path) -> None:
    with pytest.raises(DeniedError) as raised:
        load_text(office, tmp_path, TOWNS, session="no such token")
    assert [one.code for one in raised.value.findings] == ["no_session"]


@pytest.mark.parametrize(
    ("own", "is_allowed"),
    [(0, True), (HUNAN, True), (CHANGSHA, True), (FURONG, True), (SHANXI, False), (430103_000000, False)],
)
def test_an_administrator_loads_within_the_own_place_only(
    office: Office, tmp_path: Path, own: int, is_allowed: bool
) -> None:
    session = administrator(office, own)
    if is_allowed:
        assert load_text(office, tmp_path, TOWNS, session=session).counts["new"] == 5
        return
    with pytest.raises(DeniedError) as raised:
        load_text(office, tmp_path, TOWNS, session=session)
    assert [one.code for one in raised.value.findings] == ["place_missing"]
    assert places(office) == []


def test_the_database_itself_refuses_what_lies_elsewhere(office: Office) -> None:
    session = administrator(office, SHANXI)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), application(office.address, session) as connection:
        connection.execute(
            "INSERT INTO registry.place (place, name, level, parent, source) "
            "VALUES (430102001000, '一街', 'township', 430102000000, 'test')"
        )
    with application(office.address, session) as connection:
        changed = connection.execute("UPDATE registry.place SET name = '别名' WHERE place = 430102000000")
        assert changed.rowcount == 0
    for statement in ("DELETE FROM registry.place", "UPDATE registry.place SET parent = 0", "TRUNCATE registry.grid"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), application(office.address, session) as connection:
            connection.execute(statement)


def test_what_was_loaded_is_in_the_audit_trail(office: Office, tmp_path: Path) -> None:
    load_text(office, tmp_path, TOWNS)
    about, place, outcome, detail = office.row(
        "SELECT about, about_place, outcome, detail FROM access.audit_event WHERE act = 'places.load' "
        "ORDER BY event_id DESC LIMIT 1"
    )
    assert (about, place, outcome, detail) == ("places.csv", FURONG, "done", {"new": 5})


# --- the database keeps places in order


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ("(430102001000, '一街', 'county', 430102000000)", "place_check"),
        ("(430102001000, '一街', 'township', 430103000000)", "place_check"),
        ("(430102001000, '一街', 'township', NULL::bigint)", "place_check"),
        ("(430102001000, '', 'township', 430102000000)", "place_name_check"),
    ],
)
def test_a_place_has_the_level_of_its_zeros_and_lies_in_its_parent(
    office: Office, values: str, constraint: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as raised:
        office.rows(
            "INSERT INTO registry.place (place, name, level, parent, source) "
            f"SELECT v.*, 'test' FROM (VALUES {values}) AS v RETURNING place"
        )
    assert (raised.value.diag.constraint_name or "").startswith(constraint)


# --- many, and two at once


def test_two_loads_at_once_write_each_place_once(office: Office, tmp_path: Path) -> None:
    session, start = administrator(office), Barrier(3)
    tables = [table_of(tmp_path, TOWNS), table_of(tmp_path, TOWNS), table_of(tmp_path, TOWNS.replace("三村", "四村"))]

    def one(number: int) -> Loaded:
        with application(office.address, session) as connection:
            start.wait()
            return load(connection, tables[number])

    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(one, range(3)))
    assert sorted(report.counts["new"] for report in reports) == [0, 0, 5]
    assert len(places(office)) == 5
    assert sum(report.counts["renamed"] for report in reports) in (1, 2)


def test_sixty_thousand_villages_load_in_seconds_and_again_without_a_change(office: Office, tmp_path: Path) -> None:
    lines = ["代码,城乡分类代码,名称"]
    for town in range(100, 400):
        lines.append(f"430102{town}000,,第{town}镇")
        lines += [f"430102{town}{village},220,第{town}镇{village}村" for village in range(200, 400)]
    text, told = "\n".join(lines) + "\n", list[tuple[int, int]]()
    began, spent = time.monotonic(), time.process_time()
    with application(office.address, administrator(office)) as connection:
        report = load(connection, table_of(tmp_path, text), written=lambda done, of: told.append((done, of)))
    took, spent = time.monotonic() - began, time.process_time() - spent
    assert (report.counts["new"], told[-1]) == (60_300, (60_300, 60_300))
    assert spent < SECONDS
    began = time.monotonic()
    again = load_text(office, tmp_path, text)
    print(f"60,300 places: {took:.1f} s ({spent:.1f} s here), again {time.monotonic() - began:.1f} s")
    assert (again.counts["unchanged"], again.is_changed) == (60_300, False)


# --- a synthetic county


def test_a_synthetic_county_is_loaded_once(office: Office) -> None:
    for expected in (261, 0):
        with application(office.address, administrator(office)) as connection:
            report = load_synthetic_county(connection, "430191")
        assert (report.counts["new"], report.findings) == (expected, ())
    assert office.row("SELECT count(*) FROM registry.grid")[0] == 480
    assert office.row("SELECT bool_and(is_synthetic) FROM registry.place WHERE place / 1000000 = 430191")[0]
    with application(office.address) as connection:
        assert describe(connection, 430191_901901).full_name == "湖南省 长沙市 合成县0191 合成乡一 合成村一之一"
        assert [name for _, name in describe(connection, 430191_901901).grids] == [
            f"合成村一之一网格{one}" for one in "一二三"
        ]


def test_a_synthetic_county_is_not_missed_in_official_tables(office: Office) -> None:
    with application(office.address, administrator(office)) as connection:
        load_synthetic_county(connection, "430191")
    assert load_shipped(office).findings == ()


def test_its_administrator_may_load_a_synthetic_county_where_the_places_above_are_known(office: Office) -> None:
    with application(office.address, administrator(office, 430191_000000)) as connection:
        assert load_synthetic_county(connection, "430191").counts["new"] == 261


def test_above_a_synthetic_county_the_real_places_are_added_where_they_are_missing(database: object) -> None:
    empty = Office(database)  # type: ignore[arg-type]
    with application(empty.address, administrator(empty)) as connection:
        assert load_synthetic_county(connection, "439191").counts["new"] == 263
    assert empty.row("SELECT name, is_synthetic FROM registry.place WHERE place = %s", HUNAN) == ("湖南省", False)
    assert empty.row("SELECT name FROM registry.place WHERE place = %s", COUNTY) == ("合成县9191",)
    assert load_shipped(empty).counts["new"] == 444


def test_a_day_that_is_not_known_is_no_day(office: Office) -> None:
    assert office.row("SELECT count(*) FROM registry.place WHERE valid_from = %s", date(1, 1, 1)) == (0,)
