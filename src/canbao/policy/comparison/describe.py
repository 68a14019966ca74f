"""What a pack gives, as a person reads it: amounts, windows, readings, rows of circumstances, openings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from canbao.basis.days import iso
from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.policy.relative_days import WINDOW_END, WINDOW_START, resolve_day
from canbao.policy.schema import (
    NOT_IN_FORCE_WORD,
    UNDETERMINED_WORD,
    Circumstance,
    Deadline,
    Document,
    Opening,
    Payment,
)

NONE = Text("", "")
ANY_TIE = Text("不论联系地", "whatever the tie")
NO_WAIT = Text("无等待期", "no wait")
FIRST_YEAR = 2000

NEW_YEAR_BEFORE, NEW_YEAR, NEW_YEAR_AFTER = "Y-1/01-01", "Y/01-01", "Y+1/01-01"

NAMED_SPANS: dict[tuple[str | None, str | None], Text] = {
    (NEW_YEAR, NEW_YEAR_AFTER): Text("当年", "in the coverage year"),
    (NEW_YEAR_BEFORE, NEW_YEAR): Text("上年", "in the year before"),
    (NEW_YEAR_BEFORE, NEW_YEAR_AFTER): Text("上年或当年", "in the year before or the coverage year"),
    (NEW_YEAR, None): Text("当年或以后", "in the coverage year or later"),
    (WINDOW_START, NEW_YEAR_AFTER): Text(
        "集中缴费期开始后至当年年底", "from the start of the window to the end of the coverage year"
    ),
    (WINDOW_END, NEW_YEAR_AFTER): Text(
        "集中缴费期结束后至当年年底", "after the window, by the end of the coverage year"
    ),
}
"""Spans (from, until) that have a name; others are told by their days."""

WINDOWS = {
    "any": NONE,
    "required": Text("集中缴费期内缴费", "paid in the window"),
    "forbidden": Text("集中缴费期外缴费", "paid outside the window"),
}


def joined(parts: Iterable[Text], zh: str = "；", en: str = "; ") -> Text:
    """Sentences one after another; empty ones are left out."""
    kept = [part for part in parts if part.zh]
    return Text(zh.join(part.zh for part in kept), en.join(part.en for part in kept))


def amount_text(yuan: int | float | Decimal) -> Text:
    """An amount in yuan, its thousands set apart."""
    shown = f"{Decimal(str(yuan)):,f}"
    return Text(f"{shown} 元", f"{shown} yuan")


def counted(value: Any, unit: str) -> Text:
    """A count with its unit."""
    words = label(unit)
    return Text(f"{value} {words.zh}", f"{value} {words.en.removesuffix('s') if value == 1 else words.en}")


def value_text(value: Any, unit: str, year: int) -> Text:
    """The value of a parameter in a coverage year."""
    if isinstance(value, bool):
        return label("true" if value else "false")
    if isinstance(value, str):
        return label(value)
    if isinstance(value, dict):
        return table_text(value, year)
    if isinstance(value, list):
        return joined(map(member_text, value), "、", ", ")
    if unit == "yuan":
        return amount_text(value)
    if unit == "percent":
        return Text(f"{value}%", f"{value}%")
    return Text(f"{value} 年", str(value)) if unit == "year" else counted(value, unit)


def table_text(value: dict[str, Any], year: int) -> Text:
    """A value made of parts: a window, a tier, a cap, a penalty, groups left to other rules, or rates by class."""
    if "from" in value:
        last = iso(resolve_day(value["through"], year))
        if value["from"] is None:
            return Text(f"至 {last}", f"to {last}")
        first = iso(resolve_day(value["from"], year))
        return Text(f"{first} 至 {last}", f"{first} to {last}")
    if "percent" in value:
        return Text("原封顶线的 {percent}%", "{percent}% of the original limit").fill(**value)
    if "yuan" in value:
        return amount_text(value["yuan"])
    if "step_yuan" in value:
        step, cap = amount_text(value["step_yuan"]), amount_text(value["cap_yuan"])
        return Text("每断保 1 年降 {step}，最多 {cap}", "{step} for each missed year, at most {cap}").fill(
            step=step, cap=cap
        )
    if "events" in value:
        events = joined(map(label, value["events"]), "、", ", ")
        months = value["within_months"]
        return Text("{events}，{n} 个月内", "{events}, within {n} months").fill(events=events, n=months)
    rates = (Text(f"{label(name).zh} {rate}%", f"{label(name).en} {rate}%") for name, rate in value.items())
    return joined(rates)


def member_text(member: Any) -> Text:
    """One of a list: a name, or a tier of the premium."""
    if isinstance(member, str):
        return label(member)
    amount = amount_text(member["personal"])
    grade = member["benefit_grade"]
    return Text(f"{amount.zh}（第 {grade} 档待遇）", f"{amount.en} (benefits of grade {grade})")


def reading_text(value: Any) -> Text:
    """The value of an interpretation."""
    if value is None or isinstance(value, bool):
        return label({None: "null", True: "true", False: "false"}[value])
    if isinstance(value, int):
        return value_text(value, "year" if value >= FIRST_YEAR else "months", value)
    return label(value)


def row_text(row: Circumstance, year: int) -> Text:
    """A row of circumstances: when it applies, what is paid, the wait, and where the benefit starts."""
    return joined([when_text(row, year), price_text(row), wait_text(row), start_text(row, year)])


def when_text(row: Circumstance, year: int) -> Text:
    """The conditions of a row."""
    parts = [anchor_text(row, year)]
    if row.companion is not None:
        companion = label(row.companion)
        parts.append(Text(f"且曾{companion.zh}", f"and {companion.en}"))
    if row.aid_categories:
        parts.append(joined(map(label, row.aid_categories), "、", ", "))
    parts.append(payment_text(row.payment, year))
    if row.gap == "required":
        parts.append(Text("有断保年度", "with missed years"))
    if row.gap == "forbidden":
        parts.append(Text("无断保年度", "without missed years"))
    if row.resident_year_before:
        parts.append(Text("上年已参加居民医保", "resident cover in the year before"))
    if row.insured_years_before:
        n = row.insured_years_before
        parts.append(Text(f"此前连续 {n} 年有医保", f"insured in each of the {n} years before"))
    if not row.needs_payment:
        parts.append(Text("无须缴费", "nothing to pay"))
    return joined(parts, "，", ", ")


def anchor_text(row: Circumstance, year: int) -> Text:
    """The event of a row, the days between which it must lie, and the time allowed after it."""
    if row.anchor is None:
        return NONE
    event, span = label(row.anchor.event), days_between(row.anchor.from_, row.anchor.until, year)
    if span.zh:
        event = Text(f"{event.zh}（{span.zh}）", f"{event.en} ({span.en})")
    return event if row.deadline is None else deadline_text(event, row.deadline)


def payment_text(payment: Payment, year: int) -> Text:
    """When the payment of a row must be made; nothing where it may be made at any time."""
    span = days_between(payment.from_, payment.until, year)
    window = WINDOWS[payment.window]
    if not span.zh:
        return window
    if not window.zh:
        return Text(f"{span.zh}缴费", f"paid {span.en}")
    return Text(f"{span.zh}{window.zh}", f"{window.en}, {span.en}")


def days_between(first: str | None, until: str | None, year: int) -> Text:
    """The days between which something must lie, by their name where they have one."""
    named = NAMED_SPANS.get((first, until))
    if named is not None:
        return named
    zh, en = [], []
    if first is not None:
        day = day_text(first, year)
        zh, en = [f"{day.zh} 起"], [f"from {day.en}"]
    if until == NEW_YEAR_AFTER:
        zh, en = [*zh, "当年年底前"], [*en, "by the end of the coverage year"]
    elif until is not None:
        day = day_text(until, year)
        zh, en = [*zh, f"{day.zh} 前"], [*en, f"before {day.en}"]
    return Text("，".join(zh), ", ".join(en))


def deadline_text(event: Text, deadline: Deadline) -> Text:
    """The event with the time allowed after it."""
    time = counted(deadline.count, deadline.unit)
    if deadline.unit == "months_from_next":
        return Text(f"{event.zh}次月起 {deadline.count} 个月内", f"{event.en}: within {time.en}")
    if deadline.sense == "after":
        return Text(f"{event.zh}后超过 {time.zh}", f"{event.en}: more than {time.en} later")
    within = Text(f"{event.zh}后 {time.zh}内", f"{event.en}: within {time.en}")
    if deadline.sense == "within_or_in_window":
        return Text(f"{within.zh}或集中缴费期内", f"{within.en}, or in the window")
    return within


def price_text(row: Circumstance) -> Text:
    """What is paid in a row."""
    return label("late_price" if row.price == "late" else row.price)


def wait_text(row: Circumstance) -> Text:
    """The parts of the wait that apply in a row, and where it starts."""
    parts = [label(part) for part in ("fixed", "variable") if getattr(row, part) != "waived"]
    if not parts:
        return NO_WAIT
    wait = joined(parts, "＋", " + ")
    if row.fixed == "after_gap":
        wait = Text(f"曾断保者{wait.zh}", f"{wait.en} after a gap")
    start = _start_of(row.wait_from)
    return Text(f"{wait.zh}（自{start.zh}起）", f"{wait.en} (from {start.en})")


def start_text(row: Circumstance, year: int) -> Text:
    """Where the benefit of a row starts."""
    if row.fixed == "applies" or (row.variable == "applies" and row.fixed != "after_gap"):
        return Text("等待期满起享受", "benefits after the wait")
    if row.benefit_from == "by_window":
        return Text(
            "集中期内自当年1月1日、集中期外自缴费之日起享受",
            "benefits from 1 January, or from payment outside the window",
        )
    start = day_text(row.start_day, year) if row.start_day is not None else _start_of(row.benefit_from)
    return Text(f"自{start.zh}起享受", f"benefits from {start.en}")


def day_text(word: str, year: int) -> Text:
    """A relative day in a coverage year."""
    if word == WINDOW_START:
        return Text("集中缴费期首日", "the first day of the window")
    if word == WINDOW_END:
        return Text("集中缴费期次日", "the day after the window")
    day = iso(resolve_day(word, year))
    return Text(day, day)


def _start_of(word: str) -> Text:
    if word == "coverage_year":
        return Text("当年1月1日", "1 January")
    words = label(word)
    return Text(words.zh, f"the {words.en}")


def opening_text(opening: Opening, ties: Iterable[str]) -> Text:
    """Whether a row of openings lets a person in, through which ties, and with which documents."""
    if opening.closed:
        return Text("不得参加", "not allowed")
    barred = joined((Text(f"非{label(tie).zh}", f"not {label(tie).en}") for tie in opening.barred_ties), "、", ", ")
    through = joined(map(label, ties), "、", ", ") if opening.ties else barred if barred.zh else ANY_TIE
    if opening.ties and barred.zh:
        through = Text(f"{through.zh}（{barred.zh}）", f"{through.en} ({barred.en})")
    parts = [Text(f"{through.zh}可参加", f"allowed: {through.en}")]
    if opening.all_of:
        every = joined(map(label, opening.all_of), "、", ", ")
        parts.append(Text(f"须有{every.zh}", f"with {every.en}"))
    if opening.one_of:
        some = joined(map(label, opening.one_of), "、", ", ")
        parts.append(Text(f"须有{some.zh}之一", f"with one of {some.en}"))
    text = joined(parts, "，", ", ")
    if opening.strength != "in_principle":
        return text
    word = label(opening.strength)
    return Text(f"{text.zh}（{word.zh}）", f"{text.en} ({word.en})")


def document_text(name: str, document: Document) -> Text:
    """A document with its day of issue, the days on which its measures hold, and its note."""
    first, last = document.in_force.from_, document.in_force.through
    parts = [Text(f"{document.number}（{name}）", f"{document.number} ({name})")]
    if document.issued is not None:
        parts.append(Text(f"{document.issued} 印发", f"issued {document.issued}"))
    if last is None:
        parts.append(Text(f"{first} 起施行", f"in force from {first}"))
    else:
        parts.append(Text(f"{first} 至 {last} 施行", f"in force {first} to {last}"))
    if document.note is not None:
        parts.append(Text(f"注：{document.note}", f"note: {document.note}"))
    return joined(parts, "，", ", ")


def is_open(value: Any) -> bool:
    """Whether a value is one of the two words for no value."""
    return isinstance(value, str) and value in (UNDETERMINED_WORD, NOT_IN_FORCE_WORD)
