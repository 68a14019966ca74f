"""The law of one place and coverage year as one immutable value, with a digest, and how firmly its values stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from canbao.basis.digests import digest_of
from canbao.policy.build import amount_fen, build_row, window_days
from canbao.policy.interpretations import Chosen, own_readings
from canbao.policy.library import Chain
from canbao.policy.resolve import Found, Law
from canbao.policy.resolve_openings import FoundOpening
from canbao.policy.schema import Circumstance, MissingLayer
from canbao.rules.notes import (
    VALUE_AID_RATES,
    VALUE_FIXED_DAYS,
    VALUE_ORIGINAL_LIMIT,
    VALUE_PERSONAL,
    VALUE_SUBSIDY_BESIDE,
    VALUE_SUBSIDY_PAID,
    VALUE_WINDOW,
    Standing,
)
from canbao.rules.parameters import CircumstanceRow, Terms
from canbao.rules.values import UNDETERMINED

ASSUMED = "assumed"
REPORTED = "reported"


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
    def values(self) -> dict[int, Found | None]:
        """The dated values that a determination may use, by their bit; None where there is none to use."""
        return values_of(self)

    @cached_property
    def standing(self) -> Standing:
        """How firmly its values stand."""
        return standing_of(self)

    @cached_property
    def digest(self) -> str:
        """A digest of everything the law contributes: what holds, and the interpretations chosen."""
        readings = {name: chosen.value for name, chosen in sorted(self.interpretations.items())}
        return digest_of({"law": self.resolved.digest, "interpretations": readings})


def standing_of(policy: Policy) -> Standing:
    """The standing of a policy's values."""
    found = policy.values
    return Standing(
        original_limit_fen=amount_fen(policy.found("limit.original").value),
        assumed_values=with_status(found, ASSUMED),
        reported_values=with_status(found, REPORTED),
        assumed_rows=sum(1 << n for n, row in enumerate(policy.rows) if row.circumstance.status == ASSUMED),
        is_frame_only=int(policy.is_frame_only),
        has_missing_layer=int(bool(policy.missing_layers)),
    )


def values_of(policy: Policy) -> dict[int, Found | None]:
    """The dated values that a determination may use, by their bit; None where there is none to use."""
    resolved = policy.resolved
    return {
        VALUE_WINDOW: policy.found("window"),
        VALUE_ORIGINAL_LIMIT: policy.found("limit.original"),
        VALUE_PERSONAL: resolved.premiums.get(policy.year),
        VALUE_SUBSIDY_BESIDE: subsidy_beside(policy),
        VALUE_SUBSIDY_PAID: resolved.subsidies[subsidy_year(policy)],
        VALUE_AID_RATES: policy.found("aid.rates"),
        VALUE_FIXED_DAYS: policy.found("waiting.fixed_days_when_counted"),
    }


def with_status(found: dict[int, Found | None], status: str) -> int:
    """The set of values that have a status."""
    return sum(bit for bit, value in found.items() if value is not None and value.status == status)


def subsidy_year(policy: Policy) -> int:
    """The year whose subsidy the late price takes."""
    return policy.year - 1 if policy.interpretations["late_price_subsidy_year"].value == "year_before" else policy.year


def subsidy_beside(policy: Policy) -> Found | None:
    """The government's part that stands beside the personal premium, where it is known."""
    found = policy.resolved.subsidies[policy.year]
    return None if found is None or amount_fen(found.value) == UNDETERMINED else found
