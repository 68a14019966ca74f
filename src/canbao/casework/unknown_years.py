"""Unknown years: the readings tried for the years before ``history_known_from``, and what they agree on.

Every unknown year resident and paid in the window, without or with reimbursement; the newest k of them missed and the
older ones resident; no cover in or before them. A field on which all readings agree is determined.
"""

from __future__ import annotations

from canbao.casework.case import Case
from canbao.casework.facts import history_of, words_of
from canbao.rules.facts import PAID_IN_WINDOW, REIMBURSED, RESIDENT, History

COVERED = RESIDENT | PAID_IN_WINDOW


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
    year = case.enrolment.year
    unknown = unknown_years(case)
    if not unknown:
        return [history_of(words, year)]
    tried = [
        history_of({**words, **dict.fromkeys(unknown, COVERED)}, year),
        history_of({**words, **dict.fromkeys(unknown, COVERED | REIMBURSED)}, year),
    ]
    for missed in range(1, len(unknown) + 1):
        covered = unknown[: len(unknown) - missed]
        before = unknown[0] if not covered else None
        tried.append(history_of({**words, **dict.fromkeys(covered, COVERED)}, year, before))
    tried.append(history_of(words, year))
    return list(dict.fromkeys(tried))
