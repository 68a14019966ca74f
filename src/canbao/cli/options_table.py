"""The ways to enrol side by side, as a table of the terminal: what is beaten, assumed, or rests on a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text as Line

from canbao.basis.findings import Language, Text
from canbao.casework.wording import UNKNOWN, amount, months, word

if TYPE_CHECKING:
    from canbao.casework.options import Option

NOTHING_PAYABLE = Text("本年度内无", "nothing in this year")


def options_table(found: Sequence[Option], language: Language) -> Table:
    """Options side by side; the law's choice starred, the beaten ones dimmed; the place where there are several.

    Below it what the other marks say: values not read in a document, and on which years an option depends.
    """
    zh = language == "zh"
    places = len({option.place for option in found}) > 1
    notes = list(dict.fromkeys(option.note for option in found if option.note is not None))
    table = Table(box=None, header_style="dim", pad_edge=False, caption_justify="left", caption_style="dim")
    table.caption = legend(found, notes, language)
    table.add_column("#", justify="right")
    if places:
        table.add_column("地区" if zh else "place", no_wrap=True)
    table.add_column("年度" if zh else "year", no_wrap=True)
    table.add_column("情形" if zh else "circumstance", overflow="fold")
    table.add_column("修复" if zh else "repair", no_wrap=True)
    table.add_column("应缴" if zh else "due", justify="right", overflow="fold")
    table.add_column("等待" if zh else "wait", justify="right", no_wrap=True)
    table.add_column("待遇自" if zh else "from", min_width=len("2026-01-01"))
    table.add_column("大病限额" if zh else "limit", justify="right", overflow="fold")
    table.add_column("", min_width=len("★ ≈ ~"))
    for number, option in enumerate(found, start=1):
        cells = option_cells(option, language, notes)
        table.add_row(
            str(number),
            *([option.place] if places else []),
            *cells,
            style="dim" if option.beaten_by is not None else "",
        )
    return table


def option_cells(option: Option, language: Language, notes: Sequence[Text] = ()) -> list[str]:
    """One option as the cells of a row. notes: those told below the table; a letter refers to each."""
    zh = language == "zh"
    answer = option.answer
    benefit = answer["benefit"]
    wait = answer["waiting"]["total_months"]
    marks = ["★"] * option.is_taken + option_marks(option)
    if option.note in notes:
        marks.append(note_letter(notes.index(option.note)))
    if option.beaten_by is not None:
        marks.append(f"{'不如' if zh else 'beaten by'} {option.beaten_by}")
    no_day = NOTHING_PAYABLE.get(language) if option.is_empty else OPEN
    return [
        str(option.year),
        word(option.circumstance).get(language),
        f"{option.repair_years} 年" if zh else str(option.repair_years),
        amount(answer["premium"]["due_yuan"]).get(language),
        OPEN if wait is None else months(wait).get(language),
        benefit["from"] if benefit else no_day,
        amount(answer["limit"]["total_yuan"]).get(language),
        " ".join(marks),
    ]


MARKS = {
    "assumed_value": ("≈", Text("用到假定值", "uses an assumed value")),
    "reported_value": ("~", Text("用到转述值", "uses a reported value")),
}
"""How findings on the values of an option are marked; those of the place and year asked for are told in full."""


OPEN = "?"
"""A wait or a first day on which years that the case does not tell decide."""


def option_marks(option: Option) -> list[str]:
    """The marks of an option for another place or year than asked: it rests on values that no document was read for."""
    return [] if option.is_asked else [mark for code, (mark, _) in MARKS.items() if code in option.findings]


def note_letter(position: int) -> str:
    """The letter that refers to a note below the table."""
    return f"({chr(ord('a') + position)})"


def legend(found: Sequence[Option], notes: Sequence[Text], language: Language) -> Line | None:
    """What the marks in the table say; None where there are none."""
    used = {mark for option in found for mark in option_marks(option)}
    values = [f"{mark} {says.get(language)}" for mark, says in MARKS.values() if mark in used]
    if any(OPEN in option_cells(option, language) for option in found):
        values.append(f"{OPEN} {UNKNOWN.get(language)}")
    lines = ["  ".join(values)] * bool(values)
    lines += [f"{note_letter(position)} {note.get(language)}" for position, note in enumerate(notes)]
    return Line("\n".join(lines)) if lines else None
