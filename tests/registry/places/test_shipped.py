"""The table that comes with the program, loaded into a real database and asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from tests.postgres import copied
from tests.registry.office import Office
from tests.registry.places.loading import administrator, load_shipped, loaded

from canbao.database.connecting import application
from canbao.registry.places.former_codes import OnDay, place_on
from canbao.registry.places.tree import describe, find

HUNAN = 430000_000000


def asked(office: Office, code: int, day: date) -> OnDay:
    with application(office.address) as connection:
        return place_on(connection, code * 1_000_000 if code < 10**6 else code, day)


def codes(answer: OnDay) -> list[int]:
    return [place.place // 1_000_000 for place, _ in answer.places]


@pytest.fixture(scope="module")
def shipped(superuser: str, template: str) -> Iterator[Office]:
    """A database with the shipped table, which these tests only read."""
    with copied(superuser, template) as address:
        office = Office(address)
        load_shipped(office)
        yield office


def test_loading_it_twice_writes_nothing_the_second_time(office: Office) -> None:
    first = load_shipped(office)
    assert (first.rows, first.counts["new"], first.counts["successors"], first.is_changed) == (445, 445, 81, True)
    assert first.findings == ()
    before = office.rows("SELECT p::text, p.xmin::text FROM registry.place p ORDER BY place")
    second = load_shipped(office)
    assert (second.counts["unchanged"], second.is_changed, second.findings) == (445, False, ())
    assert office.rows("SELECT p::text, p.xmin::text FROM registry.place p ORDER BY place") == before


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        (430122, 430112, date(2011, 5, 20)),  # 望城
        (430124, 430182, date(2017, 4, 10)),  # 宁乡
        (140511, 140525, date(1996, 8, 8)),  # 晋城郊区, 泽州
        (332582, 331102, date(2000, 12, 31)),  # 丽水市, 莲都区
        (332500, 331100, date(2000, 12, 31)),
        (140402, 140403, date(2018, 11, 23)),  # one of two that were united
    ],
)
def test_an_old_code_is_itself_until_its_last_day_and_its_successor_from_the_next(
    shipped: Office, old: int, new: int, day: date
) -> None:
    before = asked(shipped, old, day - timedelta(days=1))
    assert (before.way, codes(before), before.is_whole) == ("same", [old], True)
    for later in (day, day + timedelta(days=1)):
        answer = asked(shipped, old, later)
        assert (answer.way, codes(answer), answer.findings()) == ("later", [new], ())
        assert answer.place is not None


def test_a_new_code_is_its_predecessor_before_its_first_day(shipped: Office) -> None:
    answer = asked(shipped, 430182, date(2017, 4, 9))
    assert (answer.way, codes(answer), answer.is_whole) == ("earlier", [430124], True)
    assert codes(asked(shipped, 430182, date(2017, 4, 10))) == [430182]
    assert codes(asked(shipped, 330113, date(2021, 3, 10))) == [330110]  # 临平 lay in 余杭 entirely


def test_a_code_whose_area_went_to_several_is_told_and_not_guessed(shipped: Office) -> None:
    answer = asked(shipped, 330104, date(2021, 3, 11))
    assert (answer.place, codes(answer)) == (None, [330102, 330114])
    assert [found.code for found in answer.findings()] == ["place_split"]
    assert "钱塘区 330114" in answer.findings()[0].message.zh
    united = asked(shipped, 140403, date(2018, 11, 22))
    assert (united.place, codes(united)) == (None, [140402, 140411])


def test_two_changes_are_followed_one_after_the_other(shipped: Office) -> None:
    """上虞 came to 绍兴 as a district and then gave a part to 越城; 余杭 is one place throughout."""
    assert codes(asked(shipped, 330184, date(2001, 2, 1))) == [330184]
    assert codes(asked(shipped, 330184, date(2022, 1, 1))) == [330110]
    assert codes(asked(shipped, 330682, date(2022, 1, 1))) == [330604]


def test_a_village_that_is_not_loaded_is_answered_by_its_county(shipped: Office) -> None:
    answer = asked(shipped, 430124_101001, date(2020, 1, 1))
    assert (answer.known_as, codes(answer)) == (430124_000000, [430182])
    assert [found.code for found in answer.findings()] == ["place_known_above"]


def test_a_place_has_the_names_of_those_above_it(shipped: Office) -> None:
    with application(shipped.address) as connection:
        place = describe(connection, 430112_000000)
        assert place.full_name == "湖南省 长沙市 望城区"
        assert [(one.name, one.on_day, one.whole) for one in place.took_over] == [("望城县", date(2011, 5, 20), True)]
        changsha = describe(connection, 430100_000000, date(2017, 4, 9))
        assert [one.name for one in changsha.children][-2:] == ["宁乡县", "浏阳市"]
        assert [one.name for one in describe(connection, 430100_000000, date(2017, 4, 10)).children][-1] == "宁乡市"
        assert describe(connection, 431102_000000, date(2005, 12, 30)).full_name == "湖南省 永州市 芝山区"
        assert describe(connection, 431102_000000, date(2005, 12, 31)).full_name == "湖南省 永州市 零陵区"
        assert describe(connection, 430112_000000).place.source == "国函〔2011〕57号（批复日）"


def test_names_are_found_with_words_of_what_lies_above(shipped: Office) -> None:
    with application(shipped.address) as connection:
        assert [hit.place.code for hit in find(connection, "望城")] == ["430112", "430122"]
        assert [hit.place.code for hit in find(connection, "城区", within=140500_000000)] == ["140502"]
        assert [(hit.place.code, hit.names_above) for hit in find(connection, "长治 城区")] == [
            ("140402", "山西省 长治市"),
            ("140406", "山西省 长治市"),
        ]
        assert [hit.place.code for hit in find(connection, "城区", day=date(2020, 1, 1))][:2] == ["140302", "140502"]
        assert [(hit.place.name, hit.former) for hit in find(connection, "芝山")] == [("零陵区", "芝山区")]
        assert find(connection, "%") == find(connection, " ") == ()


def test_of_what_lies_elsewhere_an_administrator_of_one_province_loads_nothing(office: Office) -> None:
    session = administrator(office, HUNAN)
    report = load_shipped(office, session)
    assert {place // 10**10 for (place,) in office.rows("SELECT place FROM registry.place WHERE place > 0")} == {43}
    assert [found.code for found in report.findings] == ["places_outside_scope"]
    assert loaded(office) == report.rows + 1
