"""Which facts of a partial case could still change its answer: an interview asks these, the first one first.

Nothing here knows which question belongs to which circumstance: each fact is varied through the rules
(``fact_effects``) over values that the policy's own terms tell apart (``fact_domains``).

A *partial case* is a plain mapping in the case format with keys missing where nothing was answered. ``answered`` holds
the paths answered with "no such thing" (an event that never happened, a year without cover), which leave no key; a path
also answers everything below it (``history``: years without a row had no cover). Answered are also: an event kind of
which one is told; ``person.aid``, when the key is there; a year with a row; but a row of resident cover leaves open the
keys it leaves out (``history.2025.reimbursed``), so that cover can be told for many years at once.

*Composite facts* stand for several: ``person.events`` for a list to tick, ``enrolment.repair`` for years and day,
``history.1999-2025`` for a run of years. Their ``parts`` are what is answered. The answer to a run may be its newest
years only, as many as were alike (all paid in the window; none covered): what is older is asked again, if it still
matters. Where the person says "before that never", the older parts are answered too.

Years that the person does not know are told by ``history_known_from``, and never asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.tree import Tree
from canbao.casework.case import Case
from canbao.casework.decide import check, policy_of
from canbao.casework.interview.fact_effects import Effect, effects_of
from canbao.casework.interview.unanswered import Slot, Variable, is_answered, partial_of
from canbao.casework.read import read_case
from canbao.policy.policies import Policies

NEEDED = ("place", "enrolment.year", "enrolment.paid_on", "person.born")
"""Facts without which nothing can be varied: they come before any other."""
PREPAID = "person.events.student_prepaid_until"
"""Needed too where nothing was paid: only a student who prepaid enrols without paying."""

DECIDING_FIELDS = (
    "circumstance",
    "premium.due_yuan",
    "waiting.total_months",
    "benefit.from",
    "benefit.through",
    "limit.continuity_yuan",
    "limit.zero_claim_yuan",
    "limit.penalty_yuan",
)
"""The fields looked at unless others are named. The limit counts by what the person's own past adds to it or takes off:
the original limit is the place's to know, and is asked only where ``limit.total_yuan`` or the like is looked at."""


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact not answered yet.

    path: in the case format; parts: the paths a composite stands for (years newest first), else empty. fields: the
    fields of the answer, by dotted path, that it was seen to change. share: of the changes drawn, the part that changed
    any of them.
    """

    path: str
    fields: tuple[str, ...]
    share: float = 1.0
    parts: tuple[str, ...] = ()

    @property
    def could_change(self) -> bool:
        """Whether it could still change the answer."""
        return bool(self.fields)


def open_facts(
    partial: Mapping[str, Any],
    answered: Collection[str],
    policies: Policies,
    fields: Sequence[str] = DECIDING_FIELDS,
) -> list[OpenFact]:
    """The facts that could still change the answer, the one that decides most first; empty when nothing is left to ask.

    ``fact_effects`` says how sure this is. Raises BadInputError when what is there contradicts itself.
    """
    return [fact for fact in unanswered_facts(partial, answered, policies, fields) if fact.could_change]


def unanswered_facts(
    partial: Mapping[str, Any],
    answered: Collection[str],
    policies: Policies,
    fields: Sequence[str] = DECIDING_FIELDS,
) -> list[OpenFact]:
    """The facts not answered yet, those that can no longer change the answer last, without fields."""
    missing = [path for path in NEEDED if value_at(partial, path) is ...]
    if not missing and needs_prepaid(partial, answered):
        missing = [PREPAID]
    if missing:
        return [OpenFact(path, tuple(fields)) for path in missing]
    case = read(partial)
    check(case, policies)
    terms = policy_of(case, policies, case.interpretations).terms
    known = partial_of(case, answered, terms)
    seen = list(zip(known.variables, effects_of(known, terms, fields), strict=True))
    return in_order([one for one in seen if one[0].is_askable], fields)


def value_at(partial: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of a partial case; ``...`` where nothing does."""
    value: Any = partial
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return ...
        value = value[step]
    return value


def needs_prepaid(partial: Mapping[str, Any], answered: Collection[str]) -> bool:
    """Whether nothing was paid, and it is not known whether premiums were prepaid."""
    if value_at(partial, "enrolment.paid_on") is not None or is_answered(PREPAID, answered):
        return False
    events = value_at(partial, "person.events")
    kinds = [event.get("kind") for event in events if isinstance(event, Mapping)] if isinstance(events, list) else []
    return PREPAID.split(".")[-1] not in kinds


def read(partial: Mapping[str, Any]) -> Case:
    """A partial case as a case, absent keys as their defaults. Raises BadInputError with every fault."""
    entry = read_case({"case": 1, **partial}, Tree(partial, "case"))
    if entry.case is None:
        raise BadInputError(entry.findings)
    return entry.case


Seen = tuple[Variable, Effect]
"""A variable, and what it was seen to change."""


def in_order(seen: Sequence[Seen], fields: Sequence[str]) -> list[OpenFact]:
    """Open facts before others, those that change more fields first, then those that change them more often; the parts
    of a composite follow it."""
    together = list(composites(seen))
    grouped = {variable.path for _, parts in together for variable, _ in parts}
    alone = [(variable.path, [(variable, effect)]) for variable, effect in seen if variable.path not in grouped]
    facts = [(told(path, parts, fields), parts) for path, parts in (*together, *alone)]
    ordered: list[OpenFact] = []
    for fact, parts in sorted(facts, key=lambda of: (-len(of[0].fields), -of[0].share)):
        ordered.append(fact)
        if fact.parts:
            ordered.extend(told(variable.path, [(variable, effect)], fields) for variable, effect in parts)
    return sorted(ordered, key=lambda fact: not fact.could_change)


def told(path: str, parts: Sequence[Seen], fields: Sequence[str]) -> OpenFact:
    """A fact with what it, or any of its parts, was seen to change."""
    changed = {name for _, effect in parts for name in effect.fields}
    share = max(effect.share for _, effect in parts)
    names = tuple(variable.path for variable, _ in parts) if len(parts) > 1 else ()
    return OpenFact(path, tuple(name for name in fields if name in changed), share, names)


def composites(seen: Sequence[Seen]) -> Iterator[tuple[str, Sequence[Seen]]]:
    """The facts that can be asked together: open kinds of event, a repair and its day, and runs of years, open at both
    ends, that lack the same answer."""
    for path in ("person.events", "enrolment.repair"):
        parts = [one for one in seen if one[0].path.startswith(f"{path}.") and one[1].fields]
        if len(parts) > 1:
            yield path, parts
    years = [one for one in seen if one[0].slot is Slot.YEAR]
    years.sort(key=lambda one: (asked_of(one[0]), -one[0].key))
    places = {one[0].path: place + one[0].key for place, one in enumerate(years)}
    for (what, _), group in groupby(years, key=lambda one: (asked_of(one[0]), places[one[0].path])):
        run = until_open(until_open(list(group))[::-1])[::-1]
        if len(run) > 1:
            yield f"history.{run[-1][0].key}-{run[0][0].key}{what}", run


def until_open(run: list[Seen]) -> list[Seen]:
    """A run without its last years that are not open; a closed year between open ones is told with them."""
    while run and not run[-1][1].fields:
        run = run[:-1]
    return run


def asked_of(variable: Variable) -> str:
    """What is asked of a year: nothing more for the whole year, or the key that its row leaves out."""
    return variable.path.removeprefix(f"history.{variable.key}")
