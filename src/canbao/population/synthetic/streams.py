"""What each random number is for: a number that no two purposes share.

Streams of a year stand ``YEAR_SPAN`` apart: the year's position is added to them.
"""

from __future__ import annotations

from typing import Final

YEAR_SPAN: Final = 32

# --- of a household
KIND: Final = 0
HEAD_AGE: Final = 1
HEAD_SEX: Final = 2
CHILDREN: Final = 3
GRANDPARENTS: Final = 4
CITY: Final = 5
COUNTY: Final = 6
TOWN: Final = 7
VILLAGE: Final = 8
MOVES: Final = 9
MOVED_ON: Final = 10
MOVED_OUT: Final = 11
FORMAL_WORK: Final = 12
PUNCTUAL: Final = 13
AID_KIND: Final = 14
AID_FROM: Final = 15
AID_STATE: Final = 16
AID_UNTIL: Final = 17
MEMBER: Final = 32
"""To ``MEMBER + 63``: sex and age of each member."""

# --- of a person
BIRTH_DAY: Final = 0
KEPT: Final = 1
DEATH_DAY: Final = 2
LEAVES_SCHOOL: Final = 3
REGISTERS: Final = 4
REGISTERED_DAY: Final = 5
GUARANTEE: Final = 6
GUARANTEE_FROM: Final = 7
GUARANTEE_YEARS: Final = 8
LEFT_DAY: Final = 9
OWN_WORK: Final = 10
WORK_ALONE: Final = 11
FRAILTY: Final = 12
KNOWN: Final = 13
KNOWN_FROM: Final = 14
OWN_AID: Final = 15
OWN_AID_FROM: Final = 16
OWN_AID_STATE: Final = 17
OWN_AID_UNTIL: Final = 18
PAID_DAY: Final = 19
PAID_DAY_AGAIN: Final = 20
PREPAID: Final = 21
REPAIRS: Final = 22
REPAIRED_YEARS: Final = 23
REPAIR_DAY: Final = 24
WAITS: Final = 25
WAIT_DAY: Final = 26
LIMIT: Final = 27
NAMED: Final = 28
MOVE_EVENT: Final = 29
RESIDENCE_CHOSEN: Final = 30
OTHER_EVENT: Final = 31

# --- of a household or a person
NEW_CITY: Final = 128
"""To ``NEW_CITY + 3``: the place moved to."""

# --- of a person, once more
OTHER_DAY: Final = 132
CORRECTED: Final = 133
REPAIRED_LATER: Final = 134

# --- of a household or a person, by year
ENROLS: Final = 256
IN_WINDOW: Final = ENROLS + YEAR_SPAN
TOGETHER: Final = IN_WINDOW + YEAR_SPAN
DIES: Final = TOGETHER + YEAR_SPAN
WORK_CHANGES: Final = DIES + YEAR_SPAN
WORK_MONTH: Final = WORK_CHANGES + YEAR_SPAN
CLAIMS: Final = WORK_MONTH + YEAR_SPAN
INPATIENT: Final = CLAIMS + YEAR_SPAN
AMOUNT: Final = INPATIENT + YEAR_SPAN
AMOUNT_WITHIN: Final = AMOUNT + YEAR_SPAN
BONUS: Final = AMOUNT_WITHIN + YEAR_SPAN
AFTER_WORK: Final = BONUS + YEAR_SPAN
WORKS_AT_FIRST: Final = AFTER_WORK + YEAR_SPAN
WINDOW_ALONE: Final = WORKS_AT_FIRST + YEAR_SPAN
BONUS_FEN: Final = WINDOW_ALONE + YEAR_SPAN
