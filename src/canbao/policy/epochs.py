"""The days on which the law of a place changes: between two of them any day asks for the same law."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from canbao.policy.library import Chain

FRAME_RANK = "national"


@dataclass(frozen=True)
class Epochs:
    """The days from which the documents of a place hold or end, and the days on which they were issued."""

    changes: tuple[date, ...]
    issues: tuple[date, ...]
    first: date

    @classmethod
    def of(cls, chain: Chain) -> Epochs:
        """The epochs of a chain of layers."""
        documents = chain.documents.values()
        begins = {document.in_force.from_ for document in documents}
        ends = {d.in_force.through + timedelta(days=1) for d in documents if d.in_force.through is not None}
        issues = {document.issued for document in documents if document.issued is not None}
        frame = [document.in_force.from_ for document in documents if document.rank == FRAME_RANK]
        return cls(tuple(sorted(begins | ends)), tuple(sorted(issues)), min(frame, default=date.min))

    def in_force_on(self, day: date) -> date:
        """The last change on or before a day; a day before the measures began counts as their first day."""
        return last_of(self.changes, max(day, self.first))

    def known_on(self, day: date | None) -> date | None:
        """The last issue on or before a day up to which documents are known."""
        return None if day is None else last_of(self.issues, day)


def last_of(days: tuple[date, ...], day: date) -> date:
    """The last of some days that is not after a day; the day itself when there is none."""
    position = bisect_right(days, day)
    return days[position - 1] if position else day
