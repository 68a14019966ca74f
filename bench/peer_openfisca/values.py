"""The values of the two places, by the same clauses as the packs."""

from __future__ import annotations

COMMON = {
    "fixed_months": 3,  # gb38/2.3g
    "long_gap_years": 4,  # gb38/2.3h
    "long_gap_months": 6,  # gb38/2.3h
    "years_before_first_step": 4,  # gb38/2.3b
    "zero_claim_first_year": 2025,  # gb38/2.3c
    "measures_first_year": 2025,
}
HUNAN = COMMON | {
    "excusing_employee_months": 3,  # xz11/9d
    "continuity_step": 5_000,  # xz11/5
    "zero_claim_step": 5_000,  # xz11/5
    "zero_claim_needs_window": True,  # xz11/5
    "any_use_clears": False,  # xz11/5
    "cap_percent": 20,  # xz11/5
    "cap": 0,
    "penalty_step": 0,
    "penalty_cap": 0,
}
SHANXI = COMMON | {
    "excusing_employee_months": 1,
    "continuity_step": 3_000,  # jy3/2a
    "zero_claim_step": 3_000,  # jy3/2a
    "zero_claim_needs_window": False,
    "any_use_clears": True,  # jy3/2a
    "cap_percent": 0,
    "cap": 80_000,  # jy3/2a
    "penalty_step": 3_000,  # jy3/2d
    "penalty_cap": 80_000,  # jy3/2d
}
PLACES = {"430000": HUNAN, "140000": SHANXI, "140500": SHANXI}
