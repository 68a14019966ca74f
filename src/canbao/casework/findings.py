"""What the office must know about a decision: read off the determination and the policy, nothing computed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from canbao.basis.days import add_months, iso
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.casework.answer import answer_of, flat
from canbao.casework.decide import Decision
from canbao.casework.wording import DAYS, FIELDS, UNMET, field_value, joined, money, word
from canbao.policy.build import amount_fen
from canbao.policy.policy import Policy
from canbao.policy.resolve import Found
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES, PAID_TOO_EARLY, PAID_TOO_LATE, PAYMENT_MISSING
from canbao.rules.determine import (
    CIRCUMSTANCE_NOT_MET,
    DECIDED,
    LEFT_TO_OTHER_RULES,
    NO_CIRCUMSTANCE,
    Determination,
)
from canbao.rules.facts import ANCHOR_NAMES, BONUS_USED, ZERO_CLAIM_USED, Facts
from canbao.rules.limit import used_bonus_before_first
from canbao.rules.parameters import (
    AID_NOT_IN_FORCE,
    BASIS_FREE,
    BASIS_PERSONAL,
    BASIS_PERSONAL_PLUS_SUBSIDY,
)
from canbao.rules.values import NOTHING, UNDETERMINED

NO_SWITCH = Text("", "")

Source = Callable[[Facts, Determination, Policy], Iterator[Finding]]


def findings_of(decision: Decision) -> list[Finding]:
    """The findings of a decision: those that hold whatever the unknown years were, then what is unknown."""
    policy = decision.policy
    each = [
        [found for source in SOURCES for found in source(facts, determination, policy)]
        for facts, determination in zip(decision.facts, decision.determinations, strict=True)
    ]
    common = [found for found in each[0] if all(any(o.code == found.code for o in other) for other in each[1:])]
    if len(each) > 1:
        common = [over_readings(found, decision) for found in common]
    return common + list(unknown_years(decision))


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


def about_circumstance(f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Why no circumstance was decided."""
    if d.reason == LEFT_TO_OTHER_RULES:
        wanted = p.terms.other_rules.anchors
        within = p.terms.other_rules.within_months
        events = [
            word(ANCHOR_NAMES[a])
            for a, day in enumerate(f.anchors)
            if wanted >> a & 1 and day != NOTHING and f.paid_on <= add_months(day, within)
        ]
        yield finding("other_rules_apply", "person.events", p.clauses("other_rules"), event=joined(events))
    if d.reason == CIRCUMSTANCE_NOT_MET:
        name = word(CIRCUMSTANCE_NAMES[f.chosen])
        clauses = [c for row in p.rows if row.circumstance.name == CIRCUMSTANCE_NAMES[f.chosen] for c in row.clauses]
        yield finding(
            "circumstance_not_met",
            "enrolment.circumstance",
            tuple(dict.fromkeys(clauses)),
            name=name,
            why=UNMET[d.unmet],
        )
    if d.reason == NO_CIRCUMSTANCE:
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


def about_repair(f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Repair that was asked for and refused."""
    if d.reason != DECIDED:
        return
    if f.repair_years > 0 and f.repair_paid_on != f.paid_on and p.terms.waiting.repair_only_with_payment:
        yield finding("repair_only_with_payment", "enrolment.repair", p.clauses("waiting.repair_only_with_payment"))
    if f.repair_years > d.wait.repaired_years:
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


def about_benefit(_: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """A span in which nothing is payable."""
    if d.reason == DECIDED and d.benefit_from > d.benefit_through:
        yield finding("empty_span", "benefit", p.rows[d.row].clauses, year=p.year, day=iso(d.benefit_from))


def about_premium(f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Amounts that the texts leave open, or whose premium is not known."""
    if d.reason != DECIDED:
        return
    paid = d.premium
    if paid.basis == UNDETERMINED:
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
    elif paid.basis != BASIS_FREE and paid.personal_fen == UNDETERMINED:
        yield finding(
            "premium_unknown",
            "premium.personal_yuan",
            what=word("premium.personal"),
            year=p.year,
            where="premium.personal",
        )
    elif paid.basis == BASIS_PERSONAL_PLUS_SUBSIDY and paid.subsidy_fen == UNDETERMINED:
        yield finding(
            "premium_unknown",
            "premium.subsidy_yuan",
            what=word("premium.subsidy"),
            year=subsidy_year(p),
            where="premium.subsidy",
        )
    if paid.repair_fen == UNDETERMINED:
        yield finding(
            "premium_unknown",
            "premium.repair_yuan",
            what=word("premium.personal"),
            year=iso(f.repair_paid_on)[:4],
            where="premium.personal",
        )
    if paid.aid_percent == UNDETERMINED:
        yield finding(
            "undetermined",
            "premium.aid_yuan",
            p.clauses("aid.rates"),
            what=Text("资助参保的比例", "the rate of aid"),
            where="values.aid.rates",
            switch=NO_SWITCH,
        )
    if f.aid_classes and p.terms.aid.state == AID_NOT_IN_FORCE and paid.basis != BASIS_FREE:
        yield finding("aid_not_in_force", "premium.aid_yuan", p.clauses("aid.rates"))


def subsidy_year(p: Policy) -> int:
    """The year whose subsidy the late price takes."""
    return p.year - 1 if p.interpretations["late_price_subsidy_year"].value == "year_before" else p.year


def about_limit(f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Parts of the limit that are open, and uses of the bonus that cannot be."""
    m = d.limit
    if UNDETERMINED in (m.continuity_fen, m.zero_claim_fen):
        names = ("limit.continuity_step", "limit.zero_claim_step")
        yield finding(
            "undetermined",
            "limit",
            p.clauses(*names),
            what=Text("大病保险激励额度", "the step of the serious-illness bonus"),
            where=" / ".join(f"values.{name}" for name in names),
            switch=NO_SWITCH,
        )
    if UNDETERMINED < m.total_fen < 0:
        yield finding("limit_below_zero", "limit.total_yuan", p.clauses("limit.penalty"), total=money(m.total_fen))
    if m.original_fen == UNDETERMINED:
        yield finding("original_limit_unknown", "original_limit_yuan", p.clauses("limit.cap"))
    if used_bonus_before_first(f.history, p.terms.limit):
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


def about_law(_: Facts, __: Determination, p: Policy) -> Iterator[Finding]:
    """Law that is missing, or that is the frame alone."""
    if p.is_frame_only:
        yield finding("frame_only", "waiting", p.clauses("waiting.months_per_missed_year"))
    for layer in p.missing_layers:
        yield finding("missing_layer", "place", layer=layer.place, number=layer.number)


def about_values(f: Facts, d: Determination, p: Policy) -> Iterator[Finding]:
    """Values used that were assumed or reported, not read."""
    for name, found, shown in used_values(f, d, p):
        if found.status in ("assumed", "reported"):
            yield finding(f"{found.status}_value", name, found.clauses, what=word(name), value=shown)
    if d.reason == DECIDED and p.rows[d.row].circumstance.status == "assumed":
        row = p.rows[d.row]
        yield finding(
            "assumed_value",
            "circumstance",
            row.clauses,
            what=Text("参保情形", "the circumstance"),
            value=word(row.circumstance.name),
        )


def used_values(f: Facts, d: Determination, p: Policy) -> Iterator[tuple[str, Found, object]]:
    """The dated values that a determination used: name, where it comes from, and how it reads."""
    if f.paid_on != NOTHING:
        yield "window", p.found("window"), window_words(p)
    if f.original_limit_fen != UNDETERMINED and f.original_limit_fen == amount_fen(p.found("limit.original").value):
        yield "limit.original", p.found("limit.original"), money(f.original_limit_fen)
    if d.reason != DECIDED:
        return
    paid, premiums = d.premium, p.resolved.premiums
    own = premiums.get(p.year)
    if paid.basis != BASIS_FREE and own is not None and paid.personal_fen != UNDETERMINED:
        yield (
            "premium.personal",
            own,
            Text(f"{p.year} 年 {money(paid.personal_fen).zh}", f"{p.year}: {money(paid.personal_fen).en}"),
        )
    added = beside(p)
    if paid.basis == BASIS_PERSONAL and added is not None:
        shown = money(amount_fen(added.value))
        yield "premium.subsidy", added, Text(f"{p.year} 年 {shown.zh}", f"{p.year}: {shown.en}")
    if paid.basis == BASIS_PERSONAL_PLUS_SUBSIDY and paid.subsidy_fen != UNDETERMINED:
        subsidy = p.resolved.subsidies[subsidy_year(p)]
        if subsidy is not None:
            yield (
                "premium.subsidy",
                subsidy,
                Text(
                    f"{subsidy_year(p)} 年 {money(paid.subsidy_fen).zh}",
                    f"{subsidy_year(p)}: {money(paid.subsidy_fen).en}",
                ),
            )
    if paid.aid_percent not in (0, UNDETERMINED):
        yield "aid.rates", p.found("aid.rates"), f"{paid.aid_percent}%"
    if d.wait.fixed_months > 0 and p.terms.waiting.fixed_days > 0:
        yield "waiting.fixed_days_when_counted", p.found("waiting.fixed_days_when_counted"), p.terms.waiting.fixed_days


def beside(p: Policy) -> Found | None:
    """The government's part that stands beside the personal premium, where it is known."""
    found = p.resolved.subsidies[p.year]
    return None if found is None or amount_fen(found.value) == UNDETERMINED else found


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
    answers = [flat(answer_of(determination)) for determination in decision.determinations]
    for name in answers[0]:
        values = [answer[name] for answer in answers]
        if all(value == values[0] for value in values):
            continue
        known = sorted((value for value in values if value is not None), key=lambda v: (isinstance(v, str), v))
        low = None if None in values and name in DAYS else known[0]
        yield name, field_value(name, low), field_value(name, known[-1])
