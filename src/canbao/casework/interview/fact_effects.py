"""What each fact not answered yet can change, found by varying it through the rules.

Three passes over completions of the case, all deterministic (the only chance is a generator with a fixed seed):

1. *Extremes*: from nothing but defaults, from every year paid in its window, and from a return after missed years with
   as many repaired as there is any sense in, each fact that nothing has moved yet takes every value of its domain (a
   year: no cover, paid in the window, paid late) while the others stay.
2. *Walks*: from one drawn completion to another, one fact changing at a time (Morris's elementary effects); the share
   of a fact's steps that changed the answer says how much it decides.
3. *Together*: the facts that nothing has moved yet are drawn anew all at once, over each extreme of the others and over
   drawn completions; when the answer moves, a walk between the two finds the fact.

What is reported as open is open for certain: two completions that differ in this fact alone have different answers.
What is not reported was without effect in every extreme and in every draw; a joint condition of several rare values
can be missed, and so can a difference between two values that the domains take for the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from canbao.casework.interview.answer_fields import Reading, reader_of, reading_of
from canbao.casework.interview.fact_domains import PAID
from canbao.casework.interview.unanswered import Partial, Slot, Values, Variable
from canbao.rules.determine import determine
from canbao.rules.facts import Facts
from canbao.rules.parameters import Terms

SEED = 20250325
WALKS = 4
DRAWS_TOGETHER = 30
SHARES = (0.15, 0.4)
"""How many facts of a drawn completion are drawn too, the others being at their default: few, then many."""
SHARE_TOGETHER = 0.6
"""The same for facts that nothing has moved yet."""
WORDS_TRIED = 3
"""Words of a year that are tried one by one; the others are drawn."""
YEARS_MISSED = 2
NEW_RUN = 0.3
"""How often a drawn history changes from one year to the next: histories are runs of like years."""
OTHER_WORDS = 0.5
"""How often a drawn run of years is of any word, not just without cover or paid in the window."""


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
    def moved(self) -> list[int]:
        """The variables seen to change something."""
        return [at for at, effect in enumerate(self.effects) if effect.fields]

    @property
    def unmoved(self) -> list[int]:
        """The variables that nothing has been seen to depend on."""
        return [at for at, effect in enumerate(self.effects) if not effect.fields]

    def extremes(self, base: Values) -> None:
        """Each variable that nothing has moved yet takes the values of its domain, the others as in the base; a year,
        of which there are many, the first few until it is found open."""
        before = self.reading(base)
        for at in self.unmoved:
            variable = self.partial.variables[at]
            is_year = variable.slot is Slot.YEAR
            for value in variable.values[:WORDS_TRIED] if is_year else variable.values:
                if is_year and self.effects[at].fields:
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

    def together(self, start: Values, other: Values) -> None:
        """From a completion, every variable that nothing has moved yet takes its value in another one."""
        unmoved = self.unmoved
        end = list(start)
        for at in unmoved:
            end[at] = other[at]
        if end != start and self.reading(start) != self.reading(end):
            self.walk(start, end, unmoved)


def effects_of(partial: Partial, terms: Terms, fields: Sequence[str]) -> list[Effect]:
    """What each variable of a partial case was seen to change."""
    trial = Trial(partial, terms, fields)
    variables = partial.variables
    default, paid = nothing(variables), always_paid(variables)
    for base in (default, paid, returned(variables)):
        trial.extremes(base)
    chance = Random(SEED)
    for count in range(WALKS):
        start, end = (drawn(variables, chance, SHARES[count % len(SHARES)]) for _ in range(2))
        trial.walk(start, end, chance.sample(range(len(variables)), len(variables)))
    starts = list(extremes_of(variables, trial.moved, default))
    starts += extremes_of(variables, trial.moved, paid) if paid != default else ()
    starts += [drawn(variables, chance, SHARES[count % len(SHARES)]) for count in range(DRAWS_TOGETHER)]
    for start in starts:
        trial.together(start, drawn(variables, chance, SHARE_TOGETHER))
    return trial.effects


def extremes_of(variables: Sequence[Variable], among: Sequence[int], base: Values) -> Iterator[list[int]]:
    """The completions that differ from a base in one fact; of the years, whose number is large, none."""
    for at in among:
        if variables[at].slot is not Slot.YEAR:
            for value in variables[at].values[1:]:
                yield [*base[:at], value, *base[at + 1 :]]


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


def drawn(variables: Sequence[Variable], chance: Random, share: float) -> list[int]:
    """A completion drawn: years in runs of like words, every other run without cover or paid in the window; of the
    other facts a share not at their default."""
    word: int | None = None
    values: list[int] = []
    for variable in variables:
        if variable.slot is Slot.YEAR:
            if word not in variable.values or chance.random() < NEW_RUN:
                word = chance.choice(variable.values if chance.random() < OTHER_WORDS else variable.values[:2])
            values.append(word)
        else:
            values.append(chance.choice(variable.values) if chance.random() < share else variable.values[0])
    return values
