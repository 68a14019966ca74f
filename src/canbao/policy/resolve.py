"""Which entry of which layer holds: for a coverage year, the law of a day, and what was known on a day.

The nearest layer wins; within one, the later-laid overlay, then the document that displaces the others. A document
counts when it had been issued (``known_on``) and is in force (``as_of``, or the enrolment years it governs).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from canbao.policy.library import Chain
from canbao.policy.schema import Circumstance, Document, Entry, Opening

Sourced = TypeVar("Sourced", Entry, Circumstance)


@dataclass(frozen=True, slots=True)
class Law:
    """The law asked for: a coverage year, the day whose law applies, the day up to which documents are known."""

    year: int
    as_of: date
    known_on: date | None = None

    def knows(self, document: Document) -> bool:
        """Whether the document had been issued."""
        return self.known_on is None or document.issued is None or document.issued <= self.known_on

    def holds(self, document: Document) -> bool:
        """Whether the document is known and governs the coverage year on the day whose law applies."""
        if not self.knows(document):
            return False
        if document.enrolment_years is not None:
            return document.enrolment_years.holds(self.year)
        span = document.in_force
        return span.from_ <= self.as_of and (span.through is None or self.as_of <= span.through)


@dataclass(frozen=True, slots=True)
class Found:
    """A value that holds: what it is, where it stands, and the clauses in force that give it."""

    value: Any
    unit: str
    clauses: tuple[str, ...]
    status: str
    strength: str
    place: str
    note: str | None
    through: int | None


def document_of(clause: str) -> str:
    """The document of a clause: ``xz11/8`` gives ``xz11``."""
    return clause.partition("/")[0]


def find_value(chain: Chain, entries: str, name: str, year: int, law: Law, by_calendar_year: bool) -> Found | None:
    """The value of a parameter or reading for a year, or None when no layer gives one.

    entries: ``values`` or ``readings``. by_calendar_year: a fact of a year needs its document known, not in force.
    """
    candidate: tuple[str, Entry, tuple[str, ...]] | None = None
    for layer in chain.layers:
        for sheet in layer.sheets:
            all_of_name = getattr(sheet, entries).get(name, ())
            usable = [
                (entry, clauses)
                for entry in all_of_name
                if entry.coverage_years.holds(year) and (clauses := live_clauses(entry, chain, law, by_calendar_year))
            ]
            if not usable:
                continue
            entry, clauses = strongest(usable, chain)
            if candidate is None:
                candidate = (layer.place, entry, clauses)
                if not yields(clauses, chain):
                    return found(*candidate)
            elif is_newer(clauses, candidate[2], chain):
                return found(layer.place, entry, clauses)
            break
    return found(*candidate) if candidate is not None else None


def found(place: str, entry: Entry, clauses: tuple[str, ...]) -> Found:
    """An entry as a value that holds."""
    through = entry.coverage_years.through
    return Found(entry.value, entry.unit, clauses, entry.status, entry.strength, place, entry.note, through)


def find_rows(chain: Chain, law: Law) -> list[tuple[str, Circumstance, tuple[str, ...]]]:
    """The rows of circumstances that hold, with their place and clauses: the place's own first, the ordinary last."""
    taken: dict[tuple[str, str], tuple[str, Circumstance, tuple[str, ...]]] = {}
    for layer in chain.layers:
        for sheet in layer.sheets:
            by_key: dict[tuple[str, str], list[tuple[Circumstance, tuple[str, ...]]]] = {}
            for row in sheet.circumstances:
                clauses = live_clauses(row, chain, law, by_calendar_year=False)
                if row.coverage_years.holds(law.year) and clauses:
                    by_key.setdefault(row.key, []).append((row, clauses))
            for key, usable in by_key.items():
                if key not in taken:
                    row, clauses = strongest(usable, chain)
                    taken[key] = (layer.place, row, clauses)
    rows = [(place, row, (*restating(row, chain, law), *clauses)) for place, row, clauses in taken.values()]
    return [r for r in rows if not r[1].ordinary] + [r for r in rows if r[1].ordinary]


def restating(row: Circumstance, chain: Chain, law: Law) -> tuple[str, ...]:
    """The clauses in force by which the place's own texts say an ordinary row again."""
    if not row.ordinary:
        return ()
    said = [clause for layer in chain.layers for sheet in layer.sheets for clause in sheet.restates.get(row.name, ())]
    return tuple(clause for clause in said if (d := chain.documents.get(document_of(clause))) and law.holds(d))


def live_clauses(
    sourced: Entry | Circumstance | Opening, chain: Chain, law: Law, by_calendar_year: bool
) -> tuple[str, ...]:
    """The clauses of an entry whose documents count; empty when none does."""
    test = law.knows if by_calendar_year else law.holds
    return tuple(
        clause
        for clause in sourced.sources
        if (document := chain.documents.get(document_of(clause))) is not None and test(document)
    )


def strongest(usable: list[tuple[Sourced, tuple[str, ...]]], chain: Chain) -> tuple[Sourced, tuple[str, ...]]:
    """Of entries for the same year, the one whose document the others give way to."""
    displaced = {name for _, clauses in usable for document in documents(clauses, chain) for name in document.displaces}
    for entry, clauses in usable:
        if not displaced.issuperset(map(document_of, clauses)):
            return entry, clauses
    return usable[0]


def documents(clauses: Iterable[str], chain: Chain) -> list[Document]:
    """The documents of clauses."""
    return [chain.documents[document_of(clause)] for clause in clauses]


def yields(clauses: tuple[str, ...], chain: Chain) -> bool:
    """Whether the text itself gives way to newer texts of higher layers."""
    return any(document.yields_to_newer for document in documents(clauses, chain))


def is_newer(clauses: tuple[str, ...], than: tuple[str, ...], chain: Chain) -> bool:
    """Whether a text of a higher layer was issued after the one it would displace."""
    issued = [d.issued for d in documents(clauses, chain) if d.issued is not None]
    before = [d.issued for d in documents(than, chain) if d.issued is not None]
    return bool(issued and before) and max(issued) > max(before)
