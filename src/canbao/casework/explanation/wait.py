"""The wait and the benefit span told step by step."""

from __future__ import annotations

from collections.abc import Iterator

from canbao.basis.days import iso
from canbao.basis.findings import Text
from canbao.casework.explanation.steps import NOTHING_SAID, Step, cited, own_clauses
from canbao.casework.wording import months, years
from canbao.policy.policy import Policy
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import Facts
from canbao.rules.values import NOTHING


def wait(f: Facts, d: Determination, p: Policy) -> Iterator[Step]:
    """The waiting period, part by part."""
    if d.reason != DECIDED:
        return
    w, row = d.wait, p.rows[d.row]
    if w.starts_on == NOTHING:
        yield Step(
            "waiting.none",
            Text("不设待遇等待期。", "There is no waiting period."),
            row.clauses,
            ("waiting.total_months",),
        )
        return
    if w.fixed_months:
        in_days = p.terms.waiting.fixed_days
        counted = Text(f"（按 {in_days} 天计算）", f" (counted as {in_days} days)") if in_days else NOTHING_SAID
        names = (
            ("waiting.fixed_months", "fixed_as_90_days", "waiting.fixed_days_when_counted")
            if in_days
            else ("waiting.fixed_months",)
        )
        yield Step(
            "waiting.fixed_months",
            Text(
                f"固定待遇等待期 {months(w.fixed_months).zh}{counted.zh}，自 {iso(w.starts_on)} 起。",
                f"Fixed wait: {months(w.fixed_months).en}{counted.en}, from {iso(w.starts_on)}.",
            ),
            cited(own_clauses(row), p.clauses(*names)),
            ("waiting.fixed_months", "waiting.starts_on"),
        )
    if w.variable_months:
        yield from variable_wait(f, d, p)
    yield Step(
        "waiting.wait_end",
        Text(
            f"等待期合计 {months(w.total_months).zh}，{iso(w.ends_before)} 起不再等待。",
            f"The wait is {months(w.total_months).en} in all and is over on {iso(w.ends_before)}.",
        ),
        p.clauses("waiting.fixed_months", "waiting.months_per_missed_year"),
        ("waiting.total_months", "waiting.ends_before"),
    )


def variable_wait(f: Facts, d: Determination, p: Policy) -> Iterator[Step]:
    """The variable part, and what repair takes off."""
    w = d.wait
    as_one = d.years.counted_missed > d.years.missed
    counted = (
        Text("视为断保 1 年", "Counted as one missed year")
        if as_one
        else Text(f"断保 {d.years.missed} 年", f"Missed years: {d.years.missed}")
    )
    yield Step(
        "waiting.variable_months",
        Text(
            f"{counted.zh}，变动待遇等待期 {months(w.variable_months).zh}。",
            f"{counted.en}; a variable wait of {months(w.variable_months).en}.",
        ),
        cited(
            p.clauses("waiting.months_per_missed_year"),
            p.clauses("continuity.transfer_unpaid_months") if as_one else (),
        ),
        ("waiting.variable_months",),
    )
    floor = (
        Text(
            f"连续断保 {p.terms.continuity.long_gap_years} 年及以上，修复后合计不少于 "
            f"{p.terms.waiting.long_gap_total_months} 个月；",
            f"After {p.terms.continuity.long_gap_years} missed years or more at least "
            f"{p.terms.waiting.long_gap_total_months} months remain; ",
        )
        if d.years.is_long_gap
        else NOTHING_SAID
    )
    clauses = p.clauses("waiting.months_per_repaired_year", "waiting.long_gap_total_months", "repair_not_retroactive")
    if f.repair_years and f.repair_paid_on != f.paid_on:
        clauses = cited(clauses, p.clauses("waiting.repair_only_with_payment"))
    if f.repair_years:
        text = Text(
            f"{floor.zh}申请修复 {f.repair_years} 年，有效 {w.repaired_years} 年，缩短 {months(w.repaired_months).zh}"
            f"（{iso(f.repair_paid_on)} 缴纳，此前费用不予支付）。",
            f"{floor.en}repair of {years(f.repair_years).en} asked for, {w.repaired_years} with effect: "
            f"{months(w.repaired_months).en} less (paid on {iso(f.repair_paid_on)}; nothing before is payable).",
        )
    else:
        text = Text(
            f"{floor.zh}可缴费修复 {w.repairable_years} 年，本次未修复。",
            f"{floor.en}{years(w.repairable_years).en} may be repaired by paying; none was.",
        )
    yield Step("waiting.repairable_years", text, clauses, ("waiting.repaired_months", "waiting.repairable_years"))


def benefit_clauses(d: Determination, p: Policy) -> tuple[str, ...]:
    """What sets the benefit of an ordinary row: the wait where there is one, else the window of the year."""
    if d.wait.starts_on == NOTHING:
        return p.clauses("window")
    return p.clauses("waiting.fixed_months", "waiting.months_per_missed_year")


def benefit(f: Facts, d: Determination, p: Policy) -> Iterator[Step]:
    """From when to when costs are payable."""
    if d.reason != DECIDED:
        return
    row = p.rows[d.row]
    clauses = own_clauses(row) or benefit_clauses(d, p)
    later = NOTHING_SAID
    if d.benefit_from > d.own_start:
        later = Text(
            f"此前的等待期到 {iso(f.earlier_wait_until)} 才结束，",
            f"An earlier wait runs until {iso(f.earlier_wait_until)}: ",
        )
        clauses = p.clauses("waiting.fixed_months", "waiting.months_per_missed_year")
    costs = "costs" if later.en else "Costs"
    if d.benefit_from > d.benefit_through:
        text = Text(
            f"{later.zh}最早 {iso(d.benefit_from)} 起可享受待遇，已在 {p.year} 年度之后，本年度没有可享受待遇的日期。",
            f"{later.en}{costs} would be payable from {iso(d.benefit_from)}: nothing is payable in {p.year}.",
        )
    else:
        text = Text(
            f"{later.zh}待遇享受期为 {iso(d.benefit_from)} 至 {iso(d.benefit_through)}。",
            f"{later.en}{costs} are payable from {iso(d.benefit_from)} through {iso(d.benefit_through)}.",
        )
    yield Step("benefit.benefit_from", text, cited(clauses), ("benefit.from", "benefit.through"))
