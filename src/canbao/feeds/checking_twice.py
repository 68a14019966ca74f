"""Rows of one file with the same key.

With the same content they are one row handed over twice: the first counts, the others are dropped and told. With
different contents both are sent back, because neither is surer than the other: to take the first, or the last, would
let the order of the rows decide, and the file sorted anew would say something else.

A file is checked in chunks, so this is known when all of them are: an importer withdraws these rows from what it
staged. Rows are compared by digests of their canonical text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.feeds.checking_faults import Reason, Verdict
from canbao.feeds.descriptor import Feed

Numbers = NDArray[np.uint64]


class RowMarks(NamedTuple):
    """What is kept of the rows of a chunk that are not rejected: numbers, verdicts, digests of key and of content."""

    rows: NDArray[np.int32]
    verdicts: NDArray[np.int8]
    keys: Numbers
    contents: Numbers


class Withdrawn(NamedTuple):
    """Rows to be taken back once the whole file is known. dropped: the same as an earlier one. contradicting: rejected.

    verdicts: by row number, what the rows had been given.
    """

    dropped: tuple[Reason, ...]
    contradicting: tuple[Reason, ...]
    verdicts: dict[int, Verdict]

    @property
    def row_numbers(self) -> list[int]:
        """The numbers of the rows to be taken back."""
        return sorted(self.verdicts)


def withdrawn(feed: Feed, chunks: Sequence[RowMarks]) -> Withdrawn:
    """The rows of a file that are there twice, or contradict one another."""
    if not chunks:
        return Withdrawn((), (), {})
    rows, verdicts, keys, contents = (np.concatenate(parts) for parts in zip(*chunks, strict=True))
    order = np.lexsort((rows, keys))
    rows, verdicts, keys, contents = rows[order], verdicts[order], keys[order], contents[order]
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.concatenate([begins, [len(keys)]]))
    dropped, contradicting = list[Reason](), list[Reason]()
    for begin, size in zip(begins[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        group = slice(begin, begin + size)
        of_group = rows[group].tolist()
        if len(set(contents[group].tolist())) == 1:
            dropped += [Reason(row, "", finding("row_twice", "", other=of_group[0])) for row in of_group[1:]]
        else:
            contradicting += _contradicting(feed, of_group, contents[group].tolist())
    by_row = dict(zip(rows.tolist(), verdicts.tolist(), strict=True)) if dropped or contradicting else {}
    given = {reason.row_number: Verdict(by_row[reason.row_number]) for reason in (*dropped, *contradicting)}
    return Withdrawn(_in_order(dropped), _in_order(contradicting), given)


def _in_order(reasons: list[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda one: one.row_number))


def _contradicting(feed: Feed, rows: list[int], contents: list[int]) -> list[Reason]:
    """The reasons of rows that contradict one another: each names the first that says otherwise."""
    key = Text(
        "、".join(feed.column(name).zh for name in feed.key), ", ".join(feed.column(name).en for name in feed.key)
    )
    reasons = []
    for row, content in zip(rows, contents, strict=True):
        other = next(one for one, says in zip(rows, contents, strict=True) if says != content)
        reasons.append(Reason(row, "", finding("rows_contradict", "", other=other, key=key)))
    return reasons
