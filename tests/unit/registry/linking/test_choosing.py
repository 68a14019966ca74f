"""Which pairs are asked about: enough weight, nothing that explains the pair better, who is kept."""

from __future__ import annotations

from canbao.registry.linking.choosing import chosen
from canbao.registry.linking.model import model
from canbao.registry.linking.scoring import Pair

LEAST, BEHIND = model().least_weight, model().behind_best


def pair(first: int, second: int, weight: float) -> Pair:
    return Pair(first, second, weight, {}, "name")


def asked(*pairs: Pair, without: set[int]) -> list[tuple[int, int]]:
    return [(one.person, one.other) for one in chosen(pairs, without, model())]


def test_a_pair_below_the_least_weight_is_not_asked_about() -> None:
    without = {1}
    assert asked(pair(1, 2, LEAST - 0.01), without=without) == []
    assert asked(pair(1, 2, LEAST), without=without) == [(2, 1)]
    assert asked(pair(1, 2, LEAST + 0.01), without=without) == [(2, 1)]


def test_a_twin_is_explained_by_the_child_itself() -> None:
    child, twin = pair(1, 2, LEAST + 10), LEAST + 10 - BEHIND
    assert asked(child, pair(1, 3, twin - 0.01), without={1}) == [(2, 1)]
    assert asked(child, pair(1, 3, twin), without={1}) == [(2, 1)]
    assert asked(child, pair(1, 3, twin + 0.01), without={1}) == [(2, 1), (3, 1)]


def test_what_explains_one_person_does_not_speak_for_another() -> None:
    assert asked(pair(1, 9, LEAST + 12), pair(2, 9, LEAST), without={1, 2}) == [(9, 1), (9, 2)]


def test_who_has_a_number_is_kept_and_of_two_without_the_first() -> None:
    assert asked(pair(1, 2, LEAST), without={2}) == [(1, 2)]
    assert asked(pair(1, 2, LEAST), without={1}) == [(2, 1)]
    assert asked(pair(1, 2, LEAST), without={1, 2}) == [(1, 2)]


def test_the_surest_come_first() -> None:
    assert asked(pair(1, 2, LEAST), pair(3, 4, LEAST + 1), without={1, 3}) == [(4, 3), (2, 1)]
