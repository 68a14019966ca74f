"""Where a pack stands and what it rests on: its place, the layer it inherits, its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from canbao.basis.days import add_months, from_date, to_date
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.nearest import nearest
from canbao.basis.places import COUNTRY, ancestors
from canbao.policy.checks.sheet import Sheet
from canbao.policy.schema import Document

WARN_MONTHS = 12
PLACE = Text("国标行政区划代码，如 430100", "a GB/T 2260 place code, as 430100")


def check_documents(sheet: Sheet, today: date | None) -> Iterator[Finding]:
    """Faults of the pack's place, of the layer it inherits, of its documents; then whether it says anything."""
    yield from check_place(sheet)
    yield from check_layers(sheet)
    for name, document in sheet.pack.documents.items():
        yield from check_document(sheet, name, document)
        if today is not None:
            yield from ending(sheet, name, document, today)
    yield from check_content(sheet)


def is_known_form(code: str) -> bool:
    """Whether the code can name a place: a known first digit, and no prefecture 00 with something below it."""
    return code == COUNTRY or (code[0] in "12345678" and code[1] != "0" and (code[2:4] != "00" or int(code[2:]) == 0))


def check_place(sheet: Sheet) -> Iterator[Finding]:
    """The form of place codes, and whether an overlay lies over a place that has a pack."""
    pack = sheet.pack
    named: list[tuple[tuple[str | int, ...], str]] = [(("place",), pack.place)]
    named += [(("missing_layers", i, "place"), layer.place) for i, layer in enumerate(pack.missing_layers)]
    for path, code in named:
        if not is_known_form(code):
            yield finding("wrong_value", sheet.at(*path), value=code, expected=PLACE)
    known = sheet.library.places()
    if sheet.is_overlay and pack.place not in known:
        above = next((place for place in ancestors(pack.place) if place in known), None)
        yield finding("overlay_without_pack", sheet.at("place"), place=pack.place, nearest=above or COUNTRY)


def check_layers(sheet: Sheet) -> Iterator[Finding]:
    """The layer inherited exists and lies above; layers between are named; a missing layer lies between."""
    pack, known = sheet.pack, sheet.library.places()
    above = ancestors(pack.place)[1:]
    if sheet.is_overlay:
        yield from _without_effect_in_overlay(sheet)
        return
    if pack.inherits is None:
        if pack.place != COUNTRY:
            yield finding("missing_key", sheet.at("inherits"), key="inherits")
        return
    if pack.inherits == pack.place or pack.inherits not in known:
        near = nearest(pack.inherits, known) or next((place for place in above if place in known), COUNTRY)
        yield finding("unknown_value", sheet.at("inherits"), value=pack.inherits, nearest=near)
        return
    if pack.inherits not in above:
        expected = Text(f"上级地区：{'、'.join(above)}", f"a place above this one: {', '.join(above)}")
        yield finding("wrong_value", sheet.at("inherits"), value=pack.inherits, expected=expected)
        return
    between = above[: above.index(pack.inherits)]
    for place in between:
        if place in known:
            yield finding("layer_skipped", sheet.at("inherits"), inherits=pack.inherits, skipped=place)
    for index, layer in enumerate(pack.missing_layers):
        if layer.place not in between or layer.place in known:
            why = Text(
                "它不是本地与所继承地区之间缺失的一级", "it is not a missing layer between this place and the next"
            )
            yield finding("without_effect", sheet.at("missing_layers", index), key="missing_layers", why=why)


def _without_effect_in_overlay(sheet: Sheet) -> Iterator[Finding]:
    why = Text("只在政策包（pack: 1）中有意义", "it means something in a pack (pack: 1) only")
    for key in ("inherits", "missing_layers"):
        if getattr(sheet.pack, key):
            yield finding("without_effect", sheet.at(key), key=key, why=why)


def check_document(sheet: Sheet, name: str, document: Document) -> Iterator[Finding]:
    """Documents named by a document exist; its dates are in order; its short name is its own."""
    own, inherited = sheet.pack.documents, {n for pack in sheet.inherited for n in pack.documents}
    for index, displaced in enumerate(document.displaces):
        known = (set(own) | inherited) - {name}
        if displaced not in known:
            at = sheet.at("documents", name, "displaces", index)
            yield finding(
                "unknown_document", at, document=displaced, nearest=nearest(displaced, known) or listed(known)
            )
    if document.forwards is not None and document.forwards not in inherited:
        at = sheet.at("documents", name, "forwards")
        near = nearest(document.forwards, inherited) or listed(inherited)
        yield finding("unknown_document", at, document=document.forwards, nearest=near)
    ends = document.in_force.through
    if document.issued is not None and ends is not None and ends < document.issued:
        what = Text(f"{document.number}在印发前已失效", f"{document.number} ends before it is issued")
        yield finding("impossible_date", sheet.at("documents", name, "in_force"), what=what)
    other = next((pack.documents[name] for pack in sheet.inherited if name in pack.documents), None)
    if other is not None and other.number != document.number:
        what = Text(
            f"简称 {name} 已用于{other.number}，此处为{document.number}",
            f"the short name {name} already stands for {other.number}, here for {document.number}",
        )
        yield finding("contradiction", sheet.at("documents", name), what=what)


def listed(known: Iterable[str]) -> str:
    """The words that are known, where none is near."""
    return ", ".join(sorted(known)) or "–"


def ending(sheet: Sheet, name: str, document: Document, today: date) -> Iterator[Finding]:
    """A document that ends within a year."""
    ends = document.in_force.through
    if ends is not None and today <= ends <= to_date(add_months(from_date(today), WARN_MONTHS)):
        yield finding("document_ends_soon", sheet.at("documents", name), number=document.number, day=ends.isoformat())


def check_content(sheet: Sheet) -> Iterator[Finding]:
    """A pack without any value, reading, row or opening, which forwards nothing either."""
    pack = sheet.pack
    if pack.values or pack.readings or pack.circumstances or pack.openings or pack.interpretations:
        return
    if not any(document.forwards for document in pack.documents.values()):
        yield finding("pack_without_content", sheet.at())
