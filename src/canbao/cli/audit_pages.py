"""What ``canbao audit`` shows: events, what was sealed, what was verified."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.basis.place_numbers import place_code
from canbao.cli.access_pages import moment, table
from canbao.cli.output import console, print_json

if TYPE_CHECKING:
    from canbao.access.audit import Event
    from canbao.access.verifying import Verified

HEADS = Text("时间 人员 地区 操作 关于 结果", "at actor place act about outcome")
OUTCOMES = {
    "done": Text("完成", "done"),
    "denied": Text("被拒", "denied"),
    "failed": Text("失败", "failed"),
}
SEALED = Text("已封存为第 {segment} 段。", "Sealed as segment {segment}.")
NOTHING = Text("没有可封存的记录。", "There is nothing to seal.")
VERIFYING = Text("已核对 {segments} 段", "{segments} segments verified")
HOLDS = Text("完好：{segments} 段，{events} 条记录。", "It holds: {segments} segments, {events} events.")
BROKEN = Text(
    "有问题：核对了 {segments} 段，{events} 条记录。", "It does not hold: {segments} segments, {events} events."
)


def events_page(events: Sequence[Event], language: Language, *, as_json: bool) -> None:
    """Events, the newest first."""
    if as_json:
        print_json([event_block(event) for event in events])
        return
    made = table(HEADS, language)
    for event in events:
        who = event.login or ("–" if event.actor_id is None else str(event.actor_id))
        outcome = OUTCOMES[event.outcome].get(language) + (f"\n{event.why}" if event.why else "")
        about = event.about if event.person_id is None else f"{event.about} #{event.person_id}".strip()
        place = "–" if event.place is None else place_code(event.place)
        made.add_row(moment(event.at), who, place, event.act, about, outcome)
    console().print(made)


def event_block(event: Event) -> dict[str, Any]:
    """An event in plain values."""
    return {
        "event": event.event_id, "at": event.at.isoformat(), "actor": event.login or event.actor_id, "role": event.role,
        "place": None if event.place is None else place_code(event.place), "act": event.act, "about": event.about,
        "about_place": None if event.about_place is None else place_code(event.about_place),
        "person": event.person_id, "why": event.why, "outcome": event.outcome, "detail": event.detail,
        "segment": event.segment,
    }  # fmt: skip


def sealed_page(segment: int | None, language: Language) -> None:
    """What was sealed."""
    told = NOTHING if segment is None else SEALED.fill(segment=segment)
    sys.stdout.write(told.get(language) + "\n")


def verified_page(result: Verified, language: Language) -> None:
    """What was verified, in a line."""
    told = HOLDS if result.holds else BROKEN
    sys.stdout.write(told.fill(segments=f"{result.segments:,}", events=f"{result.events:,}").get(language) + "\n")


def verified_block(result: Verified, language: Language) -> dict[str, Any]:
    """What was verified in plain values."""
    from canbao.casework.report import finding_block

    return {
        "holds": result.holds, "segments": result.segments, "events": result.events, "unseen": result.unseen,
        "unsealed": result.unsealed, "findings": [finding_block(found, language) for found in result.findings],
    }  # fmt: skip
