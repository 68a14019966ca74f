"""A whole place determined at once: what each person would be told alone, kept once, whatever ends the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from psycopg import Connection
from tests.postgres import copied
from tests.registry.office import COUNTY, OTHER_COUNTY, Office
from tests.registry.sealed_office import SealedOffice
from tests.unit.policy.city import OVERLAY

from canbao.access.proposals import decide
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application
from canbao.desk.by_kernel import Kernel
from canbao.desk.deciders import Deciders, decided
from canbao.desk.determining import answer_for, keep, newest, standing
from canbao.desk.redetermining import Affected, Undecided, again, effect, propose
from canbao.desk.whole_place import WholePlace, begin
from canbao.desk.whole_place_again import WholePlaceAgain
from canbao.policy.library import Library
from canbao.policy.overlays import read_overlays
from canbao.policy.policies import Policies
from canbao.population.faults import reasons_in
from canbao.population.source import open_source
from canbao.registry.declaring import declare_feeds
from canbao.registry.key_ring import made
from canbao.registry.synthetic_county.files import PLAN
from canbao.registry.synthetic_county.office import opened
from canbao.registry.synthetic_county.planted import BEFORE
from canbao.registry.synthetic_county.preparing import TODAY, Work, files_of
from canbao.registry.whole_place.reading import Wanted, batches, enrolling, reading
from canbao.rules.facts import MONTHS_UNIT

PEOPLE = 300
FEEDS = {"population_register", "students", "employee_cover", "resident_cover", "births", "civil_affairs"}
POLICIES = Policies(Library())
LATE = date(2026, 2, 10)
"""A day after the collection window of 2026."""


@dataclass
class County:
    """A synthetic county in a registry, and a data officer there."""

    office: SealedOffice
    token: str

    def wanted(self, year: int, paid_on: date | None = None) -> Wanted:
        """Everybody, as known now."""
        with application(self.office.address, self.token) as connection:
            return Wanted(COUNTY, year, TODAY, newest(connection), paid_on)

    def run(self, wanted: Wanted, **options: Any) -> WholePlace:
        """A run in this process alone."""
        return WholePlace(self.office.address, self.token, POLICIES, wanted, **{"processes": 0, **options})

    def begun(self, wanted: Wanted, people: int) -> int:
        """A run that is begun."""
        with application(self.office.address, self.token) as connection:
            return begin(connection, wanted, people)

    def kept(self, year: int) -> list[tuple[Any, ...]]:
        """What is kept of a year."""
        return self.office.office.rows(
            "SELECT person_id, paid_on, place, answer, receipt, known FROM registry.determination WHERE year = %s "
            "ORDER BY person_id, determination_id",
            year,
        )

    def command(self, *arguments: str | int, role: str = "data_officer", place: int = COUNTY) -> tuple[int, Any]:
        """The exit status of a command, and what it tells as JSON."""
        done = self.office.canbao(*arguments, "--json", role=role, place=place)
        assert done.stdout, done.stderr + repr(done.exception)
        return done.exit_code, json.loads(done.stdout)


@pytest.fixture(scope="module")
def county(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The people of a synthetic county as their departments' files of a month tell of them.

    Some have cover that an office decided, some a determination whose wait runs into 2026; two are born in January.
    """
    with copied(superuser, template) as address:
        folder = tmp_path_factory.mktemp("county")
        office = SealedOffice(Office(address), folder)
        declare_feeds(address)
        ring = made(address, office.environment, TODAY)
        files_of(folder, PEOPLE, lambda _: None)
        token = opened(address, is_new=True)
        work = Work(address, ring, folder, token, lambda _: None, processes=1)
        work.say_history_start()
        work.take_in([each for each in PLAN if each.feed in FEEDS and each.month is BEFORE and each.what == "plain"])
        office.office.rows(
            "WITH free AS (SELECT person_id FROM registry.person p WHERE born < '1990-01-01' AND NOT EXISTS "
            "(SELECT FROM registry.cover_spell s WHERE s.person_id = p.person_id) ORDER BY 1 LIMIT 3) "
            "INSERT INTO registry.cover_spell (person_id, scheme, place, from_day, until_day, basis, recorded_in) "
            "SELECT person_id, 390, %s, '2022-01-01', '2023-01-01', 'enrolled', 1 FROM free RETURNING 1",
            COUNTY,
        )
        office.office.rows(
            "INSERT INTO registry.determination (person_id, year, place, answer, receipt, known, made_in) "
            "SELECT person_id, 2023, %s, %s, '{}', 1, 1 FROM registry.person ORDER BY person_id LIMIT 5 RETURNING 1",
            OTHER_COUNTY,
            json.dumps({"waiting": {"ends_before": "2026-04-01"}}),
        )
        office.office.rows(
            "WITH baby AS (SELECT person_id FROM registry.person WHERE born IS NOT NULL ORDER BY born DESC LIMIT 2), "
            "gone AS (DELETE FROM registry.fact f USING baby b WHERE f.person_id = b.person_id), "
            "too AS (DELETE FROM registry.reported_enrolment e USING baby b WHERE e.person_id = b.person_id) "
            "UPDATE registry.person_record r SET born = '2026-01-20' FROM baby b WHERE r.person_id = b.person_id "
            "RETURNING 1"
        )
        yield County(office, token)


def alone(connection: Connection[Any], wanted: Wanted, row: dict[str, Any]) -> tuple[Any, Any]:
    """What a person is told alone: answer and receipt; nothing for who is refused."""
    asked = (row["person_id"], wanted.year, row["paid_on"], row["place"], wanted.known)
    try:
        found = answer_for(connection, POLICIES, *asked)
    except BadInputError:
        return None, None
    return found.answer, found.receipt


@pytest.mark.parametrize(("year", "paid_on"), [(2025, None), (2026, LATE), (2027, date(2026, 11, 20))])
def test_everybody_is_told_at_once_what_each_is_told_alone(county: County, year: int, paid_on: date | None) -> None:
    wanted, kernel, seen = county.wanted(year, paid_on), Kernel(POLICIES), Counter[str]()
    with reading(county.office.address, county.token) as cursor:
        people = enrolling(cursor, wanted)
        rows = list(batches(cursor, people, year, wanted.known, chunk=150))
    assert people.num_rows > 200
    with application(county.office.address, county.token) as connection:
        for batch in rows:
            faults, results = kernel.judge(batch)
            answered = [at for at in range(batch.num_rows) if not faults[at]]
            told = dict(zip(answered, decided(batch.take(answered), POLICIES), strict=True))
            for at, row in enumerate(batch.to_pylist()):
                answer, receipt = alone(connection, wanted, row)
                assert (answer is None) == (at not in told), (row, reasons_in(int(faults[at])))
                if answer is not None:
                    assert (json.loads(told[at].answer), json.loads(told[at].receipt)) == (answer, receipt), row
                    assert results[at] == receipt["result"]
                seen.update(what_is_seen(row, answer))
    for what in EXPECTED[year]:
        assert seen[what], (what, seen)


def what_is_seen(row: dict[str, Any], answer: dict[str, Any] | None) -> Iterator[str]:
    """What kind of person it is, by the answer and by what is known."""
    if answer is None:
        yield "refused"
        return
    yield answer["circumstance"]
    signs = {
        "aid": answer["premium"]["aid_yuan"],
        "wait": answer["waiting"]["total_months"],
        "earlier wait": row["earlier_wait_until"],
        "employee": any(word >= MONTHS_UNIT for word in row["history"]),
        "student": any(event["kind"] == "student_registered" for event in row["events"]),
    }
    yield from (name for name, sign in signs.items() if sign)


EXPECTED: dict[int, set[str]] = {
    2025: {"in_window", "refused"},
    2026: {"in_window", "late", "wait", "aid", "employee", "newborn", "earlier wait"},
    2027: {"in_window", "in_window_after_gap", "employee"},
}
"""What there must be among the people, or the comparison says little."""


def test_the_export_is_a_file_of_people_of_those_and_kept_in_the_audit_trail(county: County, tmp_path: Path) -> None:
    out = tmp_path / "people.parquet"
    export = ("registry", "export-population", "439191", "--year", 2026, "--out", out)
    status, told = county.command(*map(str, export))
    assert (status, told["people"], told["without_start"]) == (0, open_source((out,)).rows, 0)
    rows = pq.read_table(out).to_pylist()
    assert sum(row["paid_on"] is None for row in rows) == told["unpaid"] > 0
    assert county.office.audited("registry.export_population")[-1][3:] == (
        "done",
        {"people": told["people"], "unpaid": told["unpaid"], "without_start": 0},
    )
    for role, code in (("clerk", "right_missing"), ("village_worker", "right_missing")):
        again_out = str(tmp_path / f"{role}.parquet")
        status, told = county.command(*map(str, export[:-1]), again_out, role=role)
        assert (status, [one["code"] for one in told["error"]]) == (2, [code])
        assert not Path(again_out).exists()


def test_what_is_kept_at_once_is_what_is_kept_one_by_one_and_settlement_is_told(county: County) -> None:
    with application(county.office.address, county.token) as connection:
        first = county_people(county)[0]
        keep(connection, POLICIES, first, 2026, LATE, COUNTY)
    place = ("determination", "place", "439191", "--year", "2026", "--paid-on", LATE.isoformat())
    status, told = county.command(*place)
    assert (status, told["people"]) == (0, told["kept"] + told["same"] + told["differing"])
    assert (told["same"] + told["differing"], told["unpaid"], told["refused"]) == (1, 0, {})
    rows = county.kept(2026)
    assert len(rows) == told["people"] == len({person for person, *_ in rows})
    with application(county.office.address, county.token) as connection:
        for person, paid_on, at, answer, receipt, known in rows[::20]:
            found = answer_for(connection, POLICIES, person, 2026, paid_on, at, known)
            assert (found.answer, found.receipt) == (answer, receipt)
    outgoing = (
        "SELECT count(*), count(DISTINCT person_id) FROM registry.outgoing_change WHERE content ->> 'year' = '2026'"
    )
    assert county.office.office.row(outgoing) == (len(rows), len(rows))
    assert [event[3] for event in county.office.audited("place.determine")] == ["done", "done"]
    status, told = county.command(*place)
    assert (told["kept"], told["same"] + told["differing"], county.kept(2026)) == (0, len(rows), rows)


def county_people(county: County) -> list[int]:
    """The people who enrol in the county for 2026."""
    with reading(county.office.address, county.token) as cursor:
        return list(enrolling(cursor, county.wanted(2026)).column("person_id").to_pylist())


KILLED = """
import os, signal, sys
from datetime import date
from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.desk.whole_place import WholePlace, begin
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.registry.whole_place.reading import Wanted
url, token, place, known = sys.argv[1:]
address, wanted = Address(url, url, url), Wanted(int(place), 2025, date(2026, 11, 30), int(known))
def begun(people):
    with application(address, token) as connection:
        return begin(connection, wanted, people)
def killed(done, people):
    if done >= 120:
        os.kill(os.getpid(), signal.SIGKILL)
WholePlace(address, token, Policies(Library()), wanted, processes=0, chunk=40).run(begun, killed)
"""


def test_a_run_killed_half_way_is_begun_again_and_nothing_is_lost_or_double(county: County) -> None:
    wanted = county.wanted(2025)
    told = [county.office.address.application, county.token, str(COUNTY), str(wanted.known)]
    ended = subprocess.run([sys.executable, "-c", KILLED, *told], env=dict(os.environ), check=False)
    assert ended.returncode == -signal.SIGKILL
    before = county.kept(2025)
    assert before
    status, told_again = county.command("determination", "place", "439191", "--year", "2025")
    after = county.kept(2025)
    assert set(map(str, before)) < set(map(str, after))
    assert (told_again["same"], told_again["kept"]) == (len(before), len(after) - len(before))
    assert len({row[0] for row in after}) == len(after)
    runs = county.office.office.rows(
        "SELECT looked_at, kept, finished_at IS NOT NULL FROM registry.determination_run WHERE year = 2025 "
        "ORDER BY run_id"
    )
    assert runs == [(120, len(before), False), (told_again["people"], told_again["kept"], True)]
    assert status == (1 if told_again["not_decided"] else 0)


def test_who_gets_one_meanwhile_keeps_that_and_the_processes_tell_what_this_one_tells(county: County) -> None:
    wanted, late = county.wanted(2027, date(2026, 11, 20)), county_people(county)[-1]

    def begun(people: int) -> int:
        with application(county.office.address, county.token) as connection:
            keep(connection, POLICIES, late, 2027, date(2026, 11, 21), COUNTY)
        return county.begun(wanted, people)

    _, counts = county.run(wanted).run(begun)
    kept = [row for row in county.kept(2027) if row[0] == late]
    assert [row[1] for row in kept] == [date(2026, 11, 21)]
    assert counts.looked_at == counts.people
    with reading(county.office.address, county.token) as cursor, Deciders(POLICIES, processes=1) as deciders:
        (batch,) = batches(cursor, enrolling(cursor, county.wanted(2026, LATE)), 2026, wanted.known)
        kernel = Kernel(POLICIES)
        answered = batch.take([at for at, fault in enumerate(kernel.judge(batch).faults) if not fault])
        assert deciders.decided(answered) == decided(answered, POLICIES)


def test_nobody_determines_a_place_without_the_right_or_of_others(county: County) -> None:
    place = ("determination", "place", "439191", "--year", "2026")
    for role, at, code in (("policy_officer", COUNTY, "right_missing"), ("clerk", OTHER_COUNTY, "place_missing")):
        status, told = county.command(*place, role=role, place=at)
        assert (status, [one["code"] for one in told["error"]]) == (2, [code])
    assert county.office.audited("place.determine")[-1][3] == "denied"


CHANGED = OVERLAY.replace("premium.personal", "premium.subsidy").replace("410", "730")
"""Law by which whoever pays late for 2026 pays more, and nobody else."""
SPAN = (COUNTY, OTHER_COUNTY)
LATE_PRICE = "personal_plus_subsidy"


def test_a_changed_law_lists_exactly_whom_it_affects_and_takes_effect_when_another_approves(
    county: County, tmp_path: Path
) -> None:
    wanted = county.wanted(2026, LATE)
    county.run(wanted).run(lambda people: county.begun(wanted, people))
    (overlay := tmp_path / "more.yaml").write_text(CHANGED, encoding="utf-8")
    policies = Policies(Library(*read_overlays([overlay])))
    address, token = county.office.address, county.token
    with application(address, token) as connection:
        stood = standing(connection, None, SPAN)
        by_hand = [other for old in stood if isinstance(other := again(connection, policies, old), Affected)]
        looked = WholePlaceAgain(address, token, connection, policies, processes=0)
        found = list(looked.affected(SPAN, chunk=70))
        at_once = sorted((one for one in found if isinstance(one, Affected)), key=lambda one: one.old.determination_id)
        assert len(at_once) == len(found)
        assert at_once == by_hand
        assert 0 < len(at_once) < len(stood)
        late = [
            one.determination_id for one in stood if (one.year, one.answer["premium"]["basis"]) == (2026, LATE_PRICE)
        ]
        assert [one.old.determination_id for one in at_once if "premium.due_yuan" in one.changes] == late
        proposal = propose(connection, COUNTY, "标准调整", by_hand)
    with application(address, county.office.office.session("reviewer")) as connection:
        decide(connection, proposal, True, "同意")
        assert effect(connection, proposal) == len(by_hand)
    with application(address, token) as connection:
        assert list(WholePlaceAgain(address, token, connection, policies, processes=0).affected(SPAN)) == []


def test_what_cannot_be_decided_again_is_told_with_its_findings(county: County) -> None:
    wanted = county.wanted(2026, LATE)
    county.run(wanted).run(lambda people: county.begun(wanted, people))
    ((number, person),) = county.office.office.rows(
        "UPDATE registry.person_record r SET born = '2026-06-01' FROM registry.determination d WHERE d.year = 2026 "
        "AND r.person_id = d.person_id AND d.person_id = (SELECT max(person_id) FROM registry.determination) "
        "AND NOT EXISTS (SELECT FROM registry.determination later WHERE later.replaces = d.determination_id) "
        "AND r.born IS NOT NULL AND r.feed = 'population_register' RETURNING d.determination_id, r.person_id"
    )
    with application(county.office.address, county.token) as connection:
        looked = WholePlaceAgain(county.office.address, county.token, connection, POLICIES, processes=0)
        found = {one.old.determination_id: one for one in looked.affected(SPAN) if isinstance(one, Undecided)}
    assert found[number].old.person_id == person
    assert "impossible_date" in [one.code for one in found[number].findings]
