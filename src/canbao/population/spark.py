"""A run on a cluster: the people of a folder that the cluster can read, decided by its workers with the same kernel.

Three jobs: decide and write the answers; write the refused rows, if there are any; count by county what was written.
The manifest is written last, and only if every row is answered or refused. Until it is there, no run is finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.casework.receipt import rules_digest
from canbao.population.arrays import NO_CODE, NO_YEAR
from canbao.population.batch import Reader, schema_findings
from canbao.population.columns import ANSWERS, PERSON_ID
from canbao.population.law import LawTable, place_key
from canbao.population.manifest import MANIFEST, REJECTS, VERSIONS, Manifest, Options
from canbao.population.parts import WHY
from canbao.population.run import Report
from canbao.population.spark_counts import summaries_of_answers, summaries_of_refused
from canbao.population.spark_session import ABSENT, clear_errors, session
from canbao.population.spark_worker import Shipment, answers_of, refused_of, shipment_of
from canbao.population.summary import CountySummary, as_block, summed

Notice = Callable[[Text], None]

SQL_TYPES = {"string": "string", "int64": "bigint", "int16": "smallint", "date32": "date"}
"""The types of answers as the cluster names them."""
REFUSED_A_FILE = 1_000_000
"""Refused rows in a file, about."""

READING = Text("读取地区和年度", "reading places and years")
DECIDING = Text("判定并写出结果", "deciding and writing answers")
REFUSING = Text("写出未被判定的行", "writing the refused rows")
COUNTING = Text("按县汇总", "counting by county")


@dataclass(frozen=True)
class Job:
    """One run on a cluster. people: the input as the cluster reads it. out: the folder it writes."""

    spark: Any
    people: Any
    out: str
    shipment: Shipment

    @property
    def rejects(self) -> str:
        """The folder of refused rows."""
        return f"{self.out}/{REJECTS}"

    def write_answers(self) -> None:
        """Decide everybody, and write the answers of those who can be."""
        schema = answers_ddl(self.people.schema[PERSON_ID].dataType.simpleString())
        self.people.mapInArrow(partial(answers_of, self.shipment.plain()), schema).write.parquet(self.out)

    def write_refused(self, rows: int) -> None:
        """Write the refused rows with their reasons. rows: how many there are."""
        from pyspark.sql.types import ArrayType, StringType, StructField, StructType

        schema = StructType([*self.people.schema.fields, StructField(WHY, ArrayType(StringType()))])
        refused = self.people.mapInArrow(partial(refused_of, self.shipment.plain()), schema)
        refused.repartition(1 + rows // REFUSED_A_FILE).write.parquet(self.rejects)

    def rows_in(self, path: str) -> int:
        """How many rows were written to a folder; 0 where an engine made none because there was nothing to write."""
        written = self.read(path)
        return 0 if written is None else int(written.count())

    def read(self, path: str) -> Any:
        """What was written to a folder, or None."""
        return people_in(self.spark, path)

    def counties(self, answered: int, refused: int) -> tuple[CountySummary, ...]:
        """The summary of what was written; so many answers, and so many refused rows."""
        found: list[CountySummary] = []
        if answered:
            found.extend(summaries_of_answers(self.read(self.out)))
        if refused:
            found.extend(summaries_of_refused(self.read(self.rejects)))
        return summed(found)

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest: one line of text in a folder of its name, as clusters write."""
        line = " ".join(manifest.text().split("\n"))
        self.spark.createDataFrame([(line,)], "value string").coalesce(1).write.text(f"{self.out}/{MANIFEST}")


def determine_on_spark(
    remote: str,
    source: str,
    out: str,
    table: LawTable,
    options: Options,
    *,
    notice: Notice = lambda _: None,
) -> Report:
    """Decide the people under ``source`` on the cluster at ``remote``; it writes the folder ``out``.

    source, out: Parquet folders as the cluster sees them. notice: is told what begins. Raises BadInputError: no client,
    no server, columns that are not those of people, workers with other rules, an ``out`` that exists, a failed job.
    """
    began = time.time()
    out = out.rstrip("/")
    with session(remote) as spark, clear_errors(out):
        refuse_existing(spark, out)
        people = checked_people(spark, source)
        notice(READING)
        job = Job(spark, people, out, shipped(people, table))
        rows = people.count()
        notice(DECIDING)
        job.write_answers()
        answered = job.rows_in(out)
        refused = rows - answered
        if refused:
            notice(REFUSING)
            job.write_refused(refused)
        check_complete(rows, answered, job.rows_in(job.rejects) if refused else 0)
        notice(COUNTING)
        counties = job.counties(answered, refused)
        manifest = Manifest.of(
            identity(spark, people, options),
            table,
            engine="spark",
            rows=rows,
            answered=answered,
            refused=refused,
            counties=[as_block(county) for county in counties],
            seconds=time.time() - began,
        )
        job.write_manifest(manifest)
        return Report(manifest, counties, 0)


def answers_ddl(person_id: str) -> str:
    """The columns of answers as the cluster declares them. person_id: the type of that column in the input."""
    types = {column.name: SQL_TYPES[column.type] for column in ANSWERS} | {PERSON_ID: person_id}
    return ", ".join(f"{name} {type_}" for name, type_ in types.items())


def people_in(spark: Any, path: str) -> Any:
    """The rows of a Parquet folder, every column that any of its files has; None where there is no such folder."""
    from pyspark.errors import AnalysisException

    try:
        rows = spark.read.option("mergeSchema", "true").parquet(path)
        return rows if rows.schema.fields else None
    except AnalysisException as error:
        if ABSENT in str(error):
            return None
        raise


def checked_people(spark: Any, source: str) -> Any:
    """The rows of people. Raises BadInputError where there are none, and for all that is wrong with their columns."""
    people = people_in(spark, source)
    if people is None:
        reason = Text("集群读不到这个路径", "the cluster finds nothing to read there")
        raise BadInputError([finding("file_unreadable", source, reason=reason)])
    found = schema_findings(people.limit(0).toArrow().schema, source)
    if found:
        raise BadInputError(found)
    return people


def refuse_existing(spark: Any, out: str) -> None:
    """See that nothing is at ``out``, before hours of work; writing looks again. Raises BadInputError."""
    from pyspark.errors import AnalysisException

    try:
        files = spark.read.format("binaryFile").load(out).select("path").limit(1).count()
    except AnalysisException as error:
        if ABSENT not in str(error):
            raise
        return
    if files:
        raise BadInputError([finding("output_exists", out, path=out)])


def shipped(people: Any, table: LawTable) -> Shipment:
    """The law of every place and coverage year there is, for the workers."""
    met = people.select("place", "year").distinct().toArrow().combine_chunks().to_batches()
    places, years = read_distinct(met)
    keys = {place_key(place, table.by_village) for place in places}
    return shipment_of(table.with_places(keys, years), years)


def read_distinct(batches: Iterable[Any]) -> tuple[list[int], list[int]]:
    """Places and years as a worker will read them: null, or too large a number, is there what it is here."""
    places, years = {NO_CODE}, {NO_YEAR}
    for batch in batches:
        reader = Reader(batch)
        places |= set(reader.numbers("place", np.int64, NO_CODE).tolist())
        years |= set(reader.numbers("year", np.int16, NO_YEAR).tolist())
    return sorted(places), sorted(years)


def check_complete(rows: int, answered: int, refused: int) -> None:
    """Raises BadInputError unless every row was answered or refused."""
    if rows != answered + refused:
        reason = Text(
            f"读入 {rows} 行，写出 {answered} 行结果和 {refused} 行未判定，合计不符；输入在运行期间可能有变化",
            f"{rows} rows read, but {answered} answered and {refused} refused; the input may have changed meanwhile",
        )
        raise BadInputError([finding("spark_failed", "--engine spark", reason=reason)])


def identity(spark: Any, people: Any, options: Options) -> dict[str, Any]:
    """What makes this run this run; the files of a cluster are known by their paths only."""
    versions = {name: version(name) for name in VERSIONS} | {"pyspark": version("pyspark"), "spark": spark.version}
    return {
        "inputs": [{"path": path} for path in sorted(people.inputFiles())],
        "options": options.block(),
        "rules": rules_digest(),
        "versions": versions,
    }
