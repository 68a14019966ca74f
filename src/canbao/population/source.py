"""Files of people: one Parquet or CSV file, or a folder of them; cut into units that are decided one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.population.columns import PEOPLE, PERSON_ID

PARQUET = ".parquet"
CSV = ".csv"
LEAST_UNIT = 200_000
"""Rows that a unit has at the least: small row groups are taken together."""
BATCH_ROWS = 65_536
READ_BLOCK = 1 << 20


class Unit(NamedTuple):
    """A run of row groups of one file. first_row: the position of its first row among all rows of the source."""

    number: int
    file: int
    row_groups: tuple[int, ...]
    first_row: int
    rows: int


@dataclass(frozen=True)
class Source:
    """The files of people, in the order of their names, and their units."""

    files: tuple[Path, ...]
    schema: Any
    units: tuple[Unit, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(unit.rows for unit in self.units)

    def batches(self, unit: Unit) -> Iterator[Any]:
        """The record batches of a unit, read as they are asked for. Raises BadInputError where the file is damaged."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path, rows = self.files[unit.file], 0
        try:
            with pq.ParquetFile(path, buffer_size=READ_BLOCK, page_checksum_verification=True) as file:
                for batch in file.iter_batches(BATCH_ROWS, row_groups=list(unit.row_groups), use_threads=False):
                    batch.validate(full=True)
                    rows += batch.num_rows
                    yield batch
        except (pa.ArrowException, OSError) as error:
            raise unreadable(path, error) from error
        if rows != unit.rows:
            reason = Text("应有 {wanted} 行，只有 {rows} 行", "only {rows} of its {wanted} rows are there")
            raise unreadable(path, reason.fill(wanted=unit.rows, rows=rows))


def files_of(path: Path) -> tuple[Path, ...]:
    """The files of people at a path. Raises BadInputError where there are none."""
    try:
        if path.is_file():
            return (path,)
        if not path.exists():
            raise unreadable(path, Text("没有这个文件", "there is no such file"))
        if not path.is_dir():
            raise unreadable(path, Text("既不是文件也不是目录", "it is neither a file nor a folder"))
        found = sorted(file for file in path.iterdir() if is_people_file(file))
        astray = sorted(inner for inner in path.iterdir() if is_astray(inner))
    except OSError as error:
        raise unreadable(path, error) from error
    if astray:
        reason = Text(
            "不会读取子目录或压缩、改名的数据文件；移走它，或在名称前加 _",
            "folders in it, and packed or renamed data, are not read; move it away or let its name begin with _",
        )
        raise unreadable(astray[0], reason)
    if not found:
        raise BadInputError([finding("no_people_files", str(path), path=str(path))])
    if len({is_csv(file) for file in found}) > 1:
        reason = Text("其中既有 .parquet 又有 .csv 文件", "it holds both .parquet and .csv files")
        raise unreadable(path, reason)
    return tuple(found)


def is_people_file(path: Path) -> bool:
    """Whether a file of a folder is one of people: by its ending, and not set aside by its first sign."""
    return path.suffix.lower() in (PARQUET, CSV) and not path.name.startswith(("_", ".")) and path.is_file()


def is_astray(path: Path) -> bool:
    """Whether an entry of a folder may hold people and would be passed over: a folder, or data under another ending."""
    if path.name.startswith(("_", ".")) or is_people_file(path):
        return False
    return path.is_dir() or CSV in path.name.lower() or ".parq" in path.name.lower()


def unreadable(path: Path, reason: object) -> BadInputError:
    """A file that cannot be read, and why: an error or a sentence."""
    words = reason if isinstance(reason, Text) else shorten(reason)
    return BadInputError([finding("file_unreadable", str(path), reason=words)])


def is_csv(path: Path) -> bool:
    """Whether a file is read as text."""
    return path.suffix.lower() == CSV


def open_source(files: tuple[Path, ...], *, from_text: bool = False) -> Source:
    """The Parquet files of people, their columns checked. Raises BadInputError for all that is wrong with them.

    from_text: the files were made from text.
    """
    from canbao.population.batch import schema_findings

    schemas, units, found, first_row = dict[str, Any](), list[Unit](), list[Finding](), 0
    for number, path in enumerate(files):
        try:
            schema, groups = footer(path)
        except BadInputError as bad:
            found += bad.findings
            continue
        schemas[path.name] = schema
        found += schema_findings(schema, path.name, from_text=from_text)
        units += units_of(number, groups, len(units), first_row)
        first_row += sum(groups)
    found = found or differing_columns(schemas)
    if found:
        raise BadInputError(found)
    return Source(files, schemas[files[0].name], tuple(units))


def differing_columns(schemas: Mapping[str, Any]) -> list[Finding]:
    """Where files of one run differ: a column that one leaves out and another has, a person of another type.

    schemas: by the name of the file, each without findings of its own. A column left out of one file alone would
    be read as null throughout it, so it is asked for.
    """
    found, first = list[Finding](), next(iter(schemas.values()))
    for about, schema in schemas.items():
        found += [
            finding("missing_column", f"{about}: {column.name}", name=column.name, type=column.type)
            for column in PEOPLE
            if column.name not in schema.names and any(column.name in other.names for other in schemas.values())
        ]
        given, wanted = schema.field(PERSON_ID).type, first.field(PERSON_ID).type
        if given != wanted:
            about_person = f"{about}: {PERSON_ID}"
            found.append(
                finding("wrong_column_type", about_person, name=PERSON_ID, given=str(given), expected=str(wanted))
            )
    return found


def footer(path: Path) -> tuple[Any, list[int]]:
    """The schema of a Parquet file and the rows of each row group. Raises BadInputError for a damaged file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            metadata = file.metadata
            return file.schema_arrow, [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, error) from error


def units_of(file: int, groups: list[int], number: int, first_row: int) -> Iterator[Unit]:
    """The units of a file, by the rows of its row groups."""
    taken: list[int] = []
    rows = 0
    for group, size in enumerate(groups):
        taken.append(group)
        rows += size
        if rows >= LEAST_UNIT or group == len(groups) - 1:
            yield Unit(number, file, tuple(taken), first_row, rows)
            number, first_row, taken, rows = number + 1, first_row + rows, [], 0


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file. Raises BadInputError where it cannot be read."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(READ_BLOCK):
                digest.update(block)
    except OSError as error:
        raise unreadable(path, error) from error
    return digest.hexdigest()
