"""The table of people: the rows of those who enrol, in the columns of a batch."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

from canbao.population.columns import PEOPLE
from canbao.population.synthetic.arrow_columns import days, lists, names, numbers
from canbao.population.synthetic.block import Block, Recipe
from canbao.population.synthetic.enrolment import CIRCUMSTANCES, NOT_TOLD
from canbao.population.synthetic.lives import NEVER
from canbao.population.synthetic.texts import text_array
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES

EVENT = pa.struct([pa.field("kind", pa.string()), pa.field("on", pa.date32())])
HELD = pa.struct([pa.field("category", pa.string()), pa.field("from", pa.date32()), pa.field("until", pa.date32())])
TYPES: Final = {
    "string": pa.string(),
    "int16": pa.int16(),
    "int64": pa.int64(),
    "date32": pa.date32(),
    "list<int16>": pa.list_(pa.int16()),
    "list<struct<kind: string, on: date32>>": pa.list_(EVENT),
    "list<struct<category: string, from: date32, until: date32>>": pa.list_(HELD),
}
"""The Arrow types of the columns of a batch, by the names they have there."""
SCHEMA = pa.schema([pa.field(column.name, TYPES[column.type], nullable=column.nullable) for column in PEOPLE])


def people_table(recipe: Recipe, block: Block) -> Any:
    """The rows of people of a block."""
    rows = block.enrolments
    count = len(rows.person)
    columns = {
        "person_id": text_array(block.texts.person_id[rows.person]),
        "place": numbers(rows.place, pa.int64()),
        "born": days(block.homes.born[rows.person]),
        "history": _history(block),
        "history_ends": numbers(np.full(count, recipe.year - 1), pa.int16()),
        "year": numbers(np.full(count, recipe.year), pa.int16()),
        "paid_on": days(rows.paid_on, null=NEVER),
        "history_known_from": numbers(rows.known_from, pa.int16(), null=NEVER),
        "circumstance": names(rows.named, CIRCUMSTANCES, null=0).cast(pa.string()),
        "events": _events(block),
        "aid": _aid(block),
        "repair_years": numbers(rows.repair_years, pa.int16(), null=0),
        "repair_paid_on": days(rows.repair_paid_on, null=NEVER),
        "earlier_wait_until": days(rows.wait_until, null=NEVER),
        "original_limit_fen": numbers(rows.limit_fen, pa.int64(), null=NOT_TOLD),
    }
    return pa.table([columns[column.name] for column in PEOPLE], schema=SCHEMA)


def _history(block: Block) -> Any:
    begins = block.histories.begins
    return lists(begins, numbers(block.histories.words[: begins[-1]], pa.int16()), empty_is_null=False)


def _events(block: Block) -> Any:
    held = block.held
    count = held.event_from[-1]
    values = [names(held.event_kind[:count], ANCHOR_NAMES).cast(pa.string()), days(held.event_on[:count])]
    return lists(held.event_from, pa.StructArray.from_arrays(values, fields=list(EVENT)), empty_is_null=True)


def _aid(block: Block) -> Any:
    held = block.held
    count = held.aid_from[-1]
    values = [
        names(held.aid_category[:count], AID_CATEGORIES).cast(pa.string()),
        days(held.aid_since[:count]),
        days(held.aid_until[:count], null=NEVER),
    ]
    return lists(held.aid_from, pa.StructArray.from_arrays(values, fields=list(HELD)), empty_is_null=True)
