"""Why a row is refused: the same contradictions that make a case bad input, as a set of bits.

A refused row is written out with its reasons; it is never decided and never dropped.
"""

from __future__ import annotations

from canbao.basis.findings import Text

FAULTS: tuple[tuple[str, Text], ...] = (
    ("missing_value", Text("必填列为空", "a value that every row needs is null")),
    ("value_out_of_range", Text("数值超出列的范围", "a number outside the range of its column")),
    ("day_out_of_range", Text("日期不在 1880 至 2200 年间", "a day outside the years 1880 to 2200")),
    ("unknown_place", Text("没有适用于该地区的政策包", "no pack covers the place")),
    ("law_not_in_force", Text("该年度没有生效的规定", "no law encoded here is in force for the coverage year")),
    ("unknown_circumstance", Text("未知的情形名称", "no circumstance of that name")),
    ("unknown_event", Text("未知的事件名称", "no event of that name")),
    ("unknown_category", Text("未知的资助身份", "no aid category of that name")),
    ("paid_before_birth", Text("缴费日早于出生日", "paid before birth")),
    (
        "payment_missing",
        Text("没有缴费日，也没有 student_prepaid_until 事件", "no day of payment, and no student_prepaid_until event"),
    ),
    ("repair_before_payment", Text("修复缴费日早于参保缴费日", "the repair was paid before the enrolment")),
    ("repair_years_out_of_range", Text("修复年数不在 0 至 100 间", "years repaired outside 0 to 100")),
    ("event_before_birth", Text("事件早于出生日", "an event before birth")),
    ("aid_before_birth", Text("资助身份早于出生日", "an aid category held before birth")),
    ("aid_span_empty", Text("资助身份的终止日不晚于起始日", "an aid category that ends before it begins")),
    ("history_ends_missing", Text("有以往年度而无 history_ends", "a history without history_ends")),
    (
        "history_not_before_coverage_year",
        Text("以往年度不早于参保年度", "a year of the history is not before the coverage year"),
    ),
    ("history_before_birth", Text("以往年度早于出生年", "a year of the history is before the year of birth")),
    ("wrong_word", Text("年度字不合规定", "a year's word that says what cannot be")),
    (
        "window_without_resident_cover",
        Text("没有居民医保却在集中缴费期缴费", "paid in the window, not resident"),
    ),
    ("limit_out_of_range", Text("封顶线超出范围", "an original limit outside its range")),
    ("too_many_entries", Text("事件或资助身份超过 400 项", "more than 400 events or aid categories")),
    ("unreadable_value", Text("文本无法读作该列的类型", "text that cannot be read as the type of its column")),
)
"""Each reason and its words; reason k is bit k."""

REASONS = tuple(name for name, _ in FAULTS)

(
    MISSING_VALUE,
    VALUE_OUT_OF_RANGE,
    DAY_OUT_OF_RANGE,
    UNKNOWN_PLACE,
    LAW_NOT_IN_FORCE,
    UNKNOWN_CIRCUMSTANCE,
    UNKNOWN_EVENT,
    UNKNOWN_CATEGORY,
    PAID_BEFORE_BIRTH,
    PAYMENT_MISSING,
    REPAIR_BEFORE_PAYMENT,
    REPAIR_YEARS_OUT_OF_RANGE,
    EVENT_BEFORE_BIRTH,
    AID_BEFORE_BIRTH,
    AID_SPAN_EMPTY,
    HISTORY_ENDS_MISSING,
    HISTORY_NOT_BEFORE_COVERAGE_YEAR,
    HISTORY_BEFORE_BIRTH,
    WRONG_WORD,
    WINDOW_WITHOUT_RESIDENT_COVER,
    LIMIT_OUT_OF_RANGE,
    TOO_MANY_ENTRIES,
    UNREADABLE_VALUE,
) = tuple(1 << bit for bit in range(len(FAULTS)))


def reasons_in(faults: int) -> list[str]:
    """The reasons of a set, by name."""
    return [name for bit, name in enumerate(REASONS) if faults >> bit & 1]
