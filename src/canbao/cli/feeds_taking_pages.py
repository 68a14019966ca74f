"""What ``canbao feed preview``, ``import`` and ``rejects`` show, in the words of an office."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.basis.place_numbers import place_code
from canbao.cli.database_pages import grid
from canbao.cli.feeds_pages import about_block, file_words, finding_blocks, reason_blocks, reasons_page
from canbao.cli.output import print_json

if TYPE_CHECKING:
    from canbao.basis.findings import Finding
    from canbao.cli.feeds_taken import Taken

PLACE = Text("地区", "place")
ROWS = Text("行数", "rows")
OF_ROWS = Text(
    "{rows}：可用 {taken}（有提示 {warned}），退回 {rejected}",
    "{rows}: {taken} taken ({warned} warned), {rejected} rejected",
)
CHANGES = Text("与已有数据相比", "against what there is")
OF_CHANGES = Text(
    "新增 {new}，变化 {changed}，相同 {same}，不再列入 {gone}",
    "{new} new, {changed} changed, {same} the same, {gone} gone",
)
LINKED = Text("对应到人", "linked to people")
TIERS = {
    "known": Text("按原有记录或证件号码 {count}", "{count} by their row or number"),
    "by_earlier_number": Text("按曾用号码 {count}", "{count} by an earlier number"),
    "by_repair": Text("号码错一位而姓名、出生日期相符 {count}", "{count} by name and birth and a number with one slip"),
    "by_name_birth_place": Text("按姓名、出生日期和地区 {count}", "{count} by name, birth and place"),
}
"""By what rows are linked to people that were known, surest first."""
PEOPLE = Text("人员", "people")
OF_PEOPLE = Text(
    "新增 {new_people} 人；库中没有的 {unlinked} 行", "{new_people} new; {unlinked} rows of nobody in the registry"
)
COVER = Text("参保", "cover")
OF_COVER = Text(
    "认定 {adopted} 段，与已有参保冲突 {clashing} 段", "{adopted} spells decided, {clashing} clash with cover there is"
)
RUN = Text("导入编号", "import")
OF_RUN = Text("{file}（版次 {revision}）", "{file} (revision {revision})")
SPEED = Text("用时", "took")
OF_SPEED = Text("{seconds} 秒，每秒 {rate} 行", "{seconds} s, {rate} rows a second")
SEVERAL = Text(
    "{files} 个文件，{rows} 行；{seconds} 秒，每秒 {rate} 行。",
    "{files} files, {rows} rows; {seconds} s, {rate} rows a second.",
)
REJECTS = Text("退回行", "rejects")

VERDICTS = {
    ("imported", False): Text("已导入。", "Imported."),
    ("held", False): Text(
        "已暂存，待核实；没有采用其中任何内容。", "Held until it is confirmed; nothing of it is taken."
    ),
    ("unchanged", False): Text(
        "内容与第 {file} 次导入相同，没有改变任何数据。", "The same content as import {file}: nothing is changed."
    ),
    ("imported", True): Text(
        "这是预览：导入会如此改变；现在什么也没有留下。",
        "A preview: this is what an import would change; nothing is kept.",
    ),
    ("held", True): Text("这是预览：导入会被暂存，待核实。", "A preview: it would be held until it is confirmed."),
    ("refused", False): Text(
        "没有一行可用，整份文件不予采用；没有改变任何数据。",
        "No row can be taken: the file is refused, nothing is changed.",
    ),
    ("refused", True): Text(
        "这是预览：没有一行可用，整份文件会被拒绝。", "A preview: No row can be taken, it would be refused."
    ),
    ("unchanged", True): Text(
        "这是预览：内容与第 {file} 次导入相同，不会改变任何数据。",
        "A preview: the same content as import {file}; nothing would change.",
    ),
}
CORRECT_THEM = Text("改正后直接导入该文件即可：", "Correct them there and import that file:")
NO_REJECTS = Text("第 {run} 次导入没有退回的行。", "Import {run} rejected no row.")
AGAIN = Text(
    "第 {run} 次导入退回的行已写入 {file}：{rows}。", "The rejected rows of import {run} are written to {file}: {rows}."
)


def taken_page(taken: Taken, language: Language) -> None:
    """What became of a file, or would."""
    told = taken.outcome.told
    sys.stdout.write(file_words(taken.file).get(language) + "\n")
    verdict = VERDICTS[told["state"], taken.is_preview].fill(file=told["file"])
    sys.stdout.write(verdict.get(language) + "\n\n")
    grid([(label.get(language), value.get(language)) for label, value in lines_of(taken)])
    if reasons := taken.reasons:
        sys.stdout.write("\n")
        reasons_page(taken.file.feed, reasons, language)
    if taken.rejects is not None:
        sys.stdout.write(f"{CORRECT_THEM.get(language)} {taken.rejects}\n")


def lines_of(taken: Taken) -> list[tuple[Text, Text]]:
    """The counts, a line each; those alone that say something of this file."""
    outcome, told = taken.outcome, taken.outcome.told
    plain = {key: f"{value:,}" for key, value in told.items() if isinstance(value, int)}
    rejected, warned = len(outcome.rejected), len(outcome.warned)
    rows = {"rows": outcome.rows_read, "taken": outcome.rows_read - rejected, "warned": warned, "rejected": rejected}
    lines = [
        (PLACE, same(f"{taken.place_name} {place_code(taken.place)}")),
        (ROWS, OF_ROWS.fill(**{key: f"{value:,}" for key, value in rows.items()})),
    ]
    if told["state"] != "unchanged":
        lines.append((CHANGES, OF_CHANGES.fill(**plain)))
        if taken.file.feed.subject == "person":
            lines.append((LINKED, linked_words({"known": known_rows(told), **told})))
            lines.append((PEOPLE, OF_PEOPLE.fill(**plain)))
        if "adopted" in told:
            lines.append((COVER, OF_COVER.fill(**plain)))
    if "revision" in told and not taken.is_preview:
        lines.append((RUN, OF_RUN.fill(file=told["file"], revision=told["revision"])))
    elif told["state"] in ("held", "refused") and not taken.is_preview:
        lines.append((RUN, same(str(told["file"]))))
    rate = outcome.rows_read / max(taken.seconds, 0.001)
    return [*lines, (SPEED, OF_SPEED.fill(seconds=f"{taken.seconds:.1f}", rate=f"{rate:,.0f}"))]


def linked_words(told: dict[str, Any]) -> Text:
    """How many rows were linked to people by what; the tiers by which none was are left out."""
    parts = [words.fill(count=f"{told[tier]:,}") for tier, words in TIERS.items() if told[tier] or tier == "known"]
    return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def known_rows(told: dict[str, Any]) -> int:
    """How many rows are of people found by the row itself or by its number."""
    otherwise = ("unlinked", "new_people", "by_earlier_number", "by_repair", "by_name_birth_place")
    every: int = sum(told[change] for change in ("new", "changed", "same"))
    return every - sum(int(told[tier]) for tier in otherwise)


def taken_block(taken: Taken, language: Language) -> dict[str, Any]:
    """What became of a file, or would, in plain values."""
    outcome = taken.outcome
    return {
        **about_block(taken.file), "place": place_code(taken.place), "preview": taken.is_preview,
        "rows": outcome.rows_read, "rejected": len(outcome.rejected), "with_warning": len(outcome.warned),
        **told_block(taken),
        "reasons": reason_blocks(taken.reasons), "rejects": taken.rejects and str(taken.rejects),
        "seconds": round(taken.seconds, 3), "findings": finding_blocks(taken.notes, language),
    }  # fmt: skip


def several_block(done: Sequence[Taken], wrong: Sequence[Finding], language: Language) -> dict[str, Any]:
    """What became of several files, in plain values; wrong: what ended it before the last."""
    block: dict[str, Any] = {"files": [taken_block(one, language) for one in done]}
    return block | ({"error": finding_blocks(wrong, language)} if wrong else {})


def several_line(done: Sequence[Taken], seconds: float, language: Language) -> None:
    """How many files and rows were taken in, and how fast."""
    rows = sum(one.outcome.rows_read for one in done)
    rate = rows / max(seconds, 0.001)
    told = SEVERAL.fill(files=len(done), rows=f"{rows:,}", seconds=f"{seconds:.1f}", rate=f"{rate:,.0f}")
    sys.stdout.write(f"\n{told.get(language)}\n")


def told_block(taken: Taken) -> dict[str, Any]:
    """What the database says of a file; of a preview without the numbers that were taken back with it."""
    told = {("run" if key == "file" else key): value for key, value in taken.outcome.told.items()}
    if taken.is_preview and told["state"] != "unchanged":
        return {key: value for key, value in told.items() if key not in ("run", "revision")}
    return told


def rejects_page(run: int, rows: int, target: Path | None, language: Language, *, as_json: bool) -> None:
    """The rejects of an import were written again, or there were none."""
    if as_json:
        print_json({"run": run, "rejected": rows, "rejects": target and str(target)})
    else:
        told = NO_REJECTS if target is None else AGAIN
        sys.stdout.write(told.fill(run=run, rows=f"{rows:,}", file=target).get(language) + "\n")


def same(text: str) -> Text:
    """What is the same in both languages."""
    return Text(text, text)
