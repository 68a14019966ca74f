"""The payable check compiles as it stands and agrees with the interpreter on every day of four years."""

from __future__ import annotations

import numba
from numba.extending import register_jitable
from tests.unit.rules.terms import HUNAN, day, person, terms

from canbao.basis.days import year_of, year_start
from canbao.rules import continuity, payable
from canbao.rules.determine import determine
from canbao.rules.payable import payable_on

LATE = person("2026-02-10", "RR.")
ENDED = person("2026-05-10", "EE", employee_cover_ended="2026-05-01")
ENDED_LATE = person("2026-09-10", "RE", employee_cover_ended="2026-05-01")


def test_the_check_compiles_as_it_stands_and_agrees_on_every_day() -> None:
    for function in (year_start, year_of, continuity.year_class, continuity.class_of):
        register_jitable(function)
    for rule in (payable.in_earlier_year, payable.is_in_employee_cover):
        register_jitable(rule)
    kernel = numba.njit(nogil=True)(payable_on)
    law = terms(HUNAN)
    for f in (LATE, ENDED, ENDED_LATE._replace(history=LATE.history)):
        d = determine(f, law)
        for on in range(day("2022-12-30"), day("2027-01-03")):
            assert kernel(on, f, d, law) == payable_on(on, f, d, law)
