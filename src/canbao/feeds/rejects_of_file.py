"""The rows of a file that were sent back, with all that was found in each: what a file of rejects is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.feeds.about_file import Scope
from canbao.feeds.checking import VERDICT
from canbao.feeds.checking_faults import VERDICT_OF, Reason, Verdict
from canbao.feeds.checking_file import FileCheck
from canbao.feeds.checking_report import FileReport
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading import FeedFile
from canbao.feeds.reading_headings import is_reason
from canbao.feeds.rejects import rejected_rows, write_rejects

NOT_MENDED = "row_number_not_mended"
"""What only the registry finds: that nobody has the number that was meant."""

Rejects = Mapping[int, Sequence[Finding]]
"""By the number of a row that was sent back, what was found in it, the gravest first."""


def check_file(file: FeedFile, progress: Callable[[int], None] | None = None) -> tuple[FileReport, list[Reason]]:
    """Check every row of a file; what became of it, and why. progress: is told how many rows are checked.

    Raises BadInputError where the file breaks off.
    """
    check, reasons, rows = FileCheck(file), list[Reason](), 0
    for checked in check.batches():
        reasons += checked.reasons
        rows += len(checked.table.column(VERDICT))
        if progress:
            progress(rows)
    report = check.report()
    return report, [*reasons, *report.withdrawn.contradicting]


def rejects_among(feed: Feed, reasons: Iterable[Reason]) -> Rejects:
    """The rejects among rows with reasons; one of the registry's about the person's number names its column."""
    number = next((column.zh for column in feed.columns if column.person == "certificate_number"), "")
    by_row: dict[int, list[Finding]] = {}
    for reason in reasons:
        found = reason.finding
        about = replace(found, about=number) if found.code == NOT_MENDED else found
        by_row.setdefault(reason.row_number, []).append(about)
    return {
        row: sorted(found, key=lambda one: -VERDICT_OF[one.severity])
        for row, found in sorted(by_row.items())
        if any(VERDICT_OF[one.severity] == Verdict.REJECTED for one in found)
    }


def write_rejects_of(file: FeedFile, rejects: Rejects, target: Path) -> int:
    """Write the rejects of a file, laid out like it; how many. A target that ends in .csv or .xlsx is one of these.

    Raises BadInputError where it cannot be written.
    """
    kinds = {".csv": "csv", ".xlsx": "xlsx"}
    kind = kinds.get(target.suffix.lower())
    wanted = kind if kind != file.layout.kind else None
    return write_rejects(target, file.layout, rejected_rows(file, rejects), wanted)  # type: ignore[arg-type]


def rejects_beside(file: FeedFile, place: str) -> Path:
    """A name beside a file for its rejects that is not taken, and says what it holds, so that it can be imported."""
    about = file.about
    ending = {"csv": ".csv", "xlsx": ".xlsx", "parquet": ".parquet"}[about.kind]
    stem = f"rejects_{file.feed.feed}_{place}_{about.period}_delta"
    number, found = 1, about.path.with_name(stem + ending)
    while found.exists():
        number += 1
        found = about.path.with_name(f"{stem}_{number}{ending}")
    return found


def as_changes(file: FeedFile, said: Scope | None) -> FeedFile:
    """A file of corrected rejects as one of changes, unless it is said what it is: it never is a full list by itself.

    Such a file is known by the columns of reasons.
    """
    if said is not None or file.about.scope == "delta" or not any(map(is_reason, file.layout.headings.texts)):
        return file
    told = finding("feed_taken_as_changes", file.about.path.name)
    return replace(file, about=replace(file.about, scope="delta"), findings=(*file.findings, told))
