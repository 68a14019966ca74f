"""The law of one place and coverage year as one immutable value, with a digest; and the cache that builds it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from canbao.basis.digests import digest_of
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.policy.build import amount_fen, as_read, build_row, build_terms, exists, window_days
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.epochs import Epochs
from canbao.policy.interpretations import Chosen, own_readings, with_effect, with_given
from canbao.policy.library import Chain, Library
from canbao.policy.resolve import Found, Law, find_rows, find_value
from canbao.policy.resolve_openings import FoundOpening, find_openings
from canbao.policy.schema import Circumstance, MissingLayer
from canbao.policy.standing import standing_of
from canbao.rules.notes import Standing
from canbao.rules.parameters import REPAIR_YEARS_PRICED, ROW_CAPACITY, CircumstanceRow, Terms
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

    @property
    def place(self) -> str:
        """The place whose pack holds."""
        return self.chain.layers[0].place

    @cached_property
    def readings(self) -> Mapping[str, Chosen]:
        """The interpretations of the place itself."""
        return own_readings(self.chain, self.law)

    @cached_property
    def built_rows(self) -> tuple[CircumstanceRow, ...]:
        """The rows as the rules take them, before any reading replaces a part."""
        return tuple(self.built(row.circumstance) for row in self.rows)

    def built(self, circumstance: Circumstance) -> CircumstanceRow:
        """A row as the rules take it."""
        return build_row(circumstance, self.law.year, window_days(self.values["window"], self.law.year))

    @cached_property
    def digest(self) -> str:
        """A digest of what holds: values, rows, openings, with their clauses."""
        return digest_of(
            {
                "place": self.place,
                "year": self.law.year,
                "values": {
                    name: [found.value, found.unit, found.clauses, found.status]
                    for name, found in sorted(self.values.items())
                },
                "premiums": [[year, f.value, f.clauses] for year, f in self.premiums.items() if f],
                "subsidies": [[year, f.value, f.clauses] for year, f in self.subsidies.items() if f],
                "rows": [[row.clauses, row.circumstance.model_dump(mode="json", by_alias=True)] for row in self.rows],
                "openings": [
                    [found.layer, found.clauses, found.opening.model_dump(mode="json", by_alias=True)]
                    for found in self.openings
                ],
            }
        )


@dataclass(frozen=True)
class Policy:
    """The law of a place for a coverage year, under chosen interpretations.

    given: the interpretations that differ from the place's own.
    """

    pack: str
    law: Law
    resolved: Resolved
    interpretations: Mapping[str, Chosen]
    given: Mapping[str, Any]
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
    def standing(self) -> Standing:
        """How firmly its values stand."""
        return standing_of(self)

    @cached_property
    def digest(self) -> str:
        """A digest of everything the law contributes: what holds, and the interpretations chosen."""
        readings = {name: chosen.value for name, chosen in sorted(self.interpretations.items())}
        return digest_of({"law": self.resolved.digest, "interpretations": readings})


Key = tuple[str, Law, tuple[tuple[str, str], ...]]

MOST_KEPT = 4096
"""Policies kept at most; then all are let go and built again as they are asked for."""
MOST_READINGS = 64
"""More than the other readings that one policy has."""


def key_of(resolved: Resolved, given: Mapping[str, Any]) -> Key:
    """What a policy is kept under."""
    return resolved.place, resolved.law, tuple(sorted((name, repr(value)) for name, value in given.items()))


class Policies:
    """Policies by place, law and interpretations, each built once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._epochs: dict[str, Epochs] = {}
        self._resolved: dict[tuple[str, Law], Resolved] = {}
        self._built: dict[Key, Policy] = {}
        self._alternatives: dict[Key, tuple[tuple[Chosen, Any, Policy], ...]] = {}

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
        resolved = self.resolved(place, self.law(place, year, as_of, known_on))
        return self._policy(resolved, with_effect(resolved.readings, given) if given else {})

    def _policy(self, resolved: Resolved, given: Mapping[str, Any]) -> Policy:
        key = key_of(resolved, given)
        built = self._built.get(key)
        if built is None:
            if len(self._built) >= MOST_KEPT:
                self._built.clear()
            built = self._built[key] = _build(resolved, given)
        return built

    def alternatives(self, policy: Policy) -> tuple[tuple[Chosen, Any, Policy], ...]:
        """Each other reading of each interpretation that acts: what it is now, the other value, the policy under it.

        Readings that change no parameter of the rules are left out.
        """
        key = key_of(policy.resolved, policy.given)
        found = self._alternatives.get(key)
        if found is None:
            if len(self._alternatives) >= MOST_KEPT // MOST_READINGS:
                self._alternatives.clear()
            found = self._alternatives[key] = tuple(self._find_alternatives(policy))
        return found

    def _find_alternatives(self, policy: Policy) -> Iterator[tuple[Chosen, Any, Policy]]:
        own = policy.resolved.readings
        for name, chosen in policy.interpretations.items():
            for value in chosen.others if chosen.acts else ():
                other = self._policy(policy.resolved, with_effect(own, {**policy.given, name: value}))
                if other.terms != policy.terms:
                    yield chosen, value, other

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


def _build(resolved: Resolved, given: Mapping[str, Any]) -> Policy:
    law = resolved.law
    readings = with_given(resolved.readings, given)
    rows: list[Row] = []
    built: list[CircumstanceRow] = []
    for row, plain in zip(resolved.rows, resolved.built_rows, strict=True):
        if not exists(row.circumstance, readings):
            continue
        read = as_read(row.circumstance, readings)
        rows.append(row if read is row.circumstance else Row(row.place, read, row.clauses))
        built.append(plain if read is row.circumstance else resolved.built(read))
    if len(rows) > ROW_CAPACITY:
        what = Text(f"情形超过 {ROW_CAPACITY} 行", f"more than {ROW_CAPACITY} rows of circumstances")
        raise BadInputError([finding("too_large", resolved.chain.place, what=what, limit=ROW_CAPACITY)])
    terms = build_terms(
        law.year,
        resolved.values,
        [_amount(found) for found in resolved.premiums.values()],
        (_amount(resolved.subsidies[law.year]), _amount(resolved.subsidies[law.year - 1])),
        built,
        readings,
    )
    return Policy(resolved.place, law, resolved, readings, dict(given), terms, tuple(rows))


def _amount(found: Found | None) -> int:
    return UNDETERMINED if found is None else amount_fen(found.value)
