"""Two people compared: the level of each field, what it weighs, and that the same people give the same pairs."""

from __future__ import annotations

from datetime import date
from math import log2, prod
from random import Random
from typing import Any

import pytest

from canbao.registry.linking.compared import Compared, pairs_of, rests_of, row_of, table_of
from canbao.registry.linking.model import model, model_of
from canbao.registry.linking.scoring import BLOCKS, CONDITIONS, Pair, _predicted, scored

VILLAGE, NEXT_VILLAGE, NEXT_TOWN, OTHER_COUNTY = 439191_901901, 439191_901902, 439191_902901, 439192_901901
BORN = date(1990, 4, 12)
PLAIN: dict[str, Any] = {
    "name": "王小明",
    "born": BORN,
    "sex": 1,
    "places": (VILLAGE,),
    "household": 1,
    "lists": ("a",),
}


def person(number: int, *, is_without: bool = False, **other: Any) -> Compared:
    """Somebody, plain but for what is said."""
    return Compared(number, is_without, **{**PLAIN, **other})


PARTS = {"place": "places"}
LEVELS: tuple[tuple[str, Any, str | None], ...] = (
    ("name", "王 小明", "equal"),
    ("name", "王明小", "rearranged"),
    ("name", "王小名", "one_character"),
    ("name", "王明", "one_character"),
    ("name", "王小明明", "one_character"),
    ("name", "王大名", "surname"),
    ("name", "李小明", "apart"),
    ("name", None, None),
    ("born", BORN, "equal"),
    ("born", date(1990, 12, 4), "exchanged"),
    ("born", date(1990, 4, 13), "one_part"),
    ("born", date(1990, 5, 12), "one_part"),
    ("born", date(1980, 4, 12), "one_part"),
    ("born", date(1982, 4, 12), "apart"),
    ("born", date(1990, 5, 13), "apart"),
    ("born", None, None),
    ("sex", 1, "equal"),
    ("sex", 2, "apart"),
    ("sex", None, None),
    ("place", (VILLAGE,), "village"),
    ("place", (OTHER_COUNTY, VILLAGE), "village"),
    ("place", (NEXT_VILLAGE,), "township"),
    ("place", (NEXT_TOWN,), "county"),
    ("place", (439191_000000,), "county"),
    ("place", (OTHER_COUNTY,), "apart"),
    ("place", (), None),
    ("household", 1, "equal"),
    ("household", 2, "apart"),
    ("household", None, None),
    ("lists", ("a", "b"), "together"),
    ("lists", ("b",), "apart"),
    ("lists", (), None),
)
LONG = (
    ("阿不都热合曼·买买提", "阿不都热合满·买买提", "long_alike"),
    ("阿不都热合曼·买买提", "阿不都热合曼·艾力", "surname"),
    ("王明", "王刚", "surname"),
    ("王明", "李明", "apart"),
)


@pytest.fixture(scope="module")
def against_plain() -> dict[int, Pair]:
    """The plain person against one for each level: those who differ share a block by the other fields."""
    others = [person(number, **{PARTS.get(field, field): value}) for number, (field, value, _) in enumerate(LEVELS, 1)]
    return {pair.second: pair for pair in scored([person(0, is_without=True), *others], model())}


@pytest.mark.parametrize("number", range(1, len(LEVELS) + 1), ids=lambda at: f"{LEVELS[at - 1][0]} {LEVELS[at - 1][1]}")
def test_a_field_agrees_as_far_as_it_is_said(against_plain: dict[int, Pair], number: int) -> None:
    field, _, level = LEVELS[number - 1]
    found = against_plain[number]
    assert found.levels[field] == level
    assert [found.levels[name] for name in ("born", "sex", "place") if name != field] == [
        level for name, level in (("born", "equal"), ("sex", "equal"), ("place", "village")) if name != field
    ]


def test_long_and_short_names_have_measures_of_their_own() -> None:
    for first, second, level in LONG:
        (pair,) = scored([person(1, is_without=True, name=first), person(2, name=second)], model())
        assert (first, second, pair.levels["name"]) == (first, second, level)


def test_weights_add_up_to_what_the_shares_of_the_levels_give() -> None:
    by = model()
    people = [
        person(1, is_without=True),
        person(2, name="王小名", household=None),
        person(3, born=date(1990, 4, 2), sex=2),
    ]
    found = scored(people, by)
    assert len(found) == 2
    for pair in found:
        levels = [by.field(name).level(level) for name, level in pair.levels.items() if level]
        assert pair.weight == round(by.prior_weight + sum(level.weight for level in levels), 2)
        exact = by.prior / (1 - by.prior) * prod(level.m / level.u for level in levels)
        assert abs(pair.weight - log2(exact)) < 0.05


def test_splink_adds_up_to_the_same() -> None:
    """Pairs that Splink leaves out below a weight are those that are left out here."""
    people = [
        person(1, is_without=True),
        *(person(2 + at, name=f"王小{given}", sex=at % 2) for at, given in enumerate("明名")),
    ]
    found = scored(people, model())
    weights = sorted(pair.weight for pair in found)
    assert len(weights) == 2
    assert [pair.weight for pair in scored(people, model(), weights[1] - 0.01)] == weights[1:]
    assert len(_predicted(table_of(people), model(), weights[1] - 0.05)) == 1
    assert len(_predicted(table_of(people), model(), weights[1] + 0.25)) == 0


def test_the_same_people_in_any_order_give_the_same_pairs_in_the_same_order() -> None:
    draw = Random(7)
    people = [
        person(
            number,
            is_without=number % 3 == 0,
            name=draw.choice("王李张") + draw.choice("小大建") + draw.choice("明华军"),
            born=date(1990, draw.randint(1, 3), draw.randint(1, 4)),
            household=draw.randint(1, 20),
        )
        for number in range(1, 121)
    ]
    first = scored(people, model())
    assert len(first) > 100
    assert first == sorted(first, key=lambda pair: (pair.first, pair.second))
    for _ in range(2):
        draw.shuffle(people)
        assert scored(people, model()) == first


def test_two_who_both_have_valid_numbers_are_never_compared() -> None:
    assert scored([person(1), person(2)], model()) == []
    assert len(scored([person(1, is_without=True), person(2)], model())) == 1
    assert scored([person(1, is_without=True)], model()) == []


def test_people_who_share_no_block_are_not_compared() -> None:
    other = person(2, name="李四", born=date(1991, 4, 12), household=2)
    assert scored([person(1, is_without=True), other], model()) == []


def test_every_level_and_block_of_the_model_has_a_condition() -> None:
    asked = {(field.field, level.level) for field in model().fields for level in field.levels[:-1]}
    assert asked == set(CONDITIONS)
    assert list(model().blocks) == list(BLOCKS)


def test_a_model_whose_shares_are_not_of_one_whole_is_refused() -> None:
    label = {"zh": "甲", "en": "a"}
    levels = [
        {"level": "equal", "m": 0.9, "u": 0.5, "label": label},
        {"level": "apart", "m": 0.2, "u": 0.5, "label": label},
    ]
    said = {
        **dict.fromkeys(("model", "prior", "least_weight", "behind_best"), 1),
        "lists": [],
        "blocks": [],
        "fields": [{"field": "sex", "label": label, "levels": levels}],
    }
    with pytest.raises(ValueError, match="sex: m"):
        model_of(said, "")


def test_a_name_is_told_apart_by_characters() -> None:
    assert rests_of("王小明") == ["小明", "王小", "王明"]
    assert pairs_of("王小明") == ["小明", "王小"]
    row = row_of(person(1, name="王小明", places=(439191_000000, VILLAGE)))
    assert (row["villages"], row["townships"], row["counties"]) == ([VILLAGE], [VILLAGE // 1000], [439191])
