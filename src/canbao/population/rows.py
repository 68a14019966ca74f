"""One row as the rules take it: what is wrong with it, and its facts. Compiled as it stands."""

from __future__ import annotations

from collections.abc import MutableSequence

from canbao.basis.compilable import compilable
from canbao.basis.days import FIRST_DAY as FIRST_DAY_OF_ALL
from canbao.basis.days import day_number, year_of, year_start
from canbao.population.arrays import EPOCH, NO_AMOUNT, NO_CODE, NO_COUNT, NO_DAY, NO_YEAR, UNLIMITED_FEN, People
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
MOST_WORD = MOST_MONTHS * MONTHS_UNIT + 127
"""The largest word: all months, all statements."""
OTHER_BITS = -(2**15) | 128
"""Bits that no word has: the sign, and the one between statements and months."""


@compilable
def is_day(day: int) -> bool:
    """Whether a day, if there is one, lies in the years a case can be about."""
    return day == NO_DAY or FIRST_DAY <= day <= LAST_DAY


@compilable
def is_year(year: int) -> bool:
    """Whether a year, if there is one, is one that a case can be about."""
    return year == NO_YEAR or FIRST_YEAR <= year <= LAST_YEAR


@compilable
def faults_of_row(i: int, people: People, doubtful: int) -> int:
    """What is wrong with a row, as a set of reasons. doubtful: not 0 where words in the batch may be wrong."""
    faults = faults_of_enrolment(i, people) | faults_of_past(i, people, doubtful)
    if people.paid_on[i] == NO_DAY and not has_prepaid(i, people):
        faults |= PAYMENT_MISSING
    if people.event_offsets[i] != people.event_offsets[i + 1]:
        faults |= faults_of_events(i, people)
    if people.aid_offsets[i] != people.aid_offsets[i + 1]:
        faults |= faults_of_aid(i, people)
    return faults


@compilable
def faults_of_enrolment(i: int, people: People) -> int:
    """What is wrong with the person, the payment and the repair, as a set of reasons."""
    born, paid_on, repair_paid_on = people.born[i], people.paid_on[i], people.repair_paid_on[i]
    repair_years, limit = people.repair_years[i], people.original_limit_fen[i]
    faults = 0
    if not (is_day(born) and is_day(paid_on) and is_day(repair_paid_on) and is_day(people.earlier_wait_until[i])):
        faults |= DAY_OUT_OF_RANGE
    if not (is_year(people.year[i]) and is_year(people.history_known_from[i])):
        faults |= VALUE_OUT_OF_RANGE
    if paid_on != NO_DAY and paid_on < born:
        faults |= PAID_BEFORE_BIRTH
    if repair_paid_on != NO_DAY and paid_on != NO_DAY and repair_paid_on < paid_on:
        faults |= REPAIR_BEFORE_PAYMENT
    if repair_years != NO_COUNT and (repair_years < 0 or repair_years > MOST_REPAIR_YEARS):
        faults |= REPAIR_YEARS_OUT_OF_RANGE
    if limit != NO_AMOUNT and (limit < UNLIMITED_FEN or limit > MOST_FEN):
        faults |= LIMIT_OUT_OF_RANGE
    return faults


@compilable
def has_prepaid(i: int, people: People) -> bool:
    """Whether there is an event of a student who prepaid."""
    for event in range(people.event_offsets[i], people.event_offsets[i + 1]):
        if people.event_kind[event] == STUDENT_PREPAID_UNTIL:
            return True
    return False


@compilable
def faults_of_events(i: int, people: People) -> int:
    """What is wrong with the events, as a set of reasons."""
    faults = 0
    for event in range(people.event_offsets[i], people.event_offsets[i + 1]):
        if NO_DAY < people.event_on[event] < people.born[i]:
            faults |= EVENT_BEFORE_BIRTH
        if not is_day(people.event_on[event]):
            faults |= DAY_OUT_OF_RANGE
    return faults


@compilable
def faults_of_aid(i: int, people: People) -> int:
    """What is wrong with the aid categories, as a set of reasons."""
    faults = 0
    for held in range(people.aid_offsets[i], people.aid_offsets[i + 1]):
        since, until = people.aid_from[held], people.aid_until[held]
        if NO_DAY < since < people.born[i]:
            faults |= AID_BEFORE_BIRTH
        if until != NO_DAY and until <= since:
            faults |= AID_SPAN_EMPTY
        if not (is_day(since) and is_day(until)):
            faults |= DAY_OUT_OF_RANGE
    return faults


@compilable
def faults_of_past(i: int, people: People, doubtful: int) -> int:
    """What is wrong with the years behind a person, as a set of reasons; a word of 0 is no record, so never wrong."""
    first, until = people.history_offsets[i], people.history_offsets[i + 1]
    if first == until:
        return 0
    ends = people.history_ends[i]
    if ends == NO_YEAR:
        return HISTORY_ENDS_MISSING
    earliest = ends - (until - first) + 1
    is_in_time = ends < people.year[i] and people.born[i] + EPOCH < year_start(earliest + 1)
    return 0 if is_in_time and doubtful == 0 else faults_of_words(i, people, first, until, ends)


@compilable
def doubt_in(first: int, until: int, people: People) -> int:
    """Not 0 where a word of the rows from ``first`` up to ``until`` may say what cannot be: one look at all of them."""
    doubt = 0
    for position in range(people.history_offsets[first], people.history_offsets[until]):
        doubt |= doubt_of_word(people.history[position])
    return doubt


@compilable
def doubt_of_word(word: int) -> int:
    """Not 0 where a word may say what cannot be; without branches, as every word of everyone passes here."""
    has_other_bits = (word & OTHER_BITS) | (word > MOST_WORD)
    has_both_bonuses = (word // ZERO_CLAIM_USED) & (word // BONUS_USED) & 1
    is_window_alone = (word // PAID_IN_WINDOW) & ~word & 1
    return has_other_bits | has_both_bonuses | is_window_alone


@compilable
def faults_of_words(i: int, people: People, first: int, until: int, ends: int) -> int:
    """What is wrong with each word and its year, as a set of reasons."""
    faults = 0
    birth_year = year_of(max(people.born[i] + EPOCH, FIRST_DAY_OF_ALL))  # also where the birth is null
    for position in range(first, until):
        word = people.history[position]
        year = ends - (until - 1 - position)
        if word == 0:
            continue
        if word < 0 or word > MOST_WORD or word & OTHER_BITS or (word & ZERO_CLAIM_USED and word & BONUS_USED):
            faults |= WRONG_WORD
        elif word & (PAID_IN_WINDOW | RESIDENT) == PAID_IN_WINDOW:
            faults |= WINDOW_WITHOUT_RESIDENT_COVER
        if year >= people.year[i]:
            faults |= HISTORY_NOT_BEFORE_COVERAGE_YEAR
        if year < birth_year:
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
def read_anchors(anchors: MutableSequence[int], i: int, people: People, counted_on: int) -> None:
    """Set the anchors of the events that count for a payment: the latest day of each kind."""
    for event in range(people.event_offsets[i], people.event_offsets[i + 1]):
        kind = people.event_kind[event]
        day = people.event_on[event] + EPOCH
        if counts_for_payment(kind, day, counted_on):
            anchors[kind] = later_day(anchors[kind], day)


@compilable
def aid_classes(i: int, people: People, paid_on: int) -> int:
    """The set of aid categories held on the day of payment."""
    classes = 0
    for held in range(people.aid_offsets[i], people.aid_offsets[i + 1]):
        if held_on(people.aid_from[held] + EPOCH, day_or_nothing(people.aid_until[held]), paid_on):
            classes |= 1 << people.aid_category[held]
    return classes


@compilable
def chosen_or_nothing(code: int) -> int:
    """The circumstance named, or NOTHING."""
    return NOTHING if code == NO_CODE else code


@compilable
def law_day(paid_on: int, year_from: int, as_of: int) -> int:
    """The day whose law applies: the one of the run, else the later of payment and the first day of the year."""
    if as_of != NOTHING:
        return as_of
    return year_from if paid_on == NOTHING else max(paid_on, year_from)
