"""The rows of circumstances: known words, days that exist, readings that leave a valid row, spans without conflict."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.glossary import label
from canbao.basis.model_findings import finding_of
from canbao.basis.nearest import nearest
from canbao.policy.build import patched
from canbao.policy.checks.sheet import Sheet
from canbao.policy.checks.spans import Numbered, overlaps
from canbao.policy.checks.values import check_reading, check_sources
from canbao.policy.relative_days import WINDOW_END, WINDOW_START, is_relative_day, resolve_day
from canbao.policy.schema import Circumstance
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES, NO_ANCHOR

Path = tuple[str | int, ...]

EVENTS = tuple(name for number, name in enumerate(ANCHOR_NAMES) if number != NO_ANCHOR)
DAY = Text("存在的日子，如 Y-1/10-01，或 window_start、window_end", "a day that exists, as Y-1/10-01")
SAMPLE_YEAR = 2024


def check_rows(sheet: Sheet) -> Iterator[Finding]:
    """Faults of every row, then rows that claim the same coverage year."""
    by_key: dict[tuple[str, str], list[tuple[int, Circumstance]]] = {}
    for index, row in enumerate(sheet.pack.circumstances):
        path = ("circumstances", index)
        yield from check_words(sheet, row, path)
        yield from check_days(sheet, row, path)
        yield from check_sources(sheet, row, path)
        yield from check_conditions(sheet, row.only, (*path, "only"))
        yield from check_patches(sheet, row, path)
        by_key.setdefault(row.key, []).append((index, row))
    for (name, limb), rows in by_key.items():
        numbered: Numbered = rows
        words = label(name) if name in CIRCUMSTANCE_NAMES else Text(name, name)
        shown = Text(f"{words.zh}（{limb}）", f"{words.en} ({limb})") if limb else words
        yield from overlaps(sheet, shown, numbered, partial(sheet.at, "circumstances"))


def check_words(sheet: Sheet, row: Circumstance, path: Path) -> Iterator[Finding]:
    """The circumstance, the events and the aid categories of a row are known ones."""
    words: list[tuple[Path, str | None, Collection[str]]] = [
        ((*path, "name"), row.name, CIRCUMSTANCE_NAMES),
        ((*path, "anchor", "event"), row.anchor.event if row.anchor else None, EVENTS),
        ((*path, "companion"), row.companion, EVENTS),
    ]
    words += [((*path, "aid_categories", i), word, AID_CATEGORIES) for i, word in enumerate(row.aid_categories)]
    for at, word, known in words:
        if word is not None and word not in known:
            near = nearest(word, known) or ", ".join(known)
            yield finding("unknown_value", sheet.at(*at), value=word, nearest=near)


def check_days(sheet: Sheet, row: Circumstance, path: Path) -> Iterator[Finding]:
    """The relative days of a row exist, and its spans are not empty."""
    spans = {
        "anchor": (row.anchor.from_, row.anchor.until) if row.anchor else (None, None),
        "payment": (row.payment.from_, row.payment.until),
    }
    days: list[tuple[Path, str | None]] = [
        ((*path, "start_day"), row.start_day),
        ((*path, "not_before"), row.not_before),
    ]
    for key, (first, until) in spans.items():
        days += [((*path, key, "from"), first), ((*path, key, "until"), until)]
    wrong = [(at, day) for at, day in days if day is not None and not is_day(day)]
    for at, day in wrong:
        yield finding("wrong_value", sheet.at(*at), value=day, expected=DAY)
    for key, (first, until) in spans.items():
        if not wrong and is_empty(first, until):
            what = Text(f"{first} 起、{until} 前没有任何一天", f"no day lies from {first} up to {until}")
            yield finding("contradiction", sheet.at(*path, key), what=what)


def is_day(word: str) -> bool:
    """Whether a relative day exists, or is an end of the window."""
    return word in (WINDOW_START, WINDOW_END) or is_relative_day(word)


def is_empty(first: str | None, until: str | None) -> bool:
    """Whether a half-open span of relative days holds no day; ends of the window are not known here."""
    if first is None or until is None or {first, until} & {WINDOW_START, WINDOW_END}:
        return False
    return resolve_day(until, SAMPLE_YEAR) <= resolve_day(first, SAMPLE_YEAR)


def check_conditions(sheet: Sheet, conditions: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """The interpretations a row depends on exist, with the values it names."""
    for name, value in conditions.items():
        definition = sheet.interpretations.get(name)
        if definition is None:
            near = nearest(name, sheet.interpretations) or "–"
            yield finding("unknown_key", sheet.at(*path, name), key=name, nearest=near)
        else:
            yield from check_reading(definition, value, sheet.at(*path, name))


def check_patches(sheet: Sheet, row: Circumstance, path: Path) -> Iterator[Finding]:
    """Each reading of a row names known interpretations and leaves a valid row."""
    for index, reading in enumerate(row.readings):
        here = (*path, "readings", index)
        yield from check_conditions(sheet, reading.when, (*here, "when"))
        if not reading.when:
            why = Text("没有条件（when）的替换应直接写入该行", "without a condition (when), change the row itself")
            yield finding("without_effect", sheet.at(*here), key="readings", why=why)
        try:
            result = patched(row, [reading.set])
        except ValidationError as error:
            yield from patch_faults(sheet, error, (*here, "set"))
            continue
        known = {f.message for f in (*check_words(sheet, row, path), *check_days(sheet, row, path))}
        for fault in (*check_words(sheet, result, path), *check_days(sheet, result, path)):
            if fault.message not in known:
                yield replace(fault, about=sheet.at(*here, "set"))


def patch_faults(sheet: Sheet, error: ValidationError, path: Path) -> Iterator[Finding]:
    """What a model refuses in a patched row, told at the patch."""
    for fault in error.errors(include_url=False):
        told = finding_of(fault, Circumstance, sheet.tree)
        yield replace(told, about=sheet.at(*path, *fault["loc"]))
