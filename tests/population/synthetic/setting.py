"""Which people the tests look at."""

from __future__ import annotations

PLACE = 430000
PEOPLE = 70_000
SEED = 20250102
YEAR = 2026
