"""The staged tables of a batch of rows: keys, digests and tokens beside what the rows state.

Done in worker processes: it costs more than the database does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa

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
NOT_OF_THE_ROW = ("row_number", "verdict")
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


def staged(feed: Feed, place: int, table: Any, needs_repair: Any, tokens: Tokens) -> Staged:
    """The staged tables of checked rows.

    table: the typed columns of the feed and row_number. place: of the file. needs_repair: for each row, whether its
    number holds a slip, so that it is nobody's as it stands.
    """
    return Staged(
        rows(feed, place, table, needs_repair, tokens),
        statements.facts(feed, table),
        statements.cover(feed, table),
        statements.units(feed, table),
    )


def rows(feed: Feed, place: int, table: Any, needs_repair: Any, tokens: Tokens) -> Any:
    """``staged_row``: a row each."""
    texts = {name: table[name].cast(pa.string()) for name in table.column_names if name not in NOT_OF_THE_ROW}
    version = f"{feed.feed} {feed.version}"
    columns: dict[str, Any] = {
        "row_number": table["row_number"],
        "key": row_key_tokens(tokens, version, [texts[name] for name in feed.key]),
        "digest": row_tokens(tokens, version, list(texts.values())),
        "needs_repair": needs_repair,
        "states_person": statements.constant(states_people(feed), pa.bool_(), table),
        **of_person(feed, table, tokens),
    }
    if states_people(feed):
        columns |= statements.record(feed, table)
        columns |= of_household(feed, place, table, texts, tokens)
        for part in ("born", "registered_place", "residence_place"):
            if part not in columns and part_column(feed, part):
                columns[part] = table[part_column(feed, part)]
    count = table.num_rows
    arrays = [
        statements.one_piece(columns[field.name]).cast(field.type)
        if field.name in columns
        else pa.nulls(count, field.type)
        for field in ROW
    ]
    return pa.table(arrays, schema=ROW)


def states_people(feed: Feed) -> bool:
    """Whether the feed says who people are, and not only of whom it speaks."""
    return feed.makes_people or bool(statements.of_record(feed))


def of_person(feed: Feed, table: Any, tokens: Tokens) -> dict[str, Any]:
    """By what a row is linked to a person."""
    number, name = part_column(feed, "certificate_number"), part_column(feed, "name")
    if number is None:
        return {}
    kind, born = part_column(feed, "certificate_kind"), part_column(feed, "born")
    place = part_column(feed, "registered_place") or part_column(feed, "residence_place")
    kinds = table[kind] if kind else statements.constant(feed.certificate_kind, pa.string(), table)
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
        anywhere = statements.constant("", pa.string(), table)
        columns["surname_month_token"] = surname_month_tokens(tokens, names, days)
        columns["name_birth_token"] = name_birth_place_tokens(tokens, names, days, anywhere)
    return columns


def of_household(feed: Feed, place: int, table: Any, texts: dict[str, Any], tokens: Tokens) -> dict[str, Any]:
    """The token of the household that a row names; a household's number is of its place."""
    for each in statements.of_record(feed):
        if each.kind == HOUSEHOLD and each.detail:
            numbers = statements.one_piece(texts[each.detail[0]])
            where = statements.constant(str(place), pa.string(), table)
            made = row_key_tokens(tokens, HOUSEHOLD, [where, numbers])
            return {"household_token": pa.compute.if_else(pa.compute.is_valid(numbers), made, None)}
    return {}


def part_column(feed: Feed, part: PersonPart) -> str | None:
    """The column that says a part of who the row is about."""
    return next((column.name for column in feed.columns if column.person == part), None)
