"""The parameters of the rules for one place, coverage year and state of the law, as named tuples of whole numbers.

``policy`` builds them from packs; nothing here has a default. Days are day numbers, amounts whole fen, spans half-open,
switches 0 or 1. A parameter that the law leaves open is UNDETERMINED.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# How a deadline counts from its anchor day.
NO_DEADLINE = 0
DEADLINE_DAYS = 1
DEADLINE_MONTHS = 2
DEADLINE_MONTHS_FROM_NEXT = 3
DEADLINE_UNITS = ("none", "days", "months", "months_from_next")

# Which side of the deadline the payment must lie on.
WITHIN = 0
WITHIN_OR_IN_WINDOW = 1
AFTER = 2
DEADLINE_SENSES = ("within", "within_or_in_window", "after")

# Whether something is required, forbidden, or does not matter.
ANY = 0
REQUIRED = 1
FORBIDDEN = 2
REQUIREMENTS = ("any", "required", "forbidden")

# What is paid.
PRICE_PERSONAL = 0
PRICE_LATE = 1
PRICE_FREE = 2
PRICE_BY_WINDOW = 3
PRICE_UNDETERMINED = 4
PRICES = ("personal", "late", "free", "by_window", "undetermined")

# Whether a part of the wait applies.
WAIVED = 0
APPLIES = 1
AFTER_GAP = 2
WAITS = ("waived", "applies", "after_gap")

# From which day a wait or a benefit starts.
START_COVERAGE_YEAR = 0
START_PAYMENT = 1
START_NEXT_MONTH = 2
START_ANCHOR = 3
START_DAY = 4
START_BY_WINDOW = 5
STARTS = ("coverage_year", "payment", "next_month", "anchor", "day", "by_window")

# How the price basis reads.
BASIS_PERSONAL = 0
BASIS_PERSONAL_PLUS_SUBSIDY = 1
BASIS_FREE = 2
BASES = ("personal", "personal_plus_subsidy", "free")

# What the law says of aid towards the premium.
AID_NOT_IN_FORCE = 0
AID_RATES = 1
AID_UNDETERMINED = 2

ROW_CAPACITY = 32
"""Rows of a circumstance table; a fixed number, so that compiled rules fit every place."""
REPAIR_YEARS_PRICED = 8
"""Calendar years, from the one before the coverage year on, whose premium can price a repair."""


class ContinuityTerms(NamedTuple):
    """How earlier years count (xz11/9d, gb38/2.3h, ls25/2.3.2c).

    first_measured_year: the first coverage year under the measures (2025).
    missed_years_from: GAP years before this year are not counted; 0 counts all.
    transfer_unpaid_months: unpaid months from which a change of year and scheme interrupts; 0: never.
    long_gap_years: missed years from which the floor of the wait holds.
    """

    excusing_employee_months: int
    other_guarantee_excuses: int
    gap_needs_prior_resident: int
    never_covered_has_no_gap: int
    repaired_year_restores: int
    late_year_is_continuous: int
    excused_breaks_long_gap: int
    first_measured_year: int
    missed_years_from: int
    transfer_unpaid_months: int
    transfer_within_one_year: int
    long_gap_years: int


class WaitingTerms(NamedTuple):
    """The waiting period and its repair (gb38/2.3g-h, xz11/8, jy3/2c, ls25/2.3.2-2.3.3).

    fixed_days: days that stand for the fixed months, or 0 where calendar months count.
    """

    fixed_months: int
    fixed_days: int
    months_per_missed_year: int
    months_per_repaired_year: int
    long_gap_total_months: int
    first_missed_year_counts: int
    starting_day_counts: int
    repair_not_retroactive: int
    repair_only_with_payment: int
    wait_carries_into_next_year: int


class PremiumTerms(NamedTuple):
    """What is paid for the coverage year; fen (xz11/2a, xy41/2.3-2.4).

    late_basis: BASIS_PERSONAL, BASIS_PERSONAL_PLUS_SUBSIDY or UNDETERMINED.
    repair_fen: the personal premium of the year before the coverage year and the seven years that follow it.
    """

    personal_fen: int
    late_subsidy_fen: int
    late_basis: int
    repair_fen: Sequence[int]


class AidTerms(NamedTuple):
    """Aid towards the personal premium (xz11/2d-e, xy41/2.5a).

    rates_percent: per aid category, in the order of ``facts.AID_CATEGORIES``; 0 where not aided.
    """

    state: int
    rates_percent: Sequence[int]
    in_special_circumstances: int


class LimitTerms(NamedTuple):
    """The serious-illness limit (gb38/2.3b-f, xz11/5, jy3/2a and 2d, ls25/2.3.1); fen.

    cap_percent: the cap as a share of the original limit, or 0 where ``cap_fen`` is given.
    """

    continuity_step_fen: int
    years_before_first_step: int
    raise_next_january: int
    counts_before_first_year: int
    steps_survive_gap: int
    zero_claim_step_fen: int
    zero_claim_first_year: int
    zero_claim_needs_window: int
    zero_claim_survives_gap: int
    any_use_clears: int
    first_year: int
    cap_percent: int
    cap_fen: int
    penalty_step_fen: int
    penalty_cap_fen: int
    penalty_counts_before_first_year: int


class CircumstanceRow(NamedTuple):
    """One way into a circumstance: when it applies, and the five things it decides.

    name: the circumstance, by number. ordinary: 1 for the rows that every place has.
    anchor: the anchor day needed, by number; it must lie in [anchor_from, anchor_until).
    companion: a second event that must have happened, by number.
    paid_from, paid_until: the payment lies in this span; needs_payment: 0 where nothing is paid.
    window: whether the payment must (not) lie in the collection window.
    deadline_*: the payment lies within, or after, n days or months of the anchor (the last day included).
    gap: whether missed years are required or forbidden. resident_year_before: resident cover in the year before.
    insured_years_before: so many calendar years before the anchor's year each with resident cover or excused.
    aid_classes: the set of aid categories of which one must be held; 0: none needed.
    not_before: the benefit never starts before this day. start_day: the day meant by START_DAY.
    displaces_window: where it applies, the rows paid in the window do not.
    """

    name: int
    ordinary: int
    anchor: int
    anchor_from: int
    anchor_until: int
    companion: int
    paid_from: int
    paid_until: int
    needs_payment: int
    window: int
    deadline: int
    deadline_unit: int
    deadline_sense: int
    gap: int
    resident_year_before: int
    insured_years_before: int
    aid_classes: int
    price: int
    fixed: int
    variable: int
    wait_from: int
    benefit_from: int
    start_day: int
    not_before: int
    displaces_window: int


class OtherRules(NamedTuple):
    """Groups whom the place leaves to other rules (xz11/16): with one of these events in the months before payment,
    outside the window, nothing is decided. anchors: a set of anchor numbers; 0: none."""

    anchors: int
    within_months: int


class Terms(NamedTuple):
    """Everything the rules need to know of the law, for one place and coverage year.

    year_from, year_until: the days of the coverage year, half-open.
    rows_of_anchor: for each anchor, by number, the set of rows that need it; under 0 those that need none.
    earliest_of_anchor: for each anchor the earliest day that one of its rows allows, or a day after all others.
    """

    year: int
    year_from: int
    year_until: int
    window_from: int
    window_until: int
    continuity: ContinuityTerms
    waiting: WaitingTerms
    premium: PremiumTerms
    aid: AidTerms
    limit: LimitTerms
    other_rules: OtherRules
    row_count: int
    rows_of_anchor: Sequence[int]
    earliest_of_anchor: Sequence[int]
    rows: Sequence[CircumstanceRow]
