"""The law as the pages of the atlas show it: the packs at hand, one place in full, places side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from canbao.basis.findings import Finding, Language, Text
from canbao.basis.places import COUNTRY
from canbao.policy.checks.sheets import faults_of
from canbao.policy.comparison.blocks import documents_block, pack_block, packs_block, readings_block
from canbao.policy.comparison.compare import Cell, Comparison, Row, compare
from canbao.policy.comparison.lines import DOCUMENTS, NOT_DOCUMENTS
from canbao.policy.comparison.sheet_cells import CELLS_OF_ITEM, head_cells, row_cells
from canbao.policy.library import Chain, Layer, Library, shipped_places, shipped_tree
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.policy.resolve import document_of
from canbao.policy.schema import Document
from canbao.web.cited import Clause, clause_of, clauses_of

SUMMARY = (
    "premium.personal",
    "premium.subsidy",
    "window",
    "waiting.fixed_months",
    "waiting.long_gap_years",
    "waiting.long_gap_total_months",
    "limit.continuity_step",
)
"""What the list of packs tells of each place."""

OF_FRAME = ("frame_departure", "frame_departure_in_principle", "frame_not_addressed", "competence_is_provincial")
"""The findings that hold a place against the national frame; others are about the file."""

BOM = "\ufeff"
"""What tells a spreadsheet that a file is UTF-8."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell with its clauses in full."""

    cell: Cell
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the law says, and how each place says it."""

    row: Row
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The lines of one topic, under a name for links to it."""

    ident: str
    name: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PackTold:
    """A pack in the list: what it holds, and what it says of a coverage year."""

    block: dict[str, Any]
    name: Text
    inherits: Text | None
    summary: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the law of a place says on a day."""

    place: str
    pack: str
    name: Text
    year: int
    topics: tuple[Topic, ...]
    readings: tuple[dict[str, Any], ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a place's law stands on, whatever the day: its layers and its documents."""

    layers: tuple[Layer, ...]
    documents: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Places side by side: the comparison, its topics, and the documents in force at each place."""

    comparison: Comparison
    topics: tuple[Topic, ...]
    documents: tuple[tuple[tuple[str, Document], ...], ...]
    differing: int

    def clauses(self, only_differing: bool) -> list[Clause]:
        """Every clause cited, once, in the order of the short names."""
        lines = [line for topic in self.topics for line in topic.lines if line.row.differs or not only_differing]
        return sorted({clause for line in lines for one in line.shown for clause in one.clauses}, key=lambda c: c.short)


@dataclass(frozen=True, slots=True)
class Check:
    """A pack held against the national frame. is_shipped: packs added from files are checked by the command line."""

    is_frame: bool
    is_shipped: bool
    departures: tuple[Finding, ...]
    others: tuple[Finding, ...]


def name_of(library: Library, place: str) -> Text:
    """What the place of a pack is called."""
    name = library.pack(place).name
    return Text(place, place) if name is None else Text(name.zh, name.en)


def packs_told(policies: Policies, on: date) -> tuple[PackTold, ...]:
    """The packs at hand, each with a few values of the coverage year in which a day lies."""
    library = policies.library
    places = [block["place"] for block in packs_block(library)]
    comparison = compare(policies, places, on)
    rows = {row.key: row for row in comparison.rows}
    return tuple(
        _pack_told(library, place, [rows[key] for key in SUMMARY], position) for position, place in enumerate(places)
    )


def _pack_told(library: Library, place: str, rows: Sequence[Row], position: int) -> PackTold:
    chain = library.chain(place)
    block = pack_block(library, place)
    above = block["inherits"]
    lines = tuple(Line(row, (shown(row.cells[position], chain),)) for row in rows)
    return PackTold(block, name_of(library, place), None if above is None else name_of(library, above), lines)


def place_told(policies: Policies, place: str, on: date) -> Told:
    """What the law of a place says on a day. Raises BadInputError when none encoded here is in force."""
    comparison = compare(policies, [place], on)
    policy = policies.policy(place, on.year, on)
    topics = tuple(topic for topic in topics_of(comparison, [policy]) if topic.name != DOCUMENTS)
    name = name_of(policies.library, policy.pack)
    chain, library = policy.resolved.chain, policies.library
    readings = tuple(
        {**block, "clauses": tuple(clause_anywhere(clause, chain, library) for clause in block["clauses"])}
        for block in readings_block(policy)
    )
    return Told(place, policy.pack, name, on.year, topics, readings, policy.digest)


def standing_of(library: Library, place: str) -> Standing:
    """The layers and documents of a place."""
    chain = library.chain(place)
    return Standing(chain.layers, tuple(documents_block(chain)))


def compared(policies: Policies, places: Sequence[str], on: date) -> Compared:
    """Places side by side. Raises BadInputError when no law encoded here is in force on the day."""
    comparison = compare(policies, places, on)
    laws = [policies.policy(place, on.year, on) for place in places]
    topics = topics_of(comparison, laws)
    differing = sum(row.differs for row in comparison.rows)
    return Compared(comparison, topics, tuple(tuple(in_force(law)) for law in laws), differing)


def topics_of(comparison: Comparison, laws: Sequence[Policy]) -> tuple[Topic, ...]:
    """The rows of a comparison by topic."""
    chains = [law.resolved.chain for law in laws]
    return tuple(
        Topic(f"topic-{number}", name, tuple(Line(row, tuple(map(shown, row.cells, chains))) for row in rows))
        for number, (name, rows) in enumerate(groupby(comparison.rows, key=lambda row: row.topic), 1)
    )


def shown(cell: Cell, chain: Chain) -> Shown:
    """A cell with its clauses in full."""
    return Shown(cell, clauses_of(cell.clauses, chain))


def clause_anywhere(clause: str, chain: Chain, library: Library) -> Clause:
    """A clause of a place or, where its texts do not have it, of the place whose text raises the question."""
    document = document_of(clause)
    chains = (chain, *map(library.chain, library.places()))
    return clause_of(clause, next((one for one in chains if document in one.documents), chain))


def in_force(policy: Policy) -> Iterator[tuple[str, Document]]:
    """The documents in force at a place, announcements relayed and practice left out."""
    for name, document in policy.resolved.chain.documents.items():
        if policy.law.holds(document) and document.rank not in NOT_DOCUMENTS:
            yield name, document


def checked(library: Library, pack: str, today: date) -> Check:
    """The check of a pack that ships."""
    if pack not in shipped_places():
        return Check(False, False, (), ())
    found = faults_of([shipped_tree(pack)], library, today)
    departures = tuple(fault for fault in found if fault.code in OF_FRAME)
    return Check(pack == COUNTRY, True, departures, tuple(fault for fault in found if fault not in departures))


def comparison_csv(comparison: Comparison, only_differing: bool, language: Language, heads: Sequence[str]) -> str:
    """A comparison as a table for spreadsheets.

    heads: the columns before the places (topic, item, unit, whether they differ), then clauses and status.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    *first, basis, status, yes, no = heads
    writer.writerow([*first, *head_cells(comparison.places, language, basis, status)])
    for row in comparison.rows:
        if only_differing and not row.differs:
            continue
        cells = row_cells(row, language)
        writer.writerow([*cells[:CELLS_OF_ITEM], yes if row.differs else no, *cells[CELLS_OF_ITEM:]])
    return BOM + out.getvalue()
