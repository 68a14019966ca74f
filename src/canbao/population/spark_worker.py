"""What runs on the workers of a cluster: the law that came with the code, checked, and the same kernel as here.

The functions are found by name in the canbao that is installed on the worker, and take plain values only: so a worker
with another version meets its own check, and says so, before it decides anybody.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

import canbao
from canbao.basis.digests import digest_of_bytes
from canbao.basis.errors import CanbaoError
from canbao.basis.places import COUNTRY
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.population.arrays import NO_YEAR, Array
from canbao.population.batch import PEOPLE_SCHEMA
from canbao.population.compiling import SOURCES
from canbao.population.engine import decide_batch
from canbao.population.law import NO_PLACE, Law, LawTable, sealed
from canbao.population.parts import WHY, reasons_column

ROWS = 65_536
"""Rows decided at a time at the least: engines send as few as 8,000, for which reading the columns costs more."""
KEPT = 2
"""Shipments that a worker process keeps open."""


class WorkersDifferError(CanbaoError):
    """The rules on the worker, or the law that arrived there, are not the driver's."""


class LawNotShippedError(CanbaoError):
    """A row's place or coverage year was not among those the driver saw."""


class Shipment(NamedTuple):
    """What goes to the workers, beside the name of a function.

    law: the arrays of the law with the coverage years they were asked for, compressed. digest: of these very arrays.
    rules: the digest of the sources that decide. version: canbao's.
    """

    law: bytes
    digest: str
    rules: str
    version: str

    def plain(self) -> tuple[bytes, str, str, str]:
        """The same as plain values, which every version of canbao can read."""
        return self.law, self.digest, self.rules, self.version


class ShippedLaw:
    """The law as it arrived; gives law to a batch as a ``LawTable`` does, but cannot grow."""

    def __init__(self, law: Law, years: Array) -> None:
        self.law, self.years = law, years
        self.by_village = law.by_village

    def with_places(self, places: Iterable[int], years: Iterable[int]) -> Law:
        """The law, if it was made for these places and years. Raises LawNotShippedError."""
        for name, met, known, null in (
            ("place", places, self.law.places, NO_PLACE),
            ("coverage year", years, self.years, NO_YEAR),
        ):
            unknown = np.setdiff1d(np.fromiter(met, np.int64), np.append(known.astype(np.int64), null))
            if len(unknown):
                raise LawNotShippedError(f"{name} {int(unknown[0])}: the law sent was made without it")
        return self.law


@cache
def rules_digest() -> str:
    """The digest of the sources that decide: rules, calendar, kernel, and how columns are read and written.

    Neither Python nor the compiler counts: whole numbers come out the same on any of them, and workers may differ.
    """
    digest = sha256()
    for package in SOURCES:
        for entry in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                digest.update(f"{package}.{entry.name}\0".encode() + entry.read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"


def law_digest(law: Law, years: Array) -> str:
    """The digest of everything in the arrays of the law: types, shapes and values."""
    parts = [*law._asdict().items(), ("years", years)]
    described = ((name, np.asarray(value)) for name, value in parts)
    return digest_of_bytes(
        b"\0".join(
            f"{name} {value.dtype.descr} {value.shape}\0".encode() + np.ascontiguousarray(value).tobytes()
            for name, value in described
        )
    )


def shipment_of(law: Law, years: Iterable[int]) -> Shipment:
    """The law packed for the workers. years: the coverage years it was asked for."""
    asked = np.array(sorted(set(years)), np.int64)
    packed = zlib.compress(pickle.dumps((tuple(law), asked)))
    return Shipment(packed, law_digest(law, asked), rules_digest(), canbao.__version__)


@lru_cache(maxsize=KEPT)
def opened(law: bytes, digest: str, rules: str, version: str) -> ShippedLaw:
    """The law of a shipment, once a worker process. Raises WorkersDifferError unless law and rules are the driver's."""
    if rules != rules_digest():
        raise WorkersDifferError(
            f"canbao {canbao.__version__}, rules {rules_digest()} / canbao {version}, rules {rules}"
        )
    parts, years = pickle.loads(zlib.decompress(law))
    arrived = sealed(Law(*parts))
    if law_digest(arrived, years) != digest:
        raise WorkersDifferError(f"canbao {canbao.__version__}, law {law_digest(arrived, years)} / law {digest}")
    return ShippedLaw(arrived, years)


def gathered(batches: Iterable[Any], rows: int = ROWS) -> Iterator[Any]:
    """The same rows in batches of so many at the least, but for the last."""
    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= rows:
            yield pa.concat_batches(waiting)
            waiting = []
    if waiting:
        yield pa.concat_batches(waiting)


def spelt_out(answers: Any) -> Any:
    """Answers with names as text: a cluster has no dictionaries."""
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in answers.columns
    ]
    return pa.record_batch(columns, answers.schema.names)


def answers_of(shipment: tuple[bytes, str, str, str], batches: Iterable[Any]) -> Iterator[Any]:
    """The answers of the rows that can be decided."""
    law = opened(*shipment)
    for batch in gathered(batches):
        yield spelt_out(decide_batch(batch, law).answers)


def refused_of(shipment: tuple[bytes, str, str, str], batches: Iterable[Any]) -> Iterator[Any]:
    """The rows that cannot be decided, as they came, with their reasons."""
    law = opened(*shipment)
    for batch in gathered(batches):
        faults = decide_batch(batch, law).faults
        rows = np.flatnonzero(faults)
        yield batch.take(pa.array(rows)).append_column(WHY, reasons_column(faults[rows]))


def warm() -> None:
    """Have the machine code made and kept on disk before any worker needs it, by deciding nobody."""
    library = Library()
    places, years = [int(COUNTRY)], [library.first_year]
    shipment = shipment_of(LawTable(Policies(library)).with_places(places, years), years)
    for _ in answers_of(shipment.plain(), [pa.RecordBatch.from_pylist([], PEOPLE_SCHEMA)]):
        pass
