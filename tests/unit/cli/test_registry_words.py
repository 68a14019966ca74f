"""Every kind of fact, class, list and part of the registry has words in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from canbao.basis.findings import Language
from canbao.cli.registry_words import PARTS, WHAT, Words, places_in, plain
from canbao.feeds.catalogue import feed
from canbao.feeds.vocabulary import KINDS
from canbao.registry.matching.match import CLASSES, LISTS, SETS
from canbao.registry.people.conflicts import FOR_A_TIME, FOR_LIFE

ZH, EN = Words("zh", {439191_000000: "合成县"}), Words("en", {})


def test_every_kind_of_fact_and_each_of_its_codes_is_told_in_words() -> None:
    for kind in KINDS.values():
        assert (ZH.what(kind.name), EN.what(kind.name)) == (kind.words.zh, kind.words.en)
        for code, words in kind.codes.items():
            assert ZH.value("code", code, kind.name) == words.zh


def test_every_text_is_said_in_both_languages() -> None:
    for text in (*CLASSES.values(), *LISTS.values(), *SETS.values(), *PARTS.values(), *WHAT.values()):
        assert text.zh
        assert text.en
        assert text.en.isascii()
    assert {*FOR_LIFE, *FOR_A_TIME} <= set(PARTS)


def test_a_place_has_its_name_or_its_code_alone() -> None:
    assert (ZH.place(439191_000000), ZH.place(439191_901901), ZH.place(None)) == ("合成县 439191", "439191901901", "–")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "险种 居民医保，地区 439192，集中期内缴费 是，已报销 否，使用激励额度 零报销激励"),
        (
            "en",
            "scheme resident scheme, place 439192, paid in the window yes, reimbursed no, "
            "bonus used the zero-claim bonus",
        ),
    ],
)
def test_what_is_said_is_told_part_by_part(language: Language, told: str) -> None:
    said = {
        "scheme": 390,
        "place": 439192_000000,
        "paid_in_window": True,
        "reimbursed": False,
        "bonus_used": "zero_claim",
    }
    assert Words(language, {}).parts(said) == told


def test_what_is_kept_of_a_row_goes_by_the_heading_of_its_column() -> None:
    column = feed("students").column("school_code")
    assert (ZH.part("school_code"), EN.part("school_code")) == (column.zh, column.en)


def test_what_has_no_words_is_shown_as_it_is() -> None:
    assert ZH.parts({"of_another": "X1", "detail": {"another": ["a", "b"]}}) == "of_another X1，其他 another a，b"
    assert ZH.what("of_another_program") == "of_another_program"


def test_a_single_day_is_told_by_itself() -> None:
    day = date(2026, 11, 29)
    assert EN.span(day, date(2026, 11, 30)) == "2026-11-29"
    assert EN.span(day, date(2026, 12, 1)) == "2026-11-29 → 2026-12-01"
    assert (EN.span(day, None), EN.span(None, day), EN.span(None, None)) == ("2026-11-29 →", "→ 2026-11-29", "–")


def test_plain_values_have_days_as_text_and_places_as_codes() -> None:
    said = {"place": 439191_000000, "one": {"residence_place": 439191_901901, "from": date(2026, 1, 1)}, "year": 2026}
    assert plain(said) == {
        "place": "439191", "one": {"residence_place": "439191901901", "from": "2026-01-01"}, "year": 2026,
    }  # fmt: skip
    assert places_in([said, {"several": [{"place": 7}]}]) == {439191_000000, 439191_901901, 7}
