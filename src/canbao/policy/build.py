"""Build the terms of the rules from resolved values: yuan become fen, relative days become days, words become codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from canbao.basis.days import FIRST_DAY, LAST_DAY, year_start
from canbao.basis.money import fen
from canbao.policy.interpretations import Chosen, same
from canbao.policy.relative_days import WINDOW_END, WINDOW_START, resolve_day
from canbao.policy.resolve import Found
from canbao.policy.schema import NOT_IN_FORCE_WORD, UNDETERMINED_WORD, Circumstance
from canbao.rules import parameters as codes
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES, NO_ANCHOR
from canbao.rules.parameters import (
    AidTerms,
    CircumstanceRow,
    ContinuityTerms,
    LimitTerms,
    OtherRules,
    PremiumTerms,
    Terms,
    WaitingTerms,
)
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED

Values = Mapping[str, Found]
Readings = Mapping[str, Chosen]


def amount_fen(value: Any) -> int:
    """An amount of a pack as fen; undetermined, unlimited, or 0 where it is not in force."""
    if value == UNDETERMINED_WORD:
        return UNDETERMINED
    if value == "unlimited":
        return UNLIMITED
    return 0 if value == NOT_IN_FORCE_WORD else fen(value)


def count(found: Found) -> int:
    """A count or flag of a pack as a whole number; 0 where it is not in force."""
    return 0 if found.value == NOT_IN_FORCE_WORD else int(found.value)


def build_terms(
    year: int,
    values: Values,
    premiums_fen: Sequence[int],
    subsidies_fen: tuple[int, int],
    rows: Sequence[CircumstanceRow],
    readings: Readings,
) -> Terms:
    """The terms for a coverage year.

    rows: the built rows of the circumstances, as the chosen readings leave them.
    premiums_fen: the personal premium of the year before the coverage year and of the years after it.
    subsidies_fen: the fiscal subsidy of the coverage year and of the year before.
    """
    anchors = range(len(ANCHOR_NAMES))
    padding = [_EMPTY_ROW] * (codes.ROW_CAPACITY - len(rows))
    return Terms(
        year,
        year_start(year),
        year_start(year + 1),
        *window_days(values["window"], year),
        build_continuity(values, readings),
        build_waiting(values, readings),
        build_premium(premiums_fen, subsidies_fen, readings),
        build_aid(values["aid.rates"], readings),
        build_limit(values, readings),
        build_other_rules(values["other_rules"]),
        len(rows),
        tuple(sum(1 << n for n, row in enumerate(rows) if row.anchor == anchor) for anchor in anchors),
        tuple(
            min((row.anchor_from for row in rows if row.anchor == anchor), default=LAST_DAY + 1) for anchor in anchors
        ),
        (*rows, *padding),
    )


def window_days(found: Found, year: int) -> tuple[int, int]:
    """The collection window as a half-open span of day numbers."""
    if isinstance(found.value, str):
        return LAST_DAY, LAST_DAY
    return resolve_day(found.value["from"], year), resolve_day(found.value["through"], year) + 1


def build_continuity(values: Values, readings: Readings) -> ContinuityTerms:
    """How earlier years count."""
    missed_from = readings["missed_years_from"].value
    return ContinuityTerms(
        excusing_employee_months=readings["employee_months_excusing_year"].value,
        other_guarantee_excuses=_flag(readings, "other_guarantee_excuses"),
        gap_needs_prior_resident=_flag(readings, "gap_needs_prior_resident"),
        never_covered_has_no_gap=_flag(readings, "never_covered_has_no_gap"),
        repaired_year_restores=_flag(readings, "repaired_year_restores"),
        late_year_is_continuous=_flag(readings, "late_year_is_continuous"),
        excused_breaks_long_gap=_flag(readings, "excused_breaks_long_gap"),
        first_measured_year=count(values["measures.first_year"]),
        missed_years_from=0 if missed_from is None else missed_from,
        transfer_unpaid_months=count(values["continuity.transfer_unpaid_months"]),
        transfer_within_one_year=int(readings["cross_year_cross_scheme"].value == "scheme_only"),
        long_gap_years=count(values["waiting.long_gap_years"]),
    )


def build_waiting(values: Values, readings: Readings) -> WaitingTerms:
    """The waiting period and its repair."""
    counted_in_days = readings["fixed_as_90_days"].value
    return WaitingTerms(
        fixed_months=count(values["waiting.fixed_months"]),
        fixed_days=count(values["waiting.fixed_days_when_counted"]) if counted_in_days else 0,
        months_per_missed_year=count(values["waiting.months_per_missed_year"]),
        months_per_repaired_year=count(values["waiting.months_per_repaired_year"]),
        long_gap_total_months=count(values["waiting.long_gap_total_months"]),
        first_missed_year_counts=_flag(readings, "first_missed_year_counts"),
        starting_day_counts=_flag(readings, "starting_day_counts"),
        repair_not_retroactive=_flag(readings, "repair_not_retroactive"),
        repair_only_with_payment=count(values["waiting.repair_only_with_payment"]),
        wait_carries_into_next_year=_flag(readings, "wait_carries_into_next_year"),
    )


def build_premium(premiums_fen: Sequence[int], subsidies_fen: tuple[int, int], readings: Readings) -> PremiumTerms:
    """The price of the coverage year and of repair."""
    bases = {
        "personal": codes.BASIS_PERSONAL,
        "personal_plus_subsidy": codes.BASIS_PERSONAL_PLUS_SUBSIDY,
        UNDETERMINED_WORD: UNDETERMINED,
    }
    of_year_before = readings["late_price_subsidy_year"].value == "year_before"
    return PremiumTerms(
        personal_fen=premiums_fen[1],
        late_subsidy_fen=subsidies_fen[1 if of_year_before else 0],
        late_basis=bases[readings["late_price_basis"].value],
        repair_fen=tuple(premiums_fen),
    )


def build_aid(rates: Found, readings: Readings) -> AidTerms:
    """Aid towards the premium: rates, undetermined, or not in force."""
    in_special = _flag(readings, "aid_in_special_circumstances")
    none = (0,) * len(AID_CATEGORIES)
    if rates.value == UNDETERMINED_WORD:
        return AidTerms(codes.AID_UNDETERMINED, none, in_special)
    if rates.value == NOT_IN_FORCE_WORD:
        return AidTerms(codes.AID_NOT_IN_FORCE, none, in_special)
    return AidTerms(codes.AID_RATES, tuple(rates.value.get(name, 0) for name in AID_CATEGORIES), in_special)


def build_limit(values: Values, readings: Readings) -> LimitTerms:
    """The serious-illness limit."""
    cap = values["limit.cap"].value
    penalty = values["limit.penalty"].value
    no_penalty = isinstance(penalty, str)
    return LimitTerms(
        continuity_step_fen=amount_fen(values["limit.continuity_step"].value),
        years_before_first_step=count(values["limit.years_before_first_step"]),
        raise_next_january=int(readings["continuity_raise_from"].value == "next_january"),
        counts_before_first_year=_flag(readings, "continuity_counts_before_2025"),
        steps_survive_gap=_flag(readings, "continuity_survives_gap"),
        zero_claim_step_fen=amount_fen(values["limit.zero_claim_step"].value),
        zero_claim_first_year=readings["zero_claim_first_year"].value,
        zero_claim_needs_window=count(values["limit.zero_claim_needs_window"]),
        zero_claim_survives_gap=_flag(readings, "zero_claim_survives_gap"),
        any_use_clears=count(values["limit.any_use_clears"]),
        first_year=count(values["measures.first_year"]),
        cap_percent=cap.get("percent", 0),
        cap_fen=fen(cap["yuan"]) if "yuan" in cap else 0,
        penalty_step_fen=0 if no_penalty else fen(penalty["step_yuan"]),
        penalty_cap_fen=0 if no_penalty else fen(penalty["cap_yuan"]),
        penalty_counts_before_first_year=_flag(readings, "penalty_counts_before_2025"),
    )


def build_other_rules(found: Found) -> OtherRules:
    """The groups left to other rules."""
    if isinstance(found.value, str):
        return OtherRules(0, 0)
    anchors = 0
    for event in found.value["events"]:
        anchors |= 1 << ANCHOR_NAMES.index(event)
    return OtherRules(anchors, found.value["within_months"])


def exists(row: Circumstance, readings: Readings) -> bool:
    """Whether the row exists under the chosen interpretations."""
    return _matches(row.only, readings)


def as_read(row: Circumstance, readings: Readings) -> Circumstance:
    """One row under the chosen interpretations."""
    patches = [reading.set for reading in row.readings if _matches(reading.when, readings)]
    return patched(row, patches) if patches else row


def patched(row: Circumstance, patches: Sequence[Mapping[str, Any]]) -> Circumstance:
    """A row with parts replaced. Raises ValidationError when the result is no row."""
    parts = row.model_dump(by_alias=True, exclude={"readings"})
    for patch in patches:
        for key, value in patch.items():
            if isinstance(value, dict) and isinstance(parts.get(key), dict):
                parts[key] = {**parts[key], **value}
            else:
                parts[key] = value
    return Circumstance.model_validate(parts)


def _matches(when: Mapping[str, Any], readings: Readings) -> bool:
    return all(same(readings[name].value, value) for name, value in when.items())


def build_row(row: Circumstance, year: int, window: tuple[int, int]) -> CircumstanceRow:
    """One row of the table, its relative days resolved for the coverage year."""
    anchor, payment, deadline = row.anchor, row.payment, row.deadline
    aid_classes = 0
    for category in row.aid_categories:
        aid_classes |= 1 << AID_CATEGORIES.index(category)
    return CircumstanceRow(
        name=CIRCUMSTANCE_NAMES.index(row.name),
        ordinary=int(row.ordinary),
        anchor=ANCHOR_NAMES.index(anchor.event) if anchor else NO_ANCHOR,
        anchor_from=_day(anchor.from_ if anchor else None, year, window, FIRST_DAY),
        anchor_until=_day(anchor.until if anchor else None, year, window, LAST_DAY),
        companion=ANCHOR_NAMES.index(row.companion) if row.companion else NO_ANCHOR,
        paid_from=_day(payment.from_, year, window, FIRST_DAY),
        paid_until=_day(payment.until, year, window, LAST_DAY),
        needs_payment=int(row.needs_payment),
        window=codes.REQUIREMENTS.index(payment.window),
        deadline=deadline.count if deadline else 0,
        deadline_unit=codes.DEADLINE_UNITS.index(deadline.unit) if deadline else codes.NO_DEADLINE,
        deadline_sense=codes.DEADLINE_SENSES.index(deadline.sense) if deadline else codes.WITHIN,
        gap=codes.REQUIREMENTS.index(row.gap),
        resident_year_before=int(row.resident_year_before),
        insured_years_before=row.insured_years_before,
        aid_classes=aid_classes,
        price=codes.PRICES.index(row.price),
        fixed=codes.WAITS.index(row.fixed),
        variable=codes.WAITS.index(row.variable),
        wait_from=codes.STARTS.index(row.wait_from),
        benefit_from=codes.STARTS.index(row.benefit_from),
        start_day=_day(row.start_day, year, window, NOTHING),
        not_before=_day(row.not_before, year, window, year_start(year)),
        displaces_window=int(row.displaces_window),
    )


_EMPTY_ROW = CircumstanceRow(*([0] * len(CircumstanceRow._fields)))


def _flag(readings: Readings, name: str) -> int:
    return int(readings[name].value)


def _day(word: str | None, year: int, window: tuple[int, int], default: int) -> int:
    if word is None:
        return default
    if word == WINDOW_START:
        return window[0]
    if word == WINDOW_END:
        return window[1]
    return resolve_day(word, year)
