"""What the commands for a whole place show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.cli.desk_pages import say
from canbao.cli.output import print_json

if TYPE_CHECKING:
    from canbao.desk.whole_place import Counts, Unfinished
    from canbao.registry.whole_place.export import Exported

EXPORTED = Text("{people} 人已写入 {path}。", "{people} people are written to {path}.")
UNPAID_OF = Text(
    "其中 {count} 人没有缴费记录；用 --paid-on 可按某日缴费判定。",
    "Of them {count} have no payment that is reported; --paid-on gives them a day.",
)
WITHOUT_START = Text(
    "{count} 人所在地区未说明参保记录自哪年起入库，以往年度视为未知：canbao cover history-start",
    "For {count} nobody said from which year on the cover of their place is in the registry, so absent years count as "
    "unknown: canbao cover history-start",
)
LEFT = Text(
    "此前 {run} 号运行中断于 {done}/{people} 人，已保存的 {kept} 份有效，未重复。",
    "Run {run} before was ended at {done} of {people} people; the {kept} that it kept stand, none is kept twice.",
)
RAN = Text("{run} 号运行：{people} 人。", "Run {run}: {people} people.")
WORDS = {
    "kept": Text("新保存", "kept"),
    "same": Text("已有且相同", "had one that says the same"),
    "differing": Text(
        "已有而不同（见 canbao determination affected）", "had one that says otherwise (canbao determination affected)"
    ),
    "unpaid": Text("没有缴费记录，未判定", "no payment reported, not decided"),
    "not_decided": Text("无法判定", "cannot be decided"),
}


def exported_page(out: Path, found: Exported, language: Language, *, as_json: bool) -> None:
    """A file of people was written."""
    if as_json:
        print_json({"out": str(out), **found._asdict()})
        return
    say(EXPORTED.fill(people=f"{found.people:,}", path=out), language)
    if found.unpaid:
        say(UNPAID_OF.fill(count=f"{found.unpaid:,}"), language)
    if found.without_start:
        say(WITHOUT_START.fill(count=f"{found.without_start:,}"), language)


def unfinished_lines(runs: Sequence[Unfinished], language: Language) -> None:
    """The runs before this one that were ended half-way."""
    for one in runs:
        done, people, kept = f"{one.looked_at:,}", f"{one.people:,}", f"{one.kept:,}"
        say(LEFT.fill(run=one.run_id, done=done, people=people, kept=kept), language)


def whole_place_page(run: int, counts: Counts, language: Language, *, as_json: bool) -> None:
    """What became of the people of a place."""
    told: dict[str, Any] = {name: getattr(counts, name) for name in WORDS}
    if as_json:
        print_json({"run": run, "people": counts.people, **told, "refused": dict(sorted(counts.refused.items()))})
        return
    from canbao.population.faults import FAULTS

    say(RAN.fill(run=run, people=f"{counts.people:,}"), language)
    for name, number in told.items():
        if number or name == "kept":
            say(Text(f"  {WORDS[name].zh} {number:,}", f"  {WORDS[name].en}: {number:,}"), language)
    words = dict(FAULTS)
    for name, number in counts.refused.most_common():
        say(Text(f"    {words[name].zh} {number:,}", f"    {words[name].en}: {number:,}"), language)
