"""What loading a table would change: the table beside the places that are known, row by row, without a database.

A place that is loaded and not in a table that lists its siblings is not ended by that: a table may be cut short. It is
ended where the table says so, where another code takes it over, or where whoever loads says that the absent are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import place_code, place_level
from canbao.registry.places.changes import ChangedPlace, Edge, Known, NewFormerName, NewPlace, Plan, Present
from canbao.registry.places.faults import faulty, parent_of
from canbao.registry.places.table import PlaceRow, PlaceTable

MOST_ABSENT: Final = 20
"""Absent places that are told one by one."""
_ENDINGS = "省市县区州盟旗乡镇村"


def plan(table: PlaceTable, present: Present, *, end_absent: bool = False) -> Plan:
    """What loading the table would change. Faults are among the findings, as errors: then nothing may be written."""
    faults = list(faulty(table, present.places))
    return Plan(findings=faults) if faults else Comparison(table, present).planned(end_absent=end_absent)


class Comparison:
    """A table beside what is known. Each step adds its part to the plan."""

    def __init__(self, table: PlaceTable, present: Present) -> None:
        self.table, self.present = table, present
        self.rows = {row.place: row for row in table.rows}
        self.parents = {place: parent_of(place, self.rows, present.places) for place in self.rows}
        self.edges = self._edges()
        self.plan = Plan()

    def planned(self, *, end_absent: bool) -> Plan:
        """The whole plan."""
        made = self.plan
        have = {edge[:3]: edge.whole for edge in self.present.edges}
        made.edges = [edge for edge in self.edges if have.get(edge[:3]) is not edge.whole]
        made.counts["successors"] = len(made.edges)
        self._rows()
        self._former_names()
        if self.table.as_of is not None:
            self._gone(self.table.as_of, end_absent=end_absent)
        self._grids()
        made.findings += self._empty_spans()
        if made.counts["older"]:
            made.findings.append(finding("places_older", self.table.about, count=made.counts["older"]))
        return made

    def is_older(self, known: Known) -> bool:
        """Whether a place is known from a table newer than this one."""
        return known.known_on is not None and self.table.as_of is not None and self.table.as_of < known.known_on

    # --- rows

    def _rows(self) -> None:
        """Places that are new, and known ones of which the table says something else."""
        taken_over = {edge.place: edge for edge in self.present.edges if edge.whole}
        for row in self.rows.values():
            known = self.present.places.get(row.place)
            if known is None:
                self.plan.new.append(self._added(row))
                kind = "new"
            else:
                wanted = self._wanted(row, known, taken_over.get(row.place))
                kind = self._kind(wanted, known)
                if kind not in ("unchanged", "older"):
                    self.plan.changed.append(wanted)
            self.plan.counts[kind] += 1

    def _added(self, row: PlaceRow) -> NewPlace:
        parent, source = self.parents[row.place], row.source or self.table.source
        return NewPlace(row.place, row.name, parent, row.urban_rural, self._begins(row), row.valid_until, source)

    def _begins(self, row: PlaceRow) -> date | None:
        """When a new code begins: as told, else with the table in which it takes over a code that was known before."""
        replaces = any(one.on_day is None and one.place in self.present.places for one in row.former)
        return row.valid_from or (self.table.as_of if replaces else None)

    def _wanted(self, row: PlaceRow, known: Known, taken_over: Edge | None) -> ChangedPlace:
        """A known place as the table has it; what the table does not say stays."""
        ends = row.valid_until
        if ends is None and known.valid_until is not None:
            as_of = self.table.as_of
            if as_of is None or as_of < known.valid_until or self.is_older(known):
                ends = known.valid_until
            else:
                ends = known.valid_until if taken_over else None
                self.plan.findings.append(self._listed_again(row, known, taken_over))
        return ChangedPlace(
            row.place,
            row.name,
            row.urban_rural or known.urban_rural,
            row.valid_from or known.valid_from,
            ends,
            row.source or self.table.source,
        )

    def _listed_again(self, row: PlaceRow, known: Known, taken_over: Edge | None) -> Finding:
        """A place that has ended is in a newer table as if it had not."""
        where, code, ended = self.table.where(row.line), place_code(row.place), known.valid_until
        if taken_over is None:
            return finding("place_in_force_again", where, name=row.name, place=code, ended=ended)
        successors = place_code(taken_over.successor)
        return finding("place_ended_listed", where, name=row.name, place=code, ended=ended, successors=successors)

    def _kind(self, wanted: ChangedPlace, known: Known) -> str:
        """What loading a row does to a known place, as it is counted."""
        if said(wanted) == said(known) or self.table.as_of is None:
            return "unchanged"
        if self.is_older(known):
            return "older"
        if (wanted.valid_until is None) != (known.valid_until is None):
            return "ended" if known.valid_until is None else "in_force_again"
        return "renamed" if wanted.name != known.name else "changed"

    def _former_names(self) -> None:
        for row in self.rows.values():
            for former in row.former_names:
                if (row.place, former.valid_until) not in self.present.former_names:
                    source = row.source or self.table.source
                    self.plan.former_names.append(NewFormerName(row.place, former.valid_until, former.name, source))

    # --- taken over, ended, absent

    def _edges(self) -> list[Edge]:
        """Who took over what, by the table and by what is known, so far as the table speaks of it.

        A code is taken over whole by the only one that takes it over on a day, unless it stays in force.
        """
        takers: dict[int, dict[tuple[int, date], str]] = defaultdict(dict)
        for row in self.rows.values():
            for former in row.former:
                day = former.on_day or row.valid_from or self.table.as_of
                if day is not None:
                    takers[former.place][row.place, day] = row.source or self.table.source
        for edge in self.present.edges:
            if edge.place in takers:
                takers[edge.place].setdefault((edge.successor, edge.on_day), edge.source)
        return [edge for place, every in takers.items() for edge in self._edges_of(place, every)]

    def _edges_of(self, place: int, takers: dict[tuple[int, date], str]) -> Iterator[Edge]:
        days = [day for _, day in takers]
        ends = self._end_of(place, max(days))
        for (successor, day), source in takers.items():
            yield Edge(place, successor, day, days.count(day) == 1 and ends is not None and ends <= day, source)

    def _end_of(self, place: int, taken_on: date) -> date | None:
        """The day on which a place that was taken over ends: as told, else by being absent; None if it stays."""
        row = self.rows.get(place)
        return row.valid_until if row is not None else self.present.places[place].valid_until or taken_on

    def _gone(self, as_of: date, *, end_absent: bool) -> None:
        """End what another code took over and what is gone; tell what is merely absent."""
        taken = {edge.place: edge.on_day for edge in sorted(self.edges, key=lambda edge: edge.on_day)}
        covered = {self.parents[row.place] for row in self.rows.values() if row.valid_until is None}
        absent = []
        for known in self.present.places.values():
            if known.place in self.rows or not self._may_end(known, as_of):
                continue
            if known.place in taken:
                self._end(known, taken[known.place])
            elif known.parent in covered and end_absent:
                self._end(known, as_of)
            elif known.parent in covered:
                absent.append(known)
        self.plan.counts["absent"] = len(absent)
        self.plan.findings += self._absent_told(sorted(absent))

    def _may_end(self, known: Known, as_of: date) -> bool:
        """Whether a table that does not list a place can have anything to say of it."""
        in_force = known.valid_until is None and (known.valid_from is None or known.valid_from < as_of)
        is_meant = known.is_synthetic == self.table.is_synthetic and known.place != 0
        return in_force and is_meant and not self.is_older(known)

    def _end(self, known: Known, day: date) -> None:
        ended = ChangedPlace(known.place, known.name, known.urban_rural, known.valid_from, day, self.table.source)
        self.plan.changed.append(ended)
        self.plan.counts["ended"] += 1

    def _absent_told(self, absent: list[Known]) -> Iterator[Finding]:
        """The absent places, with new ones of the same name: one of these may have taken over."""
        by_stem: dict[str, list[int]] = defaultdict(list)
        for new in self.plan.new if absent else ():
            by_stem[stem(new.name)].append(new.place)
        for known in absent[:MOST_ABSENT]:
            level = place_level(known.place)
            likely = [place_code(one) for one in by_stem[stem(known.name)] if place_level(one) == level]
            words = Text(
                f"（名称相近的新代码：{'、'.join(likely)}）", f" (new codes of that name: {', '.join(likely)})"
            )
            candidates, code = words if likely else Text("", ""), place_code(known.place)
            yield finding("place_absent", self.table.about, name=known.name, place=code, candidates=candidates)
        if len(absent) > MOST_ABSENT:
            yield finding("places_absent_more", self.table.about, count=len(absent) - MOST_ABSENT)

    def _empty_spans(self) -> Iterator[Finding]:
        """Places that would end no later than they begin, by the table and by what is known together."""
        for one in self.plan.changed:
            if one.valid_from is not None and one.valid_until is not None and one.valid_until <= one.valid_from:
                line = self.rows[one.place].line if one.place in self.rows else 0
                yield finding("place_span_empty", self.table.where(line), place=place_code(one.place))

    # --- grids

    def _grids(self) -> None:
        have, is_timeless = self.present.grids, self.table.as_of is None
        for one in self.table.grids:
            name = have.get((one.place, one.grid))
            if name is None or (name != one.name and not is_timeless):
                self.plan.grids.append(one)
        self.plan.counts["grids"] = len(self.plan.grids)


def said(one: ChangedPlace | Known) -> tuple[str, str | None, date | None, date | None]:
    """What is said of a place."""
    return one.name, one.urban_rural, one.valid_from, one.valid_until


def stem(name: str) -> str:
    """A name without the word for its kind, so that 宁乡县 and 宁乡市 are alike."""
    return name[:-1] if len(name) > 1 and name[-1] in _ENDINGS else name
