"""What a feed's file is before its rows are looked at."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from tests.unit.feeds.made_feeds import HELPED, PUPILS, bytes_file, csv_file, made_feed, row_of

from canbao.basis.errors import BadInputError
from canbao.feeds.about_file import Period, about_file, period_in, place_in, scope_in

FULL = made_feed(PUPILS.columns, PUPILS.key, scope="full")


def codes(path: Path, feed: object = HELPED, **said: object) -> list[str]:
    """The codes of what is wrong with a file."""
    with pytest.raises(BadInputError) as caught:
        about_file(path, feed, **said)  # type: ignore[arg-type]
    return [one.code for one in caught.value.findings]


def test_the_name_says_place_month_and_scope(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [row_of()], name="helped_439191_2026-11_delta")
    about = about_file(path, HELPED)
    assert (about.place, str(about.period), about.scope) == ("439191", "2026-11", "delta")
    assert (about.kind, about.encoding, about.size) == ("csv", "utf-8", path.stat().st_size)
    assert about.sha256 == sha256(path.read_bytes()).hexdigest()
    assert about.findings == ()


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("civil_affairs_439191_2026-11", "2026-11"),
        ("civil_affairs_439191_202611_full", "2026-11"),
        ("低保2026年9月全量", "2026-09"),
        ("低保2026年09月", "2026-09"),
        ("x_2026.12", "2026-12"),
        ("x_2026-13", None),
        ("x_20261105", None),
        ("x_2026-10_2026-11", None),
        ("x_2026-11_again_2026-11", "2026-11"),
        ("x", None),
    ],
)
def test_a_month_in_a_name(name: str, month: str | None) -> None:
    found = period_in(name)
    assert (None if found is None else str(found)) == month


def test_a_place_in_a_name_is_no_month() -> None:
    assert place_in("x_202611_439191") == "439191"
    assert place_in("x_439191901901_2026-11") == "439191901901"
    assert place_in("x_439191901_2026-11") == "439191901"
    assert place_in("x_4391_2026-11") is None


def test_a_scope_in_a_name() -> None:
    assert scope_in("x_FULL") == "full"
    assert scope_in("低保增量") == "delta"
    assert scope_in("full_delta") is None
    assert scope_in("x") is None


def test_the_days_of_a_month() -> None:
    assert (Period(2028, 2).first, Period(2028, 2).last) == (date(2028, 2, 1), date(2028, 2, 29))


def test_without_a_month_or_scope_both_are_asked_for(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [row_of()], name="helped")
    assert codes(path) == ["feed_period_unknown", "feed_scope_unknown"]
    about = about_file(path, HELPED, period=Period(2026, 11), scope="full")
    assert (about.period.last, about.scope, about.place) == (date(2026, 11, 30), "full", None)


def test_a_month_that_differs_from_the_name_is_told_and_counts(tmp_path: Path) -> None:
    about = about_file(csv_file(tmp_path, [row_of()]), HELPED, period=Period(2026, 10))
    assert str(about.period) == "2026-10"
    assert [one.code for one in about.findings] == ["feed_period_differs"]


def test_a_feed_that_is_always_full_is_never_a_delta(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [row_of()], name="pupils_2026-11")
    assert about_file(path, FULL).scope == "full"
    assert codes(path, FULL, scope="delta") == ["feed_scope_differs"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "feed_file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "feed_kind_unknown"),
        ("身份证号,姓名\n".encode("utf-16"), "feed_kind_unknown"),
        (b"%PDF-1.7", "feed_kind_unknown"),
        (b"a,b\n\0\0\0", "feed_kind_unknown"),
    ],
)
def test_what_is_no_table_is_told_with_what_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    assert codes(bytes_file(tmp_path, content)) == [code]


def test_the_first_bytes_say_the_kind_not_the_ending(tmp_path: Path) -> None:
    assert about_file(bytes_file(tmp_path, b"PK\x03\x04...", suffix=".csv"), HELPED).kind == "xlsx"
    assert about_file(bytes_file(tmp_path, b"PAR1....", suffix=".xlsx"), HELPED).kind == "parquet"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert codes(tmp_path / "helped_2026-11_full.csv") == ["file_unreadable"]
