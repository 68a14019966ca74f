"""What was made of the law, kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

MOST_KEPT = 64


class Kept:
    """A few answers kept, the one asked for longest ago let go first: the law does not change while it is served."""

    def __init__(self) -> None:
        self._blocks: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def get(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """The answer kept under a key, made when it is not there."""
        if key in self._blocks:
            self._blocks.move_to_end(key)
            return self._blocks[key]
        made = self._blocks[key] = make()
        if len(self._blocks) > MOST_KEPT:
            self._blocks.popitem(last=False)
        return made
