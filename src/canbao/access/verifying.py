"""Whether the audit trail is what it was: each segment is worked out again here, not by functions of the database.

An auditor of the whole country sees every event, so everything is recomputed from what the rows say. One of a place
recomputes what is seen there, and takes from the database the digests of the rest: then the chain is checked, the
content of the rest is not. Whoever may rewrite the whole database can make a chain that holds in itself; only a line
kept outside tells (``Anchor``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canbao.access.audit import SQL, audited
from canbao.access.denials import require
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text

if TYPE_CHECKING:
    from psycopg import Connection

BEFORE_THE_FIRST = hashlib.sha256(b"").digest()
SEGMENTS_AT_A_TIME = 1000
EVENTS_AT_A_TIME = 2000

WHAT = {
    "gap": Text("前面缺了一段", "one before it is missing"),
    "chain": Text("与前一段不相接", "it does not follow from the one before"),
    "count": Text("记录数不符，有删去或插入", "the number of its events differs: some were deleted or inserted"),
    "content": Text("内容被改动", "its content was changed"),
    "orphan": Text("有记录而没有这一段", "there are events of it, but not the segment"),
}
"""What can be wrong with a segment."""

_ANCHOR = re.compile(r"\s*canbao-audit (\d{1,18}) (\S{10,40}) sha256:([0-9a-f]{64})\s*")

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A segment's digest, to be kept where whoever writes to the database cannot reach."""

    segment: int
    sealed_at: datetime
    digest: bytes

    def __str__(self) -> str:
        return f"canbao-audit {self.segment} {self.sealed_at.isoformat()} sha256:{self.digest.hex()}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as the database has it. said: the bytes of what it says of itself, which its digest covers."""

    segment: int
    events: int
    previous: bytes
    digest: bytes
    said: bytes


@dataclass(slots=True)
class Verified:
    """What was looked at, and what was found. unseen: events whose content the present actor does not see."""

    segments: int = 0
    events: int = 0
    unseen: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not any(found.severity == "error" for found in self.findings)


def anchor(connection: Connection[Any]) -> Anchor:
    """The last segment. Raises DeniedError, and BadInputError when nothing is sealed yet."""
    with audited(connection, "audit.anchor", writes_itself=True):
        require(connection, "audit.read")
        row = connection.execute(SQL["anchor"]).fetchone()
    if row is None:
        raise BadInputError([finding("audit_nothing_sealed", "audit")])
    return Anchor(*row)


def anchor_in(line: str) -> Anchor:
    """The anchor that a line tells. Raises BadInputError."""
    found = _ANCHOR.fullmatch(line)
    try:
        if found is None:
            raise ValueError(line)
        return Anchor(int(found[1]), datetime.fromisoformat(found[2]), bytes.fromhex(found[3]))
    except ValueError:
        raise BadInputError([finding("audit_anchor_unreadable", "--anchor")]) from None


def verify(connection: Connection[Any], anchors: Sequence[Anchor] = (), told: Told | None = None) -> Verified:
    """Work out every segment again and compare; ``told`` how many segments are done. Raises DeniedError.

    Finds events that were changed, deleted, inserted or moved, digests that were changed, and segments that are
    missing; a missing end or a trail that was rewritten as a whole only by ``anchors``.
    """
    result = Verified()
    kept = {one.segment: one for one in anchors}
    before = Segment(0, 0, b"", BEFORE_THE_FIRST, b"")
    with audited(connection, "audit.verify", writes_itself=True):
        row = connection.execute(SQL["extent"]).fetchone()
        result.unsealed, last = row or (0, 0)  # what is sealed from now on is not looked at
        for first, until, segments in batches(connection, last):
            found = worked_out_again(connection, first, until, segments, result)
            for segment in segments:
                result.findings += faults(segment, before, *found[segment.segment])
                if (asked := kept.pop(segment.segment, None)) and asked.digest != segment.digest:
                    result.findings.append(finding("audit_anchor_differs", str(asked.segment), segment=asked.segment))
                before = segment
            result.segments += len(segments)
            if told:
                told(result.segments)
    result.findings += [finding("audit_anchor_gone", str(number), segment=number) for number in sorted(kept)]
    result.findings += remarks(result)
    return result


def faults(segment: Segment, before: Segment, events: int, digest: bytes) -> Iterator[Finding]:
    """What is wrong with a segment that follows another and comes out with so many events and this digest."""
    if segment.segment != before.segment + 1:
        yield broken(segment.segment, "gap")
    elif segment.previous != before.digest:
        yield broken(segment.segment, "chain")
    if events != segment.events:
        yield broken(segment.segment, "count")
    elif digest != segment.digest:
        yield broken(segment.segment, "content")


def broken(segment: int, what: str) -> Finding:
    """The finding for a segment that does not hold."""
    return finding("audit_broken", str(segment), segment=segment, what=WHAT[what])


def remarks(result: Verified) -> Iterator[Finding]:
    """What is not wrong, but must be known."""
    if result.unsealed:
        yield finding("audit_unsealed", "audit", events=result.unsealed)
    if result.unseen:
        yield finding("audit_partly_seen", "audit", events=result.unseen)


def batches(connection: Connection[Any], last: int) -> Iterator[tuple[int, int, list[Segment]]]:
    """The segments up to the last a part at a time: from which number, before which, and those that are there."""
    from psycopg.rows import class_row

    first = 1
    while first <= last:
        with connection.cursor(row_factory=class_row(Segment)) as cursor:
            values = {"from_segment": first, "until_segment": last + 1, "most": SEGMENTS_AT_A_TIME}
            segments = cursor.execute(SQL["segments"], values).fetchall()
        until = last + 1 if len(segments) < SEGMENTS_AT_A_TIME else segments[-1].segment + 1
        yield first, until, segments
        first = until


def worked_out_again(
    connection: Connection[Any], first: int, until: int, segments: Sequence[Segment], result: Verified
) -> dict[int, tuple[int, bytes]]:
    """By segment, the number of its events and its digest as they come out now; counts into ``result``.

    Events of segments that are not there are told in ``result`` too.
    """
    count = {one.segment: 0 for one in segments}
    digests = {one.segment: hashlib.sha256(one.previous + one.said) for one in segments}
    orphans = set[int]()
    for segment, given, said in sealed_events(connection, first, until):
        if segment not in digests:
            orphans.add(segment)
            continue
        count[segment] += 1
        result.unseen += said is None
        digests[segment].update(given if said is None else hashlib.sha256(said).digest())
    result.events += sum(count.values())
    result.findings += [broken(number, "orphan") for number in sorted(orphans)]
    return {number: (count[number], digest.digest()) for number, digest in digests.items()}


def sealed_events(connection: Connection[Any], first: int, until: int) -> Iterator[tuple[int, bytes, bytes | None]]:
    """The events of some segments in order: segment, the database's digest, what it says; fetched a part at a time."""
    with connection.cursor(name="sealed_events") as cursor:
        cursor.itersize = EVENTS_AT_A_TIME
        cursor.execute(SQL["sealed_events"], {"from_segment": first, "until_segment": until})
        yield from cursor
