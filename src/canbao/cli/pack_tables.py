"""How packs, comparisons and findings are printed: Rich tables for people, markdown, CSV and JSON for files."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from rich import box
from rich.table import Table
from rich.text import Text as Styled

from canbao.basis.findings import Finding, Language, Text
from canbao.basis.glossary import label
from canbao.cli.output import console, print_json
from canbao.policy.changes import changes
from canbao.policy.comparison.blocks import comparison_block
from canbao.policy.comparison.compare import Cell, Comparison, Head, Row, compare
from canbao.policy.comparison.describe import reading_text
from canbao.policy.comparison.sheet_cells import head_cells, row_cells
from canbao.policy.library import Chain, Library
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.policy.schema import Days, Pack

STYLES = {
    "read": "green",
    "reported": "yellow",
    "assumed": "bold yellow",
    "undetermined": "red",
    "not_in_force": "dim",
    "silent": "dim",
    "info": "cyan",
    "warning": "yellow",
    "error": "bold red",
}
STATUSES = ("read", "reported", "assumed", "undetermined", "not_in_force", "silent")
SEVERITIES = {
    "info": Text("提示", "info"),
    "warning": Text("警告", "warning"),
    "error": Text("错误", "error"),
}
CLAUSES_SHOWN = 8


def say(language: Language, zh: str, en: str) -> str:
    """A phrase in the reader's language."""
    return zh if language == "zh" else en


def table(*headers: str, title: str | None = None) -> Table:
    """A table in the house style."""
    made = Table(title=title, title_justify="left", title_style="bold", box=box.ROUNDED, show_lines=True, expand=False)
    for header in headers:
        made.add_column(header, overflow="fold")
    return made


def print_check(names: Sequence[str], found: Sequence[Finding], language: Language) -> None:
    """The findings of a check, each with where, how grave, what, and what to do; then how many there are."""
    out = console()
    for one in found:
        grave = Styled(SEVERITIES[one.severity].get(language), STYLES[one.severity])
        head = Styled.assemble((one.about, "bold"), " ", grave, "  ", (one.code, "dim"))
        for line in (head, "  " + one.message.get(language), Styled("  → " + one.remedy.get(language), "dim")):
            out.print(line, markup=False, soft_wrap=True)
    counts = ", ".join(
        f"{SEVERITIES[grave].get(language)} {sum(one.severity == grave for one in found)}"
        for grave in ("error", "warning", "info")
    )
    files = say(language, f"已检查 {len(names)} 个文件", f"files checked: {len(names)}")
    out.print(f"{files} · {counts}")


def print_list(library: Library, language: Language) -> None:
    """The packs at hand."""
    made = table(
        *(("代码", "名称", "继承", "文件", "取值", "情形", "覆盖") if language == "zh" else
          ("place", "name", "inherits", "documents", "values", "rows", "overlays"))
    )  # fmt: skip
    for place in library.places():
        pack = library.pack(place)
        documents = [document.number for document in pack.documents.values() if document.status == "read"]
        missing = [f"{layer.place} {layer.number}" for layer in pack.missing_layers]
        if missing:
            documents.append(say(language, "缺：", "missing: ") + "、".join(missing))
        numbers = (sum(map(len, pack.values.values())), len(pack.circumstances), len(library.overlays(place)))
        made.add_row(place, name_of(pack, language), pack.inherits or "–", "\n".join(documents), *map(str, numbers))
    console().print(made)


def print_law(policies: Policies, place: str, on: date, language: Language) -> None:
    """Everything a place's law says on a day: layers, documents, values, circumstances, readings, dates of change."""
    comparison = compare(policies, [place], on)
    policy = policies.policy(place, on.year, on)
    chain = policy.resolved.chain
    out = console()
    names = [f"{name_of(layer.pack, language)} {layer.place}" for layer in chain.layers]
    out.print(Styled(" → ".join(names), "bold"))
    out.print(_heading(comparison, language))
    out.print(Styled(say(language, "政策摘要 ", "policy ") + policy.digest, "dim"))
    out.print(_documents_table(chain, language))
    missing = next(row for row in comparison.rows if row.key == "missing_layers")
    out.print(f"{missing.what.get(language)}{say(language, '：', ': ')}{missing.cells[0].text.get(language)}")
    for topic, rows in groupby(comparison.rows, key=lambda row: row.topic):
        if topic != missing.topic:
            out.print(_law_table(topic, list(rows), language))
    out.print(_readings_table(policy, language))
    days = [day.isoformat() for day in changes(policies.library, place)]
    out.print(say(language, "规定变化之日：", "Dates of change: ") + " · ".join(days))
    out.print(_legend(language))


def name_of(pack: Pack, language: Language) -> str:
    """What the place of a pack is called."""
    if pack.name is None:
        return pack.place
    return pack.name.zh if language == "zh" else pack.name.en


def _heading(comparison: Comparison, language: Language) -> str:
    day, year = comparison.on.isoformat(), comparison.year
    return say(language, f"参保年度 {year}，{day} 的规定", f"Coverage year {year}, the law of {day}")


def _legend(language: Language) -> Styled:
    marks = [Styled(label(status).get(language), STYLES[status]) for status in STATUSES]
    return Styled(say(language, "状态：", "Status: ")) + Styled(" · ").join(marks)


def _law_table(topic: Text, rows: Sequence[Row], language: Language) -> Table:
    headers = ("项目", "内容", "依据", "状态") if language == "zh" else ("item", "value", "clauses", "status")
    made = table(*headers, title=topic.get(language))
    for row in rows:
        cell = row.cells[0]
        made.add_row(row.what.get(language), cell.text.get(language), "\n".join(cell.clauses), _status(cell, language))
    return made


def _documents_table(chain: Chain, language: Language) -> Table:
    zh = ("简称", "文号", "标题", "印发", "施行", "状态")
    en = ("short", "number", "title", "issued", "in force", "status")
    made = table(*(zh if language == "zh" else en), title=say(language, "文件", "Documents"))
    for name, document in chain.documents.items():
        issued = document.issued.isoformat() if document.issued else "–"
        status = Styled(label(document.status).get(language), STYLES[document.status])
        title = (
            document.title if document.note is None else Styled.assemble(document.title, "\n", (document.note, "dim"))
        )
        made.add_row(name, document.number, title, issued, _days(document.in_force), status)
    return made


def _days(days: Days) -> str:
    return f"{days.from_} … {days.through or ''}".rstrip()


def _readings_table(policy: Policy, language: Language) -> Table:
    zh, en = ("解释开关", "取值", "其他读法", "依据"), ("reading", "value", "other readings", "clauses")
    made = table(*(zh if language == "zh" else en), title=say(language, "解释开关", "Readings"))
    for chosen in policy.interpretations.values():
        if chosen.acts:
            others = "、".join(reading_text(value).get(language) for value in chosen.others)
            what = Styled.assemble(label(chosen.name).get(language), "\n", (chosen.name, "dim"))
            made.add_row(what, reading_text(chosen.value).get(language), others, "\n".join(chosen.clauses))
    return made


def print_comparison(comparison: Comparison, format: str, language: Language) -> None:
    """A comparison in one of its formats."""
    _FORMATS[format](comparison, language)


def _print_table(comparison: Comparison, language: Language) -> None:
    out = console()
    heads = [_head(head, language) for head in comparison.places]
    made = table(say(language, "项目", "item"), *heads, title=_heading(comparison, language))
    topic: Text | None = None
    for row in comparison.rows:
        if row.topic != topic:
            topic = row.topic
            made.add_row(Styled(topic.get(language), "bold reverse"))
        what = Styled(row.what.get(language), "bold" if row.differs else "")
        made.add_row(what, *(_cell(cell, language) for cell in row.cells))
    out.print(made)
    out.print(say(language, "粗体的项目各地不同。", "Items in bold differ between the places."))
    out.print(_legend(language))


def _head(head: Head, language: Language) -> str:
    return f"{head.name.get(language)} {head.place}"


def _cell(cell: Cell, language: Language) -> Styled:
    """The words of a cell, then its clauses and status."""
    words = Styled(cell.text.get(language))
    if cell.status is None or (cell.status == "read" and not cell.clauses):
        return words
    basis = Styled(_clauses(cell) + (" · " if cell.clauses else ""), "dim")
    return Styled.assemble(words, "\n", basis, _status(cell, language))


def _status(cell: Cell, language: Language) -> Styled:
    """How sure a cell is, in its colour; nothing where there is nothing to be sure of."""
    return Styled() if cell.status is None else Styled(_status_word(cell, language), STYLES[cell.status])


def _status_word(cell: Cell, language: Language) -> str:
    return "" if cell.status is None else label(cell.status).get(language)


def _clauses(cell: Cell) -> str:
    more = " …" if len(cell.clauses) > CLAUSES_SHOWN else ""
    return " ".join(cell.clauses[:CLAUSES_SHOWN]) + more


def _print_markdown(comparison: Comparison, language: Language) -> None:
    write = sys.stdout.write
    write(f"# {_heading(comparison, language)}\n")
    heads = " | ".join(_head(head, language) for head in comparison.places)
    for topic, rows in groupby(comparison.rows, key=lambda row: row.topic):
        write(f"\n## {topic.get(language)}\n\n| {say(language, '项目', 'item')} | {heads} |\n")
        write("|---" * (len(comparison.places) + 1) + "|\n")
        for row in rows:
            cells = " | ".join(_markdown_cell(cell, language) for cell in row.cells)
            write(f"| {row.what.get(language)} | {cells} |\n")


def _markdown_cell(cell: Cell, language: Language) -> str:
    basis = " ".join(f"`{clause}`" for clause in cell.clauses)
    words = cell.text.get(language).replace("|", "\\|").replace("\n", "<br>")
    below = f"{basis} {_status_word(cell, language)}".strip()
    return f"{words}<br>{below}" if below else words


def _print_csv(comparison: Comparison, language: Language) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    zh, en = ["类别", "项目", "单位"], ["topic", "item", "unit"]
    columns = head_cells(comparison.places, language, say(language, "依据", "clauses"), say(language, "状态", "status"))
    writer.writerow([*(zh if language == "zh" else en), *columns])
    writer.writerows(row_cells(row, language) for row in comparison.rows)


def _print_json(comparison: Comparison, _language: Language) -> None:
    print_json(comparison_block(comparison))


_FORMATS: dict[str, Callable[[Comparison, Language], None]] = {
    "table": _print_table,
    "markdown": _print_markdown,
    "csv": _print_csv,
    "json": _print_json,
}
