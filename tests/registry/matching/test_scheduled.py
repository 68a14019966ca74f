"""The match as jobs run it: two at once, months caught up in order and none twice, what is missing said, no future."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from tests.registry.office import COUNTY, OTHER_COUNTY, Office, opened, present_day
from tests.registry.sealed_office import SealedOffice, card, registered, resident_year, sealed_office
from tests.registry.taken_in import OCTOBER, aid, declared, register, take_in

from canbao.basis.errors import BadInputError
from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.feeds.catalogue import feeds
from canbao.registry.matching.match import MatchRun, is_the_same_again, runs_of
from canbao.registry.matching.scheduled import DueMatch, due, match_month, refuse_other_day, run_due, schedule

TODAY = date(2026, 11, 29)
SEPTEMBER, AUGUST = date(2026, 9, 1), date(2026, 8, 1)


def matched(office: Office, month: date = OCTOBER, *, only_first: bool = False) -> MatchRun | None:
    """A match of the county."""
    with application(office.address, office.session("data_officer")) as connection:
        return match_month(connection, feeds().values(), COUNTY, month, TODAY, only_first=only_first)


@pytest.mark.parametrize(("only_first", "versions"), [(False, [1, 2]), (True, [1])])
def test_of_two_matches_of_a_place_at_once_one_waits_for_the_other(
    database: Address, only_first: bool, versions: list[int]
) -> None:
    """By hand both are kept, with one result; of two jobs the second finds it done."""
    office = declared(opened(database))
    take_in(office, "register", OCTOBER, [register(str(each), f"合成甲{each}") for each in range(30)])
    take_in(office, "aid", OCTOBER, [aid("3"), aid("7")])
    office.session("data_officer")
    together = Barrier(2)

    def one() -> MatchRun | None:
        together.wait()
        return matched(office, only_first=only_first)

    with ThreadPoolExecutor(2) as pool:
        made = [run for run in [each.result() for each in [pool.submit(one), pool.submit(one)]] if run]
    assert sorted(run.version for run in made) == versions
    told = [{**run.manifest(), "run": 0, "version": 0, "ran_at": ""} for run in made]
    assert told[0] == told[-1]
    with application(office.address, office.session("data_officer")) as connection:
        assert [run.run_id for run in runs_of(connection, COUNTY)] == sorted((run.run_id for run in made), reverse=True)
    for run in made:
        with application(office.address, office.session("data_officer")) as connection:
            assert is_the_same_again(connection, run)


def test_months_that_were_missed_are_caught_up_in_order_and_none_twice(database: Address) -> None:
    office = opened(database)
    token = office.session("data_officer", 439100_000000)
    with application(office.address, token) as connection:
        schedule(connection, COUNTY, AUGUST, 5)
        schedule(connection, OTHER_COUNTY, SEPTEMBER, 28)
        for day, months in ((4, []), (5, [AUGUST]), (6, [AUGUST])):
            assert [one.month for one in due(connection, COUNTY, date(2026, 9, day))] == months
    assert matched(office, SEPTEMBER) is not None
    told: list[DueMatch] = []
    today = present_day()
    assert today >= TODAY
    with application(office.address, token) as connection:
        found = due(connection, COUNTY // 10**10 * 10**10, TODAY)
    assert [(one.place, one.month) for one in found] == [
        (COUNTY, AUGUST), (OTHER_COUNTY, SEPTEMBER), (COUNTY, OCTOBER), (OTHER_COUNTY, OCTOBER)
    ]  # fmt: skip
    made = run_due(office.address, token, feeds().values(), 439100_000000, today, told.append)
    assert [(run.place, run.month) for run in made][:4] == [(one.place, one.month) for one in found]
    assert len(told) == len(made)
    assert run_due(office.address, token, feeds().values(), 439100_000000, today) == []


def test_two_jobs_at_once_match_each_month_once(database: Address) -> None:
    office = opened(database)
    token = office.session("data_officer")
    with application(office.address, token) as connection:
        schedule(connection, COUNTY, AUGUST)
    together = Barrier(2)

    def job() -> list[MatchRun]:
        together.wait()
        return run_due(office.address, token, feeds().values(), COUNTY, present_day())

    with ThreadPoolExecutor(2) as pool:
        made = [run for each in [pool.submit(job), pool.submit(job)] for run in each.result()]
    months = sorted(run.month for run in made)
    assert months[:3] == [AUGUST, SEPTEMBER, OCTOBER]
    assert len(months) == len(set(months))
    assert {run.version for run in made} == {1}


@pytest.mark.parametrize("today", [date(2020, 1, 1), date(2099, 1, 1)])
def test_a_clock_that_is_wrong_runs_nothing_that_is_due(database: Address, today: date) -> None:
    office = opened(database)
    token = office.session("data_officer")
    with application(office.address, token) as connection:
        schedule(connection, COUNTY, AUGUST)
    with pytest.raises(BadInputError) as bad:
        run_due(office.address, token, feeds().values(), COUNTY, today)
    assert [one.code for one in bad.value.findings] == ["clocks_differ"]
    with application(office.address, token) as connection:
        assert runs_of(connection, COUNTY) == []
        refuse_other_day(connection, present_day())


@pytest.fixture
def office(database: Address, tmp_path: Path) -> SealedOffice:
    """A county whose register came in October and whose list of aid never came."""
    office = sealed_office(database, tmp_path)
    office.imported("population_register", (2026, 10), [registered(card(1), "合成甲一")])
    return office


def test_a_match_says_which_feeds_of_its_month_are_missing(office: SealedOffice) -> None:
    office.imported("resident_cover", (2026, 9), [resident_year(card(1), "合成甲一", 2026)])
    office.office.rows(
        "INSERT INTO registry.sharing_agreement (feed, place, channel, valid_from, fields, legal_basis, recorded_by) "
        "VALUES ('civil_affairs', %s, 'x', '2026-10-31', '{}', '{}', 1) RETURNING 1",
        COUNTY,
    )
    done = office.canbao("match", "run", "439191", "--month", "2026-10")
    assert done.exit_code == 0, done.stderr
    assert done.stderr.count("match_feed_missing") == 2
    assert "the newest is of 2026-09" in done.stderr
    kept = json.loads(office.canbao("match", "manifest", 1).stdout)["missing"]
    assert [(one["feed"], one["wanted"], one["newest"]) for one in kept] == [
        ("civil_affairs", "2026-10", None),
        ("resident_cover", "2026-10", "2026-09"),
    ]
    office.imported("resident_cover", (2026, 10), [resident_year(card(1), "合成甲一", 2026)], is_full=False)
    again = office.canbao("match", "run", "439191", "--month", "2026-10", "--json")
    assert [one["feed"] for one in json.loads(again.stdout)["missing"]] == ["civil_affairs"]
    september = json.loads(office.canbao("match", "run", "439191", "--month", "2026-09", "--json").stdout)
    assert september["missing"] == []


@pytest.mark.parametrize(("ahead", "status"), [(0, 0), (1, 2)])
def test_a_month_that_has_not_begun_is_refused(office: SealedOffice, ahead: int, status: int) -> None:
    today = present_day()
    months = today.year * 12 + today.month - 1 + ahead
    done = office.canbao("match", "run", "439191", "--month", f"{months // 12}-{months % 12 + 1:02}")
    assert done.exit_code == status
    assert ("match_month_in_future" in done.stderr) is (status == 2)
    assert office.office.row("SELECT count(*) FROM registry.match_run") == (1 - ahead,)


def test_the_commands_of_a_job(office: SealedOffice) -> None:
    assert office.canbao("match", "due").stdout == "No month is due.\n"
    assert office.canbao("match", "schedule").stdout == "No place is matched by itself.\n"
    said = office.canbao("match", "schedule", "439191", "--from", "2026-09")
    assert said.stdout == "439191 is matched each month from 2026-09 on, due on day 5 of the month after.\n"
    found = office.canbao("match", "due", "--json")
    assert found.exit_code == 1
    first, *_ = json.loads(found.stdout)
    assert first == {"place": "439191", "month": "2026-09", "due_on": "2026-10-05"}
    ran = office.canbao("match", "run", "--due", lang="zh")
    assert ran.exit_code == 0, ran.stderr
    assert ran.stdout.startswith("合成县 439191  2026-09  已比对（编号 1）\n合成县 439191  2026-10  已比对（编号 2）\n")
    assert office.canbao("match", "due").exit_code == 0
    assert office.canbao("match", "run", "--due", "--json").stdout == "[]\n"
    assert office.canbao("match", "schedule", "439191", "--end").stdout == "439191 is matched by itself no longer.\n"
    assert [row[3] for row in office.audited("match.schedule")] == ["done", "done"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("run",), "match_what"),
        (("run", "439191"), "match_what"),
        (("run", "--due", "--month", "2026-10"), "match_what"),
        (("schedule", "439191", "--from", "2026-10", "--day", 29), "match_due_day"),
        (("schedule", "439192", "--from", "2026-10"), "place_missing"),
    ],
)
def test_what_a_job_may_not_ask_is_told(office: SealedOffice, arguments: tuple[str, ...], code: str) -> None:
    done = office.canbao("match", *arguments)
    assert done.exit_code == 2
    assert code in done.stderr
