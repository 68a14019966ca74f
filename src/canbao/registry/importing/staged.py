"""The staged tables of a batch of rows: keys, digests and tokens beside what the rows state.

Done in worker processes: it costs more than the database does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from canbao.feeds.checking import CERTIFICATE_KIND, TO_MEND, content_names
from canbao.feeds.checking_canonical import canonical_column
from canbao.feeds.descriptor import Feed, PersonPart
from canbao.registry.importing import statements
from canbao.sealing.bulk import (
    name_birth_place_tokens,
    name_tokens,
    number_tokens,
    row_key_tokens,
    row_tokens,
    surname_month_tokens,
)
from canbao.sealing.tokens import Tokens

HOUSEHOLD = "household"
PARTS_OF_RECORD: tuple[PersonPart, ...] = ("born", "registered_place", "residence_place")
"""What a feed that brings people says of them by naming them, where it yields nothing better."""
ROW = pa.schema(
    [
        pa.field("row_number", pa.int32()),
        pa.field("key", pa.binary()),
        pa.field("digest", pa.binary()),
        pa.field("certificate_kind", pa.string()),
        pa.field("number_token", pa.binary()),
        pa.field("name_token", pa.binary()),
        pa.field("surname_month_token", pa.binary()),
        pa.field("name_birth_token", pa.binary()),
        pa.field("match_born", pa.date32()),
        pa.field("match_place", pa.int64()),
        pa.field("states_person", pa.bool_()),
        pa.field("born", pa.date32()),
        pa.field("sex", pa.int16()),
        pa.field("died", pa.date32()),
        pa.field("registered_place", pa.int64()),
        pa.field("residence_place", pa.int64()),
        pa.field("registration", pa.string()),
        pa.field("household_token", pa.binary()),
        pa.field("relation", pa.string()),
        pa.field("valid_from", pa.date32()),
        pa.field("needs_repair", pa.bool_()),
    ]
)
"""The columns of ``staged_row``."""


class Staged(NamedTuple):
    """The staged tables of a batch; None where the feed states nothing of the sort."""

    rows: Any
    facts: Any
    cover: Any
    units: Any


def staged(feed: Feed, place: int, table: Any, tokens: Tokens) -> Staged:
    """The staged tables of checked rows that are taken. place: of the file."""
    return Staged(
        rows(feed, place, table, tokens),
        statements.facts(feed, table),
        statements.cover(feed, table),
        statements.units(feed, table),
    )


def rows(feed: Feed, place: int, table: Any, tokens: Tokens) -> Any:
    """``staged_row``: a row each."""
    columns: dict[str, Any] = {
        "row_number": table["row_number"],
        "key": keys(feed, table, tokens),
        "digest": row_tokens(tokens, of_feed(feed), [canonical_column(table, content_names(table))]),
        "needs_repair": table[TO_MEND],
        "states_person": statements.constant(states_people(feed), pa.bool_(), table),
        **of_person(feed, table, tokens),
    }
    if states_people(feed):
        columns |= statements.record(feed, table)
        columns |= of_household(feed, place, table, tokens)
        for part in PARTS_OF_RECORD:
            name = part_column(feed, part)
            if part not in columns and name:
                columns[part] = table[name]
    return pa.table([filled(columns.get(field.name), field, table.num_rows) for field in ROW], schema=ROW)


def filled(column: Any, field: Any, count: int) -> Any:
    """A column in the type of its field; nothing but nulls where there is none."""
    return pa.nulls(count, field.type) if column is None else statements.one_piece(column).cast(field.type)


def of_feed(feed: Feed) -> str:
    """What tokens of rows are of: the feed and its version."""
    return f"{feed.feed} {feed.version}"


def keys(feed: Feed, table: Any, tokens: Tokens) -> Any:
    """The tokens of the rows' keys."""
    return row_key_tokens(tokens, of_feed(feed), [canonical_column(table, list(feed.key))])


def states_people(feed: Feed) -> bool:
    """Whether the feed says who people are, and not only of whom it speaks."""
    return feed.makes_people or bool(statements.of_record(feed))


def of_person(feed: Feed, table: Any, tokens: Tokens) -> dict[str, Any]:
    """By what a row is linked to a person."""
    number, name = part_column(feed, "certificate_number"), part_column(feed, "name")
    if number is None:
        return {}
    born = part_column(feed, "born")
    place = part_column(feed, "registered_place") or part_column(feed, "residence_place")
    kinds = table[CERTIFICATE_KIND]
    columns: dict[str, Any] = {
        "certificate_kind": kinds,
        "number_token": number_tokens(tokens, kinds, statements.one_piece(table[number])),
    }
    if born:
        columns["match_born"] = table[born]
    if place:
        columns["match_place"] = table[place]
    if name:
        columns["name_token"] = name_tokens(tokens, statements.one_piece(table[name]))
    if name and born:
        days = statements.one_piece(table[born])
        names = statements.one_piece(table[name])
        columns["surname_month_token"] = surname_month_tokens(tokens, names, days)
        columns["name_birth_token"] = name_birth_place_tokens(tokens, names, days, "")
    return columns


def of_household(feed: Feed, place: int, table: Any, tokens: Tokens) -> dict[str, Any]:
    """The token of the household that a row names; a household's number is of its place."""
    for each in statements.of_record(feed):
        if each.kind == HOUSEHOLD and each.detail:
            numbers = statements.one_piece(table[each.detail[0]])
            where = statements.constant(str(place), pa.string(), table)
            made = row_key_tokens(tokens, HOUSEHOLD, [where, numbers])
            return {"household_token": pc.if_else(pc.is_valid(numbers), made, None)}
    return {}


def part_column(feed: Feed, part: PersonPart) -> str | None:
    """The column that says a part of who the row is about."""
    return next((column.name for column in feed.columns if column.person == part), None)
