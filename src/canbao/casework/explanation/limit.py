"""The serious-illness limit told step by step: bonuses, cap, penalty, total."""

from __future__ import annotations

from collections.abc import Iterator

from canbao.basis.findings import Text
from canbao.casework.explanation.steps import Step
from canbao.casework.wording import UNKNOWN, money
from canbao.policy.build import amount_fen
from canbao.policy.policy import Policy
from canbao.rules.determine import Determination
from canbao.rules.facts import Facts
from canbao.rules.values import UNDETERMINED, UNLIMITED


def limit(_: Facts, d: Determination, p: Policy) -> Iterator[Step]:
    """The serious-illness limit, part by part."""
    m, terms = d.limit, p.terms.limit
    why = steps_counted(d, p)
    yield Step(
        "limit.continuity_step_years",
        Text(
            f"连续参保激励：{why.zh}，提高 {m.step_years} 次，"
            f"每次 {money(terms.continuity_step_fen).zh}，计 {money(m.continuity_fen).zh}。",
            f"Continuity: {why.en}; raised {m.step_years} times by "
            f"{money(terms.continuity_step_fen).en}: {money(m.continuity_fen).en}.",
        ),
        p.clauses("limit.continuity_step", "limit.years_before_first_step", "continuity_raise_from"),
        ("limit.continuity_yuan",),
    )
    yield Step(
        "limit.zero_claim_years",
        Text(
            f"零报销激励：{m.zero_claim_years} 年，"
            f"每年 {money(terms.zero_claim_step_fen).zh}，计 {money(m.zero_claim_fen).zh}。",
            f"Zero claim: {m.zero_claim_years} counted, {money(terms.zero_claim_step_fen).en} each: "
            f"{money(m.zero_claim_fen).en}.",
        ),
        p.clauses("limit.zero_claim_step", "limit.zero_claim_needs_window", "limit.any_use_clears"),
        ("limit.zero_claim_yuan",),
    )
    yield Step(
        "limit.bonus_fen",
        Text(
            f"两项激励合计 {money(m.bonus_fen).zh}，上限 {cap_words(m.cap_fen, m.original_fen).zh}。",
            f"Both together: {money(m.bonus_fen).en}; cap: {cap_words(m.cap_fen, m.original_fen).en}.",
        ),
        p.clauses("limit.cap"),
        ("limit.bonus_yuan",),
    )
    if terms.penalty_step_fen:
        yield Step(
            "limit.penalty_fen",
            Text(
                f"断保降额：{m.penalty_years} 年，每年 {money(terms.penalty_step_fen).zh}，计 {money(m.penalty_fen).zh}"
                f"（最多 {money(terms.penalty_cap_fen).zh}）。",
                f"Missed years lower the limit: {m.penalty_years} at {money(terms.penalty_step_fen).en}: "
                f"{money(m.penalty_fen).en} (at most {money(terms.penalty_cap_fen).en}).",
            ),
            p.clauses("limit.penalty", "penalty_counts_before_2025"),
            ("limit.penalty_yuan",),
        )
    yield Step(
        "limit.serious_illness_limit",
        Text(
            f"大病保险最高支付限额：原封顶线 {money(m.original_fen).zh}，合计 {money(m.total_fen).zh}。",
            f"Serious-illness limit: originally {money(m.original_fen).en}, in all {money(m.total_fen).en}.",
        ),
        p.clauses("limit.cap", *original_source(m.original_fen, p)),
        ("limit.total_yuan",),
    )


def steps_counted(d: Determination, p: Policy) -> Text:
    """What the continuity steps were counted over, or why there are none yet."""
    terms = p.terms.limit
    if terms.raise_next_january and p.year <= terms.first_year:
        first = p.year + 1
        return Text(
            f"首次提高自 {first}-01-01 起，本年度尚不提高", f"the first raise is on {first}-01-01, none this year"
        )
    if not p.terms.continuity.late_year_is_continuous and not d.paid_in_window:
        return Text("本年度在集中缴费期外缴费，不计连续", "this year is paid outside the window and does not count")
    through = p.year - 1 if terms.raise_next_january else p.year
    since = Text("", "")
    if not terms.counts_before_first_year:
        since = Text(f"自 {terms.first_year} 年起计，", f"counted from {terms.first_year}, ")
    return Text(
        f"{since.zh}截至 {through} 年，满 {terms.years_before_first_step} 年之后每年一次",
        f"{since.en}through {through}, once for each year beyond the first {terms.years_before_first_step}",
    )


def original_source(original_fen: int, p: Policy) -> tuple[str, ...]:
    """The parameter of the original limit, where the pack or an overlay gives the one used."""
    given = amount_fen(p.found("limit.original").value)
    return ("limit.original",) if given == original_fen != UNDETERMINED else ()


def cap_words(cap_fen: int, original_fen: int) -> Text:
    """The cap of the bonuses; none where the original limit is unlimited."""
    if cap_fen == UNDETERMINED and original_fen == UNLIMITED:
        return Text("无（原封顶线不封顶）", "none (the original limit is unlimited)")
    return UNKNOWN if cap_fen == UNDETERMINED else money(cap_fen)
