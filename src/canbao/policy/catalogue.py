"""The parameters a pack may give: for each its unit, the form of its value, and what the frame asks of it."""

from __future__ import annotations

from typing import Any

from canbao.basis.findings import Text
from canbao.policy.catalogue_side import SIDE_PARAMETERS
from canbao.policy.parameter import COUNT, FLAG, PERCENT, YUAN, is_count, is_flag, is_percent, is_yuan
from canbao.policy.parameter import Parameter as Parameter
from canbao.policy.schema import NOT_IN_FORCE_WORD, UNDETERMINED_WORD
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES


def is_window(value: Any) -> bool:
    """A first and a last day relative to the coverage year."""
    from canbao.policy.relative_days import is_relative_day

    return (
        isinstance(value, dict)
        and set(value) == {"from", "through"}
        and all(is_relative_day(day) for day in value.values())
    )


def is_rates(value: Any) -> bool:
    """A percentage for each aid category."""
    return isinstance(value, dict) and set(value) <= set(AID_CATEGORIES) and all(map(is_percent, value.values()))


def is_cap(value: Any) -> bool:
    """A share of the original limit, or an amount."""
    return isinstance(value, dict) and (
        (set(value) == {"percent"} and is_percent(value["percent"]) and value["percent"] > 0)
        or (set(value) == {"yuan"} and is_yuan(value["yuan"]))
    )


def is_penalty(value: Any) -> bool:
    """An amount for each missed year and the most in all."""
    return isinstance(value, dict) and set(value) == {"step_yuan", "cap_yuan"} and all(map(is_yuan, value.values()))


def is_other_rules(value: Any) -> bool:
    """The events of the groups left to other rules, and how many months back they count."""
    return (
        isinstance(value, dict)
        and set(value) == {"events", "within_months"}
        and isinstance(value["events"], list)
        and all(isinstance(event, str) for event in value["events"])
        and set(value["events"]) <= set(ANCHOR_NAMES)
        and is_count(value["within_months"])
    )


def is_original(value: Any) -> bool:
    """An amount, or unlimited."""
    return value == "unlimited" or is_yuan(value)


_WINDOW = Text(
    "存在的起止日，如 {from: Y-1/09-01, through: Y-1/12-31}",
    "two days that exist, as {from: Y-1/09-01, through: Y-1/12-31}",
)
_RATES = Text("各资助类别的百分比，如 {destitute: 100}", "a percentage for each aid category, as {destitute: 100}")
_ORIGINAL = Text("以元计的金额，或 unlimited", "an amount in yuan, or unlimited")
_CAP = Text("{percent: 20} 或 {yuan: 80000}", "{percent: 20} or {yuan: 80000}")
_PENALTY = Text("如 {step_yuan: 3000, cap_yuan: 80000}", "as {step_yuan: 3000, cap_yuan: 80000}")
_OTHER = Text("如 {events: [left_service], within_months: 12}", "as {events: [left_service], within_months: 12}")

PARAMETERS: dict[str, Parameter] = {
    p.name: p
    for p in (
        Parameter("measures.first_year", "year", COUNT, is_count),
        Parameter("goal.enrolment_rate", "percent", PERCENT, is_percent, may_be_open=True),
        Parameter("premium.personal", "yuan", YUAN, is_yuan, True, may_be_open=True, may_be_silent=True),
        Parameter("premium.subsidy", "yuan", YUAN, is_yuan, True, may_be_open=True, may_be_silent=True),
        Parameter("window", "days", _WINDOW, is_window, by_calendar_year=True),
        Parameter("aid.rates", "percent", _RATES, is_rates, may_be_open=True),
        Parameter("waiting.fixed_months", "months", COUNT, is_count),
        Parameter("waiting.fixed_days_when_counted", "days", COUNT, is_count),
        Parameter("waiting.months_per_missed_year", "months", COUNT, is_count),
        Parameter("waiting.months_per_repaired_year", "months", COUNT, is_count),
        Parameter("waiting.long_gap_years", "years", COUNT, is_count),
        Parameter("waiting.long_gap_total_months", "months", COUNT, is_count),
        Parameter("waiting.repair_only_with_payment", "flag", FLAG, is_flag),
        Parameter("continuity.transfer_unpaid_months", "months", COUNT, is_count),
        Parameter("limit.original", "yuan", _ORIGINAL, is_original, may_be_open=True),
        Parameter("limit.years_before_first_step", "years", COUNT, is_count),
        Parameter("limit.continuity_step", "yuan", YUAN, is_yuan, may_be_open=True),
        Parameter("limit.zero_claim_step", "yuan", YUAN, is_yuan, may_be_open=True),
        Parameter("limit.step_floor", "yuan", YUAN, is_yuan),
        Parameter("limit.zero_claim_needs_window", "flag", FLAG, is_flag),
        Parameter("limit.any_use_clears", "flag", FLAG, is_flag),
        Parameter("limit.restarts_after_gap", "flag", FLAG, is_flag),
        Parameter("limit.cap", "percent", _CAP, is_cap),
        Parameter("limit.penalty", "yuan", _PENALTY, is_penalty),
        Parameter("other_rules", "months", _OTHER, is_other_rules),
        *SIDE_PARAMETERS,
    )
}


ALWAYS_IN_FORCE = ("measures.first_year", "limit.cap")
"""Parameters that nothing can be decided without."""


def unit_of(parameter: Parameter, value: Any) -> str:
    """The unit of a value: the parameter's, but yuan for a cap given as an amount."""
    return "yuan" if isinstance(value, dict) and set(value) == {"yuan"} else parameter.unit


def accepts(parameter: Parameter, value: Any) -> bool:
    """Whether a pack may give the value: of the parameter's form, or one of the two words for no value."""
    if isinstance(value, str) and value == UNDETERMINED_WORD:
        return parameter.may_be_open
    if isinstance(value, str) and value == NOT_IN_FORCE_WORD:
        return parameter.name not in ALWAYS_IN_FORCE
    return parameter.accepts(value)
