"""What the compiled rules say of a batch of people: who is refused and why, and the digest of every answer.

The digest is that of a receipt (``result``), so that an answer that was kept and the one that would be given now are
compared without telling either. Few answers are different ones: each is told and digested once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from canbao.basis.digests import digest_of
from canbao.casework.answer import blocks_of
from canbao.rules.answer import Answer

if TYPE_CHECKING:
    from canbao.policy.policies import Policies


class Judged(NamedTuple):
    """What the rules say of a batch. faults: a set of reasons a row (``canbao.population.faults``), 0 where answered.

    results: the digest of each answer, empty where there is none.
    """

    faults: Any
    results: Any


class Kernel:
    """The compiled rules under some policies. notice: is told when they must be compiled first, which takes seconds."""

    def __init__(self, policies: Policies, notice: Callable[[str], None] = lambda _: None) -> None:
        from canbao.population.engine import prepare
        from canbao.population.law import LawTable

        self.law = LawTable(policies)
        prepare(self.law, notice)

    def judge(self, batch: Any) -> Judged:
        """What the rules say of a record batch of people."""
        from canbao.population.batch import distinct, people_of
        from canbao.population.engine import decide_arrays

        people = people_of(batch)
        answers = decide_arrays(people, self.law.with_places(*distinct(people, self.law.by_village)))
        return Judged(people.faults, results_of(answers, people.faults == 0))


def results_of(answers: Any, is_answered: Any) -> Any:
    """The digests of the answered rows, as ``receipt_of`` makes them; empty for the others."""
    import numpy as np

    from canbao.population.stores import stored

    results = np.full(len(is_answered), "", dtype=object)
    rows = np.flatnonzero(is_answered)
    if len(rows):
        numbers = np.stack([column[rows].astype(np.int64) for column in answers[:-1]], axis=1)
        _, firsts, of = np.unique(numbers, axis=0, return_index=True, return_inverse=True)
        told = [digest_of(blocks_of(Answer(*map(int, stored(answers, int(rows[first])))))) for first in firsts]
        results[rows] = np.array(told, dtype=object)[of.reshape(-1)]
    return results
