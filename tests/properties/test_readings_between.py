"""Readings of unknown years that a population need not try: between one missed year and all, nothing new comes up."""

from __future__ import annotations

import random
from itertools import pairwise

from tests.properties.drawn import cases, decided
from tests.properties.test_unknown_years import with_unknown_years
from tests.sizes import of_full

from canbao.casework.facts import words_of
from canbao.casework.unknown_years import histories_read, unknown_years
from canbao.rules.determine import Determination, determine
from canbao.rules.parameters import ROW_CAPACITY
from canbao.rules.unknown_years import Counted, counted_in, reading_at, readings_of

CASES = of_full(6_000, 10)
MOST = 130


def test_the_readings_are_tried_once_each() -> None:
    for unknown in range(1, MOST):
        turns = range(readings_of(unknown))
        assert sorted(reading_at(turn, unknown) for turn in turns) == list(turns)


def test_the_fourth_and_fifth_turn_are_no_cover_and_all_missed() -> None:
    for unknown in range(2, MOST):
        assert [reading_at(turn, unknown) for turn in range(5)] == [0, 1, 2, unknown + 2, unknown + 1]


def between(case: dict[str, object]) -> list[Determination]:
    """The determinations of the readings in which 1, 2, ... and all of the unknown years are missed."""
    decision = decided(case)
    unknown = len(unknown_years(decision.case))
    words = words_of(decision.case)
    pasts = histories_read(decision.case, words, range(2, unknown + 2))
    return [determine(decision.facts[0]._replace(history=past), decision.policy.terms) for past in pasts]


def bits_of(applicable: int) -> tuple[int, ...]:
    """The rows that apply, one number each."""
    return tuple(applicable >> row & 1 for row in range(ROW_CAPACITY))


def moves_one_way(counts: list[Counted]) -> bool:
    """Whether each count only rises or only falls along the list."""
    return all(
        all(a <= b for a, b in pairwise(column)) or all(a >= b for a, b in pairwise(column))
        for column in zip(*((*count[:4], *bits_of(count.applicable), *count[5:]) for count in counts), strict=True)
    )


def test_what_agrees_with_one_and_with_all_years_missed_agrees_with_any_number() -> None:
    rng = random.Random("between")
    settled = open_ = 0
    for drawn in cases("readings between", CASES, switched=0.6):
        found = between(with_unknown_years(drawn, rng))
        if len(found) < 3:
            continue
        counts = [counted_in(one) for one in found]
        if counts[0] == counts[-1]:
            settled += 1
            assert set(found) == {found[0]}, drawn
        else:
            open_ += 1
            assert moves_one_way(counts[:-1]), drawn
            by_count = dict(zip(counts, found, strict=True))
            assert all(by_count[count] == one for count, one in zip(counts, found, strict=True)), drawn
    assert min(settled, open_) > CASES // 20
