"""What became of the rows, in numbers; and the manifest that says it beside the answer."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

import canbao
from canbao.population.manifest import MANIFEST
from canbao.population.packing.tables import Tables
from canbao.population.source import digest_of_file


class PackSummary(NamedTuple):
    """What became of the rows. ``people`` = packed + rejected; ``cover_rows`` = used + repeated + listed + unused.

    people, cover_rows: rows read. packed_people: rows written, of which ``without_cover`` have an empty history.
    rejected_people_reasons, listed_cover_reasons: rows for each reason; a row may have several.
    listed_cover_rows: rows under ``_rejects``. repeated_cover_rows: said the same as another row of the same person,
    year and scheme. unused_cover_rows: sound, but their person was rejected. parts: files. seconds: of the whole run.
    """

    people: int
    packed_people: int
    without_cover: int
    rejected_people: int
    rejected_people_reasons: dict[str, int]
    cover_rows: int
    used_cover_rows: int
    repeated_cover_rows: int
    unused_cover_rows: int
    listed_cover_rows: int
    listed_cover_reasons: dict[str, int]
    parts: int
    seconds: float


def write_manifest(folder: Path, tables: Tables, parameters: Mapping[str, object], summary: PackSummary) -> None:
    """Write what was packed, from which files, by which versions, and what became of the rows."""
    counts = summary._asdict()
    del counts["seconds"]
    manifest = {
        "made_by": "canbao population pack",
        "versions": {
            "canbao": canbao.__version__,
            "duckdb": duckdb.__version__,
            "pyarrow": pa.__version__,
            "python": platform.python_version(),
        },
        "parameters": parameters,
        "inputs": {name: [described(path) for path in table.files] for name, table in tables._asdict().items()},
        "counts": counts,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def described(path: Path) -> dict[str, object]:
    """A file by its name, size in bytes and digest."""
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": f"sha256:{digest_of_file(path)}"}
