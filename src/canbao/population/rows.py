"""One row as the rules take it: what is wrong with it, and its facts. Compiled as it stands."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

from canbao.basis.compilable import compilable
from canbao.basis.days import day_number, year_of, year_start
from canbao.population.arrays import EPOCH, NO_AMOUNT, NO_CODE, NO_COUNT, NO_DAY, NO_YEAR, UNLIMITED_FEN
from canbao.population.faults import (
    AID_BEFORE_BIRTH,
    AID_SPAN_EMPTY,
    DAY_OUT_OF_RANGE,
    EVENT_BEFORE_BIRTH,
    HISTORY_BEFORE_BIRTH,
    HISTORY_ENDS_MISSING,
    HISTORY_NOT_BEFORE_COVERAGE_YEAR,
    LIMIT_OUT_OF_RANGE,
    PAID_BEFORE_BIRTH,
    PAYMENT_MISSING,
    REPAIR_BEFORE_PAYMENT,
    REPAIR_YEARS_OUT_OF_RANGE,
    VALUE_OUT_OF_RANGE,
    WINDOW_WITHOUT_RESIDENT_COVER,
    WRONG_WORD,
)
from canbao.rules.facts import (
    BONUS_USED,
    MONTHS_UNIT,
    PAID_IN_WINDOW,
    RESIDENT,
    STUDENT_PREPAID_UNTIL,
    ZERO_CLAIM_USED,
    counts_for_payment,
    held_on,
    later_day,
)
from canbao.rules.values import NOTHING, UNLIMITED

FIRST_YEAR = 1880
LAST_YEAR = 2200
FIRST_DAY = day_number(FIRST_YEAR, 1, 1) - EPOCH
LAST_DAY = day_number(LAST_YEAR, 12, 31) - EPOCH
MOST_REPAIR_YEARS = 100
MOST_FEN = 10**14
MOST_MONTHS = 12
STATEMENTS = 127
"""The statements a word may make, months aside."""


@compilable
def is_day(day: int) -> bool:
    """Whether a day, if there is one, lies in the years a case can be about."""
    return day == NO_DAY or FIRST_DAY <= day <= LAST_DAY


@compilable
def is_year(year: int) -> bool:
    """Whether a year, if there is one, is one that a case can be about."""
    return year == NO_YEAR or FIRST_YEAR <= year <= LAST_YEAR


@compilable
def faults_of_enrolment(
    born: int,
    year: int,
    known_from: int,
    paid_on: int,
    repair_years: int,
    repair_paid_on: int,
    earlier_wait_until: int,
    original_limit_fen: int,
) -> int:
    """What is wrong with the person, the payment and the repair, as a set of reasons."""
    faults = 0
    if not (is_day(born) and is_day(paid_on) and is_day(repair_paid_on) and is_day(earlier_wait_until)):
        faults |= DAY_OUT_OF_RANGE
    if not (is_year(year) and is_year(known_from)):
        faults |= VALUE_OUT_OF_RANGE
    if paid_on != NO_DAY and paid_on < born:
        faults |= PAID_BEFORE_BIRTH
    if repair_paid_on != NO_DAY and paid_on != NO_DAY and repair_paid_on < paid_on:
        faults |= REPAIR_BEFORE_PAYMENT
    if repair_years != NO_COUNT and (repair_years < 0 or repair_years > MOST_REPAIR_YEARS):
        faults |= REPAIR_YEARS_OUT_OF_RANGE
    if original_limit_fen != NO_AMOUNT and (original_limit_fen < UNLIMITED_FEN or original_limit_fen > MOST_FEN):
        faults |= LIMIT_OUT_OF_RANGE
    return faults


@compilable
def faults_of_events(born: int, paid_on: int, kinds: Sequence[int], days: Sequence[int], first: int, until: int) -> int:
    """What is wrong with the events, as a set of reasons."""
    faults = 0
    has_prepaid = False
    for event in range(first, until):
        if kinds[event] == STUDENT_PREPAID_UNTIL:
            has_prepaid = True
        if days[event] < born:
            faults |= EVENT_BEFORE_BIRTH
        if not is_day(days[event]):
            faults |= DAY_OUT_OF_RANGE
    if paid_on == NO_DAY and not has_prepaid:
        faults |= PAYMENT_MISSING
    return faults


@compilable
def faults_of_aid(born: int, since: Sequence[int], until: Sequence[int], first: int, end: int) -> int:
    """What is wrong with the aid categories, as a set of reasons."""
    faults = 0
    for held in range(first, end):
        if since[held] < born:
            faults |= AID_BEFORE_BIRTH
        if until[held] != NO_DAY and until[held] <= since[held]:
            faults |= AID_SPAN_EMPTY
        if not (is_day(since[held]) and is_day(until[held])):
            faults |= DAY_OUT_OF_RANGE
    return faults


@compilable
def faults_of_word(word: int) -> int:
    """What is wrong with a year's word, as a set of reasons."""
    if word < 0 or word // MONTHS_UNIT > MOST_MONTHS or word % MONTHS_UNIT > STATEMENTS:
        return WRONG_WORD
    if word & ZERO_CLAIM_USED and word & BONUS_USED:
        return WRONG_WORD
    if word & (PAID_IN_WINDOW | RESIDENT) == PAID_IN_WINDOW:
        return WINDOW_WITHOUT_RESIDENT_COVER
    return 0


@compilable
def faults_of_history(words: Sequence[int], first: int, until: int, ends: int, year: int, birth_year: int) -> int:
    """What is wrong with the years behind a person, as a set of reasons; a word of 0 is no record, so never wrong."""
    if first == until:
        return 0
    if ends == NO_YEAR:
        return HISTORY_ENDS_MISSING
    faults = 0
    last = NO_YEAR
    earliest = NO_YEAR
    for position in range(first, until):
        word = words[position]
        if word != 0:
            faults |= faults_of_word(word)
            last = position
            if earliest == NO_YEAR:
                earliest = position
    if last != NO_YEAR:
        if ends - (until - 1 - last) >= year:
            faults |= HISTORY_NOT_BEFORE_COVERAGE_YEAR
        if ends - (until - 1 - earliest) < birth_year:
            faults |= HISTORY_BEFORE_BIRTH
    return faults


@compilable
def day_or_nothing(day: int) -> int:
    """A day of a date column as a day number, or NOTHING for null."""
    return NOTHING if day == NO_DAY else day + EPOCH


@compilable
def limit_in_fen(original_limit_fen: int, of_place: int) -> int:
    """The original limit of a row; the place's own where the row gives none."""
    if original_limit_fen == NO_AMOUNT:
        return of_place
    return UNLIMITED if original_limit_fen == UNLIMITED_FEN else original_limit_fen


@compilable
def read_anchors(
    anchors: MutableSequence[int], kinds: Sequence[int], days: Sequence[int], first: int, until: int, counted_on: int
) -> None:
    """Set the anchors of the events that count for a payment: the latest day of each kind."""
    for event in range(first, until):
        kind = kinds[event]
        day = days[event] + EPOCH
        if counts_for_payment(kind, day, counted_on):
            anchors[kind] = later_day(anchors[kind], day)


@compilable
def aid_classes(
    categories: Sequence[int], since: Sequence[int], until: Sequence[int], first: int, end: int, paid_on: int
) -> int:
    """The set of aid categories held on the day of payment."""
    classes = 0
    for held in range(first, end):
        if held_on(since[held] + EPOCH, day_or_nothing(until[held]), paid_on):
            classes |= 1 << categories[held]
    return classes


@compilable
def chosen_or_nothing(code: int) -> int:
    """The circumstance named, or NOTHING."""
    return NOTHING if code == NO_CODE else code


@compilable
def law_day(paid_on: int, year: int, as_of: int) -> int:
    """The day whose law applies: the one of the run, else the later of payment and the first day of the year."""
    if as_of != NOTHING:
        return as_of
    return year_start(year) if paid_on == NOTHING else max(paid_on, year_start(year))


@compilable
def birth_year_of(born: int) -> int:
    """The year of birth; the first that can be for a day that cannot."""
    return year_of(born + EPOCH) if is_day(born) and born != NO_DAY else FIRST_YEAR
