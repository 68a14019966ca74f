"""A program of canbao's rules that answers the twelve questions of the comparison and nothing else, compiled.

The rules are the very functions that decide; only what is asked of them is less: no circumstance table, no days, no
checks of the row, no findings.
"""

from __future__ import annotations

from typing import no_type_check

from canbao.population.views import column, put, view
from canbao.rules.continuity import continuous_years, is_long_gap, missed_years
from canbao.rules.facts import history_from
from canbao.rules.limit import serious_illness_limit
from canbao.rules.waiting import repairable_years, variable_months

FEN = 100


@no_type_check
def answer_rows(rows, year, place_number, offsets, history, in_window, repair, limit_fen, records, into):
    """Write the twelve answers of each row, amounts in yuan; into: the columns one after the other.

    place_number: per row, which of the records is the law of its place. The day of birth
    is left out: under the law of these places the years before a first cover are never missed.
    """
    numbers, ends, words = column(place_number), column(offsets), column(history)
    window, asked, original, out = column(in_window), column(repair), column(limit_fen), column(into)
    for i in range(rows):
        t = records[numbers[i]]
        c, w = t.continuity, t.waiting
        first, until = ends[i], ends[i + 1]
        past = history_from(year - (until - first), view(words, first, until - first))
        paid_in_window = window[i] != 0
        missed = missed_years(past, year, 0, c)
        fixed = w.fixed_months if missed > 0 or not paid_in_window else 0
        variable = variable_months(missed, w)
        most = repairable_years(fixed, variable, is_long_gap(past, year, missed, c), w)
        total = fixed + variable - min(asked[i], most) * w.months_per_repaired_year
        years = continuous_years(past, year - 1, 0, year, c)
        m = serious_illness_limit(past, year, paid_in_window, years, year, original[i], t.limit, c)
        put(out, i, missed)
        put(out, rows + i, years + 1)
        put(out, 2 * rows + i, fixed)
        put(out, 3 * rows + i, variable)
        put(out, 4 * rows + i, most)
        put(out, 5 * rows + i, total)
        put(out, 6 * rows + i, m.continuity_fen // FEN)
        put(out, 7 * rows + i, m.zero_claim_fen // FEN)
        put(out, 8 * rows + i, m.cap_fen // FEN)
        put(out, 9 * rows + i, m.bonus_fen // FEN)
        put(out, 10 * rows + i, m.penalty_fen // FEN)
        put(out, 11 * rows + i, m.total_fen // FEN)
