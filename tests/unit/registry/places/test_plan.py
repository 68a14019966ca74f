"""What loading a table would change: new, renamed, ended, taken over, absent; and what makes a table unusable."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.unit.registry.places.tables import (
    DAY,
    EARLIER,
    beside,
    codes,
    counted,
    known,
    number,
    planned,
    row,
    table,
)

from canbao.registry.places.changes import Edge
from canbao.registry.places.plan import stem
from canbao.registry.places.table import GridRow

DISTRICT, COUNTY = known("430102", "芙蓉区"), known("430124", "宁乡县")


def test_a_place_that_is_not_known_is_new_and_hangs_on_the_nearest_above_it() -> None:
    made = planned(table(row("430102", "芙蓉区"), row("430102001", "一街"), row("430102001001", "一社区")), beside())
    assert counted(made) == {"new": 3}
    assert [one.parent for one in made.new] == [number("430100"), number("430102"), number("430102001")]


def test_a_county_may_hang_on_its_province_where_there_is_no_city_by_its_code() -> None:
    made = planned(table(row("439001", "直管市")), beside())
    assert [one.parent for one in made.new] == [number("430000")]


def test_the_same_table_again_changes_nothing() -> None:
    made = planned(table(row("430102", "芙蓉区"), row("430124", "宁乡县")), beside(DISTRICT, COUNTY))
    assert (made.is_empty, counted(made), codes(made)) == (True, {"unchanged": 2}, [])


def test_another_name_renames() -> None:
    made = planned(table(row("430102", "新名区")), beside(DISTRICT))
    assert (counted(made), made.changed[0].name) == ({"renamed": 1}, "新名区")


@pytest.mark.parametrize(
    ("known_on", "counts"),
    [
        (DAY - timedelta(days=1), {"renamed": 1}),
        (DAY, {"renamed": 1}),
        (DAY + timedelta(days=1), {"older": 1}),
        (None, {"renamed": 1}),
    ],
)
def test_an_older_table_does_not_change_what_a_newer_one_said(known_on: date | None, counts: dict[str, int]) -> None:
    made = planned(table(row("430102", "新名区")), beside(known("430102", "芙蓉区", known_on=known_on)))
    assert counted(made) == counts
    assert codes(made) == (["places_older"] if "older" in counts else [])


def test_a_table_without_a_day_adds_and_changes_nothing() -> None:
    made = planned(table(row("430102", "新名区"), row("430103", "天心区"), as_of=None), beside(DISTRICT, COUNTY))
    assert (counted(made), made.changed) == ({"new": 1, "unchanged": 1}, [])


def test_what_the_table_does_not_say_stays() -> None:
    had = known("430102001001", "一社区", urban_rural="111", valid_from=EARLIER)
    made = planned(
        table(row("430102", "芙蓉区"), row("430102001", "一街"), row("430102001001", "一社区")),
        beside(DISTRICT, known("430102001", "一街"), had),
    )
    assert made.is_empty
    changed = planned(table(row("430102001001", "新社区")), beside(DISTRICT, known("430102001", "一街"), had)).changed[
        0
    ]
    assert (changed.urban_rural, changed.valid_from) == ("111", EARLIER)


# --- taken over, ended, absent


def test_a_code_taken_over_ends_whole_on_the_day_of_the_table() -> None:
    made = planned(table(row("430102", "芙蓉区"), row("430182", "宁乡市", "430124")), beside(DISTRICT, COUNTY))
    assert made.edges == [Edge(COUNTY.place, number("430182"), DAY, True, "official")]
    assert [(one.place, one.valid_until) for one in made.changed] == [(COUNTY.place, DAY)]
    assert (counted(made), codes(made)) == ({"new": 1, "ended": 1, "unchanged": 1, "successors": 1}, [])


def test_a_new_code_begins_with_the_table_in_which_it_takes_over_one_that_was_known() -> None:
    made = planned(table(row("430182", "宁乡市", "430124")), beside(COUNTY))
    assert made.new[0].valid_from == DAY
    first = planned(table(row("430124", "宁乡县", valid_until=DAY), row("430182", "宁乡市", "430124")), beside())
    assert [one.valid_from for one in first.new] == [None, None]
    given = planned(table(row("430182", "宁乡市", "430124", valid_from=EARLIER)), beside(COUNTY))
    assert given.new[0].valid_from == EARLIER


def test_the_day_of_the_successor_counts_where_the_table_gives_one() -> None:
    begins = date(2026, 1, 15)
    made = planned(table(row("430182", "宁乡市", "430124", valid_from=begins)), beside(COUNTY))
    assert (made.edges[0].on_day, made.changed[0].valid_until) == (begins, begins)


def test_a_code_that_two_take_over_is_whole_in_neither() -> None:
    made = planned(table(row("430182", "甲市", "430124"), row("430183", "乙市", "430124")), beside(COUNTY))
    assert [edge.whole for edge in made.edges] == [False, False]
    assert counted(made)["ended"] == 1


def test_a_code_that_is_listed_itself_gave_up_a_part_only() -> None:
    made = planned(table(row("430124", "宁乡县"), row("430182", "新市", "430124")), beside(COUNTY))
    assert ([edge.whole for edge in made.edges], counted(made)) == (
        [False],
        {"new": 1, "unchanged": 1, "successors": 1},
    )


def test_a_second_successor_told_later_takes_the_whole_away_from_the_first() -> None:
    ended = COUNTY._replace(valid_until=DAY)
    first = Edge(COUNTY.place, number("430182"), DAY, True, "official")
    present = beside(ended, known("430182", "甲市"), edges=[first])
    made = planned(table(row("430182", "甲市"), row("430183", "乙市", "430124", valid_from=DAY)), present)
    assert sorted(made.edges) == [first._replace(whole=False), first._replace(successor=number("430183"), whole=False)]


def test_what_is_absent_stays_and_is_told_with_new_codes_of_that_name() -> None:
    made = planned(table(row("430102", "芙蓉区"), row("430182", "宁乡市")), beside(DISTRICT, COUNTY))
    assert (counted(made), codes(made)) == ({"new": 1, "unchanged": 1, "absent": 1}, ["place_absent"])
    assert "430182" in made.findings[0].message.zh


def test_what_is_absent_ends_when_it_is_said_to_be_gone() -> None:
    made = planned(table(row("430102", "芙蓉区")), beside(DISTRICT, COUNTY), end_absent=True)
    assert ([(one.place, one.valid_until) for one in made.changed], codes(made)) == ([(COUNTY.place, DAY)], [])


def test_a_table_of_one_place_says_nothing_of_what_it_does_not_list() -> None:
    """Villages of another township, and places of synthetic data, are not absent."""
    others = (known("430102002", "二街"), known("430102002001", "二社区"), known("430191", "合成县", is_synthetic=True))
    made = planned(
        table(row("430102001001", "一社区")), beside(DISTRICT, known("430102001", "一街"), *others), end_absent=True
    )
    assert counted(made) == {"new": 1}


def test_many_absent_places_are_told_in_short() -> None:
    absent = [known(f"4301{n}", f"{n}县") for n in range(21, 51)]
    made = planned(table(row("430102", "芙蓉区")), beside(DISTRICT, *absent))
    assert codes(made) == ["place_absent"] * 20 + ["places_absent_more"]
    assert "10" in made.findings[-1].message.en


@pytest.mark.parametrize("ended", [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)])
def test_an_ended_place_that_a_newer_table_lists_is_in_force_again_unless_another_took_it_over(ended: date) -> None:
    gone = COUNTY._replace(valid_until=ended)
    made = planned(table(row("430124", "宁乡县")), beside(gone))
    if ended > DAY:
        assert (made.is_empty, codes(made)) == (True, [])
        return
    assert (counted(made), codes(made)) == ({"in_force_again": 1}, ["place_in_force_again"])
    edge = Edge(COUNTY.place, number("430182"), ended, True, "official")
    taken = planned(table(row("430124", "宁乡县")), beside(gone, known("430182", "宁乡市"), edges=[edge]))
    assert taken.changed == []
    assert codes(taken) == ["place_ended_listed", "place_absent"]


def test_names_are_alike_without_the_word_for_their_kind() -> None:
    assert stem("宁乡县") == stem("宁乡市") == "宁乡"
    assert stem("市") == "市"
    assert stem("津市市") == "津市"


# --- what makes a table unusable


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("430202", "荷塘区"), row("430202001", "一街")], []),
        ([row("440102", "某区")], ["place_parent_unknown"]),
        ([row("440100", "某市")], ["place_parent_unknown"]),
        ([row("430103001", "一街")], ["place_parent_unknown"]),
        ([row("430102001001", "一社区")], ["place_parent_unknown"]),
        ([row("430102000001", "一社区")], ["place_level_skipped"]),
        ([row("430000001", "一街")], ["place_level_skipped"]),
        ([row("430100001", "镇")], []),  # a city without counties, as 东莞
        ([row("450000", "某省")], []),
    ],
)
def test_a_place_must_lie_in_one_that_is_known_and_can_hold_it(rows: list[object], found: list[str]) -> None:
    made = planned(table(*rows), beside(DISTRICT))  # type: ignore[arg-type]
    assert [one.code for one in made.findings if one.severity == "error"] == found
    assert made.is_empty == bool(found)


@pytest.mark.parametrize(
    ("former", "found"),
    [
        ("430124", []),
        ("430125", ["place_former_unknown"]),
        ("430100", ["place_former_crossed"]),
        ("430182", ["place_former_crossed"]),
    ],
)
def test_what_a_place_took_over_must_be_known_and_of_its_level(former: str, found: list[str]) -> None:
    made = planned(table(row("430124", "宁乡县"), row("430182", "宁乡市", former)), beside(COUNTY))
    assert codes(made) == found


def test_a_former_code_may_stand_in_the_table_itself() -> None:
    made = planned(table(row("430124", "宁乡县", valid_until=DAY), row("430182", "宁乡市", "430124")), beside())
    assert ([edge.whole for edge in made.edges], counted(made)) == ([True], {"new": 2, "successors": 1})


def test_a_real_table_does_not_touch_synthetic_places_nor_the_other_way_round() -> None:
    made = planned(table(row("430191", "真县")), beside(known("430191", "合成县", is_synthetic=True)))
    assert codes(made) == ["place_is_synthetic"]
    made = planned(table(row("430124", "合成县"), as_of=None, is_synthetic=True), beside(COUNTY))
    assert codes(made) == ["place_is_synthetic"]


def test_a_place_cannot_end_before_it_began() -> None:
    began = known("430124", "宁乡县", valid_from=DAY)
    for ends in (DAY - timedelta(days=1), DAY):
        assert codes(planned(table(row("430124", "宁乡县", valid_until=ends)), beside(began))) == ["place_span_empty"]
    later = planned(table(row("430124", "宁乡县", valid_until=DAY + timedelta(days=1))), beside(began))
    assert (codes(later), counted(later)) == ([], {"ended": 1})


def test_every_fault_is_told() -> None:
    made = planned(table(row("440102", "某区"), row("430182", "宁乡市", "430199 430100")), beside())
    assert codes(made) == ["place_parent_unknown", "place_former_unknown", "place_former_crossed"]


# --- grids


def test_grids_are_added_and_renamed_and_never_taken_away() -> None:
    village = known("430102001001", "一社区")
    present = beside(DISTRICT, known("430102001", "一街"), village)
    present = type(present)(present.places, grids={(village.place, 1): "网格1", (village.place, 3): "网格3"})
    grids = tuple(
        GridRow(village.place, grid, name, grid + 1) for grid, name in ((1, "网格1"), (2, "网格2"), (3, "新名"))
    )
    made = planned(table(grids=grids), present)
    assert ([one.grid for one in made.grids], counted(made)) == ([2, 3], {"grids": 2})


def test_a_grid_needs_its_village() -> None:
    made = planned(table(grids=(GridRow(number("430102001001"), 1, "网格1", 2),)), beside(DISTRICT))
    assert codes(made) == ["grid_place_unknown"]
