"""The facts of the people of a place as a file of people: what ``canbao population determine`` reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from canbao.registry.whole_place.reading import Wanted, batches, enrolling, reading

if TYPE_CHECKING:
    from canbao.database.address import Address

CHUNK = 20_000


class Exported(NamedTuple):
    """What a file holds. unpaid: people of whom no day of payment is known. unsettled: see ``CaseFacts``.

    without_start: people of places of which nobody said from which year on their cover is in the registry.
    """

    people: int
    unpaid: int
    without_start: int


def export(
    address: Address,
    token: str,
    wanted: Wanted,
    out: Path,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Exported:
    """Write the people of a place into a Parquet file. Raises BadInputError when the session ended meanwhile."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from canbao.population.batch import PEOPLE_SCHEMA

    schema = PEOPLE_SCHEMA.set(0, pa.field("person_id", pa.int64()))
    with (
        reading(address, token) as cursor,
        pq.ParquetWriter(out, schema, compression="zstd", write_page_checksum=True) as file,
    ):
        people = enrolling(cursor, wanted)
        done = 0
        for batch in batches(cursor, people, wanted.year, wanted.known, CHUNK):
            file.write_batch(batch)
            done += batch.num_rows
            progress(done, people.num_rows)
    return Exported(people.num_rows, people.column("paid_on").null_count, people.column("history_starts").null_count)
