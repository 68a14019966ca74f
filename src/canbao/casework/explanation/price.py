"""The price told step by step: basis, aid, repair, due."""

from __future__ import annotations

from collections.abc import Iterator

from canbao.basis.days import iso
from canbao.basis.findings import Text
from canbao.casework.explanation.steps import NOTHING_SAID, Step, cited, held, own_clauses, sentence
from canbao.casework.wording import money, years
from canbao.policy.build import amount_fen
from canbao.policy.policy import Policy, subsidy_beside, subsidy_year
from canbao.policy.resolve import Found
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import Facts
from canbao.rules.parameters import AID_NOT_IN_FORCE, BASIS_FREE, BASIS_PERSONAL_PLUS_SUBSIDY
from canbao.rules.values import NOTHING, UNDETERMINED


def price(f: Facts, d: Determination, p: Policy) -> Iterator[Step]:
    """What is paid, with what the government adds."""
    if d.reason != DECIDED:
        return
    paid, row = d.premium, p.rows[d.row]
    premiums = p.resolved.premiums.get(p.year)
    clauses = [own_clauses(row), premiums.clauses if premiums else ()]
    if paid.basis == BASIS_FREE:
        text = Text("本年度不缴费。", "Nothing is paid for this year.")
    elif paid.basis == UNDETERMINED:
        text = Text(
            f"个人缴费标准 {money(paid.personal_fen).zh}；集中缴费期外按何标准缴费，现有文件未作规定。",
            f"The personal premium is {money(paid.personal_fen).en}; the documents at hand name no late price.",
        )
        clauses.append(p.clauses("late_price_basis"))
    elif paid.basis == BASIS_PERSONAL_PLUS_SUBSIDY:
        text = Text(
            f"集中缴费期外按个人缴费标准 {money(paid.personal_fen).zh}"
            f"加财政补助标准 {money(paid.subsidy_fen).zh}缴费。",
            f"Outside the window: personal premium {money(paid.personal_fen).en} plus subsidy "
            f"{money(paid.subsidy_fen).en}.",
        )
        clauses += [p.clauses("late_price_basis"), subsidy_clauses(p)]
    else:
        added = subsidy_beside(p)
        text = own_premium(paid.personal_fen, added)
        if added is not None:
            clauses.append(added.clauses)
    yield Step("premium.price_basis", text, cited(*clauses), ("premium.basis", "premium.personal_yuan"))
    yield from aid(f, d, p)
    if paid.repair_fen not in (0, NOTHING):
        priced = p.resolved.premiums.get(int(iso(f.repair_paid_on)[:4]))
        yield Step(
            "premium.repair_fen",
            Text(
                f"修复 {d.wait.repaired_years} 年，"
                f"按 {iso(f.repair_paid_on)[:4]} 年个人缴费标准，共 {money(paid.repair_fen).zh}。",
                f"Repair of {years(d.wait.repaired_years).en} at the personal premium of {iso(f.repair_paid_on)[:4]}: "
                f"{money(paid.repair_fen).en}.",
            ),
            cited(p.clauses("waiting.months_per_repaired_year"), priced.clauses if priced else ()),
            ("premium.repair_yuan",),
        )
    yield Step(
        "premium.premium",
        Text(f"个人应缴合计 {money(paid.due_fen).zh}。", f"Due from the person: {money(paid.due_fen).en}."),
        cited(*clauses),
        ("premium.due_yuan",),
    )


def own_premium(personal_fen: int, added: Found | None) -> Text:
    """The personal premium with the government's part beside it, where that is known."""
    part = NOTHING_SAID
    if added is not None:
        shown = money(amount_fen(added.value))
        part = Text(f"（财政另补助 {shown.zh}）", f" (the government adds {shown.en})")
    return Text(
        f"按个人缴费标准 {money(personal_fen).zh}缴费{part.zh}。",
        f"The personal premium is {money(personal_fen).en}{part.en}.",
    )


def subsidy_clauses(p: Policy) -> tuple[str, ...]:
    """The clauses of the fiscal subsidy that the late price takes."""
    subsidy = p.resolved.subsidies[subsidy_year(p)]
    return subsidy.clauses if subsidy is not None else ()


def aid(f: Facts, d: Determination, p: Policy) -> Iterator[Step]:
    """Aid towards the premium, where the person holds a category."""
    if f.aid_classes == 0 or d.premium.basis == BASIS_FREE:
        return
    rate = d.premium.aid_percent
    who = held(f, f.aid_classes)
    if rate == UNDETERMINED:
        result = Text("文件未列明资助比例，资助金额未能确定", "the documents name no rate, so the aid is undetermined")
    elif rate > 0:
        result = Text(
            f"资助比例 {rate}%，资助 {money(d.premium.aid_fen).zh}", f"aid of {rate}%: {money(d.premium.aid_fen).en}"
        )
    elif p.terms.aid.state == AID_NOT_IN_FORCE:
        result = Text("当地文件未规定资助参保", "the local text names no aid")
    else:
        result = Text(
            "资助只限集中缴费期内缴费，本次不享受", "aid is for payments in the window only; this one is not aided"
        )
    yield Step(
        "aid.aid_rate_percent",
        sentence(Text(f"{who.zh}：{result.zh}。", f"{who.en}: {result.en}.")),
        p.clauses("aid.rates", "aid_in_special_circumstances"),
        ("premium.aid_yuan",),
    )
