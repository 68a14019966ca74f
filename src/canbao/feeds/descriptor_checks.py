"""What must agree within a descriptor: names with columns, kinds with the vocabulary, days with the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from canbao.basis.certificates.kinds import KINDS as CERTIFICATE_KINDS
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.model_findings import spot_of
from canbao.basis.nearest import nearest
from canbao.basis.tree import Tree
from canbao.feeds.descriptor import Cadence, Column, ColumnType, Feed, PersonPart, Yield
from canbao.feeds.vocabulary import KINDS, SEX, FactKind

Path = tuple[str | int, ...]
Fault = tuple[Path, str | Text]
"""Where, and either the name that is not known or what contradicts itself."""

LONGEST_WAIT_DAYS = 365
LOWEST_TRUST = 9
YES_NO = ("yes", "no")

TYPE_OF_PART: dict[PersonPart, ColumnType] = {
    "certificate_kind": "certificate_kind",
    "certificate_number": "certificate_number",
    "name": "person_name",
    "born": "date",
    "sex": "code",
    "registered_place": "place",
    "residence_place": "place",
}
"""What a column that says this of a person must hold."""

_CLAUSE = re.compile(r"[a-z]+[0-9]+/[0-9a-z.]+")


def faults_of(feed: Feed, tree: Tree) -> list[Finding]:
    """Every fault of a descriptor of the right form, about ``file:line path``."""
    faults = [
        *_faults_of_columns(feed),
        *_faults_of_people(feed),
        *(fault for at, said in enumerate(feed.yields) for fault in _faults_of_yield(feed, said, ("yields", at))),
        *_faults_of_cadence(feed.cadence),
        *_faults_of_the_rest(feed, tree.name),
    ]
    return [_finding(feed, tree, path, what) for path, what in faults]


def _finding(feed: Feed, tree: Tree, path: Path, what: str | Text) -> Finding:
    about = f"{tree.about(path)} {spot_of(path)}"
    if isinstance(what, Text):
        return finding("contradiction", about, what=what)
    known = list(KINDS) if path[-1] == "kind" else [column.name for column in feed.columns]
    return finding("unknown_value", about, value=what, nearest=nearest(what, known) or ", ".join(known))


def _faults_of_columns(feed: Feed) -> Iterator[Fault]:
    names: set[str] = set()
    headings: dict[str, str] = {}
    for at, column in enumerate(feed.columns):
        path: Path = ("columns", at)
        if column.name in names:
            yield path, Text(f"列 {column.name} 有两次", f"column {column.name} is there twice")
        names.add(column.name)
        for heading in (column.name, column.zh, column.en, *column.also):
            other = headings.setdefault(heading.casefold(), column.name)
            if other != column.name:
                yield path, Text(f"表头“{heading}”也属于列 {other}", f"the heading {heading} also belongs to {other}")
        yield from _faults_of_codes(column, path)
        for said in column.required_with:
            yield from _faults_of_condition(feed, said, (*path, "required_with"))


def _faults_of_codes(column: Column, path: Path) -> Iterator[Fault]:
    if (column.type == "code") != bool(column.codes):
        yield path, Text("代码列须有代码，其他列不得有", "a column of codes has codes, no other column has")
    for word, code in column.codes_also.items():
        if code not in column.codes or word in column.codes:
            yield (*path, "codes_also"), Text(f"“{word}”不指向一个代码", f"{word} does not lead to a code")


def _faults_of_condition(feed: Feed, said: str, path: Path) -> Iterator[Fault]:
    """``column`` or ``column=code``."""
    name, _, code = said.partition("=")
    column = _column(feed, name)
    if column is None:
        yield path, name
    elif code and code not in codes_of(column):
        yield path, Text(f"列 {name} 没有代码 {code}", f"column {name} has no code {code}")


def _faults_of_people(feed: Feed) -> Iterator[Fault]:
    parts = [column.person for column in feed.columns if column.person is not None]
    for at, column in enumerate(feed.columns):
        if column.person is None:
            continue
        path: Path = ("columns", at, "person")
        if parts.count(column.person) > 1:
            yield path, Text(f"{column.person} 有两列", f"two columns say the {column.person}")
        if column.type != TYPE_OF_PART[column.person]:
            right = TYPE_OF_PART[column.person]
            yield path, Text(f"该列的类型应为 {right}", f"the type of such a column is {right}")
        if column.person == "sex" and set(column.codes) != set(SEX):
            yield path, Text("性别的代码应为 male、female", "the codes of the sex are male and female")
    if feed.subject == "unit" and (parts or feed.unit is None):
        yield (
            ("subject",),
            Text("关于单位的行须有单位代码列，不得有人员列", "a row about a unit has its code and no person"),
        )
    if feed.subject == "person" and "certificate_number" not in parts and not {"name", "born"} <= set(parts):
        yield (
            ("subject",),
            Text("没有证件号码列，也没有姓名和出生日期列", "there is neither a number nor a name and day of birth"),
        )


def _faults_of_yield(feed: Feed, said: Yield, path: Path) -> Iterator[Fault]:
    kind = KINDS.get(said.kind)
    if kind is None:
        yield (*path, "kind"), said.kind
        return
    if kind.subject != feed.subject:
        yield path, Text(f"{kind.name} 不是关于 {feed.subject} 的", f"{kind.name} is not said of a {feed.subject}")
    yield from _faults_of_references(feed, said, path)
    yield from _faults_of_code(feed, said, kind, path)
    if kind.form == "event" and (said.from_ is None or said.until or said.through):
        yield path, Text("事件有发生之日而无终止之日", "an event has the day on which it happens, and no end")
    if kind.form == "trait" and (said.from_ or said.until or said.through):
        yield path, Text("终身不变的事项没有日期", "what holds for life has no days")
    if kind.with_place and said.place is None:
        yield path, Text(f"{kind.name} 须有地区", f"{kind.name} says nothing without a place")
    if said.until and said.through:
        yield path, Text("until 与 through 只能有一个", "there is either an until or a through")


def _faults_of_references(feed: Feed, said: Yield, path: Path) -> Iterator[Fault]:
    """Columns that are not there or cannot hold what is looked for in them."""
    asked: tuple[tuple[str, str | None, tuple[ColumnType, ...]], ...] = (
        ("from", said.from_, ("date", "month")),
        ("until", said.until, ("date",)),
        ("through", said.through, ("date",)),
        ("number", said.number, ("whole", "yuan")),
        ("place", said.place, ("place",)),
    )
    for key, name, types in asked:
        if name is None:
            continue
        column = _column(feed, name)
        if column is None:
            yield (*path, key), name
        elif column.type not in types:
            yield (*path, key), Text(f"列 {name} 的类型不适用", f"column {name} has another type")
    for name in said.detail:
        column = _column(feed, name)
        if column is None:
            yield (*path, "detail"), name
        elif column.type in ("person_name", "certificate_number"):
            yield (*path, "detail"), Text("姓名和证件号码不随事项保存", "names and numbers are not kept beside a fact")
    if said.when is not None:
        yield from _faults_of_condition(feed, said.when, (*path, "when"))


def _faults_of_code(feed: Feed, said: Yield, kind: FactKind, path: Path) -> Iterator[Fault]:
    if said.code is None or not kind.codes:
        if bool(kind.codes) != (said.code is not None):
            yield path, Text(f"{kind.name} 须有代码，或不得有", f"{kind.name} has a code, or must not have one")
        return
    if said.code.startswith("="):
        given: Iterable[str] = (said.code[1:],)
    else:
        column = _column(feed, said.code)
        if column is None:
            yield (*path, "code"), said.code
            return
        given = column.codes
    for code in given:
        if code not in kind.codes:
            yield (*path, "code"), Text(f"{kind.name} 没有代码 {code}", f"{kind.name} has no code {code}")


def _faults_of_cadence(cadence: Cadence) -> Iterator[Fault]:
    monthly = cadence.monthly_by_day
    wait = cadence.days_after
    if (monthly is None) == (wait is None) or (wait is None) != (cadence.season_ends is None):
        yield ("cadence",), Text("按月或按季节，二者居其一", "it is due either by the month or after a season")
    elif monthly is not None and not 1 <= monthly <= 31:
        yield ("cadence", "monthly_by_day"), Text("每月的日为 1 至 31", "a day of a month is 1 to 31")
    elif wait is not None and not 0 <= wait <= LONGEST_WAIT_DAYS:
        yield ("cadence", "days_after"), Text("至多一年", "at most a year")
    elif cadence.season_ends is not None and not _is_yearly_day(cadence.season_ends):
        yield ("cadence", "season_ends"), Text("应为每年都有的月-日", "a month and day of every year, as 08-31")


def _is_yearly_day(text: str) -> bool:
    """Whether a text is MM-DD of a day that every year has."""
    try:
        return re.fullmatch(r"[0-9]{2}-[0-9]{2}", text) is not None and bool(date.fromisoformat(f"2025-{text}"))
    except ValueError:
        return False


def _faults_of_the_rest(feed: Feed, file: str) -> Iterator[Fault]:
    if file.removesuffix(".yaml") != feed.feed:
        yield ("feed",), Text(f"文件名为 {file}", f"the file is named {file}")
    if not feed.key:
        yield ("key",), Text("没有键，各行无从区分", "without a key no row is told from another")
    if feed.certificate_kind not in CERTIFICATE_KINDS:
        yield ("certificate_kind",), Text("不是证件类型", "it is no kind of certificate")
    for name in (*feed.key, *((feed.unit,) if feed.unit is not None else ())):
        if _column(feed, name) is None:
            yield ("key" if name in feed.key else "unit",), name
    if feed.subject == "person" and feed.makes_people and not any(c.person == "name" for c in feed.columns):
        yield ("makes_people",), Text("没有姓名列", "there is no column of the name")
    stated = {said.kind for said in feed.yields}
    if set(feed.trust) != stated or not all(1 <= rank <= LOWEST_TRUST for rank in feed.trust.values()):
        yield ("trust",), Text("各类事项须各有 1 至 9 的信任度", "each kind of fact stated has a trust of 1 to 9")
    for clause in (*feed.clauses, *feed.sharing.legal_basis, *filter(None, (feed.cadence.clause,))):
        if _CLAUSE.fullmatch(clause) is None:
            yield ("clauses",), Text(f"“{clause}”不是条款", f"{clause} is no clause")


def codes_of(column: Column) -> tuple[str, ...]:
    """What a column may hold where that is a closed list: its codes, or yes and no."""
    return YES_NO if column.type == "yes_no" else tuple(column.codes)


def _column(feed: Feed, name: str) -> Column | None:
    return next((column for column in feed.columns if column.name == name), None)
