"""Single fields of an answer read straight from a determination, for callers that decide thousands of variants.

Two determinations give the same reading of a field exactly when ``answer.flat`` of their answers shows the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TypeAlias

from canbao.rules.answer import has_benefit
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.values import NOTHING, UNDETERMINED

Reading: TypeAlias = tuple[int, ...]
"""What the fields looked at are in one determination, in their order."""
Reader: TypeAlias = Callable[[Determination], int]

_ELSEWHERE: dict[str, Reader] = {
    "circumstance": lambda d: d.circumstance if d.reason == DECIDED else UNDETERMINED,
    "years.missed": lambda d: d.years.missed,
    "years.continuous": lambda d: d.continuous,
    "benefit.from": lambda d: d.benefit_from if has_benefit(d) else UNDETERMINED,
    "benefit.through": lambda d: d.benefit_through if has_benefit(d) else UNDETERMINED,
}
_BLOCKS = {"premium": "premium", "waiting": "wait", "limit": "limit"}


def reader_of(field: str) -> Reader:
    """What reads a field, named by its dotted path as in ``answer.flat``."""
    if field in _ELSEWHERE:
        return _ELSEWHERE[field]
    block, _, name = field.partition(".")
    value: Reader = attrgetter(f"{_BLOCKS[block]}.{name.replace('_yuan', '_fen')}")
    return lambda d: UNDETERMINED if (read := value(d)) == NOTHING else read


def reading_of(d: Determination, readers: Sequence[Reader]) -> Reading:
    """What each reader reads."""
    return tuple(read(d) for read in readers)
