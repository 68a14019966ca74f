"""Every figure the synthetic people rest on: its value, unit, source and meaning.

A public total is a published figure the result is held against; everything else is assumed, chosen so that the totals
come out and the parts look plausible, and proves nothing about anybody. Shares are per mille unless the unit says else.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeVar

Value = TypeVar("Value", int, tuple[int, ...])
Source = Literal["public total", "assumed"]


class Assumption(NamedTuple):
    """One figure: the name it has in code, value, unit, where it comes from and what it means."""

    name: str
    value: Any
    unit: str
    source: Source
    meaning: str


TABLE: list[Assumption] = []
"""Every assumption, in the order of this module."""


def _public(name: str, value: int, unit: str, meaning: str) -> int:
    TABLE.append(Assumption(name, value, unit, "public total", meaning))
    return value


def _assumed(name: str, value: Value, unit: str, meaning: str) -> Value:
    TABLE.append(Assumption(name, value, unit, "assumed", meaning))
    return value


# --- the totals the result is held against
NATIONAL_ENROLLED = _public("NATIONAL_ENROLLED", 1_330_690_000, "people", "enrolled in basic medical insurance, 2025")
NATIONAL_RESIDENT = _public("NATIONAL_RESIDENT", 942_130_000, "people", "of them in the resident scheme, 2025")
NATIONAL_AIDED = _public("NATIONAL_AIDED", 76_660_000, "people", "enrolled with aid, 2025")
ENROLMENT_GOAL = _public("ENROLMENT_GOAL", 950, "per mille", "goal: enrolled permanent residents (Hunan, xy41/1)")

# --- the frame
PAST_YEARS = _assumed("PAST_YEARS", 12, "years", "years simulated; nothing is known before them")
WINDOW_OPENS_MONTH = _assumed("WINDOW_OPENS_MONTH", 9, "month", "the window opens on its first day, a year ahead")
WINDOW_SHARE = _assumed("WINDOW_SHARE", 700, "per mille", "of the enrolments that pay in the window; the rest pay late")

# --- households: kinds in the order of households.py
HOUSEHOLD_KINDS = _assumed(
    "HOUSEHOLD_KINDS",
    (190, 125, 250, 45, 150, 35, 145, 60),
    "per mille",
    "single, couple, family, one parent, three generations, grandparents with children, elder couple, elder alone",
)
HEAD_AGE_FROM = _assumed("HEAD_AGE_FROM", (20, 24, 26, 26, 28, 54, 60, 62), "years", "youngest head of each kind")
HEAD_AGE_TO = _assumed("HEAD_AGE_TO", (59, 62, 54, 50, 56, 70, 84, 92), "years", "oldest head of each kind")
MALE_HEADS = _assumed("MALE_HEADS", 720, "per mille", "of heads of households are male")
MALE_BIRTHS = _assumed("MALE_BIRTHS", 520, "per mille", "of children are male")
SPOUSE_AGE_SPREAD = _assumed("SPOUSE_AGE_SPREAD", 3, "years", "spouses are at most so far apart in age")
PARENT_AGE_FROM = _assumed("PARENT_AGE_FROM", 21, "years", "youngest age at the birth of a child")
PARENT_AGE_TO = _assumed("PARENT_AGE_TO", 36, "years", "oldest age at the birth of a child")
GRANDPARENT_GAP_FROM = _assumed("GRANDPARENT_GAP_FROM", 22, "years", "a head and the head's parents: at least")
GRANDPARENT_GAP_TO = _assumed("GRANDPARENT_GAP_TO", 32, "years", "a head and the head's parents: at most")
GRANDCHILD_AGE_TO = _assumed("GRANDCHILD_AGE_TO", 15, "years", "oldest child left with grandparents")
CHILDREN_BORN = _assumed("CHILDREN_BORN", (420, 430, 150), "per mille", "families with one, two, three children born")
BOTH_GRANDPARENTS = _assumed("BOTH_GRANDPARENTS", 550, "per mille", "of three-generation households have two of them")
HOME_LEFT_AT = _assumed("HOME_LEFT_AT", 24, "years", "from this age on most children have a household of their own")
STAYS_AT_HOME = _assumed("STAYS_AT_HOME", 300, "per mille", "of children of that age who stay")
FEWER_BIRTHS_FROM = _assumed("FEWER_BIRTHS_FROM", 9, "years", "children younger than this are fewer")
FEWER_BIRTHS_STEP = _assumed("FEWER_BIRTHS_STEP", 50, "per mille", "fewer with each later year of birth")

# --- lives
DEATH_AGES = _assumed("DEATH_AGES", (1, 15, 40, 60, 70, 80, 90), "years", "ends of the age bands of DEATHS")
DEATHS = _assumed(
    "DEATHS", (4_000, 250, 600, 3_000, 10_500, 29_000, 85_000, 190_000), "per million", "deaths a year by age band"
)
MOVE_AGES = _assumed("MOVE_AGES", (18, 35, 50, 60), "years", "ends of the age bands of MOVERS")
MOVERS = _assumed("MOVERS", (90, 330, 230, 120, 35), "per mille", "live elsewhere than registered, by age band")
MOVERS_LEAVE_PLACE = _assumed("MOVERS_LEAVE_PLACE", 450, "per mille", "of movers who left the place altogether")
MOVE_YEARS = _assumed("MOVE_YEARS", 10, "years", "how long ago a move may lie")
MOVE_AGE = _assumed("MOVE_AGE", 16, "years", "youngest age at which somebody moves; children move with a parent")
SCHOOL_AGES = _assumed(
    "SCHOOL_AGES", (3, 6, 12, 15, 18, 22), "years", "first age of nursery, primary, middle, high, college, none"
)
COLLEGE = _assumed("COLLEGE", 550, "per mille", "of those of age who study")
REGISTERS_ELSEWHERE = _assumed("REGISTERS_ELSEWHERE", 600, "per mille", "of new college students, where they study")
NEW_PUPILS = _assumed("NEW_PUPILS", 60, "per mille", "of children who enter a school level whose registration is told")
SERVICE = _assumed("SERVICE", 22, "per mille", "of men who serve two years from about eighteen on")
PRISON = _assumed("PRISON", 4, "per mille", "of adults imprisoned in the years simulated")
CORRECTION = _assumed("CORRECTION", 250, "per mille", "of releases that are community correction instead")

# --- work: employee cover
STABLE_WORK = _assumed("STABLE_WORK", 330, "per mille", "of adults with lasting employee cover")
UNSTABLE_WORK = _assumed("UNSTABLE_WORK", 120, "per mille", "of adults in and out of employee cover")
MOVERS_STABLE_MORE = _assumed("MOVERS_STABLE_MORE", 70, "per mille", "more of them among those who moved")
WORK_ALIKE = _assumed("WORK_ALIKE", 400, "per mille", "of adults whose kind of work is that of the household")
SCHOOL_END_WORK = _assumed("SCHOOL_END_WORK", 20, "years", "age at which work may begin without college")
RETIREMENT = _assumed("RETIREMENT", 60, "years", "age from which nobody takes or loses work any more")
WORKING_AT_FIRST = _assumed("WORKING_AT_FIRST", (0, 450, 930), "per mille", "employed at first, by kind of work")
LOSES_WORK = _assumed("LOSES_WORK", (1_000, 210, 22), "per mille", "of employed who lose it in a year, by kind of work")
TAKES_WORK = _assumed("TAKES_WORK", (0, 190, 520), "per mille", "of others who take it in a year, by kind of work")

# --- enrolment in the resident scheme, year by year
COVERED_AT_FIRST = _assumed("COVERED_AT_FIRST", 945, "per mille", "enrolled in the first year simulated")
NEWBORN_ENROLS = _assumed("NEWBORN_ENROLS", 900, "per mille", "of newborns enrolled in the year of birth")
FIRST_ENROLS = _assumed("FIRST_ENROLS", 600, "per mille", "a year, of those never enrolled")
RETURNS = _assumed("RETURNS", 290, "per mille", "a year, of those who skipped the year before")
SKIPS = _assumed("SKIPS", 19, "per mille", "a year, of those enrolled the year before")
YOUNG_FROM = _assumed("YOUNG_FROM", 18, "years", "young adults: from this age")
YOUNG_TO = _assumed("YOUNG_TO", 40, "years", "young adults: below this age")
YOUNG_SKIP_MORE = _assumed("YOUNG_SKIP_MORE", 16, "per mille", "more of young adults")
MOVERS_SKIP_MORE = _assumed("MOVERS_SKIP_MORE", 22, "per mille", "more of those who moved")
AIDED_ENROLS = _assumed("AIDED_ENROLS", 996, "per mille", "of people with an aid identity")
ENROLS_AFTER_WORK = _assumed("ENROLS_AFTER_WORK", 640, "per mille", "of those who lost work within the year")
ENROLS_TOGETHER = _assumed("ENROLS_TOGETHER", 700, "per mille", "of decisions that the household takes as one")
PUNCTUAL_HOMES = _assumed("PUNCTUAL_HOMES", 630, "per mille", "of households that mostly pay in the window")
PUNCTUAL = _assumed("PUNCTUAL", 930, "per mille", "of their payments lie in the window")
UNPUNCTUAL = _assumed("UNPUNCTUAL", 340, "per mille", "of the payments of the others")
UNKNOWN_PAST = _assumed("UNKNOWN_PAST", 3, "per mille", "of people whose earlier years are unknown")
UNKNOWN_PAST_MOVERS = _assumed("UNKNOWN_PAST_MOVERS", 14, "per mille", "of those who moved")
UNKNOWN_UNTIL = _assumed("UNKNOWN_UNTIL", 6, "years", "how near the coverage year unknown years may come")

# --- aid: kinds in the order of aid.py
HOME_AID = _assumed(
    "HOME_AID", (39, 9, 5, 4, 4), "per mille", "households: allowance, margin, unstable, marginal, sudden hardship"
)
DISABLED = _assumed("DISABLED", 14, "per mille", "of people who are severely disabled")
DESTITUTE = _assumed("DESTITUTE", 75, "per mille", "of elders who live alone and are destitute")
ORPHAN = _assumed("ORPHAN", 2, "per mille", "of children left with grandparents or one parent")
UNATTENDED = _assumed("UNATTENDED", 5, "per mille", "of those children who are unattended in fact")
AID_YEARS = _assumed("AID_YEARS", 10, "years", "how long ago an identity may have begun")
AID_ENDED = _assumed("AID_ENDED", 150, "per mille", "of identities that have ended since")
AID_TERM = _assumed("AID_TERM", 120, "per mille", "of identities with an end ahead")
AID_TERM_DAYS = _assumed("AID_TERM_DAYS", 1_095, "days", "how far ahead such an end may lie")

# --- claims of the resident scheme
FRAIL = _assumed("FRAIL", (550, 330, 120), "per mille", "of people who are robust, ordinary, frail, for life")
CLAIM_AGES = _assumed("CLAIM_AGES", (5, 18, 45, 65), "years", "ends of the age bands of CLAIM and HOSPITAL")
CLAIM = _assumed("CLAIM", (480, 250, 260, 480, 640), "per mille", "reimbursed at all in a year, ordinary health")
HOSPITAL = _assumed("HOSPITAL", (240, 90, 130, 320, 480), "per mille", "of them in hospital")
FRAILTY_WEIGHTS = _assumed("FRAILTY_WEIGHTS", (600, 1_150, 1_800), "per mille", "of CLAIM by health")
OUTPATIENT_STEPS_FEN = _assumed(
    "OUTPATIENT_STEPS_FEN",
    (2_000, 6_000, 10_000, 15_000, 22_000, 32_000, 50_000, 90_000, 300_000),
    "fen",
    "reimbursed without hospital: ends of equal parts, even within each",
)
HOSPITAL_STEPS_FEN = _assumed(
    "HOSPITAL_STEPS_FEN",
    (40_000, 90_000, 150_000, 210_000, 290_000, 400_000, 560_000, 900_000, 15_000_000),
    "fen",
    "reimbursed with hospital: ends of equal parts, even within each but the last, whose share is cubed",
)
OWN_SHARE = _assumed("OWN_SHARE", 600, "per mille", "a person's own share for each fen reimbursed")
SERIOUS_FROM_FEN = _assumed("SERIOUS_FROM_FEN", 1_500_000, "fen", "own share from which serious-illness insurance pays")
SERIOUS_RATE = _assumed("SERIOUS_RATE", 600, "per mille", "of what lies above")
BONUS_USED_BY = _assumed("BONUS_USED_BY", 60, "per mille", "of serious-illness claims using a bonus: more than real")
BONUS_USED_FEN = _assumed("BONUS_USED_FEN", 500_000, "fen", "used at most for each step earned")
FIRST_BONUS_YEAR = _assumed("FIRST_BONUS_YEAR", 2025, "year", "no bonus was used before")
ZERO_CLAIM_YEAR = _assumed("ZERO_CLAIM_YEAR", 2026, "year", "no zero-claim bonus was used before")
YEARS_BEFORE_BONUS = _assumed("YEARS_BEFORE_BONUS", 5, "years", "continuous years with the first continuity bonus")

# --- the enrolment of the coverage year
NEWBORN_DAYS = _assumed("NEWBORN_DAYS", 90, "days", "within which most newborns are paid for")
NEWBORN_IN_TIME = _assumed("NEWBORN_IN_TIME", 880, "per mille", "of newborns paid for within those days")
AFTER_WORK_DAYS = _assumed("AFTER_WORK_DAYS", 120, "days", "within which people pay after employee cover ended")
PREPAID_STUDENTS = _assumed("PREPAID_STUDENTS", 8, "per mille", "of college students whose school paid ahead")
REPAIRERS = _assumed("REPAIRERS", 300, "per mille", "of those with missed years who repair some")
REPAIRED_AT_MOST = _assumed("REPAIRED_AT_MOST", 6, "years", "repaired by anybody")
REPAIRED_LATER = _assumed("REPAIRED_LATER", 300, "per mille", "of repairs paid after the enrolment")
REPAIR_DAYS = _assumed("REPAIR_DAYS", 60, "days", "by which a repair may follow")
EARLIER_WAITS = _assumed("EARLIER_WAITS", 40, "per mille", "of late payers of the year before whose wait still runs")
EARLIER_WAIT_DAYS = _assumed("EARLIER_WAIT_DAYS", 180, "days", "of the coverage year into which it may run")
LIMIT_FEN = _assumed("LIMIT_FEN", 40_000_000, "fen", "serious-illness limit before bonuses")
LIMIT_SHARES = _assumed("LIMIT_SHARES", (940, 45, 15), "per mille", "of rows with that limit, none told, unlimited")
NAMED_SHARE = _assumed("NAMED_SHARE", 1, "per mille", "of rows that name their circumstance")
MOVE_EVENTS = _assumed("MOVE_EVENTS", 500, "per mille", "of recent moves within the place told as an event")
ENROLS_AT_RESIDENCE = _assumed(
    "ENROLS_AT_RESIDENCE", 400, "per mille", "of movers within the place: enrol where they live"
)
RARE_EVENTS = _assumed("RARE_EVENTS", 2, "per mille", "of adults: a spouse in service left; a recruit sent back")
