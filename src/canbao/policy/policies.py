"""Policies by place, law and interpretations, each built once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.policy.build import amount_fen, as_read, build_terms, exists
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.epochs import Epochs
from canbao.policy.interpretations import Chosen, with_effect, with_given
from canbao.policy.library import Chain, Library
from canbao.policy.policy import Policy, Resolved, Row
from canbao.policy.resolve import Found, Law, find_rows, find_value
from canbao.policy.resolve_openings import find_openings
from canbao.rules.parameters import REPAIR_YEARS_PRICED, ROW_CAPACITY, CircumstanceRow
from canbao.rules.values import UNDETERMINED

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
        of_pack = self.library.place_of_pack(place)
        epochs = self._epochs.get(of_pack)
        if epochs is None:
            epochs = self._epochs[of_pack] = Epochs.of(self.library.chain(of_pack))
        return Law(year, epochs.in_force_on(as_of), epochs.known_on(known_on))

    def resolved(self, place: str, law: Law) -> Resolved:
        """What holds at a place before interpretations, resolved once."""
        key = (self.library.place_of_pack(place), law)
        resolved = self._resolved.get(key)
        if resolved is None:
            if len(self._resolved) >= MOST_KEPT:
                self._resolved.clear()
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
