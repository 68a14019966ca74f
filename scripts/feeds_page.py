"""The page ``docs/reference/feeds.md``: every feed, its columns and what its rows state, from the descriptors."""

from __future__ import annotations

from collections.abc import Iterator

from canbao.basis.findings import Text
from canbao.feeds.catalogue import feeds
from canbao.feeds.describing import (
    FORMS,
    SCOPES,
    TYPES,
    cadence_of,
    condition,
    needed,
    set_by,
    text_of,
)
from canbao.feeds.descriptor import Column, Feed, Yield
from canbao.feeds.vocabulary import KINDS, FactKind
from scripts.markdown import both, page, table

INTRO = """\
What departments hand over, one section a feed. Everything here comes from the descriptors; templates, checks and the
import follow the same ones.

部门共享数据的目录：每类数据一节。模板、校验、导入与本页同出一处。

- **A file** is CSV, XLSX or Parquet. A heading may be the Chinese one, the name of the column, or one of the others
  listed. *Whole list*: who is not in it has left. *Changes*: who is not in it stays as before.
- **The month** of a file is that of the day by which it is due. Where a row gives no first day, what it says holds from
  the first day of that month on; without a last day it still holds.
- **The key** tells the rows of a file apart. The same row in a later file replaces the earlier one.
- **Trust**: where two feeds disagree, the lower number is believed, and the conflict is listed.
- **The agreement** is a proposal (gb38/4.10b): the fields are the columns, the period is the cadence. A bureau records
  its own. A feed asks for nothing that no rule or comparison needs.
- All examples are made up: no such person, place or unit exists."""


def feeds_page() -> str:
    """The whole page."""
    known = feeds().values()
    heads = ("数据 feed", "部门 department", "报送 due", "条款 set by")
    rows = (
        (
            f"[`{feed.feed}`](#{feed.feed}) {feed.name.zh}",
            feed.department.zh,
            both(cadence_of(feed.cadence)),
            _set_by(feed),
        )
        for feed in known
    )
    parts = [INTRO, table(heads, rows), *(part for feed in known for part in feed_parts(feed)), *vocabulary_parts()]
    return page("Department feeds · 部门共享数据", "`feeds/descriptors/` and `feeds/vocabulary.py`", *parts)


def feed_parts(feed: Feed) -> Iterator[str]:
    """The section of one feed."""
    yield f'<a id="{feed.feed}"></a>\n\n## `{feed.feed}`: {feed.name.zh} · {feed.name.en}'
    yield table(("", ""), about(feed))
    heads = ("列 column", "表头 heading", "必填 needed", "格式 form", "说明 note", "示例 example")
    yield table(heads, (column_row(feed, column) for column in feed.columns))
    heads = ("一行说明 a row states", "类别 code", "条件 when", "起止 days", "另有 with", "信任 trust")
    yield table(heads, (yield_row(feed, said) for said in feed.yields))


def about(feed: Feed) -> Iterator[tuple[str, str]]:
    """What a feed is, a row each."""
    columns = [feed.column(name) for name in feed.key]
    due = cadence_of(feed.cadence)
    months = Text(f"{feed.fresh_months} 个月", f"{feed.fresh_months} months")
    kept = Text(f"{feed.sharing.retention_months} 个月", f"{feed.sharing.retention_months} months")
    subject = Text("单位", "a unit") if feed.subject == "unit" else Text("人", "a person")
    makes = Text("是", "yes") if feed.makes_people else Text("否，列入待核清单", "no, it is listed to be looked at")
    basis = " ".join(f"`{clause}`" for clause in feed.sharing.legal_basis)
    yield "部门 department", f"{feed.department.zh} · {feed.department.en} (`{feed.department_code}`)"
    yield "报送 due", f"{due.zh} · {due.en}; {_set_by(feed)}"
    yield "条款 clauses", " ".join(f"`{clause}`" for clause in feed.clauses)
    yield "范围 scope", told(SCOPES[feed.scope])
    yield "一行 a row is about", told(subject)
    yield "键 key", ", ".join(f"{column.zh} `{column.name}`" for column in columns)
    if feed.subject == "person":
        yield "可带入新人员 may bring people nobody knew", told(makes)
    yield "有效期 counts as fresh for", told(months)
    yield (
        "共享协议（建议）agreement proposed",
        f"{told(text_of(feed.sharing.channel))}; {basis}; 文件保存 kept {told(kept)}",
    )
    yield "版本 version", str(feed.version)


def column_row(feed: Feed, column: Column) -> tuple[str, ...]:
    """One column."""
    headings = column.zh + (f"<br>也可 also: {'、'.join(column.also)}" if column.also else "")
    form = both(TYPES[column.type])
    if column.codes:
        form = "<br>".join(f"`{code}` {words.zh} {words.en}" for code, words in column.codes.items())
    return (
        f"`{column.name}`<br>{column.en}",
        headings,
        both(needed(feed, column)),
        form,
        both(text_of(column.note)) if column.note is not None else "",
        column.example,
    )


def yield_row(feed: Feed, said: Yield) -> tuple[str, ...]:
    """What a row states."""
    kind = KINDS[said.kind]
    return (
        f"`{kind.name}`<br>{told(kind.words)}",
        code_of(feed, said, kind),
        told(condition(feed, said.when)) if said.when is not None else "",
        "<br>".join(days(feed, said, kind)),
        "<br>".join(beside(feed, said)),
        str(feed.trust[said.kind]),
    )


def code_of(feed: Feed, said: Yield, kind: FactKind) -> str:
    """Where the code of a statement comes from."""
    if said.code is None:
        return ""
    if said.code.startswith("="):
        return told(kind.codes[said.code[1:]])
    return named(feed, said.code)


def days(feed: Feed, said: Yield, kind: FactKind) -> Iterator[str]:
    """Which columns tell the days."""
    if said.from_ is not None:
        yield f"{'当日 on' if kind.form == 'event' else '自 from'} {named(feed, said.from_)}"
    if said.until is not None:
        yield f"至（不含）until, not included: {named(feed, said.until)}"
    if said.through is not None:
        yield f"至（含）through {named(feed, said.through)}"


def beside(feed: Feed, said: Yield) -> Iterator[str]:
    """What is stated beside the kind and its code."""
    if said.place is not None:
        yield f"地区 place: {named(feed, said.place)}"
    if said.number is not None:
        yield f"数值 number: {named(feed, said.number)}"
    yield from (named(feed, name) for name in said.detail)


def vocabulary_parts() -> Iterator[str]:
    """The closed list of kinds."""
    yield "## The kinds of facts · 事项目录"
    yield (
        "What feeds may state. An *event* happens on a day, a *span* holds from a day until another, *for life* has\n"
        "no days. Where *several* may hold at once, a new one does not end the others; elsewhere it does, and feeds\n"
        "that disagree are in conflict."
    )
    heads = ("名称 kind", "含义 meaning", "形式 form", "可并存 several", "代码 codes", "来源 stated by")
    yield table(heads, (kind_row(kind) for kind in KINDS.values()))


def kind_row(kind: FactKind) -> tuple[str, ...]:
    """One kind of fact."""
    sources = [feed.feed for feed in feeds().values() if any(said.kind == kind.name for said in feed.yields)]
    codes = "<br>".join(f"`{code}` {told(words)}" for code, words in kind.codes.items())
    several = "是 yes" if kind.several else ""
    stated = ", ".join(f"[`{name}`](#{name})" for name in sources)
    return (f"`{kind.name}`", both(kind.words), told(FORMS[kind.form]), several, codes, stated)


def named(feed: Feed, name: str) -> str:
    """A column by its heading and name."""
    return f"{feed.column(name).zh} `{name}`"


def told(text: Text) -> str:
    """A phrase in both languages, one beside the other."""
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def _set_by(feed: Feed) -> str:
    clause = feed.cadence.clause
    return f"`{clause}`" if clause is not None else told(set_by(feed.cadence))
