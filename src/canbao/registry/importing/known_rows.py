"""The rows of a list that hold now: by them most rows of one that comes every month are found to say nothing new."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from canbao.sealing.bulk import token_bytes


class KnownRows:
    """Keys and digests of rows. A row is found by the first half of its key, and compared as a whole.

    Of two known rows that begin alike one is not found: it is staged like a row that is not known, to the same end.
    """

    def __init__(self, rows: Any) -> None:
        """rows: a table of ``key`` and ``digest``."""
        keys, digests = token_bytes(rows["key"]), token_bytes(rows["digest"])
        begins = _begins(keys)
        order = np.argsort(begins, kind="stable")
        self._begins, self._keys, self._digests = begins[order], keys[order], digests[order]

    def same(self, rows: Any) -> NDArray[np.bool_]:
        """Which rows of a table of ``key`` and ``digest`` are known and say the same."""
        if not len(self._begins) or not rows.num_rows:
            return np.zeros(rows.num_rows, np.bool_)
        keys, digests = token_bytes(rows["key"]), token_bytes(rows["digest"])
        at = np.searchsorted(self._begins, _begins(keys))
        at[at == len(self._begins)] = 0
        found: NDArray[np.bool_] = (self._keys[at] == keys).all(1) & (self._digests[at] == digests).all(1)
        return found


def _begins(tokens: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(tokens[:, :8]).view("<u8").ravel()
