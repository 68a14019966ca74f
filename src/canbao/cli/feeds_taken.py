"""A file of a feed that was taken in, or looked at: what became of it, and the status that its command ends with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from canbao.basis.findings import Finding
from canbao.cli.output import BAD_INPUT, OK

if TYPE_CHECKING:
    from canbao.feeds.checking_report import ReasonCount
    from canbao.feeds.reading import FeedFile
    from canbao.registry.importing.import_file import Outcome

SOME_REJECTED = 1
HELD = 3
GRAVER = (OK, SOME_REJECTED, HELD, BAD_INPUT)
"""Exit statuses, the one that tells more of several files last."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is to be taken in. place: 12 digits. notes: what is to be said of it already."""

    file: FeedFile
    place: int
    place_name: str
    notes: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in, or looked at. rejects: where its rejects were written. notes: what else is to be said.

    seconds: how long it took, since the file before it.
    """

    file: FeedFile
    place: int
    place_name: str
    outcome: Outcome
    is_preview: bool
    rejects: Path | None
    notes: tuple[Finding, ...]
    seconds: float

    @property
    def status(self) -> int:
        """The exit status."""
        if self.outcome.told["state"] == "held":
            return HELD
        if self.outcome.told["state"] == "refused":
            return BAD_INPUT
        return SOME_REJECTED if self.outcome.rejected else OK

    @property
    def reasons(self) -> list[ReasonCount]:
        """Why rows were sent back or taken with a warning, the most frequent first."""
        from canbao.feeds.checking_report import Counts

        counts = Counts(self.file.feed)
        counts.add_reasons(self.outcome.reasons)
        return sorted(counts.reasons.values(), key=lambda one: -one.rows)
