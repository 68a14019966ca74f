"""The law of one place and coverage year as one immutable value, with a digest; and the cache that builds it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from canbao.basis.digests import digest_of
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.policy.build import amount_fen, as_read, build_terms, exists
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.epochs import Epochs
from canbao.policy.interpretations import Chosen, choose
from canbao.policy.library import Chain, Library
from canbao.policy.resolve import Found, Law, find_rows, find_value
from canbao.policy.resolve_openings import FoundOpening, find_openings
from canbao.policy.schema import Circumstance, MissingLayer
from canbao.rules.parameters import REPAIR_YEARS_PRICED, ROW_CAPACITY, Terms
from canbao.rules.values import UNDETERMINED


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row of the built table comes from."""

    place: str
    circumstance: Circumstance
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Resolved:
    """What holds at a place for a coverage year, before any interpretation is chosen.

    premiums: the personal premium by calendar year, from the year before the coverage year on; None: not known.
    """

    chain: Chain
    law: Law
    values: Mapping[str, Found]
    premiums: Mapping[int, Found | None]
    subsidies: Mapping[int, Found | None]
    rows: tuple[Row, ...]
    openings: tuple[FoundOpening, ...]


@dataclass(frozen=True)
class Policy:
    """The law of a place for a coverage year, under chosen interpretations."""

    place: str
    pack: str
    law: Law
    resolved: Resolved
    interpretations: Mapping[str, Chosen]
    terms: Terms
    rows: tuple[Row, ...]

    @property
    def year(self) -> int:
        """The coverage year."""
        return self.law.year

    @property
    def missing_layers(self) -> tuple[MissingLayer, ...]:
        """Layers between the place and the frame whose text is not at hand."""
        return tuple(missing for layer in self.resolved.chain.layers for missing in layer.pack.missing_layers)

    @property
    def is_frame_only(self) -> bool:
        """Whether no local text sets the variable wait, so that the national frame alone does."""
        return self.resolved.values["waiting.months_per_missed_year"].place == self.resolved.chain.layers[-1].place

    def found(self, name: str) -> Found:
        """The value of a parameter, with its source."""
        return self.resolved.values[name]

    def clauses(self, *names: str) -> tuple[str, ...]:
        """The clauses that give the parameters named, each once, in order; of interpretations, those a text sets."""
        cited: dict[str, None] = {}
        for name in names:
            reading = self.interpretations.get(name)
            if reading is None:
                cited.update(dict.fromkeys(self.resolved.values[name].clauses))
            elif reading.is_text:
                cited.update(dict.fromkeys(reading.clauses))
        return tuple(cited)

    @cached_property
    def digest(self) -> str:
        """A digest of everything the law contributes: values, rows, openings, interpretations, documents' numbers."""
        return digest_of(
            {
                "place": self.pack,
                "year": self.year,
                "values": {
                    name: [found.value, found.unit, found.clauses, found.status]
                    for name, found in sorted(self.resolved.values.items())
                },
                "premiums": [[year, f.value, f.clauses] for year, f in self.resolved.premiums.items() if f],
                "subsidies": [[year, f.value, f.clauses] for year, f in self.resolved.subsidies.items() if f],
                "rows": [[row.clauses, row.circumstance.model_dump(mode="json", by_alias=True)] for row in self.rows],
                "openings": [
                    [found.layer, found.clauses, found.opening.model_dump(mode="json", by_alias=True)]
                    for found in self.resolved.openings
                ],
                "interpretations": {name: chosen.value for name, chosen in sorted(self.interpretations.items())},
            }
        )


class Policies:
    """Policies by place, law and interpretations, each built once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._epochs: dict[str, Epochs] = {}
        self._resolved: dict[tuple[str, Law], Resolved] = {}
        self._built: dict[tuple[str, Law, tuple[tuple[str, str], ...]], Policy] = {}

    def policy(
        self,
        place: str,
        year: int,
        as_of: date,
        known_on: date | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> Policy:
        """The policy of a place for a coverage year.

        given: interpretations that replace the place's own. Raises BadInputError when no pack covers the place or no
        law encoded here is in force.
        """
        law = self.law(place, year, as_of, known_on)
        readings = tuple(sorted((name, repr(value)) for name, value in (given or {}).items()))
        key = (place, law, readings)
        built = self._built.get(key)
        if built is None:
            built = self._built[key] = _build(place, self.resolved(place, law), given or {})
        return built

    def law(self, place: str, year: int, as_of: date, known_on: date | None) -> Law:
        """The law asked for, its days moved back to the last day on which the documents of the place changed.

        A day before the measures began counts as their first day. Days between two changes share one law.
        """
        epochs = self._epochs.get(place)
        if epochs is None:
            epochs = self._epochs[place] = Epochs.of(self.library.chain(place))
        return Law(year, epochs.in_force_on(as_of), epochs.known_on(known_on))

    def resolved(self, place: str, law: Law) -> Resolved:
        """What holds at a place before interpretations, resolved once."""
        key = (self.library.place_of_pack(place), law)
        resolved = self._resolved.get(key)
        if resolved is None:
            resolved = self._resolved[key] = _resolve(self.library.chain(place), law)
        return resolved


def _resolve(chain: Chain, law: Law) -> Resolved:
    values: dict[str, Found] = {}
    missing: list[str] = []
    for name, parameter in PARAMETERS.items():
        found = find_value(chain, "values", name, law.year, law, parameter.by_calendar_year)
        if found is not None:
            values[name] = found
        elif not parameter.may_be_silent:
            missing.append(name)
    if missing:
        day = (law.known_on or law.as_of).isoformat()
        what = Text(
            f"{law.year} 年度、{day}（{chain.place}）：{'、'.join(missing)}",
            f"coverage year {law.year}, {day}, at {chain.place}: {', '.join(missing)}",
        )
        raise BadInputError([finding("law_not_in_force", "enrolment.year", what=what)])

    def by_year(name: str, first: int, years: int) -> dict[int, Found | None]:
        return {
            year: find_value(chain, "values", name, year, law, by_calendar_year=True)
            for year in range(first, first + years)
        }

    rows = tuple(Row(place, circumstance, clauses) for place, circumstance, clauses in find_rows(chain, law))
    return Resolved(
        chain,
        law,
        values,
        by_year("premium.personal", law.year - 1, REPAIR_YEARS_PRICED),
        by_year("premium.subsidy", law.year - 1, 2),
        rows,
        find_openings(chain, law),
    )


def _build(place: str, resolved: Resolved, given: Mapping[str, Any]) -> Policy:
    law = resolved.law
    readings = choose(resolved.chain, law, given)
    rows = tuple(
        Row(row.place, as_read(row.circumstance, readings), row.clauses)
        for row in resolved.rows
        if exists(row.circumstance, readings)
    )
    if len(rows) > ROW_CAPACITY:
        what = Text(f"情形超过 {ROW_CAPACITY} 行", f"more than {ROW_CAPACITY} rows of circumstances")
        raise BadInputError([finding("too_large", resolved.chain.place, what=what, limit=ROW_CAPACITY)])
    terms = build_terms(
        law.year,
        resolved.values,
        [_amount(found) for found in resolved.premiums.values()],
        (_amount(resolved.subsidies[law.year]), _amount(resolved.subsidies[law.year - 1])),
        [row.circumstance for row in rows],
        readings,
    )
    return Policy(
        place,
        resolved.chain.layers[0].place,
        law,
        resolved,
        readings,
        terms,
        rows,
    )


def _amount(found: Found | None) -> int:
    return UNDETERMINED if found is None else amount_fen(found.value)
