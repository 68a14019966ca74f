"""Every word a pack or a public list of names uses is in the glossary, in Chinese and English."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from typing import get_args

import pytest

from canbao.basis.glossary import entry, glossary, label, terms
from canbao.policy import schema
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.library import shipped_pack, shipped_places
from canbao.rules import parameters as codes
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES

CHINESE = re.compile(r"[\u4e00-\u9fff]|%")


def pack_words() -> dict[str, set[str]]:
    """The words that the shipped packs use, by where they use them."""
    words: dict[str, set[str]] = {"parameter": set(), "interpretation": set(), "circumstance": set(), "limb": set()}
    words |= {"unit": set(), "status": set(), "value": set()}
    for pack in map(shipped_pack, shipped_places()):
        words["parameter"] |= set(pack.values)
        words["interpretation"] |= {*pack.readings, *pack.interpretations}
        for row in pack.circumstances:
            words["circumstance"].add(row.name)
            words["limb"] |= {row.limb} if row.limb else set()
            words["interpretation"] |= {*row.only, *(name for reading in row.readings for name in reading.when)}
        for entries in (*pack.values.values(), *pack.readings.values()):
            words["unit"] |= {one.unit for one in entries}
            words["status"] |= {one.status for one in entries}
        for definition in pack.interpretations.values():
            given = (definition.default, *definition.alternatives)
            words["value"] |= {one for one in given if isinstance(one, str)}
    return words


@pytest.mark.parametrize("kind", sorted(pack_words()))
def test_the_words_of_the_packs_are_in_the_glossary(kind: str) -> None:
    unknown = {word for word in pack_words()[kind] if word not in glossary()}
    assert not unknown


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("circumstance", CIRCUMSTANCE_NAMES),
        ("event", ANCHOR_NAMES),
        ("aid_category", AID_CATEGORIES),
        ("parameter", PARAMETERS),
        ("interpretation", shipped_pack("000000").interpretations),
    ],
)
def test_the_lists_of_names_are_exactly_the_terms_of_their_kind(kind: str, names: tuple[str, ...]) -> None:
    assert sorted(terms(kind)) == sorted(names)


@pytest.mark.parametrize(
    "words",
    [
        codes.REQUIREMENTS,
        codes.DEADLINE_SENSES,
        codes.DEADLINE_UNITS,
        codes.PRICES,
        codes.WAITS,
        codes.STARTS,
        codes.BASES,
        get_args(schema.Unit),
        get_args(schema.Status),
        get_args(schema.Strength),
        get_args(schema.Rank),
    ],
)
def test_the_closed_vocabularies_are_in_the_glossary(words: tuple[str, ...]) -> None:
    assert not set(words) - set(glossary())


def test_a_term_stands_once_with_a_chinese_and_an_english_label() -> None:
    text = files("canbao.basis").joinpath("glossary.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names = [row["term"] for row in rows]
    assert len(names) == len(set(names))
    for row in rows:
        assert None not in row.values(), row
        assert CHINESE.search(row["zh"]), row
        assert row["en"], row


def test_labels_of_circumstances_say_no_number() -> None:
    assert not [name for name in terms("circumstance") if re.search(r"\d", label(name).zh + label(name).en)]


def test_the_codes_of_the_national_platform_stand_beside_their_terms() -> None:
    assert entry("resident").platform == "390"
    assert entry("employee").platform == "310"
    assert {name: entry(name).platform for name in AID_CATEGORIES}["destitute"] == "2304"
    assert all(entry(name).platform for name in AID_CATEGORIES)


def test_an_unknown_term_names_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"in_windw .*in_window"):
        label("in_windw")
    with pytest.raises(KeyError, match=r"circumstances .*circumstance"):
        terms("circumstances")
