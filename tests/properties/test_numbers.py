"""What holds between the numbers of any answer: the limit adds up, the bonus keeps its cap, the span its year."""

from __future__ import annotations

from collections import Counter
from datetime import date

from tests.properties.drawn import cases, decided

from canbao.casework.answer import flat
from canbao.rules.determine import DECIDED
from canbao.rules.limit import PERCENT
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED

CASES = 2_500
OPEN = (UNDETERMINED, UNLIMITED)


def test_the_limit_adds_up_and_the_bonus_never_passes_its_cap() -> None:
    """original + bonus - penalty = total; bonus = both parts, at most the cap (gb38/2.3d, jy3/2a); penalty its cap."""
    met: Counter[str] = Counter()
    for case in cases("numbers", CASES):
        decision = decided(case)
        terms = decision.policy.terms.limit
        for d in decision.determinations:
            m = d.limit
            if m.total_fen not in OPEN:
                met["total"] += 1
                assert m.original_fen + m.bonus_fen - m.penalty_fen == m.total_fen, case
            if m.bonus_fen != UNDETERMINED and m.cap_fen != UNDETERMINED:
                met["capped"] += m.bonus_fen == m.cap_fen
                assert 0 <= m.bonus_fen == min(m.continuity_fen + m.zero_claim_fen, m.cap_fen), case
            if terms.cap_percent and m.original_fen not in OPEN:
                assert m.cap_fen * PERCENT <= m.original_fen * terms.cap_percent < (m.cap_fen + 1) * PERCENT, case
            if m.total_fen == UNLIMITED:
                met["unlimited"] += 1
                assert m.original_fen == UNLIMITED, case
            if terms.penalty_step_fen:
                met["penalty"] += m.penalty_fen > 0
                assert 0 <= m.penalty_fen <= terms.penalty_cap_fen, case
            else:
                assert m.penalty_fen == 0, case
    assert all(met[name] > CASES // 100 for name in ("total", "capped", "unlimited", "penalty")), met


def test_a_benefit_lies_inside_its_year_except_for_new_students() -> None:
    """From Y-01-01 to Y-12-31; a new student from September before (xz11/3d), in Shanxi from the payment (jy3/3)."""
    earlier: Counter[str] = Counter()
    spans = 0
    for case in cases("numbers", CASES):
        answer, year = flat(decided(case).answer), case["enrolment"]["year"]
        if answer["benefit.from"] is None:
            continue
        spans += 1
        first, last = (date.fromisoformat(answer[f"benefit.{name}"]) for name in ("from", "through"))
        assert first <= last == date(year, 12, 31), case
        if first.year < year:
            assert first.year == year - 1, case
            earlier[answer["circumstance"]] += 1
    assert spans > CASES // 2
    assert set(earlier) == {"new_student"}


def test_the_amount_due_is_its_parts_and_none_is_negative() -> None:
    """due = personal - aid + subsidy + repair, where the basis asks for them; free is free but for the repair."""
    met: Counter[str] = Counter()
    for case in cases("numbers", CASES):
        for d in decided(case).determinations:
            p = d.premium
            parts = (p.personal_fen, p.aid_fen, p.subsidy_fen, p.repair_fen)
            assert all(part >= 0 or part == UNDETERMINED for part in (*parts, p.due_fen)), case
            if UNDETERMINED not in parts:
                met["due"] += 1
                assert p.due_fen == p.personal_fen - p.aid_fen + p.subsidy_fen + p.repair_fen, case
                assert p.aid_fen <= p.personal_fen, case
            elif p.due_fen != UNDETERMINED:
                met["due though a part is open"] += 1
                assert (p.aid_percent, p.due_fen) == (100, p.repair_fen), case
    assert met["due"] > CASES // 2
    assert met["due though a part is open"] > 0


def test_a_wait_adds_up_and_ends_no_earlier_than_it_starts() -> None:
    """total = fixed + variable - repaired; without a wait every number is 0 and there are no days (reading.md 12)."""
    met: Counter[str] = Counter()
    for case in cases("numbers", CASES):
        for d in decided(case).determinations:
            if d.reason != DECIDED:
                continue
            w = d.wait
            assert w.total_months == w.fixed_months + w.variable_months - w.repaired_months >= 0, case
            met[str(w.starts_on == NOTHING)] += 1
            if w.starts_on == NOTHING:
                assert (w.total_months, w.ends_before) == (0, NOTHING), case
            else:
                assert w.starts_on < w.ends_before <= w.unrepaired_end, case
                assert d.benefit_from >= w.ends_before, case
    assert min(met.values()) > CASES // 10
