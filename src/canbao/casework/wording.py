"""Words for values that a reader meets: days, amounts, spans, conditions, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canbao.basis.days import iso
from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.casework.answer import yuan
from canbao.rules import circumstances as c
from canbao.rules.values import NOTHING, UNDETERMINED

UNKNOWN = Text("未能确定", "undetermined")
NO_DAY = Text("无", "none")
DAYS = ("waiting.starts_on", "waiting.ends_before", "benefit.from", "benefit.through")

UNMET: dict[int, Text] = {
    c.NOT_IN_TABLE: Text("此地此年度的规定中没有该情形", "the law of this place and year has no such circumstance"),
    c.EVENT_MISSING: Text("缺少相应事件（或发生在缴费日之后）", "the event is missing, or lies after the payment"),
    c.ANCHOR_OUTSIDE_SPAN: Text("事件日期不在规定的期间内", "the day of the event lies outside the span required"),
    c.COMPANION_MISSING: Text("缺少必须同时具备的另一事件", "a second event that must accompany it is missing"),
    c.CATEGORY_MISSING: Text(
        "缴费当日不属于规定的困难群众类别", "none of the aid categories is held on the day of payment"
    ),
    c.PAYMENT_MISSING: Text("没有缴费日期", "there is no day of payment"),
    c.PAID_TOO_EARLY: Text("缴费早于允许的日期", "paid before the first day allowed"),
    c.PAID_TOO_LATE: Text("缴费晚于允许的日期", "paid after the last day allowed"),
    c.NOT_IN_WINDOW: Text("缴费日不在集中参保缴费期内", "not paid in the collection window"),
    c.IN_WINDOW: Text("缴费日在集中参保缴费期内", "paid in the collection window"),
    c.PAST_DEADLINE: Text("已超过规定期限", "the deadline has passed"),
    c.WITHIN_DEADLINE: Text("尚在规定期限之内", "still within the deadline"),
    c.NO_MISSED_YEAR: Text("没有断保年度", "there is no missed year"),
    c.HAS_MISSED_YEAR: Text("有断保年度", "there are missed years"),
    c.NO_RESIDENT_YEAR_BEFORE: Text("上一年度没有居民医保", "no resident cover in the year before"),
    c.NOT_INSURED_BEFORE: Text("此前连续参保年数不足", "not insured in each of the years before"),
    c.DISPLACED: Text("被另一条款排除", "displaced by another clause"),
}

FIELDS: dict[str, Text] = {
    "circumstance": Text("参保情形", "circumstance"),
    "years.missed": Text("断保年数", "missed years"),
    "years.continuous": Text("连续参保年数", "continuous years"),
    "premium.basis": Text("缴费口径", "price basis"),
    "premium.personal_yuan": Text("个人缴费标准", "personal premium"),
    "premium.subsidy_yuan": Text("自付的财政补助部分", "subsidy part"),
    "premium.aid_yuan": Text("资助", "aid"),
    "premium.repair_yuan": Text("修复缴费", "price of repair"),
    "premium.due_yuan": Text("个人应缴", "due"),
    "waiting.fixed_months": Text("固定等待期", "fixed wait"),
    "waiting.variable_months": Text("变动等待期", "variable wait"),
    "waiting.repaired_months": Text("已修复", "repaired"),
    "waiting.total_months": Text("等待期", "wait"),
    "waiting.repairable_years": Text("可修复年数", "repairable years"),
    "waiting.starts_on": Text("等待期起始日", "wait from"),
    "waiting.ends_before": Text("等待期届满日", "wait over on"),
    "benefit.from": Text("待遇起始日", "payable from"),
    "benefit.through": Text("待遇终止日", "payable through"),
    "limit.original_yuan": Text("原封顶线", "original limit"),
    "limit.continuity_yuan": Text("连续参保激励", "continuity bonus"),
    "limit.zero_claim_yuan": Text("零报销激励", "zero-claim bonus"),
    "limit.cap_yuan": Text("激励上限", "cap of the bonuses"),
    "limit.bonus_yuan": Text("激励合计", "bonus"),
    "limit.penalty_yuan": Text("断保降额", "penalty"),
    "limit.total_yuan": Text("大病保险限额", "limit"),
}
"""The fields of an answer, by dotted path, as a reader meets them."""

KEY_FIELDS = (
    "circumstance",
    "premium.due_yuan",
    "waiting.total_months",
    "benefit.from",
    "benefit.through",
    "limit.total_yuan",
)
"""The fields a reader cares for first."""


def day(number: int) -> Text:
    """A day; undetermined or none where it is so."""
    if number == UNDETERMINED:
        return UNKNOWN
    if number == NOTHING:
        return Text("无", "none")
    return Text(iso(number), iso(number))


def money(fen: int) -> Text:
    """An amount in yuan."""
    return amount(yuan(fen))


def amount(value: int | float | str | None) -> Text:
    """An amount of an answer, in yuan with thousands marked."""
    if value is None:
        return UNKNOWN
    if value == "unlimited":
        return Text("不封顶", "unlimited")
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return Text(f"{shown} 元", f"{shown} yuan")


def months(count: int) -> Text:
    """A number of months."""
    if count == UNDETERMINED:
        return UNKNOWN
    return Text(f"{count} 个月", f"{count} month" if count == 1 else f"{count} months")


def years(count: int) -> Text:
    """A number of years."""
    return Text(f"{count} 年", f"{count} year" if count == 1 else f"{count} years")


def span(first: int, last: int) -> Text:
    """A span of days, both ends included."""
    return Text(f"{iso(first)} 至 {iso(last)}", f"{iso(first)} to {iso(last)}")


def word(term: str) -> Text:
    """The label of a term of the glossary."""
    return label(term)


def joined(texts: list[Text]) -> Text:
    """Several texts as a list in one line."""
    return Text("、".join(t.zh for t in texts), ", ".join(t.en for t in texts))


def field_value(name: str, value: object) -> Text:
    """A field of an answer with its value in words: months, yuan, a circumstance, a day."""
    if value is None:
        return NO_DAY if name in DAYS else UNKNOWN
    if name == "circumstance":
        return word(str(value))
    if name.endswith("_yuan") and isinstance(value, int | float | str):
        return amount(value)
    if name.endswith("_months") and isinstance(value, int):
        return months(value)
    return Text(str(value), str(value))


def value_of_switch(value: Any) -> Text:
    """The value of an interpretation as a reader meets it."""
    known = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    try:
        return label(known)
    except KeyError:
        return Text(known, known)


def changes_told(changes: Mapping[str, Any]) -> Text:
    """What a reading would change, the fields a reader cares for first; all of them when none of those is there."""
    main = {name: value for name, value in changes.items() if name in KEY_FIELDS} or changes
    told = [(FIELDS[name], field_value(name, value)) for name, value in main.items()]
    return Text(
        "，".join(f"{name.zh} {value.zh}" for name, value in told),
        ", ".join(f"{name.en} {value.en}" for name, value in told),
    )
