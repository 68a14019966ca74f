"""The serious-illness limit (gb38/2.3b-f, xz11/5, jy3/2a and 2d, ls25/2.3.1)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.rules.terms import FRAME, HUNAN, LISHUI, SHANXI, WORDS, past, terms

from canbao.rules.continuity import continuous_years
from canbao.rules.facts import BONUS_USED, ZERO_CLAIM_USED, History, history_from
from canbao.rules.limit import (
    Limit,
    bonus_cap_fen,
    bonus_fen,
    last_clearing_year,
    penalty_fen,
    serious_illness_limit,
    used_bonus_before_first,
)
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED

WAN = 10_000_00
"""Ten thousand yuan in fen."""
FORTY_WAN = 40 * WAN


def limit_of(
    history: History,
    place: str = HUNAN,
    year: int = 2026,
    original: int = FORTY_WAN,
    restored: int | None = None,
    *,
    in_window: bool = True,
    **readings: Any,
) -> Limit:
    """The limit of one with such a past who enrols for the year."""
    t = terms(place, year, **readings)
    from_ = year if restored is None else restored
    continuous = continuous_years(history, year - 1, 0, from_, t.continuity)
    return serious_illness_limit(history, year, in_window, continuous, from_, original, t.limit, t.continuity)


def behind(years: str, place: str = HUNAN, year: int = 2026, *, in_window: bool = True, **readings: Any) -> Limit:
    """The limit of one with such years behind them."""
    return limit_of(past(years, year), place, year, in_window=in_window, **readings)


def with_use(years: str, used: dict[int, int], year: int = 2026) -> History:
    """A past in which a claim used a bonus in some years."""
    history = past(years, year)
    words = [word | used.get(y, 0) for y, word in enumerate(history.words, history.first_year)]
    return history_from(history.first_year, tuple(words))


@pytest.mark.parametrize(
    ("years", "hunan", "shanxi", "lishui"),
    [(3, 0, 0, 0), (4, 1, 1, 0), (5, 2, 2, 1), (22, 19, 19, 18), (23, 20, 20, 19), (40, 37, 37, 36), (90, 87, 87, 86)],
)
def test_gb38_2_3b_a_step_for_each_year_beyond_the_fourth(years: int, hunan: int, shanxi: int, lishui: int) -> None:
    """So many years before 2026 and this one; Lishui raises in January of the next year, so counts one fewer."""
    assert [behind("r" * years, place).step_years for place in (HUNAN, SHANXI, LISHUI)] == [hunan, shanxi, lishui]


@pytest.mark.parametrize(("place", "step"), [(HUNAN, 5000_00), (SHANXI, 3000_00), (LISHUI, 5000_00)])
def test_the_steps_are_those_of_the_place(place: str, step: int) -> None:
    found = behind("rrrrrrR", place, 2026)
    assert (found.continuity_fen, found.zero_claim_fen) == (found.step_years * step, step)


def test_the_frame_gives_only_a_floor_so_steps_are_undetermined_but_none_is_none() -> None:
    earned, none = behind("RRRRR", FRAME), behind("r", FRAME)
    assert (earned.continuity_fen, earned.bonus_fen, earned.total_fen) == (UNDETERMINED, UNDETERMINED, UNDETERMINED)
    assert (none.continuity_fen, none.zero_claim_fen, none.bonus_fen, none.total_fen) == (0, 0, 0, FORTY_WAN)


@pytest.mark.parametrize(("year", "steps"), [(2025, 0), (2026, 3), (2027, 3)])
def test_ls25_2_3_1_the_first_raise_comes_in_2026(year: int, steps: int) -> None:
    assert behind("rrrrrrr", LISHUI, year).step_years == steps
    assert behind("rrrrrrr", LISHUI, year, continuity_raise_from="same_year").step_years == 4


@pytest.mark.parametrize(
    ("years", "surviving"),
    [("rrrrr...", 0), ("rrrrr..", 1), ("rrrrr.", 1), ("rrrrr.r", 1), ("rrrrrr.r", 2), ("rrrrrrr.", 3)],
)
def test_gb38_2_3f_a_gap_takes_the_steps_unless_read_otherwise(years: str, surviving: int) -> None:
    """Enrolled for 2028. Steps stay, where they do, of a streak that reached 2025; the years then start again."""
    history = past(years, 2028)
    assert limit_of(history, HUNAN, 2028).step_years == 0
    assert limit_of(history, HUNAN, 2028, continuity_survives_gap=True).step_years == surviving


def test_years_before_2025_count_unless_read_otherwise() -> None:
    counted = [behind("rrrrrrr", year=2030, continuity_counts_before_2025=c).step_years for c in (True, False)]
    assert counted == [4, 2]


@pytest.mark.parametrize(("year", "claims"), [(2025, 0), (2026, 1), (2027, 2), (2028, 3)])
def test_gb38_2_3c_a_step_for_each_year_from_2025_without_reimbursement(year: int, claims: int) -> None:
    assert [behind("RRRR", place, year).zero_claim_years for place in (HUNAN, SHANXI, LISHUI)] == [claims] * 3


@pytest.mark.parametrize(
    ("years", "in_window", "hunan", "shanxi"),
    [
        ("RR", True, 2, 2),
        ("RR", False, 1, 2),
        ("RL", True, 1, 2),
        ("LR", True, 2, 2),
        ("Rr", True, 1, 1),
        ("rR", True, 1, 1),
        ("R.", True, 0, 0),
        ("RE", True, 0, 0),
    ],
)
def test_xz11_5_hunan_asks_that_the_next_year_was_paid_in_the_window(
    years: str, in_window: bool, hunan: int, shanxi: int
) -> None:
    """2025 and 2026 behind one who enrols for 2027; for the last of them the next year is this enrolment."""
    assert behind(years, HUNAN, 2027, in_window=in_window).zero_claim_years == hunan
    assert behind(years, SHANXI, 2027, in_window=in_window).zero_claim_years == shanxi


def test_the_first_zero_claim_year_is_2025_unless_read_as_2024() -> None:
    assert [behind("RRRR", zero_claim_first_year=first).zero_claim_years for first in (2025, 2024)] == [1, 2]


@pytest.mark.parametrize(("survives", "claims"), [(True, 2), (False, 1)])
def test_zero_claim_years_before_a_gap_stay_unless_read_otherwise(survives: bool, claims: int) -> None:
    """2025 and 2026 paid in the window, 2027 missed, 2028 paid in the window; enrols for 2029."""
    assert behind("RR.R", HUNAN, 2029, zero_claim_survives_gap=survives).zero_claim_years == claims


@pytest.mark.parametrize(
    ("used_in", "how", "hunan", "shanxi"),
    [
        (2026, ZERO_CLAIM_USED, 2, 2),
        (2027, ZERO_CLAIM_USED, 1, 1),
        (2028, ZERO_CLAIM_USED, 0, 0),
        (2026, BONUS_USED, 4, 2),
        (2028, BONUS_USED, 4, 0),
    ],
)
def test_gb38_2_3e_a_use_clears_the_zero_claim_years_up_to_it(used_in: int, how: int, hunan: int, shanxi: int) -> None:
    """2025 to 2028 without reimbursement. Hunan clears only where the zero-claim part was used (xz11/5)."""
    history = with_use("RRRR", {used_in: how}, 2029)
    assert limit_of(history, HUNAN, 2029).zero_claim_years == hunan
    assert limit_of(history, SHANXI, 2029).zero_claim_years == shanxi


@pytest.mark.parametrize(
    ("year", "how", "clears", "is_told"),
    [
        (2024, BONUS_USED, False, True),
        (2025, BONUS_USED, True, False),
        (2026, BONUS_USED, True, False),
        (2024, ZERO_CLAIM_USED, False, True),
        (2025, ZERO_CLAIM_USED, False, True),
        (2026, ZERO_CLAIM_USED, True, False),
    ],
)
def test_a_use_before_there_was_a_bonus_clears_nothing_and_is_told(
    year: int, how: int, clears: bool, is_told: bool
) -> None:
    """No bonus before 2025; the first zero-claim bonus is that of 2026 (reading.md 12)."""
    history, m = with_use("RRRR", {year: how}, 2028), terms(SHANXI, 2028).limit
    assert last_clearing_year(history, m) == (year if clears else NOTHING)
    assert used_bonus_before_first(history, m) is is_told


@pytest.mark.parametrize(
    ("years", "penalty"),
    [
        ("", 0),
        ("R", 0),
        ("R.", 1),
        ("R..", 2),
        ("R.R", 1),
        ("R.R.", 1),
        ("R..R.", 1),
        ("R.E.", 2),
        ("R.RR", 0),
        ("2.", 1),
    ],
)
def test_jy3_2d_missed_years_of_every_gap_that_ended_from_2025_on(years: str, penalty: int) -> None:
    """Enrolled for 2026: the year 2025 is the last letter. A gap that ended in 2024 or before costs nothing."""
    history = past(years)
    found = limit_of(history, SHANXI)
    assert (found.penalty_years, found.penalty_fen) == (penalty, penalty * 3000_00)
    assert limit_of(history, HUNAN).penalty_fen == limit_of(history, LISHUI).penalty_fen == 0


def test_missed_years_before_2025_cost_unless_read_otherwise() -> None:
    assert [behind("R...", SHANXI, penalty_counts_before_2025=c).penalty_years for c in (True, False)] == [3, 1]


@pytest.mark.parametrize(("years", "fen"), [(26, 78_000_00), (27, 80_000_00), (28, 80_000_00)])
def test_jy3_2d_the_penalty_is_at_most_80000(years: int, fen: int) -> None:
    assert penalty_fen(years, terms(SHANXI).limit) == fen


@pytest.mark.parametrize(
    ("original", "cap"),
    [(400_000_00, 80_000_00), (333_333_33, 66_666_66), (333_333_31, 66_666_66), (1_04, 20), (1_05, 21), (1_06, 21)],
)
def test_gb38_2_3d_the_cap_is_a_fifth_of_the_original_a_part_of_a_fen_dropped(original: int, cap: int) -> None:
    assert bonus_cap_fen(original, terms(HUNAN).limit) == cap
    assert bonus_cap_fen(original, terms(SHANXI).limit) == 80_000_00


@pytest.mark.parametrize(("years", "bonus"), [(18, 80_000_00 - 5000_00), (19, 80_000_00), (20, 80_000_00)])
def test_xz11_5_both_bonuses_together_reach_the_cap_and_stay(years: int, bonus: int) -> None:
    """18 years before 2026 are 15 steps and no zero-claim year; with 19 the cap of 400,000 is reached."""
    assert behind("r" * years).bonus_fen == bonus


def test_without_the_original_limit_parts_are_told_and_shanxi_s_amounts_too() -> None:
    hunan = limit_of(past("rrrrr"), HUNAN, original=UNDETERMINED)
    assert (hunan.continuity_fen, hunan.cap_fen, hunan.bonus_fen) == (2 * 5000_00, UNDETERMINED, UNDETERMINED)
    shanxi = limit_of(past("rrrrr"), SHANXI, original=UNDETERMINED)
    assert (shanxi.cap_fen, shanxi.bonus_fen, shanxi.total_fen) == (80_000_00, 6000_00, UNDETERMINED)
    assert limit_of(past("r"), HUNAN, original=UNDETERMINED).bonus_fen == 0


def test_an_unlimited_limit_stays_so_and_its_parts_are_told() -> None:
    found = limit_of(past("rrrrr"), HUNAN, original=UNLIMITED)
    assert (found.total_fen, found.cap_fen, found.bonus_fen) == (UNLIMITED, UNDETERMINED, 10_000_00)


def test_a_repaired_year_restores_the_streak_and_the_penalty_only_as_read() -> None:
    """Missed 2025 alone and repaired: four years before it and this one."""
    plain, restored = behind("rrrr.", SHANXI), limit_of(past("rrrr."), SHANXI, restored=2025)
    assert (plain.step_years, plain.penalty_years) == (0, 1)
    assert (restored.step_years, restored.penalty_years) == (2, 0)


@settings(derandomize=True, deadline=None)
@given(
    years=st.text("RrLE32G.", max_size=45),
    original=st.integers(0, 10**9),
    place=st.sampled_from([HUNAN, SHANXI, LISHUI]),
)
def test_the_limit_adds_up_for_any_past(years: str, original: int, place: str) -> None:
    """original + bonus - penalty = total; the bonus is both parts up to the cap."""
    history = past(years.lstrip(".") if set(years) - {"."} else "")
    m = limit_of(history, place, original=original)
    assert m.total_fen == original + m.bonus_fen - m.penalty_fen
    assert m.bonus_fen == min(m.continuity_fen + m.zero_claim_fen, m.cap_fen)
    assert m.zero_claim_years <= sum(word & WORDS["L"] for word in history.words)
    assert bonus_fen(m.continuity_fen, m.zero_claim_fen, m.cap_fen, original) == m.bonus_fen
