"""Text and names as they are meant."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.feeds.made_feeds import NOTE, PERSON

from canbao.feeds.checking_columns import read_column
from canbao.feeds.checking_tidy import tidy, tidy_names


def tidied(text: str | None) -> str | None:
    """A text among others, tidied."""
    return tidy(pa.array(["甲", text, None, "x"], pa.string())).to_pylist()[1]  # type: ignore[no-any-return]


def named(text: str) -> tuple[str, list[str]]:
    """A text as a name, and what is wrong with it."""
    names, faults = read_column(PERSON, tidy(pa.array(["合成甲", text])))
    return names[1].as_py(), [one.finding.code for one in faults if 1 in one.where]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("甲", "甲"),
        (" 甲 乙\u3000丙 ", "甲 乙 丙"),
        ("Ａ１（乙）", "A1(乙)"),
        ("甲\r\n乙", "甲 乙"),
        ("\ufeff甲\u200b", "甲"),
        ("'0123", "0123"),
        ('="0123"', "0123"),
        ("=1", "=1"),
        ("甲'乙", "甲'乙"),
        ("甲\x1f乙\x07", "甲 乙"),
        ("①", "1"),
        ("", None),
        (" \u3000\t", None),
        ("'", None),
        (None, None),
    ],
)
def test_a_text_as_it_is_meant(text: str | None, meant: str | None) -> None:
    assert tidied(text) == meant


@given(st.text())
def test_a_tidy_text_has_no_control_characters_and_no_spaces_at_its_ends(text: str) -> None:
    meant = tidied(text)
    assert meant is None or (meant == meant.strip() and meant != "")
    assert meant is None or not any(character < " " or "\x7f" <= character <= "\x9f" for character in meant)


@given(st.text(), st.lists(st.text(), max_size=3))
def test_a_text_is_tidied_alike_whatever_stands_around_it(text: str, others: list[str]) -> None:
    assert tidy(pa.array([*others, text], pa.string()))[len(others)].as_py() == tidied(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("合 成", "合成"),
        ("合\u3000成\u3000甲", "合成甲"),
        ("合 成 甲 乙", "合成甲乙"),
        ("买买提•合成", "买买提·合成"),
        ("买买提・合成", "买买提·合成"),
        ("买买提 · 合成", "买买提·合成"),
        ("买买提.合成", "买买提·合成"),
        ("买买提．合成", "买买提·合成"),
        ("MADE UP", "MADE UP"),
        ("J. MADE", "J. MADE"),
    ],
)
def test_a_name_as_it_is_meant(text: str, name: str) -> None:
    assert named(text) == (name, [])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("合成1", ["name_with_digits"]),
        ("合成１", ["name_with_digits"]),
        ("合成甲00000001", []),
        ("合成乙00000001", []),
        ("合成甲0000001", ["name_with_digits"]),
        ("合成丙00000001", ["name_with_digits"]),
        ("合*", ["name_incomplete"]),
        ("合?", ["name_incomplete"]),
        ("合�", ["name_incomplete"]),
        ("合" * 99, []),
        ("合" * 100, []),
        ("合" * 101, ["cell_too_long"]),
    ],
)
def test_what_is_wrong_with_a_name(text: str, codes: list[str]) -> None:
    assert named(text)[1] == codes


@pytest.mark.parametrize(("length", "is_told"), [(19, False), (20, False), (21, True)])
def test_a_text_may_be_as_long_as_its_column_says(length: int, is_told: bool) -> None:
    _, faults = read_column(NOTE, pa.array(["甲" * length]))
    assert any(len(one.where) for one in faults) is is_told


def test_names_are_joined_the_same_twice() -> None:
    once = tidy_names(tidy(pa.array(["合 成 甲", "买买提•合 成"])))
    assert tidy_names(once).to_pylist() == once.to_pylist()
