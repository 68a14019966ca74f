"""What ``canbao demo county`` shows: the files that came, where everybody stands, what is to be done, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.cli.output import console

if TYPE_CHECKING:
    from rich.table import Table

    from canbao.registry.synthetic_county.preparing import Came, Prepared

TITLE = Text(
    "合成县（439191）：{people} 人并不存在，{files} 个部门文件，{rows} 行",
    "A synthetic county (439191): {people} people who do not exist, {files} files of departments, {rows} rows",
)
FILE_HEADS = Text(
    "文件|月份|格式|行数|行/秒|采用|提示|退回|结果",
    "file|month|format|rows|rows/s|taken|warned|rejected|what became of it",
)
IMPORTED = Text("已导入", "imported")
LATE = Text("已导入（迟到，不改以后的名单）", "imported (late: what later lists say stands)")
HELD = Text("暂存待核实：比上月少 {gone} 行（共 {before}）", "held: {gone} of {before} rows are missing")
UNCHANGED = Text("内容与已导入的相同，未作改动", "the same content as before: nothing changed")
DETAILS = Text(
    "号码错一位、按姓名改正 {repaired} 行；库中没有的 {unlinked} 行；重复行与矛盾行、空姓名等见 canbao feed rejects",
    "{repaired} rows mended (one digit, by the name); {unlinked} rows of nobody in the registry; "
    "repeated and contradicting rows and the like: canbao feed rejects",
)
CLASS_HEADS = Text("人员类别|{before}|{now}|变化", "class|{before}|{now}|change")
LIST_HEADS = Text("工作清单|{before}|{now}|新增|消除|延续", "work list|{before}|{now}|came|went|stayed")
MOVED = Text("{before} → {now}：{count} 人改变类别", "{before} → {now}: {count} people changed class")
TOTAL = Text("合计", "all")
NEXT = Text("接下来可试：", "What to try next:")
SESSION = Text(
    "（演示的会话 12 小时内有效；其他会话：canbao access sign-in）",
    "(the session of the demonstration lasts 12 hours; another: canbao access sign-in)",
)
OTHER_SESSION = Text(
    "您已登录，演示未更换您的会话；以演示的数据专员查看：export CANBAO_SESSION={token}",
    "You are signed in and stay so; to look as the data officer of the demonstration: export CANBAO_SESSION={token}",
)
COMMANDS = (
    ("feed", "canbao feed history"),
    ("feed", "canbao feed due --place 439191"),
    ("feed", "canbao feed rejects 1 --file {files}/population_register_439191_2026-10_full.csv"),
    ("match", "canbao match show 439191 --month 2026-11"),
    ("match", "canbao match show 439191 --month 2026-11 --list aid_without_cover"),
    ("match", "canbao match diff 439191 --from 2026-10 --to 2026-11"),
    ("changes", "canbao changes --since 2026-11-01"),
    ("person", "canbao person show 1"),
    ("audit", "canbao audit verify"),
)


def county_page(made: Prepared, language: Language, commands: set[str], *, has_session: bool) -> None:
    """The whole page."""
    out = console()
    rows = sum(one.rows for one in made.came)
    about = {"people": f"{made.made['people']:,}", "files": len(made.came), "rows": f"{rows:,}"}
    out.rule(style="blue")
    out.print(TITLE.fill(**about).get(language), style="bold")
    out.print(files_table(made, language))
    repaired = sum(one.told.get("by_repair", 0) for one in made.came)
    unlinked = sum(one.told.get("unlinked", 0) for one in made.came if one.state == "imported")
    out.print(DETAILS.fill(repaired=f"{repaired:,}", unlinked=f"{unlinked:,}").get(language))
    out.print()
    out.print(classes_table(made, language))
    before, now = months(made)
    count = sum(people for one, other, people in made.difference.classes if one != other and None not in (one, other))
    out.print(MOVED.fill(before=before, now=now, count=f"{count:,}").get(language))
    out.print()
    out.print(lists_table(made, language))
    out.print()
    out.print(NEXT.get(language), style="bold")
    for name, command in COMMANDS:
        if name in commands:
            out.print("  " + command.format(files=made.folder / "files"), soft_wrap=True)
    told = SESSION if has_session else OTHER_SESSION.fill(token=made.token)
    out.print(told.get(language), soft_wrap=True)


def months(made: Prepared) -> tuple[str, str]:
    """The two months."""
    return f"{made.before.month:%Y-%m}", f"{made.now.month:%Y-%m}"


def plain_table(heads: Text, language: Language, left: set[int]) -> Table:
    """A table without a frame; numbers to the right."""
    from rich.table import Table

    table = Table(show_edge=False, pad_edge=False, box=None, header_style="bold")
    for at, head in enumerate(heads.get(language).split("|")):
        table.add_column(head, justify="left" if at in left else "right", overflow="fold")
    return table


def files_table(made: Prepared, language: Language) -> Table:
    """The files in the order in which they came."""
    from canbao.feeds.catalogue import feed

    table = plain_table(FILE_HEADS, language, {0, 1, 2, 8})
    formats = {one["name"]: one["format"] for one in made.made["files"]}
    for one in made.came:
        name = feed(one.feed).name
        table.add_row(
            name.zh if language == "zh" else name.en,
            one.month,
            formats[one.name],
            f"{one.rows:,}",
            f"{one.rows / one.seconds:,.0f}" if one.seconds else "",
            f"{one.taken:,}",
            f"{one.warned:,}",
            f"{one.rejected:,}",
            became(one).get(language),
        )
    return table


def became(one: Came) -> Text:
    """What became of a file, in words."""
    if one.state == "held":
        return HELD.fill(gone=one.told.get("gone", ""), before=one.told.get("before", ""))
    if one.state == "unchanged":
        return UNCHANGED
    return LATE if one.told.get("late") else IMPORTED


def classes_table(made: Prepared, language: Language) -> Table:
    """How many people are in each class at the end of each month."""
    from canbao.registry.matching.match import CLASSES

    before, now = months(made)
    table = plain_table(CLASS_HEADS.fill(before=before, now=now), language, {0})
    then, present = (run.counts["classes"] for run in (made.before, made.now))
    for name, words in CLASSES.items():
        if name in then or name in present:
            compared(table, words.get(language), then.get(name, 0), present.get(name, 0))
    compared(table, TOTAL.get(language), sum(then.values()), sum(present.values()))
    return table


def compared(table: Table, words: str, then: int, present: int, *more: Any) -> None:
    """A row with two numbers and what lies between them."""
    table.add_row(words, f"{then:,}", f"{present:,}", f"{present - then:+,}" if present != then else "0", *more)


def lists_table(made: Prepared, language: Language) -> Table:
    """How many items each work list has, and what came and went."""
    from canbao.registry.matching.match import LISTS

    before, now = months(made)
    table = plain_table(LIST_HEADS.fill(before=before, now=now), language, {0})
    then, present = (run.counts["lists"] for run in (made.before, made.now))
    changes = {name: counts for name, *counts in made.difference.lists}
    for name, words in LISTS.items():
        came = [f"{count:,}" for count in changes.get(name, (0, 0, 0))]
        table.add_row(words.get(language), f"{then.get(name, 0):,}", f"{present.get(name, 0):,}", *came)
    return table
