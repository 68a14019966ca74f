"""Pairs of people weighed by Splink on DuckDB: the levels of agreement, by fixed weights, in a fixed order.

Splink learns nothing here. It brings people together by the blocks, tells the level of each field and adds the weights
up; both are given to it. DuckDB works in memory and may not put anything off to a disk, for it sees names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from canbao.registry.linking.compared import LONG_NAME, Compared, table_of
from canbao.registry.linking.model import Field, Model

ABSENT: Final[Mapping[str, str]] = {
    "name": "name_l IS NULL OR name_r IS NULL",
    "born": "born_l IS NULL OR born_r IS NULL",
    "sex": "sex_l IS NULL OR sex_r IS NULL",
    "place": "len(counties_l) = 0 OR len(counties_r) = 0",
    "household": "household_l IS NULL OR household_r IS NULL",
    "lists": "len(lists_l) = 0 OR len(lists_r) = 0",
}
"""When a field is not said by both, and weighs nothing."""
CONDITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("name", "equal"): "name_l = name_r",
    ("name", "rearranged"): "letters_l = letters_r",
    ("name", "one_character"): (
        "surname_l = surname_r AND greatest(length_l, length_r) > 2 AND (list_contains(rests_l, name_r)"
        " OR list_contains(rests_r, name_l) OR (length_l = length_r AND list_has_any(rests_l, rests_r)))"
    ),
    ("name", "long_alike"): (
        f"least(length_l, length_r) >= {LONG_NAME}"
        " AND 10 * len(list_intersect(pairs_l, pairs_r)) >= 7 * greatest(len(pairs_l), len(pairs_r))"
    ),
    ("name", "surname"): "surname_l = surname_r",
    ("born", "equal"): "born_l = born_r",
    ("born", "exchanged"): (
        "year(born_l) = year(born_r) AND month(born_l) = day(born_r) AND day(born_l) = month(born_r)"
    ),
    ("born", "one_part"): (
        "(year(born_l) = year(born_r))::INTEGER + (month(born_l) = month(born_r))::INTEGER"
        " + (day(born_l) = day(born_r))::INTEGER = 2"
        " AND hamming(left(born_l::VARCHAR, 4), left(born_r::VARCHAR, 4)) <= 1"
    ),
    ("sex", "equal"): "sex_l = sex_r",
    ("place", "village"): "list_has_any(villages_l, villages_r)",
    ("place", "township"): "list_has_any(townships_l, townships_r)",
    ("place", "county"): "list_has_any(counties_l, counties_r)",
    ("household", "equal"): "household_l = household_r",
    ("lists", "together"): "list_has_any(lists_l, lists_r)",
}
"""When two people stand at a level. The last level of a field is what remains, and has no condition."""
BLOCKS: Final[Mapping[str, str]] = {
    "name": "l.name = r.name",
    "born_and_village": "l.born = r.born AND list_has_any(l.villages, r.villages)",
    "surname_and_birth_month": "l.surname = r.surname AND l.birth_month = r.birth_month",
    "household_and_sex": "l.household = r.household AND l.sex = r.sex",
}
"""Which two people are compared at all."""
ONE_WITHOUT: Final = " AND (l.is_without OR r.is_without)"
IN_MEMORY: Final[dict[str, str | bool | int | float | list[str]]] = {"temp_directory": ""}
NOWHERE: Final = -1_000.0
"""A weight that no pair is below."""
ROUNDING: Final = 0.1
"""What rounded weights may add up to beside those that are not."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one. levels: of each field, None where it is not said by both. block: the first they share.

    first: the smaller number. weight: in powers of two, with what all pairs begin with.
    """

    first: int
    second: int
    weight: float
    levels: Mapping[str, str | None]
    block: str


def scored(people: Iterable[Compared], by: Model, least: float = NOWHERE) -> list[Pair]:
    """All pairs that a block brings together, one of them without a valid number, in the order of their numbers.

    least: the weight from which on pairs are told.
    """
    table = table_of(people)
    if table.num_rows < 2:
        return []
    return sorted(
        (pair for pair in map(_pair_by(by), _predicted(table, by, least)) if pair.weight >= least),
        key=lambda pair: (pair.first, pair.second),
    )


def _predicted(table: Any, by: Model, least: float) -> list[dict[str, Any]]:
    """What Splink says of the pairs: numbers of the people, level of each field, block."""
    import duckdb
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    with duckdb.connect(config=IN_MEMORY) as connection:
        api = DuckDBAPI(connection=connection)
        linker = Linker(api.register(table), settings_of(by), log_level="ERROR")
        predicted = linker.inference.predict(threshold_match_weight=least - ROUNDING, warning_mode="never")
        wanted = [f"gamma_{one.field}" for one in by.fields]
        answer: Any = predicted.as_duckdbpyrelation()
        columns = ["person_l", "person_r", "match_key", *wanted]
        return [dict(zip(columns, row, strict=True)) for row in answer.select(*columns).fetchall()]


def settings_of(by: Model) -> dict[str, Any]:
    """The model as Splink's settings."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "person",
        "probability_two_random_records_match": by.prior,
        "blocking_rules_to_generate_predictions": [f"{BLOCKS[name]}{ONE_WITHOUT}" for name in by.blocks],
        "comparisons": [comparison_of(one) for one in by.fields],
        "retain_matching_columns": True,
    }


def comparison_of(field: Field) -> dict[str, Any]:
    """A field as Splink's comparison: what is not said, then the levels from the first on."""
    absent = {"sql_condition": ABSENT[field.field], "label_for_charts": "absent", "is_null_level": True}
    levels = [
        {
            "sql_condition": "ELSE" if one is field.levels[-1] else CONDITIONS[field.field, one.level],
            "label_for_charts": one.level,
            "m_probability": one.m,
            "u_probability": one.u,
        }
        for one in field.levels
    ]
    return {"output_column_name": field.field, "comparison_levels": [absent, *levels]}


def _pair_by(by: Model) -> Any:
    """How a row of Splink's answer becomes a pair."""
    blocks = list(by.blocks)

    def pair(row: Mapping[str, Any]) -> Pair:
        levels = {one.field: level_of(one, row[f"gamma_{one.field}"]) for one in by.fields}
        first, second = sorted((row["person_l"], row["person_r"]))
        return Pair(first, second, by.total(levels), levels, blocks[int(row["match_key"])])

    return pair


def level_of(field: Field, gamma: int) -> str | None:
    """The level that Splink numbers from the last on, -1 for what is not said."""
    return None if gamma < 0 else field.levels[len(field.levels) - 1 - gamma].level
