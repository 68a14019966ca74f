"""``canbao changes``: what changed since a day, for whom, why, from which row."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Language, Text
from canbao.cli.acting import PlaceOption, connected, number_of_place
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.output import fail, print_json

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.cli.registry_words import Words
    from canbao.registry.changes.changes import Change, Changes
    from canbao.registry.people.summaries import Summary
    from canbao.sealing.ring import KeyRing

SUMMARY = Text("{since} 至 {through}：", "From {since} to {through}:")
NOTHING_CHANGED = Text("没有变化。", "Nothing changed.")
COUNT_HEADS = Text("事项|新记录|终止", "what|recorded|ended")
HEADS = Text("编号|姓名|事项|内容|期间|缘由与来源", "person|name|what|said|for|why, and from where")
FILE_HEADS = Text(
    "何时知道|编号|姓名|变化|事项|内容|自|至（不含）|缘由|数据|文件|月份|行",
    "known at|person|name|change|what|said|from|until before|why|feed|file|month|row",
)
CAME, WENT = Text("新记录", "recorded"), Text("终止", "ended")
MORE = Text("还有更多：用 --most 或 --out。", "There is more: use --most or --out.")
LOOKING = Text("正在查找变化", "looking for changes")
AT_A_TIME = 1000


def changes(
    context: typer.Context,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="从哪一天起 · From this day on")],
    through: Annotated[
        str | None,
        typer.Option("--through", metavar="DATE", help="到哪一天，含当日；缺省为今天 · To this day, included"),
    ] = None,
    place: PlaceOption = None,
    most: Annotated[int, typer.Option("--most", min=1, help="至多列出几条 · How many to list at most")] = 50,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="全部存为 .csv 或 .xlsx · Write all of it to a file")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """某日以来的变化：谁、什么、缘由、来自哪一行 · What changed since a day: for whom, what, why, from which row.

    导出须有导出权限，记入审计；姓名遮盖。 Writing a file needs the right to export and is kept; names are masked.
    """
    language = language_of(context, lang)
    first = day_of(since, language, as_json=as_json, about="--since")
    last = (
        root_of(context).today() if through is None else day_of(through, language, as_json=as_json, about="--through")
    )
    if out is not None:
        exported(context, first, last, place, out, language, as_json=as_json)
        return
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.cli.registry_words import places_in
    from canbao.cli.waiting import waiting
    from canbao.registry.changes.changes import changes as changed
    from canbao.registry.people.summaries import place_names, summaries
    from canbao.sealing.seals import Seals

    root = root_of(context)
    with connected(context, language, as_json=as_json) as connection:
        at = number_of_place(place) or 0
        seals = Seals(root.key_ring(root.database(language)))
        with (
            audited(connection, "changes.read", f"{first} to {last}", place=at or None) as detail,
            waiting(LOOKING, language, quiet=as_json),
        ):
            require(connection, "registry.read")
            found = changed(connection, first, last, most, place=at)
            people = summaries(connection, seals, (one.person_id for one in found.listed))
            detail["shown"] = len(found.listed)
        names = place_names(connection, places_in([one.said for one in found.listed]))
    if as_json:
        print_json(block(found, people, first, last))
    else:
        page(found, people, names, first, last, language)


def exported(
    context: typer.Context, first: date, last: date, place: str | None, out: Path, language: Language, *, as_json: bool
) -> None:
    """Write all changes to a file; that it was done, and how many rows, is written to the audit trail."""
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.cli.export_file import exporting, write_list
    from canbao.cli.match_pages import exported_page
    from canbao.cli.waiting import waiting
    from canbao.registry.changes.changes import every

    root = root_of(context)
    try:
        with exporting(out) as unfinished, connected(context, language, as_json=as_json) as connection:
            at = number_of_place(place) or 0
            with (
                audited(connection, "changes.export", f"{first} to {last}", place=at or None) as detail,
                waiting(LOOKING, language, quiet=as_json),
            ):
                require(connection, "export", at or None)
                ring = root.key_ring(root.database(language))
                rows = rows_of(connection, ring, every(connection, first, last, at), language)
                heads = FILE_HEADS.get(language).split("|")
                detail["rows"] = written = write_list(unfinished, out.suffix, heads, rows)
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    exported_page(out, written, language, as_json=as_json)


def rows_of(
    connection: Connection[Any], ring: KeyRing, found: Iterable[Change], language: Language
) -> Iterator[list[Any]]:
    """The rows of changes that are written to a file, in words; names masked."""
    from canbao.cli.registry_words import Words, minute, places_in
    from canbao.registry.people.summaries import place_names, summaries
    from canbao.sealing.seals import Seals

    seals, each = Seals(ring), iter(found)
    while part := list(islice(each, AT_A_TIME)):
        people = summaries(connection, seals, (one.person_id for one in part))
        words = Words(language, place_names(connection, places_in([one.said for one in part])))
        for one in part:
            who = people.get(one.person_id)
            yield [
                minute(one.at), one.person_id, who.name if who else None, words.of(WENT if one.is_end else CAME),
                words.what(one.what), words.parts(one.said, one.what), one.valid_from, one.valid_until,
                words.act(one.act), one.feed and words.feed(one.feed), one.file, one.month and f"{one.month:%Y-%m}",
                one.row_number,
            ]  # fmt: skip


def block(found: Changes, people: Mapping[int, Summary], first: date, last: date) -> dict[str, Any]:
    """Changes in plain values."""
    from canbao.cli.registry_words import plain

    return {
        "since": first.isoformat(),
        "through": last.isoformat(),
        "counts": [{"what": what, "recorded": came, "ended": went} for what, came, went in found.counts],
        "changes": [
            {
                "revision": one.revision, "at": one.at.isoformat(), "act": one.act, "person": one.person_id,
                "name": people[one.person_id].name if one.person_id in people else None, "what": one.what,
                "said": plain(one.said), "from": plain(one.valid_from), "until": plain(one.valid_until),
                "ended": one.is_end, "feed": one.feed, "file": one.file,
                "month": f"{one.month:%Y-%m}" if one.month else None, "row": one.row_number,
            }
            for one in found.listed
        ],
    }  # fmt: skip


def page(
    found: Changes, people: Mapping[int, Summary], names: Mapping[int, str], first: date, last: date, language: Language
) -> None:
    """Changes as tables: how many of each sort, then one by one."""
    from canbao.cli.match_pages import numbers
    from canbao.cli.output import console
    from canbao.cli.person_pages import columns, files
    from canbao.cli.registry_words import NOTHING, Words

    words = Words(language, names)
    sys.stdout.write(words.of(SUMMARY.fill(since=first, through=last)) + "\n")
    if not found.counts:
        sys.stdout.write(words.of(NOTHING_CHANGED) + "\n")
        return
    sys.stdout.flush()
    made = numbers(COUNT_HEADS, language, 2)
    for what, came, went in found.counts:
        made.add_row(words.what(what), f"{came:,}", f"{went:,}")
    console().print(made)
    made = columns(HEADS, language)
    for one in found.listed:
        who = people.get(one.person_id)
        what = words.what(one.what) + (f"\n{words.of(WENT)}" if one.is_end else "")
        span, said = words.span(one.valid_from, one.valid_until), words.parts(one.said, one.what)
        made.add_row(str(one.person_id), (who and who.name) or NOTHING, what, said, span, why(one, words))
    console().print(made)
    files(words)
    if len(found.listed) < told_in(found.counts):
        sys.stdout.write("\n" + words.of(MORE) + "\n")


def why(one: Change, words: Words) -> str:
    """What made a change known, and from which row."""
    from canbao.registry.people.sources import Source

    return f"{words.act(one.act)}\n{words.source(Source(one.feed, one.file, one.month, one.row_number, one.at))}"


def told_in(counts: Sequence[tuple[str, int, int]]) -> int:
    """How many changes counts tell of."""
    return sum(came + went for _, came, went in counts)
