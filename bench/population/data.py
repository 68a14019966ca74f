"""The people of the figures: synthetic, of four places, as one file of large row groups; made once a run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from canbao.population.batch import PEOPLE_SCHEMA
from canbao.population.synthetic.synthesize import synthesize

PLACES = (430000, 140000, 140500, 331100)
ENROLLED_SHARE = 0.6
"""Of a register, at least so many enrol in the resident scheme."""
SEED = 20260101
ROW_GROUP = 1_000_000


def people_file(folder: Path, rows: int, tell: Callable[[str], None]) -> Path:
    """A Parquet file of exactly so many people, a quarter from each place, place after place."""
    file = folder / f"people-{rows}.parquet"
    each = rows // len(PLACES)
    with pq.ParquetWriter(file, PEOPLE_SCHEMA, compression="zstd", compression_level=1) as writer:
        for place in PLACES:
            tell(f"making {each:,} people of {place}")
            made = folder / f"made-{place}-{rows}"
            synthesize(made, place, int(each / ENROLLED_SHARE), SEED + place)
            left = each
            for part in sorted((made / "people").iterdir()):
                batch = pq.read_table(part).cast(PEOPLE_SCHEMA).combine_chunks().to_batches()[0]
                taken = batch.slice(0, min(left, batch.num_rows))
                left -= taken.num_rows
                writer.write_batch(taken, row_group_size=ROW_GROUP)
                if not left:
                    break
            assert left == 0, "too few of them enrol"
            shutil.rmtree(made)
    return file
