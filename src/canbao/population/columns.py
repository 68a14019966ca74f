"""The columns of a batch: what a row of people holds, and what a row of answers holds. They are fixed.

A row of people has the facts of a case (``docs/reference/case.md``); a row of answers has the numbers of its answer.
"""

from __future__ import annotations

from typing import NamedTuple

from canbao.basis.findings import Text

PERSON_ID = "person_id"
"""The one column whose type is the user's: text or a whole number; it is carried through unchanged."""


UNREADABLE = "unreadable_text"
"""Beside the columns of people read from text: the text of a row that cannot be read, else null."""


class Column(NamedTuple):
    """A column: its Arrow type, whether a row may leave it null and a file may leave it out, and what it means."""

    name: str
    type: str
    nullable: bool
    optional: bool
    meaning: Text


def _needed(name: str, type_: str, zh: str, en: str) -> Column:
    return Column(name, type_, False, False, Text(zh, en))


def _nullable(name: str, type_: str, zh: str, en: str) -> Column:
    return Column(name, type_, True, True, Text(zh, en))


PEOPLE = (
    _needed(
        PERSON_ID,
        "string",
        "人员编号；文本或整数，原样带到结果中",
        "the person; text or whole number, carried to the answer",
    ),
    _needed("place", "int64", "地区代码，六位或十二位", "place code of six or twelve digits"),
    _needed("born", "date32", "出生日", "day of birth"),
    _needed("history", "list<int16>", "以往各年，每年一个字，由早到晚", "the earlier years, one word each, ascending"),
    Column(
        "history_ends",
        "int16",
        True,
        False,
        Text("最后一个字的年度；history 为空时可为空", "the year of the last word; may be null where history is empty"),
    ),
    _needed("year", "int16", "参保年度", "the coverage year"),
    Column(
        "paid_on",
        "date32",
        True,
        False,
        Text("缴费日（仅预缴学生可为空）", "day of payment (null for a student who prepaid)"),
    ),
    _nullable("history_known_from", "int16", "此年以前未知；空：完整", "years before it are unknown; null: complete"),
    _nullable("circumstance", "string", "指定的情形；空：由规则判定", "the circumstance named; null: the law decides"),
    _nullable("events", "list<struct<kind: string, on: date32>>", "事件", "events: kind and day"),
    _nullable(
        "aid",
        "list<struct<category: string, from: date32, until: date32>>",
        "资助身份及起止（不含止日；可为空）",
        "aid categories held from a day up to, not including, another (null: still held)",
    ),
    _nullable("repair_years", "int16", "修复年数", "years repaired; null is 0"),
    _nullable(
        "repair_paid_on", "date32", "修复缴费日；空：参保缴费日", "day the repair was paid; null: with the enrolment"
    ),
    _nullable("earlier_wait_until", "date32", "以前等待期届满日", "first payable day of an earlier wait still running"),
    _nullable(
        "original_limit_fen", "int64", "大病保险原封顶线（分），-1 为不设", "limit before bonuses in fen; -1: unlimited"
    ),
)
"""The columns of people, in the order in which they are written."""


ANSWERS = (
    Column(PERSON_ID, "string", False, False, Text("人员编号", "the person, as in the input")),
    Column("place", "int64", False, False, Text("地区代码", "place code")),
    Column("year", "int16", False, False, Text("参保年度", "the coverage year")),
    Column("circumstance", "string", True, False, Text("情形", "the circumstance")),
    Column("missed_years", "int16", True, False, Text("断保年数", "missed years")),
    Column("continuous_years", "int16", True, False, Text("连续参保年数", "continuous years, this one too")),
    Column("basis", "string", True, False, Text("缴费标准", "price basis")),
    Column("personal_fen", "int64", True, False, Text("个人缴费标准", "personal premium")),
    Column("subsidy_fen", "int64", True, False, Text("由个人缴纳的财政补助", "fiscal subsidy the person pays")),
    Column("aid_fen", "int64", True, False, Text("资助", "aid")),
    Column("repair_fen", "int64", True, False, Text("修复缴费", "price of the repair")),
    Column("due_fen", "int64", True, False, Text("个人应缴", "what the person pays in all")),
    Column("fixed_months", "int16", True, False, Text("固定待遇等待期（月）", "fixed wait")),
    Column("variable_months", "int16", True, False, Text("变动待遇等待期（月）", "variable wait")),
    Column("repaired_months", "int16", True, False, Text("修复减少的月数", "months taken off by repair")),
    Column("total_months", "int16", True, False, Text("等待期合计（月）", "months of wait in all")),
    Column("repairable_years", "int16", True, False, Text("可修复年数", "the most years worth repairing")),
    Column("starts_on", "date32", True, False, Text("等待期起始日", "the wait's first day")),
    Column("ends_before", "date32", True, False, Text("等待期届满日", "the first day after the wait")),
    Column("benefit_from", "date32", True, False, Text("待遇起始日", "first payable day")),
    Column("benefit_through", "date32", True, False, Text("待遇截止日（含）", "last payable day")),
    Column("original_limit_fen", "int64", True, False, Text("原封顶线，-1 为不设", "original limit; -1: unlimited")),
    Column("continuity_fen", "int64", True, False, Text("连续参保激励", "continuity bonus")),
    Column("zero_claim_fen", "int64", True, False, Text("零报销激励", "zero-claim bonus")),
    Column("cap_fen", "int64", True, False, Text("激励累计上限", "cap of both bonuses")),
    Column("bonus_fen", "int64", True, False, Text("激励合计", "both bonuses, at most the cap")),
    Column("penalty_fen", "int64", True, False, Text("断保降额", "penalty")),
    Column(
        "total_limit_fen",
        "int64",
        True,
        False,
        Text("大病保险最高支付限额；原封顶线为 -1 时为 -1", "the limit; -1 where the original limit is -1"),
    ),
    Column("findings", "int64", False, False, Text("提示代码的集合", "the set of finding codes")),
)
"""The columns of an answer, in order. Amounts are fen; null is what null is in the answer of a case."""
