"""The kernel: one loop around the rules as they stand, compiled. Imported only where it runs: it brings the compiler.

For each row: what is wrong with it, the record of its law, its facts, and the determination for each reading of its
past, merged. It never raises; a row that cannot be decided says why, and its answer has no meaning.
"""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np

from canbao.basis.compilable import compilable
from canbao.basis.days import year_start
from canbao.population.arrays import EPOCH, NO_YEAR, Answers, Array, People
from canbao.population.faults import LAW_NOT_IN_FORCE, UNKNOWN_PLACE
from canbao.population.law import NO_LAW, Law, change_at, pack_at, place_key
from canbao.population.past import first_position, is_ready, known_before, read_record
from canbao.population.rows import (
    FIRST_YEAR,
    LAST_YEAR,
    aid_classes,
    chosen_or_nothing,
    day_or_nothing,
    doubt_in,
    faults_of_row,
    law_day,
    limit_in_fen,
    read_anchors,
)
from canbao.population.stores import merge, store
from canbao.population.views import column, view
from canbao.rules.answer import answer_numbers
from canbao.rules.determine import determine
from canbao.rules.facts import ANCHOR_NAMES, BIRTH, Facts, history_from
from canbao.rules.notes import CODES, UNKNOWN_YEARS, notes_of
from canbao.rules.unknown_years import (
    BETWEEN,
    NOTHING_COUNTED,
    ONE_MISSED,
    counted_in,
    read_past,
    reading_at,
    readings_of,
    unknown_in,
)
from canbao.rules.values import NOTHING

ANCHORS = len(ANCHOR_NAMES)
LONGEST = LAST_YEAR - FIRST_YEAR + 2
"""The most years that can lie behind a person."""


class Scratch(NamedTuple):
    """What one thread writes on: the anchors, a person's record and its reading. Held by the caller while it runs."""

    anchors: Array
    record: Array
    words: Array


def new_scratch() -> Scratch:
    """Scratch for one thread."""
    words = (np.zeros(LONGEST, np.int16), np.zeros(LONGEST, np.int16))
    return Scratch(np.full(ANCHORS, NOTHING, np.int64), *words)


@no_type_check
def decide_rows(first: int, until: int, given: People, law: Law, into: Answers, scratch: Scratch) -> None:
    """Decide the rows from ``first`` up to, not including, ``until``; write answers, and faults where there are any."""
    people, answers = people_seen(given), answers_seen(into)
    anchors, record, words = column(scratch.anchors), column(scratch.record), column(scratch.words)
    places, packs, changes, numbers = column(law.places), column(law.packs), column(law.changes), column(law.index)
    records = law.records
    last_place = np.int64(-1)
    pack = np.int64(NO_LAW)
    doubtful = doubt_in(first, until, people)
    year = np.int64(NO_YEAR)
    year_from = np.int64(NOTHING)
    for i in range(first, until):
        anchors[BIRTH] = people.born[i] + EPOCH  # early: it is read back in one piece with its neighbours
        place = place_key(people.place[i], law.by_village)
        if place != last_place:
            last_place = place
            pack = pack_at(place, places, packs)
        if people.year[i] != year:
            year = people.year[i]
            year_from = year_start(year)
        paid = day_or_nothing(people.paid_on[i])
        number = np.int64(NO_LAW)
        if pack != NO_LAW and 0 <= year - law.first_year < law.years:
            of_pack = view(changes, pack * law.changes_each, law.changes_each)
            change = change_at(law_day(paid, year_from, law.as_of), of_pack)
            number = numbers[(pack * law.years + year - law.first_year) * law.changes_each + change]
        faults = people.faults[i] | faults_of_row(i, people, doubtful)
        if number == NO_LAW:
            faults |= UNKNOWN_PLACE if pack == NO_LAW else LAW_NOT_IN_FORCE
        people.faults[i] = faults
        if faults != 0:
            continue

        terms = records[number]
        counted_on = year_from if paid == NOTHING else paid
        read_anchors(anchors, i, people, counted_on)
        repaired_on = day_or_nothing(people.repair_paid_on[i])
        before = known_before(i, people)
        is_as_it_is = before == 0 and is_ready(i, people)
        unknown = np.int64(0)
        behind = np.int64(0)
        if not is_as_it_is:
            behind = read_record(record, i, people)
            unknown = unknown_in(view(record, 0, behind), before)
        differ = False
        one_missed = counted = NOTHING_COUNTED
        for turn in range(readings_of(unknown)):
            if turn == BETWEEN and counted == one_missed:
                break
            if is_as_it_is:
                at = first_position(i, people)
                end = np.int64(people.history_offsets[i + 1])
                past = history_from(year - (end - at), view(people.history, at, end - at))
            else:
                skipped = read_past(view(record, 0, behind), before, unknown, reading_at(turn, unknown), words)
                past = history_from(year - behind + skipped, view(words, skipped, behind - skipped))
            f = Facts(
                year,
                paid,
                chosen_or_nothing(people.chosen[i]),
                anchors,
                aid_classes(i, people, paid),
                past,
                max(np.int64(0), people.repair_years[i]),
                counted_on if repaired_on == NOTHING else repaired_on,
                day_or_nothing(people.earlier_wait_until[i]),
                limit_in_fen(people.original_limit_fen[i], terms.standing.original_limit_fen),
            )
            d = determine(f, terms)
            notes = notes_of(f, d, terms, terms.standing) & CODES
            counted = counted_in(d)
            if turn == ONE_MISSED:
                one_missed = counted
            if turn == 0:
                store(answers, i, answer_numbers(d), notes)
            else:
                differ |= merge(answers, i, answer_numbers(d), notes)
        if differ:
            answers.findings[i] |= UNKNOWN_YEARS
        for event in range(people.event_offsets[i], people.event_offsets[i + 1]):
            anchors[people.event_kind[event]] = NOTHING


@compilable
@no_type_check
def people_seen(people: People) -> People:
    """The columns of people as views."""
    return People(
        column(people.place),
        column(people.born),
        column(people.history_offsets),
        column(people.history),
        column(people.history_ends),
        column(people.history_known_from),
        column(people.year),
        column(people.paid_on),
        column(people.chosen),
        column(people.event_offsets),
        column(people.event_kind),
        column(people.event_on),
        column(people.aid_offsets),
        column(people.aid_category),
        column(people.aid_from),
        column(people.aid_until),
        column(people.repair_years),
        column(people.repair_paid_on),
        column(people.earlier_wait_until),
        column(people.original_limit_fen),
        column(people.faults),
    )


@compilable
@no_type_check
def answers_seen(answers: Answers) -> Answers:
    """The columns of answers as views."""
    return Answers(
        column(answers.circumstance),
        column(answers.missed_years),
        column(answers.continuous_years),
        column(answers.basis),
        column(answers.personal_fen),
        column(answers.subsidy_fen),
        column(answers.aid_fen),
        column(answers.repair_fen),
        column(answers.due_fen),
        column(answers.fixed_months),
        column(answers.variable_months),
        column(answers.repaired_months),
        column(answers.total_months),
        column(answers.repairable_years),
        column(answers.starts_on),
        column(answers.ends_before),
        column(answers.benefit_from),
        column(answers.benefit_through),
        column(answers.original_limit_fen),
        column(answers.continuity_fen),
        column(answers.zero_claim_fen),
        column(answers.cap_fen),
        column(answers.bonus_fen),
        column(answers.penalty_fen),
        column(answers.total_limit_fen),
        column(answers.findings),
    )
