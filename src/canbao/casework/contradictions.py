"""What the keys of a case cannot show one by one: days and rows that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.casework.case import Case

Path = tuple[str | int, ...]


def contradictions(case: Case) -> list[Finding]:
    """Every contradiction in a case, each about the dotted path of the value that shows it."""
    checks: tuple[Callable[[Case], Iterator[Finding]], ...] = (
        _payment,
        _repair,
        _events,
        _aid,
        _history,
    )
    return [fault for check in checks for fault in check(case)]


def _impossible(path: Path, zh: str, en: str) -> Finding:
    return finding("impossible_date", _spot(path), what=Text(zh, en))


def _contradiction(path: Path, zh: str, en: str) -> Finding:
    return finding("contradiction", _spot(path), what=Text(zh, en))


def _spot(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _payment(case: Case) -> Iterator[Finding]:
    paid, born = case.enrolment.paid_on, case.person.born
    path: Path = ("enrolment", "paid_on")
    if paid is not None and paid < born:
        yield _impossible(path, f"缴费日 {paid} 早于出生日 {born}", f"paid on {paid}, before birth on {born}")
    if paid is None and not any(event.kind == "student_prepaid_until" for event in case.person.events):
        yield finding(
            "wrong_value",
            _spot(path),
            value="null",
            expected=Text(
                "缴费日期（仅有 student_prepaid_until 事件时可为 null）",
                "the day of payment (null only with a student_prepaid_until event)",
            ),
        )


def _repair(case: Case) -> Iterator[Finding]:
    repaired, paid = case.enrolment.repair.paid_on, case.enrolment.paid_on
    if repaired is not None and paid is not None and repaired < paid:
        yield _impossible(
            ("enrolment", "repair", "paid_on"),
            f"修复缴费日 {repaired} 早于参保缴费日 {paid}",
            f"repair paid on {repaired}, before the enrolment on {paid}",
        )


def _events(case: Case) -> Iterator[Finding]:
    for position, event in enumerate(case.person.events):
        if event.on < case.person.born:
            yield _before_birth(("person", "events", position, "on"), event.on, case.person.born)


def _aid(case: Case) -> Iterator[Finding]:
    for position, held in enumerate(case.person.aid):
        path: Path = ("person", "aid", position)
        if held.from_ < case.person.born:
            yield _before_birth((*path, "from"), held.from_, case.person.born)
        if held.until is not None and held.until <= held.from_:
            yield _impossible(
                (*path, "until"),
                f"终止日 {held.until} 不晚于起始日 {held.from_}",
                f"until {held.until} is not after from {held.from_}",
            )


def _before_birth(path: Path, day: date, born: date) -> Finding:
    return _impossible(path, f"{day} 早于出生日 {born}", f"{day} is before birth on {born}")


def _history(case: Case) -> Iterator[Finding]:
    seen: set[int] = set()
    for position, row in enumerate(case.history):
        path: Path = ("history", position, "year")
        if row.year in seen:
            yield _contradiction(path, f"{row.year} 年出现了两行", f"two rows for {row.year}")
        seen.add(row.year)
        if row.year >= case.enrolment.year:
            yield _impossible(
                path,
                f"参保记录 {row.year} 年不早于参保年度 {case.enrolment.year}",
                f"history of {row.year} is not before the coverage year {case.enrolment.year}",
            )
        if row.year < case.person.born.year:
            yield _impossible(
                path,
                f"参保记录 {row.year} 年早于出生年 {case.person.born.year}",
                f"history of {row.year} is before the year of birth, {case.person.born.year}",
            )
        if row.paid_in_window and not row.resident:
            yield _contradiction(
                ("history", position, "paid_in_window"),
                f"{row.year} 年没有居民医保（resident）却在集中缴费期缴费",
                f"{row.year} paid in the window without resident cover",
            )
