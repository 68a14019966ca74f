"""What became of a file: how many rows were taken, with what to be said, and why the others were not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from canbao.basis.certificates.kinds import RESIDENT_IDENTITY_CARD
from canbao.basis.certificates.masks import masked, masked_name
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.feeds.checking_faults import Reason, Verdict
from canbao.feeds.checking_twice import Withdrawn
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_layout import ROW

EXAMPLES: Final = 5
"""So many rows are named for each reason."""
LONGEST_OPEN: Final = 10
"""Characters of digits and dashes that are shown as they are: a date, a month, an amount, but no number of a person."""
OPEN = frozenset("0123456789-/.,年月日")


class Example(NamedTuple):
    """A row for which a reason holds, and the cell, masked."""

    row_number: int
    cell: str


class ReasonCount(NamedTuple):
    """A reason: the column, empty for rows as a whole; what is found, in the words of its first row; in how many."""

    column: str
    finding: Finding
    rows: int
    examples: tuple[Example, ...]


class FileReport(NamedTuple):
    """What became of a file's rows.

    rows: all in which anything stands. taken, with_warning, rejected, dropped: they sum to it; dropped are those that
    are there twice. withdrawn: the rows that were handed on as taken and must be taken back, as only the whole file
    shows; the counts know of them. reasons: the most frequent first. findings: about the file as a whole.
    """

    rows: int
    taken: int
    with_warning: int
    rejected: int
    dropped: int
    reasons: tuple[ReasonCount, ...]
    withdrawn: Withdrawn
    findings: tuple[Finding, ...]


@dataclass
class Counts:
    """The counts of a file's chunks so far."""

    feed: Feed
    verdicts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    reasons: dict[tuple[str, str], ReasonCount] = field(default_factory=dict)

    def add_verdicts(self, verdicts: Any) -> None:
        """The verdicts of a chunk: an array of numbers."""
        for verdict, count in zip(Verdict, np.bincount(verdicts, minlength=len(Verdict)).tolist(), strict=True):
            self.verdicts[verdict] += count

    def add_reasons(self, reasons: Iterable[Reason], raw: Any = None) -> None:
        """The reasons of a chunk; raw: the raw batch, for examples."""
        for reason in reasons:
            key = (reason.column, reason.finding.code)
            known = self.reasons.get(key) or ReasonCount(reason.column, reason.finding, 0, ())
            examples = known.examples
            if len(examples) < EXAMPLES:
                examples = (*examples, Example(reason.row_number, self._cell(reason, raw)))
            self.reasons[key] = known._replace(rows=known.rows + 1, examples=examples)

    def _cell(self, reason: Reason, raw: Any) -> str:
        """The cell that a reason is about, masked; empty for a row as a whole."""
        if raw is None or reason.column not in raw.schema.names:
            return ""
        at = int(np.searchsorted(raw.column(ROW).to_numpy(), reason.row_number))
        return masked_cell(self.feed.column(reason.column).type, raw.column(reason.column)[at].as_py() or "")

    def report(self, withdrawn: Withdrawn, findings: Iterable[Finding]) -> FileReport:
        """The report of the whole file."""
        counts = dict(self.verdicts)
        for verdict in withdrawn.verdicts.values():
            counts[verdict] -= 1
        rejected = counts[Verdict.REJECTED] + len(withdrawn.contradicting)
        self.add_reasons((*withdrawn.dropped, *withdrawn.contradicting))
        reasons = tuple(sorted(self.reasons.values(), key=lambda one: -one.rows))
        rows = sum(self.verdicts.values())
        every = [*findings, *_all_rejected(rows, rejected, reasons)]
        return FileReport(
            rows,
            counts[Verdict.TAKEN],
            counts[Verdict.TAKEN_WITH_WARNING],
            rejected,
            len(withdrawn.dropped),
            reasons,
            withdrawn,
            tuple(every),
        )


def _all_rejected(rows: int, rejected: int, reasons: tuple[ReasonCount, ...]) -> Iterable[Finding]:
    """That nothing of the file could be taken."""
    if rows and rejected == rows:
        first = next(one.finding for one in reasons if one.finding.severity == "error")
        reason = Text(f"{first.about}：{first.message.zh}", f"{first.about}: {first.message.en}")
        yield finding("feed_all_rejected", "", rows=rows, reason=reason)


def masked_cell(kind: str, text: str) -> str:
    """A cell of a column of some type as a report shows it: never a whole certificate number, never a whole name."""
    if kind not in ("certificate_number", "person_name") and len(text) <= LONGEST_OPEN and set(text) <= OPEN:
        return text
    if any(character.isdigit() for character in text):
        return masked(RESIDENT_IDENTITY_CARD, text)
    return masked_name(text)
