"""How firmly the values of a policy stand: which were assumed or only reported, and what of its law is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canbao.policy.build import amount_fen
from canbao.policy.resolve import Found
from canbao.rules.notes import (
    VALUE_AID_RATES,
    VALUE_FIXED_DAYS,
    VALUE_ORIGINAL_LIMIT,
    VALUE_PERSONAL,
    VALUE_SUBSIDY_BESIDE,
    VALUE_SUBSIDY_PAID,
    VALUE_WINDOW,
    Standing,
)
from canbao.rules.values import UNDETERMINED

if TYPE_CHECKING:
    from canbao.policy.policy import Policy

ASSUMED = "assumed"
REPORTED = "reported"


def standing_of(policy: Policy) -> Standing:
    """The standing of a policy's values."""
    found = values_of(policy)
    return Standing(
        original_limit_fen=amount_fen(policy.found("limit.original").value),
        assumed_values=with_status(found, ASSUMED),
        reported_values=with_status(found, REPORTED),
        assumed_rows=sum(1 << n for n, row in enumerate(policy.rows) if row.circumstance.status == ASSUMED),
        is_frame_only=int(policy.is_frame_only),
        has_missing_layer=int(bool(policy.missing_layers)),
    )


def values_of(policy: Policy) -> dict[int, Found | None]:
    """The dated values that a determination may use, by their bit; None where there is none to use."""
    resolved = policy.resolved
    return {
        VALUE_WINDOW: policy.found("window"),
        VALUE_ORIGINAL_LIMIT: policy.found("limit.original"),
        VALUE_PERSONAL: resolved.premiums.get(policy.year),
        VALUE_SUBSIDY_BESIDE: subsidy_beside(policy),
        VALUE_SUBSIDY_PAID: resolved.subsidies[subsidy_year(policy)],
        VALUE_AID_RATES: policy.found("aid.rates"),
        VALUE_FIXED_DAYS: policy.found("waiting.fixed_days_when_counted"),
    }


def with_status(found: dict[int, Found | None], status: str) -> int:
    """The set of values that have a status."""
    return sum(bit for bit, value in found.items() if value is not None and value.status == status)


def subsidy_year(policy: Policy) -> int:
    """The year whose subsidy the late price takes."""
    return policy.year - 1 if policy.interpretations["late_price_subsidy_year"].value == "year_before" else policy.year


def subsidy_beside(policy: Policy) -> Found | None:
    """The government's part that stands beside the personal premium, where it is known."""
    found = policy.resolved.subsidies[policy.year]
    return None if found is None or amount_fen(found.value) == UNDETERMINED else found
