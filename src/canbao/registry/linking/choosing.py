"""Which pairs are worth asking about: those that weigh enough, and that no better pair of the same person explains."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from canbao.registry.linking.model import Model
from canbao.registry.linking.scoring import Pair


@dataclass(frozen=True, slots=True)
class Found:
    """A pair to be asked about. person: who would be kept. other: who has no valid number, the larger of two such."""

    person: int
    other: int
    pair: Pair


def chosen(pairs: Iterable[Pair], without: Set[int], by: Model) -> list[Found]:
    """The pairs to be asked about, the surest first.

    without: the people who have no valid number. A pair is left out when somebody without a number in it has another
    pair that weighs so much more that it explains this one: the twin beside the child itself.
    """
    enough = [pair for pair in pairs if pair.weight >= by.least_weight]
    best: dict[int, float] = {}
    for pair in enough:
        for one in _without(pair, without):
            best[one] = max(best.get(one, pair.weight), pair.weight)
    kept = [pair for pair in enough if all(pair.weight > best[one] - by.behind_best for one in _without(pair, without))]
    return [_found(pair, without) for pair in sorted(kept, key=lambda pair: (-pair.weight, pair.first, pair.second))]


def _without(pair: Pair, without: Set[int]) -> list[int]:
    return [one for one in (pair.first, pair.second) if one in without]


def _found(pair: Pair, without: Set[int]) -> Found:
    """The pair with the one first who has a number, else the smaller number."""
    if pair.first in without and pair.second not in without:
        return Found(pair.second, pair.first, pair)
    return Found(pair.first, pair.second, pair)
