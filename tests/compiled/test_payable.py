"""The payable check compiles as it stands and agrees with the interpreter on every day of four years."""

from __future__ import annotations

import numba
from numba.extending import register_jitable
from tests.unit.rules.terms import HUNAN, day, person, terms

from canbao.basis.days import year_of, year_start
from canbao.rules import continuity, payable
from canbao.rules.determine import Determination, determine
from canbao.rules.facts import Facts
from canbao.rules.parameters import Terms
from canbao.rules.payable import payable_on

LATE = person("2026-02-10", "RR.")
ENDED = person("2026-05-10", "EE", employee_cover_ended="2026-05-01")
ENDED_LATE = person("2026-09-10", "RE", employee_cover_ended="2026-05-01")


def test_the_check_compiles_as_it_stands_and_agrees_on_every_day() -> None:
    for function in (year_start, year_of, continuity.year_class, continuity.class_of):
        register_jitable(function)
    for rule in (payable.in_earlier_year, payable.is_in_employee_cover):
        register_jitable(rule)
    register_jitable(payable_on)
    kernel = numba.njit(nogil=True)(each_day)
    law, first, until = terms(HUNAN), day("2022-12-30"), day("2027-01-03")
    for f in (LATE, ENDED, ENDED_LATE._replace(history=LATE.history)):
        d = determine(f, law)
        assert kernel(first, until, f, d, law) == [payable_on(on, f, d, law) for on in range(first, until)]


def each_day(first: int, until: int, f: Facts, d: Determination, law: Terms) -> list[int]:
    """The answer of each day, in one call: handing the law over takes longer than the answer."""
    return [payable_on(on, f, d, law) for on in range(first, until)]
