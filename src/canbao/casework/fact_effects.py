"""What each fact not answered yet can change, found by varying it through the rules.

Three passes over completions of the case, all deterministic (the only chance is a generator with a fixed seed):

1. *Extremes*: from nothing but defaults, from every year paid in its window, and from a return after missed years with
   as many repaired as there is any sense in, each fact takes every value of its domain while the others stay.
2. *Walks*: from one drawn completion to another, one fact changing at a time (Morris's elementary effects); the share
   of a fact's steps that changed the answer says how much it decides.
3. *Together*: the facts that nothing has moved yet are drawn anew all at once, over drawn completions of the rest; when
   the answer moves, a walk between the two finds the fact.

What is reported as open is open for certain: two completions that differ in this fact alone have different answers.
What is not reported was without effect in every extreme and in every draw; a joint condition of several rare values
can be missed, and so can a difference between two values that the domains take for the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from canbao.casework.answer_fields import Reading, reader_of, reading_of
from canbao.casework.fact_domains import PAID
from canbao.casework.unanswered import Partial, Slot, Values, Variable
from canbao.rules.determine import determine
from canbao.rules.facts import Facts
from canbao.rules.parameters import Terms

SEED = 20250325
WALKS = 4
DRAWS_TOGETHER = 60
SHARES_DRAWN = (0.15, 0.4)
"""How many facts of a drawn completion are not at their default: few, then many."""
YEARS_MISSED = 2
NEW_RUN = 0.3
"""How often a drawn history changes from one year to the next: histories are runs of like years."""


@dataclass(slots=True)
class Effect:
    """What changing one fact changed: fields of the answer, and in how many of the walks' steps."""

    fields: set[str] = field(default_factory=set)
    steps: int = 0
    changed: int = 0

    @property
    def share(self) -> float:
        """The share of drawn steps that changed the answer."""
        return self.changed / self.steps if self.steps else 0.0


class Trial:
    """The variations of one partial case: decides completions, and keeps what each variable was seen to change."""

    def __init__(self, partial: Partial, terms: Terms, fields: Sequence[str]) -> None:
        self.partial, self.terms, self.fields = partial, terms, fields
        self.readers = [reader_of(name) for name in fields]
        self.effects = [Effect() for _ in partial.variables]
        self._read: dict[Facts, Reading] = {}

    def reading(self, values: Values) -> Reading:
        """The fields looked at, for one completion."""
        facts = self.partial.completed(values)
        reading = self._read.get(facts)
        if reading is None:
            reading = self._read[facts] = reading_of(determine(facts, self.terms), self.readers)
        return reading

    def compare(self, at: int, before: Reading, after: Reading) -> bool:
        """Keep what a change of one variable changed; returns whether it changed anything."""
        if before == after:
            return False
        self.effects[at].fields.update(
            name for name, one, other in zip(self.fields, before, after, strict=True) if one != other
        )
        return True

    @property
    def unmoved(self) -> list[int]:
        """The variables that nothing has been seen to depend on."""
        return [at for at, effect in enumerate(self.effects) if not effect.fields]

    def extremes(self, base: Values) -> None:
        """Each variable takes every value of its domain, the others as in the base; a year until it is found open."""
        before = self.reading(base)
        for at, variable in enumerate(self.partial.variables):
            for value in variable.values:
                if variable.slot is Slot.YEAR and self.effects[at].fields:
                    break
                if value != base[at]:
                    self.compare(at, before, self.reading([*base[:at], value, *base[at + 1 :]]))

    def walk(self, start: Values, end: Values, order: Sequence[int]) -> None:
        """From one completion to another, one variable at a time."""
        values = list(start)
        before = self.reading(values)
        for at in order:
            if values[at] == end[at]:
                continue
            values[at] = end[at]
            after = self.reading(values)
            self.effects[at].steps += 1
            self.effects[at].changed += self.compare(at, before, after)
            before = after


def effects_of(partial: Partial, terms: Terms, fields: Sequence[str]) -> list[Effect]:
    """What each variable of a partial case was seen to change."""
    trial = Trial(partial, terms, fields)
    variables = partial.variables
    for base in (nothing(variables), always_paid(variables), returned(variables)):
        trial.extremes(base)
    chance = Random(SEED)
    for count in range(WALKS):
        start, end = (drawn(variables, chance, count) for _ in range(2))
        trial.walk(start, end, chance.sample(range(len(variables)), len(variables)))
    for count in range(DRAWS_TOGETHER):
        unmoved = trial.unmoved
        if not unmoved:
            break
        start, other = (drawn(variables, chance, count) for _ in range(2))
        end = list(start)
        for at in unmoved:
            end[at] = other[at]
        if trial.reading(start) != trial.reading(end):
            trial.walk(start, end, unmoved)
    return trial.effects


def nothing(variables: Sequence[Variable]) -> list[int]:
    """Every fact at its default."""
    return [v.values[0] for v in variables]


def always_paid(variables: Sequence[Variable]) -> list[int]:
    """Every year paid in its window."""
    return [PAID if PAID in v.values else v.values[0] for v in variables]


def returned(variables: Sequence[Variable]) -> list[int]:
    """The newest years missed, the older ones paid, and the most years repaired."""
    values = always_paid(variables)
    years = [at for at, v in enumerate(variables) if v.slot is Slot.YEAR]
    for at in years[:YEARS_MISSED]:
        values[at] = variables[at].values[0]
    return [v.values[-1] if v.key == "repair_years" else value for v, value in zip(variables, values, strict=True)]


def drawn(variables: Sequence[Variable], chance: Random, count: int) -> list[int]:
    """A completion drawn: years in runs of like words, other facts mostly at their default."""
    share = SHARES_DRAWN[count % len(SHARES_DRAWN)]
    word = PAID
    values: list[int] = []
    for variable in variables:
        if variable.slot is Slot.YEAR:
            if chance.random() < NEW_RUN or word not in variable.values:
                word = chance.choice(variable.values)
            values.append(word)
        else:
            values.append(chance.choice(variable.values) if chance.random() < share else variable.values[0])
    return values
