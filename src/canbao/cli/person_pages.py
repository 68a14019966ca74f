"""What ``canbao person`` shows: what a search found, one page of a person, the history."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from canbao.basis.findings import Language, Text
from canbao.cli.output import console, print_json
from canbao.cli.person_blocks import (
    aid_of,
    events_of,
    file_block,
    others_of,
    recorded_block,
    summary_block,
)
from canbao.cli.registry_words import NOTHING, SCHEMES, Words, minute, places_in
from canbao.registry.people.conflicts import conflicts
from canbao.registry.people.cover_years import Months, cover_by_year, month_ranges

if TYPE_CHECKING:
    from rich.table import Table

    from canbao.registry.people.history import Recorded
    from canbao.registry.people.person_file import Held, PersonFile, Statement
    from canbao.registry.people.summaries import Summary

NOBODY = Text("没有找到。", "Nobody is found.")
HEADING = Text("{person} 号，截至 {as_of}", "Person {person} as of {as_of}")
KNOWN = Text("，按 {day} 已知", ", as known on {day}")
FOUND_HEADS = Text("编号|姓名|证件|出生|户籍地|居住地", "number|name|certificate|born|registered|lives in")
HELD_HEADS = Text("类型|内容|有效期间|来源", "kind|shown|for|source")
HOUSEHOLD_HEADS = Text("编号|姓名|出生|死亡", "number|name|born|died")
YEAR_HEADS = Text("年度|险种|来源报告的月份|认定的月份|差异", "year|scheme|months reported|months decided|differs")
SAID_HEADS = Text("事项|内容|期间|来源", "what|said|for|source")
CONFLICT_HEADS = Text("事项|采信|各来源", "what|believed|said by")
HISTORY_HEADS = Text("事项|内容|期间|来源与何时知道|何时不再", "what|said|for|source, and when known|no longer")
TITLES = {
    "identity": Text("身份", "Identity"),
    "household": Text("同户人员", "Household"),
    "years": Text("逐年参保", "Cover by year"),
    "cover": Text("参保：认定与来源报告", "Cover: decided and reported"),
    "aid": Text("资助身份", "Aid"),
    "events": Text("事件", "Events"),
    "facts": Text("其他事实", "Other facts"),
    "files": Text("文件", "Files"),
    "conflicts": Text("来源之间的矛盾", "Where sources contradict one another"),
}
IDENTITY = ("born", "sex", "died", "registered_place", "residence_place", "registration")
NAME = Text("姓名", "name")
DIFFERS = "≠"
NOTHING_KNOWN = Text("尚无所知。", "Nothing is known.")
NOW_OTHER = Text("（已不用）", " (no longer)")


def found_page(people: Sequence[Summary], names: Mapping[int, str], language: Language, *, as_json: bool) -> None:
    """The people that a search found, masked."""
    if as_json:
        print_json([summary_block(one) for one in people])
        return
    if not people:
        sys.stdout.write(NOBODY.get(language) + "\n")
        return
    words, made = Words(language, names), columns(FOUND_HEADS, language)
    for one in people:
        certificate = f"{one.certificate or NOTHING}\n{words.certificate(one.kind)}"
        places = (words.place(one.registered_place), words.place(one.residence_place))
        made.add_row(str(one.person_id), one.name or NOTHING, certificate, str(one.born or NOTHING), *places)
    console().print(made)


def places_of(file: PersonFile) -> set[int]:
    """The places that a page of a person names."""
    told = (*file.records, *file.cover, *file.overlaps, *file.reported, *file.facts)
    return places_in([file.identity, *(one.said for one in told)])


def file_page(
    file: PersonFile,
    names: Mapping[int, str],
    known_on: date | None,
    language: Language,
    *,
    as_json: bool,
    is_masked: bool,
) -> None:
    """One page of a person."""
    if as_json:
        print_json(file_block(file, known_on, is_masked=is_masked))
        return
    words = Words(language, names)
    head = HEADING.fill(person=file.person_id, as_of=file.as_of).get(language)
    sys.stdout.write(head + (KNOWN.fill(day=known_on).get(language) if known_on else "") + "\n")
    identity(file, words)
    household(file, words)
    years(file, words)
    said("cover", (*file.cover, *file.overlaps, *file.reported), words)
    said("aid", aid_of(file), words)
    said("events", events_of(file), words)
    said("facts", others_of(file), words)
    contradictions(file, words)
    files(words)


def identity(file: PersonFile, words: Words) -> None:
    """Who the person is believed to be, and the certificates and names held."""
    told = [f"{words.part(name)} {words.value(name, file.identity[name])}" for name in IDENTITY
            if file.identity.get(name) is not None]  # fmt: skip
    title("identity", words)
    sys.stdout.write((words.listed(told) or words.of(NOTHING_KNOWN)) + "\n")
    if not file.names and not file.certificates:
        return
    sys.stdout.flush()
    made = columns(HELD_HEADS, words.language)
    for one in file.names:
        made.add_row(
            words.of(NAME), shown(one, words), words.span(one.valid_from, one.valid_until), words.source(one.source)
        )
    for one in file.certificates:
        kind = words.certificate(one.kind)
        made.add_row(kind, shown(one, words), words.span(one.valid_from, one.valid_until), words.source(one.source))
    console().print(made)


def shown(one: Held, words: Words) -> str:
    """A certificate or name, with a word where it is no longer held."""
    return one.shown if one.is_held else one.shown + words.of(NOW_OTHER)


def household(file: PersonFile, words: Words) -> None:
    """The others of the household."""
    if not file.household:
        return
    title("household", words)
    made = columns(HOUSEHOLD_HEADS, words.language)
    for one in file.household:
        made.add_row(str(one.person_id), one.name or NOTHING, str(one.born or NOTHING), str(one.died or NOTHING))
    console().print(made)


def years(file: PersonFile, words: Words) -> None:
    """Cover by year, reported beside decided."""
    found = cover_by_year(file)
    if not found:
        return
    title("years", words)
    made = columns(YEAR_HEADS, words.language)
    for one in found:
        scheme = words.of(SCHEMES[one.scheme])
        mark = DIFFERS if one.differs else ""
        made.add_row(str(one.year), scheme, months(one.reported), months(one.decided), mark)
    console().print(made)


def months(of: Months) -> str:
    """Months as a page shows them: 1–6, 9."""
    runs = (str(first) if first == last else f"{first}–{last}" for first, last in month_ranges(of))
    return ", ".join(runs) or NOTHING


def said(name: str, told: Iterable[Statement], words: Words) -> None:
    """What is said, each with where it came from."""
    rows = list(told)
    if not rows:
        return
    title(name, words)
    made = columns(SAID_HEADS, words.language)
    for one in rows:
        span = words.span(one.valid_from, one.valid_until)
        made.add_row(words.what(one.what), words.parts(one.said, one.what), span, words.source(one.source))
    console().print(made)


def contradictions(file: PersonFile, words: Words) -> None:
    """Where sources contradict one another."""
    found = conflicts(file)
    if not found:
        return
    title("conflicts", words)
    made = columns(CONFLICT_HEADS, words.language)
    for one in found:
        believed = NOTHING if one.believed is None else words.value(one.what, one.believed)
        by = "\n".join(
            f"{conflicting(one.what, each.value, words)} ← {words.source(each.source)}".replace("\n", " ")
            for each in one.said
        )
        what = words.part(one.what) if one.what in IDENTITY else words.what(one.what)
        made.add_row(what, believed, by)
    console().print(made)


def conflicting(what: str, value: object, words: Words) -> str:
    """What one source says, where another says otherwise."""
    if not isinstance(value, tuple):
        return words.value(what, value)
    code, place, since = value
    told = [words.value("code", code, what)] if code else []
    return words.listed([*told, *([words.place(place)] if place else []), words.span(since, None)])


def history_page(
    person: int, told: Sequence[Recorded], names: Mapping[int, str], language: Language, *, as_json: bool
) -> None:
    """Everything ever recorded, in the order in which it became known."""
    if as_json:
        print_json({"person": person, "history": [recorded_block(one) for one in told]})
        return
    words, made = Words(language, names), columns(HISTORY_HEADS, language)
    for one in told:
        ended = minute(one.ended_at) if one.ended_at else NOTHING
        parts = one.shown or words.parts(one.said, one.what)
        span = words.span(one.valid_from, one.valid_until)
        made.add_row(words.what(one.what), parts, span, words.source(one.source), ended)
    console().print(made)
    files(words)


def files(words: Words) -> None:
    """The files that stand behind the numbers of a page."""
    if words.files:
        title("files", words)
        sys.stdout.write("".join(f"{line}\n" for line in words.files_told()))


def title(name: str, words: Words) -> None:
    """The title of a part of the page."""
    sys.stdout.write(f"\n{words.of(TITLES[name])}\n")
    sys.stdout.flush()


def columns(heads: Text, language: Language) -> Table:
    """A plain table with these heads, which may be of several words."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, expand=False, pad_edge=False)
    for head in heads.get(language).split("|"):
        made.add_column(head, overflow="fold")
    return made
