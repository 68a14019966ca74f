"""What the office must know about a decision: read off the determination and the policy, nothing computed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from canbao.basis.days import add_months, iso
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.casework.answer import blocks_of, flat
from canbao.casework.decide import Decision
from canbao.casework.wording import DAYS, FIELDS, UNMET, field_value, joined, money, word
from canbao.policy.build import amount_fen
from canbao.policy.policy import ASSUMED, REPORTED, Policy, subsidy_beside, subsidy_year
from canbao.rules.answer import answer_numbers
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES, PAID_TOO_EARLY, PAID_TOO_LATE, PAYMENT_MISSING
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import ANCHOR_NAMES, BONUS_USED, ZERO_CLAIM_USED, Facts
from canbao.rules.notes import (
    AID_RATE_OPEN,
    ASSUMED_VALUE,
    BONUS_USE_BEFORE_FIRST,
    EMPTY_SPAN,
    FRAME_ONLY,
    LATE_PRICE_OPEN,
    LIMIT_BELOW_ZERO,
    MISSING_LAYER,
    NO_AID_IN_FORCE,
    NONE_APPLIES,
    NOT_MET,
    ORIGINAL_LIMIT_UNKNOWN,
    OTHER_RULES_APPLY,
    PERSONAL_UNKNOWN,
    REPAIR_ONLY_WITH_PAYMENT,
    REPAIR_PRICE_UNKNOWN,
    REPAIR_WITHOUT_EFFECT,
    REPORTED_VALUE,
    STEP_OPEN,
    SUBSIDY_UNKNOWN,
    VALUE_AID_RATES,
    VALUE_FIXED_DAYS,
    VALUE_ORIGINAL_LIMIT,
    VALUE_PERSONAL,
    VALUE_SUBSIDY_BESIDE,
    VALUE_SUBSIDY_PAID,
    VALUE_WINDOW,
    notes_of,
    values_used,
)
from canbao.rules.values import NOTHING, UNDETERMINED

NO_SWITCH = Text("", "")

Source = Callable[[int, Facts, Determination, Policy], Iterator[Finding]]


def findings_of(decision: Decision) -> list[Finding]:
    """The findings of a decision: those that hold whatever the unknown years were, then what is unknown."""
    policy = decision.policy
    first, *others = zip(decision.facts, decision.determinations, strict=True)
    common = findings_in(*first, policy)
    noted = {notes_of(*first, policy.terms, policy.standing)}
    for facts, determination in others if common else ():
        notes = notes_of(facts, determination, policy.terms, policy.standing)
        if notes not in noted:  # which findings there are, the notes alone say
            noted.add(notes)
            codes = {found.code for found in findings_in(facts, determination, policy)}
            common = [found for found in common if found.code in codes]
    if others:
        common = [over_readings(found, decision) for found in common]
    return common + list(unknown_years(decision))


def findings_in(f: Facts, d: Determination, p: Policy, sources: Sequence[Source] | None = None) -> list[Finding]:
    """The findings of one determination, from all sources or from some; its notes say which it has."""
    notes = notes_of(f, d, p.terms, p.standing)
    return [found for source in sources or SOURCES for found in source(notes, f, d, p)]


def over_readings(found: Finding, decision: Decision) -> Finding:
    """A finding that every reading of the unknown years gives, its figures from the least to the most."""
    readings = decision.determinations
    if found.code == "empty_span":
        day = between([iso(d.benefit_from) for d in readings])
        return finding(found.code, found.about, found.clauses, year=decision.policy.year, day=day)
    if found.code == "repair_without_effect":
        asked = decision.facts[0].repair_years
        return finding(
            found.code,
            found.about,
            found.clauses,
            asked=asked,
            refused=between([asked - d.wait.repaired_years for d in readings]),
            repairable=between([d.wait.repairable_years for d in readings]),
            why=why_refused(decision.facts[0], decision.policy),
        )
    return found


def between(values: Iterable[Any]) -> Text:
    """The least and the most of some values, or the one there is."""
    known = sorted(set(values))
    if len(known) == 1:
        return Text(str(known[0]), str(known[0]))
    return Text(f"{known[0]}～{known[-1]}", f"{known[0]} to {known[-1]}")


def about_circumstance(notes: int, f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Why no circumstance was decided."""
    if notes & OTHER_RULES_APPLY:
        wanted = p.terms.other_rules.anchors
        within = p.terms.other_rules.within_months
        events = [
            word(ANCHOR_NAMES[a])
            for a, day in enumerate(f.anchors)
            if wanted >> a & 1 and day != NOTHING and f.paid_on <= add_months(day, within)
        ]
        yield finding("other_rules_apply", "person.events", p.clauses("other_rules"), event=joined(events))
    if notes & NOT_MET:
        name = word(CIRCUMSTANCE_NAMES[f.chosen])
        clauses = [c for row in p.rows if row.circumstance.name == CIRCUMSTANCE_NAMES[f.chosen] for c in row.clauses]
        yield finding(
            "circumstance_not_met",
            "enrolment.circumstance",
            tuple(dict.fromkeys(clauses)),
            name=name,
            why=UNMET[d.unmet],
        )
    if notes & NONE_APPLIES:
        yield finding("no_circumstance", "enrolment.paid_on", p.clauses("window"), why=why_none(f, p))


def why_none(f: Facts, p: Policy) -> Text:
    """Why no row of the table applies to a payment."""
    window = Text(
        f"{p.year} 年度集中参保缴费期为 {window_words(p)}", f"the collection window of {p.year} is {window_words(p)}"
    )
    if f.paid_on == NOTHING:
        reason = UNMET[PAYMENT_MISSING]
    elif f.paid_on < p.terms.window_from:
        reason = UNMET[PAID_TOO_EARLY]
    else:
        reason = UNMET[PAID_TOO_LATE]
    return Text(f"{reason.zh}；{window.zh}", f"{reason.en}; {window.en}")


def window_words(p: Policy) -> str:
    """The collection window as two days."""
    return f"{iso(p.terms.window_from)} … {iso(p.terms.window_until - 1)}"


def about_repair(notes: int, f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Repair that was asked for and refused."""
    if notes & REPAIR_ONLY_WITH_PAYMENT:
        yield finding("repair_only_with_payment", "enrolment.repair", p.clauses("waiting.repair_only_with_payment"))
    if notes & REPAIR_WITHOUT_EFFECT:
        yield finding(
            "repair_without_effect",
            "enrolment.repair.years",
            p.clauses("waiting.months_per_repaired_year", "waiting.long_gap_total_months"),
            asked=f.repair_years,
            refused=f.repair_years - d.wait.repaired_years,
            repairable=d.wait.repairable_years,
            why=why_refused(f, p),
        )


def why_refused(f: Facts, p: Policy) -> Text:
    """Why repair is refused: it would not help, or it comes too late for a place that takes it with the payment."""
    if p.terms.waiting.repair_only_with_payment and f.repair_paid_on != f.paid_on:
        return Text("未与参保缴费同时办理", "did not come with the enrolment payment")
    return Text("在该日缴纳不会缩短等待期", "would not shorten the wait when paid on that day")


def about_benefit(notes: int, _: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """A span in which nothing is payable."""
    if notes & EMPTY_SPAN:
        yield finding("empty_span", "benefit", p.rows[d.row].clauses, year=p.year, day=iso(d.benefit_from))


def about_premium(notes: int, f: Facts, _: Determination, p: Policy) -> Iterator[Finding]:
    """Amounts that the texts leave open, or whose premium is not known."""
    if notes & LATE_PRICE_OPEN:
        yield finding(
            "undetermined",
            "premium.due_yuan",
            p.clauses("late_price_basis"),
            what=Text("集中缴费期外的缴费标准", "the price outside the collection window"),
            where="readings.late_price_basis",
            switch=Text(
                "，或在案例中设置 interpretations.late_price_basis", ", or set interpretations.late_price_basis"
            ),
        )
    if notes & PERSONAL_UNKNOWN:
        yield finding(
            "premium_unknown",
            "premium.personal_yuan",
            what=word("premium.personal"),
            year=p.year,
            where="premium.personal",
        )
    if notes & SUBSIDY_UNKNOWN:
        yield finding(
            "premium_unknown",
            "premium.subsidy_yuan",
            what=word("premium.subsidy"),
            year=subsidy_year(p),
            where="premium.subsidy",
        )
    if notes & REPAIR_PRICE_UNKNOWN:
        yield finding(
            "premium_unknown",
            "premium.repair_yuan",
            what=word("premium.personal"),
            year=iso(f.repair_paid_on)[:4],
            where="premium.personal",
        )
    if notes & AID_RATE_OPEN:
        yield finding(
            "undetermined",
            "premium.aid_yuan",
            p.clauses("aid.rates"),
            what=Text("资助参保的比例", "the rate of aid"),
            where="values.aid.rates",
            switch=NO_SWITCH,
        )
    if notes & NO_AID_IN_FORCE:
        yield finding("aid_not_in_force", "premium.aid_yuan", p.clauses("aid.rates"))


def about_limit(notes: int, f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Parts of the limit that are open, and uses of the bonus that cannot be."""
    if notes & STEP_OPEN:
        names = ("limit.continuity_step", "limit.zero_claim_step")
        yield finding(
            "undetermined",
            "limit",
            p.clauses(*names),
            what=Text("大病保险激励额度", "the step of the serious-illness bonus"),
            where=" / ".join(f"values.{name}" for name in names),
            switch=NO_SWITCH,
        )
    if notes & LIMIT_BELOW_ZERO:
        yield finding(
            "limit_below_zero", "limit.total_yuan", p.clauses("limit.penalty"), total=money(d.limit.total_fen)
        )
    if notes & ORIGINAL_LIMIT_UNKNOWN:
        yield finding("original_limit_unknown", "original_limit_yuan", p.clauses("limit.cap"))
    if notes & BONUS_USE_BEFORE_FIRST:
        used = ZERO_CLAIM_USED | BONUS_USED
        first = p.terms.limit.first_year
        years = [
            year
            for year, w in enumerate(f.history.words, f.history.first_year)
            if (w & used and year < first) or (w & ZERO_CLAIM_USED and year == first)
        ]
        yield finding(
            "bonus_use_before_first_bonus",
            "history",
            p.clauses("limit.any_use_clears"),
            years=", ".join(map(str, years)),
        )


def about_law(notes: int, _: Facts, __: Determination, p: Policy) -> Iterator[Finding]:
    """Law that is missing, or that is the frame alone."""
    if notes & FRAME_ONLY:
        yield finding("frame_only", "waiting", p.clauses("waiting.months_per_missed_year"))
    for layer in p.missing_layers if notes & MISSING_LAYER else ():
        yield finding("missing_layer", "place", layer=layer.place, number=layer.number)


def about_values(notes: int, f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Values used that were assumed or reported, not read."""
    if not notes & (ASSUMED_VALUE | REPORTED_VALUE):
        return
    used, found = values_used(f, d, p.terms, p.standing), p.values
    for bit, (name, shown) in VALUES.items():
        value = found[bit]
        if used & bit and value is not None and value.status in (ASSUMED, REPORTED):
            yield value_told(value.status, name, value.clauses, shown(f, d, p))
    if d.reason == DECIDED and p.rows[d.row].circumstance.status == ASSUMED:
        row = p.rows[d.row]
        yield finding(
            "assumed_value",
            "circumstance",
            row.clauses,
            what=Text("参保情形", "the circumstance"),
            value=word(row.circumstance.name),
        )


@lru_cache(maxsize=1024)
def value_told(status: str, name: str, clauses: tuple[str, ...], shown: object) -> Finding:
    """A value of the law that was used and is assumed or reported; told of many people alike, so made once."""
    return finding(f"{status}_value", name, clauses, what=word(name), value=shown)


def of_year(year: int, fen: int) -> Text:
    """An amount with the year it is of."""
    return Text(f"{year} 年 {money(fen).zh}", f"{year}: {money(fen).en}")


def beside_fen(p: Policy) -> int:
    """The government's part that stands beside the personal premium; fen."""
    found = subsidy_beside(p)
    return UNDETERMINED if found is None else amount_fen(found.value)


Shown = Callable[[Facts, Determination, Policy], object]

VALUES: dict[int, tuple[str, Shown]] = {
    VALUE_WINDOW: ("window", lambda _, __, p: window_words(p)),
    VALUE_ORIGINAL_LIMIT: ("limit.original", lambda f, _, __: money(f.original_limit_fen)),
    VALUE_PERSONAL: ("premium.personal", lambda _, d, p: of_year(p.year, d.premium.personal_fen)),
    VALUE_SUBSIDY_BESIDE: ("premium.subsidy", lambda _, __, p: of_year(p.year, beside_fen(p))),
    VALUE_SUBSIDY_PAID: ("premium.subsidy", lambda _, d, p: of_year(subsidy_year(p), d.premium.subsidy_fen)),
    VALUE_AID_RATES: ("aid.rates", lambda _, d, __: f"{d.premium.aid_percent}%"),
    VALUE_FIXED_DAYS: ("waiting.fixed_days_when_counted", lambda _, __, p: p.terms.waiting.fixed_days),
}
"""How each dated value is named and shown, in the order in which they are told."""

SOURCES: tuple[Source, ...] = (
    about_circumstance,
    about_repair,
    about_benefit,
    about_premium,
    about_limit,
    about_law,
    about_values,
)


def unknown_years(decision: Decision) -> Iterator[Finding]:
    """The fields that unknown years leave open, each with the least and the most it can be."""
    if len(decision.determinations) == 1:
        return
    ranges = [
        Text(f"{FIELDS[name].zh}（{low.zh}～{high.zh}）", f"{FIELDS[name].en} ({low.en} to {high.en})")
        for name, low, high in open_fields(decision)
    ]
    if ranges:
        yield finding(
            "unknown_years",
            "history_known_from",
            from_year=decision.case.history_known_from or decision.case.person.born.year,
            fields=joined(ranges),
        )


def open_fields(decision: Decision) -> Iterator[tuple[str, Text, Text]]:
    """Each field on which the readings of the unknown years differ: its name, the least and the most."""
    numbers = {answer_numbers(determination): None for determination in decision.determinations}
    if len(numbers) == 1:
        return
    answers = [flat(blocks_of(answer)) for answer in numbers]
    for name in answers[0]:
        values = [answer[name] for answer in answers]
        if all(value == values[0] for value in values):
            continue
        known = sorted((value for value in values if value is not None), key=lambda v: (isinstance(v, str), v))
        low = None if None in values and name in DAYS else known[0]
        yield name, field_value(name, low), field_value(name, known[-1])
