"""A decision told step by step: what was found, what followed, and the clause for each.

A rendering of the determination's own values; nothing is computed here that the rules have not computed. One function
for each step, in the order in which a clerk would tell it.
"""

from __future__ import annotations

from collections.abc import Iterator

from canbao.basis.days import iso
from canbao.basis.findings import Text
from canbao.casework.answer import flat
from canbao.casework.decide import Decision
from canbao.casework.explanation.limit import limit
from canbao.casework.explanation.price import price
from canbao.casework.explanation.steps import Step, Teller, cited, held, joined_clauses, sentence
from canbao.casework.explanation.wait import benefit, wait
from canbao.casework.findings import why_none, window_words
from canbao.casework.unknown_years import unknown_years
from canbao.casework.wording import FIELDS, UNMET, day, joined, word
from canbao.policy.policy import Policy
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.continuity import EXCUSED_YEAR, GAP_YEAR, RESIDENT_YEAR, class_of
from canbao.rules.determine import CIRCUMSTANCE_NOT_MET, DECIDED, LEFT_TO_OTHER_RULES, Determination
from canbao.rules.facts import ANCHOR_NAMES, NO_ANCHOR, Facts
from canbao.rules.parameters import DEADLINE_UNITS, NO_DEADLINE, CircumstanceRow


def steps_of(decision: Decision) -> list[Step]:
    """The steps of a decision, in order. Where unknown years leave a step open, it says so."""
    facts, first, policy = decision.facts[0], decision.first, decision.policy
    unknown = frozenset(unknown_years(decision.case))
    steps = [*years_behind(facts, first, policy, unknown)]
    steps += [step for teller in TELLERS for step in teller(facts, first, policy)]
    if len(decision.determinations) == 1:
        return steps
    known = flat(decision.answer)
    return [step if is_known(step, known) else left_open(step, known) for step in steps]


def is_known(step: Step, answer: dict[str, object]) -> bool:
    """Whether the readings of the unknown years agree on every field of a step."""
    return all(answer.get(name) is not None for name in step.fields)


def left_open(step: Step, answer: dict[str, object]) -> Step:
    """A step that the unknown years leave open, naming the fields on which the readings differ."""
    names = joined([FIELDS[name] for name in step.fields if answer.get(name) is None])
    return Step(
        step.rule,
        Text(f"{names.zh}取决于未知年度，未能确定。", f"Open, as it depends on the unknown years: {names.en}."),
        step.clauses,
        step.fields,
    )


def years_behind(f: Facts, d: Determination, p: Policy, unknown: frozenset[int]) -> Iterator[Step]:
    """What the years behind the person count for; unknown years are told as such."""
    c = p.terms.continuity
    of_class: dict[int, list[int]] = {RESIDENT_YEAR: [], EXCUSED_YEAR: [], GAP_YEAR: []}
    for year in range(f.history.first_year, f.year):
        if year not in unknown:
            of_class[class_of(f.history, year, c)].append(year)
    if not f.history.words and not unknown:
        found = Text("此前没有任何参保记录", "no cover of any kind before")
    else:
        found = joined_clauses(
            [
                named_years(Text("居民医保", "resident cover"), of_class[RESIDENT_YEAR]),
                named_years(Text("不计断保（职工医保或其他保障）", "excused"), of_class[EXCUSED_YEAR]),
                named_years(Text("断保", "missed"), of_class[GAP_YEAR]),
                named_years(Text("未知", "unknown"), sorted(unknown)),
            ]
        )
    missed = d.years.missed
    counted = [
        Text(f"断保 {missed} 年", f"missed years: {missed}"),
        Text(f"连续参保 {d.continuous} 年", f"continuous: {d.continuous}"),
    ]
    result = joined_clauses(counted)
    yield Step(
        "continuity.years",
        Text(
            f"此前年度：{found.zh}。由此{result.zh}（含 {f.year} 年）。",
            f"The years behind: {found.en}. So {result.en} (with {f.year}).",
        ),
        p.clauses("waiting.months_per_missed_year", "limit.restarts_after_gap", "employee_months_excusing_year"),
        ("years.missed", "years.continuous"),
    )
    if d.years.is_interrupted:
        yield Step(
            "continuity.is_interrupted_by_transfer",
            Text(
                f"跨年度、跨制度转换且中断缴费满 {p.terms.continuity.transfer_unpaid_months} 个月，视为未连续参保。",
                f"A change of year and scheme with {p.terms.continuity.transfer_unpaid_months} unpaid months or more "
                "counts as not continuous.",
            ),
            p.clauses("continuity.transfer_unpaid_months"),
            ("waiting.variable_months",),
        )


def named_years(name: Text, years: list[int]) -> Text | None:
    """A class of years and which they are, runs drawn together; None when there is none."""
    if not years:
        return None
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return Text(f"{name.zh} {shown}", f"{name.en} {shown}")


def circumstance(f: Facts, d: Determination, p: Policy) -> Iterator[Step]:
    """Which circumstance the enrolment is decided under, and why."""
    fields = ("circumstance",)
    if d.reason == LEFT_TO_OTHER_RULES:
        yield Step(
            "circumstances.is_left_to_other_rules",
            Text("该类人员由其他规定办理，此处不作决定。", "Other rules apply to this group; nothing is decided here."),
            p.clauses("other_rules"),
        )
        return
    if d.reason != DECIDED:
        named = d.reason == CIRCUMSTANCE_NOT_MET
        why = UNMET[d.unmet] if named else why_none(f, p)
        what = word(CIRCUMSTANCE_NAMES[f.chosen]) if named else Text("任何情形", "any circumstance")
        yield Step(
            "circumstances.unmet_condition",
            Text(f"不符合{what.zh}：{why.zh}。", f"The conditions of {what.en} are not met: {why.en}."),
            cited(*(row.clauses for row in p.rows if named and row.circumstance.name == CIRCUMSTANCE_NAMES[f.chosen]))
            or p.clauses("window"),
        )
        return
    row, source = p.terms.rows[d.row], p.rows[d.row]
    when = conditions(row, f, d, p)
    name = word(source.circumstance.name)
    yield Step(
        "circumstances.determine",
        sentence(Text(f"{when.zh}：按“{name.zh}”办理。", f"{when.en}: decided as “{name.en}”.")),
        cited(source.clauses, p.clauses("window")),
        fields,
    )


def conditions(row: CircumstanceRow, f: Facts, d: Determination, p: Policy) -> Text:
    """What was found that makes a row apply."""
    parts: list[Text] = []
    if row.anchor != NO_ANCHOR:
        event, on = word(ANCHOR_NAMES[row.anchor]), day(f.anchors[row.anchor])
        parts.append(Text(f"{event.zh} {on.zh}", f"{event.en} {on.en}"))
    if row.companion != NO_ANCHOR:
        event, on = word(ANCHOR_NAMES[row.companion]), day(f.anchors[row.companion])
        parts.append(Text(f"{event.zh} {on.zh}", f"{event.en} {on.en}"))
    if row.aid_classes:
        parts.append(held(f, row.aid_classes))
    if row.needs_payment:
        inside = Text("内", "in") if d.paid_in_window else Text("外", "outside")
        parts.append(
            Text(
                f"{iso(f.paid_on)} 缴费，在集中缴费期（{window_words(p)}）{inside.zh}",
                f"paid on {iso(f.paid_on)}, {inside.en} the window ({window_words(p)})",
            )
        )
        if row.deadline_unit != NO_DEADLINE:
            parts.append(deadline(row))
    else:
        parts.append(Text("无需缴费", "nothing to pay"))
    return joined_clauses(parts)


def deadline(row: CircumstanceRow) -> Text:
    """The deadline that a row asks about."""
    unit = {"days": Text("天", "days"), "months": Text("个月", "months")}.get(
        DEADLINE_UNITS[row.deadline_unit], Text("个月（自次月起）", "months, counted from the next one")
    )
    side = (
        Text("期限内", "within"),
        Text("期限内或集中缴费期内", "within, or in the window,"),
        Text("已过期限", "past"),
    )
    return Text(
        f"{side[row.deadline_sense].zh}（{row.deadline} {unit.zh}）",
        f"{side[row.deadline_sense].en} the deadline of {row.deadline} {unit.en}",
    )


TELLERS: tuple[Teller, ...] = (circumstance, price, wait, benefit, limit)
