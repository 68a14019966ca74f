"""The closed vocabulary of the table of openings, as packs and inputs write it.

Each alternative stands for the bit of the same place in ``rules/openings.py`` and ``rules/relation.py``; a test holds
the two lists together.
"""

from __future__ import annotations

from typing import Literal

SchemeName = Literal["resident", "employee"]
GroupName = Literal[
    "resident",
    "newborn",
    "preschooler",
    "pupil",
    "student",
    "unit_employee",
    "flexible_worker",
    "migrant_worker",
    "new_form_worker",
    "unemployment_benefit",
    "community_correction",
]
OriginName = Literal["mainland", "hk_macau_taiwan", "foreign"]
CityClassName = Literal["ordinary", "very_large", "mega"]
TieName = Literal["registered", "resides", "works", "studies", "born", "parent_resides"]
DocumentName = Literal[
    "birth_certificate",
    "household_register",
    "residence_permit",
    "parent_household_register",
    "parent_residence_permit",
    "employment_registration",
    "hk_macau_taiwan_permit",
    "permanent_residence_permit",
    "not_enrolled_at_school",
    "other_cover_ended",
]
