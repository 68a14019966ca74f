"""The page ``docs/reference/population.md``: columns, year words, findings, refusals and files, from the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from importlib.resources import files

from canbao.basis.finding_codes import TABLE
from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.population.columns import ANSWERS, PEOPLE, PERSON_ID, Column
from canbao.population.compiling import CACHE, KEPT
from canbao.population.faults import FAULTS
from canbao.population.manifest import Manifest
from canbao.population.packing.tables import COVER
from canbao.population.rows import FIRST_YEAR, LAST_YEAR
from canbao.population.source import LEAST_UNIT
from canbao.population.summary import LONGEST_WAIT, CountySummary
from canbao.rules import facts
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.notes import NOTE_CODES
from canbao.rules.parameters import BASES
from scripts.markdown import both, page, table

STATEMENTS = (
    ("RESIDENT", facts.RESIDENT, Text("参加居民医保", "resident cover")),
    ("PAID_IN_WINDOW", facts.PAID_IN_WINDOW, Text("在集中缴费期内缴费", "paid in the window")),
    ("REIMBURSED", facts.REIMBURSED, Text("基金支付过费用", "the fund paid something")),
    ("OTHER_GUARANTEE", facts.OTHER_GUARANTEE, Text("服役、服刑等其他保障", "service, prison or another guarantee")),
    ("ZERO_CLAIM_USED", facts.ZERO_CLAIM_USED, Text("动用了零报销激励", "the zero-claim bonus was used")),
    (
        "BONUS_USED",
        facts.BONUS_USED,
        Text("动用了激励，未说明是哪一部分", "a bonus was used, the part not told"),
    ),
    (
        "RECORDED",
        facts.RECORDED,
        Text("有记录，上列各项均不成立", "recorded, though nothing above is true"),
    ),
)
"""The statements of a year word; a test holds them against ``rules/facts.py``."""

EXAMPLES = (
    0,
    1,
    3,
    7,
    facts.RESIDENT | facts.PAID_IN_WINDOW | facts.REIMBURSED | facts.ZERO_CLAIM_USED,
    facts.OTHER_GUARANTEE,
    facts.RECORDED,
    5 * facts.MONTHS_UNIT,
    12 * facts.MONTHS_UNIT,
    12 * facts.MONTHS_UNIT + 1,
)

INTRO = """\
What a file of people holds, what a run answers, and what it writes. **These columns are fixed from now on**: names,
types and meanings do not change. What is added comes as an optional column, so a file that is right today stays
right.

一批人的输入列、结果列、年度字、提示、退回原因和输出目录。**各列自此固定**：名称、类型、含义不再改变；新增的只会是可省略的列。

How to run it: [decide a population](../how-to/decide-a-population.md). The same facts for one person: [the
case](case.md)."""

PEOPLE_NOTES = f"""\
One row is one enrolment of one person. The input is a Parquet or CSV file, or a folder of one kind; files whose names
begin with `_` or `.` are left aside, a folder within it and packed data are refused. The order of columns does not
matter. A column that is not listed is refused, and the message names the nearest one. A whole number may be wider or
narrower, and text may come by dictionary; `{PERSON_ID}` is text or a whole number of any width. Days lie in the years
{FIRST_YEAR} to {LAST_YEAR}. All files of a run have the same columns.

*null*: a row may leave it empty. *left out*: the file may have no such column; it then counts as null in every row."""

WORDS_NOTES = """\
`history` holds one number for each year, the oldest first, without a gap. The last one is of the year `history_ends`.
A number is the sum of what is true of the year, and of 256 for each month of employee cover. Years before the first
word and after the last have no cover, unless `history_known_from` says that the earlier years are unknown.

每年一个数：为真的各项相加，再加职工医保月数 × 256。"""

WORDS_RULES = """\
- 0 is a year without a record. Among known years that is a year without cover; among the years before
  `history_known_from` it is an unknown year.
- 64 tells among those years only: *this* year is known, and had no cover. Elsewhere it means the same as 0.
- `PAID_IN_WINDOW` stands with `RESIDENT` only. `ZERO_CLAIM_USED` and `BONUS_USED` exclude each other. Months are 0 to
  12. 128 is no statement, and no word is negative.
- A history may be as long as a life: nothing is cut."""

LISTS_NOTES = """\
`events` is a list of `{kind, on}`, `aid` a list of `{category, from, until}`; `until` is the first day on which the
category is no longer held, or null. `employee_cover_ended` is the first day **without** employee cover."""

ANSWERS_NOTES = """\
A row for each row of people that was decided, in the order of the input. Amounts are whole fen. Null is what null is
in the answer of a case: not determined, or nothing to say. `circumstance` and `basis` come by dictionary; on a
cluster they are plain text."""

FINDINGS_NOTES = """\
`findings` is a set in one number: the sum of 2ᵏ over the codes that the answer has. In SQL, `findings & 32768 != 0`
asks for one of them. The messages fill in amounts and years for one person; `canbao population explain` prints them
so. New codes are added at the end. What each asks of the office: [findings](findings.md)."""

REFUSED_NOTES = """\
A row that contradicts itself, or whose law is not here, is not decided and not dropped. It is written under
`_rejects` as it came, with `reasons`, a list of these names; a row may have several. The other rows are decided all
the same."""

OUT_FILES = (
    ("part-NNNNN.parquet", "the answers of one unit: rows that follow one another in one file of the input"),
    (
        "_rejects/part-NNNNN.parquet",
        "the refused rows of that unit: their columns as they came, `row` (the position among all rows of the input, "
        "from 0) and `reasons`; missing where none was refused",
    ),
    ("_manifest.json", "what was read, by which law and program, and what came of it"),
)

OUT_NOTES = f"""\
A unit is a run of row groups with {LEAST_UNIT:,} rows or more, or the rest of a file. A run works in
`OUT.unfinished`: the parts that are whole, a note for each finished unit under `_notes`, `_run.json` (whose run it
is), `_lock` (while a process works in it), and for CSV the people as Parquet under `_people`. The folder gets the
name `OUT` when all units are there, so **a folder named `OUT` is always complete**. `OUT` is never overwritten.

What a cluster writes differs a little: [run on a cluster](../how-to/run-on-a-cluster.md)."""

CSV_NOTES = """\
UTF-8, comma-separated, a header with the names of the columns. Days are `YYYY-MM-DD`, an empty cell is null, and the
three lists are JSON in one cell, its quotes doubled as CSV asks:

| column | cell |
| --- | --- |
| `history` | `"[1280, 3, 5]"` |
| `events` | `"[{""kind"": ""left_service"", ""on"": ""2026-01-10""}]"` |
| `aid` | `"[{""category"": ""destitute"", ""from"": ""2024-10-01"", ""until"": null}]"` |

A cell that cannot be read, or a line with too many or too few cells, refuses its row. The text of the row stands
under `_rejects` in the column `unreadable_text`, which only runs from CSV have. Answers are always Parquet."""

COVER_NOTES = """\
`canbao population pack COVER PEOPLE OUT` makes `history` and `history_ends` from a long table: a row for each person,
year and scheme with cover. COVER is Parquet or CSV; PEOPLE is Parquet without the two columns. Rows that repeat one
another count once. A person whose cover cannot be believed is not packed. Rows that are in no history stand in
`_rejects/cover.parquet`, people who are not packed in `_rejects/people.parquet`, each with `reasons`:"""

MANIFEST_KEYS = {
    "engine": "`local` or `spark`",
    "inputs": "the files read: `path`, `bytes`, `sha256`",
    "options": "`as_of`, `known_on`, `interpretations`, `overlays` (`path`, `sha256`)",
    "rules": "digest of the rules; the same stands in the receipt of a case",
    "policies": "digest of the law met, every change of it, by pack, coverage year and first day of that law",
    "versions": "the program, its compiler and libraries, Python, the system",
    "rows": "rows read: `answered` + `refused`",
    "answered": "rows of the answer",
    "refused": "rows under `_rejects`",
    "counties": "the summary, a block for each county, in the order of their codes",
    "finished": "the moment it was complete (UTC)",
    "seconds": "from start to end, without compiling; of a run that was gone on with, the last stretch",
    "format": "1",
}

SUMMARY_KEYS = {
    "county": Text("县级代码；不成代码的为 0", "the six digits of the place; 0 where it is no code"),
    "people": Text("行数", "rows"),
    "decided": Text("有情形的", "those with a circumstance"),
    "without_circumstance": Text("没有情形的（表中“未定”）", "those without one (*open* in the table)"),
    "refused": Text("退回的", "refused rows"),
    "due_open": Text("已判定而应缴未定", "decided, but the price is not determined"),
    "due_fen": Text("应缴合计", "sum of what people pay"),
    "aid_fen": Text("资助合计", "sum of aid"),
    "subsidy_fen": Text("由个人缴纳的财政补助合计", "sum of the fiscal subsidy that people pay"),
    "repair_fen": Text("修复缴费合计", "sum of repairs"),
    "payable": Text("年度内有可享受待遇之日", "those with a payable day in the year"),
    "limit_open": Text("限额未定", "limits not determined"),
    "unlimited": Text("限额不设上限", "limits without an end"),
    "limited": Text("限额为一个数", "limits that are a number"),
    "limit_fen": Text("其合计", "their sum; divided by `limited` it is the mean"),
    "with_bonus": Text("有激励", "those with a bonus"),
    "with_penalty": Text("有降额", "those with a penalty"),
    "wait_open": Text("已判定而等待期未定", "decided, but the wait is not determined"),
    "waits": Text(
        f"按等待月数的人数，自 0 起；末项为 {LONGEST_WAIT} 个月及以上",
        f"people by months of wait, from 0 on; the last stands for {LONGEST_WAIT} months and more",
    ),
}

CODE_NOTES = f"""\
Rules are compiled on first use, half a minute or so, and kept in `canbao/compiled-…` under the folder that `{CACHE}`
names, else under `XDG_CACHE_HOME`, else under `~/.cache`. The name is a digest of all sources and of the compiler:
after an update, or an edited rule, nothing old is used. The last {KEPT} are kept; all may be deleted at any time.
Where that folder cannot be written, each run compiles for itself. Nobody but the user of the run
may have the right to write there, for the code is run."""


def population_page() -> str:
    """The whole page."""
    return page(
        "A population · 批量判定的格式",
        "`population/`, `rules/facts.py` and `rules/notes.py`",
        INTRO,
        "## People · 输入",
        PEOPLE_NOTES,
        people_table(PEOPLE),
        "## The year word · 年度字",
        WORDS_NOTES,
        statements_table(),
        table(("word", "of", "meaning 含义"), map(example_row, EXAMPLES)),
        WORDS_RULES,
        "## Events, aid categories, circumstances · 名称",
        LISTS_NOTES,
        names_table("`events.kind`", facts.ANCHOR_NAMES[facts.EMPLOYEE_COVER_ENDED :]),
        names_table("`aid.category`", facts.AID_CATEGORIES),
        names_table("`circumstance`", CIRCUMSTANCE_NAMES),
        "## Answers · 结果",
        ANSWERS_NOTES,
        table(("column", "type", "null", "meaning 含义"), map(answer_row, ANSWERS)),
        names_table("`basis`", BASES),
        "## The bits of `findings` · 提示的各位",
        FINDINGS_NOTES,
        table(("k", "2ᵏ", "code", "severity", "message 说明"), findings_rows()),
        "## Why a row is refused · 退回原因",
        REFUSED_NOTES,
        table(("reason", "meaning 含义"), ((f"`{name}`", both(words)) for name, words in FAULTS)),
        "## What is written · 输出目录",
        table(("path", "what it is"), ((f"`{path}`", what) for path, what in OUT_FILES)),
        OUT_NOTES,
        "## The manifest · `_manifest.json`",
        table(("key", "meaning"), ((f"`{key.name}`", MANIFEST_KEYS[key.name]) for key in fields(Manifest))),
        "A block of `counties`; amounts are fen:",
        table(("key", "meaning 含义"), ((f"`{key}`", both(SUMMARY_KEYS[key])) for key in CountySummary._fields)),
        "## CSV",
        CSV_NOTES,
        "## Cover, as `pack` reads it · 参保长表",
        COVER_NOTES,
        cover_notes(),
        people_table(COVER),
        "## Machine code · 机器码",
        CODE_NOTES,
    )


def people_table(columns: Iterable[Column]) -> str:
    """Columns that are read."""
    return table(
        ("column", "type", "null", "left out", "meaning 含义"),
        ((f"`{c.name}`", type_text(c), yes(c.nullable), yes(c.optional), both(c.meaning)) for c in columns),
    )


def answer_row(column: Column) -> tuple[str, ...]:
    """A column that is written."""
    return (f"`{column.name}`", type_text(column), yes(column.nullable), both(column.meaning))


def type_text(column: Column) -> str:
    """The type of a column."""
    return "`string` or whole number" if column.name == PERSON_ID else f"`{column.type}`"


def yes(is_so: bool) -> str:
    """A mark."""
    return "yes" if is_so else ""


def statements_table() -> str:
    """The statements, and the months above them."""
    rows = [(name, f"{bit}", both(meaning)) for name, bit, meaning in STATEMENTS]
    months = Text("职工医保的一个月（0 至 12 个月）", "one month of employee cover (0 to 12)")
    return table(("name", "number", "meaning 含义"), [*rows, ("MONTHS_UNIT", f"{facts.MONTHS_UNIT}", both(months))])


def example_row(word: int) -> tuple[str, ...]:
    """A word, what it is the sum of, and what it says."""
    parts = [(f"{bit}", meaning) for _, bit, meaning in STATEMENTS if word & bit]
    months = word // facts.MONTHS_UNIT
    if months:
        zh, en = f"职工医保 {months} 个月", f"{months} months of employee cover"
        parts.append((f"{months} × {facts.MONTHS_UNIT}", Text(zh, en)))
    if not parts:
        return (f"{word}", "", both(Text("无记录", "no record")))
    zh, en = "；".join(meaning.zh for _, meaning in parts), "; ".join(meaning.en for _, meaning in parts)
    return (f"{word}", " + ".join(number for number, _ in parts), both(Text(zh, en)))


def names_table(head: str, names: Iterable[str]) -> str:
    """Names with their words."""
    return table((head, "中文", "English"), ((f"`{name}`", label(name).zh, label(name).en) for name in names))


def findings_rows() -> Iterator[tuple[str, ...]]:
    """The codes of a set of findings."""
    by_code = {row.code: row for row in TABLE}
    for bit, code in enumerate(NOTE_CODES):
        row = by_code[code]
        yield (f"{bit}", f"{1 << bit}", f"`{code}`", row.severity, both(row.message))


def cover_notes() -> str:
    """What packing refuses."""
    people = dict.fromkeys([*reasons_in("people"), *reasons_in("people_judged")])
    return f"- cover: {named(reasons_in('listed_cover'))}.\n- people: {named(people)}."


def named(names: Iterable[str]) -> str:
    """Names in a row."""
    return ", ".join(f"`{name}`" for name in names)


def reasons_in(query: str) -> list[str]:
    """The reasons that a query of packing gives."""
    text = files("canbao.population.packing").joinpath("queries", f"{query}.sql").read_text(encoding="utf-8")
    return re.findall(r"THEN \[?'(\w+)'", text)
