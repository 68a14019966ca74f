"""The page of populations says what the code says: year words, columns, findings, reasons, keys."""

from __future__ import annotations

import re
from dataclasses import fields

from scripts.population_page import EXAMPLES, STATEMENTS, example_row, population_page, reasons_in

from canbao.population.columns import ANSWERS, PEOPLE
from canbao.population.faults import REASONS
from canbao.population.manifest import Manifest
from canbao.population.rows import doubt_of_word
from canbao.population.summary import CountySummary
from canbao.rules import facts
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.notes import CODES, NOTE_CODES

PAGE = population_page()
FIRST_CELLS = set(re.findall(r"^\| `?([\w/.-]+)`? \|", PAGE, re.MULTILINE))


def test_every_statement_of_a_word_is_there_with_its_number() -> None:
    """A statement added to the rules and not to the page fails here."""
    numbers = {name: getattr(facts, name) for name, _, _ in STATEMENTS}
    assert [(name, bit) for name, bit, _ in STATEMENTS] == sorted(numbers.items(), key=lambda item: item[1])
    assert sum(bit for _, bit, _ in STATEMENTS) == facts.MONTHS_UNIT // 2 - 1
    assert set(numbers) <= FIRST_CELLS


def test_the_examples_are_words_that_a_row_may_have() -> None:
    assert {3, 7, 3073} <= set(EXAMPLES)
    for word in EXAMPLES:
        assert not doubt_of_word(word)
        _, parts, _ = example_row(word)
        assert eval(parts.replace("×", "*") or "0") == word


def test_everything_that_a_file_may_say_is_named() -> None:
    columns = {column.name for column in (*PEOPLE, *ANSWERS)}
    names = {*facts.AID_CATEGORIES, *facts.ANCHOR_NAMES[2:], *CIRCUMSTANCE_NAMES, *REASONS}
    keys = {*CountySummary._fields, *(key.name for key in fields(Manifest))}
    assert (columns | names | keys) - FIRST_CELLS == set()


def test_every_bit_of_findings_stands_with_its_number() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert rows == [(str(k), str(1 << k), code) for k, code in enumerate(NOTE_CODES)]
    assert sum(int(number) for _, number, _ in rows) == CODES


def test_the_reasons_of_packing_are_read_from_its_queries() -> None:
    assert {"without_person", "contradicting_cover"} <= set(reasons_in("listed_cover"))
    assert {"contradicting_born", "person_missing"} <= set(reasons_in("people"))
    assert {"rejected_cover", "contradicting_cover"} == set(reasons_in("people_judged"))
