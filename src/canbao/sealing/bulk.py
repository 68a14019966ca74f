"""Tokens and seals of whole columns: the same as for single values, with less done for each.

A column is a list or an Arrow array (``columns``); a missing value stays missing. Names, and surnames with months of
birth, repeat, so each different one is worked out once; numbers hardly do, so they are not compared. What a keyed
token begins with is worked out once for all, and random bytes are drawn once a column. ``workers`` spreads chunks of
rows over processes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from os import urandom
from typing import TypeVar

from canbao.sealing import tokens as texts
from canbao.sealing.columns import Column, like, values_of
from canbao.sealing.names import normal_name, surname
from canbao.sealing.seals import Seals, place
from canbao.sealing.sm4_gcm import NONCE_BYTES
from canbao.sealing.tokens import Tokens, part

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def number_tokens(tokens: Tokens, kinds: str | Column, numbers: Column) -> Column:
    """The tokens of certificates. kinds: the code of every number, or one code of all."""
    values = values_of(numbers)
    begun = [part(kinds)] * len(values) if isinstance(kinds, str) else _each_once(part, values_of(kinds))
    made = _joined(begun, [None if number is None else f"{len(number)}:{number}" for number in values])
    return like(numbers, _tokens(tokens, texts.NUMBER, made))


def name_tokens(tokens: Tokens, names: Column) -> Column:
    """The tokens of full names."""
    return like(names, _each_once(tokens.of_name, values_of(names)))


def surname_month_tokens(tokens: Tokens, names: Column, born: Column) -> Column:
    """The tokens of surnames and months of birth; missing where either is. born: days."""
    surnames = _each_once(lambda name: part(surname(name)), values_of(names))
    months = _each_once(lambda day: part(day.isoformat()[:7]), values_of(born))
    token = partial(tokens.of_text, texts.SURNAME_AND_BIRTH_MONTH)
    return like(names, _each_once(token, _joined(surnames, months)))


def name_birth_place_tokens(tokens: Tokens, names: Column, born: Column, places: Column) -> Column:
    """The tokens of full names, days of birth and places; missing where any is."""
    whole = _each_once(lambda name: part(normal_name(name)), values_of(names))
    days = _each_once(lambda day: part(day.isoformat()), values_of(born))
    codes = _each_once(part, values_of(places))
    return like(names, _tokens(tokens, texts.NAME_BIRTH_PLACE, _joined(whole, days, codes)))


def row_tokens(tokens: Tokens, feed: str, columns: Sequence[Column]) -> Column:
    """The tokens of rows, each of all its cells: texts in their one right form, in the order of the columns."""
    return like(columns[0], tokens.of_texts(texts.ROW, _rows(feed, columns)))


def row_key_tokens(tokens: Tokens, feed: str, columns: Sequence[Column]) -> Column:
    """The tokens of rows' keys. columns: those of the key."""
    return like(columns[0], tokens.of_texts(texts.ROW_KEY, _rows(feed, columns)))


def sealed_column(seals: Seals, plain: Column, table: str, rows: Column, column: str) -> Column:
    """The texts of a column sealed, each at its row. rows: the rows' own numbers."""
    begun, ended = place(table, 0, column).encode().split(b"|0|")
    values, numbers = values_of(plain), values_of(rows)
    nonces = _nonces(len(values))
    seal = seals.seal_bytes
    sealed = [
        None if text is None else seal(text.encode("utf-8", "surrogatepass"), b"%b|%d|%b" % (begun, row, ended), nonce)
        for text, row, nonce in zip(values, numbers, nonces, strict=True)
    ]
    return like(plain, sealed)


def unsealed_column(seals: Seals, sealed: Column, table: str, rows: Column, column: str) -> Column:
    """The texts of a sealed column. Raises SealBrokenError at the first that does not open."""
    unseal = seals.unseal
    plain = [
        None if value is None else unseal(value, place(table, row, column))
        for value, row in zip(values_of(sealed), values_of(rows), strict=True)
    ]
    return like(sealed, plain, "string")


def resealed_column(seals: Seals, sealed: Column, table: str, rows: Column, column: str) -> Column:
    """The values of a column that were not under the newest key, under it; missing where there is nothing to change.

    Raises SealBrokenError at the first that does not open.
    """
    reseal = seals.reseal
    changed = [
        None if value is None else reseal(value, place(table, row, column))
        for value, row in zip(values_of(sealed), values_of(rows), strict=True)
    ]
    return like(sealed, changed)


def _nonces(count: int) -> Iterable[bytes]:
    """So many nonces, drawn at once."""
    drawn = urandom(NONCE_BYTES * count)
    return (drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES))


def _each_once(compute: Callable[[K], V], values: Sequence[K | None]) -> list[V | None]:
    """What is computed of every value, of each different one once; None of None."""
    known: dict[K | None, V | None] = dict.fromkeys(values)
    for value in known:
        if value is not None:
            known[value] = compute(value)
    return [known[value] for value in values]


def _joined(first: Sequence[str | None], *others: Sequence[str | None]) -> Sequence[str | None]:
    """The parts of every row as one text, None where a part is missing."""
    for other in others:
        first = [None if a is None or b is None else a + b for a, b in zip(first, other, strict=True)]
    return first


def _tokens(tokens: Tokens, domain: str, made: Sequence[str | None]) -> list[bytes | None]:
    """Tokens of texts, None of None."""
    if None not in made:
        return list(tokens.of_texts(domain, made))  # type: ignore[arg-type]
    found = iter(tokens.of_texts(domain, [text for text in made if text is not None]))
    return [None if text is None else next(found) for text in made]


def _rows(feed: str, columns: Sequence[Column]) -> list[str]:
    """The text of every row: its parts behind that of the feed."""
    begun = part(feed)
    return [begun + texts.parts_text(row) for row in zip(*map(values_of, columns), strict=True)]
