"""Claims of the resident scheme: who was reimbursed in a year, how much, and what serious-illness insurance paid.

Health lasts: a person is robust, ordinary or frail for life, and age does the rest. The years' words learn here that
the fund paid, and that a bonus was used, which the rules allow from the first bonus on only.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from canbao.basis.compilable import compilable
from canbao.basis.days import year_of
from canbao.population.synthetic import assumptions as a
from canbao.population.synthetic import streams
from canbao.population.synthetic.draws import (
    PER_MILLE,
    PER_MILLION,
    PERSON,
    below,
    between,
    by_age,
    chance,
    key_of,
    picked,
)
from canbao.population.synthetic.households import Homes, Ints
from canbao.population.synthetic.past import Past
from canbao.population.synthetic.village_codes import CITY
from canbao.rules.facts import BONUS_USED, MONTHS_UNIT, OTHER_GUARANTEE, REIMBURSED, RESIDENT, ZERO_CLAIM_USED

RAISED_NEXT_YEAR: Final = 3311
"""The city, by its first four digits, whose bonus is raised in the year after (Lishui, ls25/2.3.1)."""


class Claims(NamedTuple):
    """A row for each person and year with a claim: the person's position, the year, and fen paid."""

    person: Ints
    year: Ints
    reimbursed_fen: Ints
    serious_fen: Ints
    bonus_fen: Ints


def fill_claims(seed: int, first: int, year: int, place: int, homes: Homes, past: Past, claims: Claims) -> int:
    """Fill the claims of a block and mark its words; returns the number of rows."""
    rows = 0
    begins = a.FIRST_BONUS_YEAR + (1 if place // CITY == RAISED_NEXT_YEAR else 0)
    for i in range(len(homes.born)):
        key = key_of(seed, PERSON, first + i)
        born_in = year_of(homes.born[i])
        health = picked(key, streams.FRAILTY, a.FRAIL)
        streak = 0
        zero_claims = 0
        for t in range(a.PAST_YEARS):
            then = year - a.PAST_YEARS + t
            streak = streak_after(past.words[i, t], streak)
            if past.words[i, t] & RESIDENT == 0:
                continue
            fen = reimbursed_fen(key, t, then - born_in, health)
            if fen == 0:
                zero_claims += 1 if then >= a.FIRST_BONUS_YEAR else 0
                continue
            serious = serious_fen(fen)
            used = 0
            if then >= begins and serious > 0 and chance(key, streams.BONUS + t, a.BONUS_USED_BY):
                used = bonus_used(then, streak, zero_claims)
            zero_claims = 0 if used != 0 else zero_claims
            past.words[i, t] |= REIMBURSED | used
            claims.person[rows] = i
            claims.year[rows] = then
            claims.reimbursed_fen[rows] = fen
            claims.serious_fen[rows] = serious
            claims.bonus_fen[rows] = 0 if used == 0 else between(key, streams.BONUS_FEN + t, 1, a.BONUS_USED_FEN)
            rows += 1
    return rows


@compilable
def streak_after(word: int, streak: int) -> int:
    """Continuous resident years after a year: other cover leaves them as they are, a gap ends them."""
    if word & RESIDENT:
        return streak + 1
    return streak if word >= MONTHS_UNIT or word & OTHER_GUARANTEE else 0


@compilable
def reimbursed_fen(key: int, t: int, age: int, health: int) -> int:
    """Fen the basic scheme paid for a person in a year; 0 for nobody ill, or nothing claimed."""
    rate = by_age(age, a.CLAIM_AGES, a.CLAIM) * a.FRAILTY_WEIGHTS[health]
    if below(key, streams.CLAIMS + t, PER_MILLION) >= rate:
        return 0
    part = below(key, streams.AMOUNT + t, len(a.HOSPITAL_STEPS_FEN))
    within = below(key, streams.AMOUNT_WITHIN + t, PER_MILLE)
    if chance(key, streams.INPATIENT + t, by_age(age, a.CLAIM_AGES, a.HOSPITAL)):
        from_fen = a.HOSPITAL_STEPS_FEN[part - 1] if part > 0 else a.OUTPATIENT_STEPS_FEN[0]
        if part == len(a.HOSPITAL_STEPS_FEN) - 1:
            within = within * within * within // PER_MILLION
        return from_fen + (a.HOSPITAL_STEPS_FEN[part] - from_fen) * within // PER_MILLE
    from_fen = a.OUTPATIENT_STEPS_FEN[part - 1] if part > 0 else PER_MILLE
    return from_fen + (a.OUTPATIENT_STEPS_FEN[part] - from_fen) * within // PER_MILLE


@compilable
def serious_fen(fen: int) -> int:
    """Fen of serious-illness insurance: a share of the own cost above its threshold."""
    own = fen * a.OWN_SHARE // PER_MILLE
    return max(0, own - a.SERIOUS_FROM_FEN) * a.SERIOUS_RATE // PER_MILLE


@compilable
def bonus_used(then: int, streak: int, zero_claims: int) -> int:
    """Which bonus such a claim may have used: the zero-claim part, some bonus not told, or 0 where none was earned."""
    if then >= a.ZERO_CLAIM_YEAR and zero_claims > 0:
        return ZERO_CLAIM_USED
    return BONUS_USED if streak >= a.YEARS_BEFORE_BONUS else 0
