"""Tokens and seals of whole columns: the same as for single values, with less done for each.

A column is a list or an Arrow array (``columns``); a missing value stays missing. What tokens are made of is put
together by Arrow, a column at a time; names repeat, so each different one is made normal once. Random bytes are drawn
once a column. ``workers`` spreads chunks of rows over processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from os import urandom
from typing import Any

from canbao.sealing import tokens as texts
from canbao.sealing.columns import Column, like, values_of
from canbao.sealing.names import normal_name, surname
from canbao.sealing.seals import Seals, place
from canbao.sealing.sm4_gcm import NONCE_BYTES
from canbao.sealing.tokens import TOKEN_BYTES, Tokens, part

MANY = 4_000
"""From so many rows on the compiled hash is worth its loading."""


def number_tokens(tokens: Tokens, kinds: str | Column, numbers: Column) -> Column:
    """The tokens of certificates. kinds: the code of every number, or one code of all."""
    begun = part(kinds) if isinstance(kinds, str) else _parts(_array(kinds))
    return like(numbers, _tokens(tokens, texts.NUMBER, _joined(begun, _parts(_array(numbers)))))


def name_tokens(tokens: Tokens, names: Column) -> Column:
    """The tokens of full names."""
    return like(names, _tokens(tokens, texts.NAME, _parts(_each_once(normal_name, names))))


def surname_month_tokens(tokens: Tokens, names: Column, born: Column) -> Column:
    """The tokens of surnames and months of birth; missing where either is. born: days."""
    import pyarrow.compute as pc

    months = pc.utf8_slice_codeunits(_array(born), 0, 7)
    made = _joined(_parts(_each_once(surname, names)), _parts(months))
    return like(names, _tokens(tokens, texts.SURNAME_AND_BIRTH_MONTH, made))


def name_birth_place_tokens(tokens: Tokens, names: Column, born: Column, places: str | Column) -> Column:
    """The tokens of full names, days of birth and places; missing where any is. places: of every row, or one of all."""
    where = part(places) if isinstance(places, str) else _parts(_array(places))
    made = _joined(_parts(_each_once(normal_name, names)), _parts(_array(born)), where)
    return like(names, _tokens(tokens, texts.NAME_BIRTH_PLACE, made))


def row_tokens(tokens: Tokens, feed: str, columns: Sequence[Column]) -> Column:
    """The tokens of rows, each of all its cells: texts in their one right form, in the order of the columns."""
    return like(columns[0], _tokens(tokens, texts.ROW, _rows(feed, columns)))


def row_key_tokens(tokens: Tokens, feed: str, columns: Sequence[Column]) -> Column:
    """The tokens of rows' keys. columns: those of the key."""
    return like(columns[0], _tokens(tokens, texts.ROW_KEY, _rows(feed, columns)))


def token_bytes(tokens: Any) -> Any:
    """The bytes of an array of tokens, none missing, as one array of numpy: a row of 16 for each."""
    import numpy as np

    whole = tokens.combine_chunks() if hasattr(tokens, "combine_chunks") else tokens
    if not len(whole):
        return np.empty((0, TOKEN_BYTES), np.uint8)
    _, ends, data = whole.buffers()
    begins = int(np.frombuffer(ends, np.int32)[whole.offset])
    return np.frombuffer(data, np.uint8, TOKEN_BYTES * len(whole), begins).reshape(-1, TOKEN_BYTES)


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


def _array(column: Column) -> Any:
    """A column as one Arrow array of texts."""
    import pyarrow as pa

    whole = pa.array(column) if isinstance(column, list | tuple) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.combine_chunks()
    return whole.cast(pa.string())


def _each_once(compute: Callable[[str], str], column: Column) -> Any:
    """What is computed of every text, of each different one once; null of null."""
    import pyarrow as pa

    coded = _array(column).dictionary_encode()
    made = pa.array([compute(text) for text in coded.dictionary.to_pylist()], pa.string())
    return made.take(coded.indices)


def _parts(column: Any) -> Any:
    """Each text behind its length in characters: ``part``; null of null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(pc.utf8_length(column).cast(pa.string()), column, ":")


def _joined(*columns: Any) -> Any:
    """The parts of every row as one text, null where a part is missing."""
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*columns, "")


def _rows(feed: str, columns: Sequence[Column]) -> Any:
    """The text of every row: its parts behind that of the feed."""
    import pyarrow.compute as pc

    return _joined(part(feed), *(pc.fill_null(_parts(_array(column)), texts.ABSENT) for column in columns))


def _tokens(tokens: Tokens, domain: str, made: Any) -> Any:
    """Tokens of an array of texts, null of null."""
    import pyarrow as pa

    if len(made) >= MANY:
        return _many(tokens, domain, made)
    whole = made.drop_null().to_pylist()
    found = iter(tokens.of_texts(domain, whole))
    return pa.array([next(found) if is_valid else None for is_valid in made.is_valid().to_pylist()], pa.binary())


def _many(tokens: Tokens, domain: str, made: Any) -> Any:
    """The same, by the compiled hash, without a Python object for each."""
    import numpy as np
    import pyarrow as pa

    _, ends, data = made.buffers()
    ends = np.frombuffer(ends, np.int32)[made.offset : made.offset + len(made) + 1].astype(np.int64)
    found = tokens.many(domain).of(np.frombuffer(data, np.uint8), ends)
    where = pa.py_buffer(np.arange(len(made) + 1, dtype=np.int32) * np.int32(TOKEN_BYTES))
    known = pa.Array.from_buffers(pa.binary(), len(made), [None, where, pa.py_buffer(found)])
    if not made.null_count:
        return known
    import pyarrow.compute as pc

    return pc.if_else(made.is_valid(), known, None)
