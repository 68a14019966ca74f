"""Dirt as lists of departments have it, put into a clean list at stated rates and counted.

A row has at most one sort of it, so that what is found can be held against what was put in. A slip of one digit lies in
the region or order of a number, and the name beside it is right: it can be mended where the person is known. A number
``beyond_repair`` is wrong in two digits. ``strangers`` have sound numbers that no list of the register knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from canbao.basis.certificates.eighteen import is_sound
from canbao.basis.certificates.repairs import WEIGHTS
from canbao.registry.synthetic_county.draws import stream
from canbao.registry.synthetic_county.people import Column

RATES: Final = {
    "one_digit_slip": 0.002,
    "beyond_repair": 0.001,
    "fifteen_digits": 0.004,
    "full_width": 0.004,
    "other_date_form": 0.01,
    "name_typo": 0.003,
    "name_missing": 0.001,
    "twice": 0.002,
    "contradicting": 0.001,
    "stranger": 0.003,
}
"""Rows of a list with each sort of dirt."""
LEAST_ROWS: Final = 50
"""Lists below this stay clean: a slip more would hold them back."""
ONLY_IN_AID: Final = ("name_typo", "stranger")
"""Sorts for lists that bring nobody: elsewhere a name typed wrong, or a stranger, is who the person is."""
TAKEN_BACK: Final = ("civil_affairs", "monitored_households", "severe_disability")
CONTRADICTING: Final = {
    "population_register": ("residence_place", "439191901902", "439191901903"),
    "students": ("level", "小学", "初中"),
    "employee_cover": ("insured_as", "在职", "灵活就业"),
    "resident_cover": ("paid_in_window", "是", "否"),
    "cover_elsewhere": ("cover_through", "2027-11-30", "2027-10-31"),
    "civil_affairs": ("recognised_on", "2024-02-01", "2024-03-01"),
    "severe_disability": ("certified_on", "2020-02-01", "2020-03-01"),
    "monitored_households": ("identified_on", "2024-02-01", "2024-03-01"),
}
"""The column in which rows of one key contradict one another, and what each says."""
NUMBER: Final = "certificate_number"
NAME: Final = "name"
SLIP_PLACES: Final = (2, 3, 4, 5, 14, 15, 16)
ROUNDED: Final = "000"
"""The end of a number that a spreadsheet took for an amount: another sort of dirt."""
OF_CENTENARIANS: Final = "996"
BORN_19: Final = "19"
FULL_WIDTH: Final = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CHECKS: Final = "0123456789X"


class Dirty(NamedTuple):
    """A list with dirt: its rows, how many rows of each sort, how many rows the clean list had."""

    table: Any
    planted: dict[str, int]


def soiled(table: Any, feed: str, month: str, seed: int) -> Dirty:
    """A list with dirt put into it. The same for the same seed."""
    if NUMBER not in table.column_names or feed == "births" or table.num_rows < LEAST_ROWS:
        return Dirty(table, {})
    draw = stream(seed, "dirt", feed, month)
    columns = {name: np.array(table[name].to_pylist(), object) for name in table.column_names}
    free = draw.permutation(table.num_rows)
    planted, begin = dict[str, int](), 0
    more: list[dict[str, Column]] = []
    for sort, rate in RATES.items():
        if sort in ONLY_IN_AID and feed not in TAKEN_BACK:
            continue
        count = max(1, round(rate * table.num_rows))
        rows = free[begin:][: count * 6]
        rows = rows[SUITS.get(sort, anybody)(columns, rows)][:count]
        begin += count * 6
        if not len(rows):
            continue
        change = CHANGES.get(sort)
        if change is not None:
            change(columns, rows, draw)
        elif sort in ("twice", "contradicting"):
            more.append(again(columns, rows, feed, sort))
        else:
            more.append(strangers(columns, rows, feed))
        planted[sort] = len(rows)
    made = {name: np.concatenate([column, *(part[name] for part in more)]) for name, column in columns.items()}
    return Dirty(pa.table({name: pa.array(column, pa.string()) for name, column in made.items()}), planted)


def anybody(_: dict[str, Column], rows: Column) -> Column:
    """Every row suits."""
    return np.ones(len(rows), bool)


def born_before_2000(columns: dict[str, Column], rows: Column) -> Column:
    """Rows of people who can have had fifteen digits: orders from 996 on were for those born before 1900."""
    numbers = columns[NUMBER][rows].tolist()
    return np.array([number[6:8] == BORN_19 and number[14:17] < OF_CENTENARIANS for number in numbers], bool)


def slip(columns: dict[str, Column], rows: Column, draw: np.random.Generator) -> None:
    """One digit mistaken."""
    for row in rows.tolist():
        at, by = int(draw.choice(SLIP_PLACES)), int(draw.integers(1, 10))
        wrong = changed(columns[NUMBER][row], at, by)
        columns[NUMBER][row] = changed(columns[NUMBER][row], 2, by) if wrong.endswith(ROUNDED) else wrong


def beyond_repair(columns: dict[str, Column], rows: Column, draw: np.random.Generator) -> None:
    """Two digits mistaken, and the check character wrong for what stands there."""
    for row in rows.tolist():
        number = changed(columns[NUMBER][row], 3, int(draw.integers(1, 10)))
        other = changed(number, 15, 1)
        columns[NUMBER][row] = changed(number, 15, 2) if is_sound(other) or other.endswith(ROUNDED) else other


def changed(number: str, at: int, by: int) -> str:
    """A number with one digit moved on by so many."""
    return f"{number[:at]}{(int(number[at]) + by) % 10}{number[at + 1 :]}"


def fifteen_digits(columns: dict[str, Column], rows: Column, _: np.random.Generator) -> None:
    """The number as it was before 1999: without century and check character."""
    columns[NUMBER][rows] = [number[:6] + number[8:17] for number in columns[NUMBER][rows].tolist()]


def full_width(columns: dict[str, Column], rows: Column, _: np.random.Generator) -> None:
    """Digits as an input method for Chinese writes them."""
    columns[NUMBER][rows] = [number.translate(FULL_WIDTH) for number in columns[NUMBER][rows].tolist()]


def other_date_form(columns: dict[str, Column], rows: Column, _: np.random.Generator) -> None:
    """Days written as 2026年10月1日 or 20261001."""
    for name, column in columns.items():
        if name.endswith(("_on", "_from", "_through")) or name == "born":
            for at, row in enumerate(rows.tolist()):
                if column[row]:
                    year, month, day = column[row].split("-")
                    column[row] = f"{year}年{int(month)}月{int(day)}日" if at % 2 else f"{year}{month}{day}"


def name_typo(columns: dict[str, Column], rows: Column, _: np.random.Generator) -> None:
    """A character that looks alike."""
    columns[NAME][rows] = [name.replace("成", "戍") for name in columns[NAME][rows].tolist()]


def name_missing(columns: dict[str, Column], rows: Column, _: np.random.Generator) -> None:
    """No name."""
    columns[NAME][rows] = ""


def again(columns: dict[str, Column], rows: Column, feed: str, sort: str) -> dict[str, Column]:
    """Rows once more: the same, or saying otherwise."""
    more = {name: column[rows].copy() for name, column in columns.items()}
    if sort == "contradicting":
        name, one, other = CONTRADICTING[feed]
        more[name] = np.where(columns[name][rows] == one, other, one).astype(object)
    return more


def strangers(columns: dict[str, Column], rows: Column, feed: str) -> dict[str, Column]:
    """Rows of people whom the register does not know: those of a feed are the same in every month."""
    more = {name: column[rows].copy() for name, column in columns.items()}
    base = TAKEN_BACK.index(feed) * 1000
    more[NUMBER] = np.array([stranger(base + at) for at in range(len(rows))], object)
    more[NAME] = np.array([f"合成甲{90_000_000 + base + at:08}" for at in range(len(rows))], object)
    return more


def stranger(at: int) -> str:
    """A sound number of somebody whom no list of the register has."""
    body = f"80{at % 10_000:04}1970{at % 12 + 1:02}{at % 28 + 1:02}{at % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=False))
    return body + CHECKS[(1 - total) % 11]


Change = Callable[[dict[str, Column], Column, np.random.Generator], None]
CHANGES: Final[dict[str, Change]] = {
    "one_digit_slip": slip,
    "beyond_repair": beyond_repair,
    "fifteen_digits": fifteen_digits,
    "full_width": full_width,
    "other_date_form": other_date_form,
    "name_typo": name_typo,
    "name_missing": name_missing,
}
SUITS: Final = {"fifteen_digits": born_before_2000}
