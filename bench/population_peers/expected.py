"""canbao's own answers for a sample of the people, by its interpreted rules, and how many of a peer's differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.peer import ORDINARY, answers_of
from bench.population_peers import people as p
from bench.population_peers.process import ANSWERS, FILE
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.determine import DECIDED

SAMPLE = 20_000
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Expected:
    """The rows of the sample and canbao's answers for them, one column a person."""

    rows: p.Column
    answers: p.Column


@dataclass(frozen=True)
class Checked:
    """How a peer's answers compare: people looked at, people with any answer wrong, and wrong answers by name."""

    people: int
    wrong_people: int
    wrong: Counter[str]

    @property
    def is_correct(self) -> bool:
        """Whether every answer for everyone looked at is the expected one."""
        return self.wrong_people == 0


def expected(folder: Path, people: int, size: int = SAMPLE) -> Expected:
    """canbao's answers for a sample spread evenly over the first so many people of the folder."""
    rows = np.unique(np.linspace(0, people - 1, min(size, people)).astype(np.int64))
    columns = {name: np.asarray(column[rows]) for name, column in p.loaded(folder).items()}
    policies = Policies(Library())
    answers = [answered(case_of(columns, number), policies) for number in range(len(rows))]
    return Expected(rows, np.array(answers, dtype=np.int64).T)


def answered(case: dict[str, Any], policies: Policies) -> list[int]:
    """The answers for one person, all of them decided and under an ordinary circumstance."""
    first = decide(Case.model_validate(case), policies).first
    name = CIRCUMSTANCE_NAMES[first.circumstance]
    if first.reason != DECIDED or name not in ORDINARY:
        raise ValueError(f"not a person of the comparison: {name}, {case}")
    found = answers_of(first)
    return [found[name] for name in ANSWERS]


def case_of(columns: dict[str, p.Column], number: int) -> dict[str, Any]:
    """One row of the columns as a case file has it."""
    case: dict[str, Any] = {
        "case": 1,
        "id": f"row-{number}",
        "place": str(columns["place"][number]),
        "person": {"born": day(columns["born"][number])},
        "history": [
            row_of(year, int(word)) for year, word in zip(p.YEARS, columns["history"][number], strict=True) if word
        ],
        "enrolment": {"scheme": "resident", "year": p.COVERAGE_YEAR, "paid_on": day(columns["paid_on"][number])},
        "original_limit_yuan": int(columns["original_limit_yuan"][number]),
    }
    if columns["repair_years"][number]:
        case["enrolment"]["repair"] = {"years": int(columns["repair_years"][number])}
    return case


def row_of(year: int, word: int) -> dict[str, Any]:
    """One year of history."""
    row: dict[str, Any] = {
        "year": year,
        "resident": bool(word & p.RESIDENT),
        "paid_in_window": bool(word & p.PAID_IN_WINDOW),
        "reimbursed": bool(word & p.REIMBURSED),
        "other_guarantee": bool(word & p.OTHER_GUARANTEE),
        "employee_months": word // p.MONTHS_UNIT,
    }
    if word & p.BONUS_USED:
        row["bonus_used"] = "any"
    return row


def day(number: Any) -> date:
    """A day from its number."""
    return EPOCH + timedelta(days=int(number))


def checked(known: Expected, out: Path) -> Checked:
    """Compare the answers a peer wrote with the expected ones, as far as its people go."""
    rows = np.load(out / FILE, mmap_mode="r")
    within = known.rows < rows.shape[1]
    wrong = np.asarray(rows[:, known.rows[within]]) != known.answers[:, within]
    by_name = Counter({name: int(row.sum()) for name, row in zip(ANSWERS, wrong, strict=True) if row.any()})
    return Checked(int(within.sum()), int(wrong.any(axis=0).sum()), by_name)
