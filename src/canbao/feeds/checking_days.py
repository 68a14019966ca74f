"""Days and months as departments write them.

2025-03-01, 2025/3/1, 2025.3.1, 20250301, 2025年3月1日, a time of day behind it or not, and the number of days that a
spreadsheet has for one. The usual ways are read for a whole column at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from canbao.feeds.checking_faults import Fault, Mask, fault

FIRST_YEAR: Final = 1850
"""No day before it stands in a register of the living and their cover."""
SPREADSHEET_BEGINS: Final = date(1899, 12, 30)
"""The day that a spreadsheet counts as 0, for days from March 1900 on."""
LONGEST: Final = 40
"""Characters of a text that may be a day."""
SEPARATORS = np.frombuffer(b"-/.", np.uint8)
EPOCH: Final = date(1970, 1, 1).toordinal()

_CLOCK: Final = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY = re.compile(rf"(\d{{4}}) ?[-/.年] ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,2}}) ?[日号]?{_CLOCK}", re.ASCII)
_DIGITS = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_CLOCK}", re.ASCII)
_SERIAL = re.compile(r"([1-9]\d{4})(?:\.\d+)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?: ?[-/.年] ?)?(\d{2}|(?<=\D)\d) ?月?", re.ASCII)
_ZERO: Final = ord("0")


class Days(NamedTuple):
    """A column of days: date32, null where there is none; where a text is no day, and where there is no such day."""

    values: Any
    not_a_day: Mask
    impossible: Mask


def read_days(about: str, texts: Any) -> tuple[Any, list[Fault]]:
    """A column of days, of tidy texts."""
    days = days_of(texts, day_written)
    return days.values, _faults(about, days, "not_a_date")


def read_months(about: str, texts: Any) -> tuple[Any, list[Fault]]:
    """A column of months, each as its first day, of tidy texts; a day stands for its month."""
    days = days_of(texts, month_written)
    first = days.values.to_numpy(zero_copy_only=False).astype("datetime64[M]").astype("datetime64[D]")
    return pa.array(first, pa.date32()), _faults(about, days, "not_a_month")


def _faults(about: str, days: Days, code: str) -> list[Fault]:
    return [fault(code, about, days.not_a_day), fault("date_impossible", about, days.impossible, first=FIRST_YEAR)]


def days_of(texts: Any, written: Callable[[str], date | None]) -> Days:
    """A column of texts as days; ``written`` reads what is not written in one of the two usual ways."""
    rows = len(texts)
    values, is_read, impossible = np.zeros(rows, np.int32), np.zeros(rows, bool), np.zeros(rows, bool)
    lengths = pc.fill_null(pc.binary_length(texts), 0).to_numpy()
    for width, separators in ((10, (4, 7)), (8, ())):
        at = np.flatnonzero(lengths == width)
        if len(at):
            days, is_day, exists = _usual(characters(texts.take(pa.array(at)), width), separators)
            values[at], is_read[at], impossible[at] = days, is_day & exists, is_day & ~exists
    rest = np.flatnonzero((lengths > 0) & ~is_read & ~impossible)
    not_a_day = np.zeros(rows, bool)
    if len(rest):
        distinct = texts.take(pa.array(rest)).dictionary_encode()
        days, is_day, exists = _written(distinct.dictionary.to_pylist(), written)
        which = distinct.indices.to_numpy()
        values[rest], is_read[rest] = days[which], (is_day & exists)[which]
        impossible[rest], not_a_day[rest] = (is_day & ~exists)[which], ~is_day[which]
    return Days(pa.array(values, mask=~is_read).cast(pa.date32()), not_a_day, impossible)


def characters(texts: Any, width: int) -> NDArray[np.uint8]:
    """The bytes of texts that all have so many, a row a text. None is null."""
    _, offsets, data = texts.buffers()
    begin = int(np.frombuffer(offsets, np.int32)[texts.offset])
    return np.frombuffer(data, np.uint8, len(texts) * width, begin).reshape(len(texts), width)


def _usual(signs: NDArray[np.uint8], separators: tuple[int, ...]) -> tuple[Any, Mask, Mask]:
    """Days since 1970 of YYYYMMDD, with separators between or not; whether each is a day at all, and exists."""
    digits = np.delete(signs, separators, axis=1).astype(np.int32) - _ZERO
    is_day: Mask = np.all((digits >= 0) & (digits <= 9), axis=1)
    for at in separators:
        is_day &= np.isin(signs[:, at], SEPARATORS)
    year = digits[:, :4] @ np.array([1000, 100, 10, 1], np.int32)
    month = digits[:, 4] * 10 + digits[:, 5]
    day = digits[:, 6] * 10 + digits[:, 7]
    months = np.where(is_day, (year - 1970) * 12 + np.clip(month, 1, 12) - 1, 0).astype("datetime64[M]")
    begins = months.astype("datetime64[D]").astype(np.int32)
    ends = (months + 1).astype("datetime64[D]").astype(np.int32)
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (begins + day <= ends) & (year >= FIRST_YEAR)
    return begins + day - 1, is_day, exists


def _written(texts: list[str], written: Callable[[str], date | None]) -> tuple[NDArray[np.int32], Mask, Mask]:
    """Days since 1970 of texts; whether each is a day at all, and whether it exists."""
    days, is_day, exists = np.zeros(len(texts), np.int32), np.ones(len(texts), bool), np.zeros(len(texts), bool)
    for at, text in enumerate(texts):
        try:
            day = written(text) if len(text) <= LONGEST else None
        except ValueError:
            continue
        if day is None:
            is_day[at] = False
        elif day.year >= FIRST_YEAR:
            days[at], exists[at] = day.toordinal() - EPOCH, True
    return days, is_day, exists


def day_written(text: str) -> date | None:
    """The day that a text names in any way known here; None for no day. Raises ValueError for one that is none."""
    if parts := _DAY.fullmatch(text) or _DIGITS.fullmatch(text):
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    if number := _SERIAL.fullmatch(text):
        return SPREADSHEET_BEGINS + timedelta(days=int(number[1]))
    return None


def month_written(text: str) -> date | None:
    """The first day of the month that a text names; a day names its month. Raises ValueError as ``day_written``."""
    if parts := _MONTH.fullmatch(text):
        return date(int(parts[1]), int(parts[2]), 1)
    return day_written(text)
