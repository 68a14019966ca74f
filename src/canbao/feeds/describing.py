"""What a feed asks for, in words: the type of a column, when it is needed, when the feed is due.

The template's second sheet and the reference page say the same with these.
"""

from __future__ import annotations

from canbao.basis.certificates.kinds import KINDS as CERTIFICATE_KINDS
from canbao.basis.findings import Text
from canbao.feeds.descriptor import Cadence, Column, Feed, Words

TYPES: dict[str, Text] = {
    "text": Text("文本", "text"),
    "person_name": Text("姓名", "name of a person"),
    "certificate_kind": Text("证件类型", "kind of certificate"),
    "certificate_number": Text("证件号码（文本）", "certificate number (as text)"),
    "code": Text("下列取值之一", "one of the values listed"),
    "date": Text("日期，如 2026-11-30", "a day, as 2026-11-30"),
    "month": Text("月份，如 2026-11", "a month, as 2026-11"),
    "place": Text("区划代码，六位、九位或十二位", "place code of six, nine or twelve digits"),
    "yes_no": Text("是 或 否", "是 (yes) or 否 (no)"),
    "whole": Text("整数", "a whole number"),
    "yuan": Text("金额（元）", "yuan, at most two decimals"),
}
"""What may stand in a column, by its type."""

SCOPES: dict[str, Text] = {
    "full": Text("每次报送全部名单", "every file is the whole list"),
    "delta": Text("只报送变动", "changes only"),
    "either": Text("全部名单或变动，报送时注明", "the whole list or changes, as the file says"),
}

FORMS: dict[str, Text] = {
    "event": Text("事件", "event"),
    "span": Text("时段", "span"),
    "trait": Text("终身不变", "for life"),
}

YES_NO: tuple[Text, Text] = (Text("是", "yes"), Text("否", "no"))


def text_of(words: Words) -> Text:
    """A name of a descriptor as a text."""
    return Text(words.zh, words.en)


def choices_of(column: Column) -> tuple[Text, ...]:
    """What may be chosen in a column, where that is a closed list; empty otherwise."""
    if column.type == "yes_no":
        return YES_NO
    if column.type == "certificate_kind":
        return tuple(kind.label for kind in CERTIFICATE_KINDS.values())
    return tuple(text_of(words) for words in column.codes.values())


def needed(feed: Feed, column: Column) -> Text:
    """When a column must be filled: always, in some rows, or never."""
    if column.required:
        return Text("必填", "always")
    if not column.required_with:
        return Text("选填", "optional")
    told = [condition(feed, said) for said in column.required_with]
    return Text("；".join(f"{each.zh}时必填" for each in told), "when " + ", or ".join(each.en for each in told))


def condition(feed: Feed, said: str) -> Text:
    """``column`` or ``column=code`` in words."""
    name, _, code = said.partition("=")
    column = feed.column(name)
    if not code:
        return Text(f"填写{column.zh}", f"{column.en} is given")
    words = word_of(column, code)
    return Text(f"{column.zh}为{words.zh}", f"{column.en} is {words.en}")


def word_of(column: Column, code: str) -> Text:
    """What a code of a column is called."""
    if column.type == "yes_no":
        return YES_NO[code != "yes"]
    return text_of(column.codes[code])


def cadence_of(cadence: Cadence) -> Text:
    """When a feed is due."""
    if cadence.monthly_by_day is not None:
        day = cadence.monthly_by_day
        return Text(f"每月 {day} 日以前", f"by day {day} of every month")
    assert cadence.season is not None
    days, ends, season = cadence.days_after, cadence.season_ends, cadence.season
    return Text(f"{season.zh}（{ends}）后 {days} 天内", f"within {days} days of {season.en} ({ends})")


def set_by(cadence: Cadence) -> Text:
    """Who sets the day: a clause or the agreement."""
    if cadence.clause is not None:
        return Text(cadence.clause, cadence.clause)
    return Text("共享协议", "the agreement")
