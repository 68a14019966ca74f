"""The past of an option, as far as the case tells it: the readings tried, and the note on what depends on them.

Years before ``history_known_from`` are read as everywhere (``unknown_years``). For a coverage year after the one asked
for, the years from the asked one on are not history yet: no row may tell them, and they are not missed for that. They
are read as resident cover at its best and at its least, as excused, and as missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from canbao.basis.findings import Text
from canbao.casework.case import Case
from canbao.casework.facts import history_of
from canbao.casework.unknown_years import histories, unknown_years
from canbao.casework.wording import joined
from canbao.rules.answer import has_benefit
from canbao.rules.determine import Determination
from canbao.rules.facts import MONTHS_UNIT, REIMBURSED, RESIDENT, ZERO_CLAIM_USED, History
from canbao.rules.unknown_years import COVERED

LEAST_COVERED = RESIDENT | REIMBURSED | ZERO_CLAIM_USED
"""Resident cover that earns the least: paid outside the window, reimbursed, the bonus used."""
EXCUSED = 12 * MONTHS_UNIT
"""A year of employee cover."""


APPLIES = Text("是否适用", "whether it applies")
OPEN = Text("未能确定之处", "what is undetermined")
REPAIR = Text("可修复几年", "how many years can be repaired")


def moved(case: Case, place: str, year: int) -> Case:
    """The case at another place or for another coverage year: nothing named or repaired, no row of the year or later.

    The years from the asked one on are left out of the unknown ones; they are open years.
    """
    enrolment = case.enrolment
    asked = enrolment.year
    known_from = case.history_known_from
    return case.model_copy(
        update={
            "place": place,
            "as_of": case.as_of if year == asked else None,
            "history": tuple(row for row in case.history if row.year < year),
            "history_known_from": None if known_from is None else min(known_from, asked),
            "enrolment": enrolment.model_copy(
                update={
                    "year": year,
                    "circumstance": None,
                    "repair": enrolment.repair.model_copy(update={"years": 0}),
                }
            ),
        }
    )


def open_years(case: Case, year: int) -> range:
    """The years before a coverage year of which a case says nothing yet: from the year asked for on."""
    return range(case.enrolment.year, year)


def readings(case: Case, other: Case) -> list[History]:
    """The histories to try for a case moved to another year, the best covered one first."""
    known = histories(other)
    opened = open_years(case, other.enrolment.year)
    if not opened:
        return known
    ends = list(dict.fromkeys([*known[:2], *known[-2:]]))  # after resident cover no older year changes the missed ones
    tried = [
        filled(history, opened, words, other.enrolment.year)
        for words in fillings(opened, [least_employed(case, year) for year in opened])
        for history in (ends if words[0] & RESIDENT else known)
    ]
    return list(dict.fromkeys(tried))


def fillings(opened: range, least: list[int]) -> Iterator[list[int]]:
    """The words tried for open years: all covered, at best and at least; the newest so many without cover (``least``),
    the older ones covered or excused."""
    count = len(opened)
    yield [COVERED] * count
    yield [LEAST_COVERED] * count
    for older in range(count, -1, -1):
        yield [EXCUSED] * older + least[older:]
        if 0 < older < count:
            yield [COVERED] * older + least[older:]


def least_employed(case: Case, year: int) -> int:
    """The word of a year without resident cover: one month of employee cover where an event tells that it ended."""
    ended = [event.on for event in case.person.events if event.kind == "employee_cover_ended"]
    return MONTHS_UNIT if any(day.year == year and day.month > 1 for day in ended) else 0


def filled(history: History, opened: range, words: Sequence[int], year: int) -> History:
    """A history with its open years filled."""
    known = dict(enumerate(history.words, history.first_year))
    before = history.first_year if history.words else None
    return history_of({**known, **dict(zip(opened, words, strict=True))}, year, before)


def note_on(case: Case, other: Case, determinations: Sequence[Determination | None]) -> Text | None:
    """What of an option depends on years that the case does not tell; None where nothing does."""
    year = other.enrolment.year
    decided = [d for d in determinations if d is not None]
    applies = len(decided) < len(determinations) or (
        year < case.enrolment.year and year in unknown_years(case)  # it may be covered already
    )
    told = {
        APPLIES: applies,
        OPEN: len({shown(d) for d in decided}) > 1,
        REPAIR: len({d.wait.repairable_years for d in decided}) > 1,
    }
    if not any(told.values()):
        return None
    years, parts = years_untold(case, other), joined([text for text, holds in told.items() if holds])
    return Text(
        f"取决于{years.zh}的参保情况（案例未载明）：{parts.zh}。",
        f"Depends on the cover {years.en}, which the case does not tell: {parts.en}.",
    )


def shown(d: Determination) -> tuple[int, int, int, int]:
    """What a list of options shows of a determination: price, wait, first payable day, limit."""
    first = d.benefit_from if has_benefit(d) else d.benefit_through + 1
    return d.premium.due_fen, d.wait.total_months, first, d.limit.total_fen


def years_untold(case: Case, other: Case) -> Text:
    """The years on which something depends: those before the history is known, those that are open."""
    opened = open_years(case, other.enrolment.year)
    parts: list[Text] = []
    known_from = other.history_known_from
    if known_from is not None and unknown_years(case):
        parts.append(Text(f" {known_from} 年以前", f"before {known_from}"))
    if opened:
        last = "" if len(opened) == 1 else f"–{opened[-1]}"
        parts.append(Text(f" {opened[0]}{last} 年度", f"in {opened[0]}{last}"))
    return Text("和".join(p.zh for p in parts), " and ".join(p.en for p in parts))
