"""What changed since a day: for whom, what, and from which row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.registry.office import OTHER_COUNTY, Office, opened
from tests.registry.taken_in import NOVEMBER, OCTOBER, aid, declared, register, take_in

from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.registry.changes.changes import Changes, changes

LONG_AGO, FAR = date(2020, 1, 1), date(2120, 1, 1)


@pytest.fixture
def office(database: Address) -> Office:
    return declared(opened(database))


def seen(office: Office, since: date = LONG_AGO, through: date = FAR, role: str = "data_officer") -> Changes:
    with application(office.address, office.session(role)) as connection:
        return changes(connection, since, through)


def test_what_came_and_what_ended_is_told_with_its_row(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register(str(number), f"合成甲{number}") for number in range(12)])
    take_in(office, "aid", OCTOBER, [aid(str(number)) for number in range(12)])
    first = seen(office)
    assert first.counts == (("aid", 12, 0), ("certificate", 12, 0), ("name", 12, 0), ("record", 12, 0))
    take_in(office, "aid", NOVEMBER, [aid(str(number)) for number in range(1, 12)])
    told = seen(office)
    assert told.counts == (("aid", 13, 1), ("certificate", 12, 0), ("name", 12, 0), ("record", 12, 0))
    came, went = sorted((change for change in told.listed if change.revision == told.through), key=lambda c: c.is_end)
    assert (came.valid_until, came.feed, came.row_number, came.act) == (NOVEMBER, "aid", 2, "feeds.import")
    assert (went.valid_until, went.person_id, went.is_end) == (None, came.person_id, True)


def test_days_are_counted_to_their_end(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1")])
    ((day,),) = office.rows("SELECT (at AT TIME ZONE 'Asia/Shanghai')::date FROM registry.revision")
    assert len(seen(office, day, day).listed) == 3
    assert seen(office, day + timedelta(days=1), FAR).listed == ()
    assert seen(office, LONG_AGO, day - timedelta(days=1)).listed == ()


def test_of_people_elsewhere_nothing_is_told(office: Office) -> None:
    take_in(office, "register", OCTOBER, [register("1")])
    stranger = office.session("data_officer", OTHER_COUNTY)
    with application(office.address, stranger) as connection:
        told = changes(connection, LONG_AGO, FAR)
    assert (told.counts, told.listed) == ((), ())
