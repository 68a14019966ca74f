"""Whole numbers, amounts, places, codes, yes and no: read once for each different text of a column."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize

import pyarrow as pa
import pyarrow.compute as pc

from canbao.basis.findings import Text
from canbao.basis.money import FEN_PER_YUAN
from canbao.feeds.checking_faults import Fault, fault
from canbao.feeds.descriptor import Column

MOST: Final = 10**15
"""No number or amount in a feed reaches it."""
PLACE_DIGITS: Final = 12
YES = frozenset(("是", "1", "y", "yes", "true", "√"))
NO = frozenset(("否", "0", "n", "no", "false", "×"))
CODES_TOLD: Final = 8
"""So many codes of a column are named where another was given."""

PLAIN_WHOLE: Final = "^[0-9]{1,15}$"
PLAIN_AMOUNT: Final = r"^[0-9]{1,12}([.][0-9]{1,2})?$"
AMOUNT_DIGITS: Final = 15

_WHOLE = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,18}))(?:\.0+)?", re.ASCII)
_AMOUNT = re.compile(r"¥?([+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,10})?)元?", re.ASCII)
_PLACE = re.compile(r"[1-9]\d{5}(?:\d{3}(?:\d{3})?)?", re.ASCII)


class UnreadableError(Exception):
    """A text that is none of its column: the code of the finding."""


def read_distinct(
    about: str, texts: Any, read: Callable[[str], Any], kind: Any, **words: Any
) -> tuple[Any, list[Fault]]:
    """A column of texts in an Arrow type.

    read: raises UnreadableError with the code of a finding, whose sentences ``words`` fill.
    """
    distinct = texts.dictionary_encode()
    values, codes = list[Any](), list[str]()
    for text in distinct.dictionary.to_pylist():
        try:
            values.append(read(text))
            codes.append("")
        except UnreadableError as error:
            values.append(None)
            codes.append(str(error))
    faults = list[Fault]()
    for code in filter(None, dict.fromkeys(codes)):
        of_code = pa.array([one == code for one in codes], pa.bool_())
        faults.append(fault(code, about, of_code.take(distinct.indices), **words))
    return pa.array(values, kind).take(distinct.indices), faults


def read_numbers(
    about: str, texts: Any, plain: str, quick: Callable[[Any], Any], read: Callable[[str], int]
) -> tuple[Any, list[Fault]]:
    """A column of texts as int64: those of a plain form all at once, each other text once.

    plain: a pattern. quick: reads the texts that have it. read: reads any text, see ``read_distinct``.
    """
    is_plain = pc.match_substring_regex(texts, plain)
    values = quick(pc.if_else(is_plain, texts, pa.scalar(None, pa.string())))
    others = pc.if_else(is_plain, pa.scalar(None, pa.string()), texts)
    if others.null_count == len(texts):
        return values, []
    read_values, faults = read_distinct(about, others, read, pa.int64())
    return pc.coalesce(values, read_values), faults


def read_whole(about: str, texts: Any) -> tuple[Any, list[Fault]]:
    """A column of whole numbers."""
    return read_numbers(about, texts, PLAIN_WHOLE, lambda plain: plain.cast(pa.int64()), whole)


def read_yuan(about: str, texts: Any) -> tuple[Any, list[Fault]]:
    """A column of amounts in yuan, as whole fen."""
    return read_numbers(about, texts, PLAIN_AMOUNT, _in_fen, yuan_in_fen)


def _in_fen(plain: Any) -> Any:
    """Amounts of at most two decimals in fen."""
    amounts = plain.cast(pa.decimal128(AMOUNT_DIGITS, 2))
    return pc.multiply(amounts, pa.scalar(FEN_PER_YUAN, pa.decimal128(3, 0))).cast(pa.int64())


def whole(text: str) -> int:
    """A whole number, thousands apart by commas or not. Raises UnreadableError."""
    parts = _WHOLE.fullmatch(text)
    number = int(parts[1].replace(",", "")) if parts else MOST
    if abs(number) >= MOST:
        raise UnreadableError("not_whole")
    return number


def yuan_in_fen(text: str) -> int:
    """An amount in yuan as whole fen. Raises UnreadableError: it is none, or has parts of a fen."""
    parts = _AMOUNT.fullmatch(text.replace(" ", ""))
    if parts is None:
        raise UnreadableError("not_an_amount")
    amount = Decimal(parts[1].replace(",", "")) * FEN_PER_YUAN
    if abs(amount) >= MOST:
        raise UnreadableError("not_an_amount")
    if amount != int(amount):
        raise UnreadableError("amount_below_fen")
    return int(amount)


def place(text: str) -> int:
    """A place code as twelve digits: those of a county or township are filled up with zeros. Raises UnreadableError."""
    if _PLACE.fullmatch(text) is None:
        raise UnreadableError("not_a_place")
    return int(text.ljust(PLACE_DIGITS, "0"))


def yes_no(text: str) -> bool:
    """Yes or no. Raises UnreadableError."""
    word = text.casefold()
    if word not in YES and word not in NO:
        raise UnreadableError("not_yes_no")
    return word in YES


def read_codes(about: str, texts: Any, column: Column) -> tuple[Any, list[Fault]]:
    """A column of codes: what was written as a code or as a word for one, as the code."""
    known = _codes_by_word(_spelt(column))

    def read(text: str) -> str:
        code = known.get(text.casefold())
        if code is None:
            raise UnreadableError("not_a_code")
        return code

    return read_distinct(about, texts, read, pa.string(), known=told_codes(column))


def _spelt(column: Column) -> tuple[tuple[str, str], ...]:
    """Every way to write a code of a column, with the code; the surest first."""
    codes = [(code, code) for code in column.codes]
    words = [(word, code) for code, one in column.codes.items() for word in (one.zh, one.en)]
    without_zeros = [(code.lstrip("0"), code) for code in column.codes if code.isdigit()]
    return (*codes, *words, *column.codes_also.items(), *without_zeros)


@lru_cache(maxsize=512)
def _codes_by_word(spelt: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The code by each way to write it."""
    known: dict[str, str] = {}
    for word, code in spelt:
        known.setdefault(normalize("NFKC", word).casefold(), code)  # as the cell is tidied: （ is ( there
    return known


def told_codes(column: Column) -> Text:
    """The codes of a column, as a message names them."""
    words = list(column.codes.values())[:CODES_TOLD]
    more = len(column.codes) > CODES_TOLD
    return Text("、".join(one.zh for one in words) + "……" * more, ", ".join(one.en for one in words) + " …" * more)
