"""canbao's own processes in the comparison: the whole determination, and the rules for the twelve answers alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from bench.population_peers import people as p
from bench.population_peers.process import ANSWERS, run
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.population.arrays import NO_CODE, NO_DAY, NO_YEAR, Answers, People, empty_answers
from canbao.population.compiling import compiled
from canbao.population.engine import kernel
from canbao.population.kernel import new_scratch
from canbao.population.law import Law, LawTable, records_of

FEN = 100


def nobody() -> dict[str, p.Column]:
    """The columns without a row."""
    return {name: np.zeros((0, len(p.YEARS)) if name == "history" else 0, kind) for name, kind in p.COLUMNS.items()}


def ragged(columns: dict[str, p.Column]) -> tuple[p.Column, p.Column]:
    """The words of each person from their first year of cover on, one person after the other, and where each begins."""
    covered = np.minimum(p.COVERAGE_YEAR - columns["first_cover_year"], len(p.YEARS)).astype(np.int32)
    offsets = np.concatenate([[0], np.cumsum(covered)]).astype(np.int32)
    words = np.ascontiguousarray(columns["history"])
    return offsets, words[np.arange(len(p.YEARS)) >= (len(p.YEARS) - covered)[:, None]]


class Canbao:
    """The kernel on pieces of people, its arrays for answers used again."""

    package = "canbao"
    form = "the compiled rules, one call a piece; histories as words one after the other; the whole determination"
    piece = 100_000

    def __init__(self) -> None:
        self.scratch = new_scratch()
        self.answers = empty_answers(self.piece)
        self.law: Law = LawTable(Policies(Library())).with_places(p.PLACES, (p.COVERAGE_YEAR,))

    def begin(self, people: int, /) -> None:
        """Load the machine code, or compile it."""
        del people
        self.compute(self.prepare(nobody()))

    def prepare(self, columns: dict[str, p.Column]) -> People:
        """The columns in the kernel's form: the words of each person one after the other, all other facts absent."""
        rows = len(columns["place"])
        offsets, words = ragged(columns)
        no_offsets = np.zeros(rows + 1, np.int32)
        none = np.zeros(0, np.int32)
        people = People(
            place=columns["place"].astype(np.int64),
            born=columns["born"],
            history_offsets=offsets,
            history=words,
            history_ends=np.full(rows, p.COVERAGE_YEAR - 1, np.int16),
            history_known_from=np.full(rows, NO_YEAR, np.int16),
            year=np.full(rows, p.COVERAGE_YEAR, np.int16),
            paid_on=columns["paid_on"],
            chosen=np.full(rows, NO_CODE, np.int8),
            event_offsets=no_offsets,
            event_kind=none.astype(np.int8),
            event_on=none,
            aid_offsets=no_offsets.copy(),
            aid_category=none.astype(np.int8),
            aid_from=none.copy(),
            aid_until=none.copy(),
            repair_years=columns["repair_years"],
            repair_paid_on=np.full(rows, NO_DAY, np.int32),
            earlier_wait_until=np.full(rows, NO_DAY, np.int32),
            original_limit_fen=columns["original_limit_yuan"].astype(np.int64) * FEN,
            faults=np.zeros(rows, np.int64),
        )
        for column in people[:-1]:
            column.flags.writeable = False
        return people

    def compute(self, people: People) -> tuple[Answers, int]:
        """The whole determination of each person."""
        rows = len(people.place)
        kernel()(0, rows, people, self.law, self.answers, self.scratch)
        if people.faults.any():
            raise ValueError("people were refused")
        return self.answers, rows

    def collect(self, answered: Any) -> dict[str, p.Column]:
        """The twelve answers; amounts in yuan."""
        answers, rows = answered
        a = Answers(*(column[:rows] for column in answers))
        return {
            "missed_years": a.missed_years,
            "continuous_years": a.continuous_years,
            "fixed_wait": a.fixed_months,
            "variable_wait": a.variable_months,
            "repairable_years": a.repairable_years,
            "total_wait": a.total_months,
            "continuity_bonus": a.continuity_fen // FEN,
            "zero_claim_bonus": a.zero_claim_fen // FEN,
            "bonus_cap": a.cap_fen // FEN,
            "bonus": a.bonus_fen // FEN,
            "penalty": a.penalty_fen // FEN,
            "limit": a.total_limit_fen // FEN,
        }


class CanbaoTwelve:
    """The rules for the twelve answers alone, compiled together."""

    package = "canbao"
    form = "its rules for the twelve answers alone, compiled as one loop; histories as words one after the other"
    piece = 20_000

    def __init__(self) -> None:
        from bench.population_peers.twelve import answer_rows

        self.function = compiled(answer_rows)
        law = LawTable(Policies(Library()))
        of_year = date(p.COVERAGE_YEAR, 1, 1)
        self.records = records_of([law.policy_of(place, p.COVERAGE_YEAR, of_year) for place in p.PLACES])
        self.answers = np.empty(len(ANSWERS) * self.piece, np.int32)

    def begin(self, people: int, /) -> None:
        """Load the machine code, or compile it."""
        del people
        self.compute(self.prepare(nobody()))

    def prepare(self, columns: dict[str, p.Column]) -> tuple[Any, ...]:
        """The columns in the form of the loop: the words of each person one after the other."""
        offsets, words = ragged(columns)
        return (
            len(columns["place"]),
            p.COVERAGE_YEAR,
            (columns["place"] != p.PLACES[0]).view(np.int8),
            offsets,
            words,
            columns["paid_in_window"].view(np.int8),
            columns["repair_years"],
            columns["original_limit_yuan"].astype(np.int64) * FEN,
            self.records,
        )

    def compute(self, prepared: tuple[Any, ...]) -> p.Column:
        """The twelve answers, a column after the other."""
        rows = prepared[0]
        self.function(*prepared, self.answers)
        return self.answers[: rows * len(ANSWERS)].reshape(len(ANSWERS), rows)

    def collect(self, answered: p.Column) -> dict[str, p.Column]:
        """The answers by name."""
        return dict(zip(ANSWERS, answered, strict=True))


if __name__ == "__main__":
    run(lambda asked: CanbaoTwelve() if asked.only == "twelve" else Canbao())
