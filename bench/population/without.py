"""One process: the kernel with one part replaced by nothing, compiled apart, and what a row then takes.

python -m bench.population.without PART FILE ROWS
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import canbao.population.kernel as kernel_module
import canbao.rules.determine as determine_module
from bench.population.kernel import Chunks
from bench.timing import repeated
from canbao.basis.compilable import compilable
from canbao.population import compiling
from canbao.rules.limit import Limit
from canbao.rules.premium import UNDETERMINED_PREMIUM
from canbao.rules.waiting import NO_WAIT

RUNS = 5


@compilable
def no_faults(i: int, people: Any, doubtful: int) -> int:  # noqa: ARG001
    """Every row is sound."""
    return 0


@compilable
def first_pack(place: int, places: Any, packs: Any) -> int:  # noqa: ARG001
    """The first pack holds everywhere."""
    return 0


@compilable
def first_change(day: int, changes: Any) -> int:  # noqa: ARG001
    """The law never changed."""
    return 0


@compilable
def no_outcome(row: Any, f: Any, years: Any, paid_in_window: bool, t: Any) -> Any:  # noqa: ARG001
    """A row decides nothing."""
    return determine_module.Outcome(NO_WAIT, UNDETERMINED_PREMIUM, row.name, f.paid_on)


@compilable
def no_years(history: Any, through: int, counted_from: int, restored: int, c: Any) -> int:  # noqa: ARG001
    """Three continuous years."""
    return 3


@compilable
def no_limit(h: Any, y: int, w: bool, n: int, r: int, original: int, m: Any, c: Any) -> Limit:  # noqa: ARG001
    """The original limit."""
    return Limit(original, 0, 0, 0, 0, 0, 0, 0, 0, original)


@compilable
def no_notes(f: Any, d: Any, t: Any, s: Any) -> int:  # noqa: ARG001
    """No findings."""
    return 0


@compilable
def one_number(into: Any, i: int, a: Any, notes: int) -> None:
    """All numbers of an answer into one column."""
    days = a.starts_on + a.ends_before + a.benefit_from + a.benefit_through
    counts = a.circumstance + a.missed_years + a.continuous_years + a.basis + a.repairable_years
    months = a.fixed_months + a.variable_months + a.repaired_months + a.total_months
    price = a.personal_fen + a.subsidy_fen + a.aid_fen + a.repair_fen + a.due_fen
    limit = a.continuity_fen + a.zero_claim_fen + a.cap_fen + a.bonus_fen + a.penalty_fen
    into.due_fen[i] = days + counts + months + price + limit + a.original_limit_fen + a.total_limit_fen + notes


PARTS: dict[str, dict[tuple[Any, str], Callable[..., Any]]] = {
    "nothing": {},
    "faults": {(kernel_module, "faults_of_row"): no_faults},
    "law": {(kernel_module, "pack_at"): first_pack, (kernel_module, "change_at"): first_change},
    "outcome": {(determine_module, "outcome_of"): no_outcome},
    "continuous": {(determine_module, "continuous_years"): no_years},
    "limit": {(determine_module, "serious_illness_limit"): no_limit},
    "notes": {(kernel_module, "notes_of"): no_notes},
    "store": {(kernel_module, "store"): one_number},
}


def main(part: str, file: Path, rows: int) -> None:
    """Compile without the part, decide, print seconds a row."""
    for (module, name), stand_in in PARTS[part].items():
        setattr(module, name, stand_in)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[compiling.CACHE] = folder
        chunks = Chunks(file, rows)
        print(json.dumps(repeated(lambda: chunks.decide_by(1), RUNS, chunks.rows).median))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
