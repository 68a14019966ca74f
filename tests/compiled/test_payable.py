"""The payable check compiles as it stands and agrees with the interpreter on every day of four years."""

from __future__ import annotations

from tests.compiled.as_a_population import compiled, record, with_array
from tests.unit.rules.terms import HUNAN, day, law, person

from canbao.rules.determine import determine
from canbao.rules.payable import payable_on

LATE = person("2026-02-10", "RR.")
ENDED = person("2026-05-10", "EE", employee_cover_ended="2026-05-01")
ENDED_LATE = person("2026-09-10", "RE", employee_cover_ended="2026-05-01")


def test_the_check_compiles_as_it_stands_and_agrees_on_every_day() -> None:
    kernel = compiled(payable_on)
    policy = law(HUNAN)
    for f in (LATE, ENDED, ENDED_LATE._replace(history=LATE.history)):
        d = determine(f, policy.terms)
        given, law_record = with_array(f), record(policy)
        for on in range(day("2022-12-30"), day("2027-01-03")):
            assert kernel(on, given, d, law_record) == payable_on(on, f, d, policy.terms)
