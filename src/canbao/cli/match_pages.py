"""What ``canbao match`` shows: a run by number, a work list, what differs between two months."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.cli.output import console, print_json
from canbao.cli.person_pages import columns
from canbao.cli.registry_words import NOTHING, Words, minute, places_in, plain
from canbao.registry.matching.match import CLASSES, LISTS, SETS

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.registry.matching.listing import Changed, Listed
    from canbao.registry.matching.match import MatchDifference, MatchRun
    from canbao.sealing.ring import KeyRing

RUN = Text(
    "{place}，{month} 第 {version} 次比对（编号 {run}，{at}）",
    "{place}, {month}: match {version} of the month (run {run}, {at})",
)
CLASS_HEADS = Text("类别|人数", "class|people")
LIST_HEADS = Text("工作清单|代码（--list）|条数", "work list|code (--list)|items")
SET_HEADS = Text("集合|人数", "set|people")
ITEM_HEADS = Text("序号|编号|姓名|证件|出生|地区|情况", "item|person|name|certificate|born|place|detail")
FILE_HEADS = Text(
    "序号|编号|姓名|证件|出生|地区代码|地区|情况", "item|person|name|certificate|born|place code|place|detail"
)
CHANGE_HEADS = Text("前|后|人数", "before|after|people")
CAME_HEADS = Text("工作清单|新增|消除|延续", "work list|came|went|stayed")
PEOPLE_HEADS = Text("编号|姓名|前|后", "person|name|before|after")
LIST_OF = Text("{list}：共 {all} 条，所示 {shown} 条", "{list}: {all} items, {shown} of them shown")
DIFFERENCE = Text("{place}：{before} 与 {after}", "{place}: {before} and {after}")
EXPORTED = Text("已写 {rows} 行：{file}", "{rows} rows written: {file}")
SAME = Text("重新计算的结果与当时相同：{result}", "Worked out again, it is the same: {result}")
NOT_THERE = Text("不在名单", "not in it")


def run_page(run: MatchRun, names: Mapping[int, str], language: Language, *, as_json: bool) -> None:
    """A run: classes, sets and lists by number."""
    if as_json:
        print_json({**run.manifest(), "sets": run.sets})
        return
    words = Words(language, names)
    sys.stdout.write(heading(run, words) + "\n")
    sys.stdout.flush()
    classes, lists = run.counts["classes"] or {}, run.counts["lists"] or {}
    out = console()
    made = numbers(CLASS_HEADS, language)
    for name, text in CLASSES.items():
        made.add_row(words.of(text), f"{classes.get(name, 0):,}")
    out.print(made)
    made = numbers(SET_HEADS, language)
    for name, people in run.sets.items():
        made.add_row(words.of(SETS[name]), f"{people:,}")
    out.print(made)
    made = numbers(LIST_HEADS, language)
    for name, text in LISTS.items():
        made.add_row(words.of(text), name, f"{lists.get(name, 0):,}")
    out.print(made)


def heading(run: MatchRun, words: Words) -> str:
    """Which run it is."""
    told = RUN.fill(
        place=words.place(run.place),
        month=f"{run.month:%Y-%m}",
        version=run.version,
        run=run.run_id,
        at=minute(run.ran_at),
    )
    return words.of(told)


def items_page(
    run: MatchRun, name: str, items: Sequence[Listed], names: Mapping[int, str], language: Language, *, as_json: bool
) -> None:
    """Items of a work list."""
    every = (run.counts["lists"] or {}).get(name, 0)
    if as_json:
        told = [item_block(one) for one in items]
        print_json({"run": run.run_id, "list": name, "count": every, "items": told})
        return
    words = Words(language, names)
    sys.stdout.write(heading(run, words) + "\n")
    told_list = words.of(LISTS[name])
    sys.stdout.write(LIST_OF.fill(list=told_list, all=f"{every:,}", shown=f"{len(items):,}").get(language) + "\n")
    sys.stdout.flush()
    made = columns(ITEM_HEADS, language)
    for one in items:
        made.add_row(
            str(one.number),
            *cells(one),
            words.place(one.place),
            words.parts(one.detail),
        )
    console().print(made)


def cells(one: Listed) -> tuple[str, str, str, str]:
    """Who an item is about: number, name, certificate, birth."""
    person = NOTHING if one.person_id is None else str(one.person_id)
    return person, one.name or NOTHING, one.certificate or NOTHING, str(one.born or NOTHING)


def item_block(one: Listed) -> dict[str, Any]:
    """An item in plain values."""
    return {
        "number": one.number, "person": one.person_id, "name": one.name, "certificate": one.certificate,
        "born": plain(one.born), **plain({"place": one.place}), "detail": plain(one.detail),
    }  # fmt: skip


def heads(language: Language) -> list[str]:
    """The heads of a list that is written to a file."""
    return FILE_HEADS.get(language).split("|")


def rows_of(
    connection: Connection[Any], ring: KeyRing, run: MatchRun, name: str, language: Language
) -> Iterator[list[Any]]:
    """The rows of a list that is written to a file, in words; names and numbers masked."""
    from canbao.basis.place_numbers import place_code
    from canbao.registry.matching.listing import every
    from canbao.registry.people.summaries import place_names

    names: dict[int, str] = {}
    words = Words(language, names)
    for one in every(connection, ring, run, name):
        unknown = {each for each in (one.place, *places_in(one.detail)) if each is not None and each not in names}
        if unknown:
            names |= dict.fromkeys(unknown, "") | place_names(connection, unknown)
        code = "" if one.place is None else place_code(one.place)
        place = "" if one.place is None else names[one.place]
        yield [one.number, one.person_id, one.name, one.certificate, one.born, code, place, words.parts(one.detail)]


def exported_page(out: Path, rows: int, language: Language, *, as_json: bool) -> None:
    """How many rows were written, and where."""
    if as_json:
        print_json({"file": str(out), "rows": rows})
    else:
        sys.stdout.write(EXPORTED.fill(rows=f"{rows:,}", file=out).get(language) + "\n")


def same_page(run: MatchRun, language: Language) -> None:
    """That a run came out the same."""
    sys.stdout.write(SAME.fill(result=run.result).get(language) + "\n")


def difference_page(
    told: MatchDifference, people: Sequence[Changed], names: Mapping[int, str], language: Language, *, as_json: bool
) -> None:
    """What differs between two runs."""
    if as_json:
        print_json(difference_block(told, people))
        return
    words = Words(language, names)
    months = (f"{run.month:%Y-%m} ({run.run_id})" for run in (told.before, told.after))
    line = DIFFERENCE.fill(place=words.place(told.after.place), before=next(months), after=next(months))
    sys.stdout.write(words.of(line) + "\n")
    sys.stdout.flush()
    out = console()
    made = numbers(CHANGE_HEADS, language)
    for before, after, count in told.classes:
        made.add_row(class_words(before, words), class_words(after, words), f"{count:,}")
    out.print(made)
    made = numbers(CAME_HEADS, language, 3)
    for name, *counts in told.lists:
        made.add_row(words.of(LISTS[name]), *(f"{count:,}" for count in counts))
    out.print(made)
    made = columns(PEOPLE_HEADS, language)
    for one in people:
        made.add_row(
            str(one.person_id),
            one.name or NOTHING,
            class_words(one.before, words),
            class_words(one.after, words),
        )
    out.print(made)


def difference_block(told: MatchDifference, people: Sequence[Changed]) -> dict[str, Any]:
    """What differs between two runs in plain values."""
    return {
        "before": told.before.run_id,
        "after": told.after.run_id,
        "classes": [
            {"before": before, "after": after, "people": count} for before, after, count in told.classes
        ],
        "lists": [
            {"list": name, "came": came, "went": went, "stayed": stayed} for name, came, went, stayed in told.lists
        ],
        "people": [
            {"person": one.person_id, "name": one.name, "before": one.before, "after": one.after} for one in people
        ],
    }  # fmt: skip


def class_words(name: str | None, words: Words) -> str:
    """A class in words; not in the run."""
    return words.of(NOT_THERE if name is None else CLASSES[name])


def numbers(heads_of: Text, language: Language, last: int = 1) -> Any:
    """A table whose last columns are numbers."""
    made = columns(heads_of, language)
    for column in made.columns[-last:]:
        column.justify = "right"
    return made
