"""Files of people for the tests of runs: sound rows of many kinds, a row spoilt, and the commands run on them."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from tests.agreement.generate import plain_case
from tests.cli.case_files import run
from tests.population.rows_of_cases import row_of

from canbao.app.composition import Composition
from canbao.casework.case import Case
from canbao.policy.policies import Policies
from canbao.population.batch import PEOPLE_SCHEMA
from canbao.population.law import LawTable
from canbao.population.manifest import Options
from canbao.population.run import Report, determine_files

PLACES = ("430000", "430102001003", "140000", "331100", "000000")
OF_THE_RUN = ("as_of", "known_on", "interpretations")
"""Keys of a case that are options of a run."""
MANY = 50_000


@cache
def policies() -> Policies:
    """The policies of the shipped packs."""
    return Composition({}).policies()


@cache
def sound_rows(count: int = 2_000, seed: int = 1) -> tuple[dict[str, Any], ...]:
    """Rows of people of every kind that there is."""
    rng = random.Random(seed)
    cases = (plain_case(rng, rng.choice(PLACES), switches=False) for _ in range(count))
    kept = ({key: value for key, value in case.items() if key not in OF_THE_RUN} for case in cases)
    return tuple(row_of(Case.model_validate(case), number) for number, case in enumerate(kept))


@cache
def many_people(rows: int = MANY) -> Any:
    """A table of so many sound people, the kinds again and again, each with a number of their own."""
    kinds = pa.Table.from_pylist(list(sound_rows()), PEOPLE_SCHEMA)
    table = pa.concat_tables([kinds] * -(-rows // len(kinds))).slice(0, rows).combine_chunks()
    return with_column(table, "person_id", pa.array([f"p{number:06d}" for number in range(rows)]))


def with_column(table: Any, name: str, values: Any) -> Any:
    """A table with other values in a column."""
    return table.set_column(table.schema.get_field_index(name), name, values)


def plain_row(**other: Any) -> dict[str, Any]:
    """A plain sound row, some of its values others."""
    return {
        "person_id": "plain",
        "place": 430000,
        "born": "1980-05-01",
        "history": [3, 7],
        "history_ends": 2024,
        "year": 2025,
        "paid_on": "2025-03-10",
        **other,
    }


def in_parquet(path: Path, table: Any, **how: Any) -> Path:
    """A table, or rows, as a Parquet file."""
    pq.write_table(table if isinstance(table, pa.Table) else pa.Table.from_pylist(table, PEOPLE_SCHEMA), path, **how)
    return path


def in_csv(path: Path, table: Any) -> Path:
    """A table as CSV: lists as JSON, the rest as it is written."""
    for name in ("history", "events", "aid"):
        texts = [None if value is None else json.dumps(value, default=str) for value in table.column(name).to_pylist()]
        table = with_column(table, name, pa.array(texts, pa.string()))
    pacsv.write_csv(table, path)
    return path


def decided(people: Path, out: Path, options: Options | None = None, **more: Any) -> Report:
    """A run."""
    given = options or Options()
    table = LawTable(Composition({}).policies(given.overlays), given.as_of, given.known_on, given.interpretations)
    return determine_files(people, out, table, given, **more)


def answers_of(out: Path) -> list[dict[str, Any]]:
    """The answers of a run, in order."""
    return rows_in(sorted(out.glob("*.parquet")))


def refused_of(out: Path) -> list[dict[str, Any]]:
    """The refused rows of a run, in order."""
    return rows_in(sorted((out / "_rejects").glob("*.parquet")))


def rows_in(files: list[Path]) -> list[dict[str, Any]]:
    """The rows of some Parquet files."""
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def reasons(people: Path, out: Path) -> dict[str, list[str]]:
    """Why the rows of a file are refused, by person."""
    decided(people, out)
    return {row["person_id"]: row["reasons"] for row in refused_of(out)}


def bytes_of(out: Path) -> dict[str, str]:
    """What lies in a folder, by path and digest; of the manifest all but when it was made and how long it took."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            text = path.read_bytes()
            if path.name == "_manifest.json":
                passing = {"finished": "", "seconds": 0}
                text = json.dumps(json.loads(text) | passing).encode()
            found[str(path.relative_to(out))] = sha256(text).hexdigest()
    return found


def codes(*arguments: str | Path) -> list[str]:
    """The codes of what a command that fails with bad input says, in the order in which it says them."""
    result = run("population", *arguments, "--json")
    assert result.exit_code == 2, result.output
    return [found["code"] for found in json.loads(result.stdout)["error"]]


def day(text: str) -> date:
    return date.fromisoformat(text)


EPOCH = day("1970-01-01")
BORN, PAID = day("1980-05-01"), day("2025-03-10")


def row(**other: Any) -> dict[str, Any]:
    """A plain sound row with typed days, some of its values others."""
    return plain_row(born=BORN, paid_on=PAID) | other


def event(kind: str | None, on: date | None) -> list[Any]:
    return [{"kind": kind, "on": on}]


def aid(since: date | None, until: date | None = None, category: str | None = "orphan") -> list[Any]:
    return [{"category": category, "from": since, "until": until}]


STAND_INS = {"history_known_from": -(2**15), "repair_years": -(2**15), "original_limit_fen": -(2**62)}
"""Numbers that stand for null in the arrays of the rules; in a file they are no such thing."""

EXACTLY: dict[str, list[dict[str, Any]]] = {
    "missing_value": [
        {"person_id": None},
        {"born": None},
        {"history": None},
        {"history": [3, None]},
        {"events": event(None, PAID)},
        {"aid": aid(PAID, category=None)},
    ],
    "value_out_of_range": [
        {"history_known_from": 1879},
        {"history_known_from": 2201},
        *({name: stand_in} for name, stand_in in STAND_INS.items()),
    ],
    "day_out_of_range": [
        {"born": day("1879-12-31")},
        {"paid_on": day("2201-01-01")},
        {"repair_paid_on": day("2201-01-01")},
        {"earlier_wait_until": day("1879-12-31")},
        {"events": event("left_service", day("2201-01-01"))},
        {"aid": aid(day("2201-01-01"))},
        {"aid": aid(PAID, day("2201-01-01"))},
    ],
    "unknown_place": [
        {"place": place}
        for place in (110000, 430102198005010016, 999999, 1, -430000, 4300001, 43000, 4301020010031, 2**62, -(2**63))
    ],
    "law_not_in_force": [{"year": 2024, "history": []}, {"year": 1880, "history": []}],
    "unknown_circumstance": [{"circumstance": "late "}, {"circumstance": ""}, {"circumstance": "Late"}],
    "unknown_event": [{"events": event("left_servise", PAID)}, {"events": event("birth", PAID)}],
    "unknown_category": [{"aid": aid(PAID, category="orphans")}],
    "paid_before_birth": [{"born": day("2025-03-11"), "history": []}],
    "payment_missing": [{"paid_on": None}],
    "repair_before_payment": [{"repair_paid_on": day("2025-03-09")}],
    "repair_years_out_of_range": [{"repair_years": -1}, {"repair_years": 101}],
    "event_before_birth": [{"events": event("left_service", day("1980-04-30"))}],
    "aid_before_birth": [{"aid": aid(day("1980-04-30"))}],
    "aid_span_empty": [{"aid": aid(PAID, PAID)}, {"aid": aid(PAID, day("2025-03-09"))}],
    "history_ends_missing": [{"history_ends": None}],
    "history_not_before_coverage_year": [{"history_ends": 2025}, {"history_ends": 2200}],
    "history_before_birth": [{"history_ends": 1980}, {"history_ends": 1}],
    "wrong_word": [{"history": [128]}, {"history": [-1]}, {"history": [13 * 256]}, {"history": [1 | 16 | 32]}],
    "too_many_entries": [{"events": event("left_service", PAID) * 401}, {"aid": aid(PAID, None) * 401}],
    "window_without_resident_cover": [{"history": [2]}, {"history": [2 | 8]}],
    "limit_out_of_range": [{"original_limit_fen": -2}, {"original_limit_fen": 10**14 + 1}],
}
ON_THE_EDGE: list[dict[str, Any]] = [
    {"born": day("1880-01-01")},
    {"history_known_from": 1880},
    {"history_known_from": 2200},
    {"earlier_wait_until": day("2200-12-31")},
    {"place": 430102001003},
    {"place": 0},
    {"place": 430199},
    {"repair_years": 100},
    {"repair_paid_on": PAID},
    {"events": event("left_service", BORN)},
    {"aid": aid(BORN, day("1980-05-02"))},
    {"history": [0, 3], "history_ends": 1980},
    {"history": [3, 0], "history_ends": 2025},
    {"history": [], "history_ends": None},
    {"history": [12 * 256]},
    {"original_limit_fen": 0},
    {"original_limit_fen": -1},
    {"original_limit_fen": 10**14},
    {"paid_on": None, "events": event("student_prepaid_until", day("2025-06-30"))},
]


OF_A_UNIT = MANY // 10

CHILD = """
import sys
from pathlib import Path
from threading import Semaphore
from canbao.population import parts, source
from canbao.population import run as runs
from tests.population.files import decided

source.LEAST_UNIT = {rows}
in_, out, slow = sys.argv[1:4]
noted, written = runs.write_whole, parts.Parts._write
first_four = Semaphore(0)


def counted(path, text):
    noted(path, text)
    first_four.release()


def halting(self, path, batch):
    written(self, path, batch)
    if slow == "yes" and self.answers.name >= "part-00004":
        for _ in range(4):
            first_four.acquire()
        print("writing", self.answers.name, flush=True)
        sys.stdin.read()


runs.write_whole, parts.Parts._write = counted, halting
decided(Path(in_), Path(out), threads=int(sys.argv[4]))
""".replace("{rows}", str(OF_A_UNIT))
"""A run in units of 5,000 rows that halts in the midst of the fifth, its parts begun, once four are noted."""


def started(people: Path, out: Path, *, threads: int = 1) -> subprocess.Popen[str]:
    """A run in a process of its own that halts in the midst of a unit; returned when it is there."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(people), str(out), "yes", str(threads)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("writing"):
            return process
    raise AssertionError("it ended")


def killed(process: subprocess.Popen[str]) -> None:
    """End a process as nothing can prevent."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
