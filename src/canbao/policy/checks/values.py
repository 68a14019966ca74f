"""The values, readings and interpretations of a pack: known names, right form, right unit, declared sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.glossary import label, terms
from canbao.basis.nearest import nearest
from canbao.basis.places import COUNTRY
from canbao.policy.catalogue import PARAMETERS, Parameter, accepts, unit_of
from canbao.policy.checks.documents import PLACE, is_known_form, listed
from canbao.policy.checks.sheet import Sheet
from canbao.policy.checks.spans import gaps, overlaps
from canbao.policy.interpretations import same
from canbao.policy.library import shipped_pack
from canbao.policy.relative_days import resolve_day
from canbao.policy.resolve import document_of
from canbao.policy.schema import Circumstance, Entry, Interpretation, Opening

SAMPLE_YEAR = 2024


def check_values(sheet: Sheet) -> Iterator[Finding]:
    """Faults of the dated values, then of the readings, then of the interpretations."""
    for name, entries in sheet.pack.values.items():
        parameter = PARAMETERS.get(name)
        at = partial(sheet.at, "values", name)
        if parameter is None:
            near = nearest(name, PARAMETERS) or "–"
            yield finding("unknown_key", at(), key=shorten(name), nearest=near)
            continue
        for index, entry in enumerate(entries):
            yield from check_entry(sheet, parameter, entry, ("values", name, index))
        numbered = list(enumerate(entries))
        yield from overlaps(sheet, label(name), numbered, at, parameter.by_calendar_year)
        if not sheet.is_overlay:
            yield from gaps(label(name), entries, at)
    yield from check_readings(sheet)
    yield from check_interpretations(sheet)
    if sheet.pack.place == COUNTRY and not sheet.is_overlay:
        yield from check_frame_is_whole(sheet)


def check_entry(sheet: Sheet, parameter: Parameter, entry: Entry, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """One dated value: its form, its unit, its sources."""
    if not accepts(parameter, entry.value):
        yield finding("wrong_value", sheet.at(*path, "value"), value=shorten(entry.value), expected=form_of(parameter))
    elif parameter.name == "window" and isinstance(entry.value, dict):
        first, last = (resolve_day(entry.value[key], SAMPLE_YEAR) for key in ("from", "through"))
        if last < first:
            what = Text("集中缴费期的止日早于起日", "the window ends before it begins")
            yield finding("contradiction", sheet.at(*path, "value"), what=what)
    expected = unit_of(parameter, entry.value)
    if entry.unit != expected:
        yield finding("wrong_unit", sheet.at(*path, "unit"), name=parameter.name, unit=entry.unit, expected=expected)
    yield from check_sources(sheet, entry, path)


def form_of(parameter: Parameter) -> Text:
    """The form of a parameter's value, with the word that says the texts leave it open."""
    form = parameter.form
    if not parameter.may_be_open:
        return form
    return Text(f"{form.zh}，或 undetermined", f"{form.en}, or undetermined")


def check_sources(
    sheet: Sheet, sourced: Entry | Circumstance | Opening, path: tuple[str | int, ...]
) -> Iterator[Finding]:
    """The documents of a source are declared, and what counts as read stands in one that was read."""
    at = sheet.at(*path, "source")
    declared = [sheet.documents.get(document_of(clause)) for clause in sourced.sources]
    for clause, document in zip(sourced.sources, declared, strict=True):
        if document is None:
            name = document_of(clause)
            near = nearest(name, sheet.documents) or listed(sheet.documents)
            yield finding("unknown_document", at, document=name, nearest=near)
    known = [document for document in declared if document is not None]
    if sourced.status == "read" and known and not any(document.status == "read" for document in known):
        what = Text(
            f"标为已读原文，但{known[0].number}不是已读的文件",
            f"it is marked as read, but {known[0].number} is a document that was not",
        )
        yield finding("contradiction", sheet.at(*path, "status"), sourced.sources, what=what)


def check_readings(sheet: Sheet) -> Iterator[Finding]:
    """The place's own readings: known interpretations, known values."""
    for name, entries in sheet.pack.readings.items():
        at = partial(sheet.at, "readings", name)
        definition = sheet.interpretations.get(name)
        if definition is None:
            near = nearest(name, sheet.interpretations) or "–"
            yield finding("unknown_key", at(), key=name, nearest=near)
            continue
        for index, entry in enumerate(entries):
            path = ("readings", name, index)
            yield from check_reading(definition, entry.value, sheet.at(*path, "value"))
            units = units_of_reading(entry.value)
            if entry.unit not in units:
                unit = sheet.at(*path, "unit")
                yield finding("wrong_unit", unit, name=name, unit=entry.unit, expected=" / ".join(units))
            yield from check_sources(sheet, entry, path)
        yield from overlaps(sheet, label(name), list(enumerate(entries)), at)
        if not sheet.is_overlay:
            yield from gaps(label(name), entries, at)


def check_reading(definition: Interpretation, value: Any, at: str) -> Iterator[Finding]:
    """A value given to an interpretation is one of its readings."""
    allowed = [definition.default, *definition.alternatives]
    if not any(same(value, one) for one in allowed):
        known = list(dict.fromkeys(word_of(one) for one in allowed))
        near = nearest(word_of(value), known) or ", ".join(known)
        yield finding("unknown_value", at, value=shorten(word_of(value)), nearest=near)


def word_of(value: Any) -> str:
    """A plain value as YAML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def units_of_reading(value: Any) -> tuple[str, ...]:
    """The units that a reading's value may have."""
    if isinstance(value, bool):
        return ("flag",)
    return ("choice",) if isinstance(value, str) else ("months", "year")


def check_interpretations(sheet: Sheet) -> Iterator[Finding]:
    """Interpretations: listed in the frame only; their clauses and places exist."""
    pack = sheet.pack
    documents = {name for place in sheet.library.places() for name in sheet.library.pack(place).documents}
    documents |= set(sheet.documents)
    for name, definition in pack.interpretations.items():
        at = partial(sheet.at, "interpretations", name)
        if pack.place != COUNTRY or sheet.is_overlay:
            why = Text("解释开关只在国家包中定义", "interpretations are defined in the national pack only")
            yield finding("without_effect", at(), key=name, why=why)
        yield from check_definition(name, definition, at)
        document = document_of(definition.clause)
        if document not in documents:
            near = nearest(document, documents) or listed(documents)
            yield finding("unknown_document", at("clause"), document=document, nearest=near)
        for key in ("acts_at", "text_decides_at"):
            for index, place in enumerate(getattr(definition, key)):
                if not is_known_form(place):
                    yield finding("wrong_value", at(key, index), value=place, expected=PLACE)


def check_definition(name: str, definition: Interpretation, at: Callable[..., str]) -> Iterator[Finding]:
    """An interpretation is one that the rules know, with no reading that they do not."""
    known = shipped_pack(COUNTRY).interpretations
    if name not in known:
        yield finding("unknown_key", at(), key=name, nearest=nearest(name, known) or "–")
        return
    yield from check_reading(known[name], definition.default, at("default"))
    for index, value in enumerate(definition.alternatives):
        yield from check_reading(known[name], value, at("alternatives", index))


def check_frame_is_whole(sheet: Sheet) -> Iterator[Finding]:
    """A pack of the national frame gives every parameter and interpretation that an enrolment is decided by."""
    needed = [name for name, parameter in PARAMETERS.items() if not parameter.may_be_silent]
    for key, given, names in (
        ("values", sheet.pack.values, needed),
        ("interpretations", sheet.pack.interpretations, terms("interpretation")),
    ):
        for name in names:
            if name not in given:
                yield finding("missing_key", sheet.at(key), key=name)
