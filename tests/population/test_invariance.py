"""What must change nothing (order, chunks, threads, neighbours) and what must: an edited rule."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.agreement.generate import plain_case
from tests.population.rows_of_cases import Row, answered, people_batch, row_of

import canbao
from canbao.casework.case import Case
from canbao.policy.library import Library, shipped_places
from canbao.policy.policies import Policies
from canbao.population import compiling, engine
from canbao.population.arrays import empty_answers
from canbao.population.batch import PEOPLE_SCHEMA, distinct, people_of
from canbao.population.engine import decide_batch
from canbao.population.faults import LAW_NOT_IN_FORCE, UNKNOWN_PLACE
from canbao.population.kernel import decide_rows, new_scratch
from canbao.population.law import LawTable
from canbao.rules.facts import PAID_IN_WINDOW, RESIDENT

SEED = 41
CASES = 4_000
STEP_FEN = 5_000_00
COVERED = RESIDENT | PAID_IN_WINDOW


@pytest.fixture(scope="module")
def table() -> LawTable:
    return LawTable(Policies(Library()))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Rows of all places, years and days mixed, some with unknown years."""
    rng = random.Random(SEED)
    drawn = (plain_case(rng, place, switches=False) for place in shipped_places() for _ in range(CASES // 5))
    cases = [Case.model_validate(case | {"as_of": None, "known_on": None, "interpretations": {}}) for case in drawn]
    rng.shuffle(cases)
    return [row_of(case, number) for number, case in enumerate(cases)]


def test_order_and_chunks_change_nothing(rows: list[Row], table: LawTable) -> None:
    """The whole, the whole backwards, and pieces of 1, 7 and 1,000 rows give each person the same answer."""
    whole = answered(decide_batch(people_batch(rows), table).answers)
    assert answered(decide_batch(people_batch(rows[::-1]), table).answers) == whole[::-1]
    for size in (1, 7, 1_000):
        some = rows if size > 1 else rows[:300]
        pieces = [people_batch(some[at : at + size]) for at in range(0, len(some), size)]
        assert [row for piece in pieces for row in answered(decide_batch(piece, table).answers)] == whole[: len(some)]


def test_a_slice_of_a_batch_is_read_where_it_begins(rows: list[Row], table: LawTable) -> None:
    """Arrow batches may begin in the middle of their buffers."""
    batch = people_batch(rows)
    whole = answered(decide_batch(batch, table).answers)
    assert answered(decide_batch(batch.slice(1_003, 500), table).answers) == whole[1_003:1_503]


def test_what_lies_beside_a_slice_is_not_its_fault(rows: list[Row], table: LawTable) -> None:
    """Faulty entries of lists before and after the slice leave its rows sound."""
    bad = {"events": [{"kind": "nothing", "on": date(2025, 1, 1)}], "aid": [{"category": "x", "from": None}]}
    batch = people_batch([row | bad | {"history": [999]} for row in rows[:5]] + rows[5:50] + [rows[50] | bad])
    decided = decide_batch(batch.slice(5, 45), table)
    assert not decided.faults.any()
    assert answered(decided.answers) == answered(decide_batch(people_batch(rows[5:50]), table).answers)


def test_a_pack_within_a_county_is_found_by_the_whole_code(rows: list[Row], table: LawTable) -> None:
    """Where a pack covers a village only, places are looked up by all their digits; the answers are the same."""
    by_village = LawTable(Policies(Library()))
    by_village.by_village = 1
    villages = [row | {"place": row["place"] * 1_000_000 + 1_001} if row["place"] else row for row in rows]
    assert answered(decide_batch(people_batch(villages), by_village).answers) == answered(
        decide_batch(people_batch(rows), table).answers
    )


def test_threads_change_nothing(rows: list[Row], table: LawTable) -> None:
    """Chunks of one batch decided by several threads at a time, each with scratch of its own."""
    people = people_of(people_batch(rows))
    law = table.with_places(*distinct(people, table.by_village))
    alone, together = empty_answers(len(rows)), empty_answers(len(rows))
    kernel = engine.kernel()
    kernel(0, len(rows), people, law, alone, new_scratch())
    with ThreadPoolExecutor(4) as pool:
        ends = range(0, len(rows), 97)
        jobs = [pool.submit(kernel, at, min(at + 97, len(rows)), people, law, together, new_scratch()) for at in ends]
        assert [job.result() for job in jobs] == [None] * len(jobs)
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


def test_law_met_later_changes_nothing_before(rows: list[Row]) -> None:
    """A table that grows batch by batch answers as one that knew every place and year from the start."""
    whole = answered(decide_batch(people_batch(rows), LawTable(Policies(Library()))).answers)
    growing = LawTable(Policies(Library()))
    ordered = sorted(range(len(rows)), key=lambda n: (rows[n]["place"], -rows[n]["year"]))
    for at in range(0, len(ordered), 500):
        part = ordered[at : at + 500]
        assert answered(decide_batch(people_batch(rows[n] for n in part), growing).answers) == [whole[n] for n in part]


def test_a_year_or_place_without_law_is_refused_and_never_a_neighbours(rows: list[Row], table: LawTable) -> None:
    """Every other row asks for law there is not; the rows between keep their answers."""
    whole = answered(decide_batch(people_batch(rows[:400]), table).answers)
    lawless: list[Row] = []
    for number, row in enumerate(rows[:400]):
        nowhere: Row = {"place": 110000} if number % 2 else {"year": 2024, "history": [], "history_ends": None}
        lawless += [row, row | nowhere]
    decided = decide_batch(people_batch(lawless), table)
    assert answered(decided.answers) == whole
    assert list(decided.kept) == list(range(0, 800, 2))
    assert all(decided.faults[3::4] & UNKNOWN_PLACE)
    assert all(decided.faults[1::4] & LAW_NOT_IN_FORCE)


def test_nothing_makes_compiled_code_raise(table: LawTable) -> None:
    """Rows of nothing but extremes are refused; none of them touches the good rows among them."""
    rng = np.random.default_rng(SEED)
    good = row_of(Case.model_validate(plain_case(random.Random(SEED), "430000", switches=False) | {"as_of": None}))
    wild = [good if number % 3 == 0 else wild_row(rng, good) for number in range(3_000)]
    decided = decide_batch(people_batch(wild), table)
    answers = answered(decided.answers)
    where = {int(at): answer for at, answer in zip(decided.kept, answers, strict=True)}
    assert all(where[number] == where[0] for number in range(0, 3_000, 3))
    assert len(where) < 1_200


def wild_row(rng: np.random.Generator, good: Row) -> Row:
    """A row with some of its values replaced by extremes."""
    days = (date.min, date.max, date(1879, 12, 31), date(2201, 1, 1), None)
    extremes: dict[str, tuple[Any, ...]] = {
        "place": (0, -1, 2**63 - 1, -(2**63), 430000000000, 4300000000001),
        "born": days,
        "history": ([32767] * 3, [-32768], [1] * 500, [3071] * 200, [128], [48], [2]),
        "history_ends": (-32768, 32767, 1879, None),
        "year": (-32768, 32767, 0, 2201, 2200),
        "paid_on": days,
        "history_known_from": (-32767, 32767, 0),
        "events": ([{"kind": "left_service", "on": day} for day in days],),
        "aid": ([{"category": "orphan", "from": one, "until": other} for one in days for other in days],),
        "repair_years": (-32767, 32767, 101),
        "repair_paid_on": days,
        "earlier_wait_until": days,
        "original_limit_fen": (-2, 2**63 - 1, -(2**63), 10**14 + 1),
    }
    chosen = rng.choice(sorted(extremes), size=rng.integers(1, 6), replace=False)
    return good | {name: extremes[name][rng.integers(len(extremes[name]))] for name in map(str, chosen)}


@pytest.mark.parametrize("years", [23, 40, 90])
def test_long_streaks_count_in_full(years: int, table: LawTable) -> None:
    """The bonus cap is reached after 20 to 31 years; no year of a streak is cut."""
    row: Row = dict.fromkeys(PEOPLE_SCHEMA.names) | {
        "person_id": "long",
        "place": 430000,
        "born": date(1900, 1, 1),
        "history": [COVERED] * years,
        "history_ends": 2025,
        "year": 2026,
        "paid_on": date(2025, 10, 10),
        "original_limit_fen": 400_000_00,
    }
    answer = decide_batch(people_batch([row]), table).answers.to_pylist()[0]
    assert (answer["continuous_years"], answer["continuity_fen"]) == (years + 1, (years - 3) * STEP_FEN)


def test_one_compilation_serves_every_place_year_and_batch(rows: list[Row], table: LawTable) -> None:
    """Neither lengths nor places are part of a type, so nothing is ever compiled again."""
    decide_batch(people_batch(rows[:5]), table)
    decide_batch(people_batch([]), LawTable(Policies(Library())))
    assert len(engine.kernel().dispatcher.nopython_signatures) == 1


ONE_RULE = Path(__file__).with_name("one_rule.py")
RULE = "return counted * w.months_per_missed_year"


def test_an_edited_rule_takes_effect(tmp_path: Path) -> None:
    """The same machine, the same folder of machine code, another rule: another answer, and the first one again."""
    package = Path(next(iter(canbao.__path__)))
    edited = tmp_path / "edited"
    shutil.copytree(package, edited / "canbao", ignore=shutil.ignore_patterns("__pycache__"))
    waiting = edited / "canbao" / "rules" / "waiting.py"
    source = waiting.read_text(encoding="utf-8")
    assert source.count(RULE) == 1
    waiting.write_text(source.replace(RULE, f"{RULE} + 5"), encoding="utf-8")

    assert variable_months(package.parent) == 2
    assert variable_months(edited) == 7
    assert variable_months(package.parent) == 2


def variable_months(root: Path) -> int:
    """What a compiled rule of the package under a folder answers, in a process of its own."""
    shared = {"PYTHONPATH": str(root), compiling.CACHE: str(compiling.cache_root().parent)}
    done = subprocess.run(
        [sys.executable, str(ONE_RULE), str(root)], env=os.environ | shared, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_machine_code_is_kept_under_the_digest_of_its_sources(table: LawTable) -> None:
    """That of the kernel too; the name of the folder changes with any source, and old folders do not pile up."""
    decide_batch(people_batch([]), table)
    assert compiling.is_on_disk(decide_rows)
    assert compiling.sources_digest()[:16] in compiling.cache_folder().name
    assert len(list(compiling.cache_root().glob("compiled-*"))) <= compiling.KEPT + 1
