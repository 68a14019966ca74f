"""A folder with the two tables and what packing makes of them, and rows to put in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from canbao.basis.errors import BadInputError
from canbao.population.packing.pack import pack
from canbao.population.packing.summary import PackSummary

Row = dict[str, Any]

COVER = pa.schema(
    {
        "person_id": pa.string(),
        "year": pa.int16(),
        "scheme": pa.string(),
        "months": pa.int8(),
        "paid_in_window": pa.bool_(),
        "reimbursed": pa.bool_(),
        "bonus_used": pa.string(),
    }
)
NEEDED = pa.schema(
    {"person_id": pa.string(), "place": pa.int64(), "born": pa.date32(), "year": pa.int16(), "paid_on": pa.date32()}
)
OPTIONAL = pa.schema(
    {
        "history_known_from": pa.int16(),
        "circumstance": pa.string(),
        "events": pa.list_(pa.struct({"kind": pa.string(), "on": pa.date32()})),
        "aid": pa.list_(pa.struct({"category": pa.string(), "from": pa.date32(), "until": pa.date32()})),
        "repair_years": pa.int16(),
        "repair_paid_on": pa.date32(),
        "earlier_wait_until": pa.date32(),
        "original_limit_fen": pa.int64(),
    }
)
RECORDED, RESIDENT, IN_WINDOW, REIMBURSED, OTHER, ZERO_CLAIM, ANY_BONUS = 64, 1, 2, 4, 8, 16, 32
MONTH = 256


def cover_row(person: Any = "p1", year: int | None = 2020, scheme: str | None = "resident", **more: Any) -> Row:
    """A row of cover; what is not named is null."""
    empty = dict.fromkeys(COVER.names)
    return {**empty, "person_id": person, "year": year, "scheme": scheme, **more}


def person_row(person: Any = "p1", year: int | None = 2026, **more: Any) -> Row:
    """A row of people with the needed columns."""
    row: Row = {
        "person_id": person,
        "place": 430000,
        "born": date(1980, 5, 1),
        "year": year,
        "paid_on": date(2025, 11, 1),
    }
    return {**row, **more}


def with_ids(schema: pa.Schema, id_type: pa.DataType) -> pa.Schema:
    """A schema whose persons are of another type."""
    return schema.set(0, pa.field("person_id", id_type))


class Office:
    """A folder with the two tables, and what packing makes of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cover, self.people, self.out = folder / "cover.parquet", folder / "people.parquet", folder / "packed"

    def write(self, cover: Iterable[Row], people: Iterable[Row], id_type: pa.DataType | None = None) -> None:
        id_type = id_type or pa.string()
        pq.write_table(pa.Table.from_pylist(list(cover), with_ids(COVER, id_type)), self.cover)
        pq.write_table(pa.Table.from_pylist(list(people), with_ids(NEEDED, id_type)), self.people)

    def pack(self, cover: Iterable[Row], people: Iterable[Row], **options: Any) -> PackSummary:
        self.write(cover, people, options.pop("id_type", None))
        return pack(self.cover, self.people, self.out, **options)

    def rows(self) -> list[Row]:
        tables = [pq.read_table(path) for path in sorted(self.out.glob("part-*.parquet"))]
        rows: list[Row] = pa.concat_tables(tables).to_pylist()
        return rows

    def history(self, person: Any = "p1") -> tuple[list[int], int | None]:
        (row,) = [row for row in self.rows() if row["person_id"] == person]
        return row["history"], row["history_ends"]

    def rejects(self, name: str) -> list[Row]:
        rows: list[Row] = pq.read_table(self.out / "_rejects" / f"{name}.parquet").to_pylist()
        return rows


def refusal(office: Office, **options: Any) -> list[str]:
    """The findings of a refused packing, as ``code: where`` without the folder."""
    with pytest.raises(BadInputError) as refused:
        pack(office.cover, office.people, office.out, **options)
    assert not office.out.exists()
    assert not office.out.with_name("packed.unfinished").exists()
    assert all(f.message.zh and f.message.en and f.remedy.zh for f in refused.value.findings)
    return sorted(f"{f.code}: {f.about.replace(str(office.folder) + '/', '')}" for f in refused.value.findings)
