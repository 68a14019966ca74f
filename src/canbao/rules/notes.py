"""What the office must know about a determination: which findings it has. Read off its values, nothing computed anew.

A set of notes is one whole number. Its low bits are finding codes, in the order of ``NOTE_CODES``; above them stand
details, which tell which of several values an undetermined or unknown one is.
"""

from __future__ import annotations

from typing import NamedTuple

from canbao.basis.compilable import compilable
from canbao.rules.determine import (
    CIRCUMSTANCE_NOT_MET,
    DECIDED,
    LEFT_TO_OTHER_RULES,
    NO_CIRCUMSTANCE,
    Determination,
)
from canbao.rules.facts import Facts
from canbao.rules.limit import used_bonus_before_first
from canbao.rules.parameters import (
    AID_NOT_IN_FORCE,
    BASIS_FREE,
    BASIS_PERSONAL,
    BASIS_PERSONAL_PLUS_SUBSIDY,
    Terms,
)
from canbao.rules.values import NOTHING, UNDETERMINED

NOTE_CODES = (
    "other_rules_apply",
    "circumstance_not_met",
    "no_circumstance",
    "repair_only_with_payment",
    "repair_without_effect",
    "empty_span",
    "undetermined",
    "premium_unknown",
    "aid_not_in_force",
    "limit_below_zero",
    "original_limit_unknown",
    "bonus_use_before_first_bonus",
    "frame_only",
    "missing_layer",
    "assumed_value",
    "reported_value",
    "unknown_years",
)
"""The finding codes of a set of notes: code k is bit k."""

OTHER_RULES_APPLY = 1 << 0
NOT_MET = 1 << 1
NONE_APPLIES = 1 << 2
REPAIR_ONLY_WITH_PAYMENT = 1 << 3
REPAIR_WITHOUT_EFFECT = 1 << 4
EMPTY_SPAN = 1 << 5
OPEN_IN_LAW = 1 << 6
PREMIUM_UNKNOWN = 1 << 7
NO_AID_IN_FORCE = 1 << 8
LIMIT_BELOW_ZERO = 1 << 9
ORIGINAL_LIMIT_UNKNOWN = 1 << 10
BONUS_USE_BEFORE_FIRST = 1 << 11
FRAME_ONLY = 1 << 12
MISSING_LAYER = 1 << 13
ASSUMED_VALUE = 1 << 14
REPORTED_VALUE = 1 << 15
UNKNOWN_YEARS = 1 << 16

CODES = (1 << 17) - 1
"""The part of a set of notes that is finding codes."""

LATE_PRICE_OPEN = 1 << 32
AID_RATE_OPEN = 1 << 33
STEP_OPEN = 1 << 34
PERSONAL_UNKNOWN = 1 << 35
SUBSIDY_UNKNOWN = 1 << 36
REPAIR_PRICE_UNKNOWN = 1 << 37

# The dated values that a determination may use, as a set.
VALUE_WINDOW = 1
VALUE_ORIGINAL_LIMIT = 2
VALUE_PERSONAL = 4
VALUE_SUBSIDY_BESIDE = 8
VALUE_SUBSIDY_PAID = 16
VALUE_AID_RATES = 32
VALUE_FIXED_DAYS = 64


class Standing(NamedTuple):
    """How firmly the values of a place and coverage year stand: which of them were assumed or only reported.

    original_limit_fen: the place's own original limit, or UNDETERMINED. assumed_values, reported_values: sets of
    VALUE bits. assumed_rows: the set of circumstance rows that were assumed.
    is_frame_only: no local text sets the variable wait. has_missing_layer: the text of a layer is not at hand.
    """

    original_limit_fen: int
    assumed_values: int
    reported_values: int
    assumed_rows: int
    is_frame_only: int
    has_missing_layer: int


@compilable
def values_used(f: Facts, d: Determination, t: Terms, s: Standing) -> int:
    """The dated values that a determination used, as a set of VALUE bits."""
    used = 0
    if f.paid_on != NOTHING:
        used |= VALUE_WINDOW
    if f.original_limit_fen != UNDETERMINED and f.original_limit_fen == s.original_limit_fen:
        used |= VALUE_ORIGINAL_LIMIT
    if d.reason != DECIDED:
        return used
    paid = d.premium
    if paid.basis != BASIS_FREE and paid.personal_fen != UNDETERMINED:
        used |= VALUE_PERSONAL
    if paid.basis == BASIS_PERSONAL:
        used |= VALUE_SUBSIDY_BESIDE
    if paid.basis == BASIS_PERSONAL_PLUS_SUBSIDY and paid.subsidy_fen != UNDETERMINED:
        used |= VALUE_SUBSIDY_PAID
    if paid.aid_percent != 0 and paid.aid_percent != UNDETERMINED:
        used |= VALUE_AID_RATES
    if d.wait.fixed_months > 0 and t.waiting.fixed_days > 0:
        used |= VALUE_FIXED_DAYS
    return used


@compilable
def notes_on_circumstance(d: Determination) -> int:
    """Why no circumstance was decided; a span in which nothing is payable."""
    if d.reason == LEFT_TO_OTHER_RULES:
        return OTHER_RULES_APPLY
    if d.reason == CIRCUMSTANCE_NOT_MET:
        return NOT_MET
    if d.reason == NO_CIRCUMSTANCE:
        return NONE_APPLIES
    return EMPTY_SPAN if d.benefit_from > d.benefit_through else 0


@compilable
def notes_on_repair(f: Facts, d: Determination, t: Terms) -> int:
    """Repair that was asked for and refused."""
    if d.reason != DECIDED or f.repair_years == 0:
        return 0
    notes = 0
    if f.repair_paid_on != f.paid_on and t.waiting.repair_only_with_payment:
        notes |= REPAIR_ONLY_WITH_PAYMENT
    if f.repair_years > d.wait.repaired_years:
        notes |= REPAIR_WITHOUT_EFFECT
    return notes


@compilable
def notes_on_premium(f: Facts, d: Determination, t: Terms) -> int:
    """Amounts that the texts leave open, or whose premium is not known."""
    if d.reason != DECIDED:
        return 0
    paid = d.premium
    notes = 0
    if paid.basis == UNDETERMINED:
        notes |= OPEN_IN_LAW | LATE_PRICE_OPEN
    elif paid.basis != BASIS_FREE and paid.personal_fen == UNDETERMINED:
        notes |= PREMIUM_UNKNOWN | PERSONAL_UNKNOWN
    elif paid.basis == BASIS_PERSONAL_PLUS_SUBSIDY and paid.subsidy_fen == UNDETERMINED:
        notes |= PREMIUM_UNKNOWN | SUBSIDY_UNKNOWN
    if paid.repair_fen == UNDETERMINED:
        notes |= PREMIUM_UNKNOWN | REPAIR_PRICE_UNKNOWN
    if paid.aid_percent == UNDETERMINED:
        notes |= OPEN_IN_LAW | AID_RATE_OPEN
    if f.aid_classes != 0 and t.aid.state == AID_NOT_IN_FORCE and paid.basis != BASIS_FREE:
        notes |= NO_AID_IN_FORCE
    return notes


@compilable
def notes_on_limit(f: Facts, d: Determination, t: Terms) -> int:
    """Parts of the limit that are open, and uses of the bonus that cannot be."""
    m = d.limit
    notes = 0
    if m.continuity_fen == UNDETERMINED or m.zero_claim_fen == UNDETERMINED:
        notes |= OPEN_IN_LAW | STEP_OPEN
    if UNDETERMINED < m.total_fen < 0:
        notes |= LIMIT_BELOW_ZERO
    if m.original_fen == UNDETERMINED:
        notes |= ORIGINAL_LIMIT_UNKNOWN
    if used_bonus_before_first(f.history, t.limit):
        notes |= BONUS_USE_BEFORE_FIRST
    return notes


@compilable
def notes_on_law(f: Facts, d: Determination, t: Terms, s: Standing) -> int:
    """Law that is missing or is the frame alone; values and rows that were assumed or reported, not read."""
    notes = 0
    if s.is_frame_only:
        notes |= FRAME_ONLY
    if s.has_missing_layer:
        notes |= MISSING_LAYER
    used = values_used(f, d, t, s)
    if used & s.assumed_values or (d.reason == DECIDED and s.assumed_rows >> d.row & 1):
        notes |= ASSUMED_VALUE
    if used & s.reported_values:
        notes |= REPORTED_VALUE
    return notes


@compilable
def notes_of(f: Facts, d: Determination, t: Terms, s: Standing) -> int:
    """The notes of a determination, as a set."""
    return (
        notes_on_circumstance(d)
        | notes_on_repair(f, d, t)
        | notes_on_premium(f, d, t)
        | notes_on_limit(f, d, t)
        | notes_on_law(f, d, t, s)
    )
