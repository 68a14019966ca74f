"""The kernel: one loop around the rules as they stand, compiled. Imported only where it runs: it brings the compiler.

For each row: what is wrong with it, the record of its law, its facts, and the determination for each reading of its
past, merged. It never raises; a row that cannot be decided says why, and its answer is null throughout.
"""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np

from canbao.basis.days import year_start
from canbao.population.arrays import EPOCH, NO_CODE, NO_COUNT, NO_DAY, NO_YEAR, UNLIMITED_FEN, Answers, Array, People
from canbao.population.faults import LAW_NOT_IN_FORCE, UNKNOWN_PLACE
from canbao.population.law import NO_LAW, Law, change_at, pack_at
from canbao.population.rows import (
    FIRST_YEAR,
    LAST_YEAR,
    aid_classes,
    birth_year_of,
    chosen_or_nothing,
    day_or_nothing,
    faults_of_aid,
    faults_of_enrolment,
    faults_of_events,
    faults_of_history,
    law_day,
    limit_in_fen,
    read_anchors,
)
from canbao.population.views import column, view
from canbao.rules.answer import NULL, agreed, answer_numbers
from canbao.rules.determine import determine
from canbao.rules.facts import ANCHOR_NAMES, BIRTH, Facts, History
from canbao.rules.notes import CODES, UNKNOWN_YEARS, notes_of
from canbao.rules.unknown_years import has_cover, read_past, readings_of, unknown_in
from canbao.rules.values import NOTHING, UNLIMITED

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
def decide_rows(first: int, until: int, people: People, law: Law, answers: Answers, scratch: Scratch) -> None:
    """Decide the rows from ``first`` up to, not including, ``until``; write answers, and faults where there are any."""
    place = column(people.place)
    born = column(people.born)
    history_offsets = column(people.history_offsets)
    history = column(people.history)
    history_ends = column(people.history_ends)
    known_from = column(people.history_known_from)
    year = column(people.year)
    paid_on = column(people.paid_on)
    chosen = column(people.chosen)
    event_offsets = column(people.event_offsets)
    event_kind = column(people.event_kind)
    event_on = column(people.event_on)
    aid_offsets = column(people.aid_offsets)
    aid_category = column(people.aid_category)
    aid_from = column(people.aid_from)
    aid_until = column(people.aid_until)
    repair_years = column(people.repair_years)
    repair_paid_on = column(people.repair_paid_on)
    earlier_wait_until = column(people.earlier_wait_until)
    original_limit_fen = column(people.original_limit_fen)
    faults_of = column(people.faults)
    records, index = law.records, law.index
    places, packs = column(law.places), column(law.packs)
    changes_each = law.changes_each
    years = index.shape[1]
    circumstance_ = column(answers.circumstance)
    missed_years_ = column(answers.missed_years)
    continuous_years_ = column(answers.continuous_years)
    basis_ = column(answers.basis)
    personal_fen_ = column(answers.personal_fen)
    subsidy_fen_ = column(answers.subsidy_fen)
    aid_fen_ = column(answers.aid_fen)
    repair_fen_ = column(answers.repair_fen)
    due_fen_ = column(answers.due_fen)
    fixed_months_ = column(answers.fixed_months)
    variable_months_ = column(answers.variable_months)
    repaired_months_ = column(answers.repaired_months)
    total_months_ = column(answers.total_months)
    repairable_years_ = column(answers.repairable_years)
    starts_on_ = column(answers.starts_on)
    ends_before_ = column(answers.ends_before)
    benefit_from_ = column(answers.benefit_from)
    benefit_through_ = column(answers.benefit_through)
    original_limit_fen_ = column(answers.original_limit_fen)
    continuity_fen_ = column(answers.continuity_fen)
    zero_claim_fen_ = column(answers.zero_claim_fen)
    cap_fen_ = column(answers.cap_fen)
    bonus_fen_ = column(answers.bonus_fen)
    penalty_fen_ = column(answers.penalty_fen)
    total_limit_fen_ = column(answers.total_limit_fen)
    findings_ = column(answers.findings)
    anchors, record_words, read_words = column(scratch.anchors), column(scratch.record), column(scratch.words)
    changes_of_all = column(law.changes)
    last_place = np.int64(-1)
    last_pack = np.int64(NO_LAW)
    for i in range(first, until):
        if place[i] != last_place:
            last_place = place[i]
            last_pack = np.int64(pack_at(last_place, places, packs))
        words_from, words_until = np.int64(history_offsets[i]), np.int64(history_offsets[i + 1])
        events_from, events_until = event_offsets[i], event_offsets[i + 1]
        aid_first, aid_end = aid_offsets[i], aid_offsets[i + 1]
        birth_year = birth_year_of(born[i])
        coverage_year = np.int64(year[i])
        ends = np.int64(history_ends[i])
        faults = faults_of[i]
        faults |= faults_of_enrolment(
            born[i],
            coverage_year,
            known_from[i],
            paid_on[i],
            repair_years[i],
            repair_paid_on[i],
            earlier_wait_until[i],
            original_limit_fen[i],
        )
        faults |= faults_of_events(born[i], paid_on[i], event_kind, event_on, events_from, events_until)
        faults |= faults_of_aid(born[i], aid_from, aid_until, aid_first, aid_end)
        faults |= faults_of_history(history, words_from, words_until, ends, coverage_year, birth_year)
        paid = day_or_nothing(paid_on[i])
        number = np.int64(NO_LAW)
        if last_pack == NO_LAW:
            faults |= UNKNOWN_PLACE
        elif 0 <= coverage_year - law.first_year < years:
            changes = view(changes_of_all, last_pack * changes_each, changes_each)
            number = np.int64(
                index[
                    last_pack,
                    coverage_year - law.first_year,
                    change_at(law_day(paid, coverage_year, law.as_of), changes),
                ]
            )
        if last_pack != NO_LAW and number == NO_LAW:
            faults |= LAW_NOT_IN_FORCE
        faults_of[i] = faults
        if faults != 0:
            continue

        terms = records[number]
        counted_on = year_start(coverage_year) if paid == NOTHING else paid
        anchors[BIRTH] = born[i] + EPOCH
        if events_until > events_from:
            read_anchors(anchors, event_kind, event_on, events_from, events_until, counted_on)
        classes = np.int64(0)
        if aid_end > aid_first:
            classes = aid_classes(aid_category, aid_from, aid_until, aid_first, aid_end, paid)
        repaired_on = day_or_nothing(repair_paid_on[i])
        unknown = np.int64(0)
        before = np.int64(0)
        behind = np.int64(0)
        starts = words_from
        first_year = ends - (words_until - 1 - words_from)
        if words_until == words_from:
            first_year = coverage_year
        is_copied = words_until > words_from and ends != coverage_year - 1
        if known_from[i] != NO_YEAR and min(known_from[i], coverage_year) > birth_year:
            is_copied = True
            before = min(np.int64(known_from[i]), coverage_year) - birth_year
        if is_copied:
            behind = max(np.int64(0), coverage_year - birth_year)
            for position in range(behind):
                at = words_from + birth_year + position - first_year
                record_words[position] = history[at] if words_from <= at < words_until else 0
            unknown = unknown_in(view(record_words, 0, behind), before)
        else:
            while starts < words_until and not has_cover(history[starts]):
                starts += 1
                first_year += 1

        readings = readings_of(unknown)
        differ = False
        for reading in range(readings):
            if is_copied:
                skipped = read_past(view(record_words, 0, behind), before, unknown, reading, read_words)
                past = History(birth_year + skipped, view(read_words, skipped, behind - skipped))
            else:
                past = History(first_year, view(history, starts, words_until - starts))
            f = Facts(
                coverage_year,
                paid,
                chosen_or_nothing(chosen[i]),
                view(anchors, 0, ANCHORS),
                classes,
                past,
                max(np.int64(0), np.int64(repair_years[i])),
                counted_on if repaired_on == NOTHING else repaired_on,
                day_or_nothing(earlier_wait_until[i]),
                limit_in_fen(original_limit_fen[i], terms.standing.original_limit_fen),
            )
            d = determine(f, terms)
            given = answer_numbers(d)
            noted = notes_of(f, d, terms, terms.standing) & CODES
            if reading == 0:
                answer = given
                first_answer = given
                notes = noted
            else:
                differ = differ or given != first_answer
                answer = agreed(answer, given)
                notes &= noted
        if differ:
            notes |= UNKNOWN_YEARS
        for event in range(events_from, events_until):
            anchors[event_kind[event]] = NOTHING

        circumstance_[i] = NO_CODE if answer.circumstance == NULL else answer.circumstance
        missed_years_[i] = NO_COUNT if answer.missed_years == NULL else answer.missed_years
        continuous_years_[i] = NO_COUNT if answer.continuous_years == NULL else answer.continuous_years
        basis_[i] = NO_CODE if answer.basis == NULL else answer.basis
        personal_fen_[i] = answer.personal_fen
        subsidy_fen_[i] = answer.subsidy_fen
        aid_fen_[i] = answer.aid_fen
        repair_fen_[i] = answer.repair_fen
        due_fen_[i] = answer.due_fen
        fixed_months_[i] = NO_COUNT if answer.fixed_months == NULL else answer.fixed_months
        variable_months_[i] = NO_COUNT if answer.variable_months == NULL else answer.variable_months
        repaired_months_[i] = NO_COUNT if answer.repaired_months == NULL else answer.repaired_months
        total_months_[i] = NO_COUNT if answer.total_months == NULL else answer.total_months
        repairable_years_[i] = NO_COUNT if answer.repairable_years == NULL else answer.repairable_years
        starts_on_[i] = NO_DAY if answer.starts_on == NULL else answer.starts_on - EPOCH
        ends_before_[i] = NO_DAY if answer.ends_before == NULL else answer.ends_before - EPOCH
        benefit_from_[i] = NO_DAY if answer.benefit_from == NULL else answer.benefit_from - EPOCH
        benefit_through_[i] = NO_DAY if answer.benefit_through == NULL else answer.benefit_through - EPOCH
        is_unlimited = answer.original_limit_fen == UNLIMITED
        original_limit_fen_[i] = UNLIMITED_FEN if is_unlimited else answer.original_limit_fen
        continuity_fen_[i] = answer.continuity_fen
        zero_claim_fen_[i] = answer.zero_claim_fen
        cap_fen_[i] = answer.cap_fen
        bonus_fen_[i] = answer.bonus_fen
        penalty_fen_[i] = answer.penalty_fen
        total_limit_fen_[i] = UNLIMITED_FEN if answer.total_limit_fen == UNLIMITED else answer.total_limit_fen
        findings_[i] = notes
