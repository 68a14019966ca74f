"""The unknown years of a case, the histories that the rules try for them, and what each of these gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from canbao.casework.case import Case
from canbao.casework.facts import history_of, words_of
from canbao.rules.determine import Determination, determine
from canbao.rules.facts import RECORDED, Facts, History, history_from
from canbao.rules.parameters import Terms
from canbao.rules.unknown_years import ONE_MISSED, counted_in, read_past, readings_of, unknown_in

ENDS = 2
"""The readings at the end of the histories that stand for themselves: all unknown years missed, and no cover at all."""


def unknown_years(case: Case) -> list[int]:
    """The unknown years: from birth to the year before the history is known, except years that have a row."""
    if case.history_known_from is None:
        return []
    known = {row.year for row in case.history}
    last = min(case.history_known_from, case.enrolment.year)
    return [year for year in range(case.person.born.year, last) if year not in known]


def histories(case: Case) -> list[History]:
    """The histories to try: one when nothing is unknown, else one for each reading, the covered one first."""
    words = words_of(case)
    unknown = len(unknown_years(case))
    if unknown == 0:
        return [history_of(words, case.enrolment.year)]
    return list(dict.fromkeys(histories_read(case, words, range(readings_of(unknown)))))


def histories_read(case: Case, words: Mapping[int, int], readings: Iterable[int]) -> Iterator[History]:
    """The history of a case as each of some readings has it. words: of its years, by year."""
    born, year = case.person.born.year, case.enrolment.year
    record = [words[y] | RECORDED if y in words else 0 for y in range(born, year)]
    before = min(case.history_known_from or year, year) - born
    unknown = unknown_in(record, before)
    for reading in readings:
        years = [0] * len(record)
        first = read_past(record, before, unknown, reading, years)
        yield history_from(born + first, tuple(years[first:]))


def determinations_of(facts: Sequence[Facts], terms: Terms) -> list[Determination]:
    """What each reading of a past gives. facts: those of ``histories``, in their order.

    As more of the unknown years are missed, each thing counted moves one way only (``counted_in``). So where two
    readings count the same, those between them need not be tried.
    """
    found: list[Determination | None] = [None] * len(facts)

    def at(turn: int) -> Determination:
        given = found[turn]
        if given is None:
            given = found[turn] = determine(facts[turn], terms)
        return given

    def fill(low: int, high: int) -> None:
        if counted_in(at(low)) == counted_in(at(high)):
            found[low:high] = [at(low)] * (high - low)
        elif high - low > 1:
            middle = (low + high) // 2
            fill(low, middle)
            fill(middle, high)

    if len(facts) > ONE_MISSED + ENDS:
        fill(ONE_MISSED, len(facts) - 1 - ENDS)
    return [at(turn) for turn in range(len(facts))]
